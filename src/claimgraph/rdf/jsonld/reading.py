"""JSON that clients write: references to the own context are replaced by the context itself, all others stay.

So a record as JSON can be read without the network, and contexts elsewhere go on being refused by the parser.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urljoin

from pyoxigraph import Quad

from claimgraph.errors import ParseError
from claimgraph.identifiers import doi_of, path_of, pmid_of, study_path
from claimgraph.mediatypes import JSON_TREE, RdfType
from claimgraph.rdf.jsonld.context import NAME, RECORD, own_context
from claimgraph.rdf.jsonld.writable import checked
from claimgraph.rdf.parse import check_depth, parse_quads


def read_document(
    content: bytes,
    kind: RdfType,
    *,
    base: str,
    root: str,
    place: str | None = None,
    records: bool = False,
    fresh: bool = False,
) -> list[Quad]:
    """Parse a document in any syntax, plain JSON among them.

    Args:
        content: The document.
        kind: Its syntax.
        base: IRI against which relative IRIs are resolved.
        root: Base IRI of the store, below which its context lies.
        place: Name of the document in error messages.
        records: Take each tree with the own context for a record, in the graph of its own.
        fresh: Give blank nodes names that no other document has.

    Raises:
        ParseError: If it is not well formed.
    """
    if kind.format == JSON_TREE.format:
        content = _with_context(content, kind, base, root, place, records=records)
    return parse_quads(content, kind, base=base, place=place, fresh=fresh)


def _with_context(content: bytes, kind: RdfType, base: str, root: str, place: str | None, *, records: bool) -> bytes:
    plain = kind is JSON_TREE
    if not plain and NAME.encode() not in content:
        return content
    check_depth(content, place)
    document = _loads(content, place)
    trees = document if isinstance(document, list) else [document]
    own = [_names_own(tree, base, root, plain=plain) for tree in trees]
    if trees and all(own):
        told = [checked(_bare(tree), place, _at(document, number)) for number, tree in enumerate(trees)]
        graph = [_record(tree, root) for tree in told] if records else told
        return _dumps({"@context": own_context(), "@graph": graph})
    if plain:
        found = "a context of its own" if trees else "an empty list"
        raise ParseError(place, found=found, expected=f"no context, or {root}{NAME}; others as application/ld+json")
    return _dumps(_replaced(document, base, root))


def _names_own(tree: object, base: str, root: str, *, plain: bool) -> bool:
    """Whether the own context, and no other, is that of a tree; plain JSON needs none."""
    if not isinstance(tree, dict):
        return plain
    context = tree.get("@context")
    return _is_own(context, base, root) or (plain and "@context" not in tree)


def _is_own(context: object, base: str, root: str) -> bool:
    if isinstance(context, list) and len(context) == 1:
        context = context[0]
    if not isinstance(context, str):
        return False
    try:
        return urljoin(base, context) == root + NAME
    except ValueError:
        return False


def _bare(tree: Any) -> Any:  # noqa: ANN401 - any JSON
    return {key: value for key, value in tree.items() if key != "@context"} if isinstance(tree, dict) else tree


def _at(document: object, number: int) -> str:
    return f"/{number}" if isinstance(document, list) else ""


def _record(tree: dict[str, Any], root: str) -> dict[str, Any]:
    """A tree in the graph of its record; one that names graphs itself as it is."""
    document = None if "@graph" in tree else _document(tree, root)
    return {"@id": document, "@graph": [tree]} if document else tree


def _document(tree: dict[str, Any], root: str) -> str | None:
    """The record that a tree tells: as it says itself, else that of the node from which it is told."""
    record = tree.get(RECORD)
    if isinstance(record, dict) and isinstance(record.get("id"), str):
        return str(urljoin(root, record["id"]))
    iri = tree.get("id")
    if not isinstance(iri, str):
        return None
    doi, pmid, absolute = doi_of(iri), pmid_of(iri), urljoin(root, iri)
    if doi:
        return root + study_path(doi)
    path = f"studies/pubmed/{pmid}" if pmid else path_of(absolute, root)
    return root + path if path else None


def _replaced(document: Any, base: str, root: str) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(document, list):
        return [_replaced(each, base, root) for each in document]
    if not isinstance(document, dict):
        return document
    return {
        key: _context(value, base, root) if key == "@context" else _replaced(value, base, root)
        for key, value in document.items()
    }


def _context(context: object, base: str, root: str) -> object:
    if isinstance(context, list):
        return [own_context() if _is_own(each, base, root) else each for each in context]
    return own_context() if _is_own(context, base, root) else context


def _loads(content: bytes, place: str | None) -> Any:  # noqa: ANN401 - any JSON
    expected = "well-formed JSON in UTF-8"
    try:
        return json.loads(
            content.decode("utf-8"), parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=_once
        )
    except json.JSONDecodeError as error:
        raise ParseError(place, line=error.lineno, column=error.colno, found=error.msg, expected=expected) from None
    except ValueError as error:
        raise ParseError(place, found=str(error), expected=expected) from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"the number {name}")


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key '{twice[:80]}' twice in one object")
    return told


def _dumps(document: object) -> bytes:
    return json.dumps(document, default=float).encode()
