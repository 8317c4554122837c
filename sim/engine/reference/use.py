"""Use: what a customer is billed of its committed ARR in a month (R-71, R-72)."""

from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Deal
from sim.rules.usage import month_of_use_cents
from sim.units import contract_month_cents


def list_of_month(deal: Deal, arr_cents: int, month: int) -> int:
    """List of a contract month, counted from 1 at go-live, on an ARR of the deal."""
    archetype = deal.partner.archetype
    if archetype.usage_ramp_months == 0:
        return contract_month_cents(arr_cents, month)
    return month_of_use_cents(arr_cents, month, archetype.usage_ramp_months, archetype.usage_start_share_bps)


def count_unused(run: Replication, deal: Deal, after: int, month: int, listed: int) -> None:
    """At the horizon: what a customer commits to and does not use in a month after it."""
    unused = contract_month_cents(deal.arr_cents, month) - listed
    if unused:
        place = deal.partner.archetype_position, after
        run.ledger.unused[place] = run.ledger.unused.get(place, 0) + unused
