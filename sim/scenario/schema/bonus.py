"""Bonuses: a sum or points for single deals, beside what the terms of their kind pay."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from sim.scenario.fields import choice, lever, uncertainty
from sim.scenario.schema.card import LARGEST_ENTRY
from sim.scenario.schema.check import known
from sim.scenario.schema.table import Name, Table
from sim.scenario.unit import DAYS, MONEY, MONEY_RATE, MONTH, NUMBER, PROBABILITY

_LONGEST_DAYS = 7200
_MOST_MONTH = 240


def _number(meaning: str, **declared: Any) -> Any:
    """A number of a bonus, open at 0."""
    return lever(meaning, **{"rule": "R-76", "low": 0, "default": 0, "neutral": True, **declared})


def _size(meaning: str) -> Any:
    return _number(meaning, unit=MONEY, high=LARGEST_ENTRY, default=0.0)


class Bonus(Table):
    """What a won deal earns its partner once, if it is of the kind that the bonus is for."""

    once = ("archetypes", "segments")

    archetypes: tuple[Name, ...] = choice(
        "kinds of partner that may have it; all, if none is named", rule="R-76", default=(), neutral=True
    )
    segments: tuple[Name, ...] = choice(
        "product lines whose deals have it; all, if none is named", rule="R-76", default=(), neutral=True
    )
    from_tier: Name | None = choice(
        "tier of its ladder from which a partner has it; not stated: any", rule="R-76", default=None, neutral=True
    )
    trigger: Literal["deal", "first_deal"] = choice(
        "for each deal, or for a partner's first one alone", rule="R-76", default="deal", neutral=True
    )
    probability: float = uncertainty(
        "that a deal has what it is for: a new product, a competitor displaced, a service sold with it",
        rule="R-76",
        unit=PROBABILITY,
        low=0,
        high=1,
        default=1.0,
        neutral=True,
    )
    amount: float = _number("a sum for the deal", unit=MONEY, high=LARGEST_ENTRY, default=0.0)
    rate: float = _number("points on its ACV", unit=MONEY_RATE, high=1, default=0.0)
    acv_from: float = _size("ACV from which a deal has it; 0 any")
    acv_below: float = _size("ACV from which it has it no longer; 0 any")
    from_month: int = _number("program month from which it is open; 0 from the first", unit=MONTH, high=_MOST_MONTH)
    to_month: int = _number("last program month in which it is open; 0 to the last", unit=MONTH, high=_MOST_MONTH)
    within_days: int = _number(
        "days since the agreement within which the deal is won; 0 any", unit=DAYS, high=_LONGEST_DAYS
    )
    most_per_partner: int = _number("how many a partner may have; 0 any number", unit=NUMBER, high=100_000)

    def problems(self, above: str, kinds: Mapping[str, Any]) -> Iterator[str]:
        """What is wrong with it, among these archetypes."""
        for fault in (self._kinds(above, kinds), self._lines(above, kinds), self._sizes(above), self._months(above)):
            yield from known(fault)

    def _kinds(self, above: str, kinds: Mapping[str, Any]) -> Iterator[str]:
        there = ", ".join(sorted(kinds))
        for name in self.archetypes:
            if name not in kinds:
                yield f"{above}.archetypes: there is no archetype '{name}' (there are {there})"

    def _lines(self, above: str, kinds: Mapping[str, Any]) -> Iterator[str]:
        if not self.segments:
            return
        lines = sorted({line for name, kind in kinds.items() if self.is_for(name) for line in kind.segments})
        for line in self.segments:
            if line not in lines:
                yield (
                    f"{above}.segments: there is no segment '{line}' (there are {', '.join(lines) or 'none'}; a "
                    f"product line is a part of the deals, such as archetypes.<name>.segments.{line} = 0.2)"
                )

    def _sizes(self, above: str) -> Iterator[str]:
        if self.acv_below and self.acv_below <= self.acv_from:
            yield f"{above}.acv_below: no deal is from {self.acv_from:g} on and below {self.acv_below:g}: raise it"

    def _months(self, above: str) -> Iterator[str]:
        if self.to_month and self.to_month < self.from_month:
            yield f"{above}.to_month: month {self.to_month} lies before from_month, {self.from_month}: raise it, or 0"

    def is_for_all_time(self) -> bool:
        """Whether a partner goes on having it for its deals, from some month on."""
        is_open = not (self.to_month or self.within_days or self.most_per_partner)
        return is_open and self.trigger == "deal"

    def is_for_size(self, acv: float) -> bool:
        """Whether a deal of this ACV has it."""
        return self.acv_from <= acv and not 0 < self.acv_below <= acv

    def is_for(self, archetype: str) -> bool:
        """Whether partners of a kind may have it."""
        return not self.archetypes or archetype in self.archetypes
