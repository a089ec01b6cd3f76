"""Views of the causal network, read from the store: of a claim, a mechanism, a study, a concept, or of everything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from claimgraph.errors import NotFound, OverLimit, ParameterError
from claimgraph.identifiers import record_path, study_iri_of_path
from claimgraph.network.causal import Key
from claimgraph.network.view import STANDINGS, Edge, View, collapse, edges_of, make_view, weighed
from claimgraph.querying.parameters import TYPES, Parameter
from claimgraph.service import sieves
from claimgraph.service.derivations import Derivations
from claimgraph.service.derived.ripple import citing
from claimgraph.service.sieves import EVERYTHING, Sieve, read_sieve
from claimgraph.service.view import record_of_study

MOST_CLAIMS = 5_000
"""Claims that one view may read: each costs a few milliseconds."""
DEEPEST = 10
_KINDS = "SELECT ?concept ?kind WHERE { ?concept cg:conceptKind ?kind }"
_NEAR = """SELECT DISTINCT ?link ?other WHERE { VALUES ?here { %s } ?link cg:%s ?here ; cg:%s ?other }"""
_NAMED_STANDINGS = {"most probable": "MostProbable", "less supported": "LessSupported", "ruled out": "RuledOut"}
PARAMETERS = (
    Parameter("mechanism", "string", "One mechanism of the claim: its number or IRI.", example="1"),
    Parameter("standing", "string", "Only mechanisms of this standing: most probable, less supported or ruled out."),
    Parameter(
        "proposed", "boolean",
        "Also show links that no curator stands behind yet, and ruled-out mechanisms; by default of a claim only.",
    ),
    Parameter("collapsed", "boolean", "Make one arrow of those that say the same of the same two concepts.", "false"),
)  # fmt: skip
"""Parameters of the view of a claim or study."""
NETWORK_PARAMETERS = (
    Parameter("claim", "string", "Only what one claim asserts: its path or slug.", example="repetitions-in-reserve"),
    Parameter("study", "iri", "Only arrows that one study bears on."),
    Parameter("concept", "concept", "Only what is near one concept.",
              example="concepts/resistance-training#volume-load"),
    Parameter("depth", "integer", "How many arrows away from that concept, 1 to 10.", "1"),
    *sieves.PARAMETERS,
    *PARAMETERS,
)  # fmt: skip
"""Parameters of views of the network."""


@dataclass(frozen=True)
class Scope:
    """Which part of the network is asked for.

    Attributes:
        path: Path of a claim or of a study's record; None for all claims.
        concept: IRI of a concept whose neighbourhood is asked for.
        depth: How many arrows that reaches.
        mechanism: Number or IRI of one mechanism of the claim.
        standing: Local name of the standing that mechanisms must have.
        proposed: Whether links that no curator stands behind, and ruled-out mechanisms, are shown; None shows them for
            one claim alone.
        collapsed: Whether arrows that say the same are made one.
        sieve: Which of its arrows are shown.
    """

    path: str | None = None
    concept: str | None = None
    depth: int = 1
    mechanism: str | None = None
    standing: str | None = None
    proposed: bool | None = None
    collapsed: bool = False
    sieve: Sieve = EVERYTHING


def read_scope(values: Mapping[str, str], base: str, path: str | None = None) -> Scope:
    """Read parameters.

    Args:
        values: Their texts by name.
        base: The store's base.
        path: What the address names: a claim or study, or None for the network.

    Raises:
        ParameterError: If one is unknown, of the wrong type, or contradicts another.
    """
    name, known = "graph", {each.name: each for each in (PARAMETERS if path else NETWORK_PARAMETERS)}
    read: dict[str, str] = {}
    for key, text in values.items():
        if key not in known:
            raise ParameterError(name, key, found="unknown", expected="one of " + ", ".join(known))
        read[key] = known[key].term(name, text, base).value
    subjects = [key for key in ("claim", "study", "concept") if key in read]
    if len(subjects) > 1:
        raise ParameterError(name, subjects[1], found=f"given beside {subjects[0]}", expected="one of the two")
    if "claim" in read:
        path = _claim_path(read["claim"], base)
    elif "study" in read:
        path = _study_path(read["study"], base)
    if "mechanism" in read and not (path or "").startswith("claims/"):
        raise ParameterError(name, "mechanism", found="given without a claim", expected="a claim beside it")
    return Scope(
        path=path,
        concept=read.get("concept"),
        depth=_depth(read.get("depth", "1")),
        mechanism=read.get("mechanism"),
        standing=_standing(read["standing"]) if "standing" in read else None,
        proposed=read["proposed"] == "true" if "proposed" in read else None,
        collapsed=read.get("collapsed") == "true",
        sieve=read_sieve(read, base),
    )


def _claim_path(text: str, base: str) -> str:
    bare = text.removeprefix(base).partition("#")[0]
    return record_path(bare if bare.startswith("claims/") else f"claims/{bare}")


def _study_path(iri: str, base: str) -> str:
    path = record_of_study(iri) or iri.removeprefix(base).partition("#")[0]
    if not path.startswith("studies/"):
        raise ParameterError("graph", "study", found=f"'{iri}'", expected=TYPES["iri"][1])
    return record_path(path)


def _depth(text: str) -> int:
    depth = int(text)
    if not 1 <= depth <= DEEPEST:
        raise ParameterError("graph", "depth", found=f"'{text}'", expected=f"a whole number from 1 to {DEEPEST}")
    return depth


def _standing(text: str) -> str:
    words = text.replace("-", " ").lower()
    name = _NAMED_STANDINGS.get(words, text)
    if name not in STANDINGS:
        raise ParameterError("graph", "standing", found=f"'{text}'", expected=", ".join(_NAMED_STANDINGS))
    return name


def network_view(derivations: Derivations, scope: Scope) -> View:
    """The part of the network that is asked for.

    Raises:
        NotFound: If there is no such claim, mechanism, study or concept.
        OverLimit: If it takes more claims than one view may read.
    """
    return _Views(derivations, scope).view()


class _Views:
    """Makes the view of one scope."""

    def __init__(self, derivations: Derivations, scope: Scope) -> None:
        self._derivations, self._scope = derivations, scope

    def view(self) -> View:
        scope = self._scope
        if scope.concept is not None:
            return self._of_concept(scope.concept)
        if scope.path is None:
            edges = self._edges(self._derivations.paths())
            return self._made("The causal network across all claims", edges, None)
        return self._of_study(scope.path) if scope.path.startswith("studies/") else self._of_claim(scope.path)

    def _of_claim(self, path: str) -> View:
        dossier = self._derivations.dossier(path)
        claim, scope = dossier.claim, self._scope
        edges = list(edges_of(dossier, self._derivations.priors))
        iri, title = claim.iri, claim.plain or claim.statement
        if scope.mechanism is not None:
            numbers = {str(n): each.iri for n, each in enumerate(claim.mechanisms, 1)}
            iri = numbers.get(scope.mechanism, scope.mechanism)
            if iri not in numbers.values():
                raise NotFound(f"{path} has no mechanism '{scope.mechanism}'; it has {len(numbers)}")
            edges = [edge for edge in edges if edge.mechanism == iri]
        return self._made(title, edges, iri, detailed=True)

    def _of_study(self, path: str) -> View:
        derivations = self._derivations
        iri = study_iri_of_path(path) or f"{derivations.base}{path}#study"
        if not derivations.study_exists(iri):
            raise NotFound(f"there is no study {path}")
        edges = [edge for edge in self._edges(citing(derivations, {iri: ""})) if iri in edge.sources]
        return self._made(f"Arrows that {derivations.study(iri).citation()} bears on", edges, iri)

    def _of_concept(self, iri: str) -> View:
        label = self._derivations.labels.get(iri)
        if label is None:
            raise NotFound(f"there is no concept {iri}")
        documents, reached = self._near(iri)
        edges = self._edges(sorted(documents))
        near = _reach(iri, self._shown(edges), self._scope.depth, reached)
        title = f"What is at most {self._scope.depth} {'arrow' if self._scope.depth == 1 else 'arrows'} from {label}"
        return self._made(title, near, iri, alone=(iri,))

    def _near(self, iri: str) -> tuple[set[str], set[str]]:
        """Paths of the claims that assert the links within the depth, and the concepts that these reach."""
        derivations = self._derivations
        reached, ahead, documents = {iri}, {iri}, set()
        for _ in range(self._scope.depth):
            terms = " ".join(str(NamedNode(each)) for each in sorted(ahead))
            ahead = set()
            for here, there in (("cause", "consequence"), ("consequence", "cause")):
                for link, other in derivations.store.select(_NEAR % (terms, here, there)):
                    if link and other:
                        documents.add(link.value.partition("#")[0].removeprefix(derivations.base))
                        ahead.add(other.value)
            ahead -= reached
            reached |= ahead
            if not ahead:
                break
        return {path for path in documents if path.startswith("claims/")}, reached

    def _edges(self, paths: Iterable[str]) -> list[Edge]:
        paths = list(paths)
        if len(paths) > MOST_CLAIMS:
            raise OverLimit(
                f"this takes {len(paths)} claims, a view reads at most {MOST_CLAIMS}; ask for one concept or study",
                status=413,
            )
        kept: dict[str, tuple[Edge, ...]] = self._derivations.once("edges", dict)
        for path in paths:
            if path not in kept:
                kept[path] = tuple(edges_of(self._derivations.dossier(path), self._derivations.priors))
        return [edge for path in paths for edge in kept[path]]

    def _shown(self, edges: Iterable[Edge]) -> list[Edge]:
        """The edges that the scope lets through."""
        scope = self._scope
        proposed = scope.proposed
        if proposed is None:
            proposed = (scope.path or "").startswith("claims/")
        return [
            edge
            for edge in edges
            if (proposed or edge.state == "Curated")
            and (proposed or scope.standing == "RuledOut" or edge.standing != "RuledOut")
            and scope.standing in (None, edge.standing)
        ]

    def _made(
        self, title: str, edges: Iterable[Edge], iri: str | None, *, detailed: bool = False, alone: tuple[str, ...] = ()
    ) -> View:
        shown = self._shown(edges)
        if self._scope.collapsed:
            shown = [self._pooled(edge) for edge in collapse(shown)]
        shown = [edge for edge in shown if self._scope.sieve.lets(edge)]
        kinds = kinds_of(self._derivations)
        return make_view(title, shown, self._derivations.labels, kinds, iri=iri, detailed=detailed, alone=alone)

    def _pooled(self, edge: Edge) -> Edge:
        """An edge of several links, weighed by the evidence of all where these are all that assert it."""
        if len(edge.links) == 1:
            return edge
        network = self._derivations.network()
        arrow = network.index.arrow(Key(edge.cause, edge.influence, edge.consequence, edge.contrast))
        if arrow is None or {assertion.link for assertion in arrow.counting} != set(edge.links):
            return edge
        return weighed(edge, network.weighing.rated(arrow))


def kinds_of(derivations: Derivations) -> dict[str, str]:
    """Local names of the kinds of concepts, by IRI."""
    return derivations.once("kinds", lambda: _read_kinds(derivations))


def _read_kinds(derivations: Derivations) -> dict[str, str]:
    rows = derivations.store.select(_KINDS)
    return {row[0].value: row[1].value.rpartition("#")[2] for row in rows if row[0] and row[1]}


def _reach(start: str, edges: Sequence[Edge], depth: int, reached: set[str]) -> list[Edge]:
    """The edges within a depth of a concept, whichever way they point."""
    at: dict[str, list[Edge]] = {}
    for edge in edges:
        if edge.cause in reached or edge.consequence in reached:
            at.setdefault(edge.cause, []).append(edge)
            at.setdefault(edge.consequence, []).append(edge)
    found: set[str] = set()
    seen, ahead = {start}, {start}
    for _ in range(depth):
        further: set[str] = set()
        for concept in sorted(ahead):
            for edge in at.get(concept, ()):
                found.add(edge.id)
                further |= {edge.cause, edge.consequence}
        ahead = further - seen
        seen |= ahead
    return [edge for edge in edges if edge.id in found]
