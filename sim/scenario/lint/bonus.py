"""Bonuses that are larger than the deals that they are for, and such that nobody ever has."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice

from sim.elementary import lognormal_quantile
from sim.scenario.changes import months_over
from sim.scenario.lint.acting import Ever, nothing
from sim.scenario.lint.flag import Flag
from sim.scenario.lint.sizes import money, worked_archetypes
from sim.scenario.schema import Archetype, Bonus, Scenario

RARE = 0.01
"""Part of the deals of a kind that are so large, or so small, below which next to none has a bonus."""


def bonus_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-76: a sum above what a median deal, or the smallest that has it, brings; bonuses that nobody has."""
    ever = Ever(scenario)
    for name, bonus in sorted(scenario.bonuses.items()):
        for kind in worked_archetypes(scenario):
            deal = max(scenario.archetypes[kind].acv_median, bonus.acv_from)
            if bonus.is_for(kind) and bonus.amount > deal:
                what = (
                    f"bonuses.{name}.amount: {money(bonus.amount, scenario)} for a deal is more than the "
                    f"{money(deal, scenario)} that such a deal of {kind} brings in a year"
                )
                yield Flag("R-76", what, "warning")
        above = f"bonuses.{name}"
        idle = (_idle(above, bonus, ever), _closed(scenario, above, name, ever), _of_size(scenario, above, bonus, ever))
        yield from islice(chain(*idle), 1)
        if bonus.trigger == "first_deal" and bonus.most_per_partner:
            yield nothing("R-76", f"{above}.most_per_partner", 'a partner has one first deal (trigger = "first_deal")')


def _idle(above: str, bonus: Bonus, ever: Ever) -> Iterator[Flag]:
    """A bonus of nothing, or for no deal."""
    if not ever.acts(f"{above}.amount") and not ever.acts(f"{above}.rate"):
        yield nothing("R-76", above, "it pays nothing: state its amount, or its rate")
    elif bonus.probability == 0 and not ever.acts(f"{above}.probability"):
        yield nothing("R-76", above, "no deal has what it is for: its probability is 0")


def _closed(scenario: Scenario, above: str, name: str, ever: Ever) -> Iterator[Flag]:
    """A bonus that is open in no month of the run."""
    over = months_over(scenario)
    first, last = over + 1, over + scenario.months
    held = [one.bonuses[name] for one in ever.held]
    if not ever.drawn.keys() & {f"{above}.from_month", f"{above}.to_month"}:
        if all(one.from_month > last for one in held):
            yield nothing("R-76", f"{above}.from_month", f"the last month of the run is {last}")
        if all(0 < one.to_month < first for one in held):
            yield nothing("R-76", f"{above}.to_month", f"the first month of the run is {first}")


def _of_size(scenario: Scenario, above: str, bonus: Bonus, ever: Ever) -> Iterator[Flag]:
    """Sizes that next to no deal has, of any kind that it is for."""
    kinds = [kind for name, kind in scenario.archetypes.items() if bonus.is_for(name)]
    for field, limit in (("acv_from", bonus.acv_from), ("acv_below", bonus.acv_below)):
        path = f"{above}.{field}"
        if not limit or any(getattr(one.bonuses[above.split(".")[1]], field) != limit for one in ever.held):
            continue
        if path not in ever.drawn and _is_rare(kinds, limit, is_above=field == "acv_from"):
            which = "large" if field == "acv_from" else "small"
            what = f"{path}: fewer than 1 in 100 deals are so {which}, so that hardly any has it"
            yield Flag("R-76", what, "warning")


def _is_rare(kinds: Sequence[Archetype], limit: float, *, is_above: bool) -> bool:
    """Whether next to no deal of any of the kinds is above, or below, a size."""
    if is_above:
        return all(limit > lognormal_quantile(1 - RARE, kind.acv_median, kind.acv_sigma) for kind in kinds)
    return all(limit < lognormal_quantile(RARE, kind.acv_median, kind.acv_sigma) for kind in kinds)
