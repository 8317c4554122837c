"""Bands of volume, and the calendar by which a partner is measured, as parameters of the engines."""

from dataclasses import dataclass

from sim.scenario.conversion import Blocks
from sim.scenario.schema import Bands, Step
from sim.scenario.schema.bands import in_order
from sim.units import MONTHS_PER_QUARTER, MONTHS_PER_YEAR, to_bps, to_cents

MEASURES = (
    "sold", "deals", "live_arr", "billed", "pay", "growth", "sourced", "involved", "opportunities", "registrations",
    "live_customers", "net_new", "growth_rate", "retention", "certified", "months", "channel_share", "top_share",
    "points",
)  # fmt: skip
"""In the order of the measures in ``sim.rules.ring``."""
MODES = ("marginal", "whole")
"""In the order of the modes in ``sim.rules.bands``."""
MONTHS_OF = {"deal": 0, "month": 1, "quarter": MONTHS_PER_QUARTER, "year": MONTHS_PER_YEAR}


@dataclass(frozen=True, slots=True)
class MeasuresParameters:
    """Whether partners are measured, and the calendar months of month 1 and of the first month of a fiscal year."""

    is_read: bool
    """Whether something reads a measure in some month of the run."""
    start_month: int
    fiscal_year_month: int


@dataclass(frozen=True, slots=True)
class BandsParameters:
    """Steps by where they begin."""

    froms: tuple[int, ...]
    """Cents, or deals."""
    rates_bps: tuple[int, ...]
    measure: int
    """As in ``sim.rules.ring``."""
    period_months: int
    """0: each deal by itself."""
    mode: int
    """As in ``sim.rules.bands``."""


def measures_parameters(_: Blocks, start_month: int, fiscal_year_month: int | None) -> MeasuresParameters:
    """The calendar, as long as nothing is known to read a measure."""
    return MeasuresParameters(False, start_month, fiscal_year_month or start_month)


def bands_parameters(bands: Bands) -> BandsParameters:
    """The bands of terms."""
    period = MONTHS_OF[bands.counted_over]
    return BandsParameters(
        *steps_parameters(bands.steps, bands.measure), MEASURES.index(bands.measure), period, MODES.index(bands.mode)
    )


def steps_parameters(steps: dict[str, Step], measure: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Where steps begin, in the unit of the measure, and their rates."""
    ordered = in_order(steps)
    froms = tuple(int(step.begins) if measure == "deals" else to_cents(step.begins) for step in ordered)
    return froms, tuple(to_bps(step.rate) for step in ordered)
