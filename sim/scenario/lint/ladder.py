"""Ladders: tiers that confuse, that nobody can reach or miss, and settings that act on nothing."""

from collections.abc import Iterator

from sim.scenario.lint.flag import Flag
from sim.scenario.schema import COMPARED, Ladder, Scenario

MOST_CLEAR_TIERS = 4


def ladder_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-103, R-104, R-109: many tiers, tiers out of reach or always left, and what changes nothing."""
    for name, ladder in sorted(scenario.ladders.items()):
        above = f"ladders.{name}"
        kinds = [kind for kind in scenario.archetypes.values() if kind.ladder == name]
        if not kinds:
            yield _nothing(
                "R-107", above, f"no kind of partner stands on it: state archetypes.<name>.ladder = '{name}'"
            )
        if len(ladder.order) > MOST_CLEAR_TIERS:
            yield Flag("R-103", f"{above}.order has {len(ladder.order)} tiers: more than four confuse", "warning")
        yield from _of_reach(scenario, name, ladder)
        yield from _idle(above, ladder)


def _of_reach(scenario: Scenario, name: str, ladder: Ladder) -> Iterator[Flag]:
    """Tiers that nobody can reach, and those that nobody stays at because the next one asks for no more."""
    above, oldest = f"ladders.{name}.tiers", scenario.months + _oldest_months(scenario, name)
    for lower, tier in zip(ladder.order, ladder.order[1:], strict=False):
        stated = ladder.tiers[tier]
        needs = {
            measure: value for measure, value in stated.all_needs.items() if not _can_reach(measure, value, oldest)
        }
        if needs:
            measure, value = min(needs.items())
            path = f"{above}.{tier}.needs.{measure}"
            yield Flag("R-104", f"{path}: nobody is {value:g} months old within {scenario.months} months", "warning")
        if "pay" in stated.needs and not _earns(scenario, name):
            path = f"{above}.{tier}.needs.pay"
            yield Flag("R-109", f"{path}: nobody on the ladder can earn any: a margin is kept, not accrued", "warning")
        if not stated.one_of and all(
            value <= ladder.tiers[lower].all_needs.get(measure, -1.0) and measure != "top_share"
            for measure, value in stated.all_needs.items()
        ):
            yield Flag("R-104", f"{above}.{tier} asks for no more than {lower}: nobody rises to {lower}", "warning")


def _can_reach(measure: str, value: float, oldest: int) -> bool:
    return measure != "months" or value <= oldest


def _oldest_months(scenario: Scenario, name: str) -> int:
    """Age on day 0 of the oldest partners that a ladder may have."""
    ages = [
        kind.established.age_months for kind in scenario.archetypes.values() if kind.established and kind.ladder == name
    ]
    if scenario.start is not None:
        ages += [-(partner.signed_day // 30) for partner in scenario.start.state.partners]
    return max(ages, default=0)


def _earns(scenario: Scenario, name: str) -> bool:
    """Whether something accrues to a partner of the ladder: a fee, share, sum, bonus or fee on services."""
    kinds = {at: kind for at, kind in scenario.archetypes.items() if kind.ladder == name}
    return not kinds or any(
        kind.terms.model != "resale"
        or kind.terms.services_rate
        or any(kind.terms.card(line).flat_fee for line in ("", *kind.terms.lines))
        or any(bonus.is_for(at) for bonus in scenario.bonuses.values())
        for at, kind in kinds.items()
    )


def _idle(above: str, ladder: Ladder) -> Iterator[Flag]:
    """What is stated and changes nothing."""
    asked = ladder.asked
    for measure in sorted(set(ladder.windows) - asked):
        yield _nothing("R-100", f"{above}.windows.{measure}", "no condition, points or rank asks for it")
    if not asked & set(COMPARED):
        for field in ("volume", "ranked_among"):
            if getattr(ladder, field) != type(ladder).model_fields[field].default:
                yield _nothing("R-102", f"{above}.{field}", "no condition is a channel_share or top_share")
    if (
        ladder.provisional_tier is None
        and ladder.provisional_score != type(ladder).model_fields["provisional_score"].default
    ):
        yield _nothing("R-104", f"{above}.provisional_score", "no tier is provisional")
    lowest = ladder.order[0]
    if ladder.lowest == "kept":
        stated = ladder.tiers[lowest]
        for field in ("needs", "one_of", "grace_months"):
            if getattr(stated, field):
                yield _nothing(
                    "R-104", f"{above}.tiers.{lowest}.{field}", 'who fails the lowest tier is kept (lowest = "kept")'
                )


def _nothing(rule: str, path: str, why: str) -> Flag:
    return Flag(rule, f"{path} changes nothing: {why}", "warning")
