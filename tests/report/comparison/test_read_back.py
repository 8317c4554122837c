"""18.13: each figure on the page and the charts of a comparison is worked out again from the months of its runs."""

import re
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from rich.console import Console
from scipy.stats import t

from sim.analysis.comparison.compare import compare, size_for
from sim.analysis.comparison.comparison import Comparison
from sim.experiment.ensemble import Ensemble
from sim.report.charts.style import chart_style
from sim.report.comparison.distributions import differences_figure
from sim.report.comparison.fans import fans_figure
from sim.report.comparison.page import comparison_page
from sim.scenario.load import load_scenario

from ..printed import printed

WORLDS, FUTURES, GATE, REQUIRED = 60, 2, 20, 0.35
Floats = npt.NDArray[np.float64]
Formula = Callable[[Ensemble], Floats]


def _sum(name: str) -> Formula:
    return lambda run: run.monthly[name].sum(axis=1) / 100


def _share(month: int) -> Formula:
    """Partner-sourced share of revenue over three months to ``month``."""

    def share(run: Ensemble) -> Floats:
        sourced, whole = (
            run.monthly[name][:, month - 3 : month].sum(axis=1) for name in ("partner_revenue", "total_revenue")
        )
        return np.asarray(sourced / whole)

    return share


COSTS = ("manager", "staff", "owner", "infrastructure", "support", "fixed", "onboarding", "team_time", "headroom")


def _costs(run: Ensemble) -> Floats:
    """What the program costs beside pay, one by one; no scenario here has tiers, certificates or split credit."""
    return np.asarray(sum(_sum(f"{name}_cost")(run) for name in COSTS))


FORMULAS: dict[str, Formula] = {
    "Odds at the gate": lambda run: (_share(GATE)(run) >= 0.1).astype(float),
    "Sourced share, month 12": _share(12),
    "Sourced share, month 24": _share(24),
    "Sourced share, month 30": _share(30),
    "All revenue": _sum("total_revenue"),
    "Active partners": lambda run: run.monthly["active_partners"][:, GATE - 1].astype(float),
    "Recruited revenue": _sum("recruited_revenue"),
    "- taken from direct": _sum("taken_revenue"),
    "- lost to overload": _sum("overload_revenue"),
    "Additional revenue": lambda run: (run.monthly["total_revenue"] - run.monthly["twin_revenue"]).sum(axis=1) / 100,
    "Acquisition cost saved": _sum("avoided_acquisition_cost"),
    "Partner pay": lambda run: _sum("commissions")(run) + _sum("resale_margin")(run),
    "Program cost": _costs,
    "Program contribution": _sum("program_contribution"),
    "Incremental contrib.": lambda run: (
        (run.monthly["contribution"] - run.monthly["twin_contribution"]).sum(axis=1) / 100
    ),
    "Cash trough": lambda run: np.minimum(0, run.monthly["incremental_cash"].cumsum(axis=1).min(axis=1)) / 100,
    "Pays back": lambda run: (_payback(run) < np.inf).astype(float),
    "NPV to the horizon": lambda run: run.totals["npv"] / 100,
    "+ value of run-off": lambda run: run.totals["npv_of_runoff"] / 100,
    "NPV with run-off": lambda run: run.totals["npv_with_runoff"] / 100,
}
"""Label of a row to one number a future."""
PARTS = {
    "Recruited revenue",
    "- taken from direct",
    "- lost to overload",
    "Acquisition cost saved",
    "Partner pay",
    "Program cost",
    "+ value of run-off",
}
POINTS = {
    "Odds at the gate", "Pays back", "Sourced share, month 12", "Sourced share, month 24", "Sourced share, month 30",
}  # fmt: skip
WITH_INTERVAL = [
    "Odds at the gate", "All revenue", "Additional revenue", "Partner pay", "Program cost", "Program contribution",
    "Incremental contrib.", "Cash trough", "NPV to the horizon", "+ value of run-off", "NPV with run-off",
]  # fmt: skip


def _payback(run: Ensemble) -> Floats:
    """Month after the last one at whose close cumulative cash is below 0; inf where that is the horizon."""
    below = run.monthly["incremental_cash"].cumsum(axis=1) < 0
    last = np.where(below.any(axis=1), below.shape[1] - np.argmax(below[:, ::-1], axis=1), 0)
    return np.where(last == below.shape[1], np.inf, last + 1)


def _mean_interval(values: Floats) -> tuple[float, float]:
    """Student's over the means of worlds."""
    worlds = values.reshape(WORLDS, FUTURES).mean(axis=1)
    half = t.ppf(0.975, WORLDS - 1) * worlds.std(ddof=1) / WORLDS**0.5
    return float(worlds.mean() - half), float(worlds.mean() + half)


@pytest.fixture(scope="module")
def found() -> Comparison:
    gate = [f"gate.month={GATE}", f"gate.required_probability={REQUIRED}", "months=30"]
    scenarios = [load_scenario("coach_ready", [*gate, *more]) for more in ([], ["archetypes.reseller.terms.rate=0.32"])]
    return compare(scenarios, labels=["coach_ready", "richer"], runs=WORLDS, futures=FUTURES)


@pytest.fixture(scope="module")
def lines(found: Comparison) -> list[str]:
    console = Console(width=80, highlight=False, markup=False, emoji=False, color_system=None)
    with console.capture() as captured:
        console.print(comparison_page(found, None))
    return captured.get().splitlines()


def _cells(line: str, label: str) -> list[str]:
    """The cells of a row, an interval as one of them."""
    return re.findall(r"\S+ to \S+|\S+", line.removeprefix(label))


def test_every_figure_of_the_pair(found: Comparison, lines: list[str]) -> None:
    start = next(at for at, line in enumerate(lines) if "B - A" in line)
    rows = {label: line for label in FORMULAS for line in lines[start:] if line.startswith(f"{label} ")}
    assert list(rows) == list(FORMULAS)
    for label, line in rows.items():
        first, second = (FORMULAS[label](run) for run in found.ensembles)
        cells = _cells(line, label)
        change = second - first
        scale = 100 if label in POINTS else 1
        for text, exact in zip(cells[:2], (first.mean(), second.mean()), strict=True):
            assert printed(text).is_close_to(float(exact)), (label, text, exact)
        one, other = (scale * printed(text).value for text in cells[:2])
        exact, shown = float(scale * change.mean()), printed(cells[2])
        assert shown.is_close_to(exact) or abs(other - one - shown.value) < 1e-6 * abs(one), (label, cells[2], exact)
        assert abs(shown.value - exact) < 1.5 * max(shown.step, *(scale * printed(text).step for text in cells[:2]))
        if change.any():
            for text, exact in zip(cells[3].split(" to "), _mean_interval(scale * change), strict=True):
                assert printed(text).is_close_to(exact), (label, text, exact)
        opposed = label.startswith("Sourced") and found.differences[0].opposed
        if label not in PARTS and label not in {"Odds at the gate", "Pays back"} and not opposed:
            better = ((change > 0) + 0.5 * (change == 0)).mean()
            assert printed(cells[4].lstrip("<>")).is_close_to(float(better)) or cells[4][0] in "<>", label


def test_runs_saved_by_shared_futures(found: Comparison, lines: list[str]) -> None:
    first, second = (FORMULAS["Program contribution"](run) for run in found.ensembles)
    one, other, paired = (
        each.reshape(WORLDS, FUTURES).mean(axis=1).var(ddof=1) for each in (first, second, second - first)
    )
    told = re.search(r"would need more runs: (\S+) times as many \(B\)", " ".join(" ".join(lines).split()))
    assert told is not None
    assert printed(told[1]).is_close_to(float((one + other) / paired))


def test_every_interval_of_the_figures(found: Comparison, lines: list[str]) -> None:
    """18.7: means carry their intervals, where run and sweep show them with other numbers of futures."""
    start = next(at for at, line in enumerate(lines) if line.startswith("95% interval below"))
    for row, label in enumerate(WITH_INTERVAL):
        means, ends = (lines[start + 1 + 2 * row + below] for below in (0, 1))
        assert means.startswith(label)
        values = [FORMULAS[label](run) for run in found.ensembles]
        intervals = [_cells(ends, "")[k].split(" to ") for k in (0, 1)]
        for text, texts, each in zip(_cells(means, label), intervals, values, strict=True):
            assert printed(text).is_close_to(float(each.mean())), label
            if label == "Odds at the gate":
                assert printed(texts[0]).value < each.mean() < printed(texts[1]).value
                continue
            for end, exact in zip(texts, _mean_interval(each), strict=True):
                assert printed(end).is_close_to(exact), (label, end, exact)


def test_the_value_with_run_off_is_the_sum_of_both_rows(found: Comparison) -> None:
    """18.12."""
    for figures in found.figures:
        parts = [figures[name].mean or 0.0 for name in ("npv", "npv_of_runoff", "npv_with_runoff")]
        assert parts[0] + parts[1] == pytest.approx(parts[2], abs=0.02)
        assert parts[1] != 0


def test_contacts_that_are_not_made_and_why() -> None:
    """18.5: from the months, planned in millionths of a contact."""
    heads = [load_scenario("coach", [f"program.contacts_per_head_month={number}"]) for number in (40, 8)]
    found = compare(heads, runs=20)
    console = Console(width=80, color_system=None)
    with console.capture() as captured:
        console.print(comparison_page(found, None))
    text = " ".join(captured.get().split())
    run = found.ensembles[1]
    planned, staffed = (run.monthly[name].sum(axis=1).mean() / 1e6 for name in ("planned_contacts", "staffed_contacts"))
    made = run.monthly["contacts"].sum(axis=1).mean()
    told = re.search(
        r"in B of (\S+) planned contacts (\S+) are not made: (\S+) for want of hours and (\S+) for want", text
    )
    assert told is not None
    for figure, exact in zip(told.groups(), (planned, planned - made, planned - staffed, staffed - made), strict=True):
        assert printed(figure).is_close_to(exact)


def test_where_lines_and_bands_are_drawn(found: Comparison) -> None:
    """18.21: bands at the quantiles of the months, the gate's share and month where they are, all on one axis."""
    with chart_style():
        figure = fans_figure(found)
    for axes, run in zip(figure.axes, found.ensembles, strict=False):
        assert [list(line.get_ydata()) for line in axes.lines[1:2]] == [[0.1, 0.1]]
        assert [list(line.get_xdata()) for line in axes.lines[2:3]] == [[GATE, GATE]]
        shares = np.array([_share(month)(run) if month > 2 else _early(run, month) for month in range(1, 31)])
        for band in axes.collections:
            low, high = (float(name.removeprefix("p")) / 100 for name in str(band.get_gid()).split("-"))
            drawn = band.get_paths()[0].vertices
            for level in (low, high):
                for month, share in enumerate(np.quantile(shares, level, axis=1), start=1):
                    assert np.isclose(drawn[drawn[:, 0] == month, 1], share).any(), (level, month)
    said = [text.get_text() for text in figure.texts]
    odds = [FORMULAS["Odds at the gate"](run).mean() for run in found.ensembles]
    assert all(f"{100 * each:.0f}%" in said[0] for each in odds), "the finding is the title"


def _early(run: Ensemble, month: int) -> Floats:
    return np.asarray(
        run.monthly["partner_revenue"][:, :month].sum(axis=1) / run.monthly["total_revenue"][:, :month].sum(axis=1)
    )


def test_a_small_difference_has_an_axis_of_its_own() -> None:
    """18.21: beside one that is a hundred times as large."""
    rates = (0.25, 0.26, 0.9)
    three = compare(
        [load_scenario("coach_ready", [f"archetypes.reseller.terms.rate={rate}"]) for rate in rates], runs=60
    )
    with chart_style():
        small, large = differences_figure(three).axes
    reach = [high - low for low, high in (axes.get_xlim() for axes in (small, large))]
    assert reach[0] < 0.12 * reach[1]
    assert "on an axis of its own" in small.get_title(loc="left")
    assert "on an axis of its own" not in large.get_title(loc="left")
    for axes, run in zip((small, large), three.ensembles[1:], strict=True):
        change = FORMULAS["Program contribution"](run) - FORMULAS["Program contribution"](three.ensembles[0])
        (median,) = [line for line in axes.lines if line.get_gid() == "median"]
        assert median.get_xdata()[0] == pytest.approx(float(np.median(change)), abs=1)
        worse, better = (
            sum(patch.get_height() for patch in axes.patches[start : start + len(axes.patches) // 2])
            for start in (0, len(axes.patches) // 2)
        )
        assert (worse, better) == ((change < 0).sum(), (change > 0).sum())


def test_differences_on_one_axis_have_the_same_ends() -> None:
    """The outermost bars of one reach farther than those of another: what is read across panels is at one place."""
    rates = (0.25, 0.05, 0.5)
    three = compare(
        [load_scenario("coach_ready", [f"archetypes.reseller.terms.rate={rate}"]) for rate in rates], runs=60
    )
    with chart_style():
        one, other = differences_figure(three).axes
    assert not any("on an axis of its own" in axes.get_title(loc="left") for axes in (one, other))
    bars = [[bar for bar in axes.patches if bar.get_height()] for axes in (one, other)]
    reach = [(min(bar.get_x() for bar in those), max(bar.get_x() + bar.get_width() for bar in those)) for those in bars]
    assert reach[0][0] != pytest.approx(reach[1][0], rel=1e-3)
    assert one.get_xlim() == other.get_xlim()
    low, high = one.get_xlim()
    assert all(low <= begin and end <= high for begin, end in reach)


def test_up_to_four_scenarios_take_the_size_of_a_run() -> None:
    """18.7."""
    assert size_for(4, None, None, "auto") == (1000, 4)
    assert size_for(5, None, None, "auto") == (1000, 1)
    assert size_for(2, 300, None, "auto") == (300, 1)
    assert size_for(9, None, 3, "auto") == (1000, 3)
    assert size_for(2, None, None, "reference") == (1000, 1)


def test_fewer_futures_than_a_run_are_told_on_the_page(lines: list[str]) -> None:
    assert "Each world has 2 futures here" in " ".join(lines)
    full = compare([load_scenario("coach")] * 2, runs=2, futures=4)
    console = Console(width=80, color_system=None)
    with console.capture() as captured:
        console.print(comparison_page(full, None))
    assert "Each world has" not in captured.get()


def test_a_difference_is_that_of_its_printed_ends(lines: list[str]) -> None:
    """19.6: to the coarsest digit of the three, unless both ends read alike."""
    start = next(at for at, line in enumerate(lines) if "B - A" in line)
    for label in FORMULAS:
        line = next(line for line in lines[start:] if line.startswith(f"{label} "))
        first, second, change = (printed(text) for text in _cells(line, label)[:3])
        scale = 100 if label in POINTS else 1
        coarsest = max(change.step if change.value else 0, scale * first.step, scale * second.step)
        off = abs(scale * (second.value - first.value) - change.value)
        assert off <= 0.500001 * coarsest or first == second, (label, line)
