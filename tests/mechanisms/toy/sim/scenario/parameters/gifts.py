"""Gifts to partners, to the engines."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GiftParameters:
    name_words: tuple[int, ...]
    cost_cents: int
    probability: float
    most_per_partner: int
