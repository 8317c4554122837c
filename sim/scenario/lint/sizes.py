"""Sizes of the company that other inputs must fit, as planned: no noise, no program."""

from sim.scenario.schema import Channel, Scenario
from sim.units import MONTHS_PER_YEAR

DIGITS = 3


def money(amount: float, scenario: Scenario) -> str:
    """An amount that the scenario states, in full, with its currency."""
    return f"{amount:,.0f} {scenario.currency}" if amount == round(amount) else f"{amount:,.2f} {scenario.currency}"


def about(amount: float, scenario: Scenario) -> str:
    """An amount that was worked out, to three digits, with its currency."""
    return money(float(f"{amount:.{DIGITS}g}"), scenario)


def percent(share: float) -> str:
    """A share in whole per cent, with a decimal below one in ten."""
    return f"{share:.1%}" if share < 0.1 else f"{share:.0%}"


def planned_arr(channel: Channel, month: int) -> float:
    """ARR that a channel plans to have in force at the close of a month."""
    return float(channel.starting_arr * (1 + channel.arr_growth_per_year) ** (month / MONTHS_PER_YEAR))


def planned_roster_arr(scenario: Scenario, month: int) -> float:
    """The same of existing partners, who may grow beyond direct and inbound business."""
    own, roster = company_arr(scenario), planned_arr(scenario.vendor.roster, month)
    is_relative = scenario.vendor.roster.growth_basis == "relative" and own > 0
    return roster * company_arr(scenario, month) / own if is_relative else roster


def company_arr(scenario: Scenario, month: int = 0) -> float:
    """Direct and inbound ARR planned for the close of a month; at the start without a month."""
    return planned_arr(scenario.vendor.direct, month) + planned_arr(scenario.vendor.inbound, month)


def first_year_new_arr(channel: Channel) -> float:
    """New ARR of months 1 to 12 that the plan needs (sim/MODEL.md 7.2), without season and noise."""
    churn: float = 1 - (1 - channel.churn_per_year) ** (1 / MONTHS_PER_YEAR)
    expansion: float = (1 + channel.expansion_per_year) ** (1 / MONTHS_PER_YEAR) - 1
    kept = 1 - churn + expansion
    return sum(
        max(0.0, planned_arr(channel, month) - planned_arr(channel, month - 1) * kept)
        for month in range(1, MONTHS_PER_YEAR + 1)
    )


def first_year_new_business(scenario: Scenario) -> float:
    """Direct and inbound new ARR of the first year."""
    return first_year_new_arr(scenario.vendor.direct) + first_year_new_arr(scenario.vendor.inbound)


def worked_archetypes(scenario: Scenario) -> list[str]:
    """Names of the archetypes that are recruited, sorted."""
    return sorted(name for name, share in scenario.mix.items() if share > 0)


def phases_ahead(scenario: Scenario) -> tuple[str, ...]:
    """The phase in force on day 0 and those after it: all of a program that begins with the run."""
    order = scenario.phase_order
    return order if scenario.start is None else order[order.index(scenario.start.phase) :]


def months_before(scenario: Scenario, phase: str) -> int:
    """Months of the run before the first one in which a phase may be in force."""
    over = 0 if scenario.start is None else scenario.start.month
    return max(0, scenario.phases[phase].earliest_month - 1 - over)


def started_partners(scenario: Scenario) -> int:
    """Partners of the program that are under agreement on day 0."""
    started = 0 if scenario.start is None else sum(one.is_in_force for one in scenario.start.state.partners)
    kinds = scenario.archetypes.values()
    return started + sum(kind.established.partners for kind in kinds if kind.established is not None)
