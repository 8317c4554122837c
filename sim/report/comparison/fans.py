"""Fans of a comparison in small multiples on shared axes."""

from math import ceil

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.comparison.comparison import Comparison
from sim.analysis.figures.figure import odds_of
from sim.analysis.figures.outcomes import TOTAL_REVENUE
from sim.analysis.figures.quantiles import bands
from sim.experiment.ensemble import Ensemble, FloatArray
from sim.report.charts.bands import bands_in_words, bands_of
from sim.report.charts.palette import MEDIAN, MUTED, REQUIRED
from sim.report.charts.style import light_grid, new_figure
from sim.report.charts.text import bottom_of, fitted
from sim.report.charts.ticks import MOST_MARKS, in_percent, mark_months, round_values
from sim.report.comparison.finding import finding
from sim.report.comparison.words import letters, short_variant
from sim.report.words.counting import counted
from sim.report.words.labels import at_marks
from sim.report.words.outcomes import figure_text
from sim.report.words.rounding import percent_in_interval

NOTE = "Dashed: the share that the gate asks for; dotted: its month."
CALENDAR_NOTE = " Below the months: fiscal years, {}."
_LARGE, _TEXT, _SMALL = 20, 15, 14
_LABELS_INCHES = 0.5
"""Height of two more lines below each mark of a month."""
MOST_LABELLED = 4
"""Months marked in a panel of three in a row, each with its label."""
_MOST_IN_PAIRS = 8
"""Scenarios beyond which three panels stand in a row."""


def fans_figure(comparison: Comparison) -> Figure:
    """One fan a scenario of the share its gate looks at, on shared axes."""
    count = len(comparison.labels)
    columns = 2 if count <= _MOST_IN_PAIRS else 3
    rows = ceil(count / columns)
    most = 34 if columns == 2 else 21
    facts_lines = 1 + (columns == 3)
    lines = facts_lines + max(len(at_marks(short_variant(label), most)) for label in comparison.labels) - 1
    calendar = comparison.calendar
    marks = MOST_LABELLED if calendar.is_stated and columns == 3 else MOST_MARKS
    labels = _LABELS_INCHES if calendar.is_stated else 0.0
    height = 1.75 + labels + (2.9 + 0.27 * lines) * rows
    figure = new_figure(height)
    panels = figure.subplots(
        rows, columns, sharex=True, sharey=True, squeeze=False,
        gridspec_kw={
            "left": 0.075, "right": 0.975, "top": 1 - (1.3 + 0.27 * lines) / height, "bottom": (1.2 + labels) / height,
            "hspace": 0.34 + 0.13 * lines, "wspace": 0.12,
        },
    ).ravel()  # fmt: skip
    base = comparison.ensembles[0]
    headline = fitted(figure, 0.02, 1 - 0.15 / height, finding(comparison), sizes=(_LARGE, 18, 16, 14), weight="bold")
    below = min(1 - 0.58 / height, bottom_of(figure, headline) - 0.08 / height)
    size = f"{counted(base.runs * base.futures, 'future')}, the same for each, seed {base.seed}"
    line = f"Partner share of revenue by month; {size}"
    fitted(figure, 0.02, below, line, sizes=(_TEXT, _SMALL))
    drawn = [bands(ensemble.values(ensemble.scenario.gate.measure)) for ensemble in comparison.ensembles]
    top = max(
        max(min(float(its["p95"].max()), 4 * float(its["p90"].max())), 1.4 * ensemble.scenario.gate.threshold)
        for its, ensemble in zip(drawn, comparison.ensembles, strict=True)
    )
    panels[0].set_ylim(0, 1.08 * top)
    for position, (label, letter) in enumerate(letters(comparison).items()):
        odds = odds_of(comparison.figures[position]["odds"])
        said = percent_in_interval(odds.probability, odds.ci_low, odds.ci_high)
        money = figure_text(comparison.figures[position][TOTAL_REVENUE.name], TOTAL_REVENUE, base.scenario.currency)
        facts = [f"odds {said},", f"all revenue {money}"]
        told = facts if facts_lines == 2 else [" ".join(facts)]
        title = f"{letter}  " + "\n    ".join([*at_marks(short_variant(label), most), *told])
        _fan(panels[position], comparison.ensembles[position], drawn[position], title)
        mark_months(panels[position], comparison.months, calendar, marks)
        panels[position].tick_params(labelbottom=position + columns >= count)
    for panel in panels[count:]:
        panel.set_visible(False)
    note = f"{bands_in_words(base.runs)}\n{NOTE}{CALENDAR_NOTE.format(calendar.years) if calendar.is_stated else ''}"
    figure.text(0.02, 0.2 / height, note, fontsize=_SMALL, color=MUTED, linespacing=1.3)
    return figure


def _fan(axes: Axes, ensemble: Ensemble, drawn: dict[str, FloatArray], title: str) -> None:
    months, gate = list(range(1, ensemble.months + 1)), ensemble.scenario.gate
    for low, high, _, fill in bands_of(ensemble.runs):
        axes.fill_between(months, drawn[low], drawn[high], color=fill, linewidth=0, zorder=1, gid=f"{low}-{high}")
    axes.plot(months, drawn["p50"], color=MEDIAN, linewidth=3, zorder=3, clip_on=False, gid="p50")
    axes.axhline(gate.threshold, color=REQUIRED, linewidth=2, dashes=(5, 2.5), zorder=4)
    axes.axvline(gate.month, color=REQUIRED, linewidth=1.4, dashes=(1.5, 2), zorder=2.5)
    axes.set_title(title, loc="left", fontsize=_SMALL, pad=6, linespacing=1.25, parse_math=False)
    in_percent(axes.yaxis)
    axes.yaxis.set_major_locator(round_values(5))
    light_grid(axes, _SMALL, tick_length=4)
