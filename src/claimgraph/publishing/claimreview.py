"""A claim as schema.org ClaimReview: the claim, what the evidence makes of it, and the articles that it rests on.

https://schema.org/ClaimReview. The rating is the confidence that is worked out from the claim's own evidence; nothing
of it is typed by hand, and without evidence there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from claimgraph.appraisal.confidence import Rated, RatedClaim
from claimgraph.model import Dossier, Study

Json = dict[str, Any]
_WHY = {"inconclusive": "inconclusive", "retracted": "retracted", "pooled": "part of a review that counts"}


@dataclass(frozen=True)
class Appearance:
    """Where the claim was found: the page's file, its digest, and its address where that is known."""

    name: str | None = None
    sha256: str | None = None
    url: str | None = None


def claim_review(
    dossier: Dossier,
    rated: RatedClaim,
    base: str,
    *,
    appearance: Appearance | None = None,
    reviewed: str | None = None,
    language: str | None = None,
) -> Json:
    """The ClaimReview of a claim.

    Args:
        dossier: The claim with the studies that it cites.
        rated: Its ratings.
        base: IRI of the site that publishes the review.
        appearance: The page that states the claim.
        reviewed: Date of the record's revision.
        language: Language tag of the statement.
    """
    claim = dossier.claim
    document = claim.iri.partition("#")[0]
    item = {
        "@type": "Claim",
        "@id": claim.iri,
        "text": claim.statement,
        "appearance": _appearance(appearance),
    }
    return _said(
        {
            "@context": "https://schema.org",
            "@type": "ClaimReview",
            "@id": f"{document}/claimreview",
            "url": document,
            "inLanguage": language,
            "datePublished": reviewed,
            "author": {"@type": "Organization", "name": urlsplit(base).netloc, "url": base},
            "claimReviewed": claim.statement,
            "itemReviewed": _said(item),
            "reviewRating": _rating(rated.rated),
            "citation": [article(study) for study in _cited(dossier)],
        }
    )


def _rating(rated: Rated) -> Json | None:
    """The confidence between 0 and 1; None where no evidence counts, which is not 0."""
    if rated.confidence is None:
        return None
    value = round(rated.confidence, 2)
    return {
        "@type": "Rating",
        "ratingValue": value,
        "bestRating": 1,
        "worstRating": 0,
        "alternateName": f"confidence {value:.2f} of 1",
        "ratingExplanation": _explanation(rated),
    }


def _explanation(rated: Rated) -> str:
    hearing = rated.hearing
    told = [
        f"{_counted(len(hearing.supporting), 'source supports', 'sources support')} the claim itself",
        _counted(len(hearing.disputing), "disputes it", "dispute it"),
    ]
    reasons = sorted({_WHY.get(left.why, left.why) for left in hearing.left_out})
    if hearing.left_out:
        lines = _counted(len(hearing.left_out), "line counts", "lines count")
        told.append(f"{lines} nothing ({', '.join(reasons)})")
    return (
        f"{', '.join(told)}. Confidence is worked out from the designs of the studies and the basis of each line of "
        "evidence by INDRA's error model."
    )


def _counted(number: int, one: str, many: str) -> str:
    return f"{number or 'none'} {one if number == 1 else many}"


def _cited(dossier: Dossier) -> list[Study]:
    """The studies of all evidence, those of the claim's own first."""
    lines = [*dossier.claim.evidence, *dossier.claim.all_evidence()]
    return [dossier.study(iri) for iri in dict.fromkeys(line.study for line in lines)]


def article(study: Study) -> Json:
    """A study as schema.org ScholarlyArticle; what is not known is left out."""
    identifiers = [
        {"@type": "PropertyValue", "propertyID": name, "value": value}
        for name, value in (("doi", study.doi), ("pmid", study.pmid))
        if value
    ]
    authors = [
        _said({
            "@type": "Person",
            "@id": f"https://orcid.org/{author.orcid}" if author.orcid else None,
            "familyName": author.family,
            "givenName": author.given,
            "name": " ".join(part for part in (author.given, author.family) if part),
        })
        for author in study.authors
    ]  # fmt: skip
    return _said(
        {
            "@type": "ScholarlyArticle",
            "@id": study.iri,
            "url": study.iri,
            "headline": study.title,
            "name": study.title,
            "author": authors,
            "datePublished": str(study.year) if study.year else None,
            "isPartOf": {"@type": "Periodical", "name": study.container} if study.container else None,
            "pagination": study.pages,
            "identifier": identifiers,
            "creativeWorkStatus": study.standing if study.standing == "Retracted" else None,
        }
    )


def _appearance(appearance: Appearance | None) -> Json | None:
    if appearance is None or not (appearance.name or appearance.url):
        return None
    digest = {"@type": "PropertyValue", "propertyID": "sha256", "value": appearance.sha256}
    return _said(
        {
            "@type": "CreativeWork",
            "name": appearance.name,
            "url": appearance.url,
            "identifier": digest if appearance.sha256 else None,
        }
    )


def _said(tree: Mapping[str, Any]) -> Json:
    return {key: value for key, value in tree.items() if value not in (None, [], "")}
