"""What search engines read in the head of a page: a record in the words of schema.org."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from claimgraph.vocabulary import SCHEMA

Json = dict[str, Any]
TYPES = {
    "claims": SCHEMA.iri + "Claim",
    "studies": SCHEMA.iri + "ScholarlyArticle",
    "concepts": SCHEMA.iri + "DefinedTermSet",
    "contributions": SCHEMA.iri + "CreativeWork",
}
"""What the records of each kind are about."""
_MATCHES = ("exactMatch", "closeMatch")


def schema_org(tree: Json, kind: str, document: str, language: str, *, published: Json | None = None) -> Json | None:
    """A record as schema.org would have it, from its tree; None for kinds that it has no words for.

    Args:
        tree: The record as a framed tree.
        kind: Its kind.
        document: Its IRI.
        language: Language of its texts, where there is a choice.
        published: The ClaimReview of a claim, or the article that a study is, as they are published by themselves.
    """
    tell = {"claims": _claim, "studies": _study, "concepts": _terms}.get(kind)
    if tell is None:
        return None
    record = tree.get("record", {})
    about = {
        "url": document,
        "license": record.get("license"),
        "dateCreated": record.get("created"),
        "dateModified": record.get("modified"),
        "maintainer": [{"@id": iri} for iri in record.get("creator", [])],
    }
    return {"@context": SCHEMA.iri, **_filled(tell(tree, document, language, published or {}) | about)}


def script(told: Json) -> str:
    """JSON to stand in a script element: no text in it can end the element or begin a comment.

    >>> script({"name": "</script><!--"})
    '{"name": "\\\\u003c/script\\\\u003e\\\\u003c!--"}'
    """
    text = json.dumps(told, ensure_ascii=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _claim(tree: Json, document: str, language: str, review: Json) -> Json:
    statement = _text(tree.get("statement"), language)
    claim = {
        "@type": "Claim",
        "@id": tree["id"],
        "name": statement,
        "text": statement,
        "description": _text(tree.get("plainStatement"), language),
        "about": [{"@id": iri} for iri in (*tree.get("intervention", []), *tree.get("population", []))],
        "citation": [{"@type": "ScholarlyArticle", "@id": iri} for iri in sorted(set(_studies(tree)))],
    }
    reviews = [*_declared(tree, document, statement), *([_bare(review)] if "reviewRating" in review else [])]
    return claim | {"review": reviews[0] if len(reviews) == 1 else reviews}


def _declared(tree: Json, document: str, statement: str | None) -> Iterator[Json]:
    """The verdict of the page that states the claim."""
    verdict = tree.get("declaredVerdict")
    if not isinstance(verdict, str) or statement is None:
        return
    yield {
        "@type": "ClaimReview",
        "@id": f"{document}#declared-review",
        "url": document,
        "claimReviewed": statement,
        "reviewAspect": "the verdict that the source page declares",
        "reviewRating": {"@type": "Rating", "alternateName": verdict},
    }


def _bare(told: Json) -> Json:
    return {key: value for key, value in told.items() if key != "@context"}


def _study(tree: Json, document: str, language: str, article: Json) -> Json:
    return {"@type": "ScholarlyArticle", "@id": tree["id"], "sameAs": tree["id"], **_bare(article)}


def _studies(tree: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    if isinstance(tree, dict):
        if isinstance(tree.get("study"), str):
            yield tree["study"]
        for value in tree.values():
            yield from _studies(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _studies(value)


def _terms(tree: Json, document: str, language: str, published: Json) -> Json:
    return {
        "@type": "DefinedTermSet",
        "@id": tree["id"],
        "name": _text(tree.get("prefLabel"), language),
        "description": _text(tree.get("definition"), language),
        "hasDefinedTerm": [_filled(_term(concept, language)) for concept in tree.get("concepts", [])],
    }


def _term(concept: Json, language: str) -> Json:
    return {
        "@type": "DefinedTerm",
        "@id": concept["id"],
        "name": _text(concept.get("prefLabel"), language),
        "description": _text(concept.get("definition"), language),
        "sameAs": [iri for key in _MATCHES for iri in concept.get(key, []) if isinstance(iri, str)],
    }


def _text(texts: object, language: str) -> str | None:
    """The text in a language, else in any; None where there is none."""
    if not isinstance(texts, dict) or not texts:
        return None
    chosen = texts.get(language) or next(iter(texts.values()))
    return chosen if isinstance(chosen, str) else str(chosen[0]) if chosen else None


def _filled(told: Json) -> Json:
    return {key: value for key, value in told.items() if value not in (None, [], "")}
