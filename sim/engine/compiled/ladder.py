"""Ladders, compiled: where partners stand after a close, and what a tier costs and takes of care (R-100 to R-109)."""

from sim.compilation import part
from sim.engine.compiled.card import tier_of_pay
from sim.engine.compiled.effects import expect_effects
from sim.engine.compiled.ladder_conditions import compare_all, is_active, is_asked, near_next, qualified_of
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
from sim.engine.compiled.state import Deal, World
from sim.engine.started import TIER_TO_FIND
from sim.ledger import NOBODY, Kind
from sim.metrics.tallies import COST_OF_LOWEST, DEMOTED, LOWEST_TIER, PROMOTED, REVENUE_OF_LOWEST
from sim.rules.ladder import begins_provisionally, standing_after_close
from sim.rules.revenue import revenue_detail
from sim.rules.tier import LOWEST_TIER as LOWEST
from sim.scenario.parameters import NO_LADDER, NO_TIER, UNKNOWN, YES
from sim.units import BPS, month_of

_TIER_CHANGED, _REMOVED, _COST_TIER = Kind.TIER_CHANGED.value, Kind.REMOVED.value, Kind.COST_TIER.value
_NOBODY, _NO_LADDER, _NO_TIER, _TIER_TO_FIND = NOBODY, NO_LADDER, NO_TIER, TIER_TO_FIND
_LOWEST, _YES, _UNKNOWN = LOWEST, YES, UNKNOWN
_PROMOTED, _DEMOTED, _LOWEST_TIER = PROMOTED, DEMOTED, LOWEST_TIER
_REVENUE_OF_LOWEST, _COST_OF_LOWEST = REVENUE_OF_LOWEST, COST_OF_LOWEST
_BELOW_THE_LOWEST = 4


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
    compare_all(w, w.start.month)
    for place in range(w.run.in_force):
        slot = w.in_force[place].entity
        standing = w.standings[slot]
        if standing.near == _UNKNOWN:
            qualified = qualified_of(w, w.start.month, place)
            if standing.tier == _TIER_TO_FIND:
                standing.tier = max(_LOWEST, qualified)
            standing.near = near_next(w, w.start.month, place)
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
    if len(w.parameters.ladders) == 0 or not has_phase(w):
        return
    _count_standing(w)
    for position in range(len(w.parameters.ladders)):
        ladder = w.parameters.ladders[position]
        for tier in range(len(ladder.tiers)):
            if ladder.tiers[tier].cost_per_month_cents != 0:
                cost = ladder.tiers[tier].cost_per_month_cents * w.standing_at[ladder.first_position + tier]
                emit_amount(w, _COST_TIER, cost, ladder.first_position + tier)
                add_stock(w, month, _COST_OF_LOWEST + tier, cost)


@part
def _count_standing(w: World) -> None:
    """Partners in force by tier, of all ladders."""
    for position in range(len(w.parameters.ladders)):
        ladder = w.parameters.ladders[position]
        for tier in range(len(ladder.tiers)):
            w.standing_at[ladder.first_position + tier] = 0
    for place in range(w.run.in_force):
        slot = w.in_force[place].entity
        if w.standings[slot].tier != _NO_TIER:
            ladder = w.parameters.ladders[archetype_of(w, w.partners[slot]).ladder]
            w.standing_at[ladder.first_position + w.standings[slot].tier] += 1


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
    compare_all(w, month)
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
    if is_active(w, month, slot):
        w.recruiting[partner.archetype].active -= 1
        w.run.active -= 1
        w.run.active_recruited -= 1 if partner.is_recruited else 0


@part
def count_tiers(w: World, month: int) -> None:
    """How many stand at each tier, after all that a close does."""
    if len(w.parameters.ladders) == 0:
        return
    for place in range(w.run.in_force):
        tier = w.standings[w.in_force[place].entity].tier
        if tier != _NO_TIER:
            add_stock(w, month, _LOWEST_TIER + tier, 1)


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
    is_removed = False
    if is_asked(w, month, slot):
        tier, warned_month, is_provisional, is_removed = standing_after_close(
            standing.tier, standing.warned_month, standing.is_provisional, qualified_of(w, month, place), month,
            month_of_year(w, month), month_of(partner.signed_day), partner.signed_day, ladder.provisional_months,
            ladder.promotion_months, ladder.review_months, ladder.review_at, ladder.graces_months, ladder.falls,
            ladder.lowest,
        )  # fmt: skip
        if tier != standing.tier:
            expect_effects(w, slot)
        standing.tier = tier
        standing.warned_month = warned_month
        standing.is_provisional = is_provisional
    standing.near = near_next(w, month, place)
    return is_removed


@part
def near_effort(w: World, slot: int) -> float:
    """Effort of a partner over that of one that is not near its next tier (R-103)."""
    if len(w.parameters.ladders) == 0 or w.standings[slot].near != _YES:
        return 1.0
    return w.parameters.ladders[archetype_of(w, w.partners[slot]).ladder].near_multiplier
