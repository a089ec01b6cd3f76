"""What requests at random are made of: odd texts, odd terms, words of SPARQL, documents that have broken parsers."""

from __future__ import annotations

from claimgraph.mediatypes import HTML, JSON, RDF_TYPES, RESULT_TYPES

BASE = "http://localhost:8000/"
CLAIM = f"{BASE}claims/repetitions-in-reserve"
CG = "https://w3id.org/claimgraph/ontology#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
MEDIA = [HTML, JSON, *(kind.media for kind in (*RDF_TYPES, *RESULT_TYPES))]
METHODS = "GET HEAD POST PUT DELETE OPTIONS PATCH TRACE QUERY PROPFIND get G\0T G{T".split(" ")
TEXTS = [
    "", " ", "\0", "\x01", "\x7f", "\t", "%", "%%", "%0", "%00", "%2F", "%252F", "%25", "%C3", "%FF%FE", "%ED%A0%80",
    "%E2%84%80", "+", "&", "=", ";", "#", "?", "..", "../..", "/", "//", "\\", "'", '"', "<", ">", "{}", "{{7*7}}", "[",
    "http://[", "http://a\u2100b/", "javascript:alert(1)", "urn:x", "_:b", "é", "\u202e", "\ud7ff", "\U0010ffff", "NaN",
    "-1", "0", "1e999", "9" * 40, "true", "null", "*", "W/", "a" * 300, "\u0301" * 40, "file:///etc/passwd", "${x}",
    "2024-02-30", "10.1000/x", "cg:Claim", "cg:", "claims/x#y", "\ufeff", "\u00a0", BASE, BASE[:-1], CLAIM, CLAIM + "#",
]  # fmt: skip
IRIS = ["#claim", "", "#b", "//[", "http://a\u2100b/", "urn:x", "../x", "#", "?x", f"{CLAIM}#claim", "\\u00e9", "a b"]
LITERALS = [
    '"x"', '""', '"x"@en', '"x"@en-GB-oed', '"x"@a-b-c', '"\\u0000"', '"\\uFFFF"', '"\\uD800"', '"x"^^<urn:t>', '" "@en',
    f'"<b>"^^<{RDF}HTML>', f'"<b>"^^<{RDF}XMLLiteral>', f'"x"^^<{RDF}langString>', '"""a\nb"""@en', "'<script>'@en", '"}}"@en',
    *(f'"{value}"^^<http://www.w3.org/2001/XMLSchema#{kind}>' for kind, value in (
        ("integer", "x"), ("integer", "9" * 30), ("date", "2024-02-30"), ("date", "-99999-01-01"), ("duration", "P1Y"),
        ("gYear", "0000"), ("double", "INF"), ("decimal", "1e5"), ("boolean", "maybe"), ("anyURI", "http://["), ("byte", "999"),
    )),
    "1", "-1", "0", "1.50", "1e0", "1e999", "true", '"' + "x" * 5000 + '"@en',
]  # fmt: skip
TERMS = [
    *LITERALS, *(f"<{iri}>" for iri in IRIS), "_:b", "[]", "( 1 2 )", f"[ a <{CG}Finding> ]", f"<{RDF}nil>", "<< <#a> <#b> 1 >>",
    "<<( <#a> <#b> 1 )>>", "cg:Supports", "cg:NoSuchTerm", "cg:Claim", "cg:Unstated", "<../concepts/none#x>",
    "<https://doi.org/10.1000/x>", "<https://doi.org/10.1000/%3c>", "<https://pubmed.ncbi.nlm.nih.gov/0/>",
]  # fmt: skip
PREDICATES = [
    "<http://e/p>", "<http://e/1>", "<http://e/>", "<urn:x:>", "<http://e/é>", "<http://e/p#>", "<mailto:a@b>", "rdf:_1", "rdf:li",
    "<http://e/%20>", "<#own>", "<>", "skos:prefLabel", "skos:notation", "rdf:value", "<http://purl.org/dc/terms/creator>",
    "<http://purl.org/dc/terms/created>", "<http://purl.org/dc/terms/license>", "<http://www.w3.org/2000/01/rdf-schema#label>",
    "cg:declaredVerdict", "cg:plainStatement", "cg:originalStatement", "cg:title", "cg:year", "cg:summary", "cg:quote", "cg:currentRevision",
]  # fmt: skip
PREFIXES = f"""@prefix cg: <{CG}> . @prefix rdf: <{RDF}> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SPARQL = """SELECT ASK CONSTRUCT DESCRIBE DISTINCT REDUCED WHERE FROM NAMED GRAPH OPTIONAL UNION MINUS FILTER BIND VALUES
    SERVICE SILENT LOAD INTO INSERT DELETE DATA WITH USING CLEAR DROP CREATE ADD MOVE COPY TO ALL DEFAULT PREFIX BASE AS
    ORDER BY GROUP HAVING LIMIT OFFSET EXISTS NOT IN a ?s ?p ?o * { } ( ) . ; , | / ^ + ! = < > && || 1 1.5 'x' "y"@en
    <http://e/x> <> cg:Claim cg:statement _:b [] COUNT(*) STR( REGEX( CONCAT( IRI( UUID() NOW() LANG( ?g # \\ @ $x
    TRIPLE( <<( )>> LATERAL EXPLAIN VERSION""".split()
QUERIES = [
    "SELECT * { ?s ?p ?o } LIMIT 50", "ASK {}", "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o } LIMIT 9", f"DESCRIBE <{CLAIM}#claim>",
    "SELECT (<http://a\u2100b/> AS ?x) (<urn:x> AS ?y) ('\\u0000' AS ?z) {}", "SELECT ?x { VALUES ?x { UNDEF 1 'a'@en } }",
    "SELECT (STRDT('x', <urn:t>) AS ?a) (TRIPLE(<urn:a>, <urn:b>, 1) AS ?b) (BNODE() AS ?c) {}", "SELECT * FROM <urn:x> { }",
    "SELECT (1/0 AS ?x) (IRI('//[') AS ?y) (NOW() - NOW() AS ?z) {}", "SELECT * { ?s cg:hasMechanism/cg:hasStep+ ?o }",
    "SELECT (CONCAT('a', 1) AS ?x) (SHA512('x') AS ?y) (REPLACE('a', '(', 'b') AS ?z) {}", "SELECT * { GRAPH ?g { } }",
    "CONSTRUCT { _:b <urn:p> '\\u0001' } WHERE {}", "SELECT ('" + "x" * 3000 + "' AS ?x) {}", "SELECT (?x AS ?x) {}", "PREFIX : <> ASK {}",
]  # fmt: skip
UPDATES = [
    f"INSERT DATA {{ GRAPH <{CLAIM}> {{ <{CLAIM}#claim> cg:plainStatement 'x'@en-GB }} }}", "CLEAR ALL", "DROP SILENT GRAPH <urn:x>",
    f"DELETE WHERE {{ GRAPH <{CLAIM}> {{ ?s cg:plainStatement ?o }} }}", "INSERT DATA { <urn:a> <urn:b> _:c }", "", ";",
    f"INSERT {{ GRAPH <{CLAIM}> {{ ?s cg:plainStatement ?o }} }} WHERE {{ BIND(<{CLAIM}#claim> AS ?s) BIND('\\u0000'@en AS ?o) }}",
    f"COPY <{CLAIM}> TO <{BASE}claims/copy>", f"MOVE <{CLAIM}> TO DEFAULT", "LOAD <file:///etc/passwd>", f"CREATE GRAPH <{BASE}claims/new>",
    f"WITH <{CLAIM}> DELETE {{ ?s ?p ?o }} INSERT {{ ?s ?p ?s }} WHERE {{ ?s ?p ?o }}", f"INSERT DATA {{ GRAPH <{BASE}claims/a b> {{}} }}",
    f"INSERT {{ GRAPH <{BASE}claims/x> {{ [] a cg:Claim ; cg:statement ?o }} }} WHERE {{ ?s cg:statement ?o }}",
    "DELETE DATA { GRAPH ?g { ?s ?p ?o } }", f"INSERT DATA {{ GRAPH <{CLAIM}> {{ <http://a\u2100b/> <urn:p> '\\u0001' }} }}",
]  # fmt: skip
DOCUMENTS = {
    "application/ld+json": [
        f'{{"@id": "#claim", "@type": "{CG}Claim", "{CG}statement": {{"@value": "s", "@language": "en"}}}}',
        '{"@context": "http://127.0.0.1:9/context", "@id": "#x"}', "[" * 300 + "]" * 300, '{"@graph": [{"@id": 5}]}',
        '{"@context": {"@base": null, "x": {"@id": "@type", "@reverse": "y"}}}', "null", "[]", '{"@id": "\\ud800", "urn:p": 1e999}',
    ],
    "application/rdf+xml": [
        '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
        f'<rdf:RDF xmlns:rdf="{RDF}"><rdf:Description rdf:about="#claim"><rdf:value>&b;&c;</rdf:value></rdf:Description></rdf:RDF>',
        f'<rdf:RDF xmlns:rdf="{RDF}"/>', "<a" * 300, "<?xml version='1.0' encoding='utf-16'?><a/>",
        f'<rdf:RDF xmlns:rdf="{RDF}"><rdf:Description rdf:ID="a b"/><rdf:li/></rdf:RDF>',
    ],
    "text/plain": ["Claim: x\nVerdict: y\n", "\n" * 500, "1. a\n" * 300, "Mechanism 1\n" * 50, "[1] [2] " * 400, "(" * 3000],
}  # fmt: skip
LINES = [
    f'<{BASE}claims/example#claim> <{CG}statement> "x"@en <{BASE}claims/example> .\n', '<urn:a> <urn:b> "x" .\n',
    f"<{BASE}claims/example#claim> <{RDF}type> <{CG}Claim> <{BASE}claims/example> .\n", "_:a <urn:b> _:a <urn:g> .\n",
    f'<urn:a> <urn:b> "x" <{BASE}claims/%2f> .\n', f'<urn:a> <urn:b> "x" <{BASE}system/store> .\n', '<urn:a> <urn:b> "x" _:g .\n',
    f'<urn:a> <urn:b> "x" <{BASE}claims/x#y> .\n', "# only a comment\n",
]  # fmt: skip
