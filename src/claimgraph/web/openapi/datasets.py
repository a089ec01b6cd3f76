"""Many records at once, described."""

from __future__ import annotations

from claimgraph.bibliography import FORMATS
from claimgraph.mediatypes import JSON, N_QUADS, TRIG
from claimgraph.web.openapi.parts import (
    DRY_RUN,
    GRAPHS,
    KNOWN,
    NOT_MODIFIED,
    REPORT,
    Described,
    Json,
    Operation,
    answer,
    body,
    content,
    query,
    rdf_body,
    ref,
    switch,
)
from claimgraph.web.openapi.records import CLAIM

_TAG = "Datasets"
_PAGE = """Claim: Short sleep lowers strength on the next day
Verdict: likely true
"""

_BIBTEX = """@article{example2020,
  author = {Example, Ada}, title = {Sleep and strength}, journal = {Journal of Examples}, year = 2020,
  doi = {10.5555/sleep-and-strength}
}
"""


def ingest() -> Described:
    """Reading an evidence page."""
    name = query("name", "File name of the page, of which the claim's name is made.", "short-sleep.txt", required=True)
    replace = switch("replace", "Replace a record that a curator wrote.")
    page = body({"text/plain": {"schema": {"type": "string"}, "example": _PAGE}}, "The page as text in UTF-8.")
    report = content([JSON], ref("Ingested"))
    read = Operation(
        "ingest", _TAG, "Read an evidence page and write its records",
        {200: answer("What happened, or would happen.", report), 201: answer("The claim is new.", report)},
        (400, 401, 403, 409, 413, 422), parameters=(name, DRY_RUN, replace), body=page, role="curator",
    )  # fmt: skip
    return {"/ingest": {"POST": read}}


def import_studies() -> Described:
    """Filling study records from a reference file."""
    name = query("name", "File name, for messages.", "references.bib")
    form = {"type": "string", "enum": list(FORMATS)}
    format = query("format", "Format of the file; without it the content tells.", "bibtex", schema=form)
    replace = switch("replace", "Overwrite bibliographic fields that differ.")
    skip = switch("skip", "Leave out entries in which a value is wrong.")
    file = body({"text/plain": {"schema": {"type": "string"}, "example": _BIBTEX}}, "The file, in UTF-8.")
    read = Operation(
        "import", _TAG, "Fill study records from a reference file: CSL-JSON, Crossref JSON, BibTeX or RIS",
        {200: answer("What came of each entry, or would.", content([JSON], ref("Imported")))},
        (400, 401, 403, 409, 413, 415, 422, 503), parameters=(name, format, DRY_RUN, replace, skip), body=file,
        role="curator", description="What a record says already stays unless with `replace`; what differs is told.",
    )  # fmt: skip
    return {"/import": {"POST": read}}


def load(base: str) -> Described:
    """Loading a dataset."""
    write = Operation(
        "load", _TAG, "Write the records of a dataset, all of them or none",
        {200: answer("What happened, or would happen.", content([JSON], ref("Written")))},
        (400, 401, 403, 409, 413, 415, 422, 503), parameters=(DRY_RUN,), body=_dataset(base), role="curator",
        description="Each graph is the record of its name.",
    )  # fmt: skip
    return {"/load": {"POST": write}}


def validate() -> Described:
    """What the gate says."""
    record = query("record", "Path of the record, where the syntax names no graphs.", "claims/example")
    check = Operation(
        "validate", _TAG, "What the SHACL gate says about RDF; nothing is written",
        {200: answer("The report, whether or not the RDF conforms.", REPORT)}, (400, 406, 413, 415, 503),
        parameters=(record,), body=rdf_body(CLAIM),
    )  # fmt: skip
    return {"/validate": {"POST": check}}


def dump() -> Described:
    """All records."""
    datasets = content([N_QUADS.media, TRIG.media])
    schema = {"type": "string", "enum": [N_QUADS.name, TRIG.name]}
    format = query("format", "The form, where `Accept` cannot say it.", "trig", schema=schema)
    found = {200: answer("The records.", datasets, headers={"ETag": 'W/"9c2f-nquads"'}), 304: NOT_MODIFIED}
    read = Operation("dump", _TAG, "All records as a dataset", found, (400, 406, 503), parameters=(format, KNOWN))
    return {"/dump": {"GET": read}}


def backup() -> Described:
    """Everything in one archive."""
    archive = {"application/x-tar": {"schema": {"type": "string", "format": "binary"}}}
    read = Operation(
        "backup", _TAG, "A backup of everything that the store holds",
        {200: answer("The archive, for `claimgraph restore`.", archive)}, (401, 403), role="admin",
    )  # fmt: skip
    return {"/backup": {"GET": read}}


def _dataset(base: str) -> Json:
    claim, about = f"{base}claims/loaded-example", "https://w3id.org/claimgraph/ontology#"
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    said = f"{kind} <{about}Claim>", f'<{about}statement> "Loaded"@en'
    quads = "".join(f"<{claim}#claim> {what} <{claim}> .\n" for what in said)
    contents = content(GRAPHS)
    contents[N_QUADS.media]["example"] = quads
    return body(contents, "A dataset whose graphs are named after records; other syntaxes name none and are refused.")
