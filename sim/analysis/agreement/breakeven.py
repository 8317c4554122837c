"""What a share comes to beside a fee once, for a median customer under churn (R-72, R-93, Q-13).

A flat sum at the win is part of what the share pays, whoever leaves. The share is that of the first contract year,
unless a line says otherwise; churn takes the same part of those left each month, as many in a year as the scenario
states.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from sim.elementary import power
from sim.rules.breakeven import customer_months, expected_commission_cents, recovery_month
from sim.rules.card import (
    SHARE,
    entry_on_cents,
    rate_of_year_bps,
    renewal_rate_bps,
    shared_months,
)
from sim.rules.pay import bounded_cents
from sim.scenario.parameters import ArchetypeParameters, CardParameters, parameters_of
from sim.scenario.schema import Scenario
from sim.units import BPS, MONTHS_PER_YEAR, NOT_STATED, contract_month_cents, round_half_up

LONGEST = 20
"""Contract years over which a share without end is summed up."""


@dataclass(frozen=True, slots=True)
class Breakeven:
    """A share of one product line, at one tier, beside a fee of what it pays in the first year."""

    archetype: str
    line: str
    """No name where there are none."""
    tier: str
    """Of the partner; likewise, where all tiers are paid alike."""
    month_cents: int
    """List price of a month of a median customer."""
    share_cents: int
    """Of that month."""
    sum_cents: int
    """Paid once at the win beside the share; 0 for none."""
    monthly_churn: float
    months: int
    """Of the first year that are shared."""
    fee_cents: int
    """The sum and the shares of these months if the customer stays: a fee of the same size costs this once."""
    fee_with_churn_cents: int
    """What is expected of the sum and these shares."""
    earned_back_net: int
    """Month by whose end the customer has paid that fee, less the share and without churn; 0 for never."""
    earned_back_with_churn: int
    """The same before the share, with churn."""
    earned_back_net_with_churn: int
    dearer_from: int
    """Month by whose end the sum and the shares expected have come to that fee; 0 where they never do."""
    all_months: int
    """Of the share; 0 as long as the customer stays."""
    all_with_churn_cents: int
    """What is expected of the sum and all its months, of 20 years where it has no end."""


def breakevens(scenario: Scenario) -> list[Breakeven]:
    """Of each line and tier of each kind of partner with a share above 0 in the first year, but of one by volume."""
    found = list[Breakeven]()
    for kind in parameters_of(scenario).archetypes:
        if kind.terms.model == SHARE:
            found += _of_kind(scenario, kind)
    return found


def _of_kind(scenario: Scenario, kind: ArchetypeParameters) -> Iterator[Breakeven]:
    stated = scenario.archetypes[kind.name]
    lines = sorted(stated.segments) if stated.terms.lines else [""]
    month = contract_month_cents(round_half_up(kind.acv_median_cents), 1)
    churn = 1.0 - power(1.0 - kind.churn_per_year, 1.0 / MONTHS_PER_YEAR) if kind.churn_per_year < 1.0 else 1.0
    tiers = [""] if kind.terms.card_tiers == 1 else scenario.ladders[stated.ladder or ""].order
    for (line, tier), card in zip(product(lines, tiers), kind.terms.cards, strict=True):
        if not card.is_banded and (share := _share(kind, card, 1, month)):
            yield _beside_a_fee(kind, (line, tier), card, month, share, churn)


def _beside_a_fee(
    kind: ArchetypeParameters, of: tuple[str, str], card: CardParameters, month: int, share: int, churn: float
) -> Breakeven:
    months = shared_months(1, card.share_months)
    once = bounded_cents(card.flat_fee_cents, card.fee_least_cents, card.fee_most_cents)
    fee = once + share * months
    expected = [once + so_far for so_far in _expected_cents(kind, card, month, churn)]
    dearer = next((number for number, so_far in enumerate(expected, start=1) if so_far >= fee), 0)
    return Breakeven(
        archetype=kind.name,
        line=of[0],
        tier=of[1],
        month_cents=month,
        share_cents=share,
        sum_cents=once,
        monthly_churn=churn,
        months=months,
        fee_cents=fee,
        fee_with_churn_cents=once + expected_commission_cents(share, months, churn),
        earned_back_net=recovery_month(fee, month - share, 0.0),
        earned_back_with_churn=recovery_month(fee, month, churn),
        earned_back_net_with_churn=recovery_month(fee, month - share, churn),
        dearer_from=dearer,
        all_months=card.share_months,
        all_with_churn_cents=round_half_up(expected[-1]),
    )


def _expected_cents(kind: ArchetypeParameters, card: CardParameters, month: int, churn: float) -> list[float]:
    """What is expected of the shares so far, by contract month."""
    sums, total, left = list[float](), 0.0, 0.0
    for year in range(1, LONGEST + 1):
        share = _share(kind, card, year, month)
        for number in range(1, shared_months(year, card.share_months) + 1):
            before, left = left, customer_months(MONTHS_PER_YEAR * (year - 1) + number, churn)
            total += share * (left - before)
            sums.append(total)
    return sums


def _share(kind: ArchetypeParameters, card: CardParameters, year: int, month: int) -> int:
    """The share of a month of a contract year."""
    renewal = renewal_rate_bps(SHARE, card.rate_bps, card.renewal_rate_bps)
    rate = rate_of_year_bps(year, card.rate_bps, card.later_rates_bps, renewal)
    points = kind.terms.registered_rate_bps
    return entry_on_cents(month, month, rate, NOT_STATED, points, 0, BPS, card.fee_least_cents, card.fee_most_cents)
