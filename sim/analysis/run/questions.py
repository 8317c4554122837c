"""What in a scenario questions its verdict."""

from sim.scenario.lint import LITTLE_ARR
from sim.scenario.schema import Scenario


def verdict_questions(scenario: Scenario) -> list[str]:
    """Red flags under which the odds answer another question, each as part of a sentence (R-12)."""
    arr = scenario.vendor.direct.starting_arr + scenario.vendor.inbound.starting_arr
    if arr == 0:
        return ["the company starts without revenue (R-12)"]
    if arr <= LITTLE_ARR:
        return [f"starting ARR of {arr:,.0f} {scenario.currency} is too early for a program (R-12)"]
    return []
