"""The company as a whole, from its exports: the program's month and phase, ARR by channel, last year's growth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sim.exports.roster_growth import RosterGrowth, is_usable, roster_growth
from sim.ledger import Channel
from sim.scenario.problems import CurableProblem, Problem, suggestion
from sim.scenario.ready_made import is_path
from sim.scenario.schema import Scenario
from sim.scenario.start.columns import CHANNELS, CUSTOMERS, MONTHS, PARTNERS
from sim.scenario.start.days import day_of, months_between
from sim.scenario.start.read_table import Row, Tables
from sim.units import BPS, DAYS_PER_QUARTER, MONTHS_PER_YEAR, to_bps, to_cents

GROWTH_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Told:
    """What the user says that no export does."""

    as_of: date
    program_began: date | None = None
    """A day of the program's first month."""
    phase: str = ""
    phase_began: date | None = None
    """A day of the phase's first month."""
    roster_shares: tuple[float, float] | None = None
    """Share of existing partners in the year before last and last year."""


@dataclass(frozen=True, slots=True)
class ChannelArr:
    """ARR in force of a channel on the as-of date."""

    cents: int
    source: str
    """``customers``, ``months`` (twelve times the last), ``scenario`` (its starting ARR), ``nothing``: it has none."""


@dataclass(frozen=True, slots=True)
class Derived:
    """The company as a whole."""

    month: int
    """Months of the program that are over."""
    first_agreement: date | None
    """Where it says when the program began; None if the user does."""
    older_agreements: int
    """From before the program's first month."""
    phase: str
    phase_is_told: bool
    phase_age_months: int
    age_is_told: bool
    arr: Mapping[str, ChannelArr]
    """By channel."""
    growth: Mapping[str, float]
    """Of each channel's revenue in the last year, where months say it."""
    growth_months: int
    """Months that lie between the two compared: 12, or 11 where there are no more."""
    roster: RosterGrowth | None
    """Growth of existing partners beyond direct and inbound business; None where that of the scenario stands."""


def told_problems(scenario: Scenario | None, told: Told, first_agreement: date | None) -> list[Problem]:
    """What the user says that contradicts the scenario, the partners or itself."""
    problems: list[Problem] = []
    if scenario is not None and told.phase and told.phase not in scenario.phases:
        what, cure = f"the scenario has no phase '{told.phase}'", f"state one of {', '.join(scenario.phase_order)}"
        hint = suggestion(told.phase, scenario.phase_order)
        problems.append(CurableProblem("--phase", "", what, hint, cure=cure))
    began, phase_began = told.program_began, told.phase_began
    for option, day in (("--program-began", began), ("--phase-began", phase_began)):
        if day and day > told.as_of:
            what, cure = f"{day} is after the as-of date {told.as_of}", "state a day before it, or a later --as-of"
            problems.append(CurableProblem(option, "", what, cure=cure))
    start = began or first_agreement
    if phase_began and start and months_between(start, phase_began) < 0:
        what = f"{phase_began} is before the program began, {start}"
        problems.append(CurableProblem("--phase-began", "", what, cure="correct one with --program-began"))
    if told.roster_shares and not is_usable(*told.roster_shares):
        before, last = told.roster_shares
        what = f"from {before:g} to {last:g} is too large a change to expect the next from it"
        problems.append(CurableProblem("--roster-shares", "", what, cure="leave it out"))
    return problems


def roster_problems(told: Told, found: Derived) -> list[Problem]:
    """Shares of existing partners where there are none."""
    if told.roster_shares is None or found.arr[CHANNELS[Channel.ROSTER]].cents:
        return []
    cure = "add its customers, or its revenue to --months, or leave the shares out"
    return [CurableProblem("--roster-shares", "", "the roster has no ARR on day 0", cure=cure)]


def arr_problems(name: str, tables: Tables) -> list[Problem]:
    """No ARR of the company's own: that of a ready-made scenario is another company's."""
    customers = tables.get(CUSTOMERS)
    if customers is None or MONTHS in tables or is_path(name) or has_channels(tables):
        return []
    if not all(row.has_read("channel") for row in customers.rows):
        return []  # which cannot be read may be of a channel
    what = f"has no customers of {CHANNELS[0]} or {CHANNELS[1]}, and without --months the ARR would be that of '{name}'"
    cure = "add a row for each channel with its ARR, or --months, or state vendor.*.starting_arr in your own scenario"
    return [CurableProblem(customers.label, "", what, cure=cure)]


def derived(tables: Tables, name: str, scenario: Scenario, told: Told) -> Derived:
    """The company as a whole, from tables and statements without a problem, by the scenario of this name or path."""
    first = first_agreement(tables)
    month = months_between(told.program_began or first or told.as_of, told.as_of) + 1
    phase = told.phase or _phase(tables, scenario, told.as_of, month)
    if told.phase_began:
        age = months_between(told.phase_began, told.as_of) + 1
    else:
        age = max(month - scenario.phases[phase].earliest_month + 1, 0)
    growth, months = _growth(_months(tables))
    arr = {channel: _arr(channel, tables, scenario) for channel in CHANNELS}
    return Derived(
        month=month,
        first_agreement=None if told.program_began else first,
        older_agreements=sum(months_between(row["signed"], told.as_of) >= month for row in tables[PARTNERS].rows),
        phase=phase,
        phase_is_told=bool(told.phase),
        phase_age_months=age,
        age_is_told=told.phase_began is not None,
        arr=arr,
        growth=growth,
        growth_months=months,
        roster=_roster(_months(tables), arr[CHANNELS[Channel.ROSTER]], told, is_own=is_path(name)),
    )


def first_agreement(tables: Tables) -> date | None:
    """The date of the first agreement; None where no table of partners has one, or a date cannot be read."""
    rows = tables[PARTNERS].rows if PARTNERS in tables else ()
    if not all(row.has_read("signed") for row in rows):
        return None
    return min((row["signed"] for row in rows if row["signed"] is not None), default=None)


def _months(tables: Tables) -> list[Row]:
    """The months of the past, oldest first."""
    return sorted(tables[MONTHS].rows, key=lambda row: row["month"]) if MONTHS in tables else []


def _arr(channel: str, tables: Tables, scenario: Scenario) -> ChannelArr:
    own = [row["arr"] for row in tables[CUSTOMERS].rows if row["channel"] == channel]
    if own:
        return ChannelArr(sum(own), "customers")
    if months := _months(tables):
        booked = MONTHS_PER_YEAR * (months[-1][f"{channel}_revenue"] or 0)
        return ChannelArr(_at_list(booked, channel, scenario), "months")
    if has_channels(tables):
        return ChannelArr(0, "nothing")
    return ChannelArr(to_cents(getattr(scenario.vendor, channel).starting_arr), "scenario")


def has_channels(tables: Tables) -> bool:
    """Whether the customers of any channel are in the exports, and so the channels that the company has."""
    return any(row["channel"] is not None for row in tables[CUSTOMERS].rows)


def _at_list(booked: int, channel: str, scenario: Scenario) -> int:
    """Booked revenue at list, in cents: that of the roster is booked without its margin, if resale books net."""
    if channel != CHANNELS[Channel.ROSTER] or scenario.vendor.resale_booking != "net":
        return booked
    kept = BPS - to_bps(scenario.vendor.roster.margin_rate)
    return (booked * BPS + kept // 2) // kept


def _growth(months: Sequence[Row]) -> tuple[dict[str, float], int]:
    """Growth of the last month's revenue over the same month a year ago; of eleven months, taken to a year."""
    apart = min(len(months) - 1, MONTHS_PER_YEAR)
    if apart < MONTHS_PER_YEAR - 1:
        return {}, 0
    found = {}
    for channel in CHANNELS:
        before, after = months[-1 - apart][f"{channel}_revenue"], months[-1][f"{channel}_revenue"]
        if before and after:
            found[channel] = round((after / before) ** (MONTHS_PER_YEAR / apart) - 1, GROWTH_DIGITS)
    return found, apart


def _roster(months: Sequence[Row], arr: ChannelArr, told: Told, *, is_own: bool) -> RosterGrowth | None:
    """By their shares; without two years of them a scenario that is the user's own, or has their ARR, says it."""
    found = roster_growth(months, told.roster_shares)
    is_scenarios = found.is_usual and (is_own or arr.source == "scenario")
    return None if arr.cents == 0 or is_scenarios else found


def _phase(tables: Tables, scenario: Scenario, as_of: date, month: int) -> str:
    """The last phase whose conditions, and those of the phases before it, hold on the as-of date."""
    partners = tables[PARTNERS].rows
    won = sum(row["last_won"] is not None for row in partners)
    active = sum(_is_active(row, as_of) for row in partners)
    part, whole = sourced_revenue(tables, scenario)
    in_force = scenario.phase_order[0]
    for name in scenario.phase_order[1:]:
        phase = scenario.phases[name]
        has_share = BPS * part >= to_bps(phase.entry_sourced_share) * whole
        if (
            month < phase.earliest_month
            or won < phase.entry_partners_won
            or active < phase.entry_active_partners
            or not has_share
        ):
            break
        in_force = name
    return in_force


def _is_active(partner: Row, as_of: date) -> bool:
    """Whether a partner in force had a qualified opportunity or a won deal in the last 90 days."""
    days = [day_of(day, as_of) for day in (partner["last_qualified"], partner["last_won"]) if day is not None]
    return partner["left"] is None and bool(days) and max(days) >= -DAYS_PER_QUARTER


def sourced_revenue(tables: Tables, scenario: Scenario) -> tuple[int, int]:
    """Partner-sourced and all revenue in cents: of the gate's window by the months, else a year's by the customers."""
    if months := _months(tables)[-scenario.gate.window_months :]:
        names = [f"{channel}_revenue" for channel in CHANNELS]
        partners = sum((row["partner_revenue"] or 0) + (row["roster_revenue"] or 0) for row in months)
        direct = sum((row[name] or 0) for row in months for name in names[:2])
        return partners, partners + direct
    arr = {channel: _arr(channel, tables, scenario).cents for channel in CHANNELS}
    partners = arr["roster"] + sum(row["arr"] for row in tables[CUSTOMERS].rows if row["partner"] is not None)
    return partners, partners + arr["direct"] + arr["inbound"]
