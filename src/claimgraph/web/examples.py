"""The catalogue as examples that SPARQL editors read: executables with their prefixes declared (SHACL, section 5.2.1).

The convention is that of https://github.com/sib-swiss/sparql-examples: a comment, the text, and the endpoint.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Triple

from claimgraph.querying.catalogue import CatalogueQuery
from claimgraph.vocabulary import OWL, PREFIXES, RDF, RDFS, SCHEMA, SH, XSD

_WHERE = re.compile(r"\bWHERE\s*\{", re.IGNORECASE)
"""Where values are bound: filters see them only inside of the pattern."""
_FORMS = {
    "SELECT": (SH.SPARQLSelectExecutable, SH.select),
    "ASK": (SH.SPARQLAskExecutable, SH.ask),
    "CONSTRUCT": (SH.SPARQLConstructExecutable, SH.construct),
}


def examples(queries: Iterable[CatalogueQuery], root: str, base: str) -> Iterator[Triple]:
    """The triples of the catalogue; parameters stand with their example or default values."""
    catalogue = NamedNode(f"{base}queries")
    yield Triple(catalogue, RDF.type, OWL.Ontology)
    for prefix, iri in PREFIXES.items():
        declaration = NamedNode(f"{base}queries#prefix-{prefix}")
        yield Triple(catalogue, SH.declare, declaration)
        yield Triple(declaration, SH.prefix, Literal(prefix))
        yield Triple(declaration, SH.namespace, Literal(iri, datatype=XSD.anyURI))
    for query in queries:
        yield from _example(query, catalogue, root, base)


def _example(query: CatalogueQuery, catalogue: NamedNode, root: str, base: str) -> Iterator[Triple]:
    node = NamedNode(f"{base}queries/{query.name}")
    kind, text = _FORMS[query.form]
    yield Triple(node, RDF.type, SH.SPARQLExecutable)
    yield Triple(node, RDF.type, kind)
    yield Triple(node, RDFS.label, Literal(query.summary, language="en"))
    yield Triple(node, RDFS.comment, Literal(query.description or query.summary, language="en"))
    yield Triple(node, SH.prefixes, catalogue)
    yield Triple(node, text, Literal(example_text(query, base)))
    yield Triple(node, SCHEMA.target, NamedNode(f"{root}sparql"))


def example_text(query: CatalogueQuery, base: str) -> str:
    """The text of a question without its header, with example values bound to its parameters."""
    given = {p.name: p.example for p in query.parameters if p.example is not None and not p.default}
    return bound_text(query, given, base)


def bound_text(query: CatalogueQuery, given: Mapping[str, str], base: str) -> str:
    """The text of a question without its header, with values bound to its parameters; as it is without any."""
    body = "\n".join(line for line in query.text.splitlines() if not line.startswith("#+")).strip()
    terms = query.bind(given, base) if given or not any(p.required for p in query.parameters) else {}
    if not terms:
        return f"{body}\n"
    names, values = " ".join(f"?{name}" for name in terms), " ".join(str(term) for term in terms.values())
    bound = f"VALUES ({names}) {{ ({values}) }}"
    return _WHERE.sub(lambda start: f"{start[0]}\n  {bound}", body, count=1) + "\n"
