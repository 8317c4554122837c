"""Conflict with direct sales: a commission of which direct reps have no part."""

from collections.abc import Iterator

from sim.scenario.changes import Course
from sim.scenario.lint.flag import Flag
from sim.scenario.schema import Scenario


def conflict_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-53: a commission that costs nothing, as direct reps are credited with none of it in any month.

    It is no fault: who pays direct reps nothing, half or all of it states the rate once and moves the share alone.
    """
    drawn = scenario.uncertainty
    met = [held.conflict for held in Course(scenario).in_force if held.conflict is not None]
    if any(one.states("direct_commission_rate", drawn) for one in met) and not any(
        one.states("direct_credit_share", drawn) for one in met
    ):
        what = "direct reps are credited with nothing of it: state conflict.direct_credit_share"
        yield Flag("R-53", f"conflict.direct_commission_rate changes nothing: {what}", "warning")
