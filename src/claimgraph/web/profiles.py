"""Records as JSON: which form of JSON-LD a client wants, and the forms that were made, kept by version."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from pyoxigraph import Triple
from starlette.requests import Request
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header, parse_options_header

from claimgraph.mediatypes import JSON, JSON_LD
from claimgraph.querying.answers import Answers, KeptAnswer
from claimgraph.rdf.jsonld.context import NAME
from claimgraph.rdf.jsonld.tree import expanded, flattened, framed
from claimgraph.web.problems import HttpFault

_VOCABULARY = "http://www.w3.org/ns/json-ld#"
CONTEXT_RELATION = f"{_VOCABULARY}context"
PROFILES = ("compacted", "expanded", "flattened", "framed")
"""The forms of JSON-LD 1.1 (section 8.1), the one served by default first."""


def profile_asked(accept: str | None) -> str:
    """The form that `Accept` wants: of the known profiles that it names with `application/ld+json` the best one.

    >>> profile_asked('application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"')
    'expanded'
    >>> profile_asked('application/ld+json;profile="http://example.org/mine", */*;q=0.1')
    'compacted'
    """
    for accepted, quality in parse_accept_header(accept or "", MIMEAccept):
        media, options = parse_options_header(accepted)
        named = [iri.removeprefix(_VOCABULARY) for iri in options.get("profile", "").split()]
        known = [name for name in named if name in PROFILES]
        if media.lower() == JSON_LD.media and quality > 0 and known:
            return known[0]
    return PROFILES[0]


def media_of_profile(profile: str) -> str:
    """The media type of JSON-LD in a form."""
    return f'{JSON_LD.media};profile="{_VOCABULARY}{profile}"'


@dataclass(frozen=True)
class Form:
    """The form in which a record is told: its media type, and with JSON its profile."""

    bare: str
    profile: str | None = None

    @property
    def media(self) -> str:
        """The media type in full."""
        return media_of_profile(self.profile) if self.profile and self.bare != JSON else self.bare

    @property
    def name(self) -> str:
        """A word for the form, as part of entity tags."""
        word = self.bare.rpartition("/")[2]
        return f"{word}-{self.profile}" if self.profile and self.bare != JSON else word


def form_of(media: str, request: Request) -> Form:
    """The form in which a record is told in a media type to a client."""
    if media == JSON:
        return Form(JSON, "framed")
    return Form(media, profile_asked(request.headers.get("accept")) if media == JSON_LD.media else None)


class Trees:
    """Records as JSON, kept as long as they are current and there is room: to frame one takes tenths of a second."""

    def __init__(self, most_bytes: int) -> None:
        self._answers, self._lock = Answers(most_bytes), Lock()

    def written(self, triples: Sequence[Triple], document: str, base: str, profile: str, version: str) -> bytes:
        """A record in a form."""
        key = repr((document, base, profile, version)).encode()
        with self._lock:
            kept = self._answers.get(key)
        if kept is None:
            kept = KeptAnswer(JSON, write_json(triples, document, base, profile))
            with self._lock:
                self._answers.keep(key, kept)
        return kept.content


def write_json(triples: Sequence[Triple], document: str, base: str, profile: str) -> bytes:
    """A graph as JSON-LD in a form, its context named and not repeated.

    The compacted form is the tree, too.

    Raises:
        HttpFault: 406 if no context can hold it: where an IRI begins like one of its prefixes.
    """
    from pyld.jsonld import JsonLdError

    try:
        told = _told(triples, document, base, profile)
    except JsonLdError as error:
        raise HttpFault(
            406, f"{document} cannot be written {profile}; the profile expanded can hold it ({error.type})"
        ) from None
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"


def _told(triples: Sequence[Triple], document: str, base: str, profile: str) -> object:
    context = base + NAME
    if profile == "expanded":
        return expanded(triples)
    if profile == "flattened":
        return flattened(triples, context)
    return framed(triples, document, base, context)
