"""18.13: each figure on the page and the chart of a sweep is worked out again from the months of runs of its own."""

import re
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from matplotlib.figure import Figure
from rich.console import Console

from sim.analysis.sweep.sweep import Sweep, sweep
from sim.experiment.ensemble import Ensemble
from sim.experiment.run import simulate
from sim.report.charts.style import chart_style
from sim.report.sweep.chart import sweep_figure
from sim.report.sweep.page import sweep_page
from sim.scenario.load import load_scenario

from ..printed import printed

RATE = "archetypes.reseller.terms.rate"
HEADS = "program.contacts_per_head_month"
KNOWN = ["vendor.growth=false", *(f"vendor.{name}.arr_growth_per_year=0.25" for name in ("direct", "inbound"))]
"""Growth that is known, so that few runs tell the odds."""
VALUES = (0.1, 0.25, 0.4)
RUNS = 80
Floats = npt.NDArray[np.float64]


def _sum(name: str) -> Callable[[Ensemble], Floats]:
    return lambda run: run.monthly[name].sum(axis=1) / 100


def _odds(run: Ensemble) -> Floats:
    """Partner-sourced revenue of months 22 to 24 is at least a tenth of all revenue of these months."""
    sourced, whole = (run.monthly[name][:, 21:24].sum(axis=1) for name in ("partner_revenue", "total_revenue"))
    return (10 * sourced >= whole).astype(float)


def _trough(run: Ensemble) -> Floats:
    return np.minimum(0, np.cumsum(run.monthly["incremental_cash"], axis=1).min(axis=1)) / 100


COSTS = (
    "manager", "staff", "owner", "infrastructure", "support", "fixed", "onboarding", "team_time", "headroom",
)  # fmt: skip
"""Lines of program cost in a scenario that states no mechanism with one of its own."""
FORMULAS: dict[str, Callable[[Ensemble], Floats]] = {
    "Odds": _odds,
    "Incremental contribution": _sum("incremental_contribution"),
    "All revenue": _sum("total_revenue"),
    "Additional revenue": lambda run: (run.monthly["total_revenue"] - run.monthly["twin_revenue"]).sum(axis=1) / 100,
    "Partner pay": lambda run: _sum("commissions")(run) + _sum("resale_margin")(run),
    "Program cost": lambda run: sum((_sum(f"{line}_cost")(run) for line in COSTS), np.zeros(len(run.completed))),
    "Program contribution": _sum("program_contribution"),
    "Cash trough": _trough,
    "NPV": lambda run: run.totals["npv"] / 100,
    "Net present value": lambda run: run.totals["npv"] / 100,
}
"""Head of a column, or of a panel, to one number a future."""


@pytest.fixture(scope="module")
def swept() -> Sweep:
    return sweep(load_scenario("coach_ready", KNOWN), f"{RATE}=0.1:0.4:3", runs=RUNS)


@pytest.fixture(scope="module")
def runs() -> list[Ensemble]:
    return [simulate(load_scenario("coach_ready", [*KNOWN, f"{RATE}={value}"]), runs=RUNS) for value in VALUES]


def _page(found: Sweep) -> list[str]:
    console = Console(width=80, highlight=False, markup=False, emoji=False, color_system=None)
    with console.capture() as captured:
        console.print(sweep_page(found, None))
    return captured.get().splitlines()


def _text(found: Sweep) -> str:
    return " ".join(" ".join(_page(found)).split())


def _student(values: Floats) -> tuple[float, float]:
    """The 95% interval of a mean of one future a world."""
    from scipy.stats import t

    half = t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / len(values) ** 0.5
    return float(values.mean() - half), float(values.mean() + half)


def _wilson(values: Floats) -> tuple[float, float]:
    from scipy.stats import binomtest

    found = binomtest(int(values.sum()), len(values)).proportion_ci(method="wilson")
    return found.low, found.high


def _ends(name: str, values: Floats) -> tuple[float, float]:
    return _wilson(values) if name == "Odds" else _student(values)


def _tables(lines: list[str]) -> dict[str, list[tuple[str, str]]]:
    """Head of a column to the mean and interval that stand below it, row by row."""
    found: dict[str, list[tuple[str, str]]] = {}
    for at, line in enumerate(lines):
        if not re.match(r" *rate +[A-Za-z]", line):
            continue
        above = lines[at - 1]
        spans = [match.span() for match in re.finditer(r"\S+", line)][1:]
        heads = []
        for start, end in spans:
            upper = [w.group() for w in re.finditer(r"\S+", above) if w.end() > start - 6 and w.end() <= end]
            heads.append(" ".join([*upper[-1:], line[start:end]]).strip())
        for row in range(len(VALUES)):
            means = lines[at + 1 + 2 * row].split()[1:]
            ends = re.findall(r"\S+ to \S+|\d+-\d+%", lines[at + 2 + 2 * row])
            assert len(means) == len(ends) == len(heads)
            for head, mean, each in zip(heads, means, ends, strict=True):
                found.setdefault(head, []).append((mean, each))
    return found


def _read_ends(text: str) -> tuple[str, str]:
    if " to " in text:
        low, high = text.split(" to ")
        return low, high
    low, high = text.rstrip("%").split("-")
    return f"{low}%", f"{high}%"


def test_every_figure_of_the_tables(swept: Sweep, runs: list[Ensemble]) -> None:
    found = _tables(_page(swept))
    assert set(found) == {name for name in FORMULAS if name != "Net present value"}
    for head, rows in found.items():
        for (mean, ends), run in zip(rows, runs, strict=True):
            values = FORMULAS[head](run)
            assert printed(mean).is_close_to(float(values.mean())), (head, mean)
            for text, exact in zip(_read_ends(ends), _ends(head, values), strict=True):
                assert printed(text).is_close_to(exact), (head, ends, exact)


def test_the_answer_is_the_greatest_with_the_required_odds(swept: Sweep, runs: list[Ensemble]) -> None:
    first = _text(swept).split("odds of at least the required 50%: ")[1]
    meets = [k for k, run in enumerate(runs) if _wilson(_odds(run))[0] >= 0.5]
    means = [float(FORMULAS["Incremental contribution"](run).mean()) for run in runs]
    chosen = max(meets, key=means.__getitem__)
    below, above = (f"{100 * VALUES[at]:.0f}%" for at in (chosen - 1, chosen + 1))
    beside = f"between its neighbours {below} and {above}, the grid is no finer"
    assert first.startswith(f"reseller.terms.rate {100 * VALUES[chosen]:.0f}% ({beside}; best of {len(VALUES)} points")
    amount = re.search(r"sets\): (\S+), (\S+) to (\S+); odds (\S+) \((\S+) to (\S+)\); all revenue (\S+), ", first)
    assert amount is not None
    values, odds = FORMULAS["Incremental contribution"](runs[chosen]), _odds(runs[chosen])
    exact = (
        values.mean(),
        *_student(values),
        odds.mean(),
        *_wilson(odds),
        FORMULAS["All revenue"](runs[chosen]).mean(),
    )
    for text, each in zip(amount.groups(), exact, strict=True):
        assert printed(text).is_close_to(float(each)), (text, each)


def test_contacts_that_are_not_made() -> None:
    """18.5: by cause, from the months: planned in millionths of a contact, made in whole ones."""
    found = sweep(load_scenario("coach_ready"), f"{HEADS}=8:9:2", runs=RUNS)
    run = simulate(load_scenario("coach_ready", [f"{HEADS}=8"]), runs=RUNS)
    text = _text(found)
    told = re.search(
        r"month 8, of (\S+) planned contacts (\S+) are not made: (\S+) for want of hours and (\S+) for", text
    )
    assert told is not None
    planned, staffed = (run.monthly[name].sum(axis=1).mean() / 1e6 for name in ("planned_contacts", "staffed_contacts"))
    made = run.monthly["contacts"].sum(axis=1).mean()
    for figure, exact in zip(told.groups(), (planned, planned - made, planned - staffed, staffed - made), strict=True):
        assert printed(figure).is_close_to(exact)


def _figure(found: Sweep) -> Figure:
    with chart_style():
        return sweep_figure(found)


def test_every_line_and_band_of_the_chart(swept: Sweep, runs: list[Ensemble]) -> None:
    """18.21: lines are means, dark bands their intervals, pale ones 8 futures in 10; a band may be left out."""
    for axes in _figure(swept).axes:
        head = axes.get_title(loc="left").split("\n")[0].split(" (")[0]
        name = "Odds" if head.startswith("Odds") else head
        values = [FORMULAS[name](run) for run in runs]
        (line,) = [line for line in axes.lines if line.get_gid() == "stated"]
        np.testing.assert_allclose(line.get_xdata(), VALUES)
        np.testing.assert_allclose(line.get_ydata(), [each.mean() for each in values])
        *pale, dark = (band.get_paths()[0].vertices[:, 1] for band in axes.collections)
        for each in values:
            assert all(np.isclose(dark, end, rtol=1e-6).any() for end in _ends(name, each)), name
            for band in pale:
                assert all(np.isclose(band, end).any() for end in np.quantile(each, [0.1, 0.9])), name
        assert len(axes.collections) <= 2
        assert axes.get_xticks().tolist() == list(VALUES), "ticks stand at the values that were tried"
        low, high = axes.get_ylim()
        assert low <= dark.min() <= dark.max() <= high


def test_the_required_odds_are_drawn_at_their_height() -> None:
    required = 0.37
    changed = sweep(
        load_scenario("coach_ready", [f"gate.required_probability={required}"]), f"{RATE}=0.1:0.4:3", runs=12
    )
    odds, *_ = _figure(changed).axes
    assert any(list(line.get_ydata()) == [required, required] for line in odds.lines)


@pytest.fixture(scope="module")
def over_two() -> Sweep:
    return sweep(load_scenario("coach_ready"), [f"{RATE}=0.1:0.4:3", f"{HEADS}=4:30:14"], runs=20, elasticity=False)


def test_the_grid_over_two_levers(over_two: Sweep) -> None:
    """18.17: odds, then money, in 80 columns; columns beyond them are folded below."""
    lines = _page(over_two)
    assert max(map(len, lines)) <= 80
    starts = [
        at for at, line in enumerate(lines) if re.match(r"(Odds of|Incremental contribution in|All revenue in)", line)
    ]
    names = ("Odds", "Incremental contribution", "All revenue")
    assert len(starts) == 3
    grids = [_grid(lines[start:end]) for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    runs = {
        (value, heads): simulate(load_scenario("coach_ready", [f"{RATE}={value}", f"{HEADS}={heads}"]), runs=20)
        for value in (0.1, 0.4)
        for heads in (4, 16, 30)
    }
    for name, cells in zip(names, grids, strict=True):
        assert len(cells) == 3 * 14
        for (value, heads), run in runs.items():
            text = cells[f"{100 * value:.0f}%", str(heads)]
            values = FORMULAS[name](run)
            assert printed(text.rstrip("?")).is_close_to(float(values.mean())), (name, value, heads, text)
            if name == "Odds":
                low, high = _wilson(values)
                assert text.endswith("?") == (low < 0.5 <= high)


def _grid(lines: list[str]) -> dict[tuple[str, str], str]:
    """The cells of a grid by the values of both levers, folded parts put together."""
    heads: list[str] = []
    cells = {}
    for line in lines:
        words = line.split()
        if words[:1] == ["rate"]:
            heads = words[1:]
        elif heads and words and words[0].endswith("%") and len(words) == len(heads) + 1:
            cells.update({(words[0], head): cell for head, cell in zip(heads, words[1:], strict=True)})
    return cells


@pytest.mark.parametrize(
    "name",
    ["active_partners", "credited_share", "commissions", "npv_with_runoff", "odds", "partner_pay", "program_cost"],
)
def test_any_metric_total_or_outcome_is_maximised(name: str) -> None:
    """18.14: a flow is summed, a stock or share is that of the gate month, a total is one number a future."""
    exact: dict[str, Callable[[Ensemble], Floats]] = {
        "active_partners": lambda run: run.monthly["active_partners"][:, 23].astype(float),
        "credited_share": lambda run: (
            run.monthly["credited_revenue"][:, 21:24].sum(axis=1) / run.monthly["total_revenue"][:, 21:24].sum(axis=1)
        ),
        "commissions": _sum("commissions"),
        "partner_pay": FORMULAS["Partner pay"],
        "program_cost": FORMULAS["Program cost"],
        "npv_with_runoff": lambda run: run.totals["npv_with_runoff"] / 100,
        "odds": _odds,
    }
    found = sweep(load_scenario("coach_ready"), f"{RATE}=0.1:0.4:2", runs=30, maximise=name, elasticity=name == "odds")
    told = found.to_dict()
    assert told["objective"] == name
    means = []
    for point, value in zip(told["points"], (0.1, 0.4), strict=True):
        run = simulate(load_scenario("coach_ready", [f"{RATE}={value}"]), runs=30)
        means.append(exact[name](run).mean())
        mean = point["gate"]["pass_probability"] if name == "odds" else point[name]["mean"]
        assert mean == pytest.approx(means[-1])
        if name == "npv_with_runoff":  # 18.12: its tail stands apart
            assert point["npv_of_runoff"]["mean"] == pytest.approx((run.totals["npv_of_runoff"] / 100).mean())
    best = told["best"][name]
    assert best["values"] == {RATE: (0.1, 0.4)[int(np.argmax(means))]}
    page = _text(found)
    assert ("of which less is better" in page) == (name in ("commissions", "partner_pay", "program_cost"))
    assert ("of run-off after month 48" in page) == (name == "npv_with_runoff")


def test_what_is_at_stake_with_another_elasticity(swept: Sweep) -> None:
    """18.14: what the value that is best as stated gives up at the p10 and p90 of the elasticities."""
    elasticity = swept.elasticity
    assert elasticity is not None
    stated = swept.best["incremental_contribution"]
    assert stated is not None
    for level, settings in elasticity.settings.items():
        held = [f"{path}={value!r}" for path, value in settings.items()]
        money = [
            _sum("incremental_contribution")(
                simulate(load_scenario("coach_ready", [*KNOWN, *held, f"{RATE}={value}"]), runs=RUNS)
            )
            for value in VALUES
        ]
        best = max(range(3), key=lambda k: money[k].mean())
        change = money[VALUES.index(stated.values[0])] - money[best]
        paired = elasticity.at_stake[level]
        assert paired.difference == pytest.approx(change.mean())
        if change.any():
            assert (paired.ci_low, paired.ci_high) == pytest.approx(_student(change))


def test_a_sweep_over_anything_but_pay_is_not_repeated() -> None:
    found = sweep(load_scenario("coach"), f"{HEADS}=10:20:2", runs=2)
    assert found.elasticity is None


def test_odds_that_rise_because_the_company_shrinks() -> None:
    """18.1: the sentence of the highest odds says how much less revenue there is, paired with where it is greatest."""
    found = sweep(load_scenario("coach"), "vendor.direct.arr_growth_per_year=0:0.4:2", runs=RUNS)
    runs = [simulate(load_scenario("coach", [f"vendor.direct.arr_growth_per_year={g}"]), runs=RUNS) for g in (0.0, 0.4)]
    change = _sum("total_revenue")(runs[0]) - _sum("total_revenue")(runs[1])
    text = _text(found)
    told = re.search(
        r"share of less revenue: all revenue is (\S+) \((\S+) to (\S+)\) lower than at direct\S* 40%", text
    )
    assert told is not None
    low, high = _student(-change)
    for figure, exact in zip(told.groups(), (-change.mean(), low, high), strict=True):
        assert printed(figure).is_close_to(float(exact))
    titles = " ".join(text.get_text() for text in _figure(found).texts)
    assert "with less revenue" in titles
