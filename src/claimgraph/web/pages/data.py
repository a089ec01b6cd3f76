"""The data page: what the graph holds now, how to take it along, how to cite it, and how to ask it from a program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from claimgraph.service.census import TARGETS, Census
from claimgraph.service.dumps import Weight
from claimgraph.vocabulary import CG, DCTERMS, PREFIXES
from claimgraph.web.templates import render

TITLE = "Claims, their mechanisms and the evidence for them"
_COUNTED = (
    ("claims", CG.Claim, "/claims"),
    ("mechanisms", CG.Mechanism, "/network"),
    ("steps", CG.MechanismStep, "/queries/claim_with_steps"),
    ("arrows", CG.CausalLink, "/network"),
    ("lines of evidence", CG.EvidenceLine, "/audit"),
    ("studies", CG.Study, "/studies"),
    ("findings", CG.Finding, "/queries/findings_of_variable"),
    ("studies wanted", CG.EvidenceNeed, "/wanted"),
)
_LICENCES = {
    "https://creativecommons.org/licenses/by/4.0/": "CC BY 4.0",
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0",
}


@dataclass(frozen=True)
class Dump:
    """A file with all records.

    Attributes:
        weight: Its size and checksum; None where nobody has found them out yet.
    """

    label: str
    url: str
    weight: Weight | None

    @property
    def size(self) -> str:
        """Its size in words."""
        return size_in_words(self.weight.size) if self.weight else "not weighed yet"


def data_page(census: Census, concepts: int, dumps: list[Dump], root: str, base: str) -> str:
    """The page.

    Args:
        census: What the graph holds.
        concepts: How many concepts it holds, without the values of the vocabulary's own lists.
        dumps: The files with all of it.
        root: Address under which this server was reached, which the examples name.
        base: The store's base.
    """
    licences = census.rights.get(DCTERMS.license.value, [])
    return render(
        "data.html",
        title="Data",
        dataset=TITLE,
        census=census,
        counts=[*_counts(census.classes), ("concepts", concepts, "/concepts")],
        links=_links(census),
        dumps=dumps,
        licences=[(iri, _LICENCES.get(iri, iri)) for iri in licences[:3]],
        day=(census.modified or "")[:10],
        prefixes=sorted(PREFIXES.items()),
        root=root,
        example=_example(census, base),
        base=base,
    )


def _counts(classes: Mapping[str, int]) -> list[tuple[str, int, str]]:
    return [(label, classes.get(kind.value, 0), url) for label, kind, url in _COUNTED]


def _links(census: Census) -> list[tuple[str, int]]:
    """Links to each other collection, whatever they say."""
    counts = [(name, sum(count for (_, to), count in census.links.items() if to == name)) for name in TARGETS]
    return [(name, count) for name, count in counts if count]


def _example(census: Census, base: str) -> str:
    """The path of a claim."""
    found = (iri for iri in census.examples if iri.startswith(base + "claims/"))
    return next(found, base + "claims/").removeprefix(base).partition("#")[0]


def size_in_words(size: int) -> str:
    """Bytes as people say them.

    >>> [size_in_words(size) for size in (900, 345_678, 12_345_678)]
    ['900 bytes', '346 kB', '12.3 MB']
    """
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"
