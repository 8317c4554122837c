"""A difference beside its two ends: what is printed can be subtracted (19.6)."""

from random import Random

import pytest

from sim.analysis.figures.figure import Figure
from sim.analysis.figures.outcomes import ODDS, PROGRAM_CONTRIBUTION, Outcome
from sim.analysis.figures.paired import Paired
from sim.report.words.differences import with_differences
from tests.report.printed import printed


def _figure(mean: float, half: float) -> Figure:
    return Figure(mean, mean - half, mean + half, mean, mean, mean)


def _paired(change: float, half: float) -> Paired:
    ends = (change - half, change + half)
    return Paired(change, *ends, 1, 2, 4, change, change, change, 0.5, 0.5, 0, 0.5, 0.4, 0.6, None, None)


def _told(first: float, second: float, half: float, outcome: Outcome) -> tuple[str, str, str]:
    figures, changes = [_figure(first, half), _figure(second, half)], [_paired(second - first, half)]
    (one, other), (change,) = with_differences(figures, changes, outcome, "USD")
    return one, other, change


def test_all_three_get_a_decimal_where_whole_numbers_would_not_add_up() -> None:
    assert _told(0.69375, 0.25625, 0.05, ODDS) == ("69.4%", "25.6%", "-43.8")
    assert _told(0.69, 0.26, 0.05, ODDS) == ("69%", "26%", "-43")
    assert _told(2.24e6, -0.44e6, 4e5, PROGRAM_CONTRIBUTION) == ("$2.24M", "-$440.0k", "-$2.68M")


def test_a_difference_of_other_futures_than_the_means_stands_as_it_is() -> None:
    figures = [_figure(0.60, 0.05), _figure(0.70, 0.05)]
    assert with_differences(figures, [_paired(0.04, 0.02)], ODDS, "") == (["60%", "70%"], ["+4"])


@pytest.mark.parametrize(("outcome", "size"), [(ODDS, 1.0), (PROGRAM_CONTRIBUTION, 9e6), (PROGRAM_CONTRIBUTION, 9e3)])
def test_what_is_printed_can_be_subtracted(outcome: Outcome, size: float) -> None:
    random, scale = Random(19), 100 if outcome == ODDS else 1
    for _ in range(2000):
        first, second = (size * random.random() for _ in range(2))
        half = size * random.choice((0.03, 0.003))
        one, other, change = map(printed, _told(first, second, half, outcome))
        coarsest = max(change.step, scale * one.step, scale * other.step)
        off = abs(scale * (other.value - one.value) - change.value)
        assert one == other or off <= 0.500001 * coarsest, (first, second, half)
        assert abs(change.value - scale * (second - first)) <= 1.500001 * coarsest
