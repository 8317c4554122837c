"""What is not known of a running program, given what is: worked once a world, read as each future begins."""

from sim.compilation import part
from sim.elementary import exp
from sim.records import Table
from sim.rules.dealflow import partner_accounts
from sim.rules.established import ramped_months
from sim.rules.started import CELL_WIDTH, SIZE_CELLS, cell_score, passed_probability, size_at, size_log_weight
from sim.scenario.parameters import (
    ArchetypeParameters,
    Parameters,
    StartedOpportunityParameters,
    StartedPartnerParameters,
)
from sim.units import has_come, month_of


@part
def flow_day_of(parameters: Parameters, partner: StartedPartnerParameters) -> int:
    """Day on which a partner's deal flow began; ``NEVER_YET`` if it has not."""
    return partner.signed_day if parameters.program.pilot_first else partner.onboarded_day


@part
def is_in_pilot(parameters: Parameters, partner: StartedPartnerParameters) -> bool:
    """Whether a pilot is under way: it has not been judged yet, or was extended since it brought too little so far."""
    program = parameters.program
    flow_day = flow_day_of(parameters, partner)
    if not program.has_pilot or not has_come(flow_day) or (program.pilot_first and has_come(partner.onboarded_day)):
        return False
    if flow_day + program.pilot_days >= 0:
        return True
    return flow_day + program.pilot_extended_days >= 0 and partner.qualified < program.pilot_opportunities


@part
def first_passed(parameters: Parameters, archetype: ArchetypeParameters, partner: StartedPartnerParameters) -> float:
    """Chance that a partner with people who sell would have had its first opportunity by now."""
    flow_day = flow_day_of(parameters, partner)
    if not has_come(flow_day):
        return 0.0
    return passed_probability(-flow_day, archetype.first_opportunity_median_days, archetype.first_opportunity_sigma)


@part
def cycle_passed(
    archetype: ArchetypeParameters, opportunity: StartedOpportunityParameters, cycle_factor: float
) -> float:
    """Chance that an opportunity of its age would be decided by now."""
    median = archetype.cycle_median_days * cycle_factor
    return passed_probability(-opportunity.qualified_day, median, archetype.cycle_sigma)


@part
def fill_size_law(
    archetype: ArchetypeParameters, partner: StartedPartnerParameters, effort: float, law: Table[float]
) -> None:
    """Chances that the score of a partner's size lies below the end of each cell, given its opportunities so far."""
    at = partner.law * SIZE_CELLS
    months = ramped_months(month_of(partner.first_qualified_day), archetype.ramp_months)
    most = 0.0
    for cell in range(SIZE_CELLS):
        score = cell_score(cell)
        size = size_at(score, archetype.size_sigma)
        accounts = partner_accounts(archetype.accounts, size)
        rate = archetype.opportunities_per_month * effort * size
        law[at + cell] = size_log_weight(score, accounts, partner.qualified, months, rate)
        most = law[at + cell] if cell == 0 else max(most, law[at + cell])
    total = 0.0
    for cell in range(SIZE_CELLS):
        total += exp(law[at + cell] - most)
        law[at + cell] = total
    for cell in range(SIZE_CELLS):
        law[at + cell] /= total


@part
def drawn_size_score(u: float, law: Table[float], number: int) -> float:
    """Standard normal score of a size at a uniform, evenly within a cell of the ``number``-th law."""
    at = number * SIZE_CELLS
    below = 0.0
    cell = 0
    while cell < SIZE_CELLS - 1 and law[at + cell] <= u:
        below = law[at + cell]
        cell += 1
    return cell_score(cell) + CELL_WIDTH * ((u - below) / (law[at + cell] - below) - 0.5)
