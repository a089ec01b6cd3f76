"""Views for the tests of exports: one of the seed's claim, one made of everything that breaks writers and readers."""

from __future__ import annotations

from claimgraph.network.view import Edge, View, make_view

BASE = "http://localhost:8000/"
_NAMES = [
    'a "quoted" <b>label</b> & more',
    "two\nlines\r\nand\ta tab",
    "closing ] bracket [ and } brace {",
    "-- dashes --> and | pipes",
    "end",
    "graph subgraph click style",
    "emoji 🏋️ and µ",
    "عَضَلة و عِظام",
    "back\\slash \\N \\l and 'single'",
    "a very long label " * 20,
    "unbroken" * 40,
    "1. a list; `code` **bold** #hash %% percent",
    "ctrl \x01 \x1f sign",
    "=1+1",
    "&quot; &#34; &amp; entities",
    "",
]
HOSTILE_IRIS = [f"{BASE}concepts/odd#c-{number}" for number in range(len(_NAMES) - 3)] + [
    "https://example.org/it's(odd);a=b&c=d?x=%22#é",
    "javascript:alert(1)",
    f"{BASE}concepts/عربي#مفهوم",
]


def hostile() -> View:
    """A ring of concepts with odd names, each influence and basis in it, parallel arrows and a loop."""
    influences = ["increases", "decreases", "maintains", "modulates", "hasNoEffectOn"]
    bases = ["DirectMeasurement", "Observation", "AuthorInference", "CitedLiterature", "Unstated", None]
    kinds = ["Exposure", "Process", "State", "Structure", "Measure", "Population", None]
    size = len(HOSTILE_IRIS)
    edges = [
        _edge(
            number,
            HOSTILE_IRIS[number % size],
            HOSTILE_IRIS[(number + 1) % size],
            influences[number % 5],
            bases[number % 6],
        )
        for number in range(size + 4)
    ]
    edges.append(_edge(99, HOSTILE_IRIS[3], HOSTILE_IRIS[3], "increases", "Observation"))
    labels = dict(zip(HOSTILE_IRIS, _NAMES, strict=True))
    named = {iri: kind for number, iri in enumerate(HOSTILE_IRIS) if (kind := kinds[number % 7])}
    return make_view('odd "title" <&> -- ]\nنص 🏋️', edges, labels, named, iri=f"{BASE}claims/odd#claim", detailed=True)


def _edge(number: int, cause: str, consequence: str, influence: str, basis: str | None) -> Edge:
    link = f"{BASE}claims/odd#mechanism-{1 + number % 3}-step-{number}-link-1"
    return Edge(
        link, cause, influence, consequence, (link,), (f"{BASE}claims/odd#claim",),
        contrast=(HOSTILE_IRIS[0],) if number % 2 else (),
        confidence=None if basis is None else number / 100, basis=basis,
        sources=("https://doi.org/10.1002/(sici)1097%3C1661::aid%3E3.0.co;2-q", "https://doi.org/10.1000/x")[: number % 3],
        disputed=number % 4 == 0, state="Proposed" if number % 5 == 0 else "Curated",
        mechanism=f"{BASE}claims/odd#mechanism-{1 + number % 3}", standing="LessSupported",
        step=f"{BASE}claims/odd#mechanism-{1 + number % 3}-step-{number}", position=number + 1,
    )  # fmt: skip
