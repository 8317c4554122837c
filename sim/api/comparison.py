"""``compare``, and the comparison it gives: scenarios and outcomes by name, sentences, table and fans."""

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from sim.analysis.comparison import comparison as analysis
from sim.analysis.comparison.compare import compare as compare_scenarios
from sim.analysis.comparison.difference import Difference
from sim.analysis.figures.figure import Figure
from sim.analysis.figures.paired import Paired
from sim.analysis.figures.quantiles import bands
from sim.api.converted import converted
from sim.api.ensemble import Ensemble
from sim.api.frame import frame
from sim.api.names import Named
from sim.letters import visible
from sim.metrics.declared import every_metric
from sim.report.comparison.words import letters, verdict_lines
from sim.report.tables.html import result_html
from sim.report.words.counting import counted
from sim.report.words.differences import with_differences
from sim.report.words.outcomes import figure_text, interval_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Comparison(analysis.Comparison):
    """Scenarios in the same futures, the first of which is the base: ``comparison.difference("b", "odds")``."""

    @classmethod
    def of(cls, found: analysis.Comparison) -> "Comparison":
        """The same comparison, with what a notebook needs."""
        parts = {field.name: getattr(found, field.name) for field in fields(found)}
        return cls(**{**parts, "ensembles": tuple(Ensemble.of(ensemble) for ensemble in found.ensembles)})

    @property
    def outcome_names(self) -> tuple[str, ...]:
        """The outcomes by which scenarios are compared."""
        return tuple(outcome.name for outcome in self.outcomes)

    def ensemble(self, label: str) -> Ensemble:
        """The futures of a scenario. KeyError that suggests a label where there is none."""
        return Named("scenario", self.labels, lambda name: Ensemble.of(self.ensembles[self.labels.index(name)]))[label]

    def figure(self, label: str, outcome: str) -> Figure:
        """An outcome of a scenario: mean with its 95% interval, and percentiles. KeyError for unknown names."""
        figures = Named("scenario", self.labels, lambda name: self.figures[self.labels.index(name)])[label]
        return Named("outcome", self.outcome_names, figures.__getitem__)[outcome]

    def difference(self, label: str, outcome: str) -> Paired:
        """An outcome of a scenario less that of the base, future by future. KeyError for unknown names."""
        others = {difference.label: difference for difference in self.differences}
        found: Difference = Named("scenario beside the base", tuple(others), others.__getitem__)[label]
        return Named("outcome", self.outcome_names, found.outcomes.__getitem__)[outcome]

    def sentences(self) -> list[str]:
        """What the page of ``partnersim compare`` says; scenarios by letter, the base is A."""
        return [line for difference in self.differences for line in verdict_lines(self, difference)]

    def to_frame(self) -> Any:
        """One row a scenario and outcome, with its figures and its paired difference to the base (none for the base
        itself), as a pandas data frame. ImportError without pandas."""
        changed = {difference.label: difference.outcomes for difference in self.differences}
        rows = []
        for label, figures in zip(self.labels, self.figures, strict=True):
            for outcome in self.outcomes:
                paired = asdict(changed[label][outcome.name]) if label in changed else {}
                rows.append(
                    {
                        "scenario": label,
                        "outcome": outcome.name,
                        "unit": outcome.unit,
                        **asdict(figures[outcome.name]),
                        **{key if key == "difference" else f"difference_{key}": paired[key] for key in paired},
                    }
                )
        return frame(rows)

    def fan(self, ax: "Axes | None" = None, metric: str | None = None) -> "Axes":
        """Draws each scenario's median by month, with the middle 80% of its futures where there are enough runs.

        Of the gate's share, or of another metric, 0 where a scenario does not have it. KeyError for a metric that
        none has, ValueError for too many scenarios.
        """
        from sim.report.charts.panels import axes_or_new, draw_fans, draw_threshold

        base = self.ensembles[0].scenario
        name = base.gate.measure if metric is None else metric
        names = dict.fromkeys(known for each in self.ensembles for known in Ensemble.of(each).metrics)
        unit = Named("metric", tuple(names), every_metric().__getitem__)[name].unit.name
        axes = axes_or_new(ax)
        series = {
            f"{letter}  {label}": bands(each.values(name))
            for (label, letter), each in zip(letters(self).items(), self.ensembles, strict=True)
        }
        draw_fans(axes, series, self.ensembles[0].runs, name.replace("_", " "), unit, base.currency, self.calendar)
        if metric is None and len({each.scenario.gate for each in self.ensembles}) == 1:
            draw_threshold(axes, base.gate.threshold, base.gate.month, self.calendar)
        return axes

    def __repr__(self) -> str:
        odds = {outcome.name: outcome for outcome in self.outcomes}["odds"]
        lines = [f"<Comparison over {counted(self.months, 'month')}: {self._size()}>"]
        for (label, letter), figures in zip(letters(self).items(), self.figures, strict=True):
            lines.append(f"  {letter}  {label}: odds {figure_text(figures['odds'], odds, '')}")
        return visible("\n".join([*lines, *self.sentences()]))

    def _size(self) -> str:
        base = self.ensembles[0]
        return f"{counted(base.runs, 'world')} x {counted(base.futures, 'future')}, the same for each, seed {base.seed}"

    def _repr_html_(self) -> str:
        currency = self.ensembles[0].scenario.currency
        names = letters(self)
        head = ["", "A"]
        for difference in self.differences:
            head += [names[difference.label], f"{names[difference.label]} less A"]
        rows = []
        for outcome in self.outcomes:
            changes = [difference.outcomes[outcome.name] for difference in self.differences]
            figures = [its[outcome.name] for its in self.figures]
            (first, *ends), told = with_differences(figures, changes, outcome, currency)
            row = [outcome.label, first]
            for end, change, paired in zip(ends, told, changes, strict=True):
                beside = "" if paired.ci_low is None else f"\n{interval_text(paired, outcome, currency, change)}"
                row += [end, f"{change}{beside}"]
            rows.append(row)
        note = (
            "Means, and paired differences with their 95% interval, those of odds and shares in points; payback is a "
            f"median. {self._size()}."
        )
        title = "; ".join(f"{letter} = {label}" for label, letter in names.items())
        return result_html(title, self.sentences(), head, rows, note)


compare = converted(compare_scenarios, Comparison.of)
