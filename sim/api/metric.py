"""A metric of an ensemble by name: its values, quantiles, chart and table."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.figures.percentile import Percentile, percentiles
from sim.analysis.figures.quantiles import bands
from sim.api.frame import frame
from sim.api.names import Named
from sim.experiment.ensemble import Ensemble, FloatArray
from sim.report.tables.html import result_html
from sim.report.tables.ranges import median_and_range, shown_months, with_dash_words
from sim.scenario.calendar import calendar_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RANGE_NOTE = "Median, and below it the range of 8 futures in 10."


class Metric:
    """A metric over the completed futures of an ensemble; money in currency units, shares as fractions."""

    def __init__(self, ensemble: Ensemble, name: str) -> None:
        declared = ensemble.metric_set[name]
        self.name, self.unit, self.kind, self.definition = name, declared.unit.name, declared.kind, declared.definition
        self._ensemble = ensemble

    @property
    def values(self) -> FloatArray:
        """(completed futures, months)."""
        return self._ensemble.values(self.name)

    def at(self, month: int) -> FloatArray:
        """One value a completed future, of ``month``, from 1, which begins on day 0. ValueError past the horizon."""
        if not 1 <= month <= self._ensemble.months:
            raise ValueError(f"month must lie between 1 and {self._ensemble.months} (got {month})")
        return self.values[:, month - 1]

    @property
    def mean(self) -> FloatArray:
        """(months,)."""
        return np.asarray(self.values.mean(axis=0))

    def quantile(self, level: float) -> FloatArray:
        """(months,): the quantile over futures, such as 0.5 for the median."""
        return np.asarray(np.quantile(self.values, level, axis=0))

    def percentiles(self, month: int) -> dict[str, Percentile]:
        """``p10 p50 p90`` of a month, each with its 95% interval."""
        return percentiles(self.at(month), self._ensemble.worlds)

    def fan(self, ax: "Axes | None" = None) -> "Axes":
        """Draws the median and the bands by month; into a new figure where no axes are given."""
        from sim.report.charts.panels import axes_or_new, draw_fan

        axes, ensemble = axes_or_new(ax), self._ensemble
        heading = f"{ensemble.scenario.name}: {self.name.replace('_', ' ')}"
        scenario = ensemble.scenario
        draw_fan(axes, bands(self.values), ensemble.runs, heading, self.unit, scenario.currency, calendar_of(scenario))
        return axes

    def to_frame(self) -> Any:
        """Quantiles and mean as a pandas data frame, one row a month. ImportError without pandas."""
        columns = {level: band.tolist() for level, band in bands(self.values).items()}
        return frame({"month": range(1, self._ensemble.months + 1), **columns, "mean": self.mean.tolist()})

    def cells(self) -> list[tuple[str, str]]:
        """Median and range of each month that tables show."""
        currency = self._ensemble.scenario.currency
        months = self._months()
        return [median_and_range(self.percentiles(month), self.unit, currency) for month in months]

    def _months(self) -> list[int]:
        """The months that tables show."""
        return shown_months(self._ensemble.months, self._ensemble.scenario.gate.month)

    def __repr__(self) -> str:
        months = self._months()
        said = "; ".join(
            f"month {month}: {median} ({spread})"
            for month, (median, spread) in zip(months, self.cells(), strict=True)
        )  # fmt: skip
        return f"<{self.name}: {self.definition}. Median and range of 8 futures in 10 at {said}>"

    def _repr_html_(self) -> str:
        calendar = calendar_of(self._ensemble.scenario)
        head = ["", *(f"month {month}{calendar.beside(month)}" for month in self._months())]
        rows = [[self.name, *("\n".join(cell) for cell in self.cells())]]
        note = with_dash_words(RANGE_NOTE, self._ensemble.runs)
        return result_html(self._ensemble.scenario.title, [self.definition.capitalize()], head, rows, note)


def metrics_of(ensemble: Ensemble) -> Named[Metric]:
    """Every metric and ratio of an ensemble."""
    metric_set = ensemble.metric_set
    names = [ratio.name for ratio in metric_set.ratios] + [metric.name for metric in metric_set.metrics]
    elsewhere = {
        total.name: f"it is one number per future: ensemble.total('{total.name}')" for total in metric_set.totals
    }
    return Named("metric", names, lambda name: Metric(ensemble, name), elsewhere)
