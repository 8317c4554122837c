"""Class of a deal that was won, and the part of its pay that it earns by it (R-54, R-81)."""

from collections.abc import Sequence

from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Deal
from sim.engine.started import UNDECIDED
from sim.rules.attribution import REGISTERED, UNREGISTERED, share_of_class_bps, sourced_cents
from sim.scenario.parameters import TermsParameters


def class_of(deal: Deal) -> int:
    """Class of a deal that was won: registered, where claims tell none apart."""
    return REGISTERED if deal.claim.deal_class == UNDECIDED else deal.claim.deal_class


def other_class_of(deal: Deal) -> int:
    """Class of a deal that was won, by the other test of attribution."""
    return REGISTERED if deal.claim.other_class == UNDECIDED else deal.claim.other_class


def pay_share_of(deal: Deal, terms: TermsParameters) -> int:
    """The part of its pay that a deal earns by its class, in basis points, as terms have it."""
    by_class = terms.by_class
    return share_of_class_bps(class_of(deal), by_class.unregistered_bps, by_class.influenced_bps, by_class.none_bps)


def sourced_of_month(run: Replication, by_class: Sequence[int]) -> int:
    """Of a month's booked revenue by class what counts as sourced (R-84)."""
    for claims in run.parameters.claims:
        late = sourced_cents(UNREGISTERED, by_class[UNREGISTERED], claims.unregistered_credit_bps)
        return by_class[REGISTERED] + late
    return by_class[REGISTERED]
