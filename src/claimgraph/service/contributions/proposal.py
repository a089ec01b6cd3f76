"""What somebody proposes, as it is kept in the body store until it is decided about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from claimgraph.errors import StoreUnusable

KINDS = {
    "evidence": "A study",
    "correction": "A correction",
    "step": "A new step",
    "mechanism": "A new mechanism",
    "claim": "A new claim",
    "record": "A changed record",
    "page": "A page of an evidence site",
}
"""The kinds of proposals, each with how a list calls it."""


@dataclass(frozen=True)
class Proposal:
    """A proposal.

    Attributes:
        kind: One of `KINDS`.
        target: Path of the record that it would change.
        records: The records as proposed, by path: Turtle relative to each.
        bases: For the records that it was made on, the digest of the version; None where no record was.
        values: What was typed into the form.
        note: What its maker says to the curator.
        withdrawal: Digest of the secret with which its maker may take it back; None where a token does.
    """

    kind: str
    target: str
    records: Mapping[str, str]
    bases: Mapping[str, str | None] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    withdrawal: str | None = None

    def to_bytes(self) -> bytes:
        """The proposal as it is kept: the same for the same proposal."""
        return json.dumps(vars(self), ensure_ascii=False, sort_keys=True, indent=1, default=dict).encode()

    @classmethod
    def from_bytes(cls, content: bytes, target: str) -> Proposal:
        """Read back what was kept; plain Turtle, as pages are kept, is the proposed record itself.

        Raises:
            StoreUnusable: If it is neither.
        """
        if not content.startswith(b"{"):
            return cls("page", target, {target: content.decode("utf-8")})
        try:
            return cls(**json.loads(content))
        except (ValueError, TypeError):
            raise StoreUnusable(f"the proposal for {target} that is kept cannot be read") from None
