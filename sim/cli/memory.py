"""The number of runs that fit in memory, checked before anything is simulated."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.cli.output import talk
from sim.cli.status import Refusal

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

_TWICE = 2
"""An ensemble that is extended is in memory beside the one that it becomes."""


def fitting(
    scenarios: "Sequence[Scenario]", runs: int, futures: int, precision: float | None, max_runs: int, *, quiet: bool
) -> int:
    """``max_runs``, less where fewer fit. Refuses a number of ``runs`` that does not fit.

    ``scenarios`` are those whose results are in memory together.
    """
    from sim.experiment.memory import MemoryShortageError, check_memory, most_runs

    try:
        check_memory(scenarios, runs, futures)
    except MemoryShortageError as error:
        raise Refusal(str(error)) from None
    if precision is None:
        return max_runs
    most = most_runs([*scenarios] * _TWICE, futures)
    if most is None or most >= max_runs:
        return max_runs
    most = min(max_runs, max(runs, most))
    talk(f"at most {most:,} runs fit in memory, of the {max_runs:,} that --max-runs allows", quiet=quiet)
    return most
