"""VoID, DCAT and the examples: read by rdflib as any client would, true to what the endpoint answers."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator

import pytest
import rdflib
from pyld import jsonld
from rdflib.namespace import DCAT, DCTERMS, RDF, SH, SKOS, VOID
from serving import Server, serving

from claimgraph.mediatypes import JSON_LD, N_QUADS, RDF_TYPES
from claimgraph.querying.catalogue import Catalogue
from claimgraph.rdf.canonical import digest
from claimgraph.rdf.parse import parse_triples
from claimgraph.service import Claimgraph
from claimgraph.service.census import Censuses, take_census
from claimgraph.shipped import data_folder
from claimgraph.web.examples import example_text

BASE = "http://localhost:8000/"
CG = rdflib.Namespace("https://w3id.org/claimgraph/ontology#")
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
EMPTY = {"proposed_links", "unreliable_studies"}
"""Questions to which the shipped records, for the better, hold no answer."""
PATHS = ["/.well-known/void", "/dcat", "/queries"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("datasets")) as server:
        yield server


def graph_at(server: Server, path: str) -> rdflib.Graph:
    answer = server.http.get(path, headers={"Accept": "text/turtle"})
    assert answer.status_code == 200
    return rdflib.Graph().parse(data=answer.text, format="turtle", publicID=server.url)


def counted(server: Server, query: str) -> int:
    answer = server.http.post("/sparql", data={"query": query}, headers={"Accept": "application/sparql-results+json"})
    return int(answer.json()["results"]["bindings"][0]["n"]["value"])


def read_json_ld(server: Server, told: object) -> bytes:
    """N-Quads by a processor that fetches nothing but the context, from the server."""

    def fetch(url: str, options: object) -> dict[str, object]:
        assert url == f"{server.url}context.jsonld"
        return {"contextUrl": None, "documentUrl": url, "document": server.http.get(url).json()}

    nquads = jsonld.to_rdf(told, {"format": "application/n-quads", "documentLoader": fetch})
    assert isinstance(nquads, str)
    return nquads.encode()


def test_json_ld_of_the_whole_is_compact_and_expanded_where_it_is_asked_for(server: Server) -> None:
    compact = server.http.get("/.well-known/void", headers={"Accept": "application/ld+json"})
    assert compact.headers["content-type"].endswith('ld#flattened"')
    dataset = next(
        node for node in compact.json()["@graph"] if node.get("type") == "void:Dataset" and "void:triples" in node
    )
    assert dataset["void:sparqlEndpoint"]["id"].endswith("/sparql")
    wish = 'application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"'
    expanded = server.http.get("/.well-known/void", headers={"Accept": wish})
    assert isinstance(expanded.json(), list) and expanded.headers["content-type"].endswith('ld#expanded"')


def test_turtle_of_the_whole_names_the_vocabularies_by_their_usual_prefixes(server: Server) -> None:
    void = server.http.get("/.well-known/void", headers={"Accept": "text/turtle"}).text
    dcat = server.http.get("/dcat", headers={"Accept": "text/turtle"}).text
    assert "a void:Dataset" in void and "a dcat:Catalog" in dcat and "spdx:checksum" in dcat


@pytest.mark.parametrize("path", PATHS)
def test_each_says_the_same_in_every_syntax_and_is_not_sent_twice(server: Server, path: str) -> None:
    digests = set()
    for kind in RDF_TYPES:
        answer = server.http.get(path, headers={"Accept": kind.media})
        assert answer.headers["content-type"].startswith(kind.media) and answer.headers["vary"].startswith("Accept")
        if kind is JSON_LD:
            assert answer.json()["@context"] == f"{server.url}context.jsonld"
            digests.add(digest(parse_triples(read_json_ld(server, answer.json()), N_QUADS, base=server.url)))
        else:
            digests.add(digest(parse_triples(answer.content, kind, base=server.url)))
        again = server.http.get(path, headers={"Accept": kind.media, "If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304
    assert len(digests) == 1
    assert server.http.get(path, headers={"Accept": "image/png"}).status_code == 406 or path == "/queries"


def test_void_counts_what_the_endpoint_counts(server: Server) -> None:
    void = graph_at(server, "/.well-known/void")
    dataset = void.value(predicate=RDF.type, object=VOID.DatasetDescription)
    dataset = void.value(dataset, rdflib.FOAF.primaryTopic)
    assert int(void.value(dataset, VOID.triples)) == counted(server, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")  # type: ignore[arg-type]
    classes = {
        void.value(part, VOID["class"]): int(void.value(part, VOID.entities))
        for part in void.objects(dataset, VOID.classPartition)
    }  # type: ignore[arg-type]
    properties = {
        void.value(part, VOID.property): int(void.value(part, VOID.triples))
        for part in void.objects(dataset, VOID.propertyPartition)
    }  # type: ignore[arg-type]
    assert len(classes) == int(void.value(dataset, VOID.classes)) and len(properties) == int(
        void.value(dataset, VOID.properties)
    )  # type: ignore[arg-type]
    for kind in (CG.Claim, CG.Study, CG.CausalLink, SKOS.Concept):
        assert classes[kind] == counted(server, f"SELECT (COUNT(*) AS ?n) {{ ?s a <{kind}> }}") > 0
    for prop in (CG.statement, CG.hasEvidence, SKOS.exactMatch):
        assert properties[prop] == counted(server, f"SELECT (COUNT(*) AS ?n) {{ ?s <{prop}> ?o }}") > 0


def test_void_is_joined_to_the_service_description(server: Server) -> None:
    void, description = graph_at(server, "/.well-known/void"), graph_at(server, "/sparql")
    dataset = description.value(
        description.value(predicate=SD.endpoint, object=rdflib.URIRef(f"{server.url}sparql")), SD.defaultDataset
    )
    assert void.value(dataset, VOID.sparqlEndpoint) == rdflib.URIRef(f"{server.url}sparql")
    assert (dataset, rdflib.RDFS.seeAlso, rdflib.URIRef(f"{server.url}.well-known/void")) in description


def test_void_has_examples_and_links_to_other_collections(server: Server) -> None:
    void = graph_at(server, "/.well-known/void")
    assert len(list(void.objects(None, VOID.exampleResource))) == 3
    linked = {
        str(void.value(void.value(linkset, VOID.objectsTarget), DCTERMS.title))
        for linkset in void.subjects(RDF.type, VOID.Linkset)
    }
    assert {"GO", "UBERON", "MeSH", "DOI"} <= linked
    for linkset in void.subjects(RDF.type, VOID.Linkset):
        space = void.value(void.value(linkset, VOID.objectsTarget), VOID.uriSpace)
        query = f'SELECT (COUNT(*) AS ?n) {{ ?s <{void.value(linkset, VOID.linkPredicate)}> ?o FILTER(STRSTARTS(STR(?o), "{space}")) }}'
        assert int(void.value(linkset, VOID.triples)) == counted(server, query) > 0  # type: ignore[arg-type]


def test_the_distributions_of_the_catalogue_are_there_with_their_checksums(server: Server) -> None:
    dcat = graph_at(server, "/dcat")
    distributions = list(dcat.subjects(RDF.type, DCAT.Distribution))
    assert len(distributions) == 2
    for distribution in distributions:
        answer = server.http.get(str(dcat.value(distribution, DCAT.downloadURL)))
        media = str(dcat.value(distribution, DCAT.mediaType)).removeprefix(
            "https://www.iana.org/assignments/media-types/"
        )
        assert answer.headers["content-type"].startswith(media)
        assert len(answer.content) == int(dcat.value(distribution, DCAT.byteSize))  # type: ignore[arg-type]
        checksum = dcat.value(dcat.value(distribution, SPDX.checksum), SPDX.checksumValue)
        told = checksum.n3() if checksum is not None else ""
        assert hashlib.sha256(answer.content).hexdigest() in told


def test_the_catalogue_names_publisher_licence_and_the_last_change(server: Server) -> None:
    dcat = graph_at(server, "/dcat")
    dataset = dcat.value(predicate=RDF.type, object=DCAT.Dataset)
    assert dcat.value(dataset, DCTERMS.publisher) == rdflib.URIRef("https://w3id.org/claimgraph")
    assert str(dcat.value(dataset, DCTERMS.license)) == "https://creativecommons.org/licenses/by/4.0/"
    assert dcat.value(dataset, DCTERMS.modified) is not None
    assert dcat.value(predicate=DCAT.servesDataset, object=dataset) is not None


def test_what_is_written_is_counted_at_once(server: Server) -> None:
    def claims() -> int:
        void = graph_at(server, "/.well-known/void")
        part = void.value(predicate=VOID["class"], object=CG.Claim)
        return int(void.value(part, VOID.entities))  # type: ignore[arg-type]

    before = claims()
    claim = {"id": "#claim", "type": "Claim", "statement": {"en": "It is counted"}}
    assert server.http.put("claims/counted", json=claim, headers=server.curator).status_code == 201
    deadline = time.monotonic() + 20
    while claims() == before and time.monotonic() < deadline:
        time.sleep(0.2)
    assert claims() == before + 1


def test_counts_are_kept_until_something_is_written(graph: Claimgraph) -> None:
    censuses = Censuses(graph.store)
    assert censuses.newest() is censuses.newest()
    assert censuses.newest() == take_census(graph.store)


@pytest.mark.parametrize("name", [path.stem for path in sorted(data_folder("queries").glob("*.rq"))])
def test_every_example_is_published_with_its_prefixes_and_runs(server: Server, name: str) -> None:
    published = graph_at(server, "/queries")
    node = rdflib.URIRef(f"{BASE}queries/{name}")
    assert (node, RDF.type, SH.SPARQLExecutable) in published
    text = str(published.value(node, SH.select) or published.value(node, SH.ask) or published.value(node, SH.construct))
    catalogue = published.value(node, SH.prefixes)
    prefixes = {
        str(published.value(d, SH.prefix)): str(published.value(d, SH.namespace))
        for d in published.objects(catalogue, SH.declare)
    }
    assert prefixes["cg"] == str(CG) and published.value(node, rdflib.RDFS.comment)
    declared = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in prefixes.items())
    endpoint = str(published.value(node, rdflib.SDO.target))
    answer = server.http.post(
        endpoint, data={"query": declared + text}, headers={"Accept": "application/sparql-results+json"}
    )
    assert answer.status_code == 200 and (answer.json()["results"]["bindings"] or name in EMPTY), text


def test_an_example_binds_its_parameters_to_values_to_try() -> None:
    query = Catalogue.read(data_folder("queries"))["claims_by_study"]
    text = example_text(query, BASE)
    assert (
        "#+" not in text
        and "WHERE {\n  VALUES (?study) { (<https://doi.org/10.1080/02640414.2024.2321021>) }\n" in text
    )


def test_a_record_is_the_same_json_ld_by_its_name_as_at_its_address(server: Server) -> None:
    accept = {"Accept": "application/ld+json"}
    by_name = server.http.get("/store", params={"graph": f"{BASE}claims/rest-intervals"}, headers=accept)
    at_home = server.http.get("/claims/rest-intervals", headers=accept)
    assert by_name.json() == at_home.json() and by_name.headers["content-type"] == at_home.headers["content-type"]
    ontology = server.http.get("/store", params={"graph": f"{BASE}ontology"}, headers=accept)
    assert ontology.status_code == 200 and isinstance(ontology.json(), list)
