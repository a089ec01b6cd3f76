from __future__ import annotations

import contextlib
import filecmp
import json
import os
import pty
import shutil
import subprocess
from pathlib import Path

import pytest
from serving import AGENT, COMMAND, run

from claimgraph import shipped

SEED = "repetitions-in-reserve.txt"
BASES = [
    ["DirectMeasurement", "DirectMeasurement", "AuthorInference", "DirectMeasurement"],
    ["Observation", "CitedLiterature", "DirectMeasurement"],
]
COMMANDS = [
    "serve", "ingest", "validate", "query", "queries", "show", "load", "dump", "rebase", "settings", "token add",
    "token list", "token revoke", "study import", "nanopub", "claimreview", "hash",
]  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store with the curated graph, for commands that only read."""
    folder = tmp_path_factory.mktemp("cli") / "store"
    run("query", "--store", str(folder), "ASK { ?s ?p ?o }")
    return str(folder)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    text = run(*command.split(), "--help", env={**os.environ, "COLUMNS": "200"}).stdout
    assert "Example" in text and f"claimgraph {command.split()[0]}" in text


def test_the_seed_page_comes_out_right_in_an_empty_store(tmp_path: Path, shared_pages: Path) -> None:
    store = str(tmp_path / "store")
    done = run("ingest", "--store", store, "--empty", "--format", "json", str(shared_pages / SEED))
    [report] = json.loads(done.stdout)
    assert [m["standing"] for m in report["mechanisms"]] == ["MostProbable", "LessSupported"]
    assert [[b for step in m["bases"] for b in step] for m in report["mechanisms"]] == BASES
    assert (report["supporting"], report["contradicting"]) == (1, 0)
    query = """SELECT ?position ?basis ?direction WHERE {
        ?claim a cg:Claim ; cg:hasMechanism ?m . ?m cg:hasStep ?s ; cg:standing ?standing . ?s cg:position ?position ;
        cg:hasEvidence ?e . ?e cg:study <https://doi.org/10.1080/02640414.2024.2321021> ; cg:basis ?basis ; cg:direction ?direction
        } ORDER BY DESC(?standing) ?position"""
    rows = run("query", "--store", store, query, "--format", "csv").stdout.split()[1:]
    bases = [basis for mechanism in BASES for basis in mechanism]
    assert [row.split(",")[1].partition("#")[2] for row in rows] == bases and all("#Supports" in row for row in rows)
    tally = run("query", "--store", store, "evidence_tally", "--format", "csv").stdout.split()
    assert tally[1].endswith("repetitions-in-reserve#claim,1,0,0,1,0") and len(tally) == 2


def test_the_same_page_twice_is_one_record_without_a_new_revision(tmp_path: Path, shared_pages: Path) -> None:
    store, page = str(tmp_path / "store"), str(shared_pages / "creatine-strength.txt")
    run("ingest", "--store", store, page)
    [again] = json.loads(run("ingest", "--store", store, "--format", "json", page).stdout)
    assert again["outcome"] == "unchanged" and set(again["records"].values()) == {"unchanged"}
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?r cg:revisionOf <http://localhost:8000/claims/creatine-strength> }"
    assert run("query", "--store", store, count).stdout.split() == ["n", "1"]


def test_a_changed_page_makes_a_new_revision(tmp_path: Path, shared_pages: Path) -> None:
    store, page = str(tmp_path / "store"), tmp_path / "creatine-strength.txt"
    shutil.copy(shared_pages / "creatine-strength.txt", page)
    run("ingest", "--store", store, str(page))
    page.write_text(page.read_text().replace("Larger phosphocreatine stores", "Bigger phosphocreatine stores"))
    [changed] = json.loads(run("ingest", "--store", store, "--format", "json", str(page)).stdout)
    assert changed["outcome"] == "changed"


def test_a_curated_record_is_not_replaced_by_a_page(tmp_path: Path, shared_pages: Path) -> None:
    store, page = str(tmp_path / "store"), tmp_path / SEED
    run("query", "--store", store, "ASK {}")
    [same] = json.loads(run("ingest", "--store", store, "--format", "json", str(shared_pages / SEED)).stdout)
    assert same["outcome"] == "same"
    page.write_text((shared_pages / SEED).read_text().replace("eight weeks", "nine weeks"))
    [kept] = json.loads(run("ingest", "--store", store, "--format", "json", str(page)).stdout)
    assert kept["outcome"] == "contribution"
    pending = "ASK { ?c a cg:Contribution ; cg:contributionState cg:PendingContribution }"
    assert json.loads(run("query", "--store", store, pending).stdout)["boolean"] is True
    [forced] = json.loads(run("ingest", "--store", store, "--replace", "--format", "json", str(page)).stdout)
    assert forced["outcome"] == "changed"


BROKEN = {
    "empty.txt": b"",
    "binary.txt": bytes(range(256)) * 8,
    "no-steps.txt": b"A claim about something.\nMechanism\nSynthesis from 1 study\nWords.\nMost probable mechanism\n"
    b"Evidence from Studies\nSupporting (1)\nContradicting (0)\n",
    "bad-doi.txt": b"A claim.\nMechanism\nMost probable mechanism\nSummary of it.\nX increases Y, as directly measured in the "
    b"study with DOI 11.1080/nonsense.\n",
    "negative.txt": b"A claim about something here.\nEvidence from Studies\nSupporting (-1)\nContradicting (0)\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_page_gives_one_error_and_leaves_the_store_byte_for_byte(tmp_path: Path, name: str) -> None:
    store, copy, page = tmp_path / "store", tmp_path / "copy", tmp_path / name
    run("query", "--store", str(store), "--empty", "ASK {}")
    shutil.copytree(store, copy)
    page.write_bytes(BROKEN[name])
    done = run("ingest", "--store", str(store), str(page), expect=1)
    [error] = done.stderr.splitlines()
    assert name in error and "expected" in error and not done.stdout
    comparison = filecmp.dircmp(store, copy)
    assert not (comparison.left_only or comparison.right_only)
    for folder in ("data", ""):
        names = [path.name for path in (copy / folder).iterdir() if path.is_file()]
        assert filecmp.cmpfiles(store / folder, copy / folder, names, shallow=False)[0] == names


def test_one_broken_page_of_a_folder_does_not_hold_up_the_others(tmp_path: Path, shared_pages: Path) -> None:
    pages = tmp_path / "pages"
    shutil.copytree(shared_pages, pages)
    (pages / "empty.txt").write_bytes(b"")
    done = run("ingest", "--store", str(tmp_path / "store"), "--empty", "--format", "json", str(pages), expect=1)
    assert len(json.loads(done.stdout)) == len(list(shared_pages.glob("*.txt")))
    assert len(done.stderr.splitlines()) == 1 and "empty.txt" in done.stderr


def test_two_pages_for_one_record_are_refused(tmp_path: Path, shared_pages: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        shutil.copy(shared_pages / "creatine-strength.txt", tmp_path / folder)
    done = run(
        "ingest", "--to", str(tmp_path / "out"), "--store", "memory", str(tmp_path / "a"), str(tmp_path / "b"), expect=1
    )
    assert "a second page for claims/creatine-strength" in done.stderr


def test_to_writes_files_that_validate_and_leaves_the_store_alone(tmp_path: Path, shared_pages: Path) -> None:
    out = tmp_path / "out"
    run("ingest", "--store", str(tmp_path / "none"), "--to", str(out), str(shared_pages / "creatine-strength.txt"))
    assert not (tmp_path / "none").exists()
    assert (out / "claims" / "creatine-strength.ttl").is_file()
    assert (out / "studies" / "10.1152" / "jappl.1996.81.1.232.ttl").is_file()
    assert "conforms" in run("validate", str(out)).stdout


def test_a_dry_run_of_ingest_writes_nothing(tmp_path: Path, shared_pages: Path) -> None:
    store = str(tmp_path / "store")
    done = run("ingest", "--store", store, "--empty", "--dry-run", str(shared_pages / SEED))
    assert "would be created" in done.stdout
    assert json.loads(run("query", "--store", store, "ASK { ?c a cg:Claim }").stdout)["boolean"] is False


def test_the_curated_graph_validates_as_a_user_would(tmp_path: Path) -> None:
    done = run("validate", str(shipped.data_folder("graph")))
    assert done.stdout.startswith("conforms")


@pytest.mark.parametrize("format", ["text", "json", "turtle"])
def test_validate_names_fault_node_and_shape_in_every_format(tmp_path: Path, format: str) -> None:
    file = tmp_path / "claims" / "x.ttl"
    file.parent.mkdir()
    file.write_text("@prefix cg: <https://w3id.org/claimgraph/ontology#> .\n<#claim> a cg:Claim .")
    text = run("validate", "--format", format, str(file), expect=1).stdout
    for part in ("claims/x#claim", "Claim-statement", "A claim needs one statement"):
        assert part in text


def test_validate_tells_line_and_column_of_what_does_not_parse(tmp_path: Path) -> None:
    file = tmp_path / "claims" / "x.ttl"
    file.parent.mkdir()
    file.write_text("<#claim> a cg:Claim .")
    assert "x.ttl:1:12: The prefix cg: has not been declared" in run("validate", str(file), expect=1).stderr


def test_validate_needs_a_place_that_names_the_record(tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text("<#claim> <p> 1 .")
    assert "below a folder claims, studies" in run("validate", str(file), expect=1).stderr


def test_dump_and_load_round_trip(tmp_path: Path, store: str) -> None:
    first, second = tmp_path / "first.nq", tmp_path / "second.nq"
    run("dump", "--store", store, str(first))
    run("load", "--store", str(tmp_path / "copy"), "--empty", str(first))
    run("dump", "--store", str(tmp_path / "copy"), str(second))
    assert first.read_bytes() == second.read_bytes() and first.stat().st_size > 10_000
    assert run("dump", "--store", store).stdout == first.read_text()


def test_dump_to_a_folder_is_the_layout_of_the_curated_graph(tmp_path: Path, store: str) -> None:
    run("dump", "--store", store, str(tmp_path / "out"))
    files = list(shipped.graph_files())
    assert files
    for path, file in files:
        assert (tmp_path / "out" / f"{path}.ttl").is_file(), path
        assert file.is_file()
    run("load", "--store", str(tmp_path / "copy"), "--empty", str(tmp_path / "out"))


def test_load_writes_all_or_nothing(tmp_path: Path, store: str) -> None:
    claims = tmp_path / "claims"
    claims.mkdir()
    head = "@prefix cg: <https://w3id.org/claimgraph/ontology#> .\n"
    (claims / "good.ttl").write_text(head + '<#claim> a cg:Claim ; cg:statement "s"@en .')
    (claims / "bad.ttl").write_text(head + "<#claim> a cg:Claim .")
    copy = str(tmp_path / "copy")
    done = run("load", "--store", copy, "--empty", str(claims), expect=1)
    assert "claims/bad#claim" in done.stderr
    assert json.loads(run("query", "--store", copy, "ASK { ?c a cg:Claim }").stdout)["boolean"] is False


@pytest.mark.parametrize(
    ("arguments", "code", "part"),
    [
        (["query", "no_such_query"], 2, "no query of the catalogue"),
        (["query", "SELECT * WHERE {"], 1, "does not parse"),
        (["query", "claims_by_study"], 1, "'study' is missing"),
        (["query", "claims_by_study", "--param", "study"], 2, "NAME=VALUE"),
        (["query", "claims_by_study", "--param", "studdy=x"], 1, "one of study"),
        (["query", "ASK {}", "--format", "pdf"], 2, "accepted are"),
        (["show", "none"], 1, "there is no record claims/none"),
        (["validate", "/nowhere/claims/x.ttl"], 1, "No such file"),
        (["ingest", "/nowhere/x.txt"], 1, "No such file"),
        (["settings", "--format", "xml"], 2, "accepted are text, json"),
        (["token", "add", "--role", "king", "--agent", AGENT], 2, "known are"),
        (["token", "add", "--role", "curator", "--agent", "no iri"], 2, "is no IRI"),
        (["nonsense"], 2, ""),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_calls_say_what_is_wrong(store: str, arguments: list[str], code: int, part: str) -> None:
    where = [] if arguments[0] in ("validate", "nonsense") else ["--store", store]
    error = run(*arguments, *where, expect=code).stderr
    assert part in error and "Traceback" not in error


def test_results_pipe_in_every_format(store: str) -> None:
    query = "SELECT ?c WHERE { ?c a cg:Claim } ORDER BY ?c"
    csv = run("query", "--store", store, query).stdout
    assert csv.splitlines()[0] == "c" and len(csv.splitlines()) > 5
    assert run("query", "--store", store, query, "--format", "tsv").stdout.startswith("?c\n<http")
    assert json.loads(run("query", "--store", store, query, "--format", "json").stdout)["head"]["vars"] == ["c"]
    assert "<sparql" in run("query", "--store", store, query, "--format", "xml").stdout
    assert "repetitions-in-reserve" in run("query", "--store", store, query, "--format", "table").stdout
    assert "a cg:Claim" in run("query", "--store", store, "CONSTRUCT WHERE { ?c a cg:Claim }").stdout


def test_a_query_comes_from_a_file_or_standard_input(store: str, tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_text("ASK { ?c a cg:Claim }")
    assert "true" in run("query", "--store", store, str(file)).stdout
    assert "true" in run("query", "--store", store, "-", input="ASK { ?c a cg:Claim }").stdout


def test_a_closed_pipe_is_no_error(store: str) -> None:
    command = " ".join(f"'{part}'" for part in [*COMMAND, "dump", "--store", store])
    done = subprocess.run(["bash", "-c", f"{command} | head -1"], capture_output=True, text=True, timeout=60)
    assert done.stdout.count("\n") == 1 and "Traceback" not in done.stderr


def test_show_reads_like_a_page(store: str) -> None:
    page = run("show", "--store", store, "repetitions-in-reserve").stdout
    for part in (
        "Most probable mechanism",
        "Less supported by current evidence",
        "Refalo et al. 2024",
        "direct measurement",
    ):
        assert part in page
    assert "0.181" in run("show", "--store", store, "10.1080/02640414.2024.2321021").stdout


def test_a_terminal_gets_a_table(store: str) -> None:
    parent, child = pty.openpty()
    process = subprocess.Popen([*COMMAND, "query", "--store", store, "claims"], stdout=child, stderr=subprocess.DEVNULL)
    os.close(child)
    shown = b""
    while True:
        try:
            part = os.read(parent, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
    os.close(parent)
    process.wait()
    assert "┃".encode() in shown and b"rows" in shown


def test_token_add_prints_one_line_and_never_fills_the_store(tmp_path: Path) -> None:
    store = tmp_path / "store"
    done = run("token", "add", "--store", str(store), "--role", "curator", "--agent", AGENT)
    [token] = done.stdout.splitlines()
    assert len(token) >= 32 and set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-")
    assert [path.name for path in store.iterdir()] == ["tokens"]
    assert token.partition(".")[2] not in (store / "tokens").read_text()
    listed = run("token", "list", "--store", str(store)).stdout
    assert AGENT in listed and token.partition(".")[2] not in listed
    run("token", "revoke", "--store", str(store), token.partition(".")[0])
    assert run("token", "list", "--store", str(store)).stdout == ""


def test_settings_tell_where_each_value_comes_from(tmp_path: Path) -> None:
    (tmp_path / "claimgraph.toml").write_text('language = "de"\nport = 7000\n')
    environment = {**os.environ, "CLAIMGRAPH_PORT": "9000"}
    lines = run("settings", "--store", "x", cwd=tmp_path, env=environment).stdout.splitlines()
    rows = {line.split("\t")[0]: line.split("\t")[1:] for line in lines}
    assert rows["port"] == ["9000", "environment"] and rows["language"] == ["de", "claimgraph.toml"]
    assert rows["store"] == ["x", "flag"] and rows["host"] == ["127.0.0.1", "default"]


@pytest.mark.parametrize(
    ("toml", "environment", "part"),
    [
        ('colour = "red"', {}, "setting 'colour'"),
        ("port = 99999", {}, "setting 'port'"),
        ("port = ", {}, "claimgraph.toml"),
        ("", {"CLAIMGRAPH_COLOUR": "red"}, "CLAIMGRAPH_COLOUR is no setting"),
        ("", {"CLAIMGRAPH_BASE_IRI": "localhost"}, "setting 'base_iri'"),
    ],
    ids=["unknown key", "out of range", "no TOML", "unknown variable", "no base"],
)
def test_a_wrong_setting_is_refused_by_name(tmp_path: Path, toml: str, environment: dict[str, str], part: str) -> None:
    (tmp_path / "claimgraph.toml").write_text(toml)
    done = run("settings", expect=2, cwd=tmp_path, env={**os.environ, **environment})
    assert part in done.stderr


def test_another_base_is_refused_until_rebase(tmp_path: Path) -> None:
    store = str(tmp_path / "store")
    run("query", "--store", store, "ASK {}")
    done = run("query", "--store", store, "--base-iri", "https://example.org/kg/", "ASK {}", expect=3)
    assert "has the base IRI http://localhost:8000/" in done.stderr
    run("rebase", "--store", store, "https://example.org/kg/")
    claims = run("query", "--store", store, "SELECT ?c WHERE { ?c a cg:Claim }").stdout
    assert "https://example.org/kg/claims/repetitions-in-reserve#claim" in claims and "localhost" not in claims
    assert run(
        "validate", "--store", store, "--base-iri", "https://example.org/kg/", str(shipped.data_folder("graph"))
    ).stdout


def test_a_store_held_by_another_command_is_exit_3(tmp_path: Path) -> None:
    from claimgraph.store.folder import StoreFolder

    folder = StoreFolder.hold(tmp_path)
    assert f"held by process {os.getpid()}" in run("query", "--store", str(tmp_path), "ASK {}", expect=3).stderr
    folder.release()


def test_a_page_may_have_a_name_in_any_script(tmp_path: Path, shared_pages: Path) -> None:
    page = tmp_path / "Überlastung & çafé.txt"
    shutil.copy(shared_pages / "creatine-strength.txt", page)
    done = run("ingest", "--store", str(tmp_path / "store"), "--empty", "--format", "json", str(page))
    assert json.loads(done.stdout)[0]["path"] == "claims/%C3%BCberlastung-%C3%A7af%C3%A9"
    assert "phosphocreatine" in run("show", "--store", str(tmp_path / "store"), "überlastung-çafé").stdout


@pytest.mark.parametrize("wait_s", [0.3, 0.5, 0.7, 0.9])
def test_an_interrupted_first_filling_is_done_again(tmp_path: Path, wait_s: float) -> None:
    store = str(tmp_path / "store")
    process = subprocess.Popen([*COMMAND, "query", "--store", store, "ASK {}"], stdout=subprocess.DEVNULL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(wait_s)
    process.kill()
    process.wait()
    count = run("query", "--store", store, "SELECT (COUNT(DISTINCT ?c) AS ?n) WHERE { ?c a cg:Claim }").stdout
    assert int(count.split()[1]) == len(list(shipped.data_folder("graph").glob("claims/*.ttl")))


@pytest.mark.parametrize(
    "arguments",
    [["dump", "/nowhere/at/all.nq"], ["ingest", "--to", "/proc/x", "{page}"], ["query", "{binary}"]],
    ids=["no folder", "no place", "no text"],
)
def test_the_surroundings_are_told_in_one_line(
    store: str, tmp_path: Path, shared_pages: Path, arguments: list[str]
) -> None:
    (tmp_path / "binary.rq").write_bytes(b"\xff\xfe{")
    names = {"page": shared_pages / "creatine-strength.txt", "binary": tmp_path / "binary.rq"}
    done = subprocess.run(
        [*COMMAND, *(part.format(**names) for part in arguments), "--store", store],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode in (1, 3) and len(done.stderr.splitlines()) == 1 and "Traceback" not in done.stderr


def test_to_does_not_replace_a_file_that_says_something_else(tmp_path: Path, shared_pages: Path) -> None:
    page, curated = str(shared_pages / SEED), tmp_path / "claims" / "repetitions-in-reserve.ttl"
    curated.parent.mkdir()
    shutil.copy(shipped.data_folder("graph") / "claims" / "repetitions-in-reserve.ttl", curated)
    before = curated.read_bytes()
    assert "--replace" in run("ingest", "--store", "memory", "--to", str(tmp_path), page, expect=1).stderr
    assert curated.read_bytes() == before
    run("ingest", "--store", "memory", "--to", str(tmp_path), "--replace", page)
    assert curated.read_bytes() != before


def test_control_characters_of_a_record_do_not_reach_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "claims" / "esc.ttl"
    file.parent.mkdir()
    file.write_text(
        '@prefix cg: <https://w3id.org/claimgraph/ontology#> .\n<#claim> a cg:Claim ; cg:statement "a\\u001B[2Jb"@en .'
    )
    run("load", "--store", str(tmp_path / "store"), "--empty", str(file))
    assert "\x1b" not in run("show", "--store", str(tmp_path / "store"), "esc").stdout
