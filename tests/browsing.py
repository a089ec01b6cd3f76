"""A real browser on a real server: what people see, and what goes wrong while they see it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


def chromium() -> str:
    """The browser of the system; without one the test is skipped, in CI it fails."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        message = "no Chromium is installed; on Debian: apt-get install chromium"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    return found


@contextmanager
def browsing() -> Iterator[Browser]:
    """A headless browser."""
    path = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@dataclass
class Watched:
    """What a page did that it must not: errors on the console, errors of scripts, requests to elsewhere."""

    url: str
    faults: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()
    """Parts of messages that a test brings about itself, such as the status of a refused form."""

    def watch(self, context: BrowserContext) -> None:
        """Note what the pages of a context do."""
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self._note(f"script: {error.error}"))
        context.on("request", self._on_request)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._note(f"console: {message.text}")

    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != urlsplit(self.url).netloc:
            self._note(f"request: {request.url}")

    def _note(self, fault: str) -> None:
        if not any(part in fault for part in self.expected):
            self.faults.append(fault)


@contextmanager
def page_on(browser: Browser, url: str, **options: object) -> Iterator[tuple[Page, Watched]]:
    """A page of its own on a server; afterwards nothing may have gone wrong that was not expected."""
    context = browser.new_context(base_url=url, **{"viewport": DESKTOP, **options})  # type: ignore[arg-type]
    watched = Watched(url)
    watched.watch(context)
    page = context.new_page()
    page.set_default_timeout(15_000)
    try:
        yield page, watched
    finally:
        context.close()
    assert watched.faults == []
