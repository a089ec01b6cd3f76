"""A page as a response: with the rules that keep a browser from fetching or running anything foreign."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import HTMLResponse

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Content Security Policy (W3C CSP 3) of every page: files of this server alone, nothing inline."""
GUARDS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def page_response(page: str, status: int = 200, headers: Mapping[str, str] | None = None) -> HTMLResponse:
    """A page, guarded; headers that are given win."""
    return HTMLResponse(page, status, {**GUARDS, **(headers or {})})
