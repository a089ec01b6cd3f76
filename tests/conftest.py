"""What every test may use: the checkout, the shared real input, and graphs that are made once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from serving import Server, serving

from claimgraph.service import Claimgraph
from claimgraph.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
BASE = "http://localhost:8000/"


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("CLAIMGRAPH_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def shared_pages() -> Path:
    """Real evidence pages beside the checkout; CI must have them."""
    folder = ROOT.parent / "shared" / "pages"
    if not folder.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI must have the real pages in {folder}")
        pytest.skip(f"the real pages are not there: {folder}")
    return folder


@pytest.fixture
def graph() -> Iterator[Claimgraph]:
    """A graph of its own with the curated records."""
    graph = Claimgraph.in_memory(Settings(store="memory"))
    yield graph
    graph.close()


@pytest.fixture
def empty_graph() -> Iterator[Claimgraph]:
    """A graph of its own with the vocabulary alone."""
    graph = Claimgraph.in_memory(Settings(store="memory"), empty=True)
    yield graph
    graph.close()


@pytest.fixture(scope="session")
def curated() -> Iterator[Claimgraph]:
    """A graph with the curated records, shared by tests that only read."""
    graph = Claimgraph.in_memory(Settings(store="memory"))
    yield graph
    graph.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for a file of tests: while it runs, no other test of the process can have an event loop."""
    from browsing import browsing

    with browsing() as browser:
        yield browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the curated graph, for tests that write nothing."""
    with serving(tmp_path_factory.mktemp("site") / "store") as server:
        yield server


@pytest.fixture
def page(browser: Browser, site: Server) -> Iterator[Page]:
    """A page on that server, on which nothing may go wrong."""
    from browsing import page_on

    with page_on(browser, site.url) as (page, _):
        yield page
