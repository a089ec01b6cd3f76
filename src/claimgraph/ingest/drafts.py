"""Writing the triples of one record, node by node."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Triple

from claimgraph.vocabulary import CG, DCTERMS, FOAF, RDF, XSD

_CREATOR = NamedNode("https://w3id.org/claimgraph")


class Draft:
    """A record while it is written; triples keep the order in which they are said.

    Attributes:
        document: IRI of the record.
        triples: What has been said.
    """

    def __init__(self, document: str, language: str) -> None:
        self.document = document
        self.triples: list[Triple] = []
        self._language = language

    def named(self, fragment: str) -> NamedNode:
        """The IRI of a fragment of the record."""
        return NamedNode(f"{self.document}#{fragment}")

    def node(self, fragment: str, kind: NamedNode) -> NamedNode:
        """Begin a node of the record."""
        return self.typed(self.named(fragment), kind)

    def part(self, whole: NamedNode, predicate: NamedNode, fragment: str, kind: NamedNode) -> NamedNode:
        """Begin a node that another one has."""
        self.say(whole, predicate, self.named(fragment))
        return self.node(fragment, kind)

    def typed(self, node: NamedNode, kind: NamedNode) -> NamedNode:
        """Say what a node is."""
        self.say(node, RDF.type, kind)
        return node

    def say(self, subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal | None) -> None:
        """Add a triple, unless there is no value."""
        if value is not None:
            self.triples.append(Triple(subject, predicate, value))

    def say_words(self, subject: NamedNode, predicate: NamedNode, words: str | None) -> None:
        """Add wording in the language of the record."""
        self.say(subject, predicate, Literal(words, language=self._language) if words else None)

    def say_text(self, subject: NamedNode, predicate: NamedNode, text: str | None) -> None:
        """Add text that is in no language, such as an identifier."""
        self.say(subject, predicate, Literal(text) if text else None)

    def say_number(self, subject: NamedNode, predicate: NamedNode, number: int | None) -> None:
        """Add a whole number."""
        self.say(subject, predicate, None if number is None else Literal(str(number), datatype=XSD.integer))

    def head(self, topic: NamedNode, title: str | None, *, file_name: str, digest: str) -> None:
        """Write the document itself: its topic, title and the page that it was made from.

        The licence is left out: the words are the page's own.
        """
        document = self.typed(NamedNode(self.document), CG.Record)
        self.say(document, FOAF.primaryTopic, topic)
        self.say_words(document, DCTERMS.title, title)
        self.say(document, DCTERMS.creator, _CREATOR)
        source = self.part(document, CG.hasSource, "source", CG.SourcePage)
        self.say_text(source, CG.fileName, file_name)
        self.say_text(source, CG.sha256, digest)
