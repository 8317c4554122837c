"""The company on day 0, where partners are there then: what a run begins with, to check against the company's books."""

from dataclasses import asdict, dataclass
from typing import Any

from sim.experiment.ensemble import Ensemble
from sim.ledger import Channel
from sim.metrics.tallies import ACTIVE_MONTHS
from sim.rules.dues import distributor_margin_cents
from sim.rules.pay import margin_cents
from sim.scenario.lint.established import begun_arr, begun_booked
from sim.scenario.lint.sizes import started_partners
from sim.scenario.schema import Archetype, Scenario, Terms
from sim.scenario.start.records import StartedCustomer, StartedPartner, StartState
from sim.units import CENTS, MONTHS_PER_YEAR, has_come, month_of, round_half_up, to_bps, to_cents

PARTNERS = "partners"
"""The program's, beside the channels of the company's own business and its informal partners."""


@dataclass(frozen=True, slots=True)
class Day0:
    """ARR, revenue and partners; money in currency units."""

    arr: dict[str, float]
    """At list, by channel, and of the program's partners."""
    revenue: dict[str, float]
    """Of a month, as it is booked: a twelfth of the ARR, net of resale margin where the scenario books net."""
    sourced_share: float
    roster_share: float
    established_share: float
    """Parts of the revenue; 0 where there is none."""
    partners: int
    """Agreements in force."""
    active_partners: int | None
    """Of them, with a qualified opportunity or won deal in the last months; None where it is drawn when that was."""
    customers: float
    """Of the program's partners, those that left included."""
    is_mean: bool
    """Whether customers and their ARR are drawn: means over futures then."""


def day_0_dict(ensemble: Ensemble) -> dict[str, Any]:
    """As ``day_0``; empty where no partners are there then."""
    scenario = ensemble.scenario
    if scenario.start is not None:
        return {"day_0": asdict(_of_tables(scenario, scenario.start.state))}
    return {"day_0": asdict(_of_futures(ensemble))} if "established_revenue" in ensemble.metric_set else {}


def _of_tables(scenario: Scenario, state: StartState) -> Day0:
    """Of a running program, whose tables say it."""
    arr = sum(customer.arr_cents for customer in state.customers)
    margin = sum(_margin_cents(scenario, state.partners[one.partner], one) for one in state.customers)
    active = sum(one.is_in_force and _is_active(one) for one in state.partners)
    return _day_0(scenario, arr / CENTS, (arr - margin) / CENTS, float(len(state.customers)), active)


def _of_futures(ensemble: Ensemble) -> Day0:
    """Of established partners, whose customers are drawn; their margin is that of the partners as stated."""
    scenario = ensemble.scenario
    there = [(kind, kind.established) for kind in scenario.archetypes.values() if kind.established is not None]
    listed = sum(begun_arr(kind, established) for kind, established in there)
    booked = sum(begun_booked(scenario, kind, established) for kind, established in there)
    customers, arr = (float(ensemble.values(name)[:, 0].mean()) for name in ("started_customers", "started_arr"))
    return _day_0(scenario, arr, arr * booked / listed if listed > 0 else 0.0, customers, None)


def _day_0(scenario: Scenario, arr: float, booked: float, customers: float, active: int | None) -> Day0:
    """The same with the company's channels; ``booked`` is what is left of the partners' ARR."""
    channels = {channel.name.lower(): getattr(scenario.vendor, channel.name.lower()) for channel in Channel}
    listed = {name: float(channel.starting_arr) for name, channel in channels.items()} | {PARTNERS: arr}
    kept = dict(listed) | {PARTNERS: booked}
    roster = Channel.ROSTER.name.lower()
    if scenario.vendor.resale_booking == "net":
        kept[roster] *= 1 - channels[roster].margin_rate
    whole = sum(kept.values())
    shares = {name: part / whole if whole > 0 else 0.0 for name, part in kept.items()}
    return Day0(
        arr=listed,
        revenue={name: part / MONTHS_PER_YEAR for name, part in kept.items()},
        sourced_share=shares[roster] + shares[PARTNERS],
        roster_share=shares[roster],
        established_share=shares[PARTNERS],
        partners=started_partners(scenario),
        active_partners=active,
        customers=customers,
        is_mean=scenario.start is None,
    )


def _margin_cents(scenario: Scenario, partner: StartedPartner, customer: StartedCustomer) -> int:
    """Resale margin on a customer's ARR; none of a departed partner that the scenario no longer pays (R-71)."""
    kind = scenario.archetypes[partner.archetype]
    is_paid = partner.is_in_force or scenario.departure.pay_after_departure
    if scenario.vendor.resale_booking != "net" or kind.terms.model != "resale" or not is_paid:
        return 0
    lines = kind.segments if kind.terms.lines else {"": 1.0}
    year, arr = customer.contract_year, customer.arr_cents
    tier = stated_tier(scenario, kind)
    margin = sum(share * _margin_of_year(kind.terms, name, tier, year, arr) for name, share in lines.items())
    return round_half_up(margin) + distributor_margin_cents(arr, to_bps(kind.distributor_rate))


def stated_tier(scenario: Scenario, kind: Archetype) -> str:
    """The tier at which partners of a kind stand on day 0 as far as that is stated, else the lowest; or none."""
    if kind.ladder is None:
        return ""
    begun = None if kind.established is None else kind.established.tier
    return kind.fixed_tier or begun or scenario.ladders[kind.ladder].order[0]


def _margin_of_year(terms: Terms, name: str, tier: str, year: int, arr_cents: int) -> int:
    """Margin on the ARR of a product line's customer, by the rate of its contract year."""
    card = terms.card(name, tier)
    least, most = MONTHS_PER_YEAR * to_cents(card.fee_least), MONTHS_PER_YEAR * to_cents(card.fee_most)
    return margin_cents(arr_cents, to_bps(terms.rate_of_year(year, name, tier)), least, most)


def _is_active(partner: StartedPartner) -> bool:
    """By months, as at every close: that of the last qualified opportunity or win, and the two after it."""
    last = max(partner.last_qualified_day, partner.last_won_day)
    return has_come(last) and month_of(last) + ACTIVE_MONTHS > 0
