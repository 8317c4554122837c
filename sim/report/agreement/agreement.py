"""What an agreement is written from: a kind of partner in its scenario, and its numbers in words with their ranges."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from sim.report.agreement.dates import dates_of
from sim.report.words.rounding import fixed, in_full, known_money, plain_percent
from sim.scenario.paths import spec_of
from sim.scenario.schema import Archetype, Card, Payout, Scenario, Terms
from sim.scenario.values import values_of
from sim.units import to_cents


class Said(NamedTuple):
    """A sentence of an agreement, and what it is about."""

    about: str
    text: str


class At(NamedTuple):
    """The deals that a sentence is of; an empty name where nothing tells lines, or tiers, apart."""

    line: str = ""
    tier: str = ""


ALL = At()


@dataclass(frozen=True)
class Agreement:
    """The terms of one kind of partner."""

    scenario: Scenario
    name: str

    @property
    def kind(self) -> Archetype:
        return self.scenario.archetypes[self.name]

    @property
    def terms(self) -> Terms:
        return self.kind.terms

    @property
    def payout(self) -> Payout:
        """Its own, or that of the scenario."""
        return self.kind.payout or self.scenario.payout

    @property
    def year(self) -> str:
        """The year over which pay is counted."""
        dates = dates_of(self.scenario)
        return "fiscal year" if dates.calendar.is_stated else f"year from {dates.name(1)} on"

    @property
    def lines(self) -> tuple[str, ...]:
        """Product lines that its terms tell apart, in the order of names; else one without a name."""
        return tuple(sorted(self.kind.segments)) if self.terms.lines else ("",)

    @property
    def tiers(self) -> tuple[str, ...]:
        """Tiers that its terms tell apart, from the lowest; else one without a name."""
        kind = self.kind
        if kind.ladder is None or not self.terms.tiers:
            return ("",)
        return self.scenario.ladders[kind.ladder].order if kind.fixed_tier is None else (kind.fixed_tier,)

    @property
    def all_deals(self) -> tuple[At, ...]:
        """Every product line at every tier."""
        return tuple(At(line, tier) for line in self.lines for tier in self.tiers)

    @property
    def has_claims(self) -> bool:
        """Whether claims tell its deals apart."""
        return self.scenario.registration is not None or self.scenario.attribution is not None

    @property
    def has_bonuses(self) -> bool:
        return any(bonus.is_for(self.name) for bonus in self.scenario.bonuses.values())

    @property
    def has_services(self) -> bool:
        """Whether services that it sells beside a deal earn it a fee."""
        sold = self.kind.services_share or self.is_drawn(f"archetypes.{self.name}.services_share")
        return self.terms.services_rate > 0 and bool(sold)

    @property
    def has_sums(self) -> bool:
        """Whether a won deal earns a flat sum, beside a share or a margin or as part of the fee."""
        return any(self.card(at).flat_fee for at in self.all_deals)

    @property
    def at_the_win(self) -> tuple[str, ...]:
        """What the win of a deal may earn, entry by entry: a flat sum of a referral deal is part of its fee."""
        has_fee = self.terms.model == "referral"
        found = (
            ("the fee", has_fee), ("the sum", self.has_sums and not has_fee), ("the bonuses", self.has_bonuses),
            ("the fee on services", self.has_services),
        )  # fmt: skip
        return tuple(word for word, is_there in found if is_there)

    @property
    def is_by_payout(self) -> bool:
        """Whether any of its pay goes through a payout: a margin is kept."""
        return self.terms.model != "resale" or bool(self.at_the_win) or bool(self.terms.rebates)

    @property
    def has_later_fees(self) -> bool:
        """Whether contract years from 2 on are paid for by a fee, or may be."""
        if self.terms.model != "referral":
            return False
        cards = [self.card(at) for at in self.all_deals]
        return any(
            card.later_rates or card.renewal_rate is not None or card.expansion_rate is not None for card in cards
        )

    def card(self, at: At) -> Card:
        """What is paid for some deals."""
        return self.terms.card(at.line, at.tier)

    def rate(self, leaf: str, value: float, at: At = ALL) -> str:
        """A rate of its terms in percent."""
        return self.percent(self.place(leaf, at), value)

    def sum(self, leaf: str, value: float, at: At = ALL) -> str:
        """An amount of its terms."""
        return self.money(self.place(leaf, at), value)

    def percent(self, path: str, value: float) -> str:
        """A fraction, or its range where it is uncertain."""
        return self._said(path, value, plain_percent)

    def money(self, path: str, value: float) -> str:
        """An amount, or its range."""
        return self._said(path, value, lambda amount: known_money(to_cents(amount), self.scenario.currency))

    def factor(self, path: str, value: float) -> str:
        """A multiplier, or its range."""
        return self._said(path, value, in_full)

    def days(self, path: str, value: int) -> str:
        """A number of days, or its range."""
        text = self._said(path, value, lambda days: fixed(days, 0))
        return f"{text} day{'' if text == '1' else 's'}"

    def months(self, leaf: str, value: int, at: At = ALL) -> str:
        """A number of months of its terms, or its range."""
        return self.months_at(self.place(leaf, at), value)

    def months_at(self, path: str, value: int) -> str:
        """A number of months, or its range."""
        text = self._said(path, value, lambda months: fixed(months, 0))
        return f"{text} month{'' if text == '1' else 's'}"

    def is_drawn(self, path: str) -> bool:
        return path in self.scenario.uncertainty

    def place(self, leaf: str, at: At) -> str:
        """The path of a leaf of its card, by the most specific place that states it."""
        terms = f"archetypes.{self.name}.terms"
        stated = {(one.line, one.tier): one for one in self.terms.places}
        for place in (stated.get(where) for where in (at, (at.line, ""), ("", at.tier))):
            if place is not None and getattr(place.leaves, leaf, None) is not None:
                return f"{terms}.{place.path}.{leaf}"
        return f"{terms}.{leaf}"

    def _said(self, path: str, value: float, text: Callable[[float], str]) -> str:
        drawn, spec = self.scenario.uncertainty.get(path), spec_of(path)
        if drawn is None or spec is None:
            return text(value)
        low, middle, high = map(values_of(drawn, spec), (0.1, 0.5, 0.9))
        return f"{text(low)} to {text(high)} (half below {text(middle)})"
