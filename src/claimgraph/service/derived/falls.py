"""The view `falls`: what falls if an arrow falls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pyoxigraph import NamedNode

from claimgraph.network.causal import RULED_OUT, Arrow
from claimgraph.network.falls import Fall, falls
from claimgraph.querying.parameters import Parameter
from claimgraph.service.derivations import Derivations
from claimgraph.service.derived.appraisal import number
from claimgraph.service.derived.arrows import Teller
from claimgraph.service.derived.naming import find_concept
from claimgraph.service.derived.told import Told, Tree, page
from claimgraph.service.derived.view import View
from claimgraph.vocabulary import CG


def tell(derivations: Derivations, path: str | None, values: Mapping[str, str]) -> Told:
    """What falls with all arrows from one concept to another."""
    cause, consequence = (find_concept(derivations, "falls", name, values[name]) for name in ("cause", "consequence"))
    teller = Teller(derivations)
    arrows = [arrow for arrow in teller.network.index.between(cause, consequence) if arrow.kind != RULED_OUT]
    fallen = falls(teller.network.index, arrows)
    tree: Tree = {
        "type": "Downfall",
        "startsFrom": NamedNode(cause),
        "leadsTo": NamedNode(consequence),
        "hasArrow": [teller.tree(arrow) for arrow in arrows],
        "hasFall": [_tree(fall) for fall in fallen],
    }
    if not arrows:
        text = [f"No arrow leads from {teller.label(cause)} to {teller.label(consequence)}, so nothing falls."]
        return Told(tree, page(text))
    return Told(tree, page(_text(teller, arrows, fallen)))


VIEW = View(
    "falls",
    "What falls if the arrow between two concepts falls",
    tell,
    of_claim=False,
    of_graph=True,
    parameters=(
        Parameter(
            "cause", "string", "Where the arrow starts: IRI, path or label of a concept.", required=True,
            example="fatigue",
        ),
        Parameter(
            "consequence", "string", "Where it leads: IRI, path or label of a concept.", required=True,
            example="repetition capacity",
        ),
    ),
)  # fmt: skip


def _tree(fall: Fall) -> Tree:
    return {
        "type": "Fall",
        "ofClaim": NamedNode(fall.claim),
        "ofMechanism": NamedNode(fall.mechanism),
        "standing": NamedNode(CG.iri + fall.standing) if fall.standing else None,
        "ofStep": [NamedNode(step) for step in sorted({each.step for each in fall.assertions})],
        "ofLink": [NamedNode(each.link) for each in fall.assertions],
        "cutsOff": [NamedNode(iri) for iri in fall.cut_off],
        "sparesMechanism": [NamedNode(iri) for iri in fall.others],
    }


def _text(teller: Teller, arrows: Sequence[Arrow], fallen: Sequence[Fall]) -> Iterator[str]:
    for arrow in arrows:
        yield f"{teller.arrow(arrow)}  {number(teller.confidence(arrow))}, {teller.against(arrow)}"
    yield ""
    claims = len({fall.claim for fall in fallen})
    mechanisms = f"{len(fallen)} mechanism{'s' * (len(fallen) != 1)} of {claims} claim{'s' * (claims != 1)}"
    yield f"If {'it falls' if len(arrows) == 1 else 'these fall'}, so do {mechanisms}:"
    for fall in fallen:
        yield ""
        steps = ", ".join(sorted({each.step.rpartition("#")[2] for each in fall.assertions}))
        yield f"  {teller.place(fall.mechanism)} ({_standing(fall)}), at {steps}"
        if fall.cut_off:
            yield f"    no longer reaches {teller.labels(fall.cut_off)}"
        else:
            yield "    still reaches everything, by another of its ways"
        if fall.others:
            yield f"    the claim still has {', '.join(teller.place(iri) for iri in fall.others)}"
        else:
            yield "    the claim has no other mechanism that stands"


def _standing(fall: Fall) -> str:
    return {"MostProbable": "most probable", "LessSupported": "less supported"}.get(fall.standing, "unranked")
