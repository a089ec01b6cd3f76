"""An endpoint: one dataset with the addresses under which it is queried, updated and read graph by graph."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode
from starlette.requests import Request

from claimgraph.querying.graph import GraphDataset
from claimgraph.querying.scratch import ScratchDataset
from claimgraph.web.problems import HttpFault


@dataclass(frozen=True)
class Endpoint:
    """The addresses of a dataset, relative to the base; `union` says whether its default graph is that of all graphs.

    Attributes:
        dataset: Where `app.state` keeps the dataset.
        query: Path of its query endpoint.
        update: Path of its update endpoint.
        store: Path of its graph store.
        union: Whether the default graph is the union of the named ones.
    """

    dataset: str
    query: str
    update: str
    store: str
    union: bool


MAIN = Endpoint("main", "sparql", "update", "store", union=True)
SCRATCH = Endpoint("scratch", "scratch/sparql", "scratch/update", "scratch/store", union=False)


def endpoint_of(request: Request) -> Endpoint:
    """The endpoint that a request is for."""
    return SCRATCH if request.scope["path"].startswith("/scratch/") else MAIN


def address_of(request: Request) -> str:
    """Address under which this server was reached, up to its first slash.

    Raises:
        HttpFault: 400 if `Host` is no host.
    """
    address = str(request.base_url)
    try:
        return NamedNode(address).value
    except ValueError:
        raise HttpFault(400, f"the header Host is '{request.headers.get('host', '')}'; a host was expected") from None


def dataset_of(request: Request) -> GraphDataset | ScratchDataset:
    """The dataset that a request is for."""
    return scratch_of(request) if endpoint_of(request) is SCRATCH else main_of(request)


def main_of(request: Request) -> GraphDataset:
    """The graph, as its clients ask and change it."""
    dataset: GraphDataset = request.app.state.main
    return dataset


def scratch_of(request: Request) -> ScratchDataset:
    """The scratch dataset."""
    dataset: ScratchDataset = request.app.state.scratch
    return dataset
