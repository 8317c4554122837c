"""Ladders, compiled: where partners stand after a close, and what a tier costs and takes of care (R-100 to R-109)."""

from sim.compilation import part
from sim.engine.compiled.card import tier_of_pay
from sim.engine.compiled.measures import month_of_year
from sim.engine.compiled.replication import (
    add_stock,
    archetype_of,
    emit,
    emit_amount,
    emit_partner,
    has_phase,
    keep_stock,
)
from sim.engine.compiled.state import OF_A_LINE, Deal, World
from sim.engine.started import TIER_TO_FIND
from sim.ledger import NOBODY, Kind
from sim.metrics.tallies import COST_OF_LOWEST, DEMOTED, LOWEST_TIER, PROMOTED, REVENUE_OF_LOWEST, TIERS
from sim.rules.ladder import (
    begins_provisionally,
    is_near,
    looks_ahead,
    nearness_bps,
    qualified_tier,
    standing_after_close,
)
from sim.rules.measures import UNRANKED, channel_share_bps, put_in_rank, top_share_bps, value_at_close
from sim.rules.points import points_of_ladder
from sim.rules.revenue import revenue_detail
from sim.rules.ring import BUCKETS, CERTIFIED, POINTS
from sim.rules.tier import LOWEST_TIER as LOWEST
from sim.scenario.parameters import NO, NO_LADDER, NO_THING, NO_TIER, UNKNOWN, YES
from sim.units import BPS, DAYS_PER_MONTH, DAYS_PER_QUARTER, month_of

_TIER_CHANGED, _REMOVED, _COST_TIER = Kind.TIER_CHANGED.value, Kind.REMOVED.value, Kind.COST_TIER.value
_NOBODY, _NO_LADDER, _NO_THING, _NO_TIER = NOBODY, NO_LADDER, NO_THING, NO_TIER
_TIER_TO_FIND = TIER_TO_FIND
_LOWEST, _UNRANKED = LOWEST, UNRANKED
_NO, _YES, _UNKNOWN = NO, YES, UNKNOWN
_PROMOTED, _DEMOTED, _LOWEST_TIER, _TIERS = PROMOTED, DEMOTED, LOWEST_TIER, TIERS
_REVENUE_OF_LOWEST, _COST_OF_LOWEST = REVENUE_OF_LOWEST, COST_OF_LOWEST
_BELOW_THE_LOWEST = 4
_BUCKETS, _CERTIFIED, _POINTS, _OF_A_LINE = BUCKETS, CERTIFIED, POINTS, OF_A_LINE
_NOTHING_A_YEAR_AGO = 0
"""Growth over nothing."""


@part
def step_on_ladder(w: World, slot: int) -> None:
    """The tier of a newcomer: the fixed one, the provisional one, or the lowest (R-104, R-108)."""
    archetype = archetype_of(w, w.partners[slot])
    if archetype.ladder == _NO_LADDER:
        return
    ladder = w.parameters.ladders[archetype.ladder]
    standing = w.standings[slot]
    standing.tier = _LOWEST
    if archetype.fixed_tier != _NO_TIER:
        standing.tier = archetype.fixed_tier
    elif begins_provisionally(w.partners[slot].score, ladder.provisional_tier, ladder.provisional_score):
        standing.tier = ladder.provisional_tier
        standing.is_provisional = True


@part
def find_tiers(w: World) -> None:
    """Partners that are there as a run begins stand where they qualify, or at the lowest tier (R-108).

    Their deals have locked that tier.
    """
    if len(w.parameters.ladders) == 0:
        return
    _compare_all(w, w.start.month)
    for place in range(w.run.in_force):
        slot = w.in_force[place].entity
        standing = w.standings[slot]
        if standing.near == _UNKNOWN:
            qualified = _qualified(w, w.start.month, place)
            if standing.tier == _TIER_TO_FIND:
                standing.tier = max(_LOWEST, qualified)
            standing.near = _near(w, slot)
    if not w.parameters.measures.is_read:
        return
    for position in range(w.start.deal_count):
        if w.sales[position].tier == _TIER_TO_FIND:
            slot = w.deals[position].partner
            w.sales[position].tier = tier_of_pay(w, slot, archetype_of(w, w.partners[slot]).terms)


@part
def count_revenue(w: World, month: int, deal: Deal, class_: int, booked: int) -> int:
    """Revenue of a customer by the tier of its partner, or at which it left; the detail of the row that says it."""
    if len(w.parameters.ladders) == 0:
        return revenue_detail(class_, _NO_TIER)
    tier = w.standings[deal.partner].tier
    if tier != _NO_TIER:
        add_stock(w, month, _REVENUE_OF_LOWEST + tier, booked)
    return revenue_detail(class_, tier)


@part
def charge_tiers(w: World, month: int) -> None:
    """What partners in force cost by their tier, while a phase is in force (R-105)."""
    if not has_phase(w):
        return
    for position in range(len(w.parameters.ladders)):
        ladder = w.parameters.ladders[position]
        for tier in range(len(ladder.tiers)):
            if ladder.tiers[tier].cost_per_month_cents != 0:
                cost = ladder.tiers[tier].cost_per_month_cents * _standing_at(w, position, tier)
                emit_amount(w, _COST_TIER, cost, ladder.first_position + tier)
                add_stock(w, month, _COST_OF_LOWEST + tier, cost)


@part
def _standing_at(w: World, ladder: int, tier: int) -> int:
    number = 0
    for place in range(w.run.in_force):
        slot = w.in_force[place].entity
        if w.standings[slot].tier == tier and archetype_of(w, w.partners[slot]).ladder == ladder:
            number += 1
    return number


@part
def extra_care(w: World) -> float:
    """Partners in care more, or fewer, than there are, as those of a tier count by its weight (R-106)."""
    if len(w.parameters.ladders) == 0:
        return 0.0
    extra = 0
    for place in range(w.run.in_force):
        slot = w.in_force[place].entity
        partner = w.partners[slot]
        if partner.onboarded and w.standings[slot].tier != _NO_TIER:
            tiers = w.parameters.ladders[archetype_of(w, partner).ladder].tiers
            extra += tiers[w.standings[slot].tier].care_weight_bps - BPS
    return extra / BPS


@part
def read_ladders(w: World, month: int) -> None:
    """Every partner in force, by dense index: promoted, warned, kept, lowered or removed (R-104)."""
    if len(w.parameters.ladders) == 0:
        return
    _compare_all(w, month)
    promoted = 0
    demoted = 0
    kept = 0
    for place in range(w.run.in_force):
        slot = w.in_force[place].entity
        stood = w.standings[slot].tier
        is_removed = False
        if stood != _NO_TIER:
            is_removed = _read(w, month, place)
            tier = w.standings[slot].tier
            promoted += 1 if tier > stood else 0
            demoted += 1 if tier < stood else 0
            _write(w, month, slot, stood)
        if is_removed:
            _remove(w, month, slot)
        else:
            w.in_force[kept] = w.in_force[place]
            kept += 1
    w.run.in_force = kept
    keep_stock(w, month, _PROMOTED, promoted)
    keep_stock(w, month, _DEMOTED, demoted)


@part
def _write(w: World, month: int, slot: int, stood: int) -> None:
    """The row of a tier that changed; at the first close of a partner the one before is the lowest."""
    partner = w.partners[slot]
    before = _LOWEST if month == max(1, month_of(partner.signed_day)) else stood
    tier = w.standings[slot].tier
    if tier != before:
        emit(w, _TIER_CHANGED, partner.index, _NOBODY, before, 0, tier)


@part
def _remove(w: World, month: int, slot: int) -> None:
    """Removed from the lowest tier: one active partner less, if it was one."""
    partner = w.partners[slot]
    emit_partner(w, _REMOVED, partner, _BELOW_THE_LOWEST)
    partner.gone = True
    if _is_active(w, month, slot):
        w.recruiting[partner.archetype].active -= 1
        w.run.active -= 1
        w.run.active_recruited -= 1 if partner.is_recruited else 0


@part
def _is_active(w: World, month: int, slot: int) -> bool:
    return w.partners[slot].last_activity_day >= DAYS_PER_MONTH * month - DAYS_PER_QUARTER


@part
def count_tiers(w: World, month: int) -> None:
    """How many stand at each tier, after all that a close does."""
    if len(w.parameters.ladders) == 0:
        return
    for tier in range(_TIERS):
        standing = 0
        for place in range(w.run.in_force):
            standing += 1 if w.standings[w.in_force[place].entity].tier == tier else 0
        keep_stock(w, month, _LOWEST_TIER + tier, standing)


@part
def _read(w: World, month: int, place: int) -> bool:
    """The close of a month for one partner in force; whether it is removed."""
    slot = w.in_force[place].entity
    partner = w.partners[slot]
    archetype = archetype_of(w, partner)
    if archetype.fixed_tier != _NO_TIER:
        return False
    ladder = w.parameters.ladders[archetype.ladder]
    standing = w.standings[slot]
    tier, warned_month, is_provisional, is_removed = standing_after_close(
        standing.tier, standing.warned_month, standing.is_provisional, _qualified(w, month, place), month,
        month_of_year(w, month), month_of(partner.signed_day), partner.signed_day, ladder.provisional_months,
        ladder.promotion_months, ladder.review_months, ladder.review_at, ladder.graces_months, ladder.falls,
        ladder.lowest,
    )  # fmt: skip
    standing.tier = tier
    standing.warned_month = warned_month
    standing.is_provisional = is_provisional
    standing.near = _near(w, slot)
    return is_removed


@part
def _near(w: World, slot: int) -> int:
    """Whether a partner whose conditions were just read is near its next tier, where some are (R-103)."""
    archetype = archetype_of(w, w.partners[slot])
    ladder = w.parameters.ladders[archetype.ladder]
    following = w.standings[slot].tier + 1
    if archetype.fixed_tier != _NO_TIER or not looks_ahead(following, len(ladder.tiers), ladder.near_share_bps):
        return _NO
    nearness = nearness_bps(
        following, ladder.condition_tiers, ladder.suffices, ladder.condition_measures, ladder.thresholds,
        w.condition_values, 0,
    )  # fmt: skip
    return _YES if is_near(nearness, ladder.near_share_bps) else _NO


@part
def near_effort(w: World, slot: int) -> float:
    """Effort of a partner over that of one that is not near its next tier (R-103)."""
    if len(w.parameters.ladders) == 0 or w.standings[slot].near != _YES:
        return 1.0
    return w.parameters.ladders[archetype_of(w, w.partners[slot]).ladder].near_multiplier


@part
def _qualified(w: World, month: int, place: int) -> int:
    """The highest tier that a partner in force holds."""
    slot = w.in_force[place].entity
    ladder = w.parameters.ladders[archetype_of(w, w.partners[slot]).ladder]
    points = _points(w, month, slot)
    share = w.compared[place].share_bps if ladder.compares else 0
    top = w.compared[place].top_bps if ladder.compares else _UNRANKED
    for condition in range(len(ladder.thresholds)):
        measure, thing = ladder.condition_measures[condition], ladder.condition_things[condition]
        window = ladder.condition_windows[condition]
        w.condition_values[condition] = _value(w, month, slot, measure, thing, window, share, top, points)
    return qualified_tier(
        len(ladder.tiers), ladder.condition_tiers, ladder.suffices, ladder.condition_measures, ladder.thresholds,
        w.condition_values, 0,
    )  # fmt: skip


@part
def _compare_all(w: World, month: int) -> None:
    """What compares the partners of each ladder that asks for it."""
    for ladder in range(len(w.parameters.ladders)):
        if w.parameters.ladders[ladder].compares:
            _compare(w, month, ladder)


@part
def _compare(w: World, month: int, position: int) -> None:
    """Share and rank of each partner of a ladder, by its volume (R-101, R-102)."""
    ladder = w.parameters.ladders[position]
    total = 0
    number = 0
    for place in range(w.run.in_force):
        slot = w.in_force[place].entity
        if archetype_of(w, w.partners[slot]).ladder != position:
            continue
        points = _points(w, month, slot) if ladder.volume == _POINTS else 0
        volume = _value(w, month, slot, ladder.volume, _NO_THING, ladder.volume_window, 0, _UNRANKED, points)
        w.volumes[place] = volume
        total += max(0, volume)
        if ladder.ranks_all or _is_active(w, month, slot):
            w.ranked[number] = place
            number += 1
    for place in range(w.run.in_force):
        if archetype_of(w, w.partners[w.in_force[place].entity]).ladder == position:
            w.compared[place].share_bps = channel_share_bps(w.volumes[place], total)
            w.compared[place].top_bps = _UNRANKED
    put_in_rank(w.ranked, w.volumes, number)
    for one in range(number):
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
    standing = w.standings[slot]
    arr = w.live_arr_cents[slot]
    customers = standing.live_customers
    certified = 0
    if measure == _CERTIFIED:
        certified = w.holders[len(w.parameters.certificates) * slot + thing]
    elif thing != _NO_THING:
        customers = w.live_lines[_OF_A_LINE * (w.parameters.lines * slot + thing)]
        arr = w.live_lines[_OF_A_LINE * (w.parameters.lines * slot + thing) + 1]
    return value_at_close(
        measure, w.ring_won, w.ring_deals, w.ring_billed, w.ring_pay, w.ring_claims, arr, customers,
        standing.customers_ever, certified, month - month_of(w.partners[slot].signed_day), share, top, points,
        _NOTHING_A_YEAR_AGO, _BUCKETS * slot, month, window,
    )  # fmt: skip
