"""Tiers that nobody can ever reach, whatever the future brings (R-104, R-109)."""

from collections.abc import Iterator, Mapping
from math import exp

from sim.elementary import lognormal_quantile
from sim.scenario.lint.flag import Flag
from sim.scenario.lint.passing import can_be_passed
from sim.scenario.lint.registering import registers
from sim.scenario.schema import Archetype, Ladder, Scenario, measure_of, thing_of
from sim.units import BPS, MONTHS_PER_YEAR, round_half_up

ALL_PERCENTS = 100
MOST_PEOPLE = 200
"""People of a partner that are counted, whatever its size."""
MOST_OPPORTUNITIES = 190
"""Of a partner in a month, whatever its size."""
RARE = 0.999
"""Part of the partners that are smaller than the largest of which a warning takes note."""
OF_ACCOUNTS = ("deals", "opportunities", "live_customers")
"""Measures of which a partner has no more than it has accounts."""


def reach_flags(scenario: Scenario, name: str, ladder: Ladder) -> Iterator[Flag]:
    """R-104, R-109: tiers above the lowest that ask for what nobody can have, by their first condition that does."""
    kinds = {at: kind for at, kind in scenario.archetypes.items() if kind.ladder == name}
    if kinds and all(kind.fixed_tier is not None for kind in kinds.values()):
        return
    above, oldest = f"ladders.{name}.tiers", scenario.months + _oldest_months(scenario, name)
    if kinds and not _is_promoted(scenario, ladder):
        what = f"no promotion falls into {scenario.months} months, so that nobody rises: state fewer"
        yield Flag("R-104", f"ladders.{name}.promotion_months: {what}", "warning")
        return
    for place, tier in enumerate(ladder.order[1:], start=1):
        stated = ladder.tiers[tier]
        whys = {
            measure: why
            for measure, value in sorted(stated.all_needs.items())
            if (why := _why_not(scenario, ladder, kinds, place, oldest, measure, value))
        }
        others = [
            _why_not(scenario, ladder, kinds, place, oldest, measure, value) for measure, value in stated.any_of.items()
        ]
        for measure, (rule, what) in list(whys.items())[:1]:
            yield Flag(rule, f"{above}.{tier}.needs.{measure}: {what}", "warning")
        known = [one for one in others if one is not None]
        if not whys and known and len(known) == len(others):
            yield Flag("R-104", f"{above}.{tier}.one_of: nobody can have any of these: {known[0][1]}", "warning")


def _is_promoted(scenario: Scenario, ladder: Ladder) -> bool:
    """Whether some close of the run promotes partners."""
    begins = scenario.fiscal_year_month or scenario.start_month
    months = range(scenario.start_month, scenario.start_month + min(scenario.months, MONTHS_PER_YEAR))
    return any(((month - begins) % MONTHS_PER_YEAR + 1) % ladder.promotion_months == 0 for month in months)


def _why_not(
    scenario: Scenario, ladder: Ladder, kinds: Mapping[str, Archetype], place: int, oldest: int, measure: str,
    value: float,
) -> tuple[str, str] | None:  # fmt: skip
    """The rule and the reason why nobody can have so much of a measure; None if somebody may."""
    if measure == "months" and value > oldest:
        return "R-104", f"nobody is {value:g} months old within {scenario.months} months"
    if measure == "pay" and value > 0 and not _earns_below(scenario, ladder, kinds, place):
        return "R-109", _NO_PAY
    if measure == "points" and value > (most := _most_points(ladder, oldest)):
        return "R-104", f"all measures together give at most {most:,.0f} points"
    if measure == "top_share" and round(value * BPS) < 1:
        return "R-104", "the best partner is among the best 0.01%, and in no smaller part"
    if measure in OF_ACCOUNTS and value > (accounts := _most_accounts(kinds)):
        return "R-104", f"no partner has more than {accounts:g} accounts, each of which brings one"
    if measure in OF_ACCOUNTS and value > (most := _most_opportunities(ladder, measure, oldest)):
        return "R-104", f"a partner has at most {most:,} opportunities in these months"
    if measure in OF_ACCOUNTS and value > (accounts := _accounts_of_the_largest(scenario, kinds)):
        return "R-104", f"fewer than 1 partner in 1,000 has more than {accounts:g} accounts, each of which brings one"
    if measure == "registrations" and value > 0 and kinds and not _any_registers(scenario, kinds):
        return "R-109", "no partner of this ladder registers anything"
    if measure_of(measure) == "certified" and value > 0:
        return _too_few_people(scenario, kinds, thing_of(measure), value)
    return None


def _any_registers(scenario: Scenario, kinds: Mapping[str, Archetype]) -> bool:
    is_open = any(phase.opens_registration for phase in scenario.phases.values())
    return scenario.registration is not None and is_open and any(registers(scenario, name) for name in kinds)


def _most_opportunities(ladder: Ladder, measure: str, oldest: int) -> int:
    """What a partner has at most in the window of a measure; of deals and customers, since it is there."""
    months = ladder.window_of(measure) if measure == "opportunities" else oldest
    return MOST_OPPORTUNITIES * months


def _accounts_of_the_largest(scenario: Scenario, kinds: Mapping[str, Archetype]) -> float:
    """Accounts of the largest partner but one in 1,000, where that is known."""
    if not kinds or scenario.start is not None or any(kind.established is not None for kind in kinds.values()):
        return float("inf")
    if any(_is_drawn(scenario, name, "accounts", "size_sigma") for name in kinds):
        return float("inf")
    return max(max(1, round_half_up(kind.accounts * _largest_size(kind))) for kind in kinds.values())


def _too_few_people(
    scenario: Scenario, kinds: Mapping[str, Archetype], certificate: str, value: float
) -> tuple[str, str] | None:
    if not can_be_passed(scenario, certificate):
        return "R-34", f"nobody can ever pass {certificate}"
    if value > MOST_PEOPLE:
        return "R-36", f"at most {MOST_PEOPLE} people of a partner are counted"
    if not kinds or scenario.start is not None or any(_is_drawn(scenario, at, "reps", "size_sigma") for at in kinds):
        return None
    most = max(_people_of_the_largest(kind) for kind in kinds.values())
    if value > most:
        return "R-36", f"fewer than 1 partner in 1,000 has more than {counted_people(most)} (reps, by its size)"
    return None


def counted_people(number: int) -> str:
    """``1 person``, ``7 people``."""
    return f"{number} {'person' if number == 1 else 'people'}"


def _is_drawn(scenario: Scenario, name: str, *fields: str) -> bool:
    return any(f"archetypes.{name}.{field}" in scenario.uncertainty for field in fields)


def _largest_size(kind: Archetype) -> float:
    """Size of the largest partner but one in 1,000; sizes have a mean of 1."""
    return lognormal_quantile(RARE, exp(-(kind.size_sigma**2) / 2), kind.size_sigma)


def _people_of_the_largest(kind: Archetype) -> int:
    return min(MOST_PEOPLE, max(1, round_half_up(kind.reps * _largest_size(kind))))


_NO_PAY = "nobody below it on the ladder can earn any: a margin is kept, not accrued, and 0 pays nothing"


def _earns_below(scenario: Scenario, ladder: Ladder, kinds: Mapping[str, Archetype], place: int) -> bool:
    """Whether something accrues to a partner at a lower tier: a fee, share, sum, bonus or fee on services."""
    tiers = ladder.order[:place]
    return not kinds or any(
        kind.terms.services_rate
        or any(_pays(kind, line, tier) for line in ("", *kind.terms.lines) for tier in tiers)
        or any(bonus.is_for(at) and bonus.from_tier in (None, *tiers) for bonus in scenario.bonuses.values())
        for at, kind in kinds.items()
    )


def _pays(kind: Archetype, line: str, tier: str) -> bool:
    card = kind.terms.card(line, tier)
    return card.flat_fee > 0 or (kind.terms.model != "resale" and (card.is_banded or any(card.rates())))


def _most_points(ladder: Ladder, oldest: int) -> float:
    """Points that a partner can have at most, where that is known."""
    total = 0.0
    for measure, points in ladder.given.items():
        limits = [float(most)] if (most := ladder.most_of(measure)) else []
        units = {"retention": ALL_PERCENTS, "months": oldest}.get(measure)
        limits += [] if units is None else [units * points // ladder.per_of(measure)]
        total += min(limits, default=float("inf")) if points else 0.0
    return total


def _most_accounts(kinds: Mapping[str, Archetype]) -> float:
    """Accounts of any partner of a ladder, where all of a kind are of one size."""
    return max(
        (
            max(1, round_half_up(kind.accounts)) if kind.size_sigma == 0 and kind.established is None else float("inf")
            for kind in kinds.values()
        ),
        default=float("inf"),
    )


def _oldest_months(scenario: Scenario, name: str) -> int:
    """Age on day 0 of the oldest partners that a ladder may have."""
    ages = [
        kind.established.age_months for kind in scenario.archetypes.values() if kind.established and kind.ladder == name
    ]
    if scenario.start is not None:
        ages += [-(partner.signed_day // 30) for partner in scenario.start.state.partners]
    return max(ages, default=0)
