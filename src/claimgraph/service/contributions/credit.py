"""Who makes a proposal: the agent of a token, or somebody who says who they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from claimgraph.vocabulary import CG, FOAF, PROV, RDF, XSD


@dataclass(frozen=True)
class Credit:
    """Who is to be credited.

    Somebody without a token is a part of the contribution, `#agent`, with the name and ORCID that they give; nobody
    has looked whether the ORCID is theirs, so it is no more than said.

    Attributes:
        agent: IRI of the agent of a token; None for somebody without one.
        name: As they give it.
        orcid: As they give it, with its check character right.
        automated: Whether a program made the proposal.
    """

    agent: str | None = None
    name: str | None = None
    orcid: str | None = None
    automated: bool = False

    def iri(self, document: str) -> str:
        """IRI of the agent in the record of the contribution."""
        return self.agent or f"{document}#agent"

    def triples(self, document: str) -> Iterator[Triple]:
        """What the record says of the agent."""
        if self.agent is not None:
            return
        node = NamedNode(self.iri(document))
        yield Triple(node, RDF.type, PROV.Agent)
        if self.name:
            yield Triple(node, FOAF.name, Literal(self.name, datatype=XSD.string))
        if self.orcid:
            yield Triple(node, CG.orcid, Literal(self.orcid, datatype=XSD.string))
