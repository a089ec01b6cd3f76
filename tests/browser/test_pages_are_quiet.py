"""Pages fetch nothing foreign, run nothing inline and say nothing on the console."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

PATHS = (
    "/",
    "/claims",
    "/studies",
    "/concepts",
    "/queries",
    "/queries/claims",
    "/data",
    "/sparql",
    "/audit",
    "/wanted",
    "/claims/repetitions-in-reserve",
    "/studies/10.1080/02640414.2024.2321021",
    "/concepts/resistance-training",
)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_loads_whole_with_one_heading(page: Page, path: str) -> None:
    response = page.goto(path)
    assert response is not None and response.status == 200
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
