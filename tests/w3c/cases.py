"""The case files under `tests/data/w3c`: one YAML file per group of features, each case with an id.

A `fault` names a known departure of the embedded engine from the specification; such a case must fail, so that the mark
goes when the engine is mended.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

DATA = Path(__file__).resolve().parent.parent / "data" / "w3c"


def cases(folder: str) -> list[Any]:
    """Every case of a folder as a parameter of its own, with what its file says for all of them."""
    found = []
    for path in sorted((DATA / folder).glob("*.yaml")):
        document = yaml.safe_load(path.read_text("utf-8"))
        shared = {key: value for key, value in document.items() if key != "cases"}
        for case in document["cases"]:
            marks = [pytest.mark.xfail(reason=case["fault"], strict=True)] if "fault" in case else []
            found.append(pytest.param(shared | case, id=f"{path.stem}-{case['id']}", marks=marks))
    assert found, f"no case in {DATA / folder}"
    return found
