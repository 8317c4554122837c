"""Ladders: tiers that confuse, that nobody can reach or miss, and settings that act on nothing."""

from collections.abc import Iterator

from sim.scenario.lint.flag import Flag
from sim.scenario.lint.reach import reach_flags
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
        yield from reach_flags(scenario, name, ladder)
        yield from _passed_over(name, ladder)
        yield from _near(scenario, above, ladder)
        yield from _idle(above, ladder)
    yield from _from_the_lowest(scenario)


def _passed_over(name: str, ladder: Ladder) -> Iterator[Flag]:
    """Tiers that nobody stays at because the next one asks for no more."""
    above = f"ladders.{name}.tiers"
    for lower, tier in zip(ladder.order, ladder.order[1:], strict=False):
        stated = ladder.tiers[tier]
        if not stated.one_of and all(
            value <= ladder.tiers[lower].all_needs.get(measure, -1.0) and measure != "top_share"
            for measure, value in stated.all_needs.items()
        ):
            yield Flag("R-104", f"{above}.{tier} asks for no more than {lower}: nobody rises to {lower}", "warning")


def _from_the_lowest(scenario: Scenario) -> Iterator[Flag]:
    """What is had from the lowest tier on, at which everybody stands."""
    for name, kind in sorted(scenario.archetypes.items()):
        lowest = scenario.ladders[kind.ladder].order[0] if kind.ladder is not None else None
        for of, rebate in sorted(kind.terms.rebates.items()):
            if rebate.from_tier == lowest is not None:
                yield _nothing("R-75", f"archetypes.{name}.terms.rebates.{of}.from_tier", "it is the lowest tier")
    for of, bonus in sorted(scenario.bonuses.items()):
        kinds = [kind for name, kind in scenario.archetypes.items() if bonus.is_for(name) and kind.ladder is not None]
        if bonus.from_tier and all(scenario.ladders[kind.ladder or ""].order[0] == bonus.from_tier for kind in kinds):
            yield _nothing("R-76", f"bonuses.{of}.from_tier", "it is the lowest tier")


def _near(scenario: Scenario, above: str, ladder: Ladder) -> Iterator[Flag]:
    """Nearness that nothing follows from, or that nobody has."""
    is_stronger = ladder.near_multiplier > 1 or f"{above}.near_multiplier" in scenario.uncertainty
    if ladder.near_share < 1 and not is_stronger:
        yield _nothing("R-103", f"{above}.near_share", "near_multiplier is 1, so that nobody near tries harder")
    if is_stronger and ladder.near_share >= 1:
        yield _nothing("R-103", f"{above}.near_multiplier", "near_share is 1, so that nobody is ever near")


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
