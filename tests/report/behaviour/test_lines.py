"""The behaviour table in text: fractions as percent and points, targets as far as they go."""

from math import inf

from sim.analysis.behaviour.rows import Behaviour
from sim.report.behaviour.lines import behaviour_lines


def test_units_and_targets() -> None:
    rows = [
        Behaviour("odds", "R-11", 0.4312, 0.05, 1.0, True, "points"),
        Behaviour("share", "R-04", 0.125, 0.1, 0.2, False, "%"),
        Behaviour("difference", "R-77", 1.5, 2.0, inf, True, "standard errors"),
    ]
    assert list(behaviour_lines(rows)) == [
        "hit  odds: 43.1 points, target 5 points to 100 points (R-11; tuned)",
        "hit  share: 12.5%, target 10% to 20% (R-04; not tuned on)",
        "MISS difference: 1.5 standard errors, target at least 2 standard errors (R-77; tuned)",
    ]
