"""Use, compiled: what a customer is billed of its committed ARR in a month (R-71, R-72)."""

from sim.compilation import part
from sim.engine.compiled.replication import archetype_of
from sim.engine.compiled.state import Deal, World
from sim.rules.usage import month_of_use_cents
from sim.units import contract_month_cents


@part
def list_of_month(w: World, deal: Deal, arr_cents: int, month: int) -> int:
    """List of a contract month, counted from 1 at go-live, on an ARR of the deal."""
    archetype = archetype_of(w, w.partners[deal.partner])
    if archetype.usage_ramp_months == 0:
        return contract_month_cents(arr_cents, month)
    return month_of_use_cents(arr_cents, month, archetype.usage_ramp_months, archetype.usage_start_share_bps)


@part
def count_unused(w: World, deal: Deal, after: int, month: int, listed: int) -> None:
    """At the horizon: what a customer commits to and does not use in a month after it."""
    place = w.partners[deal.partner].archetype * w.room.runoff_months + after - 1
    w.result.unused[place] += contract_month_cents(deal.arr_cents, month) - listed
