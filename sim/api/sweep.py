"""``sweep``, and the sweep it gives: measures by name, sentences, table and curve."""

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.figures.outcomes import PROGRAM_CONTRIBUTION
from sim.analysis.sweep import sweep as analysis
from sim.analysis.sweep.measures import ESTIMATED
from sim.analysis.sweep.point import Point
from sim.api.converted import converted
from sim.api.frame import frame
from sim.api.names import Named
from sim.experiment.ensemble import FloatArray
from sim.report.sweep.levers import is_fraction, short_name, value_text
from sim.report.sweep.words import sentences
from sim.report.tables.html import result_html
from sim.report.words.counting import counted
from sim.report.words.rounding import money, percent_in_interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ODDS = "odds"
MEASURES = (ODDS, *ESTIMATED)


@dataclass(frozen=True, slots=True)
class Measure:
    """Odds, or a mean amount in currency units, at each point, with its 95% interval: arrays (points,)."""

    name: str
    mean: FloatArray
    ci_low: FloatArray
    """NaN with a single world."""
    ci_high: FloatArray


class Sweep(analysis.Sweep):
    """One or two levers over their values: ``sweep.measure("odds").mean``, ``sweep.best``, ``sweep.crossings``."""

    @classmethod
    def of(cls, found: analysis.Sweep) -> "Sweep":
        """The same sweep, with what a notebook needs."""
        return cls(**{field.name: getattr(found, field.name) for field in fields(found)})

    def measure(self, name: str) -> Measure:
        """A measure at each point. KeyError that suggests one where there is none."""
        return Named("measure", MEASURES, self._measure)[name]

    def _measure(self, name: str) -> Measure:
        return Measure(name, *np.array([_mean_and_ends(point, name) for point in self.points], dtype=np.float64).T)

    def sentences(self) -> list[str]:
        """What the page of ``partnersim sweep`` says."""
        return sentences(self)

    def to_frame(self) -> Any:
        """One row a point, those of the held pay elasticities too, as a pandas data frame. ImportError without
        pandas."""
        return frame(self.rows())

    def fan(self, ax: "Axes | None" = None, measure: str = ODDS) -> "Axes":
        """Draws a measure over the lever with its 95% interval; named mixes as rows. ValueError for two levers."""
        from sim.report.charts.panels import axes_or_new, draw_curve, draw_required, draw_required_across, draw_rows

        if len(self.levers) != 1:
            raise ValueError("a sweep of two levers has no curve: take to_frame(), or the chart of partnersim sweep")
        shown, (lever,) = self.measure(measure), self.levers
        axes, currency = axes_or_new(ax), self.scenario.currency
        heading, unit = (
            f"{self.scenario.name}: {measure.replace('_', ' ')}",
            "probability" if measure == ODDS else "money",
        )
        interval = (shown.mean, shown.ci_low, shown.ci_high)
        required = self.scenario.gate.required_probability
        if not lever.is_ordered:
            draw_rows(axes, [value_text(lever, value) for value in lever.values], *interval, heading, unit, currency)
            if measure == ODDS:
                draw_required_across(axes, required)
            return axes
        draw_curve(
            axes, lever.values, *interval, heading=heading, lever=short_name(lever), unit=unit,
            lever_unit="share" if is_fraction(lever) else "number", currency=currency,
        )  # fmt: skip
        if measure == ODDS:
            draw_required(axes, required)
        return axes

    def __repr__(self) -> str:
        size = (
            f"{counted(len(self.points), 'point')} of {counted(self.runs, 'world')} x {counted(self.futures, 'future')}"
        )
        lines = [f"<Sweep {self.scenario.name}: {size}, seed {self.seed}>"]
        for point in self.points:
            values = zip(self.levers, point.values, strict=True)
            at = ", ".join(f"{lever.path}={lever.said(value)}" for lever, value in values)
            odds, amount = (_text(point, name, self.scenario.currency) for name in (ODDS, PROGRAM_CONTRIBUTION.name))
            lines.append(f"  {at}: odds {odds}, program contribution {amount}")
        return "\n".join([*lines, *self.sentences()])

    def _repr_html_(self) -> str:
        head = [*(short_name(lever) for lever in self.levers), *(name.replace("_", " ") for name in MEASURES)]
        rows = [
            [
                *(value_text(lever, value) for lever, value in zip(self.levers, point.values, strict=True)),
                *(_text(point, name, self.scenario.currency) for name in MEASURES),
            ]
            for point in self.points
        ]
        size = f"{counted(self.runs, 'world')} x {counted(self.futures, 'future')}, the same at every point"
        note = f"Means over futures; money over {counted(self.scenario.months, 'month')}. {size}, seed {self.seed}."
        return result_html(self.scenario.title, self.sentences(), head, rows, note)


def _mean_and_ends(point: Point, name: str) -> tuple[float, float | None, float | None]:
    if name == ODDS:
        return point.gate["pass_probability"], point.gate["ci_low"], point.gate["ci_high"]
    estimate = point.estimates[name]
    return estimate.mean, estimate.ci_low, estimate.ci_high


def _text(point: Point, name: str, currency: str) -> str:
    mean, low, high = _mean_and_ends(point, name)
    half = 0.0 if low is None or high is None else (high - low) / 2
    return percent_in_interval(mean, mean - half, mean + half) if name == ODDS else money(mean, currency, half)


sweep = converted(analysis.sweep, Sweep.of)
