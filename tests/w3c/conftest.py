"""One server per module, empty but for the vocabulary, and its scratch dataset."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from endpoints import Service
from scratch import Scratch
from serving import Server, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("w3c"), "--empty") as server:
        yield server


@pytest.fixture(scope="module")
def scratch(server: Server) -> Scratch:
    return Scratch(server)


@pytest.fixture(scope="module", params=["main", "scratch"])
def service(request: pytest.FixtureRequest, server: Server) -> Service:
    """Each of the two services in turn, with the three graphs in it."""
    service = Service(server, "scratch/" if request.param == "scratch" else "")
    service.fill()
    return service
