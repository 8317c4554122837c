"""What the deal of an example earns if it is not registered, in a sentence: whose deal it was is decided later."""

from collections.abc import Iterator

from sim.analysis.agreement.examples import Worked
from sim.report.agreement.agreement import Agreement
from sim.report.words.counting import listed
from sim.report.words.rounding import known_money
from sim.rules.attribution import INFLUENCED, NONE, REGISTERED, UNREGISTERED

WORDS = {
    REGISTERED: "registered",
    UNREGISTERED: "unregistered",
    INFLUENCED: "influenced",
    NONE: "only fulfilled by the partner",
}


def class_example(agreement: Agreement, worked: Worked) -> Iterator[str]:
    """Of which class the sums are, and contract year 1 by class; nothing where claims tell no deals apart."""
    if not worked.others:
        return
    currency = agreement.scenario.currency
    first = known_money(worked.example.first_year_cents(), currency)
    others = [f"{known_money(one.first_year_cents(), currency)} if it is {WORDS[at]}" for at, one in worked.others]
    yield (
        f"All this is of a deal that is {WORDS[worked.deal_class]}, and its contract year 1 comes to {first}; that of "
        f"the same deal to {listed(others)}."
    )
