"""The catalogue: one question per `.rq` file, with a typed header.

The header is YAML in lines that begin with `#+`:

    #+ summary: Claims that cite a study
    #+ parameters:
    #+   - {name: study, type: iri, required: true, description: IRI of the study., example: https://doi.org/10.1000/x}
    #+ columns: [claim, statement]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from claimgraph.errors import InputError, NotFound
from claimgraph.querying.lexer import scan_query
from claimgraph.querying.parameters import TYPES, Parameter, Term, read_values

_MOST = 100_000
_KEYS = {"summary", "topic", "description", "parameters", "columns"}
RESERVED = ("format", "limit", "page")
"""What every question can be asked for besides its own parameters."""
_PARAMETER_KEYS = {"name", "type", "description", "default", "required", "example"}


@dataclass(frozen=True)
class CatalogueQuery:
    """A named question.

    Attributes:
        name: Name of its file without ending, like its answer: `claims_by_study`.
        summary: One line.
        topic: What else is asked about the same things stands under this heading; may be empty.
        text: The SPARQL text, header included.
        columns: What it projects, in order; empty for ASK and CONSTRUCT.
    """

    name: str
    summary: str
    text: str
    description: str = ""
    parameters: tuple[Parameter, ...] = ()
    columns: tuple[str, ...] = ()
    form: str = field(default="SELECT")
    topic: str = ""

    def bind(self, values: Mapping[str, str], base: str) -> dict[str, Term]:
        """Read parameter values as terms; those not given take their default or stay free.

        Raises:
            ParameterError: If one is unknown, missing or of the wrong type.
        """
        return read_values(self.name, self.parameters, values, base)

    def page(self, limit: int, offset: int) -> str:
        """The text that asks for some of its rows, in its own order made total by the columns that this leaves out.

        >>> query = read_query("q", "#+ summary: x\\n#+ columns: [a, b]\\nSELECT ?a ?b WHERE { ?a ?p ?b } ORDER BY ?b")
        >>> query.page(10, 20).splitlines()[-2:]
        ['SELECT ?a ?b WHERE { ?a ?p ?b } ORDER BY ?b ?a', 'LIMIT 10 OFFSET 20']
        """
        tail = _tail(self.text)
        rest = [f"?{name}" for name in self.columns if not re.search(rf"\?{name}\b", tail)]
        order = "" if "ORDER" in tail.upper() else "ORDER BY"
        told = " ".join(part for part in [self.text.rstrip(), order if rest else "", *rest] if part)
        return f"{told}\nLIMIT {limit} OFFSET {offset}"


class Catalogue(Mapping[str, CatalogueQuery]):
    """All named questions, in order of name."""

    def __init__(self, queries: Mapping[str, CatalogueQuery]) -> None:
        self._queries = dict(sorted(queries.items()))

    @classmethod
    def read(cls, folder: Path) -> Catalogue:
        """Read every `.rq` file of a folder.

        Raises:
            InputError: If a header is not as it should be.
        """
        return cls({path.stem: read_query(path.stem, path.read_text("utf-8")) for path in sorted(folder.glob("*.rq"))})

    def __getitem__(self, name: str) -> CatalogueQuery:
        try:
            return self._queries[name]
        except KeyError:
            raise NotFound(f"there is no query '{name}'; known are {', '.join(self._queries)}") from None

    def __contains__(self, name: object) -> bool:
        return name in self._queries

    def __iter__(self) -> Iterator[str]:
        return iter(self._queries)

    def __len__(self) -> int:
        return len(self._queries)


def read_query(name: str, text: str) -> CatalogueQuery:
    """Read one catalogue query with its header.

    Raises:
        InputError: If the header is missing, malformed, or does not fit the query's projection.
    """
    place = f"queries/{name}.rq"
    header = _header(place, text)
    unknown = sorted(set(header) - _KEYS)
    if unknown:
        raise InputError(place, found=f"header key '{unknown[0]}'", expected="one of " + ", ".join(sorted(_KEYS)))
    if not header.get("summary"):
        raise InputError(place, found="a header without summary", expected="a line `#+ summary: …`")
    parameters = tuple(_parameter(place, entry) for entry in header.get("parameters") or [])
    form = scan_query(text, max_bytes=_MOST).form or "SELECT"
    columns = tuple(header.get("columns") or [])
    for parameter in parameters:
        if parameter.name in RESERVED:
            raise InputError(place, found=f"a parameter '{parameter.name}'", expected="another name; it is for paging")
    if form == "SELECT":
        _check_columns(place, text, columns, parameters)
        if re.search(r"\b(LIMIT|OFFSET|VALUES)\b", _tail(text), re.IGNORECASE):
            raise InputError(place, found="LIMIT, OFFSET or VALUES at the end", expected="none; who asks may page")
    about, topic = header.get("description") or "", header.get("topic") or ""
    return CatalogueQuery(name, header["summary"], text, about, parameters, columns, form, topic)


def _header(place: str, text: str) -> dict[str, Any]:
    lines = [line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+")]
    try:
        header = yaml.safe_load("\n".join(lines))
    except yaml.YAMLError as error:
        raise InputError(place, found=f"a header that is no YAML ({error})", expected="lines `#+ key: value`") from None
    if not isinstance(header, dict):
        raise InputError(place, found="no header", expected="lines `#+ key: value`")
    return header


def _parameter(place: str, entry: object) -> Parameter:
    if not isinstance(entry, dict) or not {"name", "type", "description"} <= set(entry) <= _PARAMETER_KEYS:
        raise InputError(
            place,
            found=f"parameter {entry!r}",
            expected="name, type, description and perhaps default, required, example",
        )
    if entry["type"] not in TYPES:
        raise InputError(place, found=f"parameter type '{entry['type']}'", expected="one of " + ", ".join(TYPES))
    texts = {key: None if value is None or isinstance(value, bool) else str(value) for key, value in entry.items()}
    return Parameter(
        name=str(entry["name"]),
        type=str(entry["type"]),
        description=str(entry["description"]),
        default=texts.get("default"),
        required=bool(entry.get("required", False)),
        example=texts.get("example"),
    )


def _check_columns(place: str, text: str, columns: tuple[str, ...], parameters: tuple[Parameter, ...]) -> None:
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    match = re.search(r"SELECT\s+(?:DISTINCT\s+)?(.*?)\s+WHERE", body, re.DOTALL | re.IGNORECASE)
    projected = tuple(re.findall(r"\?(\w+)(?=\s|$|\))(?![^()]*\sAS\b)", _aliases_only(match[1]))) if match else ()
    if projected != columns:
        raise InputError(place, found=f"projection {projected}", expected=f"the header's columns {columns}")
    for parameter in parameters:
        if parameter.name not in columns:
            raise InputError(
                place, found=f"parameter '{parameter.name}' that is not projected", expected="it among the columns"
            )


def _tail(text: str) -> str:
    """What stands after the pattern, without comments."""
    body = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return body.rpartition("}")[2]


def _aliases_only(projection: str) -> str:
    """`(COUNT(DISTINCT ?x) AS ?n)` becomes `?n`."""
    result, depth, inner = "", 0, ""
    for character in projection:
        depth += (character == "(") - (character == ")")
        if depth or character == ")":
            inner += character
            if not depth:
                result += " " + inner.rpartition(" AS ")[2].strip(" )") + " "
                inner = ""
        else:
            result += character
    return result
