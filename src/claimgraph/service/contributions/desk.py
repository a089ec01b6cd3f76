"""Where contributions come in and are decided about."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pyoxigraph import Literal, Triple

from claimgraph.errors import Conflict, IdentifierError, NotFound, OverLimit, ProposalError, Refused, Unauthorised
from claimgraph.gate import Report
from claimgraph.identifiers import record_path, slug_of
from claimgraph.mediatypes import TURTLE
from claimgraph.rdf.canonical import name_blank_nodes, normalise
from claimgraph.rdf.parse import parse_triples
from claimgraph.service.contributions.credit import Credit
from claimgraph.service.contributions.edits import edited
from claimgraph.service.contributions.forms import Filled, read_form
from claimgraph.service.contributions.fragments import Names, given_fragments
from claimgraph.service.contributions.merging import Clash, Merged, merged
from claimgraph.service.contributions.parts import parts_of
from claimgraph.service.contributions.proposal import KINDS, Proposal
from claimgraph.service.contributions.record import (
    Contribution,
    contribution_triples,
    decided_triples,
    find_contributions,
    read_contribution,
)
from claimgraph.service.contributions.review import Review, sorted_triples, weight_of
from claimgraph.service.contributions.studies import known_study, study_record
from claimgraph.service.contributions.wording import unseen
from claimgraph.service.differences import Change, difference_of
from claimgraph.service.differences import Names as Words
from claimgraph.service.records import MANAGED, Body, Written
from claimgraph.service.revisions import Author
from claimgraph.vocabulary import CG

if TYPE_CHECKING:
    from claimgraph.service.claimgraph import Claimgraph

_TRIES = 5
_SLUG = 60
"""Most characters of a slug that is made of a statement."""
_TAKEN = ""
"""Stands for the property of a clash with a record that has got the same name."""
_BASE = "SELECT ?number ?sha WHERE { %s cg:revisionNumber ?number ; cg:sha256 ?sha }"


@dataclass(frozen=True)
class Submitted:
    """A proposal that was taken in, or with a dry run could be.

    Attributes:
        path: Path of its record.
        report: What the gate says of the record as proposed.
        secret: With it its maker may take it back; None where a token does. It is told this once.
    """

    path: str
    report: Report
    secret: str | None = None


class Desk:
    """The contributions of a graph."""

    def __init__(self, graph: Claimgraph) -> None:
        self._graph, self._store, self._records = graph, graph.store, graph.records

    def find(
        self, *, state: str | None = None, target: str | None = None, limit: int = 50, offset: int = 0
    ) -> tuple[list[Contribution], int]:
        """Contributions, the newest first, and how many there are; see `find_contributions`."""
        return find_contributions(self._store, state=state, target=target, limit=limit, offset=offset)

    def get(self, path: str) -> Contribution:
        """One contribution, by path or by the last part of it.

        Raises:
            NotFound: If there is none.
        """
        try:
            path = record_path(path if path.startswith("contributions/") else f"contributions/{path}")
        except IdentifierError:
            raise NotFound(f"there is no contribution {path}") from None
        found = read_contribution(self._store, path)
        if found is None:
            raise NotFound(f"there is no contribution {path.removeprefix('contributions/')}")
        return found

    def propose(
        self,
        kind: str,
        target: str | None,
        given: Mapping[str, str],
        *,
        agent: str | None = None,
        dry_run: bool = False,
    ) -> Submitted:
        """Take in what somebody typed into a form.

        Args:
            kind: One of `forms.FIELDS`.
            target: Path of the claim; None for a new one.
            given: What was typed, by field.
            agent: IRI of the agent of a token; None for somebody without one.
            dry_run: Only say what would happen.

        Raises:
            ProposalError: If fields cannot be used; with a sentence for each.
            Refused: If the gate finds a violation in what they make.
            NotFound: If there is no such claim.
            OverLimit: If too many contributions wait already.
        """
        derivations = self._graph.derivations
        if target is None and kind != "claim":
            raise ProposalError({"target": "Name the claim that you propose to change."})
        changed = None if target is None or kind == "claim" else self._checked(target)
        parts = self._parts(changed) if changed else {}
        filled = read_form(kind, given, derivations.labels, lambda study: known_study(self._store, study), parts)
        path = changed or self._new_path(filled)
        bodies = [Body(path, self._edited(path, filled))]
        if filled.study:
            bodies.append(Body(*study_record(filled.study, self._store.base, self._graph.settings.language)))
        credit = _credited(filled.credit, agent)
        values = {name: text for name, text in given.items() if text.strip()}
        return self._submit(kind, filled.title, bodies, credit, values, filled.note, dry_run=dry_run)

    def propose_record(
        self, target: str, triples: Sequence[Triple], credit: Credit, *, note: str = "", dry_run: bool = False
    ) -> Submitted:
        """Take in a whole record as somebody would have it; errors as with `propose`."""
        path = self._checked(target, new=True)
        document = self._store.base + path
        named = name_blank_nodes([t for t in triples if t.predicate not in MANAGED], document)
        for triple in named:
            found = unseen(triple.object.value) if isinstance(triple.object, Literal) else None
            if found:
                raise ProposalError({"": f"A text holds a character that cannot be shown ({found})."})
        kind = "record" if self._store.has_graph(document) else "claim" if path.startswith("claims/") else "record"
        title = KINDS[kind] if kind == "claim" or self._store.has_graph(document) else "A new record"
        return self._submit(kind, title, [Body(path, named)], credit, {}, note, dry_run=dry_run)

    def _checked(self, target: str, *, new: bool = False) -> str:
        try:
            path = record_path(target.removeprefix(self._store.base).partition("#")[0])
        except IdentifierError as error:
            raise ProposalError({"target": f"This is no record: {error}."}) from None
        if path.startswith("contributions/"):
            raise ProposalError({"target": "A contribution cannot change contributions."})
        if not new and not (path.startswith("claims/") and self._store.has_graph(self._store.base + path)):
            raise NotFound(f"there is no claim {path}")
        return path

    def _new_path(self, filled: Filled) -> str:
        """A path that no claim has or had, and that no other proposal is for."""
        statement = getattr(filled.edit, "statement", "")
        try:
            slug = _cut(slug_of(statement))
        except IdentifierError:
            raise ProposalError({"statement": "Write the claim in words."}) from None
        for number in range(1, 1000):
            path = record_path(f"claims/{slug}" if number == 1 else f"claims/{slug}-{number}")
            waiting = find_contributions(self._store, target=self._store.base + path, limit=1)[1]
            if self._records.revision(path) is None and not waiting:
                return path
        raise Conflict("there are too many claims of this name")

    def _parts(self, path: str) -> dict[str, str]:
        """What the parts of a claim are called, by fragment."""
        dossier = self._graph.derivations.dossier(path)
        return {iri.rpartition("#")[2]: name for iri, name in parts_of(dossier.claim, dossier.label).items()}

    def _edited(self, path: str, filled: Filled) -> list[Triple]:
        document = self._store.base + path
        names = Names(document, given_fragments(self._store, self._graph.body, document))
        return edited(filled.edit, self._store.graph(document), names, self._graph.settings.language)

    def _submit(
        self, kind: str, title: str, bodies: Sequence[Body], credit: Credit, values: Mapping[str, str], note: str,
        *, dry_run: bool,
    ) -> Submitted:  # fmt: skip
        target = bodies[0].path
        revisions = {body.path: self._records.revision(body.path) for body in bodies}
        if set(normalise(bodies[0].triples)) == set(self._store.graph(self._store.base + target)):
            raise ProposalError({"": "This is what the record says already; nothing would change."})
        report = self._records.validate(bodies)
        if not report.conforms:
            raise Refused(report)
        records = {body.path: self._records.body(body.path, normalise(body.triples)).decode() for body in bodies}
        path = self._free_path(target, records)
        if dry_run:
            return Submitted(path, report)
        self._check_room()
        secret = None if credit.agent else secrets.token_urlsafe(24)
        bases = {body: revision.sha256 if revision else None for body, revision in revisions.items()}
        proposal = Proposal(kind, target, records, bases, values, note, _hashed(secret) if secret else None)
        revision = revisions[target]
        base = revision.iri if revision and not revision.withdrawn else None
        document = self._store.base + path
        triples = contribution_triples(
            document, title, self._store.base + target, self._graph.keep_body(proposal.to_bytes()), credit, base
        )
        author = Author(credit.iri(document), automated=credit.automated, reason="Proposed.")
        self._records.write([Body(path, triples)], author, expecting={path: None})
        return Submitted(path, report, secret)

    def _free_path(self, target: str, records: Mapping[str, str]) -> str:
        """The path of a contribution, which its content makes; the same content can be proposed again once the first
        was taken back.
        """
        content = "\n".join(f"{path}\n{text}" for path, text in sorted(records.items()))
        digest = hashlib.sha256(content.encode()).hexdigest()[:12]
        stem = f"contributions/{_cut(slug_of(target.partition('/')[2]))}-{digest}"
        for number in range(1, 100):
            path = stem if number == 1 else f"{stem}-{number}"
            known = read_contribution(self._store, path)
            if known is None and self._records.revision(path) is None:
                return path
            if known is not None and known.state in ("pending", "rejected"):
                raise Conflict(f"the same has been proposed already, and is {known.state}: {path}")
        raise Conflict("the same has been proposed many times already")

    def _check_room(self) -> None:
        most = self._graph.settings.pending_contributions
        if most and find_contributions(self._store, state="pending", limit=1)[1] >= most:
            found = f"{most} contributions wait for a review already; please come back later"
            raise OverLimit(found, status=503, retry_after_s=3600)

    def proposal(self, contribution: Contribution) -> Proposal:
        """What a contribution proposes.

        Raises:
            NotFound: If it is kept no longer.
        """
        target = contribution.target.removeprefix(self._store.base)
        return Proposal.from_bytes(self._graph.body(contribution.digest), target)

    def review(self, path: str) -> Review:
        """What a contribution would change, as the graph is now; of a decided one what it was to change.

        Raises:
            NotFound: If there is no such contribution, or what it proposes is not kept.
        """
        contribution = self.get(path)
        proposal = self.proposal(contribution)
        if contribution.state != "pending":
            return self._looking_back(contribution, proposal)
        joined = self._joined(contribution, proposal)
        now = {path: set(self._store.graph(self._store.base + path)) for path in joined}
        then = {path: set(found.triples) for path, found in joined.items()}
        bodies = tuple(Body(path, sorted_triples(found)) for path, found in then.items())
        derivations, target = self._graph.derivations, proposal.target
        review = self._compared(contribution, proposal, now, then)
        return replace(
            review, clashes=self._sentences(proposal, joined), report=self._records.validate(bodies),
            before=weight_of(derivations, target), after=weight_of(derivations, target, bodies),
            seen=self._records.etag(target), moved_on=self._has_moved_on(contribution),
        )  # fmt: skip

    def _looking_back(self, contribution: Contribution, proposal: Proposal) -> Review:
        before: dict[str, set[Triple]] = {}
        after: dict[str, set[Triple]] = {}
        for path, text in proposal.records.items():
            document = self._store.base + path
            after[path] = set(normalise(parse_triples(text.encode(), TURTLE, base=document, place=path)))
            before[path] = self._base(contribution, document, proposal.bases.get(path), set())[1]
        return self._compared(contribution, proposal, before, after)

    def _compared(
        self,
        contribution: Contribution,
        proposal: Proposal,
        before: Mapping[str, set[Triple]],
        after: Mapping[str, set[Triple]],
    ) -> Review:
        names = Words.of(self._graph.derivations, *before.values(), *after.values())
        return Review(
            contribution, proposal.kind, proposal.note,
            {path: sorted_triples(before[path] - after[path]) for path in after},
            {path: sorted_triples(after[path] - before[path]) for path in after},
            {path: _told(before[path], after[path], names, self._store.base + path) for path in after},
        )  # fmt: skip

    def _has_moved_on(self, contribution: Contribution) -> bool:
        current = self._records.revision(contribution.target.removeprefix(self._store.base))
        return contribution.base is not None and (current is None or current.iri != contribution.base)

    def _joined(self, contribution: Contribution, proposal: Proposal) -> dict[str, Merged]:
        """The records that an acceptance would write, each brought to what it is now.

        A study that the graph has got in the meantime stays as it is.
        """
        found = {}
        for path, text in proposal.records.items():
            document = self._store.base + path
            proposed = set(normalise(parse_triples(text.encode(), TURTLE, base=document, place=path)))
            current = set(self._store.graph(document))
            sha = proposal.bases.get(path)
            if path != proposal.target and sha is None and current:
                continue
            if path not in proposal.bases:
                found[path] = Merged(frozenset(proposed))
                continue
            if sha is None and current:
                found[path] = Merged(frozenset(current), (Clash(document, _TAKEN),))
                continue
            number, base = self._base(contribution, document, sha, current)
            given = given_fragments(self._store, self._graph.body, document, since=number)
            found[path] = merged(base, proposed, current, document, given)
        return found

    def _base(
        self, contribution: Contribution, document: str, sha: str | None, current: set[Triple]
    ) -> tuple[int, set[Triple]]:
        """Number and triples of the version of a record on which a proposal was made."""
        revision = self._records.revision(document.removeprefix(self._store.base))
        if sha is None:
            return 0, set()
        if revision and revision.sha256 == sha:
            return revision.number, current or set(self._store.graph(document))
        rows = self._store.select(_BASE % f"<{contribution.base}>") if contribution.base else []
        number = int(rows[0][0].value) if rows and rows[0][0] else 0
        text = self._graph.body(sha)
        return number, set(normalise(parse_triples(text, TURTLE, base=document, place=document)))

    def _sentences(self, proposal: Proposal, joined: Mapping[str, Merged]) -> tuple[str, ...]:
        """What stands against a merge, for people."""
        names: dict[str, str] = {}
        clashes = [clash for found in joined.values() for clash in found.clashes]
        if (
            clashes
            and proposal.target.startswith("claims/")
            and self._store.has_graph(self._store.base + proposal.target)
        ):
            dossier = self._graph.derivations.dossier(proposal.target)
            names = parts_of(dossier.claim, dossier.label)
        if any(clash.property == _TAKEN for clash in clashes):
            return (f"A record {proposal.target} has been made since this was proposed.",)
        told = (
            f"Of {names.get(clash.node, clash.node.removeprefix(self._store.base))} somebody has changed "
            f"{_PROPERTIES.get(clash.property.removeprefix(CG.iri), 'something')} since this was proposed."
            for clash in clashes
        )
        return tuple(dict.fromkeys(told))

    def accept(self, path: str, author: Author, *, reason: str | None = None, seen: str | None = None) -> Written:
        """Write what a contribution proposes, in one step with its own record.

        Args:
            path: Path or id of the contribution.
            author: Who decides.
            reason: Why.
            seen: Entity tag of the target that the decision was made on; None takes it as it is.

        Raises:
            Conflict: If it is decided about already, does not fit what the record has become, or the record is no
                longer the one that was seen.
            Refused: If the gate finds a violation; nothing is written.
        """
        for _ in range(_TRIES):
            state = self._store.revision()
            contribution = self._pending(path)
            bodies = self._acceptable(contribution, seen)
            decided = self._decided(contribution, "accepted", author.agent, reason)
            maker = Author(
                contribution.agent, reason=f"{contribution.title}, accepted. {reason or ''}".strip(),
                reviewer=author.agent, contribution=self._store.base + contribution.path,
            )  # fmt: skip
            try:
                return self._records.write(
                    [*bodies, decided], Author(author.agent, reason=reason or "Accepted."),
                    by={body.path: maker for body in bodies}, at=state,
                )  # fmt: skip
            except Conflict:
                continue
        raise Conflict("the store is being written by others all the time; try again")

    def _acceptable(self, contribution: Contribution, seen: str | None) -> list[Body]:
        """The records that an acceptance writes; it counts as the work of a person, since a curator lets it in."""
        proposal = self.proposal(contribution)
        if seen is not None and (self._records.etag(proposal.target) or "") != seen:
            raise Conflict(f"{proposal.target} has changed since you looked; look again before you accept")
        joined = self._joined(contribution, proposal)
        clashes = self._sentences(proposal, joined)
        if clashes:
            raise Conflict(" ".join(clashes))
        return [Body(path, sorted_triples(found.triples)) for path, found in joined.items()]

    def reject(self, path: str, author: Author, *, reason: str) -> Written:
        """Decline a contribution.

        Raises:
            ProposalError: If no reason is given.
            Conflict: If it is decided about already.
        """
        if not reason.strip():
            raise ProposalError({"reason": "Say why; the reason is kept and shown to whoever proposed it."})
        return self._decide(self._pending(path), "rejected", author, reason)

    def withdraw(self, path: str, *, agent: str | None = None, secret: str | None = None) -> Written:
        """Take a contribution back, as the agent who made it or with the secret that its maker was told.

        Raises:
            Unauthorised: If it is neither.
            Conflict: If it is decided about already.
        """
        contribution = self._pending(path)
        held = self.proposal(contribution).withdrawal
        by_secret = bool(secret and held) and secrets.compare_digest(_hashed(secret or ""), held or "")
        if not by_secret and (agent is None or agent != contribution.agent):
            raise Unauthorised("only whoever made a contribution can take it back", known=agent is not None)
        author = Author(contribution.agent, automated=contribution.automated, reason="Taken back.")
        return self._decide(contribution, "withdrawn", author, None)

    def _pending(self, path: str) -> Contribution:
        contribution = self.get(path)
        if contribution.state != "pending":
            raise Conflict(f"{contribution.path} is {contribution.state} already")
        return contribution

    def _decide(self, contribution: Contribution, state: str, author: Author, reason: str | None) -> Written:
        tag = self._records.etag(contribution.path)
        reviewer = author.agent if state == "rejected" else None
        body = self._decided(self._pending(contribution.path), state, reviewer, reason)
        by = Author(author.agent, author.automated, reason or author.reason)
        return self._records.write([body], by, expecting={contribution.path: tag})

    def _decided(self, contribution: Contribution, state: str, reviewer: str | None, reason: str | None) -> Body:
        document = self._store.base + contribution.path
        record = self._records.read(contribution.path)
        return Body(contribution.path, decided_triples(record, document, state, reviewer=reviewer, reason=reason))


_PROPERTIES = {
    "statement": "the wording", "plainStatement": "the plain wording", "summary": "the summary",
    "position": "the position", "hasStep": "the steps", "hasEvidence": "the evidence", "hasMechanism": "the mechanisms",
    "hasLink": "the arrows", "standing": "the standing", "influence": "the influence", "basis": "the basis",
}  # fmt: skip
"""What properties are called where a merge fails."""


def _told(before: set[Triple], after: set[Triple], names: Words, document: str) -> tuple[Change, ...]:
    """The difference of two versions in sentences; that a new record is one, with its licence, goes without saying."""
    changes = difference_of(before, after, names).changes
    return tuple(change for change in changes if before or change.node != document)


def _credited(credit: Credit, agent: str | None) -> Credit:
    return credit if agent is None else Credit(agent, automated=credit.automated)


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _cut(slug: str) -> str:
    """A slug of bearable length, cut between words where it can be."""
    if len(slug) <= _SLUG:
        return slug
    head = slug[:_SLUG]
    return head.rpartition("-")[0] or head
