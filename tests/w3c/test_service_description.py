"""SPARQL 1.1 Service Description of both services: the cases of the W3C, and that what is said is true."""

from __future__ import annotations

import pytest
from endpoints import BASE, Service
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from scratch import CSV, DIRECT_QUERY, JSON, TSV, XML

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
FORMATS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}
RESULT_MEDIA = {"JSON": JSON, "XML": XML, "CSV": CSV, "TSV": TSV}
GRAPH_MEDIA = {
    "Turtle": "text/turtle",
    "N-Triples": "application/n-triples",
    "N-Quads": "application/n-quads",
    "TriG": "application/trig",
    "RDF_XML": "application/rdf+xml",
    "JSON-LD": "application/ld+json",
}

# Section 3 of the recommendation: class of what each property belongs to, and of what it points to.
SCHEMA: dict[str, tuple[str, str | None]] = {
    "endpoint": ("Service", None),
    "feature": ("Service", "Feature"),
    "defaultEntailmentRegime": ("Service", "EntailmentRegime"),
    "defaultSupportedEntailmentProfile": ("Service", "EntailmentProfile"),
    "extensionFunction": ("Service", "Function"),
    "extensionAggregate": ("Service", "Aggregate"),
    "languageExtension": ("Service", "Feature"),
    "supportedLanguage": ("Service", "Language"),
    "propertyFeature": ("Service", "Feature"),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "resultFormat": ("Service", None),
    "inputFormat": ("Service", None),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("Dataset", "NamedGraph"),
    "name": ("NamedGraph", None),
    "entailmentRegime": ("NamedGraph", "EntailmentRegime"),
    "supportedEntailmentProfile": ("NamedGraph", "EntailmentProfile"),
    "graph": ("NamedGraph", "Graph"),
}
TERMS = {
    "supportedLanguage": {"SPARQL10Query", "SPARQL11Query", "SPARQL11Update"},
    "feature": {"DereferencesURIs", "UnionDefaultGraph", "RequiresDataset", "EmptyGraphs", "BasicFederatedQuery"},
}


def describe(service: Service, accept: str | None = "text/turtle") -> list[Quad]:
    """The description as an anonymous client gets it."""
    headers = {"Accept": accept} if accept else {}
    answer = service.send("GET", "sparql", token=False, **headers)
    assert answer.status_code == 200, answer.text
    media = answer.headers["content-type"].partition(";")[0]
    assert media in FORMATS
    return list(parse(answer.content, format=FORMATS[media], base_iri=address(service)))


def address(service: Service) -> str:
    return f"{service.server.url}{service.prefix}sparql"


def objects(description: list[Quad], name: str, subject: object = None) -> set[str]:
    found = (q for q in description if q.predicate.value == SD + name and subject in (None, q.subject))
    return {q.object.value for q in found if isinstance(q.object, NamedNode)}


def main_service(service: Service, description: list[Quad]) -> object:
    """The node of the service that queries are sent to."""
    endpoint = NamedNode(address(service))
    (node,) = {q.subject for q in description if q.predicate.value == SD + "endpoint" and q.object == endpoint}
    return node


@pytest.mark.parametrize("accept", [*FORMATS, "application/rdf+xml;q=0.8, text/turtle;q=0.9, */*;q=0.1", "*/*", None])
def test_asking_an_endpoint_without_a_query_returns_rdf(service: Service, accept: str | None) -> None:
    assert describe(service, accept)


def test_the_description_names_the_address_that_was_asked(service: Service) -> None:
    assert address(service) in objects(describe(service), "endpoint")


def test_the_address_is_that_of_the_request_whatever_the_host_is_called(service: Service) -> None:
    answer = service.send("GET", "sparql", token=False, Accept="text/turtle", Host="graph.example:81")
    ends = objects(list(parse(answer.content, format=RdfFormat.TURTLE)), "endpoint")
    assert f"http://graph.example:81/{service.prefix}sparql" in ends


def test_the_description_conforms_to_its_vocabulary(service: Service) -> None:
    description = describe(service)
    types: dict[object, set[str]] = {}
    for quad in description:
        if quad.predicate == TYPE and isinstance(quad.object, NamedNode):
            types.setdefault(quad.subject, set()).add(quad.object.value)
    for quad in description:
        if quad.predicate.value.startswith(SD):
            name = quad.predicate.value.removeprefix(SD)
            assert name in SCHEMA, f"sd:{name} is no property"
            domain, points_to = SCHEMA[name]
            assert not isinstance(quad.object, Literal), f"sd:{name} has a literal"
            assert SD + domain in types[quad.subject], f"sd:{name} belongs to a {domain}"
            assert not points_to or quad.object not in types or SD + points_to in types[quad.object]


def test_languages_and_features_are_those_of_the_vocabulary(service: Service) -> None:
    description = describe(service)
    for name, terms in TERMS.items():
        own = {value.removeprefix(SD) for value in objects(description, name) if value.startswith(SD)}
        assert own <= terms and own


def test_each_service_has_one_address_and_each_dataset_one_default_graph(service: Service) -> None:
    description = describe(service)
    for quad in description:
        if quad.predicate == TYPE and quad.object == NamedNode(SD + "Service"):
            assert len(objects(description, "endpoint", quad.subject)) == 1
        if quad.predicate == TYPE and quad.object == NamedNode(SD + "Dataset"):
            assert len(objects(description, "defaultGraph", quad.subject)) <= 1


def test_the_union_is_told_where_it_holds(service: Service) -> None:
    features = objects(describe(service), "feature")
    assert (SD + "UnionDefaultGraph" in features) == (service.prefix == "")


def test_no_federation_is_promised(service: Service) -> None:
    assert SD + "BasicFederatedQuery" not in objects(describe(service), "feature")


def test_queries_and_updates_are_told_with_their_addresses(service: Service) -> None:
    description = describe(service)
    endpoints = {
        language.removeprefix(SD): end
        for quad in description
        if quad.predicate == TYPE and quad.object == NamedNode(SD + "Service")
        for language in objects(description, "supportedLanguage", quad.subject)
        for end in objects(description, "endpoint", quad.subject)
    }
    assert endpoints["SPARQL11Query"] == address(service)
    assert endpoints["SPARQL11Update"] == f"{service.server.url}{service.prefix}update"


def test_every_result_format_that_is_promised_is_served(service: Service) -> None:
    description = describe(service)
    formats = objects(description, "resultFormat", main_service(service, description))
    named = {value.removeprefix("http://www.w3.org/ns/formats/").removeprefix("SPARQL_Results_") for value in formats}
    assert named == {*RESULT_MEDIA, *GRAPH_MEDIA}
    for query, kinds in (("SELECT (1 AS ?x) { }", RESULT_MEDIA), ("CONSTRUCT { <a:b> <a:c> 1 } { }", GRAPH_MEDIA)):
        for media in kinds.values():
            answer = service.send("POST", "sparql", query, Content_Type=DIRECT_QUERY, Accept=media)
            assert answer.status_code == 200 and answer.headers["content-type"].partition(";")[0] == media


def test_the_dataset_is_one_of_the_void_vocabulary_too(service: Service) -> None:
    description = describe(service)
    (dataset,) = objects(description, "defaultDataset", main_service(service, description))
    assert any(q.subject == NamedNode(dataset) and q.object == NamedNode(VOID + "Dataset") for q in description)
    ends = {q.object for q in description if q.predicate == NamedNode(VOID + "sparqlEndpoint")}
    assert NamedNode(address(service)) in ends


def test_named_graphs_are_told_where_they_are_always_there(service: Service) -> None:
    names = objects(describe(service), "name")
    lasting = {BASE + "ontology", BASE + "shapes"}
    assert lasting <= names if service.prefix == "" else not names
    assert all(service.says(f"ASK {{ GRAPH <{name}> {{ ?s ?p ?o }} }}") for name in lasting & names)


def test_a_browser_gets_a_page(service: Service) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    answer = service.send("GET", "sparql", token=False, Accept=accept)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/html")
    assert "accept" in answer.headers["vary"].lower()


def test_a_type_that_is_not_there_is_refused(service: Service) -> None:
    assert service.send("GET", "sparql", token=False, Accept="image/png").status_code == 406
