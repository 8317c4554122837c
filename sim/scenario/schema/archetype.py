"""A kind of partner: its funnel, deals and customers, its pay, and where it stands."""

from collections.abc import Iterator
from typing import ClassVar

from sim.scenario.fields import choice
from sim.scenario.schema.check import check, known
from sim.scenario.schema.claiming import Claiming
from sim.scenario.schema.customer import Customers
from sim.scenario.schema.deal_flow import DealFlow
from sim.scenario.schema.dues import Dues
from sim.scenario.schema.established import Established
from sim.scenario.schema.funnel import Funnel
from sim.scenario.schema.in_force import InForce
from sim.scenario.schema.pay import MarketTerms, Terms
from sim.scenario.schema.payout import Payout

ROUNDING = 1e-6
"""Of a sum of shares."""


class Archetype(Claiming, InForce, Dues, Customers, DealFlow, Funnel):
    """A kind of partner. Its fields are those of its parts, the last named first, and then its own."""

    ordered = (*InForce.ordered, *Claiming.ordered)
    checked: ClassVar[tuple[str, ...]] = ("accounts", "accreditation_days", "established.customers")
    """Uncertainties that its checks ask for, beside what must be in order: of a range the ends are checked too."""
    terms: Terms
    market_terms: MarketTerms
    payout: Payout | None = choice(
        "payout of this kind, in place of the scenario's payout as a whole", rule="R-90", default=None, neutral=True
    )
    established: Established | None = None

    def names(self, months: int) -> int:
        """Candidates and established partners within so many months."""
        started = 0 if self.established is None else self.established.partners
        return self.candidates + self.candidates_per_month * months + started

    def medians(self) -> dict[str, float]:
        """Median contract values, by field."""
        values = {"acv_median": self.acv_median}
        return values if self.established is None else values | {"established.arr_median": self.established.arr_median}

    def first_rate(self) -> float:
        """Rate of the first contract year with its points, over product lines by their share of deals.

        At the tier where it is highest.
        """
        return max(map(self.first_rate_at, self.terms.tiers or ("",)))

    def first_rate_at(self, tier: str) -> float:
        """That of partners of a tier."""
        if not self.terms.lines:
            return self.terms.first_rate("", tier)
        return sum(share * self.terms.first_rate(name, tier) for name, share in sorted(self.segments.items()))

    def off_list(self) -> float:
        """What partner and distributor have of list in the first contract year."""
        return self.first_rate() + self.distributor_rate

    @check
    def _distributor(self) -> Iterator[str]:
        if self.distributor_rate:
            yield from known(self._has_no_margin())
            yield from known(self._leaves_no_price())

    def _has_no_margin(self) -> Iterator[str]:
        if self.terms.model != "resale":
            yield (
                f"distributor_rate: terms of the model '{self.terms.model}' have no margin off list, beside which a "
                'distributor keeps its own: leave it out, or state terms.model = "resale"'
            )

    def _leaves_no_price(self) -> Iterator[str]:
        highest = self.terms.highest_rate()
        if self.terms.model == "resale" and highest + self.distributor_rate > 1 - ROUNDING:
            yield (
                f"distributor_rate: with {self.distributor_rate:g} for the distributor partners leave nothing of the "
                f"price (the highest rate, with its points, is {highest:g}): lower one of the two"
            )

    @check
    def _who_waits_delivers(self) -> Iterator[str]:
        if self.accreditation_days and not self.delivers:
            yield (
                "accreditation_days: nobody waits for it where partners do not deliver: leave it out, or state "
                "delivers = true"
            )

    @check
    def _customers_have_accounts(self) -> Iterator[str]:
        if self.established is not None and self.established.customers > self.accounts:
            yield (
                f"established.customers: a partner of size 1 has {self.accounts:g} accounts, its customers among them: "
                "state no more customers, or more accounts"
            )

    @check
    def _product_lines(self) -> Iterator[str]:
        there = ", ".join(sorted(self.segments))
        for name in sorted(set(self.terms.lines) - set(self.segments)):
            yield (
                f"terms.lines.{name}: there is no segment '{name}' (there are {there or 'none'}; a product line is a "
                f"part of the deals, such as segments.{name} = 0.2)"
            )

    @check
    def _all_deals(self) -> Iterator[str]:
        total = sum(self.segments.values())
        if self.segments and abs(total - 1) > ROUNDING:
            yield f"segments: the shares must sum to 1 (they sum to {total:g})"
