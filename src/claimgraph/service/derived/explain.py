"""The view `explain`: how one concept leads to another, by the surest chains across claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from claimgraph.errors import ParameterError
from claimgraph.network.causal import ASSERTED, PROPOSED
from claimgraph.network.chains import Chain, Found, chains_between, contradicting, variants
from claimgraph.network.signs import IN_WORDS, opposed
from claimgraph.network.weights import LENGTH
from claimgraph.querying.parameters import Parameter
from claimgraph.service.derivations import Derivations
from claimgraph.service.derived.appraisal import number
from claimgraph.service.derived.arrows import Teller
from claimgraph.service.derived.naming import find_concept
from claimgraph.service.derived.told import Told, Tree, page, rounded
from claimgraph.service.derived.view import View
from claimgraph.service.network import Network

_MOST = 50
_SUGGESTED = 12
_SIGNS = {"Increase": "+", "Decrease": "−", "NoMeaningfulDifference": "0"}
_NET = """SELECT ?claim ?direction {
    ?claim cg:intervention ?cause ; cg:hasOutcome ?outcome .
    ?outcome cg:outcome ?consequence ; cg:effectDirection ?direction
} ORDER BY ?claim ?direction"""


@dataclass(frozen=True)
class NetEffect:
    """What a claim says of the whole way: its IRI and the sign."""

    claim: str
    sign: str


def tell(derivations: Derivations, path: str | None, values: Mapping[str, str]) -> Told:
    """The best chains between two concepts."""
    return Explanation.read(derivations, values).told()


VIEW = View(
    "explain",
    "How one concept leads to another, by the surest chains across claims",
    tell,
    of_claim=False,
    of_graph=True,
    parameters=(
        Parameter(
            "from", "string", "Where the chains start: IRI, path or label of a concept.", required=True,
            example="repetitions in reserve",
        ),
        Parameter(
            "to", "string", "Where they lead: IRI, path or label of a concept.", required=True,
            example="rectus femoris hypertrophy",
        ),
        Parameter("length", "integer", "Most arrows of a chain, 1 to 15.", default="8"),
        Parameter("number", "integer", "Most chains, 1 to 50.", default="5"),
        Parameter("proposed", "boolean", "Whether proposed arrows take part.", default="false"),
    ),
)  # fmt: skip


def _within(values: Mapping[str, str], name: str, most: int) -> int:
    value = int(values[name])
    if not 1 <= value <= most:
        raise ParameterError("explain", name, found=f"'{value}'", expected=f"a whole number from 1 to {most}")
    return value


class Explanation:
    """One answer.

    Attributes:
        cause: IRI of the concept that the chains start from.
        consequence: IRI of the one that they lead to.
        length: Most arrows of a chain.
        found: The chains.
    """

    def __init__(
        self, derivations: Derivations, cause: str, consequence: str, *, length: int, number: int, proposed: bool
    ) -> None:
        self._derivations, self._teller = derivations, Teller(derivations)
        self.cause, self.consequence, self.length = cause, consequence, length
        self._kinds = (ASSERTED, PROPOSED) if proposed else (ASSERTED,)
        self._net = self._net_effects()
        index, weights = self.network.index, self.network.weights
        self.found: Found = chains_between(
            index, weights, cause, consequence, length=length, number=number, proposed=proposed
        )

    @classmethod
    def read(cls, derivations: Derivations, values: Mapping[str, str]) -> Explanation:
        """Work out the answer for values of the view's parameters.

        Raises:
            ParameterError: If there is no such concept, or a number is out of its range.
        """
        ends = [find_concept(derivations, "explain", name, values[name]) for name in ("from", "to")]
        length, number = _within(values, "length", LENGTH - 1), _within(values, "number", _MOST)
        return cls(derivations, *ends, length=length, number=number, proposed=values["proposed"] == "true")

    @property
    def network(self) -> Network:
        """The network in which the chains were found."""
        return self._teller.network

    @property
    def way(self) -> str:
        """Where the chains start and lead, for people."""
        return f"from {self._teller.label(self.cause)} to {self._end}"

    def _net_effects(self) -> list[NetEffect]:
        bindings = {"cause": NamedNode(self.cause), "consequence": NamedNode(self.consequence)}
        rows = self._derivations.store.select(_NET.replace("SELECT", "SELECT ?cause ?consequence"), bindings)
        named = ((row[2].value, row[3].value.rpartition("#")[2]) for row in rows if row[2] and row[3])
        return [NetEffect(claim, _SIGNS[name]) for claim, name in named if name in _SIGNS]

    def told(self) -> Told:
        """The answer in its three forms."""
        return Told(self._tree(self.found), page(self._text(self.found)))

    def _tree(self, found: Found) -> Tree:
        return {
            "type": "Explanation",
            "startsFrom": NamedNode(self.cause),
            "leadsTo": NamedNode(self.consequence),
            "mostArrows": self.length,
            "arrowsLookedAt": found.looked_at,
            "searchComplete": found.complete,
            "hasChain": [self._chain(place, chain) for place, chain in enumerate(found.chains, 1)],
            "hasNetEffect": [
                {"type": "NetEffect", "ofClaim": NamedNode(net.claim), "sign": net.sign} for net in self._net
            ],
            "suggests": [] if found.chains else [NamedNode(iri) for _, iris in self._suggested() for iri in iris],
        }

    def _chain(self, place: int, chain: Chain) -> Tree:
        return {
            "type": "Chain",
            "position": place,
            "sign": chain.sign,
            "explanation": self.predicts(chain),
            "confidence": rounded(chain.confidence),
            "chainLength": len(chain),
            "weakestPosition": chain.weakest + 1,
            "hasArrow": [
                {
                    "position": number,
                    **self._teller.full_tree(arrow),
                    "hasVariant": [self._teller.tree(each) for each in variants(self._teller.network.index, arrow)],
                    "contradictedBy": [
                        self._teller.full_tree(each) for each in contradicting(self._teller.network.index, arrow)
                    ],
                }
                for number, arrow in enumerate(chain.arrows, 1)
            ],
        }

    def predicts(self, chain: Chain) -> str:
        """What a chain says of its end; and an Info where a claim says otherwise of the whole way."""
        told = f"more {self._teller.label(self.cause)} {IN_WORDS[chain.sign].replace('it', self._end)}"
        if chain.predicts_no_difference:
            told = f"predicts no difference in {self._end}"
        against = [self._teller.place(net.claim) for net in self._net if opposed(net.sign, chain.sign)]
        return f"{told}; the net effect by {', '.join(against)} is another" if against else told

    @property
    def _end(self) -> str:
        return self._teller.label(self.consequence)

    def _text(self, found: Found) -> Iterator[str]:
        yield f"F{self.way[1:]}, in at most {self.length} arrows"
        for net in self._net:
            yield f"  net effect by {self._teller.place(net.claim)}: {net.sign}"
        if not found.chains:
            yield from self._nothing(found)
        for place, chain in enumerate(found.chains, 1):
            yield ""
            yield from self._chain_text(place, chain)
        if not found.complete:
            yield ""
            yield f"The search stopped after {found.looked_at} arrows; there may be better chains."

    def _chain_text(self, place: int, chain: Chain) -> Iterator[str]:
        teller = self._teller
        missing = sum(value is None for value in chain.confidences)
        sure = number(chain.confidence) + (f" for {missing} of {len(chain)} arrows" if missing else "")
        arrows = f"{len(chain)} arrow{'s' * (len(chain) != 1)}"
        yield f"{place}. {chain.sign}  {self.predicts(chain)}"
        yield f"   confidence {sure}{'' if missing else f' over {arrows}'}, weakest arrow {chain.weakest + 1}"
        for step, (arrow, value) in enumerate(zip(chain.arrows, chain.confidences, strict=True), 1):
            mark = "  (proposed)" if arrow.kind == PROPOSED else ""
            yield f"   {step}. {teller.arrow(arrow)}  {number(value)}, {teller.against(arrow)}{mark}"
            for source in teller.sources(arrow):
                yield f"        {source}"
            others = [
                f"{teller.against(other)} ({number(teller.confidence(other))})"
                for other in variants(teller.network.index, arrow)
            ]
            if others:
                yield f"        also {', '.join(others)}"
            for other in contradicting(teller.network.index, arrow):
                claims = ", ".join(teller.place(claim) for claim in other.claims())
                told = f"{teller.arrow(other)} ({number(teller.confidence(other))}), by {claims}"
                yield f"        contradicted by {told}"

    def _nothing(self, found: Found) -> Iterator[str]:
        yield ""
        if found.complete:
            yield f"There is no chain of at most {self.length} arrows."
        for iri, suggested in self._suggested():
            side = "starts from" if iri == self.cause else "leads to"
            yield f"No arrow {side} {self._teller.label(iri)}."
            if suggested:
                yield f"  There are arrows for its narrower or broader concepts: {self._teller.labels(suggested)}."

    def _suggested(self) -> list[tuple[str, list[str]]]:
        """The ends without arrows, each with the narrower and broader concepts that have some."""
        index = self._teller.network.index
        ends = ((self.cause, index.leading), (self.consequence, index.reaching))
        nesting = self._derivations.nesting

        def has_arrows(iri: str, arrows: object) -> bool:
            return any(arrow.kind in self._kinds for arrow in arrows(iri))  # type: ignore[operator]

        found = []
        for end, arrows in ends:
            if not has_arrows(end, arrows):
                near = {*nesting.reach([end]), *(each for each in nesting.broader if end in nesting.reach([each]))}
                found.append((end, sorted(each for each in near - {end} if has_arrows(each, arrows))[:_SUGGESTED]))
        return found
