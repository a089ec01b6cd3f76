"""What is bundled from npm: fetched by content alone, under licences that allow it, none of it in the repository."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from claimgraph.web.templates import STATIC

FRONT = STATIC.parent / "frontend"


@pytest.mark.skipif(not FRONT.is_dir(), reason="the sources of the bundle are not installed")
def test_the_lock_file_names_no_address() -> None:
    text = (FRONT / "package-lock.json").read_text()
    assert "resolved" not in text and not re.search(r"\b[a-z+]+://", text)
    packages = json.loads(text)["packages"]
    assert len(packages) > 10
    assert all("integrity" in about for name, about in packages.items() if name)


def test_the_licences_of_all_that_is_bundled_stand_beside_it() -> None:
    bundle: Path = STATIC / "bundle"
    if not bundle.is_dir():
        pytest.skip("nothing is bundled; `make pages` does it")
    text = (bundle / "LICENSES.txt").read_text()
    named = dict(re.findall(r"^(@?[a-z][\w./-]*) [\d.]+, (.+)$", text, re.MULTILINE))
    assert {"cytoscape", "@zazuko/yasqe", "codemirror", "dompurify"} <= set(named)
    assert not any("GPL" in licence for licence in named.values())
