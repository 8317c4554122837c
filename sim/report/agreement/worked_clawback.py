"""The worked example of a customer that leaves: what is taken back at some ages."""

from collections.abc import Iterator

from sim.analysis.agreement.clawback import taken_back_cents
from sim.analysis.agreement.example import Example
from sim.report.agreement.agreement import Agreement
from sim.report.words.counting import listed
from sim.report.words.rounding import known_money
from sim.scenario.parameters import parameters_of
from sim.scenario.schema import Clawback


def clawback_example(agreement: Agreement, example: Example) -> Iterator[str]:
    """What is taken back of this deal at an age in each part of the rule; nothing where none of it is."""
    rule, currency = agreement.scenario.clawback, agreement.scenario.currency
    if rule is None or not agreement.is_by_payout:
        return
    parameters = parameters_of(agreement.scenario)
    parts = []
    for age in ages(rule):
        earned = example.earned_by(example.go_live_day + age)
        if taken := taken_back_cents(parameters, example, age):
            parts.append(f"{known_money(taken, currency)} of {known_money(earned, currency)} {age} days after go-live")
    if parts:
        yield f"If the customer left, this would be taken back: {listed(parts)}."


def ages(rule: Clawback) -> list[int]:
    """The last day on which all is taken back, the last on which a part is, and the middle of the days after it."""
    partial = rule.full_days if rule.partial_days is None else rule.partial_days
    end = partial if rule.end_days is None else rule.end_days
    found = [rule.full_days - 1] if rule.full_days else []
    found += [partial - 1] if partial > rule.full_days else []
    return [*found, (partial + end) // 2] if end > partial else found
