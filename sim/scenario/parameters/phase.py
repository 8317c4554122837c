"""A phase of the program, as parameters of the engines."""

from collections.abc import Mapping
from dataclasses import dataclass

from sim.scenario.conversion import Blocks, converted
from sim.scenario.schema import Phase
from sim.units import MONTHS_PER_YEAR, round_half_up, to_cents


@dataclass(frozen=True, slots=True)
class PhaseParameters:
    manager_cost_per_month_cents: int
    """Of all managers of the phase; the other staff likewise."""
    staff_cost_per_month_cents: int
    opens_registration: bool
    earliest_month: int
    entry_partners_won: int
    entry_active_partners: int
    entry_sourced_share_bps: int
    contacts_per_month: float
    managers: float
    staff: float
    owner_cost_per_month_cents: int
    owner_start_month: int
    infrastructure_cost_per_month_cents: int
    support_cost_per_month_cents: int
    fixed_cost_per_month_cents: int


def phase_parameters(
    blocks: Blocks, phases: Mapping[str, Phase], order: tuple[str, ...], manager_cost: float, staff_cost: float
) -> tuple[PhaseParameters, ...]:
    """The phases in their order, each with the monthly cost of its staff."""
    return tuple(blocks.made(_phase, phases[name], manager_cost, staff_cost) for name in order)


def _phase(blocks: Blocks, phase: Phase, manager_cost: float, staff_cost: float) -> PhaseParameters:
    return converted(
        blocks,
        PhaseParameters,
        phase,
        manager_cost_per_month_cents=_heads_cost(phase.managers, manager_cost),
        staff_cost_per_month_cents=_heads_cost(phase.staff, staff_cost),
        opens_registration=phase.opens_registration,
    )


def _heads_cost(heads: float, cost_per_year: float) -> int:
    """Monthly cost of a number of employees, in cents."""
    return round_half_up(heads * to_cents(cost_per_year) / MONTHS_PER_YEAR)
