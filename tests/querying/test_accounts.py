"""What each client may have of the workers."""

from __future__ import annotations

import pytest

from claimgraph.errors import OverLimit
from claimgraph.querying.accounts import Accounts


def test_without_limits_there_are_no_accounts() -> None:
    with Accounts(0, 0).query_of("a") as account:
        assert account is None


def test_an_empty_account_refuses_with_the_time_until_it_has_something_again() -> None:
    accounts = Accounts(6.0, 0)
    with accounts.query_of("a") as account:
        assert account is not None
        account.spend(7.0)
    with pytest.raises(OverLimit, match="more than 6 s in a minute") as caught, accounts.query_of("a"):
        pass
    assert caught.value.status == 429
    assert caught.value.retry_after_s in (10, 11)
    with accounts.query_of("b") as other:
        assert other is not None and other.left_s() == 6.0


def test_queries_at_once_are_counted_and_given_back() -> None:
    accounts = Accounts(0, 2)
    with accounts.query_of("a"), accounts.query_of("a"):
        with pytest.raises(OverLimit, match="2 of your queries are running"), accounts.query_of("a"):
            pass
        with accounts.query_of("b"):
            pass
    with accounts.query_of("a"):
        pass
