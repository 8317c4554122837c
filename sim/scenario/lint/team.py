"""The direct team: its hours against the company's own business and against the partners' opportunities."""

from collections.abc import Iterator

from sim.scenario.lint.flag import Flag
from sim.scenario.lint.sizes import (
    about,
    first_year_new_arr,
    months_before,
    percent,
    phases_ahead,
    planned_arr,
    worked_archetypes,
)
from sim.scenario.schema import Scenario
from sim.units import MONTHS_PER_YEAR

LEAST_COST_SHARE = 0.20
"""Of what direct new ARR costs to win; the team of ``coach`` is two fifths of it."""
MOST_COST_SHARE = 2.0


def team_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-53, R-57: a team of another company's size, or one that partners' opportunities would fill."""
    yield from _size(scenario)
    yield from _partners_hours(scenario)


def _size(scenario: Scenario) -> Iterator[Flag]:
    """The cost of the team's hours beside what the company says that its direct new ARR costs."""
    vendor = scenario.vendor
    cost = vendor.team_hours_per_month * MONTHS_PER_YEAR * vendor.hour_cost
    spent = first_year_new_arr(vendor.direct) * vendor.acquisition_cost_rate
    if cost == 0 or spent == 0 or LEAST_COST_SHARE <= cost / spent <= MOST_COST_SHARE:
        return
    figures = (
        f"vendor.team_hours_per_month = {vendor.team_hours_per_month:,.0f} at {vendor.hour_cost:,.0f} an hour cost "
        f"{about(cost, scenario)} a year, {percent(cost / spent)} of the {about(spent, scenario)} that the first "
        "year's direct new ARR costs to win (acquisition_cost_rate)"
    )
    if cost < spent:
        clause = "the direct team's hours are those of a smaller company"
        effect = "each hour that partners take then costs too much direct business; state the hours of your own team"
        yield Flag("R-53", f"{figures}: {clause}, and {effect}", "red flag", clause)
    else:
        what = f"{figures}: the team is that of a larger company, or acquisition_cost_rate or growth is too low"
        yield Flag("R-53", f"{what}; state the hours of your own team", "warning")


def _partners_hours(scenario: Scenario) -> Iterator[Flag]:
    """Hours that opportunities would take in the phase that fills the team most, with managers fully used."""
    vendor, program = scenario.vendor, scenario.program
    each = hours_of_a_partner(scenario)
    found = []
    for name in phases_ahead(scenario):
        phase = scenario.phases[name]
        grown = planned_arr(vendor.direct, months_before(scenario, name)) / (vendor.direct.starting_arr or 1)
        team = vendor.team_hours_per_month * (grown if vendor.direct.starting_arr > 0 else 1.0)
        partners = phase.managers * program.partners_per_manager
        found.append((partners * each / team, name, partners, team))
    fullest, name, partners, team = max(found)
    if fullest > 1:
        what = (
            f"phase {name}: opportunities of the {partners:,.0f} partners that its managers can look after take about "
            f"{partners * each:,.0f} hours a month, and the whole direct team has {team:,.0f}: more partners then cost "
            "direct business; check team_hours_per_month and partner_opportunity_hours"
        )
        yield Flag("R-57", what, "warning")


def hours_of_a_partner(scenario: Scenario) -> float:
    """Hours a month of the direct team for the opportunities of one ramped partner, averaged over the mix."""
    kinds = [(scenario.mix[name], scenario.archetypes[name]) for name in worked_archetypes(scenario)]
    raw = sum(
        share * kind.committed_reps_probability * kind.opportunities_per_month / kind.qualification_probability
        for share, kind in kinds
    )
    return raw * scenario.vendor.partner_opportunity_hours
