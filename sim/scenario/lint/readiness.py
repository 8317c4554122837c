"""Pre-conditions of a program that are not met when it starts."""

from collections.abc import Iterator

from sim.scenario.lint.flag import Flag
from sim.scenario.parameters.readiness import score_in
from sim.scenario.schema import ReadinessPath, Scenario

LOW_READINESS = 0.5


def readiness_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-10: each low score."""
    for name in type(scenario.readiness).model_fields:
        score: float | ReadinessPath = getattr(scenario.readiness, name)
        start = _on_day_0(scenario, score) if isinstance(score, ReadinessPath) else score
        if start < LOW_READINESS:
            verb = "starts at" if scenario.start is None else "is"
            yield Flag("R-10", f"readiness.{name} {verb} {start:g}, below {LOW_READINESS:g}", "warning")


def _on_day_0(scenario: Scenario, path: ReadinessPath) -> float:
    """The score with which the run begins: the first of a new program, else that of the month of the program."""
    start = scenario.start
    return path.scores[0] if start is None else score_in(path.months, path.scores, start.month + 1)
