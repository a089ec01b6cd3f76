"""Bearer tokens: who may write, kept hashed in the file `tokens` of the store folder.

A token is `<id>.<secret>`; the file keeps the id, the role, the agent and a SHA-256 of both. The secret is 256 random
bits, which nobody guesses however quick the hash is; a slow one would only let strangers keep the server busy.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import NamedNode

from claimgraph.errors import NotFound, StoreUnusable, Unauthorised, UsageError

ROLES = ("reader", "contributor", "curator", "admin")
"""Each role may do what those before it may."""


@dataclass(frozen=True)
class Token:
    """One credential, without its secret."""

    id: str
    role: str
    agent: str
    created: str
    hash: str

    def allows(self, role: str) -> bool:
        """Whether the token's role includes another."""
        return ROLES.index(self.role) >= ROLES.index(role)


class Tokens:
    """The credentials of one store."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def add(self, role: str, agent: str) -> str:
        """Make a token and return it; this is the one time that its secret can be seen.

        Raises:
            UsageError: If the role is unknown or the agent is no IRI.
        """
        if role not in ROLES:
            raise UsageError(f"role '{role}' is unknown; known are {', '.join(ROLES)}")
        _check_agent(agent)
        identifier, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        created = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        token = Token(identifier, role, agent, created, _hash(identifier, secret))
        self._write([*self, token])
        return f"{identifier}.{secret}"

    def revoke(self, identifier: str) -> None:
        """Take a token out.

        Raises:
            NotFound: If there is none with this id.
        """
        kept = [token for token in self if token.id != identifier]
        if len(kept) == len(list(self)):
            raise NotFound(f"there is no token {identifier}")
        self._write(kept)

    def check(self, presented: str, role: str) -> Token:
        """The token that was presented, if it is valid and includes a role.

        Raises:
            Unauthorised: If it is not, or does not.
        """
        identifier, _, secret = presented.partition(".")
        given = _hash(identifier, secret)
        token = next((token for token in self if token.id == identifier), None)
        if not secrets.compare_digest(given, token.hash if token else _hash("", "")) or token is None:
            raise Unauthorised("the token is not valid")
        if not token.allows(role):
            raise Unauthorised(f"this needs the role {role}; the token has {token.role}", known=True)
        return token

    def __iter__(self) -> Iterator[Token]:
        try:
            lines = self._file.read_text("utf-8").splitlines()
        except FileNotFoundError:
            return
        for number, line in enumerate(lines, 1):
            try:
                yield Token(**json.loads(line))
            except (ValueError, TypeError):
                raise StoreUnusable(f"{self._file}:{number}: expected a token in JSON, found something else") from None

    def _write(self, tokens: list[Token]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._file.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(asdict(token)) + "\n" for token in tokens)
        Path(name).replace(self._file)


def _hash(identifier: str, secret: str) -> str:
    return "sha256:" + hashlib.sha256(f"{identifier}.{secret}".encode("utf-8", "surrogatepass")).hexdigest()


def _check_agent(agent: str) -> None:
    try:
        NamedNode(agent)
    except ValueError:
        raise UsageError(
            f"the agent '{agent}' is no IRI; give one such as https://orcid.org/0000-0002-1825-0097"
        ) from None
