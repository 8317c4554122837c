"""The company and the board's rule: cases in which a share of revenue says little."""

import re
from collections.abc import Iterator

from sim.scenario.currencies import SIGNS, in_usd
from sim.scenario.lint.flag import Flag
from sim.scenario.lint.sizes import about, company_arr, money, percent, planned_roster_arr
from sim.scenario.schema import Scenario
from sim.units import BPS

LITTLE_ARR_USD = 1.5e6
LONGEST_HORIZON = 120
"""Months: a growth of today says nothing of a company in more than ten years."""
MOST_GROWTH = 10.0
"""Times the starting ARR that a plan may reach: beyond it the company is another one, with other deals and churn."""
TITLE_TOLERANCE = 0.1
"""Part of the starting ARR by which a size in the title may differ."""
_SIZE = re.compile(r"([$€£])(\d+(?:\.\d+)?)([kMB])(?=(?: \w+){0,2} (?:company|vendor|firm|business)\b)")
_SHORTER = "shorten it (--months), or lower arr_growth_per_year"
_UNITS = {"k": 1e3, "M": 1e6, "B": 1e9}


def company_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-12, R-45: too little revenue, revenue that falls, a rule that is met without a program; horizon and title."""
    yield from _revenue(scenario)
    yield from _horizon(scenario)
    yield from _title(scenario)
    yield from _shrinking(scenario)
    yield from _roster(scenario)
    yield from _rule(scenario)


def _revenue(scenario: Scenario) -> Iterator[Flag]:
    arr = company_arr(scenario)
    usd = in_usd(arr, scenario.currency)
    if arr == 0:
        clause = "starting ARR is 0: a company without revenue has no share"
        cure = "state vendor.direct.starting_arr and vendor.inbound.starting_arr"
        yield Flag("R-12", f"{clause}; {cure}", "red flag", clause)
    elif (arr if usd is None else usd) <= LITTLE_ARR_USD:
        clause = f"starting ARR is {money(arr, scenario)}: too early for a program"
        yield Flag("R-12", f"{clause}, and a few deals decide the share", "red flag", clause)


def _horizon(scenario: Scenario) -> Iterator[Flag]:
    """Growth that is extrapolated beyond what a plan can mean."""
    months, before = scenario.months, company_arr(scenario)
    times = company_arr(scenario, months) / before if before > 0 else 1.0
    if times > MOST_GROWTH:
        reached = about(company_arr(scenario, months), scenario)
        what = f"planned ARR without partners grows {times:,.3g}-fold in {months} months, to {reached}"
        yield Flag("horizon", f"{what}: growth of today is extrapolated; {_SHORTER}", "red flag")
    elif months > LONGEST_HORIZON:
        what = f"the horizon of {months} months is longer than ten years: inputs of today are extrapolated"
        yield Flag("horizon", f"{what}; {_SHORTER}", "red flag")


def _title(scenario: Scenario) -> Iterator[Flag]:
    """A title, mostly an inherited one, that names a company of another size."""
    arr, found = company_arr(scenario), _SIZE.search(scenario.title)
    if found and SIGNS.get(scenario.currency) == found[1]:
        size = float(found[2]) * _UNITS[found[3]]
        if abs(size - arr) > TITLE_TOLERANCE * arr:
            what = f"the title names a {found[0]} company, and starting ARR is {money(arr, scenario)}"
            yield Flag("title", f"{what}: state a title of its own", "warning")


def _shrinking(scenario: Scenario) -> Iterator[Flag]:
    month = scenario.gate.month
    before, after = company_arr(scenario), company_arr(scenario, month)
    if before > 0 and after < before:
        fall = percent(1 - after / before)
        clause = f"planned ARR without partners falls by {fall} to month {month}: the share rises alone"
        figures = f"from {about(before, scenario)} to {about(after, scenario)}"
        cure = "read additional revenue beside the share, and check arr_growth_per_year"
        yield Flag("R-45", f"{clause} ({figures}); {cure}", "red flag", clause)


def _roster(scenario: Scenario) -> Iterator[Flag]:
    """Partners from before the program that meet the rule without it."""
    gate, roster = scenario.gate, scenario.vendor.roster
    kept = 1 - roster.margin_rate if scenario.vendor.resale_booking == "net" else 1.0
    booked = planned_roster_arr(scenario, gate.month) * kept
    total = booked + company_arr(scenario, gate.month)
    share = booked / total if total > 0 else 0.0
    if company_arr(scenario) > 0 and share > 0 and round(share * BPS) >= round(gate.threshold * BPS):
        clause = f"the partners from before the program bring {share:.1%} of planned revenue at month {gate.month}"
        cure = "they meet the rule without a program: raise gate.threshold, or read the recruited partners' revenue"
        yield Flag("R-45", f"{clause}, and the rule asks for {gate.threshold:.1%}; {cure}", "red flag", clause)


def _rule(scenario: Scenario) -> Iterator[Flag]:
    for name, what in (("threshold", "every future passes"), ("required_probability", "every program is on track")):
        if getattr(scenario.gate, name) == 0:
            clause = f"gate.{name} is 0: {what}"
            yield Flag("R-45", f"{clause}; state what the board asks for", "red flag", clause)
