"""Growth that changes from year to year, compiled: what the plan has drawn is written as the year begins (E-30)."""

from sim.compilation import part
from sim.engine.compiled.replication import emit_channel
from sim.engine.compiled.state import World
from sim.engine.plan import years_of
from sim.ledger import Kind
from sim.units import MONTHS_PER_YEAR

_GROWTH = Kind.GROWTH.value


@part
def note_growth(w: World, month: int) -> None:
    """At the opening of a year: a row of each channel's growth, if growth varies."""
    if month % MONTHS_PER_YEAR != 1 or len(w.parameters.vendor.growth) == 0:
        return
    years = years_of(w.parameters.months)
    for channel in range(len(w.parameters.vendor.channels)):
        units = w.plan.growth[channel * years + month // MONTHS_PER_YEAR]
        emit_channel(w, _GROWTH, channel, units, 0)
