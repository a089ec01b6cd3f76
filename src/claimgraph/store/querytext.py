"""A query as its author wrote it, read just far enough to be sent to a remote store: nothing here parses SPARQL."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from pyoxigraph import Literal, NamedNode

from claimgraph.errors import QueryError
from claimgraph.store.interface import Dataset
from claimgraph.store.spelling import spell
from claimgraph.vocabulary import PREFIXES

_MOST_BASES = 16
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_PROLOGUE = re.compile(
    r"\s|#[^\n\r]*|BASE\s*<(?P<base>[^<>\s]*)>|PREFIX\s+(?P<prefix>[\w.-]*):\s*<(?P<iri>[^<>\s]*)>", re.IGNORECASE
)
_TOKEN = re.compile(
    r'''"""(?:[^"\\]|\\.|"(?!""))*+"""|\'\'\'(?:[^'\\]|\\.|'(?!''))*+\'\'\'|(?:"""|\'\'\')[\s\S]*
    |"(?:[^"\\\n\r]|\\.)*+"?|'(?:[^'\\\n\r]|\\.)*+'?
    |<[^<>"{}|^`\\\x00-\x20]*>|\#[^\n\r]*
    |[?$]\w+|(?:[^\W\d][\w.-]*+)?:(?:[\w.:%-]|\\.)*+|\w++(?![.-])|[^\W\d][\w.-]*+|\d[\w.-]*+|[{}]''',
    re.VERBOSE,
)
"""What begins like a string or a name and is none is taken in one piece, so that no text takes long."""


@dataclass(frozen=True)
class _Word:
    """A word, name, string or brace, where it stands, and how many braces are open around it."""

    text: str
    start: int
    end: int
    depth: int

    @property
    def capitals(self) -> str:
        return self.text.upper()


class QueryText:
    """One query.

    Attributes:
        text: As it was written.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._words = list(_words(text))
        self._form = next((word for word in self._words if word.capitals in _FORMS), None)
        self._bases: list[re.Match[str]] = []
        self._prefixes: dict[str, str] = {}
        self._read_prologue()

    def _read_prologue(self) -> None:
        at = 0
        while match := _PROLOGUE.match(self.text, at):
            if match["prefix"] is not None:
                self._prefixes[match["prefix"]] = match["iri"]
            elif match["base"] is not None:
                self._bases.append(match)
            at = match.end()
        if len(self._bases) > _MOST_BASES:
            found = f"it has {len(self._bases)} bases"
            raise QueryError("query", found=found, expected=f"at most {_MOST_BASES}")

    def _base(self, base: str) -> str:
        """The base that holds after the prologue."""
        for match in self._bases:
            base = urljoin(base, match["base"])
        return base

    @property
    def form(self) -> str | None:
        """SELECT, ASK, CONSTRUCT or DESCRIBE; None where it is none of them.

        >>> QueryText("PREFIX ask: <http://e/ask> DESCRIBE ask:x").form
        'DESCRIBE'
        """
        return self._form.capitals if self._form else None

    @property
    def makes_graph(self) -> bool:
        """Whether the answer is a graph."""
        return self.form in ("CONSTRUCT", "DESCRIBE")

    def dataset(self, base: str) -> Dataset:
        """The graphs that the query names itself, with FROM: some servers forget them over their union of all.

        >>> QueryText("SELECT * FROM <claims/x> FROM NAMED cg:y WHERE { ?s ?p ?o }").dataset("http://e/")
        Dataset(default=['http://e/claims/x'], named=['https://w3id.org/claimgraph/ontology#y'], stated=False)
        """
        default: list[str] = []
        named: list[str] = []
        outer = [word.text for word in self._words if not word.depth]
        for word, after, last in zip(outer, outer[1:], [*outer[2:], ""], strict=False):
            if word.upper() == "FROM" and after.upper() == "NAMED":
                named.append(self._absolute(last, base))
            elif word.upper() == "FROM":
                default.append(self._absolute(after, base))
        return Dataset(default, named)

    def _absolute(self, term: str, base: str) -> str:
        if term.startswith("<"):
            return urljoin(self._base(base), term[1:-1])
        prefix, _, name = term.partition(":")
        return (PREFIXES | self._prefixes).get(prefix, "") + name

    def with_prologue(self, base: str) -> tuple[str, int]:
        """The query after its base and the prefixes that it leaves undeclared, and the columns that they take.

        They stand on the query's first line, so that lines in messages stay those of the query; a base of its own goes
        there too, since Virtuoso takes one base, and before all prefixes.

        >>> QueryText("SELECT * { ?s cg:x <y> }").with_prologue("http://e/")[0][:37]
        'BASE <http://e/> PREFIX cg: <https://'
        >>> QueryText("BASE <x/> SELECT * { ?s cg:x <y> }").with_prologue("http://e/")[0][:39]
        'BASE <http://e/x/> PREFIX cg: <https://'
        """
        parts = [f"BASE <{self._base(base)}>"]
        parts += [f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items() if name not in self._prefixes]
        head, text = "".join(f"{part} " for part in parts), self.text
        for match in self._bases:
            text = text[: match.start()] + " " * len(match[0]) + text[match.end() :]
        return head + text, len(head)

    def bound(self, bindings: Mapping[str, NamedNode | Literal], *, virtuoso: bool) -> QueryText:
        """The query with variables bound to terms at the head of its pattern.

        By VALUES, with which engines join first; by BIND for Virtuoso, which takes a path of any length that begins
        at a variable in VALUES for one that begins anywhere.

        >>> QueryText("SELECT ?s WHERE { ?s ?p ?o }").bound({"o": Literal("x")}, virtuoso=False).text
        'SELECT ?s WHERE { VALUES ?o { "x" } ?s ?p ?o }'
        """
        form = "BIND({1} AS ?{0})" if virtuoso else "VALUES ?{0} {{ {1} }}"
        parts = [f" {form.format(name, spell(term, virtuoso=virtuoso))}" for name, term in bindings.items()]
        at = self._pattern_start()
        return QueryText("".join([self.text[:at], *parts, self.text[at:]])) if parts else self

    def _pattern_start(self) -> int:
        """Offset after the brace that opens the pattern."""
        start = self._template_end()
        return next((word.end for word in self._words if word.text == "{" and word.start >= start), len(self.text))

    def _template_end(self) -> int:
        """Where the template of a CONSTRUCT ends; its short form, and other queries, have none."""
        if self._form is None:
            return 0
        after = self._words[self._words.index(self._form) + 1 :]
        if self.form != "CONSTRUCT" or not after or after[0].text != "{":
            return self._form.end
        return next((word.end for word in after if word.text == "}" and not word.depth), self._form.end)

    def solutions(self) -> str | None:
        """A SELECT with one row for each solution of a CONSTRUCT; None if the query is no CONSTRUCT.

        >>> QueryText("CONSTRUCT { ?s a ?o } WHERE { ?s ?p ?o } LIMIT 9").solutions()
        'SELECT (1 AS ?one)  WHERE { ?s ?p ?o } LIMIT 9'
        """
        if self._form is None or self.form != "CONSTRUCT":
            return None
        return f"{self.text[: self._form.start]}SELECT (1 AS ?one) {self.text[self._template_end() :]}"


def _words(text: str) -> Iterator[_Word]:
    depth = 0
    for match in _TOKEN.finditer(text):
        if not match[0].startswith("#"):
            yield _Word(match[0], match.start(), match.end(), depth - (match[0] == "}"))
            depth += (match[0] == "{") - (match[0] == "}")
