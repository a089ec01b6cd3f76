"""Sessions of browsers: proof, for half a day, that somebody held a token, without the token's secret in it.

A session is `<token's id>.<seconds since 1970 until which it holds>.<HMAC>`. The key lies in the file `session-key`
beside the tokens, so that all processes that share them know each other's sessions. What the HMAC covers includes
the token's hash: a token that is revoked, or made anew, ends all its sessions.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from claimgraph.errors import Unauthorised
from claimgraph.service.tokens import Token, Tokens

LIFETIME_S = 12 * 60 * 60
"""How long a session holds; then the token is asked for again."""
_FORM = re.compile(r"([0-9a-f]{12})\.([0-9]{1,12})\.([0-9a-f]{64})")


class Sessions:
    """The sessions of one store's tokens; none is kept, each proves itself."""

    def __init__(self, tokens: Tokens, file: Path) -> None:
        """`file` holds the key; it is made with the first session."""
        self._tokens, self._file = tokens, file

    def begin(self, token: Token, *, now: float | None = None) -> str:
        """A session for whoever presented this token."""
        until = str(int(time.time() if now is None else now) + LIFETIME_S)
        return f"{token.id}.{until}.{self._proof(token, until)}"

    def token_of(self, session: str, *, now: float | None = None) -> Token:
        """The token for which a session was begun.

        Raises:
            Unauthorised: If the session is made up or over, or its token was revoked.
        """
        found = _FORM.fullmatch(session)
        token = next((token for token in self._tokens if found and token.id == found[1]), None)
        if found is None or token is None or not hmac.compare_digest(found[3], self._proof(token, found[2])):
            raise Unauthorised("you are not signed in any more")
        if int(found[2]) <= (time.time() if now is None else now):
            raise Unauthorised("your session is over; sign in again")
        return token

    def _proof(self, token: Token, until: str) -> str:
        return hmac.new(self._key(), f"{token.id}.{until}.{token.hash}".encode(), hashlib.sha256).hexdigest()

    def _key(self) -> bytes:
        with suppress(FileNotFoundError):
            return self._file.read_bytes()
        self._make_key()
        return self._file.read_bytes()

    def _make_key(self) -> None:
        """Put a whole key in place at once; where another process was faster, its key stays."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._file.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(32))
        with suppress(FileExistsError):
            os.link(name, self._file)
        Path(name).unlink()
