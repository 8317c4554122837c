"""How partners are selected, managed, reviewed and lost, as parameters of the engines."""

from dataclasses import dataclass

from sim.scenario.conversion import Blocks, converted
from sim.scenario.schema import Program


@dataclass(frozen=True, slots=True)
class SelectionParameters:
    minimum_score: int
    reference_score: float
    odds_ratio_per_point: float
    revisit_months: int
    later_probability: float


@dataclass(frozen=True, slots=True)
class ProgramParameters:
    pilot_first: bool
    has_pilot: bool
    contacts_per_head_month: float
    onboarding_slots: float
    partners_per_manager: float
    overload_effort_elasticity: float
    overload_departure_elasticity: float
    onboarding_cost_cents: int
    pilot_days: int
    pilot_extended_days: int
    pilot_extension_probability: float
    pilot_opportunities: int
    arrivals_is_even: bool
    effort_cap: float
    pay_horizon_years: int


@dataclass(frozen=True, slots=True)
class ReviewParameters:
    idle_quarters: int
    grace_days: int
    no_deal_months: int


@dataclass(frozen=True, slots=True)
class DepartureParameters:
    idle_multiplier: float
    orphan_churn_odds_multiplier: float
    open_deals_is_close: bool
    pay_after_departure: bool


def program_parameters(blocks: Blocks, program: Program) -> ProgramParameters:
    """The program, with the steps of its journey as flags."""
    return converted(
        blocks,
        ProgramParameters,
        program,
        pilot_first=program.journey[0] == "pilot",
        has_pilot="pilot" in program.journey,
    )
