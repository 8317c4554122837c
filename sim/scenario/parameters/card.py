"""The rate card, as parameters of the engines: its leaves as they are resolved for a line and a tier."""

from dataclasses import dataclass

from sim.scenario.schema import Card
from sim.units import NOT_STATED, to_bps, to_cents


@dataclass(frozen=True, slots=True)
class CardParameters:
    """What is paid for the deals of one line to partners of one tier."""

    later_rates_bps: tuple[int, ...]
    """Of contract years 2, 3, …; ``NOT_STATED`` where a year is not named."""
    rate_bps: int
    renewal_rate_bps: int
    """Of contract years from 2 on that are not named; ``NOT_STATED``: as the model has it."""
    expansion_rate_bps: int
    """Of the ARR added at a renewal, in its first year; ``NOT_STATED``: that of the contract year."""
    share_months: int
    flat_fee_cents: int
    fee_least_cents: int
    fee_most_cents: int
    minimum_per_month_cents: int
    """That a partner of the tier owes for all lines."""
    is_banded: bool
    """The bands of the terms give the rate of new deals; ``rate_bps`` is that of the first step."""


def card_parameters(card: Card) -> CardParameters:
    """The leaves of a card, each in the engines' unit."""
    return CardParameters(
        later_rates_bps=tuple(_rate(rate) for rate in card.later_rates),
        rate_bps=to_bps(card.rate),
        renewal_rate_bps=_rate(card.renewal_rate),
        expansion_rate_bps=_rate(card.expansion_rate),
        share_months=card.share_months,
        flat_fee_cents=to_cents(card.flat_fee),
        fee_least_cents=to_cents(card.fee_least),
        fee_most_cents=to_cents(card.fee_most),
        minimum_per_month_cents=to_cents(card.minimum_per_month),
        is_banded=card.is_banded,
    )


def _rate(rate: float | None) -> int:
    return NOT_STATED if rate is None else to_bps(rate)
