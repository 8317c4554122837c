"""The rate card of an agreement: which line holds, what a customer brings the partner over its life (R-70, R-72)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from tests.blind.money import MONTHS, cents

Leaf = Fraction | int
Card = Mapping[str, Leaf]


@dataclass(frozen=True)
class Agreement:
    """Cards of the agreement from the general to the special: for all, by tier, by line, by line and tier."""

    model: str
    general: Card
    tiers: Mapping[str, Card] = field(default_factory=dict)
    lines: Mapping[str, Card] = field(default_factory=dict)
    lines_by_tier: Mapping[tuple[str, str], Card] = field(default_factory=dict)
    later: Mapping[int, Fraction] = field(default_factory=dict)
    read: str = "win"


def leaf(agreement: Agreement, name: str, line: str, tier: str) -> Leaf | None:
    """The leaf of the most special card that states it: line and tier, then line, then tier, then all."""
    stated = None
    for card in (
        agreement.general,
        agreement.tiers.get(tier, {}),
        agreement.lines.get(line, {}),
        agreement.lines_by_tier.get((line, tier), {}),
    ):
        stated = card.get(name, stated)
    return stated


def rate_of_year(agreement: Agreement, line: str, tier: str, year: int) -> Fraction:
    """Rate of contract year ``year``: the rate, the rate of just that later year, or the renewal rate.

    Without a renewal rate a referral is paid once, a resale or share at its rate for ever.
    """
    rate = Fraction(leaf(agreement, "rate", line, tier) or 0)
    if year == 1:
        return rate
    if year in agreement.later:
        return agreement.later[year]
    renewal = leaf(agreement, "renewal_rate", line, tier)
    if renewal is not None:
        return Fraction(renewal)
    return Fraction(0) if agreement.model == "referral" else rate


def tier_read(agreement: Agreement, tiers: Sequence[str], month: int) -> str:
    """The tier whose card pays contract month ``month`` (from 1): of the win, of the year's first month, or of now.

    ``tiers`` are those in force on the day of the win and then in each contract month.
    """
    if agreement.read == "win":
        return tiers[0]
    if agreement.read == "renewal":
        first = month - (month - 1) % MONTHS
        return tiers[0] if first == 1 else tiers[first]
    return tiers[month]


def shares(agreement: Agreement, line: str, tiers: Sequence[str], lists: Sequence[int]) -> list[int]:
    """Share of each contract month of a customer, on the month's list amounts.

    A month beyond the share months that are read in it pays nothing; no share months stand for all of them.
    """
    paid = []
    for month, amount in enumerate(lists, start=1):
        tier = tier_read(agreement, tiers, month)
        months = leaf(agreement, "share_months", line, tier) or 0
        rate = rate_of_year(agreement, line, tier, (month - 1) // MONTHS + 1)
        paid.append(cents(amount * rate) if not months or month <= months else 0)
    return paid


def fee_at_win(
    agreement: Agreement,
    line: str,
    tier: str,
    acv: int,
    *,
    points: Fraction,
    registered: bool,
    pay: Fraction,
    left: int | None,
) -> tuple[int, int]:
    """Fee of a referral at its win, and what a yearly cap cut from it.

    The rate on the contract value, the points of a registered deal, the flat sum, all at the pay share of the deal's
    class; then at least and at most so much, then no more than is ``left`` under the cap.
    """

    def money(name: str) -> int:
        return int(leaf(agreement, name, line, tier) or 0)

    fee = cents(acv * rate_of_year(agreement, line, tier, 1))
    if registered:
        fee += cents(acv * points)
    fee = cents((fee + money("flat_fee")) * pay)
    if fee:
        fee = max(fee, money("fee_least"))
        if money("fee_most"):
            fee = min(fee, money("fee_most"))
    paid = fee if left is None else min(fee, max(0, left))
    return paid, fee - paid


def margins(
    agreement: Agreement, line: str, tier: str, lists: Sequence[int], *, points: Fraction, pay: Fraction
) -> list[int]:
    """Margin of each month of a resale: rate and points at the class's pay share, a whole basis point, on the list."""
    rate = (Fraction(leaf(agreement, "rate", line, tier) or 0) + points) * pay
    rate = Fraction(cents(rate * 10_000), 10_000)
    least, most = (int(leaf(agreement, name, line, tier) or 0) for name in ("fee_least", "fee_most"))
    found = []
    for amount in lists:
        margin = cents(amount * rate)
        if margin:
            margin = max(margin, least)
            margin = min(margin, most) if most else margin
        found.append(margin)
    return found


def renewed(agreement: Agreement, line: str, tier: str, year: int, before: int, after: int) -> int:
    """Fee of a later contract year whose ARR was ``before``: what was added has its own rate, if one is stated."""
    rate = rate_of_year(agreement, line, tier, year)
    expansion = leaf(agreement, "expansion_rate", line, tier)
    if expansion is None or after <= before:
        return cents(after * rate)
    return cents(before * rate) + cents((after - before) * Fraction(expansion))
