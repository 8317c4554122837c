"""The futures of one scenario: metrics by name, odds in words, table and fan chart."""

from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.figures.odds import GateOdds, gate_odds
from sim.analysis.figures.precision import Reason
from sim.analysis.run.summary import gate_summary, summarise
from sim.api.frame import frame
from sim.api.metric import RANGE_NOTE, Metric, metrics_of
from sim.api.names import Named
from sim.experiment import ensemble as experiment
from sim.experiment.ensemble import FloatArray
from sim.report.run.odds import ignorance_words, monte_carlo_words
from sim.report.run.tables import FAN_ROWS
from sim.report.run.verdict import sentence
from sim.report.tables.html import result_html
from sim.report.tables.ranges import shown_months, with_dash_words
from sim.scenario.calendar import calendar_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, eq=False, repr=False)
class Ensemble(experiment.Ensemble):
    """The futures of one scenario. ``ensemble.metric("sourced_share")``, ``ensemble.odds``, ``ensemble.fan()``."""

    stopped: Reason | None = None
    """Why no more worlds were simulated, where a precision was asked for."""

    @classmethod
    def of(cls, found: experiment.Ensemble, stopped: Reason | None = None) -> "Ensemble":
        """The same futures, with what a notebook needs."""
        parts = {field.name: getattr(found, field.name) for field in fields(experiment.Ensemble)}
        return cls(**parts, stopped=stopped)

    @property
    def metrics(self) -> Named[Metric]:
        """Every metric by name: ``list(ensemble.metrics)``."""
        return metrics_of(self)

    def metric(self, name: str) -> Metric:
        """A metric by name. KeyError that suggests one where there is none."""
        return self.metrics[name]

    def total(self, name: str) -> FloatArray:
        """``npv``, ``npv_with_runoff``, ``cash_trough`` in currency units or ``payback_month`` of each future.

        (completed futures,); a payback that never comes is inf. KeyError for any other name.
        """
        totals = {total.name: total for total in self.metric_set.totals}
        found = Named("total", tuple(totals), totals.__getitem__)[name]
        return found.natural(self.totals[name][self.completed])

    @cached_property
    def odds(self) -> GateOdds:
        """The odds of the board's rule: ``probability``, ``ci_low``, ``ci_high``, ``verdict``, ``ignorance`` …"""
        return gate_odds(self)

    def summary(self) -> dict[str, Any]:
        """What ``partnersim run --json`` prints."""
        return summarise(self)

    def sentences(self) -> list[str]:
        """The verdict, and its two errors."""
        gate = gate_summary(self, self.odds)
        ignorance = ignorance_words(self.odds.ignorance, gate["required_probability"])
        return [
            sentence(gate, self.scenario.currency, calendar_of(self.scenario)),
            *((monte_carlo_words(gate, int(self.completed.sum())), ignorance) if gate["revenue"]["has_own"] else ()),
        ]

    def to_frame(self) -> Any:
        """One row a future and month, a column a metric, as a pandas data frame. ImportError without pandas."""
        futures = np.flatnonzero(self.completed)
        columns = {name: self.values(name).ravel() for name in self.metrics}
        return frame(
            {
                "world": np.repeat(futures // self.futures, self.months),
                "future": np.repeat(futures % self.futures, self.months),
                "month": np.tile(np.arange(1, self.months + 1), len(futures)),
                **columns,
            }
        )

    def fan(self, ax: "Axes | None" = None) -> "Axes":
        """Draws the share that the gate asks for, by month: median, bands, threshold."""
        from sim.report.charts.panels import draw_threshold

        gate = self.scenario.gate
        axes = self.metric(gate.measure).fan(ax)
        draw_threshold(axes, gate.threshold, gate.month, calendar_of(self.scenario))
        return axes

    def __repr__(self) -> str:
        if not self.completed.any():
            return super().__repr__()
        return "\n".join([super().__repr__(), *self.sentences()])

    def _repr_html_(self) -> str:
        size = super().__repr__().strip("<>")
        if not self.completed.any():
            return result_html(self.scenario.title, [size], [], [])
        calendar, shown = calendar_of(self.scenario), shown_months(self.months, self.scenario.gate.month)
        head = ["", *(f"month {month}{calendar.beside(month)}" for month in shown)]
        rows = [
            [label, *("\n".join(cell) for cell in self.metric(name).cells())] for name, label in FAN_ROWS
        ]  # fmt: skip
        note = f"{with_dash_words(RANGE_NOTE, self.runs)} {size}."
        return result_html(self.scenario.title, self.sentences(), head, rows, note)
