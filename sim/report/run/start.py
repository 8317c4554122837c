"""The running program with which a run begins, in a sentence."""

from collections.abc import Iterator, Mapping
from typing import Any

from sim.report.run.cells import Sentence
from sim.report.words.counting import counted
from sim.report.words.rounding import money


def start_sentences(summary: Mapping[str, Any]) -> Iterator[Sentence]:
    """The program's age on day 0, what it has, and from when months count; nothing where it begins with the run."""
    start = summary.get("start")
    if start is None:
        return
    deals = counted(start["open_opportunities"] + start["won_not_live"], "open or won deal")
    yield Sentence(
        "start",
        f"Day 0 is the end of {start['as_of']}: the program is {counted(start['month'], 'month')} old, in phase "
        f"{start['phase']} for {counted(start['phase_age_months'], 'month')}, with {counted(start['partners_in_force'], 'partner')}, "
        f"{counted(start['customers'], 'customer')} of {money(start['customer_arr'], summary['currency'])} ARR and "
        f"{deals}. Months count from day 0; month {summary['gate']['month']} is month "
        f"{start['gate_month_of_program']} of the program.",
    )
