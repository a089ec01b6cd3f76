"""The record of a contribution: what the graph knows of it, none of what it proposes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from claimgraph.service.contributions.credit import Credit
from claimgraph.store.interface import Row, Store
from claimgraph.vocabulary import CG, DCTERMS, FOAF, RDF, XSD

STATES = {
    "pending": "PendingContribution",
    "accepted": "AcceptedContribution",
    "rejected": "RejectedContribution",
    "withdrawn": "WithdrawnContribution",
}
"""What can become of a contribution, with the local name of each state."""
_WORDS = {name: word for word, name in STATES.items()}

_FOUND = """SELECT ?document ?target ?digest ?agent ?kind ?state ?title ?name ?orcid ?made ?reviewer ?reason
    ?decided ?base
WHERE {
    %s ?node a cg:Contribution ; cg:targetRecord ?target ; cg:proposedDigest ?digest ; cg:agent ?agent ;
        cg:agentKind ?kind ; cg:contributionState ?state .
    ?document foaf:primaryTopic ?node .
    ?document cg:currentRevision ?last . ?last prov:generatedAtTime ?decided .
    ?first cg:revisionOf ?document ; cg:revisionNumber 1 ; prov:generatedAtTime ?made .
    OPTIONAL { ?document dcterms:title ?title }
    OPTIONAL { ?agent foaf:name ?name }
    OPTIONAL { ?agent cg:orcid ?orcid }
    OPTIONAL { ?node cg:reviewer ?reviewer }
    OPTIONAL { ?node cg:reason ?reason }
    OPTIONAL { ?node cg:baseRevision ?base }
} ORDER BY DESC(?made) ?document LIMIT %d OFFSET %d"""
_COUNT = "SELECT (COUNT(DISTINCT ?node) AS ?count) WHERE { %s ?node a cg:Contribution }"


@dataclass(frozen=True)
class Contribution:
    """A contribution as the graph knows it.

    Attributes:
        path: Path of its record.
        title: What it is, in a few words.
        target: IRI of the record that it would change.
        digest: Digest of the kept proposal.
        agent: IRI of who made it.
        name: Name that its maker gave.
        orcid: ORCID that its maker gave.
        automated: Whether a program made it.
        state: One of `STATES`.
        made: When it was made.
        decided: When its state last changed; None while it is pending.
        reviewer: IRI of who decided.
        reason: Why; of a pending one why it was made, where that is known.
        base: IRI of the revision of the target on which it was made; None where there was none.
    """

    path: str
    title: str
    target: str
    digest: str
    agent: str
    automated: bool
    state: str
    made: str
    name: str | None = None
    orcid: str | None = None
    decided: str | None = None
    reviewer: str | None = None
    reason: str | None = None
    base: str | None = None

    @property
    def id(self) -> str:
        """The last part of its path."""
        return self.path.partition("/")[2]

    def credit(self, document: str) -> Credit:
        """Who made it."""
        agent = None if self.agent.startswith(document + "#") else self.agent
        return Credit(agent, self.name, self.orcid, self.automated)

    def as_json(self, base: str) -> dict[str, Any]:
        """The contribution as JSON-ready values."""
        return {
            "iri": base + self.path,
            "id": self.id,
            "title": self.title,
            "target": self.target,
            "state": self.state,
            "agent": {"iri": self.agent, "name": self.name, "orcid": self.orcid, "automated": self.automated},
            "made": self.made,
            "decided": self.decided,
            "reviewer": self.reviewer,
            "reason": self.reason,
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Contribution:
        """Read back what `as_json` wrote; the digest is not told."""
        agent = values["agent"]
        return cls(
            f"contributions/{values['id']}", values["title"], values["target"], "", agent["iri"], agent["automated"],
            values["state"], values["made"], agent["name"], agent["orcid"], values["decided"], values["reviewer"],
            values["reason"],
        )  # fmt: skip


def contribution_triples(
    document: str, title: str, target: str, digest: str, credit: Credit, base: str | None
) -> list[Triple]:
    """The record of a new contribution."""
    record, node = NamedNode(document), NamedNode(f"{document}#contribution")
    return [
        Triple(record, RDF.type, CG.Record),
        Triple(record, FOAF.primaryTopic, node),
        Triple(record, DCTERMS.title, Literal(title, language="en")),
        Triple(node, RDF.type, CG.Contribution),
        Triple(node, CG.targetRecord, NamedNode(target)),
        Triple(node, CG.proposedDigest, Literal(digest, datatype=XSD.string)),
        Triple(node, CG.agent, NamedNode(credit.iri(document))),
        Triple(node, CG.agentKind, CG.AutomatedAgent if credit.automated else CG.HumanAgent),
        Triple(node, CG.contributionState, CG.PendingContribution),
        *([Triple(node, CG.baseRevision, NamedNode(base))] if base else []),
        *credit.triples(document),
    ]


def decided_triples(
    record: list[Triple], document: str, state: str, *, reviewer: str | None, reason: str | None
) -> list[Triple]:
    """The record of a contribution after a decision."""
    node = NamedNode(f"{document}#contribution")
    gone = {CG.contributionState, *({CG.reason} if reason else ())}
    return [
        *(t for t in record if t.subject != node or t.predicate not in gone),
        Triple(node, CG.contributionState, NamedNode(CG.iri + STATES[state])),
        *([Triple(node, CG.reviewer, NamedNode(reviewer))] if reviewer else []),
        *([Triple(node, CG.reason, Literal(reason, language="en"))] if reason else []),
    ]


def find_contributions(
    store: Store, *, state: str | None = None, target: str | None = None, limit: int = 50, offset: int = 0
) -> tuple[list[Contribution], int]:
    """Contributions, the newest first, and how many there are of the kind.

    Args:
        store: The graph.
        state: One of `STATES`; None for all.
        target: IRI of the record that they would change; None for all.
        limit: How many at most.
        offset: How many to leave out first.
    """
    asked = f"?node cg:contributionState cg:{STATES[state]} . " if state else ""
    asked += f"?node cg:targetRecord {NamedNode(target)} . " if target else ""
    rows = store.select(_FOUND % (asked, limit, offset))
    [[count]] = store.select(_COUNT % asked)
    return [_read(row, store.base) for row in rows], int(count.value) if count else 0


def read_contribution(store: Store, path: str) -> Contribution | None:
    """One contribution; None where there is none."""
    rows = store.select(_FOUND % (f"VALUES ?document {{ {NamedNode(store.base + path)} }}", 1, 0))
    return _read(rows[0], store.base) if rows else None


def _read(row: Row, base: str) -> Contribution:
    document, target, digest, agent, kind, state, title, name, orcid, made, reviewer, reason, decided, revision = (
        each.value if each else None for each in row
    )
    word = _WORDS[(state or "").removeprefix(CG.iri)]
    path = (document or "").removeprefix(base)
    return Contribution(
        path=path, title=title or "A proposal", target=target or "", digest=digest or "", agent=agent or "",
        automated=kind == CG.AutomatedAgent.value, state=word, made=made or "", name=name, orcid=orcid,
        decided=None if word == "pending" else decided, reviewer=reviewer, reason=reason, base=revision,
    )  # fmt: skip
