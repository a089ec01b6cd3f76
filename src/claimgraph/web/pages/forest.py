"""Findings as a forest plot: a table whose middle column draws each interval on one axis.

Only findings of one effect measure and one unit share an axis; ratios stand on a logarithmic one. Each row is a
picture of its own, drawn in per cent of its cell, so that it stretches with the page and no text in it shrinks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

from markupsafe import Markup

from claimgraph.model import Finding
from claimgraph.web.pages.amounts import decimal_words

_EDGE = 6.0
"""Room left and right of the outermost mark, in per cent of the width."""
_TICKS = 4


@dataclass(frozen=True)
class Axis:
    """A scale from the least to the greatest value; logarithmic for ratios."""

    least: float
    most: float
    logarithmic: bool = False

    def place(self, value: float) -> float:
        """Where a value lies, in per cent of the width.

        >>> Axis(0, 10).place(5), Axis(0.1, 10, logarithmic=True).place(1)
        (50.0, 50.0)
        """
        least, most, at = (log10(each) if self.logarithmic else each for each in (self.least, self.most, value))
        share = (at - least) / (most - least) if most > least else 0.5
        return round(_EDGE + share * (100 - 2 * _EDGE), 2)

    def ticks(self) -> list[float]:
        """Round values along it.

        >>> Axis(-0.12, 0.25).ticks()
        [-0.1, 0.0, 0.1, 0.2]
        """
        if self.logarithmic:
            return _round_ratios(self.least, self.most)
        step = _round_step((self.most - self.least) / _TICKS)
        first, last = ceil(self.least / step - 1e-9), floor(self.most / step + 1e-9)
        return [round(number * step, 10) + 0.0 for number in range(first, last + 1)]


@dataclass(frozen=True)
class Row:
    """A finding with its interval drawn."""

    finding: Finding
    picture: Markup


@dataclass(frozen=True)
class Plot:
    """Findings on one axis.

    Attributes:
        measure: Local name of the effect measure; None where none is recorded.
        unit: UCUM; None where none is recorded.
        null: The value of no effect; None where the findings state none.
        margin: The largest difference that citing claims count as none; None where none applies.
        scale: The axis, drawn.
    """

    measure: str | None
    unit: str | None
    null: Decimal | None
    margin: Decimal | None
    rows: tuple[Row, ...]
    scale: Markup


Margins = Callable[[Finding], Decimal | None]


def has_interval(finding: Finding) -> bool:
    """Whether a finding can be drawn: an interval that begins below its end, and an estimate if any within the axis."""
    lower, upper = finding.lower, finding.upper
    return lower is not None and upper is not None and lower <= upper


def plots_of(findings: Iterable[Finding], margin_of: Margins = lambda _: None) -> list[Plot]:
    """The plots of a study, in order of its findings; those without an interval are left out."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        if has_interval(finding):
            key = (finding.measure, finding.unit, finding.null, margin_of(finding))
            groups.setdefault(key, []).append(finding)
    return [_plot(group, margin_of(group[0])) for group in groups.values()]


def _plot(group: Sequence[Finding], margin: Decimal | None) -> Plot:
    first = group[0]
    axis = _axis(group, first.null, margin)
    band = _band(axis, first.null, margin)
    rows = tuple(Row(each, _row(axis, each, first.null, band)) for each in group)
    return Plot(first.measure, first.unit, first.null, margin, rows, _scale(axis, first.null))


def _axis(group: Iterable[Finding], null: Decimal | None, margin: Decimal | None) -> Axis:
    values = [float(v) for each in group for v in (each.lower, each.upper, each.estimate) if v is not None]
    if null is not None:
        values += [float(null), *(float(null + way * margin) for way in (-1, 1) if margin is not None)]
    logarithmic = null == 1 and min(values) > 0
    return Axis(min(values), max(values), logarithmic)


def _band(axis: Axis, null: Decimal | None, margin: Decimal | None) -> str:
    """The range that counts as no difference."""
    if null is None or margin is None or axis.logarithmic:
        return ""
    left, right = axis.place(float(null - margin)), axis.place(float(null + margin))
    return f'<rect class="margin" x="{left}%" y="0" width="{round(right - left, 2)}%" height="100%"/>'


def _row(axis: Axis, finding: Finding, null: Decimal | None, band: str) -> Markup:
    assert finding.lower is not None
    assert finding.upper is not None
    left, right = axis.place(float(finding.lower)), axis.place(float(finding.upper))
    marks = [band, _null(axis, null), _line("whisker", left, right, "50%", "50%")]
    marks += [f'<svg x="{end}%" y="50%" overflow="visible">{_line("whisker", 0, 0, "-5", "5")}</svg>'
              for end in (left, right)]  # fmt: skip
    if finding.estimate is not None:
        marks.append(f'<circle class="point" cx="{axis.place(float(finding.estimate))}%" cy="50%" r="5"/>')
    return _picture("interval", marks)


def _null(axis: Axis, null: Decimal | None, bottom: str = "100%") -> str:
    at = axis.place(float(null)) if null is not None else None
    return _line("null", at, at, "0", bottom) if at is not None else ""


def _line(name: str, left: float, right: float, top: str, bottom: str) -> str:
    return f'<line class="{name}" x1="{left}%" x2="{right}%" y1="{top}" y2="{bottom}"/>'


def _scale(axis: Axis, null: Decimal | None) -> Markup:
    marks = [_null(axis, null, "5"), _line("axis", _EDGE, 100 - _EDGE, "0.5", "0.5")]
    for tick in axis.ticks():
        at = axis.place(tick)
        label = decimal_words(Decimal(repr(tick)))
        marks.append(f'{_line("axis", at, at, "0", "5")}<text x="{at}%" y="19" text-anchor="middle">{label}</text>')
    return _picture("scale", marks)


def _picture(name: str, marks: Iterable[str]) -> Markup:
    return Markup(f'<svg class="{name}" aria-hidden="true" focusable="false">{"".join(marks)}</svg>')


def _round_step(step: float) -> float:
    """The next of 1, 2, 5, 10 … at or above.

    >>> _round_step(0.09), _round_step(3.1)
    (0.1, 5.0)
    """
    if step <= 0:
        return 1.0
    power = 10.0 ** floor(log10(step))
    return float(next(round(each * power, 12) for each in (1, 2, 5, 10) if each * power >= step * (1 - 1e-9)))


def _round_ratios(least: float, most: float) -> list[float]:
    powers = range(floor(log10(least)) - 1, ceil(log10(most)) + 1)
    near = [round(each * 10.0**power, 10) for power in powers for each in (1, 2, 5)]
    found = [value for value in near if least <= value <= most]
    return found if len(found) > 1 else sorted({*found, 1.0} if least <= 1 <= most else {least, most})
