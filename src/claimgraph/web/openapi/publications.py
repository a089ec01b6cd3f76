"""Claims as nanopublications and as ClaimReview, described."""

from __future__ import annotations

from claimgraph.mediatypes import JSON, JSON_LD
from claimgraph.service.publications import NANOPUB_TYPES
from claimgraph.web.openapi.parts import KNOWN, NOT_MODIFIED, Described, Json, Operation, answer, content, path, query

_TAG = "Records"
_NAMES = [kind.name for kind in NANOPUB_TYPES]


def of_claims() -> Described:
    """The forms that a claim has beside its record."""
    slug = path("slug", "Name of the claim.", "repetitions-in-reserve", pattern="^[^/]+$")
    schema = {"type": "string", "enum": _NAMES}
    format = query("format", "The form, where `Accept` cannot say it.", "trig", schema=schema)
    quads = content([kind.media for kind in NANOPUB_TYPES])
    nanopub = _operation(
        "nanopub", "A claim as nanopublication under a trusty URI, not signed", (slug, format), quads, 400, 413
    )
    told: Json = {media: {"schema": {"type": "object"}} for media in (JSON_LD.media, JSON)}
    review = _operation(
        "claimReview", "A claim as schema.org ClaimReview, rated by the confidence that its evidence gives", (slug,),
        told,
    )  # fmt: skip
    return {"/claims/{slug}/nanopub": {"GET": nanopub}, "/claims/{slug}/claimreview": {"GET": review}}


def _operation(id: str, summary: str, parameters: tuple[Json, ...], bodies: Json, *faults: int) -> Operation:
    found = answer("The claim.", bodies, headers={"ETag": '"9c2f"'})
    told = {200: found, 304: NOT_MODIFIED}
    return Operation(id, _TAG, summary, told, tuple(sorted((404, 406, *faults))), parameters=(*parameters, KNOWN))
