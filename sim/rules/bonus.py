"""Bonuses for single deals: a first deal, a new product, a displaced competitor (R-76; MKT, DEV)."""

from sim.units import share_of_cents


def is_in_window(month: int, from_month: int, to_month: int) -> bool:
    """Whether a bonus is open in a program month, both ends included; 0 is open (R-76)."""
    return month >= from_month and (to_month == 0 or month <= to_month)


def is_in_time(age_days: int, within_days: int) -> bool:
    """Whether a deal is won within so many days of the agreement; 0 is open (R-76)."""
    return within_days == 0 or age_days <= within_days


def has_size(contract_value_cents: int, from_cents: int, below_cents: int) -> bool:
    """Whether a bonus is for a deal of this ACV: from one amount on and below the other; 0 is open (R-76, R-170)."""
    return contract_value_cents >= from_cents and (below_cents == 0 or contract_value_cents < below_cents)


def is_left(had: int, most: int) -> bool:
    """Whether a partner that has had so many may have another; a limit of 0 is none (R-76)."""
    return most == 0 or had < most


def has_mark(u: float, probability: float) -> bool:
    """Whether a deal has what a bonus is for: a new product, a competitor displaced, a service sold with it (R-76)."""
    return u < probability


def has_line(lines: int, line: int) -> bool:
    """Whether deals of a product line have the bonus: a bit is set for each that does (R-76)."""
    return lines >> line & 1 == 1


def mark_word(bonus_word: int, own_word: int, kind_word: int) -> int:
    """Name under which the mark of a deal is drawn: of bonus and kind, differed by a partner's own name (R-76)."""
    return bonus_word ^ own_word ^ kind_word


def bonus_cents(contract_value_cents: int, amount_cents: int, rate_bps: int) -> int:
    """A sum for the deal and points on its ACV (R-76)."""
    return amount_cents + share_of_cents(contract_value_cents, rate_bps)
