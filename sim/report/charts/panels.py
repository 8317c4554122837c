"""One pair of axes for a notebook: a metric over months, several scenarios, a lever's curve.

Each draws into the axes it is given, white behind dark ink, so that it reads in a dark notebook too.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, NullFormatter

from sim.experiment.ensemble import FloatArray
from sim.report.charts.bands import bands_of, has_spread
from sim.report.charts.fonts import fit_to_fonts
from sim.report.charts.palette import BAND_FILLS, GRID, INK, MEDIAN, MUTED, REQUIRED, SERIES
from sim.report.charts.ticks import mark_months, months_heading, round_values
from sim.report.words.rounding import axis_money, plain_percent, significant
from sim.scenario.calendar import NO_CALENDAR, Calendar

FRACTIONS = frozenset({"share", "probability"})
_MOST_SERIES = len(SERIES)


def axes_or_new(ax: Axes | None) -> Axes:
    """The axes given, or those of a new figure."""
    return plt.subplots(figsize=(7.0, 3.8), facecolor="white", layout="constrained")[1] if ax is None else ax


def draw_fan(
    ax: Axes, quantiles: Mapping[str, FloatArray], worlds: int, heading: str, unit: str, currency: str,
    calendar: Calendar = NO_CALENDAR,
) -> None:  # fmt: skip
    """A metric's median and its bands by month 1..M, those that so many worlds can tell."""
    months = list(range(1, len(quantiles["p50"]) + 1))
    for low, high, label, fill in bands_of(worlds):
        ax.fill_between(months, quantiles[low], quantiles[high], color=fill, linewidth=0, zorder=1, label=label)
    ax.plot(months, quantiles["p50"], color=MEDIAN, linewidth=2.4, zorder=3, label="median")
    _by_month(ax, len(months), heading, unit, currency, calendar)


def draw_fans(
    ax: Axes, series: Mapping[str, Mapping[str, FloatArray]], worlds: int, heading: str, unit: str, currency: str,
    calendar: Calendar = NO_CALENDAR,
) -> None:  # fmt: skip
    """The median of each scenario, and behind it the middle 80% of its futures, where so many worlds can tell it.

    Raises ValueError for more scenarios than there are colours to tell apart.
    """
    if len(series) > _MOST_SERIES:
        raise ValueError(f"at most {_MOST_SERIES} scenarios fit one chart (got {len(series)})")
    months = 1
    for (label, quantiles), color in zip(series.items(), SERIES, strict=False):
        months = len(quantiles["p50"])
        over = range(1, months + 1)
        if has_spread(worlds):
            ax.fill_between(over, quantiles["p10"], quantiles["p90"], color=color, alpha=0.13, linewidth=0, zorder=1)
        ax.plot(over, quantiles["p50"], color=color, linewidth=2.4, zorder=3, label=label)
    _by_month(ax, months, heading, unit, currency, calendar)


def draw_threshold(ax: Axes, threshold: float, month: int, calendar: Calendar = NO_CALENDAR) -> None:
    """The share that the gate asks, and its month."""
    ax.axhline(threshold, color=REQUIRED, linewidth=1.6, dashes=(5, 2.5), zorder=4)
    ax.axvline(month, color=REQUIRED, linewidth=1.2, dashes=(1.5, 2), zorder=2.5)
    ax.annotate(
        f"{plain_percent(threshold)} at month {month}{calendar.beside(month)}", (month, threshold), xytext=(-5, 5),
        textcoords="offset points", ha="right", fontsize=9, color=REQUIRED,
    )  # fmt: skip


def draw_curve(
    ax: Axes, values: Sequence[float], mean: FloatArray, low: FloatArray, high: FloatArray,
    *, heading: str, lever: str, unit: str, lever_unit: str, currency: str,
) -> None:  # fmt: skip
    """A mean over the values of a lever, with its 95% interval behind it."""
    ax.fill_between(values, low, high, color=BAND_FILLS[1], linewidth=0, zorder=1, label="95% interval")
    ax.plot(values, mean, color=MEDIAN, linewidth=2.4, marker="o", zorder=3, label="mean")
    ax.set_xlabel(lever, color=INK)
    ax.xaxis.set_major_formatter(_formatter(lever_unit, ""))
    _finish(ax, heading, unit, currency)


def draw_rows(
    ax: Axes, names: Sequence[str], mean: FloatArray, low: FloatArray, high: FloatArray,
    heading: str, unit: str, currency: str,
) -> None:  # fmt: skip
    """A mean with its 95% interval for each name, the first at the top."""
    rows = range(len(names))
    ax.hlines(rows, low, high, color=BAND_FILLS[2], linewidth=6, zorder=2, label="95% interval")
    ax.plot(mean, rows, "o", color=MEDIAN, markersize=8, zorder=3, label="mean")
    _finish(ax, heading, unit, currency)
    _legend(ax, loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=2)  # a long interval has no free corner
    ax.xaxis.set_major_formatter(_formatter(unit, currency))
    ax.yaxis.set_major_formatter(NullFormatter())
    ax.set_yticks(list(rows), names, parse_math=False)
    ax.set_ylim(len(names) - 0.5, -0.5)


def draw_required(ax: Axes, required: float) -> None:
    """The odds that the board wants."""
    ax.axhline(required, color=REQUIRED, linewidth=1.6, dashes=(5, 2.5), zorder=2)
    ax.annotate(
        f"{plain_percent(required)} required", (0.99, required), xycoords=("axes fraction", "data"), xytext=(0, 4),
        textcoords="offset points", ha="right", fontsize=9, color=REQUIRED,
    )  # fmt: skip


def draw_required_across(ax: Axes, required: float) -> None:
    """The odds that the board wants, where odds run across."""
    ax.axvline(required, color=REQUIRED, linewidth=1.6, dashes=(5, 2.5), zorder=1)
    ax.annotate(
        f"{plain_percent(required)} required", (required, 0.01), xycoords=("data", "axes fraction"), xytext=(-4, 2),
        textcoords="offset points", ha="right", fontsize=9, color=REQUIRED,
    )  # fmt: skip


def _by_month(ax: Axes, months: int, heading: str, unit: str, currency: str, calendar: Calendar) -> None:
    mark_months(ax, months, calendar)
    ax.set_xlabel(months_heading(calendar), color=INK)
    _finish(ax, heading, unit, currency)


def _finish(ax: Axes, heading: str, unit: str, currency: str) -> None:
    """Heading with the unit, ticks as people read them, light grid."""
    named = {"money": f" ({currency})", "share": " (%)", "probability": " (%)"}.get(unit, "")
    ax.set_title(f"{heading}{named}", loc="left", fontsize=11, color=INK, parse_math=False)
    ax.yaxis.set_major_formatter(_formatter(unit, currency))
    ax.yaxis.set_major_locator(round_values(6))
    ax.set_facecolor("white")
    ax.grid(color=GRID, linewidth=1, zorder=0)
    ax.set_axisbelow(True)
    for side, spine in ax.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(MUTED)
    ax.tick_params(colors=INK)
    _legend(ax)


def _legend(ax: Axes, **place: Any) -> None:
    legend = ax.legend(framealpha=0.8, edgecolor="none", facecolor="white", labelcolor=INK, fontsize=9, **place)
    for text in legend.get_texts():
        text.set_parse_math(False)
    fit_to_fonts(legend.get_texts())


def _formatter(unit: str, currency: str) -> FuncFormatter:
    def text(value: float, _: object) -> str:
        if unit in FRACTIONS:
            return plain_percent(value)
        return axis_money(value) if currency and unit == "money" else significant(value, 6)

    return FuncFormatter(text)
