"""The plan of the vendor's own business in one future, computed by the rules and read by both engines.

The run and its twin have the same plan. ``plan_growth`` fills it: in compiled code for the compiled engine, in plain
Python for the reference engine.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from sim.compilation import part, plain, shared
from sim.elementary import log, normal_quantile
from sim.engine.prepared import Prepared
from sim.ledger import Channel
from sim.names import name_word
from sim.randomness import Stream, uniform
from sim.records import Rows, Table, blank, give_tables
from sim.rules.growth import deviation_of, first_deviation, next_deviation, shock
from sim.rules.plan import (
    grown,
    growth_factor,
    growth_units,
    kept_of,
    monthly_factor,
    needed_cents,
    season_correction,
)
from sim.scenario.parameters import ChannelParameters, Parameters
from sim.units import MONTHS_PER_YEAR

_DIRECT = Channel.DIRECT.value
_INBOUND = Channel.INBOUND.value
_GROWTH = Stream.GROWTH.value
_MONTH_PLACE = 8
_COMMON_NAME = name_word("vendor")
_OWN_NAMES = tuple(name_word(f"vendor/{channel.name.lower()}") for channel in Channel)


def _rows(count: Callable[[Parameters], int]) -> Rows:
    return Rows(count)


@shared
def years_of(months: int) -> int:
    """Program years that a horizon has begun."""
    return (months + MONTHS_PER_YEAR - 1) // MONTHS_PER_YEAR


@dataclass(slots=True, eq=False)
class Plan:
    """What the channels plan, in tables; a channel's month is at ``planned_month``."""

    growth: Annotated[Table[int], _rows(lambda given: len(given.vendor.channels) * years_of(given.months))]
    """Log growth of a channel's year in 10⁻¹⁴, the years of a channel side by side."""
    arr: Annotated[Table[int], _rows(lambda given: len(given.vendor.channels) * (given.months + 1))]
    """ARR at the close of a month in cents, from month 0, without noise and without a program."""
    needed_new_arr: Annotated[Table[int], _rows(lambda given: len(given.vendor.channels) * (given.months + 1))]
    """New ARR in cents that takes the plan on; below 0 where more has to leave than churn takes."""
    team_growth: Annotated[Table[float], _rows(lambda given: given.months + 1)]
    """Size of the direct team from month 1, over that at the start: it grows as direct business is planned to."""


@shared
def planned_month(months: int, channel: int, month: int) -> int:
    """Position of a channel's month in the tables of a plan, for a horizon of ``months``."""
    return channel * (months + 1) + month


@part
def plan_growth(parameters: Parameters, prepared: Prepared, plan: Plan, key: int) -> None:
    """Fill all tables with the growth that this future draws."""
    years = years_of(parameters.months)
    for channel in range(len(parameters.vendor.channels)):
        level = parameters.vendor.channels[channel].arr_growth_per_year
        plan.arr[planned_month(parameters.months, channel, 0)] = parameters.vendor.channels[channel].starting_arr_cents
        deviation = 0.0
        before = 0
        for year in range(years):
            if parameters.vendor.channels[channel].growth_basis_is_relative:
                deviation = _own_growth(parameters, plan, year)
            elif len(parameters.vendor.growth) > 0:
                deviation = _deviation(parameters, key, channel, year, deviation)
            units = growth_units(level, deviation)
            plan.growth[channel * years + year] = units
            _plan_year(parameters, prepared, plan, channel, year, before)
            before += units


@part
def _own_growth(parameters: Parameters, plan: Plan, year: int) -> float:
    """Log growth of direct and inbound ARR together in a year, as planned; 0 where there is none."""
    years = years_of(parameters.months)
    opening = closing = 0
    for channel in range(_DIRECT, _INBOUND + 1):
        start_cents = parameters.vendor.channels[channel].starting_arr_cents
        before = 0
        for earlier in range(year):
            before += plan.growth[channel * years + earlier]
        opening += grown(start_cents, before)
        closing += grown(start_cents, before + plan.growth[channel * years + year])
    return log(max(closing, 1) / opening) if opening > 0 else 0.0


@part
def _deviation(parameters: Parameters, key: int, channel: int, year: int, before: float) -> float:
    """A channel's deviation from its lasting growth in a year."""
    growth = parameters.vendor.growth[0]
    place = (MONTHS_PER_YEAR * year + 1) << _MONTH_PLACE
    common = normal_quantile(uniform(key, _GROWTH, _COMMON_NAME, place, 0))
    own = normal_quantile(uniform(key, _GROWTH, _OWN_NAMES[channel], place, 0))
    z = shock(common, own, growth.common_share)
    if year > 0:
        return next_deviation(before, growth.persistence, growth.yearly_sigma, z)
    if len(parameters.start) > 0 and parameters.start[0].channels[channel].growth_is_known:
        level = parameters.vendor.channels[channel].arr_growth_per_year
        last = deviation_of(parameters.start[0].channels[channel].growth_last_year, level)
        return next_deviation(last, growth.persistence, growth.yearly_sigma, z)
    return first_deviation(growth.yearly_sigma, z)


@part
def _plan_year(
    parameters: Parameters, prepared: Prepared, plan: Plan, channel: int, year: int, grown_before: int
) -> None:
    """The months of a year; its twelfth ends at the year's growth to the cent."""
    months = parameters.months
    stated: ChannelParameters = parameters.vendor.channels[channel]
    rates = prepared.channels[channel]
    season = parameters.vendor.season
    units = plan.growth[channel * years_of(months) + year]
    monthly = monthly_factor(units)
    kept_share = 1.0 - rates.churn + rates.expansion
    growing = (monthly - kept_share) * season_correction(monthly, kept_share, season)
    opening = grown(stated.starting_arr_cents, grown_before)
    for position in range(MONTHS_PER_YEAR):
        month = MONTHS_PER_YEAR * year + position + 1
        if month > months:
            return
        if channel == _DIRECT:
            units_so_far = grown_before + units * position // MONTHS_PER_YEAR
            plan.team_growth[month] = growth_factor(units_so_far) if stated.starting_arr_cents > 0 else 1.0
        at = planned_month(months, channel, month)
        kept = kept_of(plan.arr[at - 1], rates.churn, rates.expansion)
        if position < MONTHS_PER_YEAR - 1:
            needed = needed_cents(opening, growing, season[month], kept)
        else:
            needed = grown(stated.starting_arr_cents, grown_before + units) - kept
        plan.needed_new_arr[at] = needed
        plan.arr[at] = kept + needed
        growing *= monthly


_plan_plainly = plain(plan_growth)


def plan_of(parameters: Parameters, prepared: Prepared, key: int) -> Plan:
    """The plan of a future, in plain Python. ValueError if an amount is larger than can be counted."""
    found = blank(Plan)
    give_tables(found, parameters)
    _plan_plainly(parameters, prepared, found, key)
    return found
