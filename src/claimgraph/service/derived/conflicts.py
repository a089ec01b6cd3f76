"""The view `conflicts`: arrows on which claims put opposite signs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pyoxigraph import NamedNode

from claimgraph.errors import ParameterError
from claimgraph.network.conflicts import Conflict, conflicts
from claimgraph.querying.parameters import Parameter
from claimgraph.service.derivations import Derivations
from claimgraph.service.derived.appraisal import number
from claimgraph.service.derived.arrows import Teller
from claimgraph.service.derived.told import Told, Tree, page
from claimgraph.service.derived.view import View

_MOST = 10_000


def tell(derivations: Derivations, path: str | None, values: Mapping[str, str]) -> Told:
    """Conflicts between claims, the first so many by IRI."""
    most = int(values["number"])
    if not 1 <= most <= _MOST:
        raise ParameterError("conflicts", "number", found=f"'{most}'", expected=f"a whole number from 1 to {_MOST}")
    teller = Teller(derivations)
    found = conflicts(teller.network.index)
    tree: Tree = {
        "type": "Disagreement",
        "conflictCount": len(found),
        "hasConflict": [_tree(teller, conflict) for conflict in found[:most]],
    }
    return Told(tree, page(_text(teller, found[:most], len(found))))


VIEW = View(
    "conflicts",
    "Arrows on which claims put opposite signs under one contrast",
    tell,
    of_claim=False,
    of_graph=True,
    parameters=(Parameter("number", "integer", "Most conflicts to list.", default="100"),),
)


def _tree(teller: Teller, conflict: Conflict) -> Tree:
    return {
        "type": "Conflict",
        "cause": NamedNode(conflict.one.cause),
        "consequence": NamedNode(conflict.one.consequence),
        "contrast": [NamedNode(iri) for iri in conflict.one.contrast],
        "hasArrow": [teller.full_tree(arrow) for arrow in (conflict.one, conflict.other)],
    }


def _text(teller: Teller, shown: Sequence[Conflict], total: int) -> Iterator[str]:
    if not total:
        yield "No two claims put opposite signs on one arrow under one contrast."
        return
    yield f"{total} conflict{'s' * (total != 1)} between claims"
    for conflict in shown:
        yield ""
        yield f"{teller.label(conflict.one.cause)} → {teller.label(conflict.one.consequence)}, " + teller.against(
            conflict.one
        )
        for arrow in (conflict.one, conflict.other):
            yield f"  {arrow.sign}  {number(teller.confidence(arrow))}"
            for source in teller.sources(arrow):
                yield f"     {source}"
    if len(shown) < total:
        yield ""
        yield f"The first {len(shown)} of {total}."
