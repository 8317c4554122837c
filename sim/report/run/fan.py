"""The fan chart: partner share of revenue by month, and below it the odds of the board's threshold."""

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator

from sim.report.charts.bands import bands_in_words
from sim.report.charts.palette import ADDITIONAL, BAND_FILLS, FUTURE, IGNORANCE, MEDIAN, MUTED, REQUIRED
from sim.report.charts.style import light_grid, new_figure, write_figure
from sim.report.charts.text import bottom_of, fitted, spread
from sim.report.charts.ticks import in_percent, mark_months, months_heading, round_values
from sim.report.run.fan_data import FanData
from sim.report.words.counting import counted
from sim.report.words.rounding import percent_in_interval, plain_percent

HEIGHT_INCHES = 10.0
MEASURE_NAMES = {"sourced_share": "Partner-sourced share", "credited_share": "Partner-credited share"}
FUTURES_NOTE = "Thin lines: single futures."
BANDS_NOTE = "Bands are by month: no future follows an edge."
KNOWN_NOTE = "Pale in the lower panel: the odds if the inputs were known, 8 times in 10."
ROOM_BELOW = 0.2
"""Odds from which a figure below the dot stands clear of the axis."""
_LARGE, _TEXT, _SMALL = 22, 16.5, 14.5


def share_limit(data: FanData) -> float:
    """Top of the share axis: room for p95 and the threshold; the median is never cut."""
    highest = max(max(data.quantiles["p95"]), max(data.quantiles["p50"]))
    usual = 4 * max(max(data.quantiles["p90"]), data.threshold)
    return max(1.1 * min(highest, usual), 1.1 * max(data.quantiles["p50"]), 1.4 * data.threshold, 0.01)


def fan_figure(data: FanData) -> Figure:
    """The chart as a matplotlib figure of ``WIDTH_PIXELS`` at its own resolution."""
    figure = new_figure(HEIGHT_INCHES)
    bottom = 0.205 if data.calendar.is_stated else 0.155
    upper, lower = figure.subplots(
        2,
        1,
        sharex=True,
        height_ratios=(1.8, 1),
        gridspec_kw={"left": 0.105, "right": 0.765, "top": 0.795, "bottom": bottom, "hspace": 0.26},
    )
    _headings(figure, data)
    _share_panel(upper, data)
    _odds_panel(lower, data)
    figure.text(0.02, 0.016, _note(data), fontsize=_SMALL, color=MUTED, linespacing=1.35)
    return figure


def _note(data: FanData) -> str:
    """How to read what is drawn."""
    said = f"{FUTURES_NOTE} {BANDS_NOTE if data.bands else bands_in_words(data.runs)}"
    return said if data.known is None else f"{said}\n{KNOWN_NOTE}"


def finding(data: FanData) -> str:
    """The answer of the chart: how many futures reach the threshold by the gate."""
    at = data.at_gate
    odds = percent_in_interval(data.odds[at], data.odds_low[at], data.odds_high[at])
    return f"{odds} of futures reach {plain_percent(data.threshold)} by {_gate(data)}"


def _gate(data: FanData) -> str:
    return f"month {data.gate_month}{data.calendar.beside(data.gate_month)}"


def write_fan(data: FanData, folder: Path) -> None:
    """Writes ``fan.svg`` and ``fan.png`` into ``folder``; the same data gives the same bytes."""
    write_figure(lambda: fan_figure(data), folder, "fan")


def _headings(figure: Figure, data: FanData) -> None:
    """The finding, the scenario below it, then how sure the finding is."""
    title = fitted(figure, 0.02, 0.978, finding(data), sizes=(_LARGE, 20, 18), weight="bold")
    scenario = fitted(figure, 0.02, bottom_of(figure, title) - 0.014, data.title, sizes=(18, 16, 14))
    at = data.at_gate
    low, high = data.odds_low[at], data.odds_high[at]
    ends = " to ".join(percent_in_interval(end, low, high) for end in (low, high))
    line = f"95% interval {ends} with {counted(data.runs, 'future')}, seed {data.seed}"
    fitted(figure, 0.02, bottom_of(figure, scenario) - 0.012, line, sizes=(_SMALL,), color=MUTED)


def _share_panel(axes: Axes, data: FanData) -> None:
    months = data.months
    for low, high, _, fill in data.bands:
        axes.fill_between(
            months,
            data.quantiles[low],
            data.quantiles[high],
            color=fill,
            linewidth=0,
            zorder=1,
            gid=f"{low}-{high}",
        )
    for future in data.futures:
        axes.plot(months, future, color=FUTURE, linewidth=0.9, alpha=0.45, zorder=2)
    marker = "o" if len(months) == 1 else None
    axes.plot(
        months,
        data.quantiles["p50"],
        color=MEDIAN,
        linewidth=4,
        zorder=3,
        marker=marker,
        markersize=11,
        solid_capstyle="butt",
        clip_on=False,
        gid="p50",
    )
    if data.additional is not None:
        axes.plot(
            months, data.additional, color=ADDITIONAL, linewidth=3, dashes=(3, 1.2), zorder=3.5, clip_on=False,
            marker=marker, gid="additional",
        )  # fmt: skip
    axes.set_ylim(min(0.0, *(data.additional or (0.0,))), share_limit(data))
    _frame(axes, data, f"{MEASURE_NAMES[data.measure]} of revenue (%)")
    axes.axhline(data.threshold, color=REQUIRED, linewidth=2.4, dashes=(5, 2.5), zorder=4)
    _mark_gate(axes, data)
    late = data.gate_month > 0.6 * len(months)
    axes.annotate(
        f"gate: {_gate(data)}",
        (data.gate_month, 0.985),
        xycoords=("data", "axes fraction"),
        xytext=(-8 if late else 8, 0),
        textcoords="offset points",
        ha="right" if late else "left",
        va="top",
        fontsize=_SMALL,
        color=REQUIRED,
        zorder=6,
    )
    axes.yaxis.set_major_locator(round_values(6))
    axes.tick_params(labelbottom=False)
    _band_labels(axes, data)


def _mark_gate(axes: Axes, data: FanData) -> None:
    axes.axvline(data.gate_month, color=REQUIRED, linewidth=1.6, dashes=(1.5, 2), zorder=2.5, clip_on=False)


def _band_labels(axes: Axes, data: FanData) -> None:
    """Labels at the right end, in the order of the curves, kept apart."""
    ends = [(data.quantiles[low][-1], data.quantiles[high][-1], text) for low, high, text, _ in data.bands]
    visible = 0.004 * axes.get_ylim()[1]
    labels = [(high, text, MUTED, "normal") for low, high, text in ends if high - low > visible]
    labels.append((data.quantiles["p50"][-1], "median" if data.runs > 1 else "the future", MEDIAN, "bold"))
    if data.additional is not None:
        labels.append((data.additional[-1], "additional share", ADDITIONAL, "bold"))
    labels.append((data.threshold, f"{plain_percent(data.threshold)} needed", REQUIRED, "bold"))
    _end_labels(axes, labels)


def _odds_panel(axes: Axes, data: FanData) -> None:
    labels = [(data.required, f"{plain_percent(data.required)} wanted", REQUIRED, "bold")]
    if data.known is not None:
        axes.fill_between(data.months, *data.known, color=IGNORANCE, linewidth=0, zorder=0.8, gid="ignorance")
        for edge, gid in zip(data.known, ("ignorance-p10", "ignorance-p90"), strict=True):
            axes.plot(data.months, edge, color=MUTED, linewidth=1, dashes=(2, 2), zorder=0.9, clip_on=False, gid=gid)
        labels.append((data.known[1][-1], "if inputs known", MUTED, "normal"))
    axes.fill_between(
        data.months, data.odds_low, data.odds_high, color=BAND_FILLS[2], linewidth=0, zorder=1, gid="odds-interval"
    )
    axes.plot(data.months, data.odds, color=MEDIAN, linewidth=2.2, zorder=3, clip_on=False, gid="odds")
    labels.append((data.odds[-1], "odds", MEDIAN, "bold"))
    axes.set_ylim(0, 1)
    _frame(axes, data, f"Odds of {plain_percent(data.threshold)} or more (%)")
    axes.axhline(data.required, color=REQUIRED, linewidth=2.4, dashes=(5, 2.5), zorder=2)
    _mark_gate(axes, data)
    _gate_dot(axes, data)
    axes.yaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1]))
    axes.set_xlabel(months_heading(data.calendar), fontsize=_TEXT, labelpad=6)
    _end_labels(axes, labels)


def _gate_dot(axes: Axes, data: FanData) -> None:
    """The odds at the gate as a dot with its figure, on the side where the curve and the axis leave room."""
    at, months = data.at_gate, len(data.months)
    odds = data.odds[at]
    above = data.gate_month > 0.6 * months or odds < ROOM_BELOW
    left = above and data.gate_month > 0.4 * months
    axes.plot(
        [data.gate_month], [odds], "o", color=MEDIAN, markersize=11, zorder=5, markeredgecolor="white",
        markeredgewidth=2, clip_on=False, gid="gate",
    )  # fmt: skip
    axes.annotate(
        f"{percent_in_interval(odds, data.odds_low[at], data.odds_high[at])} at month {data.gate_month}",
        (data.gate_month, odds), xytext=(-12 if left else 12, 12 if above else -8), textcoords="offset points",
        ha="right" if left else "left", va="bottom" if above else "top", fontsize=_TEXT, color=MEDIAN,
        fontweight="bold", zorder=6, gid="gate-label",
    )  # fmt: skip


def _frame(axes: Axes, data: FanData, heading: str) -> None:
    """What both panels share: heading instead of a rotated label, percent axis, month ticks, light grid."""
    axes.set_title(heading, loc="left", fontsize=_TEXT, pad=10)
    mark_months(axes, data.months[-1], data.calendar)
    in_percent(axes.yaxis)
    light_grid(axes, _TEXT)


def _end_labels(axes: Axes, labels: list[tuple[float, str, str, str]]) -> None:
    """Labels right of the axes, those of higher values higher."""
    low, high = axes.get_ylim()
    height_points = axes.get_position().height * HEIGHT_INCHES * 72
    gap = 1.12 * _TEXT * (high - low) / height_points
    places = spread([min(max(value, low), high) for value, *_ in labels], gap, low, high)
    for place, (_, text, color, weight) in zip(places, labels, strict=True):
        axes.annotate(
            text,
            (1.015, place),
            xycoords=("axes fraction", "data"),
            va="center",
            ha="left",
            fontsize=_TEXT,
            color=color,
            fontweight=weight,
            annotation_clip=False,
        )
