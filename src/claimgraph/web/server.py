"""The server process: one store, one port, until it is told to stop."""

from __future__ import annotations

import gc
import ipaddress
import logging
import socket
import sys

import uvicorn

from claimgraph.errors import ClaimgraphError, PortTaken, UsageError
from claimgraph.service import Claimgraph
from claimgraph.settings import Settings
from claimgraph.web.app import make_app
from claimgraph.web.guarding import Guarded
from claimgraph.web.heads import BoundedProtocol
from claimgraph.web.hot import Hot
from claimgraph.web.sparql import PATHS, sparql


def run(settings: Settings, *, empty: bool = False) -> None:
    """Serve until interrupted.

    Raises:
        PortTaken: If somebody else listens there.
        UsageError: If the address is public and no token guards writing.
    """
    with _listen(settings) as listener:
        graph = Claimgraph.open(settings, empty=empty)
        if not _is_loopback(settings.host) and not list(graph.tokens):
            graph.close()
            raise UsageError(
                f"host {settings.host} is public and the store has no token; make one with `claimgraph token add`"
            )
        _ = graph.gate
        port = listener.getsockname()[1]
        address = f"http://{_in_url(listener.getsockname()[0])}:{port}/"
        if graph.held:
            graph.held.announce(address)
        print(
            f"claimgraph serves {graph.store.base} on http://{_in_url(settings.host)}:{port}/ (stop with Ctrl-C)",
            file=sys.stderr,
        )
        app = Guarded(Hot(make_app(graph), dict.fromkeys(PATHS, sparql)))
        config = uvicorn.Config(app, http=BoundedProtocol, log_level="warning", access_log=False, server_header=False)
        _settle()
        logging.getLogger("uvicorn.error").addFilter(_Expected())
        uvicorn.Server(config).run(sockets=[listener])


class _Expected(logging.Filter):
    """Leaves out the traceback of an answer that was broken off on purpose, because it went over a limit."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, ClaimgraphError):
            record.msg, record.args, record.exc_info = "an answer was broken off: %s", (str(error),), None
        return True


def _settle() -> None:
    """Take what was made so far out of the garbage collector's rounds: it stays as long as the server."""
    gc.collect()
    gc.freeze()


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise PortTaken(f"cannot listen on {settings.host}:{settings.port}: {error.strerror}") from None
    return listener


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
