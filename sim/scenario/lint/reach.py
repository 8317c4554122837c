"""Tiers that nobody can ever reach, whatever the future brings (R-104, R-109)."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sim.scenario.lint.flag import Flag
from sim.scenario.lint.partner_sizes import most_accounts, most_people
from sim.scenario.lint.passing import never_passed
from sim.scenario.lint.registering import registers
from sim.scenario.schema import Archetype, Ladder, Scenario, measure_of, thing_of
from sim.units import BPS, MONTHS_PER_YEAR

ALL_PERCENTS = 100
OF_ACCOUNTS = ("deals", "opportunities", "registrations", "live_customers")
"""Measures of which a partner has no more than it has accounts."""
Why = tuple[str, str] | None
"""The rule and the reason why nobody can have so much of a measure; None if somebody may."""


class _Asked(NamedTuple):
    """What is known of a ladder that a tier is one of."""

    scenario: Scenario
    ladder: Ladder
    kinds: Mapping[str, Archetype]
    """Those that stand on it."""
    oldest: int
    """Months since the agreement of the oldest partner at the horizon."""


def reach_flags(scenario: Scenario, name: str, ladder: Ladder) -> Iterator[Flag]:
    """R-104, R-109: tiers that ask for what nobody can have, by their first condition that does."""
    kinds = {at: kind for at, kind in scenario.archetypes.items() if kind.ladder == name}
    if kinds and all(kind.fixed_tier is not None for kind in kinds.values()):
        return
    if kinds and not _is_promoted(scenario, ladder):
        what = f"no promotion falls into {scenario.months} months, so that nobody rises: state fewer"
        yield Flag("R-104", f"ladders.{name}.promotion_months: {what}", "warning")
        return
    asked = _Asked(scenario, ladder, kinds, scenario.months + _oldest_months(scenario, name))
    for place in range(0 if ladder.lowest == "removed" else 1, len(ladder.order)):
        yield from _of_tier(f"ladders.{name}.tiers.{ladder.order[place]}", place, asked)


def _of_tier(above: str, place: int, asked: _Asked) -> Iterator[Flag]:
    """The first of what a tier needs that nobody can have; else what it asks one of, if it is all of it."""
    stated = asked.ladder.tiers[asked.ladder.order[place]]
    for measure, value in sorted(stated.all_needs.items()):
        if why := _why_not(asked, place, f"{above}.needs.{measure}", value):
            yield Flag(why[0], f"{above}.needs.{measure}: {why[1]}", "warning")
            return
    others = [_why_not(asked, place, f"{above}.one_of.{measure}", value) for measure, value in stated.any_of.items()]
    known = [one for one in others if one is not None]
    if known and len(known) == len(others):
        yield Flag("R-104", f"{above}.one_of: nobody can have any of these: {known[0][1]}", "warning")


def _is_promoted(scenario: Scenario, ladder: Ladder) -> bool:
    """Whether some close of the run promotes partners."""
    begins = scenario.fiscal_year_month or scenario.start_month
    months = range(scenario.start_month, scenario.start_month + min(scenario.months, MONTHS_PER_YEAR))
    return any(((month - begins) % MONTHS_PER_YEAR + 1) % ladder.promotion_months == 0 for month in months)


def _why_not(asked: _Asked, place: int, path: str, value: float) -> Why:
    """Why nobody can have so much of the measure at the end of a path; a range may draw less than is stated."""
    measure = path.split(".", 5)[-1]
    if value <= 0 and measure_of(measure) != "top_share":
        return None
    if path in asked.scenario.uncertainty:
        return None
    if measure == "pay" and not _earns_below(asked, max(place, 1)):
        return "R-109", _NO_PAY
    if measure == "points" and value > (most := _most_points(asked)):
        return "R-104", f"all measures together give at most {most:,.0f} points"
    if measure == "top_share" and round(value * BPS) < 1:
        return "R-104", "the best partner is among the best 0.01%, and in no smaller part"
    number, what = _most(asked, measure, value)
    return ("R-104", what) if value > number else None


def _most(asked: _Asked, measure: str, value: float = 0.0) -> tuple[float, str]:
    """The most that a partner can have of a measure, and why not so much; any number where that is not known."""
    scenario, kinds = asked.scenario, asked.kinds
    if measure == "months":
        return asked.oldest, f"nobody is {value:g} months old within {scenario.months} months"
    if measure == "growth_rate" and asked.oldest <= MONTHS_PER_YEAR:
        return 0, f"nobody was billed anything a year before within {scenario.months} months"
    if measure_of(measure) == "certified":
        if idle := never_passed(scenario, thing_of(measure)):
            return 0, f"nobody ever passes {thing_of(measure)}: certificates.{idle}.pass_probability is 0"
        most = most_people(scenario, kinds)
        return most.number, f"{most.said('person', 'people')} who may hold it (archetypes.<name>.reps)"
    if measure == "registrations" and kinds and not any(registers(scenario, at) for at in kinds):
        return 0, "no kind of partner on it registers anything (registration_probability)"
    if measure_of(measure) in OF_ACCOUNTS:
        most = most_accounts(scenario, kinds)
        return most.number, f"{most.said('account', 'accounts')}, each of which brings one"
    return float("inf"), ""


_NO_PAY = "nobody below it on the ladder can earn any: a margin is kept, not accrued, and 0 pays nothing"


def _earns_below(asked: _Asked, place: int) -> bool:
    """Whether something accrues to a partner at a lower tier: a fee, share, sum, bonus or fee on services."""
    tiers = asked.ladder.order[:place]
    return not asked.kinds or any(
        kind.terms.services_rate
        or any(_pays(kind, line, tier) for line in ("", *kind.terms.lines) for tier in tiers)
        or any(bonus.is_for(at) and bonus.from_tier in (None, *tiers) for bonus in asked.scenario.bonuses.values())
        for at, kind in asked.kinds.items()
    )


def _pays(kind: Archetype, line: str, tier: str) -> bool:
    card = kind.terms.card(line, tier)
    return card.flat_fee > 0 or (kind.terms.model != "resale" and (card.is_banded or any(card.rates())))


def _most_points(asked: _Asked) -> float:
    """Points that a partner can have at most, where that is known."""
    total = 0.0
    for measure, points in asked.ladder.given.items():
        limits = [float(most)] if (most := asked.ladder.most_of(measure)) else []
        units = ALL_PERCENTS if measure == "retention" else _most(asked, measure)[0]
        limits += [] if units == float("inf") else [units * points // asked.ladder.per_of(measure)]
        total += min(limits, default=float("inf")) if points else 0.0
    return total


def _oldest_months(scenario: Scenario, name: str) -> int:
    """Age on day 0 of the oldest partners that a ladder may have."""
    ages = [
        kind.established.age_months for kind in scenario.archetypes.values() if kind.established and kind.ladder == name
    ]
    if scenario.start is not None:
        ages += [-(partner.signed_day // 30) for partner in scenario.start.state.partners]
    return max(ages, default=0)
