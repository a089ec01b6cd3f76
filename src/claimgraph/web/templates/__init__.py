"""The pages' templates; everything put into them is escaped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from claimgraph.model.mechanism import INFLUENCES
from claimgraph.web.links import fragment_of, local_url

STATIC = Path(__file__).parent.parent / "static"
"""Files that pages load."""
_environment = Environment(
    loader=PackageLoader("claimgraph.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@pass_context
def _link(context: Context, iri: str) -> str:
    """Address of an IRI in a page that was given its `base`."""
    return local_url(iri, context["base"]) or "#"


def bundle(name: str) -> str | None:
    """Address of a bundled script, None where `make pages` has not been run."""
    return f"/static/bundle/{name}.js" if (STATIC / "bundle" / f"{name}.js").is_file() else None


_environment.globals |= {"INFLUENCES": INFLUENCES, "bundle": bundle}
_environment.filters |= {"link": _link, "fragment": fragment_of}


def render(name: str, **values: Any) -> str:  # noqa: ANN401 - templates take values of every type
    """Fill a template; U+0000, which no page may hold, becomes the character in its place (HTML 13.2.5)."""
    return _environment.get_template(name).render(**values).replace("\0", "\ufffd")
