"""The fee on services that the partner sells beside the deal of an example (R-72)."""

from sim.analysis.agreement.terms_in_force import TermsInForce
from sim.rules.pay import services_fee_cents
from sim.units import share_of_cents


def services_fee(force: TermsInForce) -> int:
    """What the services beside the deal earn at its win, in cents."""
    month = force.won_month
    share, rate = force.kind(month).services_share_bps, force.terms(month).services_rate_bps
    return share_of_cents(services_fee_cents(force.arr_cents, share, rate), force.pay_share_bps(month))
