from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project built and installed as `pip install .` does, without asking any network."""
    target = tmp_path_factory.mktemp("site")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, "--target", str(target), str(ROOT)], check=True, timeout=300)
    return target


def test_the_wheel_brings_its_data_and_works_from_elsewhere(installed: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    program = "import claimgraph, sys; from claimgraph.cli import main; sys.stderr.write(claimgraph.__file__); main()"
    query = "SELECT (COUNT(DISTINCT ?c) AS ?n) WHERE { ?c a cg:Claim }"
    done = subprocess.run(
        [sys.executable, "-c", program, "query", "--store", "here", query],
        capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=120, check=True,
    )  # fmt: skip
    assert done.stderr == str(installed / "claimgraph" / "__init__.py")
    assert int(done.stdout.split()[1]) >= 5
    for name in ("ontology", "shapes", "graph", "queries"):
        assert any((installed / "claimgraph" / "data" / name).iterdir())
    assert (installed / "claimgraph" / "web" / "templates" / "claim.html").is_file()
    assert (installed / "bin" / "claimgraph").is_file()


def test_the_installed_gate_proves_itself_on_the_shipped_examples(installed: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    program = (
        "from claimgraph.service import Claimgraph; from claimgraph.settings import Settings;"
        "g = Claimgraph.in_memory(Settings(store='memory'), empty=True); print(g.gate.engine); g.close()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
        timeout=120,
        check=True,
    )
    assert done.stdout.strip() == "shacl"
