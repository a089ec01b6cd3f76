"""Findings drawn as a forest plot."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from claimgraph.model import Finding
from claimgraph.web.pages.forest import Plot, plots_of


def finding(number: int, estimate: str, lower: str, upper: str, **values: object) -> Finding:
    facts = {"measure": "MeanDifference", "unit": "cm", "null": Decimal(0), **values}
    return Finding(
        f"#finding-{number}",
        "#thickness",
        arm="#a",
        compared_with="#b",
        estimate=Decimal(estimate),
        lower=Decimal(lower),
        upper=Decimal(upper),
        **facts,  # type: ignore[arg-type]
    )


def places(plot: Plot, pattern: str) -> list[float]:
    return [float(place) for row in plot.rows for place in re.findall(pattern, row.picture)]


def test_only_findings_of_one_measure_and_unit_share_an_axis() -> None:
    plots = plots_of(
        [
            finding(1, "0.1", "0", "0.2"),
            finding(2, "3", "2", "4", unit="kg"),
            finding(3, "0.3", "0.2", "0.4"),
            finding(4, "0.1", "0", "0.2", measure="MeanChange"),
        ]
    )
    assert [[row.finding.iri for row in plot.rows] for plot in plots] == [
        ["#finding-1", "#finding-3"],
        ["#finding-2"],
        ["#finding-4"],
    ]


def test_a_finding_without_an_interval_is_not_drawn() -> None:
    assert plots_of([Finding("#finding-1", "#thickness", estimate=Decimal(1))]) == []


def test_points_stand_in_the_order_of_their_estimates_and_the_null_line_is_in_every_row() -> None:
    (plot,) = plots_of([finding(1, "-0.1", "-0.2", "0.05"), finding(2, "0.1", "0.05", "0.2")])
    first, second = places(plot, r'class="point" cx="([0-9.]+)%')
    (null,) = set(places(plot, r'class="null" x1="([0-9.]+)%'))
    assert first < null < second
    assert len(places(plot, r'class="null" x1="([0-9.]+)%')) == 2


def test_ratios_stand_on_a_logarithmic_axis() -> None:
    (plot,) = plots_of([finding(1, "1", "0.5", "2", measure="OddsRatio", unit="1", null=Decimal(1))])
    assert places(plot, r'class="point" cx="([0-9.]+)%') == [50.0]


def test_the_margin_of_a_claim_is_a_band_around_no_effect() -> None:
    (plot,) = plots_of([finding(1, "0.1", "0", "0.2")], lambda _: Decimal("0.3"))
    (left,), (width,) = (places(plot, rf'class="margin"[^>]* {name}="([0-9.]+)%') for name in ("x", "width"))
    (null,) = places(plot, r'class="null" x1="([0-9.]+)%')
    assert plot.margin == Decimal("0.3")
    assert left + width / 2 == pytest.approx(null)


def test_an_interval_of_no_width_can_be_drawn() -> None:
    (plot,) = plots_of([finding(1, "0", "0", "0")])
    assert places(plot, r'class="point" cx="([0-9.]+)%') == [50.0]


@pytest.mark.parametrize("values", [("1e-9", "-3e-8", "2e-8"), ("1e9", "-1e10", "1e11"), ("1", "1", "1")])
def test_the_scale_has_a_few_ticks_whatever_its_size(values: tuple[str, str, str]) -> None:
    (plot,) = plots_of([finding(1, *values)])
    assert 1 <= plot.scale.count("<text") <= 7
