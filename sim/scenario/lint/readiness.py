"""Pre-conditions of a program that are not met when it starts."""

from collections.abc import Iterator

from sim.scenario.lint.flag import Flag
from sim.scenario.schema import ReadinessPath, Scenario

LOW_READINESS = 0.5


def readiness_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-10: each low score."""
    for name in type(scenario.readiness).model_fields:
        score: float | ReadinessPath = getattr(scenario.readiness, name)
        start = score.scores[0] if isinstance(score, ReadinessPath) else score
        if start < LOW_READINESS:
            yield Flag("R-10", f"readiness.{name} starts at {start:g}, below {LOW_READINESS:g}", "warning")
