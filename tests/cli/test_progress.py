"""Odds while a simulation runs."""

import pytest

from sim.analysis.figures.intervals import wilson
from sim.cli.progress import running_odds


@pytest.mark.parametrize(("passes", "completed", "futures"), [(10, 40, 4), (3, 30, 1)])
def test_the_futures_of_a_world_count_as_one_trial(passes: int, completed: int, futures: int) -> None:
    low, high = (100 * float(end) for end in wilson(passes / futures, completed / futures))
    text = running_odds(passes, completed, futures)
    assert text == f"odds {100 * passes / completed:.0f}% ({low:.0f}-{high:.0f}%)"


def test_there_are_none_before_the_first() -> None:
    assert running_odds(0, 0, 4) == ""
