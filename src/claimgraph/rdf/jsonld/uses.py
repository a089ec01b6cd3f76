"""Which properties the nodes of each class have, read from the shapes: what is needed, what may be there twice."""

from __future__ import annotations

from dataclasses import dataclass, replace

from claimgraph.rdf.jsonld.said import Said
from claimgraph.vocabulary import CGSH, SH

_IN_SCHEME = f"{CGSH}In"


@dataclass(frozen=True)
class Use:
    """A property in one class.

    Attributes:
        required: Whether every node must have it.
        many: Whether a node may have it more than once.
        datatype: Datatype of its values, None for links.
        target: Class of what it links to, None where any will do.
        scheme: Scheme whose values it takes, None if it takes none.
        pattern: Regular expression that its values match.
    """

    required: bool = False
    many: bool = True
    datatype: str | None = None
    target: str | None = None
    scheme: str | None = None
    pattern: str | None = None


def read_uses(shapes: Said) -> dict[str, dict[str, Use]]:
    """The uses by class and property."""
    uses: dict[str, dict[str, Use]] = {}
    for shape in shapes.of_type(SH.NodeShape.value):
        for kind in shapes.all(shape, SH.targetClass):
            told = uses.setdefault(kind, {})
            for part in shapes.all(shape, SH.property):
                path = shapes.one(part, SH.path)
                if path is not None:
                    told[path] = _read_use(shapes, part, told.get(path, Use()))
    return uses


def _read_use(shapes: Said, part: str, known: Use) -> Use:
    node = shapes.one(part, SH.node) or ""
    scheme = shapes.one(f"{node}-scheme", SH.hasValue) if node.startswith(_IN_SCHEME) else None
    return replace(
        known,
        required=known.required or shapes.one(part, SH.minCount) == "1",
        many=known.many and shapes.one(part, SH.maxCount) != "1",
        datatype=known.datatype or shapes.one(part, SH.datatype),
        target=known.target or shapes.one(part, getattr(SH, "class")),
        scheme=known.scheme or scheme,
        pattern=known.pattern or shapes.one(part, SH.pattern),
    )
