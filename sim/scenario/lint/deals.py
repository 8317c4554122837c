"""Deals of partners: what is left of them, and their size beside the company's own business."""

from collections.abc import Iterator

from sim.scenario.lint.flag import Flag
from sim.scenario.lint.sizes import about, first_year_new_business, money, percent, worked_archetypes
from sim.scenario.schema import Archetype, Scenario
from sim.units import MONTHS_PER_YEAR

LONG_CYCLE_DAYS = 540
MOST_OPPORTUNITIES = 120
"""Mean of the opportunities of a month up to which all are simulated."""
LARGE_PARTNER = 0.5
"""Share of the company's yearly new business that one partner may bring without a warning."""


def deal_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-05, R-12, R-13, R-26 and the size of deals, for each archetype that is recruited."""
    new_business = first_year_new_business(scenario)
    for name in worked_archetypes(scenario):
        kind = scenario.archetypes[name]
        yield from _cycle(name, kind)
        yield from _margin(scenario, name, kind)
        yield from _opportunities(name, kind)
        yield from _market_years(name, kind, scenario.program.pay_horizon_years)
        yield from _effort(scenario, name, kind)
        yield from _size(scenario, name, kind, new_business)


def _cycle(name: str, kind: Archetype) -> Iterator[Flag]:
    days = kind.cycle_median_days
    if days >= LONG_CYCLE_DAYS:
        what = f"{name}: partners do not shorten a sales cycle of {days / 30:.0f} months"
        yield Flag("R-12", what, "red flag")


def _margin(scenario: Scenario, name: str, kind: Archetype) -> Iterator[Flag]:
    """The share of list price that is left of a median deal in the first year, at the most that rebates can be."""
    gross, least = scenario.vendor.gross_margin_share, scenario.finance.least_contribution_share
    parts = {
        f"{kind.terms.model} rate": kind.first_rate(),
        "distributor": kind.distributor_rate,
        "rebates of up to": highest_rebates(kind),
        "bonuses of": lasting_bonuses(scenario, name, kind),
    }
    left = gross - sum(parts.values())
    if round(left, 9) < least:
        first, *rest = [f"{what} {share:.0%}" for what, share in parts.items() if share or what.endswith("rate")]
        taken = ", ".join([first, *rest[:-1]]) + "".join(f" and {one}" for one in rest[-1:])
        what = (
            f"{name}: gross margin {gross:.0%} less {taken} leaves {left:.0%} of list, under {least:.0%} "
            "(finance.least_contribution_share)"
        )
        yield Flag("R-13", what, "warning")


def highest_rebates(kind: Archetype) -> float:
    """What rebates can be of the first year's list, at the highest step of each; one on pay of the first rate.

    One on growth is left out: all of a first year is growth, and nothing of a year like the one before.
    """
    total = 0.0
    for rebate in kind.terms.rebates.values():
        highest = max(step.rate for step in rebate.steps.values())
        total += highest * {"sold": 1.0, "billed": 1.0, "pay": kind.first_rate(), "growth": 0.0}[rebate.base]
    return total


def lasting_bonuses(scenario: Scenario, name: str, kind: Archetype) -> float:
    """What bonuses are of a median deal in the mean, of those that its partner goes on having for every deal."""
    total = 0.0
    for bonus in scenario.bonuses.values():
        if not bonus.is_for(name) or not bonus.is_for_all_time() or not bonus.is_for_size(kind.acv_median):
            continue
        lines = sum(kind.segments[line] for line in bonus.segments if line in kind.segments) if bonus.segments else 1.0
        total += bonus.probability * lines * (bonus.rate + bonus.amount / kind.acv_median)
    return total


def _opportunities(name: str, kind: Archetype) -> Iterator[Flag]:
    """Raw opportunities of a ramped partner of mean size beside those that a month can hold."""
    raw = kind.opportunities_per_month / kind.qualification_probability
    if raw > MOST_OPPORTUNITIES:
        what = (
            f"{name}: a ramped partner of mean size has {raw:,.0f} raw opportunities a month, of which "
            f"{MOST_OPPORTUNITIES} are simulated: the others are lost; check opportunities_per_month and "
            "qualification_probability"
        )
        yield Flag("R-26", what, "warning")


def _market_years(name: str, kind: Archetype, years: int) -> Iterator[Flag]:
    """Years of market terms of which effort knows nothing."""
    if len(kind.market_terms.rates_of_later_years()) > years - 1:
        what = f"{name}: effort compares pay of {years} contract years"
        yield Flag("R-77", f"{what}: later years of market_terms change nothing", "warning")


def _effort(scenario: Scenario, name: str, kind: Archetype) -> Iterator[Flag]:
    """The direct team's time for a won deal beside what the median deal leaves in its first year."""
    vendor = scenario.vendor
    chance = kind.qualification_probability * kind.win_probability * (1 - kind.conflict_probability)
    if chance == 0:
        return
    cost = vendor.partner_opportunity_hours * vendor.hour_cost / chance
    left = kind.acv_median * (vendor.gross_margin_share - kind.off_list())
    if cost > 0 and cost >= left:
        what = (
            f"{name}: a won deal takes {about(cost, scenario)} of the direct team's time ({1 / chance:.1f} "
            f"opportunities of {vendor.partner_opportunity_hours:g} hours at {vendor.hour_cost:,.0f}), and the median "
            f"deal of {money(kind.acv_median, scenario)} leaves {about(left, scenario)} in its first year: "
            "check acv_median, partner_opportunity_hours and hour_cost"
        )
        yield Flag("R-05", what, "red flag")


def _size(scenario: Scenario, name: str, kind: Archetype, new_business: float) -> Iterator[Flag]:
    """One deal, or one partner's deals of a year, beside the company's new business of the first year."""
    if new_business == 0:
        return
    brought = MONTHS_PER_YEAR * kind.opportunities_per_month * kind.win_probability * kind.acv_median
    beside = f"the {about(new_business, scenario)} of new ARR that the company wins in its first year"
    check = f"check archetypes.{name}.acv_median and the company's ARR and growth"
    if kind.acv_median > new_business:
        clause = f"one {name} deal is larger than a year's new business"
        what = f"{clause}: {money(kind.acv_median, scenario)} beside {beside}; {check}"
        yield Flag("deal size", what, "red flag", clause)
    elif brought > LARGE_PARTNER * new_business:
        what = (
            f"{name}: one ramped partner of mean size wins {about(brought, scenario)} a year, "
            f"{percent(brought / new_business)} of {beside}: a few partners decide the share; {check}"
        )
        yield Flag("deal size", what, "warning")
