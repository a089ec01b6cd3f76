"""A reference into the record of its study: what is missing is filled in, what a curator wrote stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from pyoxigraph import Literal, NamedNode, Triple

from claimgraph.bibliography.reference import Reference
from claimgraph.model import Study
from claimgraph.model.study import Author
from claimgraph.rdf.read import read_study
from claimgraph.vocabulary import CG, FOAF, RDF, XSD

_PLAIN = ("doi", "pmid", "year", "container", "volume", "issue", "pages")
"""Properties with one value, which are attributes of a study by the same name."""
_IDENTIFIERS = frozenset({"doi", "pmid"})

_OF_AUTHOR = (CG.position, CG.familyName, CG.givenName, CG.orcid)


@dataclass(frozen=True)
class Difference:
    """A value of the record that the reference contradicts; with `replaced` it is the record's no longer."""

    field: str
    recorded: str
    stated: str
    replaced: bool = False


@dataclass(frozen=True)
class Merged:
    """A record after a reference.

    Attributes:
        triples: The whole record.
        filled: Names of the fields that got a value.
        differences: Fields in which record and reference differ.
    """

    triples: tuple[Triple, ...]
    filled: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = field(default=())


def merge(
    record: Sequence[Triple], document: str, iri: str, reference: Reference, *, language: str, replace: bool = False
) -> Merged:
    """Fill the record of a study from a reference.

    Args:
        record: Its triples; none where there is no record.
        document: IRI of the record.
        iri: IRI of the study.
        reference: What is known of it. Its `version_of` holds IRIs of studies that exist.
        language: Language tag of its title where the reference has none.
        replace: Put what the reference says in the place of what the record says, bibliographic fields only: the
            identifiers, the standing, and all that a curator found in the study stay.
    """
    merging = _Merging(record, document, iri, language)
    merging.fill(reference, replace=replace)
    return merging.merged()


class _Merging:
    def __init__(self, record: Sequence[Triple], document: str, iri: str, language: str) -> None:
        self._document, self._study, self._language = document, NamedNode(iri), language
        self._triples = set(record) or set(self._born())
        self._filled: list[str] = []
        self._differences: list[Difference] = []

    def _born(self) -> Iterator[Triple]:
        document = NamedNode(self._document)
        yield Triple(document, RDF.type, CG.Record)
        yield Triple(document, FOAF.primaryTopic, self._study)
        yield Triple(self._study, RDF.type, CG.Study)

    def merged(self) -> Merged:
        return Merged(tuple(self._triples), tuple(self._filled), tuple(self._differences))

    def fill(self, reference: Reference, *, replace: bool) -> None:
        stated = reference.study
        recorded = read_study(self._triples, self._study.value, language=reference.language or self._language)
        for name in _PLAIN:
            self._fill_value(name, getattr(recorded, name), getattr(stated, name), replace and name not in _IDENTIFIERS)
        self._fill_title(recorded, reference, replace=replace)
        self._fill_authors(recorded.authors, stated.authors, replace=replace)
        self._fill_standing(recorded.standing, stated.standing)
        missing = [article for article in stated.version_of if article not in recorded.version_of]
        self._triples |= {Triple(self._study, CG.versionOf, NamedNode(article)) for article in missing}
        self._filled += ["version of"] * bool(missing)

    def _fill_value(self, name: str, recorded: object, stated: object, replace: bool) -> None:
        if stated is None or not self._settle(name, recorded, stated, replace=replace):
            return
        self._drop(self._study, getattr(CG, name))
        value = Literal(stated) if isinstance(stated, int) else Literal(str(stated), datatype=XSD.string)
        self._triples.add(Triple(self._study, getattr(CG, name), value))

    def _fill_title(self, recorded: Study, reference: Reference, *, replace: bool) -> None:
        title = reference.study.title
        if title is None or not self._settle("title", recorded.title, title, replace=replace):
            return
        written = Literal(title, language=reference.language or self._language)
        self._triples = {t for t in self._triples if not self._is_title(t, written.language)}
        self._triples.add(Triple(self._study, CG.title, written))

    def _is_title(self, triple: Triple, language: str | None) -> bool:
        is_title = triple.subject == self._study and triple.predicate == CG.title
        return is_title and isinstance(triple.object, Literal) and triple.object.language == language

    def _fill_standing(self, recorded: str | None, stated: str | None) -> None:
        if stated is not None and self._settle("standing", recorded, stated, replace=False):
            self._triples.add(Triple(self._study, CG.publicationStanding, NamedNode(CG.iri + stated)))

    def _settle(self, name: str, recorded: object, stated: object, *, replace: bool) -> bool:
        """Note what comes of a field; whether the stated value is to be written."""
        if recorded is None:
            self._filled.append(name)
            return True
        if _comparable(recorded) == _comparable(stated):
            return False
        self._differences.append(Difference(name, str(recorded), str(stated), replace))
        return replace

    def _fill_authors(self, recorded: Sequence[Author], stated: Sequence[Author], *, replace: bool) -> None:
        if not stated or list(recorded) == list(stated):
            return
        if recorded and not replace and _same_people(recorded, stated):
            completed = [
                Author(old.family, old.given or new.given, old.orcid or new.orcid)
                for old, new in zip(recorded, stated, strict=True)
            ]
            if completed != list(recorded):
                self._filled.append("names and ORCIDs of authors")
                self._write_authors(completed)
            return
        if not recorded:
            self._filled.append("1 author" if len(stated) == 1 else f"{len(stated)} authors")
        else:
            self._differences.append(Difference("authors", _byline(recorded), _byline(stated), replace))
        if replace or not recorded:
            self._write_authors(stated)

    def _write_authors(self, authors: Sequence[Author]) -> None:
        """Write a byline; nodes keep the places that they have, and go where the byline is shorter."""
        nodes = {t.object for t in self._triples if t.subject == self._study and t.predicate == CG.hasAuthorship}
        places = {
            t.object.value: t.subject for t in self._triples
            if t.subject in nodes and t.predicate == CG.position and isinstance(t.object, Literal)
        }  # fmt: skip
        for place, author in enumerate(authors, 1):
            known = places.pop(str(place), None)
            self._write_author(known if isinstance(known, NamedNode) else self._new_author(place), place, author)
        gone = set(places.values())
        self._triples = {t for t in self._triples if t.subject not in gone and t.object not in gone}

    def _new_author(self, place: int) -> NamedNode:
        taken = {t.subject for t in self._triples}
        names = (NamedNode(f"{self._document}#author-{number}") for number in count(place))
        return next(name for name in names if name not in taken)

    def _write_author(self, node: NamedNode, place: int, author: Author) -> None:
        for predicate in _OF_AUTHOR:
            self._drop(node, predicate)
        self._triples |= {
            Triple(self._study, CG.hasAuthorship, node),
            Triple(node, RDF.type, CG.Authorship),
            Triple(node, CG.position, Literal(place)),
            *(
                Triple(node, predicate, Literal(value, datatype=XSD.string))
                for predicate, value in zip(_OF_AUTHOR[1:], (author.family, author.given, author.orcid), strict=True)
                if value is not None
            ),
        }

    def _drop(self, subject: NamedNode, predicate: NamedNode) -> None:
        self._triples = {t for t in self._triples if t.subject != subject or t.predicate != predicate}


def _comparable(value: object) -> object:
    """A value without the differences that are only of spelling: case, dashes, the stop at the end, spaces."""
    if not isinstance(value, str):
        return value
    words = "".join(letter if letter.isalnum() else " " for letter in value.casefold())
    return " ".join(words.split())


def _same_people(one: Sequence[Author], other: Sequence[Author]) -> bool:
    """Whether two bylines agree in all that both say, initials being as good as names."""
    return len(one) == len(other) and all(map(_agree, one, other))


def _agree(one: Author, other: Author) -> bool:
    if _comparable(one.family) != _comparable(other.family) or (one.orcid and other.orcid and one.orcid != other.orcid):
        return False
    return not one.given or not other.given or _initial(one.given) == _initial(other.given)


def _initial(given: str) -> str:
    return str(_comparable(given))[:1]


def _byline(authors: Iterable[Author]) -> str:
    return ", ".join(" ".join(part for part in (author.given, author.family) if part) for author in authors)
