"""Pages of the test data, the concepts that they are read with, and records told as plain data."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple, parse

from claimgraph import shipped
from claimgraph.ingest import ConceptIndex, Lexicon, Page, read_page, records_of
from claimgraph.vocabulary import CG

BASE = "http://localhost:8000/"
PAGES = Path(__file__).resolve().parents[1] / "data" / "pages"
CONCEPTS = BASE + "concepts/pages#"
LABELS = {
    "ankle-strength": ["ankle strength"],
    "attendance": ["attendance"],
    "balance-work": ["balance work"],
    "caffeine": ["caffeine"],
    "calf-volume": ["calf muscle volume"],
    "effort": ["perceived effort"],
    "falls": ["fall"],
    "human": ["human", "people", "adults"],
    "nap": ["nap", "napping", "twenty-minute nap"],
    "power": ["power output", "push-off power"],
    "reaction-time": ["reaction time"],
    "satiety": ["satiety", "fullness"],
    "sleep-pressure": ["sleep pressure"],
    "sway": ["sway"],
    "walking": ["walking", "daily walking"],
}


def ontology() -> list[Triple]:
    """Every triple of the shipped vocabulary."""
    return [quad.triple for path in shipped.ontology_files() for quad in parse(path=path, base_iri=CG.iri)]


def page_of(path: Path) -> Page:
    return read_page(path.read_bytes(), path.name)


def written(page: Page, lexicon: Lexicon, concepts: ConceptIndex, **changes: Any) -> list[tuple[str, list[Triple]]]:
    """The records of a page in an empty graph, or as `changes` say."""
    settings: dict[str, Any] = {
        "known_studies": frozenset(),
        "base": BASE,
        "path": "claims/" + Path(page.name).stem,
        "digest": hashlib.sha256(page.name.encode()).hexdigest(),
    }
    return records_of(page, lexicon=lexicon, concepts=concepts, **(settings | changes))


def told(records: list[tuple[str, list[Triple]]]) -> dict[str, Any]:
    """What records say, as plain data: the claim as a tree, and title and year of each study."""
    path, triples = records[0]
    story: dict[str, Any] = {"path": path, "claim": _Tree(triples).of(f"{BASE}{path}#claim")}
    for study_path, study_triples in records[1:]:
        node = next(triple.subject for triple in study_triples if triple.object == CG.Study)
        assert isinstance(node, NamedNode)
        story.setdefault("studies", {})[study_path] = _Tree(study_triples).of(node.value)
    return story


class _Tree:
    """Nodes of one record with what they say, each under its local name; `type` is left out."""

    def __init__(self, triples: list[Triple]) -> None:
        self._said: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for triple in triples:
            assert isinstance(triple.subject, NamedNode), "records have no blank nodes"
            self._said[triple.subject.value][_local(triple.predicate.value)].append(triple.object)

    def of(self, node: str) -> dict[str, Any]:
        return {
            name: values[0] if len(values) == 1 and not name.startswith("has") else values
            for name, values in (
                (name, [self._value(term) for term in terms]) for name, terms in self._said[node].items()
            )
            if name != "type"
        }

    def _value(self, term: Any) -> Any:
        if isinstance(term, Literal):
            return int(term.value) if term.datatype.value.endswith("#integer") else term.value
        return self.of(term.value) if term.value in self._said and "#claim" not in term.value else _local(term.value)


def _local(iri: str) -> str:
    return (
        iri.removeprefix("https://doi.org/").rpartition("#")[2] if "#" in iri else iri.removeprefix("https://doi.org/")
    )
