"""A running program whose people and pace are those of the ready-made company, which has another size."""

from collections.abc import Iterator

from sim.scenario.assumptions import TUNED
from sim.scenario.lint.flag import Flag
from sim.scenario.lint.sizes import about, company_arr
from sim.scenario.schema import Scenario
from sim.scenario.unstated import tuned_scenario, unstated_inputs

OTHER_SIZE = 1.5
"""Times the ARR of the one company that the other must have to be of another size."""
SIZED = ("team_hours_per_month", "managers", "staff", "contacts_per_month")
"""Inputs that grow with a company, by the last step of the path: neither rates nor prices."""


def inherited_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-143: hours, people and pace that a company has from another one of a different size."""
    if scenario.start is None:
        return
    base = tuned_scenario()
    own, other = company_arr(scenario), company_arr(base)
    if scenario.currency != base.currency or not own or 1 / OTHER_SIZE < own / other < OTHER_SIZE:
        return
    rows = [row for row in unstated_inputs(scenario) if row.path.rpartition(".")[-1] in SIZED]
    if rows:
        said = ", ".join(f"{row.path} = {row.value:,g}" for row in rows)
        size = f"direct and inbound ARR is {about(own, scenario)}, {own / other:,.2g} times that of {TUNED}"
        yield Flag("R-143", f"{size}, and {said} are those of {TUNED}: state your own", "warning")
