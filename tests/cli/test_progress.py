"""Odds while a simulation runs."""

import pytest

from sim.analysis.figures.intervals import wilson
from sim.cli.progress import progress_bar, running_odds, step


@pytest.mark.parametrize(("passes", "completed", "futures"), [(10, 40, 4), (3, 30, 1)])
def test_the_futures_of_a_world_count_as_one_trial(passes: int, completed: int, futures: int) -> None:
    low, high = (100 * float(end) for end in wilson(passes / futures, completed / futures))
    text = running_odds(passes, completed, futures)
    assert text == f"odds {100 * passes / completed:.0f}% ({low:.0f}-{high:.0f}%)"


def test_there_are_none_before_the_first() -> None:
    assert running_odds(0, 0, 4) == ""


@pytest.mark.parametrize(
    ("variables", "is_animated"),
    [
        ({}, True),
        ({"JPY_PARENT_PID": "12"}, False),
        ({"MPLBACKEND": "module://matplotlib_inline.backend_inline"}, False),
        ({"MPLBACKEND": "agg"}, True),
    ],
)
def test_a_notebook_gets_lines_and_no_animation(
    variables: dict[str, str], is_animated: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """19, tried as a new user: a cell kept each step of the bar as a line of its own."""
    for name in ("JPY_PARENT_PID", "MPLBACKEND"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with progress_bar("simulating it: 3 runs", 1, quiet=False) as report, step("writing files", quiet=False):
        report(3, 3, 1, 3)
    said = capsys.readouterr().err
    assert ("\x1b" in said or "3/3" in said) == is_animated
    assert is_animated or said == "simulating it: 3 runs\n"
