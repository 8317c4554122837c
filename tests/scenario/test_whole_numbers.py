"""Ranges of whole-number inputs (19.3): each number has the probability of the half unit on either side of it."""

import math
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from scipy import stats

from sim.analysis.trace.drawn import drawn_inputs
from sim.cli.main import commands
from sim.experiment.run import simulate
from sim.report.words.fields import stated
from sim.scenario.catalogue import field_table
from sim.scenario.drawing import Drawing
from sim.scenario.load import ScenarioError, load_scenario, loaded
from sim.scenario.paths import spec_of
from sim.scenario.schema import Correlation, Scenario
from sim.scenario.values import values_of

DELAY = "vendor.payment_delay_months"  # 0 to 12
RAMP = "archetypes.reseller.ramp_months"  # 1 to 36
WON = "phases.stabilise.entry_partners_won"  # 0 to 10,000
CERTAINTY = 1e-6
"""Probability that a right law fails a chi-square test; the draws are fixed, so that it passes for good or never."""


def truncated(continuous: Any, low: float, high: float) -> Callable[[float], float]:
    """The distribution function of a scipy distribution between two bounds."""
    least, most = continuous.cdf(low), continuous.cdf(high)
    return lambda x: (min(max(continuous.cdf(x), least), most) - least) / (most - least)


def three_points(p10: float, p50: float, p90: float, low: float, high: float) -> Callable[[float], float]:
    """J-QPD-B's distribution function, inverted from Hadlock and Bickel (2017) where the lower span is the smaller."""
    left, middle, right = (stats.norm.ppf((point - low) / (high - low)) for point in (p10, p50, p90))
    c = stats.norm.ppf(0.9)
    assert middle - left < right - middle
    shape = math.acosh((right - left) / (2 * (middle - left))) / c
    scale = (right - left) / math.sinh(2 * shape * c)

    def below(x: float) -> float:
        score = stats.norm.ppf(min(max((x - low) / (high - low), 0), 1))
        return float(stats.norm.cdf(math.asinh((score - left) / scale) / shape - c))

    return below


LAWS: dict[str, tuple[str, str, Callable[[float], float], int, int]] = {
    "uniform": (DELAY, "{low=1,high=3}", stats.uniform(0.5, 3).cdf, 1, 3),
    "uniform at a bound": (DELAY, "{low=0,high=1}", stats.uniform(-0.5, 2).cdf, 0, 1),
    "uniform, wide": (WON, "{low=7,high=60}", stats.uniform(6.5, 54).cdf, 7, 60),
    "PERT": (DELAY, "{min=1,mode=2,max=4}", stats.beta(1 + 6 / 4, 1 + 10 / 4, loc=0.5, scale=4).cdf, 1, 4),
    "PERT from its mode": (DELAY, "{min=0,mode=0,max=3}", stats.beta(1.5, 4.5, loc=-0.5, scale=4).cdf, 0, 3),
    "normal": (DELAY, "{mean=1.0,sd=2.0}", truncated(stats.norm(1, 2), -0.5, 12.5), 0, 12),
    "lognormal": (RAMP, "{median=3.0,sigma=0.8}", truncated(stats.lognorm(0.8, scale=3), 0.5, 36.5), 1, 36),
    "lognormal from 0": (DELAY, "{median=1.0,sigma=0.5}", truncated(stats.lognorm(0.5), 0.0, 12.5), 0, 12),
    "three points": (DELAY, "{p10=0,p50=1,p90=4}", three_points(0, 1, 4, -0.5, 12.5), 0, 12),
    "moved by a sum": (DELAY, "{low=1,high=3} plus 2", stats.uniform(2.5, 3).cdf, 3, 5),
    "moved by a product": (DELAY, "{low=1,high=3} times 2", stats.uniform(1.5, 5).cdf, 2, 6),
    "moved to broken ends": (DELAY, "{low=1,high=3} times 0.7", stats.uniform(0.5, 2).cdf, 1, 2),
    "moved PERT": (DELAY, "{min=1,mode=2,max=4} times 2", stats.beta(1 + 10 / 7, 1 + 18 / 7, 1.5, 7).cdf, 2, 8),
    "moved normal": (DELAY, "{mean=4.0,sd=1.0} plus 2", truncated(stats.norm(6, 1), 1.5, 14.5), 2, 12),
}


def scenario_with(path: str, text: str, *more: str) -> Scenario:
    """``coach`` with a range, and a relative change after it (``plus`` or ``times``)."""
    form, _, change = text.partition("} ")
    name, _, amount = change.partition(" ")
    own = [f"{path}=3", f"uncertainty.{path}={form.removesuffix('}')}}}"]
    if change:
        own.append(f"{path}{'+' if name == 'plus' else '*'}={amount}")
    return load_scenario("coach", [*own, *more])


def values_at(scenario: Scenario, path: str) -> Callable[[float], float]:
    spec = spec_of(path)
    assert spec is not None
    return values_of(scenario.uncertainty[path], spec)


@pytest.mark.parametrize("law", LAWS)
def test_every_number_begins_and_ends_at_its_half_units(law: str) -> None:
    """19.3: the whole table of quantiles, against distribution functions of scipy."""
    path, text, below, first, last = LAWS[law]
    value = values_at(scenario_with(path, text), path)
    assert (value(0.0), value(1 - 2**-53)) == (first, last) or "normal" in law or "points" in law
    edges = [0.0, *(below(n + 0.5) for n in range(first, last)), 1.0]
    for n, (start, end) in enumerate(pairwise(edges), first):
        if end - start < 1e-6:
            continue
        inside = (start + 1e-8, (start + end) / 2, end - 1e-8)
        assert [value(u) for u in inside] == [n, n, n]
        assert all(isinstance(value(u), int) for u in inside)


@pytest.mark.parametrize("law", LAWS)
def test_draws_have_the_shares_of_their_law(law: str) -> None:
    """19.3: chi-square over 6,000 draws; numbers that are expected fewer than ten times count together."""
    path, text, below, first, last = LAWS[law]
    scenario, random = scenario_with(path, text), Random(19)
    alone = {"uncertainty": {path: scenario.uncertainty[path]}, "correlation": Correlation()}
    drawing = Drawing(scenario.model_copy(update=alone))
    draws = 6_000
    counts = Counter(drawing.draw(lambda _: random.random())[path] for _ in range(draws))
    edges = [0.0, *(below(n + 0.5) for n in range(first, last)), 1.0]
    expected = {n: draws * (end - start) for n, (start, end) in enumerate(pairwise(edges), first)}
    common = [n for n in expected if expected[n] >= 10]
    rest = draws - sum(expected[n] for n in common), draws - sum(counts[n] for n in common)
    statistic = sum((counts[n] - expected[n]) ** 2 / expected[n] for n in common)
    statistic += (rest[1] - rest[0]) ** 2 / rest[0] if rest[0] > 1 else 0
    assert statistic < stats.chi2.ppf(1 - CERTAINTY, len(common))
    assert set(counts) <= set(range(first, last + 1))


def test_worlds_of_an_ensemble_have_them() -> None:
    """19.3: what a run saves: a third of the worlds has one month, a third two, a third three."""
    found = simulate(scenario_with(DELAY, "{low=1,high=3}", "months=24"), runs=600, seed=5, workers=1)
    numbers, counts = np.unique(found.parameters[DELAY], return_counts=True)
    assert numbers.tolist() == [1, 2, 3]
    assert ((counts - 200) ** 2 / 200).sum() < stats.chi2.ppf(1 - CERTAINTY, 2)


def test_correlated_whole_numbers_keep_their_shares() -> None:
    """19.3: the copula moves ranks; each input has its own law."""
    pairs = f'correlation.pairs=[["{DELAY}","{RAMP}",0.7]]'
    scenario = scenario_with(DELAY, "{low=1,high=5}", f"{RAMP}=3", f"uncertainty.{RAMP}={{low=2,high=9}}", pairs)
    drawing, random = Drawing(scenario), Random(3)
    drawn = [drawing.draw(lambda _: random.random()) for _ in range(4_000)]
    delays, ramps = ([values[path] for values in drawn] for path in (DELAY, RAMP))
    for values, first, last in ((delays, 1, 5), (ramps, 2, 9)):
        counts, expected = Counter(values), len(values) / (last - first + 1)
        statistic = sum((counts[n] - expected) ** 2 / expected for n in range(first, last + 1))
        assert statistic < stats.chi2.ppf(1 - CERTAINTY, last - first)
    # Ties of five and eight values take a few hundredths of the 0.7 stated; the error of 4,000 draws is 0.01.
    assert stats.spearmanr(delays, ramps).statistic == pytest.approx(0.68, abs=0.04)


def test_what_is_printed_is_a_whole_number() -> None:
    """19.3: explain, the index and the page give numbers that are drawn."""
    overrides = ["--set", f"uncertainty.{DELAY}={{low=1,high=3}}", "--set", f"uncertainty.{RAMP}={{low=2,high=9}}"]
    lines = CliRunner().invoke(commands, ["explain", "coach", DELAY, *overrides]).output.splitlines()
    drawn = next(line for line in lines if "drawn" in line)
    assert drawn.endswith("whole numbers with 10th percentile 1, median 2 and 90th percentile 3")
    rows = {row.path: row for row in field_table(load_scenario("coach", overrides[1::2]))}
    assert stated(rows[DELAY]).endswith("(1 to 3)")
    assert stated(rows[RAMP]).endswith("(2 to 9)")


def test_a_world_lies_in_the_middle_of_its_number() -> None:
    """19.3: the lowest of three equally likely numbers is no extreme."""
    scenario = scenario_with(DELAY, "{low=1,high=3}")
    for number in (1, 2, 3):
        (found,) = drawn_inputs(scenario, {DELAY: number}, None)
        assert (found.level, found.median) == (pytest.approx((number - 0.5) / 3), 2)


@pytest.mark.parametrize("text", ["{low=0.5,high=3}", "{low=1,high=2.2}", "{min=0.5,mode=1,max=4}"])
def test_broken_ends_of_a_whole_number_are_refused(text: str) -> None:
    """19.3: they would be rounded in silence."""
    with pytest.raises(ScenarioError, match="the ends must be whole"):
        scenario_with(DELAY, text)
    with pytest.raises(ScenarioError, match="the ends must be whole"):
        scenario_with(DELAY, f"{text} times 2")
    assert scenario_with("program.partners_per_manager", text, "program.partners_per_manager=3.0").uncertainty


def test_the_share_of_a_cut_counts_whole_numbers() -> None:
    """19.3: 5 to 15 months, of which 13, 14 and 15 lie outside the field."""
    found = loaded(Scenario, "coach", [f"{DELAY}=2", f"uncertainty.{DELAY}={{low=1,high=3}}", f"{DELAY}*=5"])
    assert [note.what for note in found.notes] == [f"its moved range is cut at 12 in {100 * 3 / 11:.2g}% of worlds"]
    value = values_at(found.scenario, DELAY)
    assert Counter(value((i + 0.5) / 1100) for i in range(1100)) == {**dict.fromkeys(range(5, 12), 100), 12: 400}
