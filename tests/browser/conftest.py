"""A browser for all tests of a worker, and a server with the curated graph that nobody writes to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import browsing, page_on
from playwright.sync_api import Browser, Page
from serving import Server, serving


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("site") / "store"
    with serving(folder) as service:
        yield service


@pytest.fixture
def page(browser: Browser, site: Server) -> Iterator[Page]:
    with page_on(browser, site.url) as (page, _):
        yield page
