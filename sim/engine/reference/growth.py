"""Growth that changes from year to year: what the plan has drawn is written as the year begins (E-30)."""

from typing import TYPE_CHECKING

from sim.engine.plan import years_of
from sim.ledger import Kind
from sim.units import MONTHS_PER_YEAR

if TYPE_CHECKING:
    from sim.engine.reference.vendor import Vendor


def note_growth(vendor: "Vendor", month: int) -> None:
    """At the opening of a year: a row of each channel's growth, if growth varies."""
    if month % MONTHS_PER_YEAR != 1 or not vendor.parameters.growth:
        return
    years = years_of(vendor.months)
    for position in range(len(vendor.parameters.channels)):
        units = vendor.plan.growth[position * years + month // MONTHS_PER_YEAR]
        vendor.row(month - 1, Kind.GROWTH.value, units, detail=position)
