"""The start state that a simulated company has, made from its ledger alone."""

from collections.abc import Callable
from datetime import date

from sim.scenario.start import (
    StartedCandidate,
    StartedCustomer,
    StartedMonth,
    StartedOpportunity,
    StartedPartner,
)
from sim.units import NEVER_YET

from .company import Company, Deal, calendar_date, day_30_360

Named = Callable[[str], str]
Records = dict[str, list[object]]


def records_of(company: Company, as_of: date, named: Named = str) -> Records:
    """The records of each table, in order; ``named`` is what the exports call a partner of the ledger."""

    def day(of_run: int | None) -> int:
        return NEVER_YET if of_run is None else day_30_360(calendar_date(of_run, company.month, as_of), as_of)

    partners = sorted(company.partners.values(), key=lambda one: (one.archetype, named(one.name)))
    position = {one.name: place for place, one in enumerate(partners)}
    codes = _codes(company, as_of)
    customers = [
        StartedCustomer(
            deal.name, position[deal.partner], codes[deal.name], deal.arr_cents, day(deal.live), day(deal.term), ""
        )
        for deal in company.customers
    ]
    opportunities = [
        StartedOpportunity(deal.name, position[deal.partner], codes[deal.name], day(deal.qualified), day(deal.won))
        for deal in company.opportunities
    ]
    stages = {name: kind.funnel_order for name, kind in company.scenario.archetypes.items()}
    candidates = [
        StartedCandidate(one.name, kind, one.score, day(one.contacted), stages[kind][one.stage])
        for one in company.recruits
        for kind in [one.name.split("/")[0]]
    ]
    return {
        "partners": [
            StartedPartner(
                named(one.name), one.archetype, day(one.signed), day(one.onboarded), day(one.left), one.committed,
                day(min(one.qualified, default=None)), day(max(one.qualified, default=None)),
                day(max(one.won, default=None)), len(one.qualified), one.size_thousandths,
            )
            for one in partners
        ],
        "customers": sorted(customers, key=lambda each: (each.partner, each.code)),
        "opportunities": sorted(opportunities, key=lambda each: (each.partner, each.code)),
        "candidates": sorted(candidates, key=lambda each: (each.archetype, each.id)),
        "months": [
            StartedMonth(month - company.month, *revenue, company.owed_cents[month])
            for month, revenue in list(company.revenue_cents.items())[-12:]
        ],
    }  # fmt: skip


def _codes(company: Company, as_of: date) -> dict[str, int]:
    """Month and place of each deal's name, as one number: the first 256 in month 0, the others in 241 to 255."""
    names = [256 * month + k for month in (0, *range(241, 256)) for k in range(256)]
    codes = {}
    for partner in company.partners:
        own = [deal for deal in (*company.customers, *company.opportunities) if deal.partner == partner]
        for place, deal in enumerate(sorted(own, key=lambda deal: (_first(deal, company, as_of), deal.name))):
            codes[deal.name] = names[place]
    return codes


def _first(deal: Deal, company: Company, as_of: date) -> date:
    """Go-live of a customer, qualification of an opportunity."""
    return calendar_date(deal.qualified if deal.live is None else deal.live, company.month, as_of)
