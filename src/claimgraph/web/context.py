"""The JSON-LD context over HTTP."""

from __future__ import annotations

import json
from functools import cache
from hashlib import blake2b

from starlette.requests import Request
from starlette.responses import Response

from claimgraph.mediatypes import JSON_LD
from claimgraph.rdf.jsonld.context import own_context
from claimgraph.web.negotiation import tags_of

_MAX_AGE_S = 86_400


@cache
def _document() -> tuple[bytes, str]:
    content = json.dumps({"@context": own_context()}, ensure_ascii=False, indent=1).encode() + b"\n"
    return content, blake2b(content, digest_size=12).hexdigest()


def context(request: Request) -> Response:
    """The context that the project's JSON names; open to every site, to be kept for a day."""
    content, tag = _document()
    headers = {
        "ETag": f'"{tag}"',
        "Cache-Control": f"public, max-age={_MAX_AGE_S}",
        "Access-Control-Allow-Origin": "*",
    }
    if tags_of(request, "if-none-match").contains_weak(tag):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=JSON_LD.media)
