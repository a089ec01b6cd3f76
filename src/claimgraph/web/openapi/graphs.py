"""Graphs of claims, of studies, of the whole network and of chains, described."""

from __future__ import annotations

from collections.abc import Iterable

from claimgraph.network.exports import FORMATS
from claimgraph.querying.parameters import Parameter
from claimgraph.service.chains import NAME as CHAINS
from claimgraph.service.chains import PARAMETERS as CHAIN_PARAMETERS
from claimgraph.service.graphs import NETWORK_PARAMETERS, PARAMETERS
from claimgraph.web.openapi.parts import KNOWN, NOT_MODIFIED, Described, Json, Operation, answer, path, query

_TAG = "Graphs"
_TYPES = {"integer": "integer", "boolean": "boolean"}
_SUFFIX = {
    **path("format", "; ".join(f"`{each.name}`: {each.what}" for each in FORMATS.values()), "graphml"),
    "schema": {"type": "string", "enum": list(FORMATS)},
}
_FORMAT = query("format", "The format, where `Accept` cannot say it.", "svg", schema=_SUFFIX["schema"])


def of_claims() -> Described:
    """The graph of a claim."""
    slug = path("slug", "Name of the claim.", "repetitions-in-reserve", pattern="^[^/]+$")
    parameters = (slug, *_parameters(PARAMETERS))
    return _both("/claims/{slug}/graph", "graphOfClaim", "The mechanisms of a claim, as a picture or graph", parameters)


def of_studies() -> Described:
    """The graph of a study."""
    names = (
        path("registrant", "The DOI up to its slash.", "10.1080", pattern=r"^10\.[0-9]{4,9}$"),
        path("suffix", "The rest of the DOI, percent-encoded but for its own slashes.", "02640414.2024.2321021"),
    )
    parameters = (*names, *(each for each in _parameters(PARAMETERS) if each["name"] != "mechanism"))
    address = "/studies/{registrant}/{suffix}/graph"
    return _both(address, "graphOfStudy", "The arrows that a study bears on, as a picture or graph", parameters)


def network() -> Described:
    """The network, with the format negotiated."""
    return {"/network": {"GET": _operation("network", _WHOLE, (*_whole(), _FORMAT))}}


def network_in_format() -> Described:
    """The network, with the format in its address."""
    return {"/network.{format}": {"GET": _operation("networkInFormat", _WHOLE, (_SUFFIX, *_whole()))}}


def chains_in_format() -> Described:
    """The chains between two concepts, with the format in the address."""
    told = [{**each, "required": each["name"] in ("from", "to")} for each in _parameters(CHAIN_PARAMETERS)]
    summary = "The chains between two concepts that `/explain` tells, as a picture or graph"
    return {f"/{CHAINS}.{{format}}": {"GET": _operation("chainsInFormat", summary, (_SUFFIX, *told))}}


_WHOLE = "The causal network across claims, or a part of it, as a picture or graph"


def _whole() -> list[Json]:
    """Parameters of the network; their examples exclude each other, so that one alone is given."""
    told = _parameters(NETWORK_PARAMETERS)
    return [each if each["name"] in ("concept", "depth") else {**each, "example": None} for each in told]


def _both(address: str, id: str, summary: str, parameters: tuple[Json, ...]) -> Described:
    names, rest = [each for each in parameters if each["in"] == "path"], [p for p in parameters if p["in"] != "path"]
    return {
        address: {"GET": _operation(id, summary, (*parameters, _FORMAT))},
        f"{address}.{{format}}": {"GET": _operation(f"{id}InFormat", summary, (*names, _SUFFIX, *rest))},
    }


def _operation(id: str, summary: str, parameters: Iterable[Json]) -> Operation:
    found = answer("The graph.", _bodies(), headers={"ETag": 'W/"9c2f"'})
    told = tuple({key: value for key, value in each.items() if value is not None} for each in parameters)
    negotiated = any(each["name"] == "format" and each["in"] == "query" for each in told)
    faults = (400, 404, *((406,) if negotiated else ()), 413, 503)
    return Operation(id, _TAG, summary, {200: found, 304: NOT_MODIFIED}, faults, parameters=(*told, KNOWN))


def _bodies() -> Json:
    return {
        each.media: {"schema": {} if each.media.endswith("json") else {"type": "string"}} for each in FORMATS.values()
    }


def _parameters(parameters: Iterable[Parameter]) -> list[Json]:
    return [
        query(each.name, each.description, each.example, schema={"type": _TYPES.get(each.type, "string")})
        for each in parameters
    ]
