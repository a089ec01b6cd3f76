"""Sessions prove that a token was held, and for how long."""

from __future__ import annotations

from pathlib import Path

import pytest

from claimgraph.errors import Unauthorised
from claimgraph.service.sessions import LIFETIME_S, Sessions
from claimgraph.service.tokens import Token, Tokens

AGENT = "https://orcid.org/0000-0002-1825-0097"


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    return Tokens(tmp_path / "tokens")


def begun(tokens: Tokens, role: str = "curator") -> Token:
    return tokens.check(tokens.add(role, AGENT), "reader")


def test_a_session_stands_for_its_token_until_it_is_over(tokens: Tokens, tmp_path: Path) -> None:
    sessions, token = Sessions(tokens, tmp_path / "session-key"), begun(tokens)
    session = sessions.begin(token, now=1000)
    assert sessions.token_of(session, now=1000 + LIFETIME_S - 1) == token
    with pytest.raises(Unauthorised, match="your session is over"):
        sessions.token_of(session, now=1000 + LIFETIME_S)


def test_a_longer_life_cannot_be_written_into_it(tokens: Tokens, tmp_path: Path) -> None:
    sessions = Sessions(tokens, tmp_path / "session-key")
    identifier, until, proof = sessions.begin(begun(tokens)).split(".")
    with pytest.raises(Unauthorised, match="not signed in any more"):
        sessions.token_of(f"{identifier}.{int(until) + 1}.{proof}")


def test_another_token_cannot_be_written_into_it(tokens: Tokens, tmp_path: Path) -> None:
    sessions = Sessions(tokens, tmp_path / "session-key")
    _, until, proof = sessions.begin(begun(tokens, "reader")).split(".")
    with pytest.raises(Unauthorised):
        sessions.token_of(f"{begun(tokens, 'admin').id}.{until}.{proof}")


def test_processes_that_share_the_folder_know_each_others_sessions(tokens: Tokens, tmp_path: Path) -> None:
    token = begun(tokens)
    session = Sessions(tokens, tmp_path / "session-key").begin(token)
    assert Sessions(Tokens(tmp_path / "tokens"), tmp_path / "session-key").token_of(session) == token


def test_the_key_is_for_its_owner_alone_and_stays(tokens: Tokens, tmp_path: Path) -> None:
    key = tmp_path / "session-key"
    Sessions(tokens, key).begin(begun(tokens))
    before = key.read_bytes()
    Sessions(tokens, key).begin(begun(tokens))
    assert key.stat().st_mode & 0o077 == 0
    assert key.read_bytes() == before and len(before) == 32
    assert sorted(path.name for path in tmp_path.iterdir()) == ["session-key", "tokens"]
