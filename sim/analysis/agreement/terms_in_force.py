"""What is in force for one deal in each month: what changes brought, and what the deal has locked (R-77, R-165)."""

from dataclasses import dataclass

from sim.rules.attribution import REGISTERED, share_of_class_bps
from sim.rules.card import RENEWAL, points_of_class_bps
from sim.scenario.parameters import ArchetypeParameters, CardParameters, Parameters, PayoutParameters, TermsParameters
from sim.units import MONTHS_PER_YEAR


@dataclass(frozen=True, slots=True)
class TermsInForce:
    """The pay of a deal of one kind and product line, won in a month by a partner that stands, and stays, at a tier."""

    parameters: Parameters
    place: int
    """Of the kind among the archetypes."""
    line: int
    """Among the product lines of its kind; 0 where nothing tells them apart."""
    tier: int
    """On the ladder of its kind; ``NO_TIER`` where nothing tells them apart."""
    won_month: int
    live_month: int
    """In which its contract years begin."""
    arr_cents: int
    """Its list value a year."""
    deal_class: int = REGISTERED
    """Whose deal it is (R-80)."""

    def pay_share_bps(self, month: int) -> int:
        """Part of its pay that a deal of its class earns in a month (R-54, R-81, R-82)."""
        by_class = self.terms(month).by_class
        return share_of_class_bps(
            self.deal_class, by_class.unregistered_bps, by_class.influenced_bps, by_class.none_bps
        )

    def points_bps(self, month: int) -> int:
        """Points on its rate, of a registered deal alone (R-75)."""
        return points_of_class_bps(self.terms(month).registered_rate_bps, self.deal_class)

    def kind(self, month: int) -> ArchetypeParameters:
        """The kind of partner as it is in a month."""
        return self.parameters.in_month(month).archetypes[self.place]

    def terms(self, month: int) -> TermsParameters:
        """The terms of the deal in a month."""
        kind, locked = self.kind(month), self._changed(self.read_month(month))
        return kind.locked_terms[locked] if locked < len(kind.locked_terms) else kind.terms

    def read_month(self, month: int) -> int:
        """The month in which it last read them as a month begins: that of its win, or of the last renewal (R-74)."""
        years = (month - self.live_month) // MONTHS_PER_YEAR
        is_again = self.kind(month).terms.read == RENEWAL and years > 0
        return self.live_month + MONTHS_PER_YEAR * years if is_again else self.won_month

    def card(self, month: int) -> CardParameters:
        """The card of its line and tier in a month."""
        terms = self.terms(month)
        line = self.line if len(terms.cards) > terms.card_tiers else 0
        return terms.cards[line * terms.card_tiers + (self.tier if terms.card_tiers > 1 else 0)]

    def payout(self, month: int) -> PayoutParameters:
        """The payout of its partner in a month."""
        return self.kind(month).payout

    def payment_delay_months(self, month: int) -> int:
        """From an invoice to the payment of a customer."""
        return self.parameters.in_month(month).vendor.payment_delay_months

    def _changed(self, month: int) -> int:
        """How many months with changes are over."""
        return max((change.number for change in self.parameters.changes if change.month <= month), default=0)
