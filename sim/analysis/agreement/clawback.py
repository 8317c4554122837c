"""What is taken back of the deal of an example (R-92)."""

from sim.analysis.agreement.example import Example
from sim.rules.clawback import clawed_back_cents
from sim.scenario.parameters import Parameters
from sim.units import month_of


def taken_back_cents(parameters: Parameters, example: Example, age_days: int) -> int:
    """What is taken back if the customer leaves at an age, of what is earned by then (R-92)."""
    day = example.go_live_day + age_days
    for rule in parameters.in_month(month_of(day)).clawback:
        return clawed_back_cents(
            age_days, example.earned_by(day), rule.full_days, rule.partial_days, rule.end_days, rule.partial_share_bps
        )
    return 0
