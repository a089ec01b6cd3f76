"""FAIR Signposting: typed links that lead from a record to its authors, its licence, its identifier and its data.

Level 1 in the `Link` header and in the head of the page, level 2 as a link set (RFC 9264); https://signposting.org/FAIR/.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from pyoxigraph import Literal, NamedNode, Triple

from claimgraph.identifiers import study_iri_of_path
from claimgraph.mediatypes import HTML, JSON, JSON_LD, TURTLE
from claimgraph.rdf.jsonld.context import NAME
from claimgraph.vocabulary import CG, DCTERMS, SCHEMA
from claimgraph.web.profiles import CONTEXT_RELATION
from claimgraph.web.schema_org import TYPES

LINKSET = "application/linkset+json"
TIME_MAP = "application/link-format"
"""Media type of a list of versions (RFC 7089, section 5)."""
_ORCID = re.compile(r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]", re.ASCII)
_ABOUT_PAGE = SCHEMA.iri + "AboutPage"


@dataclass(frozen=True)
class Signpost:
    """A typed link: its relations, where it leads, and the media type of what is there."""

    relations: tuple[str, ...]
    target: str
    media: str | None = None

    def header(self) -> str:
        """The link as it stands in a `Link` header (RFC 8288)."""
        kind = f'; type="{self.media}"' if self.media else ""
        return f'<{self.target}>; rel="{" ".join(self.relations)}"{kind}'

    def element(self) -> str:
        """The link as it stands in the head of a page."""
        kind = f' type="{escape(self.media)}"' if self.media else ""
        return f'<link rel="{" ".join(self.relations)}" href="{escape(self.target)}"{kind}>'


def signposts(
    triples: Sequence[Triple], path: str, base: str, suffixes: Mapping[str, str], *, data: bool = False
) -> list[Signpost]:
    """The links of a record, or with `data` those of one of its syntaxes at an address of its own.

    Args:
        triples: The record.
        path: Its path.
        base: The base IRI.
        suffixes: Media type by suffix: the syntaxes in which it can be had.
        data: Whether the links are those of a syntax, which leads back to the record.
    """
    document = base + path
    posts = [
        Signpost(("canonical",), document),
        Signpost(("cite-as",), study_iri_of_path(path) or document),
        *(Signpost(("author",), iri) for iri in sorted(set(_authors(triples, document)))),
        *(Signpost(("license",), iri) for iri in _links(triples, document, DCTERMS.license)[:1]),
        Signpost(("linkset",), f"{document}.linkset.json", LINKSET),
        Signpost(("timegate",), document),
        Signpost(("timemap",), f"{document}/history", TIME_MAP),
    ]
    if data:
        return [*posts, Signpost(("describes", "collection"), document, HTML)]
    return [*posts, *_of_page(path, base, suffixes)]


def _of_page(path: str, base: str, suffixes: Mapping[str, str]) -> Iterator[Signpost]:
    kind = path.partition("/")[0]
    yield Signpost(("type",), _ABOUT_PAGE)
    yield Signpost(("type",), TYPES[kind])
    if kind != "contributions":
        yield Signpost(("collection",), base + kind)
    for suffix, media in suffixes.items():
        yield Signpost(_relations(media), base + path + suffix, media)


def _relations(media: str) -> tuple[str, ...]:
    """What a syntax is to the record: its content (Turtle, plain JSON), what describes it, or only another look."""
    if media in (TURTLE.media, JSON):
        return ("alternate", "item")
    return ("alternate",) if media == HTML else ("alternate", "describedby")


def context_post(base: str) -> Signpost:
    """The link that makes linked data of plain JSON (JSON-LD 1.1, section 6.1)."""
    return Signpost((CONTEXT_RELATION,), base + NAME, JSON_LD.media)


def _authors(triples: Iterable[Triple], document: str) -> Iterator[str]:
    yield from _links(triples, document, DCTERMS.creator)
    for triple in triples:
        orcid = triple.object if triple.predicate == CG.orcid else None
        if isinstance(orcid, Literal) and _ORCID.fullmatch(orcid.value):
            yield f"https://orcid.org/{orcid.value}"


def _links(triples: Iterable[Triple], document: str, predicate: NamedNode) -> list[str]:
    """What a document links to; only addresses that can stand in a header."""
    subject = NamedNode(document)
    return sorted(
        t.object.value
        for t in triples
        if t.subject == subject and t.predicate == predicate and isinstance(t.object, NamedNode)
        and t.object.value.isascii()
    )  # fmt: skip


def link_header(posts: Iterable[Signpost]) -> str:
    """The links as one header."""
    return ", ".join(post.header() for post in posts)


def linkset(triples: Sequence[Triple], path: str, base: str, suffixes: Mapping[str, str]) -> bytes:
    """The links of a record and of its syntaxes as a link set."""
    document = base + path
    posts = signposts(triples, path, base, suffixes)
    sets = [{"anchor": document, **_by_relation(posts)}]
    back = [{"href": document, "type": HTML}]
    for suffix, media in suffixes.items():
        relation = "collection" if "item" in _relations(media) else "describes"
        if media != HTML:
            sets.append({"anchor": document + suffix, relation: back})
    return json.dumps({"linkset": sets}, ensure_ascii=False, indent=1).encode() + b"\n"


def _by_relation(posts: Iterable[Signpost]) -> dict[str, list[dict[str, str]]]:
    told: dict[str, list[dict[str, str]]] = defaultdict(list)
    for post in posts:
        for relation in post.relations:
            told[relation].append({"href": post.target} | ({"type": post.media} if post.media else {}))
    return told
