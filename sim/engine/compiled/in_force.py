"""The list of partners in force, compiled: put in order before a close, counted after it."""

from sim.compilation import part
from sim.engine.compiled.agenda import merge_in_order
from sim.engine.compiled.replication import keep_stock
from sim.engine.compiled.state import World
from sim.metrics.tallies import ACTIVATED, ACTIVE, LOAD, PHASE, SIGNED, WAITING
from sim.units import has_come


@part
def settle_in_force(w: World) -> None:
    """Partners that left since the last close go, those that signed take their places in identity order."""
    kept = 0
    kept_in_order = 0
    for position in range(w.run.in_force):
        if not w.partners[w.in_force[position].entity].gone:
            w.in_force[kept] = w.in_force[position]
            kept += 1
            if position < w.run.in_force_in_order:
                kept_in_order += 1
    w.run.in_force = kept
    merge_in_order(w, w.in_force, kept_in_order, kept)


@part
def count_stocks(w: World, month: int) -> None:
    """The stocks of a close, for the metrics."""
    waiting = 0
    activated = 0
    for position in range(w.run.in_force):
        partner = w.partners[w.in_force[position].entity]
        waiting += 1 if partner.waits else 0
        activated += 1 if has_come(partner.last_won_day) else 0
    keep_stock(w, month, SIGNED, w.run.in_force)
    keep_stock(w, month, WAITING, waiting)
    keep_stock(w, month, ACTIVE, w.run.active)
    keep_stock(w, month, ACTIVATED, activated)
    keep_stock(w, month, LOAD, w.run.load_bps)
    keep_stock(w, month, PHASE, len(w.parameters.phases) if w.run.is_sunset else max(0, w.run.phase))
    w.run.in_force_in_order = w.run.in_force
