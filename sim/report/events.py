"""Ledger rows in words, and the lines of a trace."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sim.ledger import CLOSE_KINDS, DEALS_A_MONTH, NOBODY, Channel, Kind, Row
from sim.scenario.schema import Scenario
from sim.units import CENTS, DAYS_PER_MONTH, month_of

WORDS = {
    Kind.CHANNEL_NEW_ARR: "new recurring revenue a year, {channel}",
    Kind.CHANNEL_CHURN: "recurring revenue lost, {channel}",
    Kind.CHANNEL_EXPANSION: "customers expand, {channel}",
    Kind.CHANNEL_REVENUE: "revenue of the month, {channel}",
    Kind.TEAM_OVERLOAD: "direct business lost: team busy with partner deals",
    Kind.DISPLACED_ARR: "direct business lost: a partner won it instead",
    Kind.INFLUENCED_NEW_ARR: "direct business that partners influenced",
    Kind.INFLUENCED_REVENUE: "revenue that partners influenced, part of direct",
    Kind.CONTACTED: "candidate approached (score {detail})",
    Kind.STAGE_PASSED: "recruiting stage '{stage}' passed",
    Kind.REFUSED: "candidate declines at stage '{stage}'",
    Kind.POSTPONED: "candidate says later at stage '{stage}'",
    Kind.SIGNED: "agreement signed (size {thousandths})",
    Kind.ONBOARDING_STARTED: "onboarding starts (waited {detail} days)",
    Kind.ONBOARDING_ENDED: "onboarding ends ({reps})",
    Kind.PILOT_PASSED: "pilot passed ({detail} opportunities)",
    Kind.PILOT_EXTENDED: "pilot extended",
    Kind.PILOT_FAILED: "pilot failed, partner leaves",
    Kind.DEPARTED: "partner leaves (age {detail} months)",
    Kind.REMOVED: "partner removed by review ({removal})",
    Kind.DISMISSED: "program ends: agreement terminated",
    Kind.QUEUED: "waits for onboarding",
    Kind.REJECTED: "opportunity rejected at the discovery gate",
    Kind.QUALIFIED: "opportunity qualified",
    Kind.WON: "deal won{cannibalised}",
    Kind.LOST: "deal lost",
    Kind.LOST_TO_CONFLICT: "deal lost to channel conflict",
    Kind.LOST_WITH_PARTNER: "deal lost: its partner left",
    Kind.GO_LIVE: "customer goes live",
    Kind.CANCELLED: "customer cancels early",
    Kind.RENEWED: "customer renews (year {detail})",
    Kind.EXPANDED: "customer expands at the renewal",
    Kind.CHURNED: "customer leaves at the renewal",
    Kind.REVENUE: "revenue of the month",
    Kind.RESALE_MARGIN: "resale margin",
    Kind.CHANNEL_MARGIN: "resale margin, {channel}",
    Kind.FEE_ACCRUED: "fee earned (contract year {detail})",
    Kind.FEE_PAID: "fee paid (contract year {detail})",
    Kind.COST_MANAGERS: "cost: partner managers",
    Kind.COST_STAFF: "cost: other program staff",
    Kind.COST_OWNER: "cost: program owner",
    Kind.COST_INFRASTRUCTURE: "cost: portal, registration, training systems",
    Kind.COST_SUPPORT: "cost: partner support",
    Kind.COST_FIXED: "cost: events and other",
    Kind.COST_ONBOARDING: "cost: onboarding ({detail} partners)",
    Kind.COST_TEAM_TIME: "cost: direct team's time ({detail} opportunities)",
    Kind.COST_HEADROOM: "cost: low margin headroom",
    Kind.PHASE_ENTERED: "phase begins: {phase}",
    Kind.SUNSET: "program ends (sunset rule)",
    Kind.MANAGER_LOAD: "managers' load {percent}",
}
"""What each kind of row says; every kind has words."""

_REMOVALS = {1: "no opportunity", 2: "no won deal"}
_MONEYLESS = {Kind.MANAGER_LOAD}


@dataclass(frozen=True, slots=True)
class Event:
    """A ledger row for people; money in currency units, empty text where the row has none."""

    day: int
    month: int
    event: str
    partner: str
    deal: str
    amount: float | None
    list_amount: float | None


def events(rows: Iterable[Row], partner_name: Callable[[int], str], scenario: Scenario) -> Iterator[Event]:
    """The rows in words, in their order."""
    for row in rows:
        day, kind, partner, deal, amount_cents, list_cents, _ = row
        name = "" if partner == NOBODY else partner_name(partner)
        moneyless = kind in _MONEYLESS
        yield Event(
            day=day,
            month=month_of_row(day, kind),
            event=words(row, name.split("/")[0], scenario),
            partner=name,
            deal=deal_name(deal),
            amount=None if moneyless or not amount_cents else amount_cents / CENTS,
            list_amount=None if moneyless or not list_cents else list_cents / CENTS,
        )


def words(row: Row, archetype: str, scenario: Scenario) -> str:
    """One row in words; ``archetype`` is that of its partner, or empty."""
    _, kind, _, _, _, _, detail = row
    stages = scenario.archetypes[archetype].funnel_order if archetype else ()
    phases = scenario.phase_order
    return WORDS[Kind(kind)].format(
        detail=detail,
        stage=stages[detail] if 0 <= detail < len(stages) else detail,
        channel=Channel(detail).name.lower() if detail in tuple(Channel) else detail,
        thousandths=f"{detail / 1000:.2f}",
        percent=f"{detail / 100:.0f}%",
        reps="sales reps committed" if detail else "no sales reps committed",
        removal=_REMOVALS.get(detail, "rule"),
        cannibalised=", which direct sales would have won too" if detail else "",
        phase=phases[detail] if 0 <= detail < len(phases) else detail,
    )


def deal_name(deal: int) -> str:
    """``month/position`` of a partner's deal, or empty."""
    return "" if deal == NOBODY else f"{deal // DEALS_A_MONTH}/{deal % DEALS_A_MONTH}"


def month_of_row(day: int, kind: int) -> int:
    """The month a row belongs to: what a close writes on day 30 m belongs to month m."""
    return day // DAYS_PER_MONTH if kind in CLOSE_KINDS else month_of(day)
