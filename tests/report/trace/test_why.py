"""The first lines of a trace: each figure is computed again from ledger rows and from all futures (18.18)."""

import re
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm, spearmanr

from sim.analysis.trace.trace import Trace, trace
from sim.experiment.ensemble import Ensemble
from sim.experiment.replication import ledger_of
from sim.ledger import Kind
from sim.report.trace.why import LINES, WIDTH, why_lines
from sim.scenario.load import load_scenario
from sim.scenario.paths import spec_of
from sim.scenario.schema import Correlation, Scenario

from .conftest import FUTURES, SEED

GATE = 24
INPUT = re.compile(r"^(\S+\.\S+) +([\d.,-]+) +([\d.,-]+) +p([\d.]+) ?(raises|lowers|)$")
STANDING = re.compile(r"^(\S.*?)  +(\S+) +(\S+) +(\S+)$")


def rank_correlations(ensemble: Ensemble) -> dict[str, float]:
    """Of each input with the mean share of its world at the gate."""
    partner, total = (
        ensemble.monthly[name][:, GATE - 3 : GATE].sum(axis=1) for name in ("partner_revenue", "total_revenue")
    )
    shares = (partner / total).reshape(-1, FUTURES).mean(axis=1)
    return {path: spearmanr(values, shares).statistic for path, values in ensemble.parameters.items()}


def begins(phase: np.ndarray, place: int) -> float:
    """The first month of a phase, inf for never."""
    months = np.flatnonzero(phase == place)
    return float(months[0] + 1) if len(months) else np.inf


def amount(text: str) -> float:
    """A printed figure as a number; shares as fractions."""
    scale = {"k": 1e3, "M": 1e6, "%": 0.01}.get(text[-1], 1.0)
    return float(text.strip("$kM%").replace(",", "")) * scale


def test_the_first_lines_fit_80_columns(traced: Trace, number: int) -> None:
    """18.18"""
    lines = why_lines(traced, number)
    assert len(lines) == LINES == 13
    assert max(map(len, lines)) <= WIDTH == 80
    assert (
        lines[0] == f"coach, replication {number} (world {number // 2}, future {number % 2}), seed 5: misses the gate"
    )


def test_inputs_with_most_effect_come_first(traced: Trace, number: int, others: Ensemble, short: Scenario) -> None:
    """18.18: sorted by rank correlation times normal score; value, median and percentile are those of the world."""
    correlations, world = rank_correlations(others), number // FUTURES
    least = 2 / np.sqrt(others.runs - 1)
    pulls = []
    for drawn in traced.drawn:
        spec = spec_of(drawn.path)
        assert spec is not None
        value = others.parameters[drawn.path][world]
        quantile = short.uncertainty[drawn.path].quantile
        assert drawn.value == value
        assert quantile(drawn.level, float(spec.low), float(spec.high)) == pytest.approx(value, rel=1e-3)
        assert drawn.median == pytest.approx(quantile(0.5, float(spec.low), float(spec.high)), abs=1e-9)
        correlation = correlations[drawn.path]
        pulls.append(correlation * norm.ppf(drawn.level) if abs(correlation) > least else 0.0)
    assert np.abs(pulls).tolist() == sorted(np.abs(pulls).tolist(), reverse=True)
    assert pulls[0] != 0
    assert pulls[-1] == 0
    found = [match.groups() for line in why_lines(traced, number) if (match := INPUT.match(line))]
    assert len(found) >= 2
    for (path, value, median, level, effect), drawn, pull in zip(found, traced.drawn, pulls, strict=False):
        assert path == drawn.path
        assert amount(value) == pytest.approx(others.parameters[path][world], rel=1e-3)
        assert amount(median) == pytest.approx(drawn.median, rel=1e-3)
        assert float(level) == pytest.approx(100 * drawn.level, abs=0.5)
        assert effect == ("raises" if pull > 0 else "lowers")


def test_phases_begin_as_the_ledger_says(traced: Trace, number: int, others: Ensemble, short: Scenario) -> None:
    """18.18"""
    rows = ledger_of(short, SEED, *divmod(number, FUTURES), "auto")[0].rows
    own = {row[6]: row[0] // 30 + 1 for row in rows if row[1] == Kind.PHASE_ENTERED}
    line = re.search(r"Began: [^\n]*(\n  [^\n]*)*", "\n".join(why_lines(traced, number)))[0].replace("\n ", "")
    parts = line.removeprefix("Began: ").replace(" month", "").replace("median ", "").split(", ")
    assert "(median " in line
    expected = []
    for place, name in enumerate(short.phase_order):
        month = str(own.get(place, "never"))
        median = float(np.median([begins(phase, place) for phase in others.monthly["phase"]]))
        middle = "never" if np.isinf(median) else f"{median:g}"
        expected.append(f"{name} {month}" + (f" ({middle})" if place and middle != month else ""))
    assert parts == expected


def test_where_it_stands_is_counted_from_rows(traced: Trace, number: int, others: Ensemble, short: Scenario) -> None:
    """18.18: the future's own figures from its ledger, the median and the share below from all futures."""
    rows = ledger_of(short, SEED, *divmod(number, FUTURES), "auto")[0].rows
    kinds = Counter(row[1] for row in rows if row[0] < 30 * GATE)
    moves = (Kind.GO_LIVE, Kind.CANCELLED, Kind.EXPANDED, Kind.CHURNED)
    sold = {row[2] for row in rows if row[1] in (Kind.QUALIFIED, Kind.WON) and 30 * (GATE - 3) <= row[0] < 30 * GATE}
    leave = (Kind.PILOT_FAILED, Kind.DEPARTED, Kind.REMOVED, Kind.DISMISSED)
    gone = {row[2] for row in rows if row[1] in leave and row[0] <= 30 * GATE - (row[1] == Kind.PILOT_FAILED)}
    window = others.monthly["partner_revenue"][:, GATE - 3 : GATE].sum(axis=1)
    every = {
        "sourced share (10% needed)": window / others.monthly["total_revenue"][:, GATE - 3 : GATE].sum(axis=1),
        "partners signed so far": others.monthly["agreements"][:, :GATE].sum(axis=1),
        "active partners": others.monthly["active_partners"][:, GATE - 1],
        "deals won so far": others.monthly["won_deals"][:, :GATE].sum(axis=1),
        "ARR of recruited partners": others.monthly["partner_arr"][:, GATE - 1] / 100,
    }
    own = {
        "sourced share (10% needed)": every["sourced share (10% needed)"][number],
        "partners signed so far": kinds[Kind.SIGNED],
        "active partners": len(sold - gone),
        "deals won so far": kinds[Kind.WON],
        "ARR of recruited partners": sum(row[4] for row in rows if row[1] in moves and row[0] < 30 * GATE) / 100,
    }
    lines = why_lines(traced, number)
    assert sum(line.startswith("At month 24, beside 240 futures") for line in lines) == 1
    found = {match[1]: match.groups()[1:] for line in lines if (match := STANDING.match(line))}
    assert set(every) < set(found)
    for label, values in every.items():
        value, median, below = map(amount, found[label])
        near = {"rel": 0.005, "abs": 0.0005}
        assert value == pytest.approx(own[label], **near), label
        assert median == pytest.approx(np.median(values), **near), label
        assert below == pytest.approx((values < own[label] - 1e-9).mean(), abs=0.0051), label


def test_a_future_alone_is_compared_with_nothing(traced: Trace, number: int, short: Scenario) -> None:
    alone = trace(short, SEED, *divmod(number, FUTURES), "auto")
    lines = why_lines(alone, number)
    assert alone.among is None
    assert "furthest from the median first" in lines[1]
    levels = [abs(drawn.level - 0.5) for drawn in alone.drawn]
    assert levels == sorted(levels, reverse=True)
    assert not any("median" in line for line in lines[2:])
    assert [drawn.value for drawn in sorted(alone.drawn, key=lambda each: each.path)] == [
        drawn.value for drawn in sorted(traced.drawn, key=lambda each: each.path)
    ]


def test_a_sunset_is_the_end_of_the_phases() -> None:
    ended = load_scenario("coach_unready", ["sunset.month=12", "sunset.sourced_share=0.2"])
    traced = trace(ended, 1, 7, 0, "auto")
    (line,) = (line for line in why_lines(traced, 7) if line.startswith("Began:"))
    assert line == "Began: pilot month 1, stabilise never, scale never, maturity never, sunset 12"


def test_a_long_name_of_an_input_is_not_cut(traced: Trace, number: int) -> None:
    path = f"archetypes.{'a' * 28}.opportunities_per_month"
    renamed = replace(traced, drawn=(replace(traced.drawn[0], path=path),))
    lines = why_lines(renamed, number)
    assert path in lines
    after = lines[lines.index(path) + 1]
    assert re.match(r"^ +[\d.,]+ +[\d.,]+ +p[\d.]+ (raises|lowers)$", after)
    assert max(map(len, lines)) <= WIDTH


def test_nothing_uncertain_is_said(short: Scenario) -> None:
    certain = short.model_copy(update={"uncertainty": {}, "correlation": Correlation()})
    assert "No input is uncertain: other futures differ by chance alone." in why_lines(
        trace(certain, 1, 0, 0, "auto"), 0
    )
