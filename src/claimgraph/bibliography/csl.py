"""CSL-JSON and Crossref JSON, which say the same things under the same names, Crossref's in lists.

CSL: https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables; Crossref:
https://api.crossref.org/swagger-ui/index.html, with `update-to`, `updated-by` and `relation` of its works.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from claimgraph.bibliography import values
from claimgraph.bibliography.markup import line, plain
from claimgraph.bibliography.reference import Entries, Reference, Update, entry_fault, iri_of
from claimgraph.bibliography.values import Wrong
from claimgraph.errors import InputError
from claimgraph.model import Study
from claimgraph.model.study import Author

Json = Any
_EXPECTED = "CSL-JSON or Crossref JSON: a work, a list of works, or Crossref's answer with a 'message'"
_DATES = ("published-print", "published", "issued", "published-online")
_STANDINGS = {
    "retraction": "Retracted", "withdrawal": "Retracted", "removal": "Retracted", "correction": "Corrected",
    "corrigendum": "Corrected", "erratum": "Corrected", "new_version": "Superseded", "new_edition": "Superseded",
}  # fmt: skip
"""Standing that an update of Crossref gives the work that it is about, by the update's type."""
_ORDER = ("Retracted", "Superseded", "Corrected")
_VERSIONS = frozenset({"new_version", "new_edition"})
"""Updates that are studies themselves; the others are notices."""


def read_csl(content: str, place: str) -> Entries:
    """Read the works of a JSON document.

    Raises:
        InputError: If it is no JSON, or holds no works.
    """
    try:
        document = json.loads(content)
    except json.JSONDecodeError as error:
        raise InputError(
            place, line=error.lineno, column=error.colno, found=f"broken JSON ({error.msg})", expected=_EXPECTED
        ) from None
    except (RecursionError, ValueError):
        raise InputError(place, found="JSON nested too deeply, or a monstrous number", expected=_EXPECTED) from None
    references: list[Reference] = []
    faults: list[InputError] = []
    for number, work in enumerate(_works(document, place), 1):
        key = str(number)
        try:
            if not isinstance(work, dict):
                raise Wrong(f"{_kind(work)} instead of a work", "an object with a DOI or PMID and a title")
            key = _key(work, number)
            references.append(_reference(work, place, key))
        except Wrong as wrong:
            faults.append(entry_fault(place, key, None, wrong.found, wrong.expected))
    return Entries(tuple(references), tuple(faults))


def _works(document: Json, place: str) -> Sequence[Json]:
    if isinstance(document, dict) and isinstance(document.get("message"), dict):
        message = document["message"]
        document = message.get("items", message)
    if isinstance(document, dict) and isinstance(document.get("items"), list):
        document = document["items"]
    if isinstance(document, list):
        return document
    if isinstance(document, dict) and {"DOI", "title", "type", "id"} & set(document):
        return [document]
    raise InputError(place, found=_kind(document), expected=_EXPECTED)


def _kind(value: Json) -> str:
    names = {dict: "an object without works", list: "a list", str: "a string", type(None): "null"}
    return names.get(type(value), "a number or truth value")


def _key(work: Mapping[str, Json], number: int) -> str:
    name = work.get("id") or work.get("DOI")
    return f"{number} ({name})" if isinstance(name, (str, int)) and str(name) else str(number)


def _reference(work: Mapping[str, Json], place: str, key: str) -> Reference:
    doi = values.doi(text) if (text := _text(work, "DOI")) else None
    pmid = values.pmid(text) if (text := _text(work, "PMID")) else None
    notes: list[str] = []
    updates = tuple(_updates(work.get("update-to"), notes))
    kinds = {_text(update, "type").lower() for update in _objects(work.get("update-to"))}
    study = Study(
        iri=iri_of(doi, pmid),
        doi=doi,
        pmid=pmid,
        title=_title(work),
        authors=tuple(_authors(work, notes)),
        year=_year(work),
        container=plain(_text(work, "container-title")) or None,
        volume=line(_text(work, "volume")) or None,
        issue=line(_text(work, "issue")) or None,
        pages=values.pages(_text(work, "page")) or line(_text(work, "article-number")) or None,
        standing=_standing(work, notes),
        version_of=tuple(_articles(work)),
    )
    language = values.language(_text(work, "language"))
    notice = bool(kinds) and not kinds & _VERSIONS
    return Reference(place, key, study, None, language, updates, notice, tuple(notes))


def _text(work: Mapping[str, Json], name: str) -> str:
    """A value as text; of a list the first one.

    Raises:
        Wrong: If it is too long or no text.
    """
    value = work.get(name)
    if isinstance(value, list):
        value = value[0] if value else None
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise Wrong(f"{_kind(value)} as '{name}'", "text")
    text = str(value)
    if len(text) > values.MOST_LETTERS:
        raise Wrong(f"{len(text)} letters as '{name}'", f"at most {values.MOST_LETTERS}")
    return text


def _objects(value: Json) -> list[Mapping[str, Json]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _title(work: Mapping[str, Json]) -> str | None:
    """The title, and in Crossref's JSON the subtitle that stands apart from it."""
    title, below = plain(_text(work, "title")), plain(_text(work, "subtitle"))
    joined = f"{title}: {below}" if title and below and below.casefold() not in title.casefold() else title
    return joined or None


def _authors(work: Mapping[str, Json], notes: list[str]) -> Iterator[Author]:
    for author in _objects(work.get("author")):
        family = " ".join(
            part for part in (_text(author, "non-dropping-particle"), _text(author, "family")) if part.strip()
        ) or _text(author, "literal") or _text(author, "name")  # fmt: skip
        given = " ".join(part for part in (_text(author, "given"), _text(author, "dropping-particle")) if part.strip())
        stated = _text(author, "ORCID")
        orcid = values.orcid(stated) if stated else None
        if stated and orcid is None:
            notes.append(f"The ORCID '{stated}' of {plain(family)} is none and is left out.")
        if plain(family):
            yield Author(plain(family), plain(given) or None, orcid)


def _year(work: Mapping[str, Json]) -> int | None:
    """The year in print where it is known, since that is the one of the volume; else that of first publication."""
    issue = work.get("journal-issue")
    dates = [work.get("published-print"), issue.get("published-print") if isinstance(issue, dict) else None]
    for date in chain(dates, (work.get(name) for name in _DATES[1:])):
        if isinstance(date, dict):
            stated = _stated_year(date)
            if stated:
                return values.year(stated)
    return None


def _stated_year(date: Mapping[str, Json]) -> str:
    parts = date.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else None
    head = first[0] if isinstance(first, list) and first else None
    if head is not None:
        return str(head)[:80]
    return _text(date, "raw") or _text(date, "literal")


def _updates(told: Json, notes: list[str]) -> Iterator[Update]:
    for update in _objects(told):
        kind, doi = _text(update, "type").lower(), _text(update, "DOI")
        if kind in _STANDINGS and doi:
            yield Update(values.doi(doi), _STANDINGS[kind])
        elif kind:
            notes.append(f"It is the {kind.replace('_', ' ')} of {doi or 'another work'}, which changes no standing.")


def _standing(work: Mapping[str, Json], notes: list[str]) -> str | None:
    kinds = [_text(update, "type").lower() for update in _objects(work.get("updated-by"))]
    for kind in kinds:
        if kind not in _STANDINGS:
            notes.append(f"Crossref knows of its {kind.replace('_', ' ')}, which changes no standing.")
    found = {_STANDINGS[kind] for kind in kinds if kind in _STANDINGS}
    known = next((standing for standing in _ORDER if standing in found), None)
    preprint = "preprint" in (_text(work, "subtype").lower(), _text(work, "genre").lower())
    return known or ("Preprint" if preprint else None)


def _articles(work: Mapping[str, Json]) -> Iterable[str]:
    """DOIs of the articles that a preprint became."""
    relation = work.get("relation")
    told = relation.get("is-preprint-of") if isinstance(relation, dict) else None
    for other in _objects(told if isinstance(told, list) else [told]):
        if _text(other, "id-type").lower() == "doi" and _text(other, "id"):
            yield values.doi(_text(other, "id"))
