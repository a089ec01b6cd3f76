"""Records as JSON-LD in each of its forms; framing and compaction are pyld's, which asks no network here."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from pyoxigraph import RdfFormat, Triple, serialize

from claimgraph.identifiers import study_iri_of_path
from claimgraph.rdf.jsonld.context import CONCEPTS, RECORD, own_context
from claimgraph.rdf.jsonld.keys import own_keys
from claimgraph.vocabulary import CG, FOAF, RDF, SKOS, XSD

Json = dict[str, Any]
_ROOTS = {"claims": ("#claim", CG.Claim), "studies": ("#study", CG.Study), "concepts": ("#scheme", SKOS.ConceptScheme),
          "contributions": ("#contribution", CG.Contribution)}  # fmt: skip
"""The node from which a record of each kind is told, and its class."""
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}", re.ASCII)
"""Integers in their one spelling that every JSON reader keeps."""
_LOCK = threading.Lock()
_OPTIONS = {"embed": "@never", "omitDefault": True, "omitGraph": True, "processingMode": "json-ld-1.1"}


def expanded(triples: Iterable[Triple]) -> list[Json]:
    """The nodes of a graph in expanded, flattened form, in a fixed order."""
    content = serialize(sorted(triples, key=str), format=RdfFormat.JSON_LD) or b"[]"
    return [_node(node) for node in json.loads(content)]


def _node(node: Json) -> Json:
    """A node with its classes under `@type`, and with integers as numbers."""
    told: Json = {"@id": node["@id"]}
    for key, values in node.items():
        if key == RDF.type.value:
            classes = [value["@id"] for value in values if "@id" in value]
            others = [value for value in values if "@id" not in value]
            told |= ({"@type": classes} if classes else {}) | ({key: others} if others else {})
        elif key != "@id":
            told[key] = [_value(value) for value in values]
    return told


def _value(value: Json) -> Json:
    if value.get("@type") == XSD.integer.value and _INTEGER.fullmatch(value["@value"]):
        return {**value, "@value": int(value["@value"])}
    return value


def flattened(triples: Iterable[Triple], context: str) -> Json:
    """All nodes side by side, compacted with the own context, which is named by its IRI."""
    return {"@context": context, "@graph": _ordered(_compacted(expanded(triples)))}


def framed(triples: Sequence[Triple], document: str, base: str, context: str) -> Json:
    """A record as a tree, told from what it is about; nothing of it is left out.

    A claim holds its outcomes, mechanisms, evidence and needs, a mechanism its steps, a step its arrows. What describes
    the document itself stands under `record`, the concepts of a scheme under `concepts`, and what the tree does not
    reach under `included`.
    """
    nodes = expanded(triples)
    root, kind = _root(nodes, document, base)
    tree = _framed(nodes, root, kind)
    record = _record_of(nodes, root, document)
    reached = {*_ids(tree), *_ids(record)}
    others = {node["id"]: node for node in _compacted([node for node in nodes if node["@id"] not in reached])}
    concepts = _concepts_of(tree, others)
    beside = {RECORD: record, CONCEPTS: concepts, "included": list(others.values())}
    told = {key: value for key, value in beside.items() if value}
    ordered: Json = _ordered({"@context": context, **tree, **told})
    return ordered


def _root(nodes: Sequence[Json], document: str, base: str) -> tuple[str, str]:
    path = document.removeprefix(base)
    fragment, kind = _ROOTS.get(path.partition("/")[0], ("", CG.Record))
    usual = study_iri_of_path(path) or document + fragment
    known = [node["@id"] for node in nodes]
    root = next((iri for iri in (usual, document) if iri in known), known[0] if known else document)
    return root, kind.value if root == usual else CG.Record.value


def _framed(nodes: list[Json], root: str, kind: str) -> Json:
    frame = {"@context": own_context(), "@id": root, **_frame(kind)}
    with _pyld() as jsonld:
        tree: Json = jsonld.frame(nodes, frame, {**_OPTIONS, "documentLoader": _refuse})
    return {key: value for key, value in tree.items() if key != "@context"}


@cache
def _frame(kind: str) -> Json:
    """What is told inside of the nodes of a class, and what is only referred to."""
    keys = own_keys()
    links = [keys.keys[path] for path in keys.uses.get(kind, {}) if keys.keys[path].datatype is None]
    return {
        key.name: {"@id": {}, "@embed": "@once", **_frame(key.part)} if key.part else {"@embed": "@never"}
        for key in links
    }


def _compacted(nodes: list[Json]) -> list[Json]:
    if not nodes:
        return []
    with _pyld() as jsonld:
        told = jsonld.compact(nodes, {"@context": own_context()}, {"graph": True, "documentLoader": _refuse})
    return list(told["@graph"])


@contextmanager
def _pyld() -> Iterator[Any]:
    """The processor, for one thread at a time, since its caches bear no more; imported when first needed."""
    with _LOCK:
        from pyld import jsonld

        yield jsonld


def _refuse(url: str, options: object) -> Json:
    raise LookupError(f"{url} is not read")


def _ids(tree: object) -> Iterator[str]:
    """The nodes of which more is told than their name."""
    if isinstance(tree, dict):
        if "id" in tree and len(tree) > 1:
            yield tree["id"]
        for value in tree.values():
            yield from _ids(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _ids(value)


def _record_of(nodes: list[Json], root: str, document: str) -> Json | None:
    """What describes the document, where it says that the root is its topic."""
    topic = FOAF.primaryTopic.value
    if root == document or not any(node["@id"] == document and node.get(topic) == [{"@id": root}] for node in nodes):
        return None
    record = _framed(nodes, document, CG.Record.value)
    return {key: value for key, value in record.items() if key != "primaryTopic"}


def _concepts_of(tree: Json, others: dict[str, Json]) -> list[Json]:
    """The concepts of a scheme, taken from among the others; that they are in it need not be said again."""
    concepts = []
    for iri, node in list(others.items()):
        schemes = node.get("inScheme", [])
        if tree["id"] in schemes:
            rest = [scheme for scheme in schemes if scheme != tree["id"]]
            told = {key: value for key, value in node.items() if key != "inScheme"}
            concepts.append(told | {"inScheme": rest} if rest else told)
            del others[iri]
    return concepts


def _ordered(told: Any) -> Any:  # noqa: ANN401 - any JSON
    """Keys in the order of the ontology, lists in the order in which people count."""
    if isinstance(told, dict):
        return {key: _ordered(told[key]) for key in sorted(told, key=_place)}
    if isinstance(told, list):
        return sorted((_ordered(value) for value in told), key=_rank)
    return told


@cache
def _places() -> Mapping[str, int]:
    """Values stand before links, so that what a node says can be read before what it holds."""
    keys = sorted(own_keys().keys.values(), key=lambda key: key.datatype is None)
    names = ["@context", "id", "type", *(key.name for key in keys), RECORD, CONCEPTS, "included", "@graph"]
    return {name: place for place, name in enumerate(names)}


def _place(key: str) -> tuple[int, str]:
    return _places().get(key, len(_places())), key


def _rank(value: object) -> tuple[float, list[tuple[int, int, str]], str]:
    node = value if isinstance(value, dict) else {}
    number = next((node[key] for key in ("position", "rank") if isinstance(node.get(key), int)), 0)
    name = node.get("id", value if isinstance(value, str) else "")
    return (number, _natural(str(name)), json.dumps(value, sort_keys=True))


def _natural(text: str) -> list[tuple[int, int, str]]:
    """A key by which `step-2` stands before `step-10`."""
    parts = re.split(r"([0-9]+)", text)
    return [
        (1, int(part), "") if part.isascii() and part.isdigit() and len(part) < 300 else (0, 0, part) for part in parts
    ]
