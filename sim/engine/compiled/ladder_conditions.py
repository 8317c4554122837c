"""What ladders ask of a partner at a close, compiled: conditions, points, share and place (R-100 to R-104).

A value is worked out where a condition that is looked at needs it.
"""

from sim.compilation import part
from sim.engine.compiled.measures import month_of_year
from sim.engine.compiled.replication import archetype_of
from sim.engine.compiled.state import OF_A_LINE, World
from sim.rules.ladder import asks_what_it_holds, holds_tier, is_near, looks_ahead, nearness_bps
from sim.rules.measures import (
    UNRANKED,
    channel_share_bps,
    is_nothing_before_flows,
    put_in_rank,
    top_share_bps,
    value_at_close,
)
from sim.rules.points import points_of_ladder
from sim.rules.ring import BUCKETS, CERTIFIED, POINTS
from sim.scenario.parameters import NO, NO_THING, NO_TIER, YES
from sim.units import DAYS_PER_MONTH, DAYS_PER_QUARTER, month_of

_NO_THING, _NO_TIER, _UNRANKED, _NO, _YES = NO_THING, NO_TIER, UNRANKED, NO, YES
_BUCKETS, _CERTIFIED, _POINTS, _OF_A_LINE = BUCKETS, CERTIFIED, POINTS, OF_A_LINE
_NOTHING_A_YEAR_AGO = 0
"""Growth over nothing."""


@part
def is_active(w: World, month: int, slot: int) -> bool:
    """Whether a partner was active in the quarter that a close ends."""
    return w.partners[slot].last_activity_day >= DAYS_PER_MONTH * month - DAYS_PER_QUARTER


@part
def is_asked(w: World, month: int, slot: int) -> bool:
    """Whether a close asks what a partner qualifies for."""
    partner, standing = w.partners[slot], w.standings[slot]
    ladder = w.parameters.ladders[archetype_of(w, partner).ladder]
    return asks_what_it_holds(
        standing.warned_month, standing.is_provisional, month, month_of_year(w, month), month_of(partner.signed_day),
        partner.signed_day, ladder.provisional_months, ladder.promotion_months, ladder.review_months,
        ladder.review_at, ladder.graces_months[standing.tier],
    )  # fmt: skip


@part
def _looks_ahead(w: World, month: int, slot: int) -> bool:
    """Whether it matters how near a partner is to its next tier: not before its first opportunity, nor after its last.

    Nothing else reads it than the effort with which opportunities are brought as the next month opens.
    """
    partner = w.partners[slot]
    if partner.first_month > month or partner.qualified >= partner.accounts:
        return False
    archetype = archetype_of(w, partner)
    ladder = w.parameters.ladders[archetype.ladder]
    following = w.standings[slot].tier + 1
    return archetype.fixed_tier == _NO_TIER and looks_ahead(following, len(ladder.tiers), ladder.near_share_bps)


@part
def near_next(w: World, month: int, place: int) -> int:
    """Whether a partner is near its next tier, where some are (R-103)."""
    slot = w.in_force[place].entity
    following = w.standings[slot].tier + 1
    ladder = w.parameters.ladders[archetype_of(w, w.partners[slot]).ladder]
    if not _looks_ahead(w, month, slot):
        return _NO
    _look_at(w, month, place, following, _points(w, month, slot))
    nearness = nearness_bps(
        following, ladder.condition_tiers, ladder.suffices, ladder.condition_measures, ladder.thresholds,
        w.condition_values, 0,
    )  # fmt: skip
    return _YES if is_near(nearness, ladder.near_share_bps) else _NO


@part
def qualified_of(w: World, month: int, place: int) -> int:
    """The highest tier that a partner in force holds; what those below it ask for is not looked at."""
    slot = w.in_force[place].entity
    ladder = w.parameters.ladders[archetype_of(w, w.partners[slot]).ladder]
    points = _points(w, month, slot)
    for tier in range(len(ladder.tiers) - 1, _NO_TIER, -1):
        _look_at(w, month, place, tier, points)
        if holds_tier(
            tier, ladder.condition_tiers, ladder.suffices, ladder.condition_measures, ladder.thresholds,
            w.condition_values, 0,
        ):  # fmt: skip
            return tier
    return _NO_TIER


@part
def _look_at(w: World, month: int, place: int, tier: int, points: int) -> None:
    """The values of a partner in force that a tier asks for."""
    slot = w.in_force[place].entity
    ladder = w.parameters.ladders[archetype_of(w, w.partners[slot]).ladder]
    share = w.compared[place].share_bps if ladder.compares else 0
    top = w.compared[place].top_bps if ladder.compares else _UNRANKED
    for condition in range(len(ladder.thresholds)):
        if ladder.condition_tiers[condition] == tier:
            measure, thing = ladder.condition_measures[condition], ladder.condition_things[condition]
            window = ladder.condition_windows[condition]
            w.condition_values[condition] = _value(w, month, slot, measure, thing, window, share, top, points)


@part
def compare_all(w: World, month: int) -> None:
    """What compares the partners of each ladder that asks for it."""
    for ladder in range(len(w.parameters.ladders)):
        if w.parameters.ladders[ladder].compares and _is_any_asked(w, month, ladder):
            _compare(w, month, ladder)


@part
def _is_any_asked(w: World, month: int, ladder: int) -> bool:
    """Whether a close reads a condition of some partner of a ladder; as a run begins, of all."""
    for place in range(w.run.in_force):
        slot = w.in_force[place].entity
        archetype = archetype_of(w, w.partners[slot])
        if archetype.ladder != ladder or archetype.fixed_tier != _NO_TIER or w.standings[slot].tier == _NO_TIER:
            continue
        if month == w.start.month or is_asked(w, month, slot) or _looks_ahead(w, month, slot):
            return True
    return False


@part
def _compare(w: World, month: int, position: int) -> None:
    """Share and rank of each partner of a ladder, by its volume (R-101, R-102)."""
    ladder = w.parameters.ladders[position]
    total = 0
    number = 0
    with_volume = 0
    for place in range(w.run.in_force):
        slot = w.in_force[place].entity
        if archetype_of(w, w.partners[slot]).ladder != position:
            continue
        points = _points(w, month, slot) if ladder.volume == _POINTS else 0
        volume = _value(w, month, slot, ladder.volume, _NO_THING, ladder.volume_window, 0, _UNRANKED, points)
        w.volumes[place] = volume
        total += max(0, volume)
        if ladder.ranks_all or is_active(w, month, slot):
            number += 1
            if volume > 0:  # others are behind these, and without a place
                w.ranked[with_volume] = place
                with_volume += 1
    for place in range(w.run.in_force):
        if archetype_of(w, w.partners[w.in_force[place].entity]).ladder == position:
            w.compared[place].share_bps = channel_share_bps(w.volumes[place], total)
            w.compared[place].top_bps = _UNRANKED
    put_in_rank(w.ranked, w.volumes, with_volume)
    for one in range(with_volume):
        place = w.ranked[one]
        w.compared[place].top_bps = top_share_bps(w.volumes[place], one + 1, number)


@part
def _points(w: World, month: int, slot: int) -> int:
    """Points of a partner at the close of a month (R-100)."""
    ladder = w.parameters.ladders[archetype_of(w, w.partners[slot]).ladder]
    for entry in range(len(ladder.points)):
        measure, thing = ladder.point_measures[entry], ladder.point_things[entry]
        window = ladder.point_windows[entry]
        w.point_values[entry] = _value(w, month, slot, measure, thing, window, 0, _UNRANKED, 0)
    return points_of_ladder(
        ladder.point_measures, ladder.points, ladder.pers, ladder.mosts, w.point_values, 0
    )  # fmt: skip


@part
def _value(
    w: World, month: int, slot: int, measure: int, thing: int, window: int, share: int, top: int, points: int
) -> int:  # fmt: skip
    """A measure of a partner at the close of a month, or of one thing of it."""
    if w.has_flows[slot] == 0 and is_nothing_before_flows(measure):
        return 0
    if measure == _POINTS:
        return points
    if measure == _CERTIFIED:
        return w.holders[len(w.parameters.certificates) * slot + thing]
    standing = w.standings[slot]
    arr = w.live_arr_cents[slot]
    customers = standing.live_customers
    certified = 0
    if thing != _NO_THING:
        customers = w.live_lines[_OF_A_LINE * (w.parameters.lines * slot + thing)]
        arr = w.live_lines[_OF_A_LINE * (w.parameters.lines * slot + thing) + 1]
    return value_at_close(
        measure, w.ring_won, w.ring_deals, w.ring_billed, w.ring_pay, w.ring_claims, arr, customers,
        standing.customers_ever, certified, month - month_of(w.partners[slot].signed_day), share, top, points,
        _NOTHING_A_YEAR_AGO, _BUCKETS * slot, month, window,
    )  # fmt: skip
