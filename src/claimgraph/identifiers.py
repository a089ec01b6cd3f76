"""DOIs, PubMed numbers, slugs, and the IRIs and paths of records.

A record is a document whose path names it everywhere: `claims/repetitions-in-reserve` is the end of its IRI, the
route that serves it and, with `.ttl`, its file in `graph/`.
"""

from __future__ import annotations

import re
import unicodedata
from posixpath import relpath
from urllib.parse import quote, unquote, urljoin, urlsplit

from claimgraph.errors import IdentifierError

DOI_RESOLVER = "https://doi.org/"
PUBMED = "https://pubmed.ncbi.nlm.nih.gov/"
KINDS = ("claims", "studies", "concepts", "contributions")
"""The kinds of records, each the first segment of its path."""

DOI_SYNTAX = re.compile(r"10\.[0-9]{4,9}/\S+", re.ASCII)
_DOI_PREFIX = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*|doi\s+)", re.IGNORECASE)
MAX_SEGMENT = 240
"""Longest segment of a record path, so that every record fits a file name."""
_SAFE = "/:;()"
_SEGMENT = re.compile(r"(?![.])(?:[A-Za-z0-9\-._~:;()!$&'*+,=@]|%(?!2F|7F|[01])[0-9A-F]{2})+")


def read_doi(text: str) -> str:
    """Read a DOI in any usual spelling as the bare, lower-case form.

    Accepts a resolver address (percent-encoded or not), a `doi:` prefix, and upper case, since DOIs
    are case-insensitive (DOI Handbook 2.4).

    Raises:
        IdentifierError: If the text is no DOI.

    >>> read_doi("https://doi.org/10.1080/02640414.2024.2321021")
    '10.1080/02640414.2024.2321021'
    >>> read_doi("DOI: 10.1002/(SICI)1097-0258(19980815)17:15/16%3C1661::AID-SIM968%3E3.0.CO;2-2")
    '10.1002/(sici)1097-0258(19980815)17:15/16%3c1661::aid-sim968%3e3.0.co;2-2'
    """
    stripped = text.strip()
    prefix = _DOI_PREFIX.match(stripped)
    bare = stripped[prefix.end() :] if prefix else stripped
    if prefix and prefix.group().lower().startswith("http"):
        bare = unquote(bare)
    if not DOI_SYNTAX.fullmatch(bare):
        raise IdentifierError(None, found=f"'{text}'", expected="a DOI such as 10.1080/02640414.2024.2321021")
    return bare.lower()


def doi_path(doi: str) -> str:
    """Encode a DOI as it stands in IRIs, paths and file names: once, with upper-case hexadecimal digits.

    >>> doi_path("10.1002/a<b#c>")
    '10.1002/a%3Cb%23c%3E'
    """
    return quote(doi.lower(), safe=_SAFE)


def doi_iri(doi: str) -> str:
    """The IRI of the study with this DOI."""
    return DOI_RESOLVER + doi_path(doi)


def doi_of(iri: str) -> str | None:
    """The DOI that an IRI made by `doi_iri` stands for, or None for other IRIs.

    >>> doi_of("https://doi.org/10.1002/a%3Cb")
    '10.1002/a<b'
    """
    if not iri.startswith(DOI_RESOLVER):
        return None
    doi = unquote(iri.removeprefix(DOI_RESOLVER))
    return doi if DOI_SYNTAX.fullmatch(doi) and doi_iri(doi) == iri else None


def pubmed_iri(pmid: str) -> str:
    """The IRI of the study with this PubMed number."""
    return f"{PUBMED}{pmid}/"


def pmid_of(iri: str) -> str | None:
    """The PubMed number that an IRI made by `pubmed_iri` stands for, or None for other IRIs.

    >>> pmid_of("https://pubmed.ncbi.nlm.nih.gov/38393985/")
    '38393985'
    """
    match = re.fullmatch(re.escape(PUBMED) + r"([1-9][0-9]{0,8})/", iri)
    return match[1] if match else None


def study_path(doi: str) -> str:
    """The record path of the study with this DOI: `studies/10.1080/…`."""
    return f"studies/{doi_path(doi)}"


def study_iri_of_path(path: str) -> str | None:
    """The IRI of the study that a study record describes, or None for other records.

    >>> study_iri_of_path("studies/10.1000/x")
    'https://doi.org/10.1000/x'
    >>> study_iri_of_path("studies/pubmed/38393985")
    'https://pubmed.ncbi.nlm.nih.gov/38393985/'
    """
    if path.startswith("studies/10."):
        return DOI_RESOLVER + path.removeprefix("studies/")
    if path.startswith("studies/pubmed/"):
        return pubmed_iri(path.removeprefix("studies/pubmed/"))
    return None


def slug_of(name: str) -> str:
    """Make the slug of a record from a file name or title; letters of every script stay.

    Raises:
        IdentifierError: If no letter or digit is left.

    >>> slug_of("Repetitions in Reserve.txt".removesuffix(".txt"))
    'repetitions-in-reserve'
    >>> slug_of("Überlastung & mTOR")
    'überlastung-mtor'
    """
    normal = unicodedata.normalize("NFC", name).casefold()
    slug = re.sub(r"[\W_]+", "-", normal).strip("-")
    if not slug:
        raise IdentifierError(None, found=f"'{name}'", expected="a name with at least one letter or digit")
    return slug


def record_path(text: str) -> str:
    """Check a record path and return it in its one spelling.

    Raises:
        IdentifierError: If the kind is unknown, a segment is empty or holds a character that is not encoded, the name
            of a study is neither a DOI, `pubmed/` and a number, nor a slug, or a slug ends like a file: `x.ttl` is
            the record `x` in Turtle.

    >>> record_path("claims/repetitions-in-reserve")
    'claims/repetitions-in-reserve'
    >>> record_path("claims/../secrets")
    Traceback (most recent call last):
    claimgraph.errors.IdentifierError: expected a record path such as claims/repetitions-in-reserve, found ...
    """
    encoded = quote(unicodedata.normalize("NFC", text), safe=_SAFE + "%!$&'*+,=@")
    kind, _, name = encoded.partition("/")
    segments = name.split("/")
    plain = all(_SEGMENT.fullmatch(part) and part not in (".", "..") and len(part) <= MAX_SEGMENT for part in segments)
    if kind not in KINDS or not plain or not (len(segments) == 1 or _is_study_name(kind, name)):
        raise IdentifierError(None, found=f"'{text}'", expected="a record path such as claims/repetitions-in-reserve")
    if len(segments) == 1 and name.lower().endswith(FILE_ENDINGS):
        expected = f"a name that does not end like a file: {', '.join(FILE_ENDINGS)}"
        raise IdentifierError(None, found=f"'{text}'", expected=expected)
    return encoded


FILE_ENDINGS = (".ttl", ".nt", ".nq", ".trig", ".jsonld", ".rdf", ".json", ".html")
"""Endings that say in which syntax a record is wanted; only DOIs may have them."""


def _is_study_name(kind: str, name: str) -> bool:
    if kind != "studies":
        return False
    return doi_of(DOI_RESOLVER + name) is not None or re.fullmatch(r"pubmed/[1-9][0-9]{0,8}", name) is not None


def path_of(iri: str, base: str) -> str | None:
    """The path of the record in which an IRI of this base lies, fragment dropped; None for foreign IRIs.

    >>> path_of("http://localhost:8000/claims/x#claim", "http://localhost:8000/")
    'claims/x'
    """
    if not iri.startswith(base):
        return None
    return iri.removeprefix(base).partition("#")[0]


def relative_iri(iri: str, document: str, base: str) -> str:
    """Write an IRI relative to a document of the same base; foreign IRIs stay as they are.

    >>> relative_iri("http://l/concepts/c#x", "http://l/claims/a", "http://l/")
    '../concepts/c#x'
    >>> relative_iri("http://l/claims/a#claim", "http://l/claims/a", "http://l/")
    '#claim'
    """
    target, start = path_of(iri, base), path_of(document, base)
    if target is None or start is None:
        return iri
    _, hash_sign, fragment = iri.partition("#")
    if target == start:
        return hash_sign + fragment
    if not target:
        return iri
    relative = relpath("/" + target, "/" + start.rpartition("/")[0])
    short = ("./" if ":" in relative.partition("/")[0] else "") + relative + hash_sign + fragment
    return short if urljoin(document, short) == iri else iri


def scheme_of(iri: str) -> str:
    """The scheme of an IRI in lower case, the empty string where it has none (RFC 3986, section 3.1).

    The standard library's URL parser raises on IRIs that are well formed, such as those with `℀` in their host.

    >>> scheme_of("HTTP://a℀b/"), scheme_of("claims/x")
    ('http', '')
    """
    match = re.match(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)", iri, re.ASCII)
    return match[0].lower() if match else ""


def check_base(base: str) -> str:
    """Check a base IRI: absolute, http or https, ending in a slash, without query or fragment.

    Raises:
        IdentifierError: If it is not.

    >>> check_base("http://localhost:8000/")
    'http://localhost:8000/'
    """
    parts = urlsplit(base)
    fits = (
        parts.scheme in ("http", "https") and parts.netloc and base.endswith("/") and not re.search(r"[\s<>\"?#]", base)
    )
    if not fits:
        raise IdentifierError(
            None,
            found=f"base IRI '{base}'",
            expected="an http(s) address that ends in a slash, such as http://localhost:8000/",
        )
    return base
