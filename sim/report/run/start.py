"""The running program with which a run begins, and what it has from elsewhere, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from sim.report.run.cells import Sentence
from sim.report.words.counting import counted, listed
from sim.report.words.fields import plain_number
from sim.report.words.rounding import money, percent
from sim.scenario.catalogue import FieldRow
from sim.scenario.schema import Scenario
from sim.scenario.start.columns import CHANNELS
from sim.scenario.unstated import GROWTH, unstated_inputs

OTHERS = {
    "team_hours_per_month": "{} direct team hours a month",
    "managers": "{} managers",
    "staff": "{} staff",
    "contacts_per_month": "{} contacts a month",
    "manager_cost_per_year": "{} a manager",
}
"""Inputs beside growth, by the last step of the path."""


def start_sentences(scenario: Scenario, summary: Mapping[str, Any]) -> Iterator[Sentence]:
    """The program's age on day 0, what it has, and from when months count; nothing where it begins with the run."""
    start = summary.get("start")
    if start is None:
        return
    deals = counted(start["open_opportunities"] + start["won_not_live"], "open or won deal")
    yield Sentence(
        "start",
        f"Day 0 is the end of {start['as_of']}: the program is {counted(start['month'], 'month')} old, in phase "
        f"{start['phase']} for {counted(start['phase_age_months'], 'month')}, with "
        f"{counted(start['partners_in_force'], 'partner')}, "
        f"{counted(start['customers'], 'customer')} of {money(start['customer_arr'], summary['currency'])} ARR and "
        f"{deals}. Months count from day 0; month {summary['gate']['month']} is month "
        f"{start['gate_month_of_program']} of the program.",
    )
    yield from _also_there(start, summary["currency"])
    yield from _inherited(scenario, start["inherited"]["from"], summary["currency"])


def _also_there(start: Mapping[str, Any], currency: str) -> Iterator[Sentence]:
    """Candidates, and fees that are owed: nothing where there are none."""
    contacted, listed_ = start["candidates_contacted"], start["candidates_listed"]
    parts = [f"{counted(contacted, 'candidate')} being recruited"] if contacted else []
    if listed_:
        parts.append(f"{listed_:,} listed" if contacted else f"{counted(listed_, 'candidate')} listed")
    if start["fees_owed"]:
        parts.append(f"{money(start['fees_owed'], currency)} of fees owed, paid at the next payout")
    if parts:
        yield Sentence("also_there", f"Also on day 0: {listed(parts)}.", "")


def _inherited(scenario: Scenario, base: str, currency: str) -> Iterator[Sentence]:
    """Important inputs that are those of another company, with their values."""
    rows = unstated_inputs(scenario)
    if rows:
        said = listed([*_growth(rows, _last_year(scenario)), *_others(rows, currency)])
        head = f"As in {base}, without a source of your own: {said}."
        yield Sentence("inherited", f"{head} State them: 'partnersim validate' lists their paths.", head)


def _last_year(scenario: Scenario) -> dict[str, float]:
    """Growth of the company's last year by channel, as far as it is known."""
    assert scenario.start is not None
    known = zip(CHANNELS, scenario.start.state.growth_last_year, strict=True)
    return {name: growth for name, growth in known if growth is not None}


def _growth(rows: list[FieldRow], last_year: Mapping[str, float]) -> Iterator[str]:
    """Growth once where both channels have the same, and beside it the company's own last year."""
    growing = {row.path.split(".")[1]: _share(row) for row in rows if row.path.endswith(GROWTH)}
    for rate in dict.fromkeys(growing.values()):
        names = [name for name, each in growing.items() if each == rate]
        which = "" if len(names) > 1 else f" of {names[0]}"
        own = [f"{name} {percent(last_year[name])}" for name in names if name in last_year]
        beside = f" (last year {listed(own)})" if own else ""
        yield f"growth{which} {rate} a year{beside}"


def _share(row: FieldRow) -> str:
    if row.values is None:
        return percent(row.value)
    return f"{percent(row.value)} ({' to '.join(percent(row.values(level)) for level in (0.1, 0.9))})"


def _others(rows: list[FieldRow], currency: str) -> Iterator[str]:
    """People, pace and cost."""
    for row in rows:
        name = row.path.split(".")[-1]
        if name in OTHERS:
            is_money = row.path.startswith("program.")
            yield OTHERS[name].format(money(row.value, currency) if is_money else plain_number(row.value))
