"""Nanopublications are valid for the package that publishes them, name themselves by their hash, and can be signed."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from Crypto.PublicKey import RSA
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse
from serving import Server, run, serving

from claimgraph.errors import InputError, NotFound, OverLimit
from claimgraph.mediatypes import JSON_LD, N_QUADS, TRIG
from claimgraph.publishing.nanopub import MOST_TRIPLES, SPACE, Written, iri_of, nanopub_of
from claimgraph.publishing.signing import signed
from claimgraph.publishing.trusty import artifact_code, normal_form, renamed
from claimgraph.service import Claimgraph
from claimgraph.service.publications import nanopub, write_nanopub
from claimgraph.service.records import Body
from claimgraph.service.revisions import Author
from claimgraph.vocabulary import CG, DCTERMS, NPX, PROV, RDF

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from nanopub import Nanopub
    from nanopub.sign_utils import verify_signature, verify_trusty
    from nanopub.trustyuri.rdf import RdfHasher

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
SEED = "claims/repetitions-in-reserve"
AGENT = "https://orcid.org/0000-0002-1825-0097"
WRITTEN = Written("http://l/claims/a/history/1", "2026-11-23T10:00:00Z")


def read_by_others(content: bytes, format: str = "trig") -> Nanopub:
    dataset = rdflib.ConjunctiveGraph()
    dataset.parse(data=content.decode(), format=format)
    return Nanopub(rdf=dataset)


def assert_valid(content: bytes, format: str = "trig") -> None:
    """Whether the package for nanopublications takes it, trusty URI included."""
    read = read_by_others(content, format)
    assert read.is_valid
    assert verify_trusty(read.rdf, str(read.metadata.np_uri), read.metadata.namespace)


@pytest.fixture(scope="module")
def key() -> bytes:
    return RSA.generate(2048).export_key("PEM")  # type: ignore[no-any-return]


def test_every_shipped_claim_is_a_valid_nanopublication(curated: Claimgraph) -> None:
    paths = curated.derivations.paths()
    assert len(paths) > 5
    for path in paths:
        quads = nanopub(curated, path)
        assert iri_of(quads).startswith(f"{SPACE}RA") and len(iri_of(quads)) == len(SPACE) + 45
        assert_valid(write_nanopub(quads, TRIG))
        assert_valid(write_nanopub(quads, N_QUADS), "nquads")


def test_all_syntaxes_say_the_same(curated: Claimgraph) -> None:
    quads = nanopub(curated, SEED)
    for kind in (TRIG, N_QUADS, JSON_LD):
        content = write_nanopub(quads, kind)
        assert content == write_nanopub(list(reversed(quads)), kind), "the same bytes each time"
        assert set(parse(content, kind.format)) == set(quads)


def test_the_assertion_is_what_the_record_says_of_the_claim(curated: Claimgraph) -> None:
    quads = nanopub(curated, SEED)
    record, own = set(curated.records.read(SEED)), iri_of(quads)
    assertion = {q.triple for q in quads if q.graph_name == NamedNode(f"{own}#assertion")}
    document = f"http://localhost:8000/{SEED}"
    beside = {t for t in record if t.subject in (NamedNode(document), NamedNode(f"{document}#source"))}
    assert assertion == record - beside and beside
    provenance = {q.triple for q in quads if q.graph_name == NamedNode(f"{own}#provenance")}
    derived = {t.object.value for t in provenance if t.predicate == PROV.wasDerivedFrom}
    assert {document, f"{document}#source", "https://doi.org/10.1080/02640414.2024.2321021"} <= derived
    pubinfo = {q.triple.predicate for q in quads if q.graph_name == NamedNode(f"{own}#pubinfo")}
    assert {DCTERMS.created, DCTERMS.creator, DCTERMS.license} <= pubinfo


def test_the_same_revision_gives_the_same_and_another_one_another(graph: Claimgraph) -> None:
    before = nanopub(graph, SEED)
    assert set(nanopub(graph, SEED)) == set(before)
    triples = [t for t in graph.records.read(SEED) if t.predicate != CG.plainStatement]
    graph.records.write([Body(SEED, triples)], Author(AGENT))
    after = nanopub(graph, SEED)
    assert iri_of(after) != iri_of(before)
    created = [q.object.value for q in after if q.predicate == DCTERMS.creator]
    assert created == [AGENT], "who wrote the revision publishes it"


def test_what_is_no_claim_has_none(curated: Claimgraph) -> None:
    for path in ("claims/none", "studies/10.1080/02640414.2024.2321021"):
        with pytest.raises(NotFound):
            nanopub(curated, path)


def test_too_many_triples_are_refused(curated: Claimgraph) -> None:
    many = [Triple(NamedNode("http://l/claims/a#claim"), CG.statement, Literal(str(n))) for n in range(MOST_TRIPLES)]
    with pytest.raises(
        OverLimit, match=r"http://l/claims/a would make a nanopublication of 1209 triples; .* at most 1200"
    ):
        nanopub_of(many, "http://l/claims/a", WRITTEN)
    nanopub_of(many[:-9], "http://l/claims/a", WRITTEN)


_OWN = f"{SPACE}draft"
_IRIS = st.sampled_from(["http://e/a", "http://e/é", _OWN, f"{_OWN}#x", f"{_OWN}y", "https://w3id.org/np/"])
_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], include_characters="\n\\\t"), max_size=8)
_OBJECTS = st.one_of(
    _IRIS.map(NamedNode),
    _TEXTS.map(Literal),
    st.builds(lambda text, tag: Literal(text, language=tag), _TEXTS, st.sampled_from(["en", "en-US", "de"])),
    st.integers().map(Literal),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(_IRIS, _IRIS, _OBJECTS, _IRIS), min_size=1, max_size=12))
def test_the_hash_is_that_of_the_package(rows: list[tuple[str, str, NamedNode | Literal, str]]) -> None:
    quads = [Quad(NamedNode(s), NamedNode(p), o, NamedNode(g)) for s, p, o, g in rows]
    theirs = [
        (rdflib.URIRef(g), rdflib.URIRef(s), rdflib.URIRef(p), _term(o)) for s, p, o, g in rows
    ]  # fmt: skip
    base = f"{_OWN}#"
    assert artifact_code(quads, _OWN) == RdfHasher.make_hash(theirs, baseuri=base, hashstr=" ")
    assert normal_form(quads, _OWN) == RdfHasher.normalize_quads(theirs, baseuri=base, hashstr=" ")
    code = artifact_code(quads, _OWN)
    moved = renamed(quads, _OWN, SPACE + code)
    assert artifact_code(moved, SPACE + code) == code, "the name does not change what is hashed"


def _term(value: NamedNode | Literal) -> rdflib.term.Node:
    if isinstance(value, NamedNode):
        return rdflib.URIRef(value.value)
    return rdflib.Literal(
        value.value, lang=value.language, datatype=None if value.language else value.datatype.value, normalize=False
    )


def test_a_signed_one_is_valid_and_signed_for_the_package(curated: Claimgraph, key: bytes) -> None:
    plain = nanopub(curated, SEED)
    quads = signed(plain, key, AGENT, place="key")
    assert iri_of(quads) != iri_of(plain) and {q.predicate for q in quads} >= {NPX.hasSignature, NPX.signedBy}
    content = write_nanopub(quads, TRIG)
    assert_valid(content)
    read = read_by_others(content)
    assert verify_signature(read.rdf, read.metadata.namespace)
    forged = content.replace(b"eight weeks", b"nine weeks!")
    assert forged != content
    with pytest.raises(ValueError, match="not valid"):
        assert_valid(forged)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "no key that can be read"),
        (b"hello", "no key that can be read"),
        (b"-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----", "no key that can be read"),
        (RSA.generate(1024).export_key("PEM"), "a key of 1024 bits"),
        (RSA.generate(2048).public_key().export_key("PEM"), "a public key"),
    ],
    ids=["empty", "text", "broken", "short", "public"],
)
def test_a_key_that_cannot_sign_is_refused(curated: Claimgraph, content: bytes, found: str) -> None:
    with pytest.raises(InputError, match=f"my.pem: expected a private RSA key .*, found {found}"):
        signed(nanopub(curated, SEED), content, AGENT, place="my.pem")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("nanopub")) as server:
        yield server


def test_over_http_it_is_negotiated_and_kept_by_its_tag(server: Server) -> None:
    first = server.http.get(f"{SEED}/nanopub")
    assert first.status_code == 200 and first.headers["content-type"].startswith("application/trig")
    assert_valid(first.content)
    quads = server.http.get(f"{SEED}/nanopub", headers={"Accept": "application/n-quads"})
    assert set(parse(quads.content, RdfFormat.N_QUADS)) == set(parse(first.content, RdfFormat.TRIG))
    assert server.http.get(f"{SEED}/nanopub?format=jsonld").headers["content-type"] == "application/ld+json"
    known = {"If-None-Match": first.headers["etag"]}
    assert server.http.get(f"{SEED}/nanopub", headers=known).status_code == 304
    assert server.http.get(f"{SEED}/nanopub?format=nquads", headers=known).status_code == 200
    assert server.http.get(f"{SEED}/nanopub?format=turtle").status_code == 400
    assert server.http.get(f"{SEED}/nanopub", headers={"Accept": "image/png"}).status_code == 406
    assert server.http.get("claims/none/nanopub").status_code == 404


def test_a_claim_that_is_too_large_is_413_over_http_and_exit_1(server: Server) -> None:
    node, kind = f"http://localhost:8000/{SEED}", f"<{RDF.type.value}> <{CG.Claim.value}>"
    body = f'<{node}-b#claim> {kind} ; <{CG.statement.value}> "A"@en . '
    body += " ".join(
        f"<{node}-b#d{n}> a <{CG.DeclaredDetail.value}> ; <{CG.detailName.value}> \"a\" ; <{CG.detailValue.value}> \"b\" . "
        f"<{node}-b#claim> <{CG.hasDeclaredDetail.value}> <{node}-b#d{n}> ."
        for n in range(320)
    )  # fmt: skip
    headers = {**server.curator, "Content-Type": "text/turtle"}
    assert server.http.put(f"{SEED}-b", content=body, headers=headers).status_code == 201
    large = server.http.get(f"{SEED}-b/nanopub")
    assert large.status_code == 413 and "at most 1200" in large.json()["detail"]
    done = run("nanopub", "repetitions-in-reserve-b", "--store", str(server.store), expect=1)
    assert "at most 1200" in done.stderr


def test_the_command_prints_and_signs(tmp_path: Path, key: bytes, server: Server) -> None:
    file, store = tmp_path / "key.pem", str(server.store)
    file.write_bytes(key)
    plain = run("nanopub", "repetitions-in-reserve", "--store", store).stdout
    assert plain == server.http.get(f"{SEED}/nanopub").text
    signing = ["--key", str(file), "--agent", AGENT, "--format", "nquads"]
    done = run("nanopub", "repetitions-in-reserve", *signing, "--store", store)
    assert_valid(done.stdout.encode(), "nquads")
    assert "hasSignature" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--key", "k.pem"], 2, "--key and --agent belong together"),
        (["--agent", AGENT], 2, "--key and --agent belong together"),
        (["--key", "/nowhere", "--agent", AGENT], 1, "/nowhere: expected a private key"),
        (["--format", "turtle"], 2, "accepted are trig, nquads, jsonld"),
    ],
)
def test_wrong_calls_of_nanopub_say_what_is_wrong(arguments: list[str], code: int, message: str) -> None:
    done = run("nanopub", "repetitions-in-reserve", *arguments, "--store", "memory", expect=code)
    assert message in done.stderr
