"""What users call a record: a slug, a path, a DOI, an IRI."""

from __future__ import annotations

from claimgraph.errors import IdentifierError
from claimgraph.identifiers import KINDS, doi_of, path_of, read_doi, record_path, study_path


def path_of_name(name: str, base: str) -> str:
    """The record that a name stands for; a bare slug is a claim.

    Raises:
        IdentifierError: If it can be none.

    >>> path_of_name("repetitions-in-reserve", "http://l/")
    'claims/repetitions-in-reserve'
    >>> path_of_name("https://doi.org/10.1000/X", "http://l/")
    'studies/10.1000/x'
    """
    own = path_of(name, base)
    if own:
        return record_path(own)
    if name.partition("/")[0] in KINDS:
        return record_path(name)
    doi = doi_of(name)
    if doi:
        return study_path(doi)
    try:
        return study_path(read_doi(name))
    except IdentifierError:
        return record_path(f"claims/{name}")
