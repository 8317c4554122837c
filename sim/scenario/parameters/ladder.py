"""Ladders, as parameters of the engines: conditions and points as rows of equal length (``sim.rules.ladder``)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sim.scenario.conversion import Blocks
from sim.scenario.parameters.bands import MEASURES as MEASURED
from sim.scenario.schema import COMPARED, MEASURES, Archetype, Certificate, Ladder, Tier, measure_of, thing_of
from sim.units import NOT_STATED, to_bps, to_cents

NO_LADDER = -1
NO_TIER = -1
NO_THING = -1
CODES = {name: code for code, name in enumerate(MEASURED)}
OWN = {"sourced": "sold", "involved": "sold"}
"""Every deal of a partner is sourced by it, where claims tell no deals apart."""
REVIEWS = ("agreement", "fiscal")
"""In the order of ``sim.rules.ladder``, and so are the words that follow."""
FALLS = ("one", "qualified")
ENDS = ("kept", "removed")


@dataclass(frozen=True, slots=True)
class TierParameters:
    cost_per_month_cents: int
    care_weight_bps: int
    may_register: bool
    fee_per_year_cents: int
    """``NOT_STATED``: that of the kind."""


@dataclass(frozen=True, slots=True)
class LadderParameters:
    tiers: tuple[TierParameters, ...]
    """The lowest first."""
    condition_tiers: tuple[int, ...]
    """The tier that asks, of each condition."""
    suffices: tuple[bool, ...]
    """Whether it is one of those of which one suffices."""
    condition_measures: tuple[int, ...]
    condition_things: tuple[int, ...]
    """Certificate or product line of which the measure is, by name; ``NO_THING``."""
    condition_windows: tuple[int, ...]
    """Months."""
    thresholds: tuple[int, ...]
    """Cents, basis points, or a number."""
    point_measures: tuple[int, ...]
    point_things: tuple[int, ...]
    point_windows: tuple[int, ...]
    points: tuple[int, ...]
    pers: tuple[int, ...]
    """Whole currency units, percents, or a number."""
    mosts: tuple[int, ...]
    """0: any number."""
    compares: bool
    """Whether a condition compares the partners of the ladder."""
    volume: int
    """Measure by which it compares them, and its window."""
    volume_window: int
    ranks_all: bool
    """All in force; else the active ones."""
    promotion_months: int
    review_months: int
    review_at: int
    graces_months: tuple[int, ...]
    """By tier."""
    falls: int
    lowest: int
    provisional_tier: int
    """``NO_TIER``: newcomers begin at the lowest."""
    provisional_score: int
    provisional_months: int
    near_share_bps: int
    """Part of the next tier's conditions from which effort rises; all of it: never."""
    near_multiplier: float
    first_position: int
    """Of its lowest tier among those of all ladders, by name."""


def ladder_parameters(
    ladder: Ladder, has_claims: bool, first_position: int, things: Mapping[str, Sequence[str]]
) -> LadderParameters:  # fmt: skip
    """A ladder; its tiers by their order.

    ``has_claims``: claims tell the deals of partners apart. ``things``: names of what measures are of, by measure.
    """
    codes = CODES if has_claims else CODES | {name: CODES[other] for name, other in OWN.items()}
    asked = list(_conditions(ladder))
    given = sorted(ladder.given)
    return LadderParameters(
        tiers=tuple(_tier(ladder.tiers[name]) for name in ladder.order),
        condition_tiers=tuple(tier for tier, _, _, _ in asked),
        suffices=tuple(suffices for _, suffices, _, _ in asked),
        condition_measures=tuple(codes[measure_of(measure)] for _, _, measure, _ in asked),
        condition_things=tuple(_thing(measure, things) for _, _, measure, _ in asked),
        condition_windows=tuple(ladder.window_of(measure) for _, _, measure, _ in asked),
        thresholds=tuple(_whole(measure, value) for _, _, measure, value in asked),
        point_measures=tuple(codes[measure_of(name)] for name in given),
        point_things=tuple(_thing(name, things) for name in given),
        point_windows=tuple(ladder.window_of(name) for name in given),
        points=tuple(ladder.given[name] for name in given),
        pers=tuple(ladder.per_of(name) for name in given),
        mosts=tuple(ladder.most_of(name) for name in given),
        compares=any(measure in COMPARED for _, _, measure, _ in asked),
        volume=codes[ladder.volume],
        volume_window=ladder.window_of(ladder.volume),
        ranks_all=ladder.ranked_among == "in_force",
        promotion_months=ladder.promotion_months,
        review_months=ladder.review_months,
        review_at=REVIEWS.index(ladder.review_at),
        graces_months=tuple(ladder.tiers[name].grace_months for name in ladder.order),
        falls=FALLS.index(ladder.falls),
        lowest=ENDS.index(ladder.lowest),
        provisional_tier=NO_TIER if ladder.provisional_tier is None else ladder.order.index(ladder.provisional_tier),
        provisional_score=ladder.provisional_score,
        provisional_months=ladder.provisional_months or 0,
        near_share_bps=to_bps(ladder.near_share),
        near_multiplier=ladder.near_multiplier,
        first_position=first_position,
    )


def ladders_parameters(
    _blocks: Blocks,
    ladders: Mapping[str, Ladder],
    certificates: Mapping[str, Certificate],
    has_claims: bool,
    *segments: Iterable[str],
) -> tuple[LadderParameters, ...]:
    """All ladders, by name; ``segments`` are those of the archetypes: few worlds draw those, most draw archetypes."""
    made, first, lines = list[LadderParameters](), 0, tuple(sorted({line for kind in segments for line in kind}))
    things: dict[str, Sequence[str]] = {
        "certified": sorted(certificates), "live_arr": lines, "live_customers": lines,
    }  # fmt: skip
    for _, ladder in sorted(ladders.items()):
        made.append(ladder_parameters(ladder, has_claims, first, things))
        first += len(ladder.order)
    return tuple(made)


def line_names(archetypes: Mapping[str, Archetype]) -> tuple[str, ...]:
    """The names of all product lines."""
    return tuple(sorted({line for kind in archetypes.values() for line in kind.segments}))


def lines_asked(_: Blocks, ladders: Mapping[str, Ladder], archetypes: Mapping[str, Archetype]) -> int:
    """How many product lines there are, if a condition or points ask for one; else 0."""
    names = (name for ladder in ladders.values() for name in ladder.asked)
    is_asked = any(thing_of(name) and measure_of(name) != "certified" for name in names)
    return len(line_names(archetypes)) if is_asked else 0


def standing_of(kind: Archetype, ladders: Mapping[str, Ladder]) -> tuple[int, int, int]:
    """The ladder of a kind of partner, its fixed tier and that of its established partners, by position."""
    if kind.ladder is None:
        return NO_LADDER, NO_TIER, NO_TIER
    order = ladders[kind.ladder].order
    established = None if kind.established is None else kind.established.tier
    fixed, begun = (NO_TIER if name is None else order.index(name) for name in (kind.fixed_tier, established))
    return sorted(ladders).index(kind.ladder), fixed, begun


def _tier(tier: Tier) -> TierParameters:
    return TierParameters(
        cost_per_month_cents=to_cents(tier.cost_per_month),
        care_weight_bps=to_bps(tier.care_weight),
        may_register=bool(tier.may_register),
        fee_per_year_cents=NOT_STATED if tier.fee_per_year is None else to_cents(tier.fee_per_year),
    )


def _conditions(ladder: Ladder) -> Iterator[tuple[int, bool, str, float]]:
    """Tier, whether one of them suffices, measure and threshold of all conditions."""
    for tier, name in enumerate(ladder.order):
        yield from ((tier, False, measure, value) for measure, value in sorted(ladder.tiers[name].all_needs.items()))
        yield from ((tier, True, measure, value) for measure, value in sorted(ladder.tiers[name].any_of.items()))


def _thing(measure: str, things: Mapping[str, Sequence[str]]) -> int:
    """The position of what a measure is of among the names that there are; ``NO_THING``."""
    thing = thing_of(measure)
    return things[measure_of(measure)].index(thing) if thing else NO_THING


def _whole(measure: str, value: float) -> int:
    """A threshold in the unit of its measure; a drawn number is rounded."""
    kind = MEASURES[measure_of(measure)]
    if kind == "money":
        return to_cents(value)
    return to_bps(value) if kind == "share" else round(value)
