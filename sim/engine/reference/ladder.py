"""Ladders: where partners stand after a close, and what a tier costs and takes of care (R-100 to R-109)."""

from collections.abc import Iterator

from sim.engine.reference.card import tier_of_pay
from sim.engine.reference.measures import flows_of, month_of_year
from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Deal, Partner, Reading
from sim.engine.started import TIER_TO_FIND
from sim.ledger import Kind
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
from sim.rules.ring import CERTIFIED, LIVE_ARR, LIVE_CUSTOMERS
from sim.rules.tier import LOWEST_TIER as LOWEST
from sim.scenario.parameters import NO, NO_LADDER, NO_THING, NO_TIER, UNKNOWN, YES, LadderParameters
from sim.units import BPS, DAYS_PER_MONTH, DAYS_PER_QUARTER, month_of

_BELOW_THE_LOWEST = 4
_NOTHING_A_YEAR_AGO = 0
"""Growth over nothing."""
Compared = dict[int, tuple[int, int]]
"""By dense index of a partner: its share of its ladder's volume, and the least top share that has it."""
_ALONE = 0, UNRANKED


def step_on_ladder(run: Replication, partner: Partner) -> None:
    """The tier of a newcomer: the fixed one, the provisional one, or the lowest (R-104, R-108)."""
    archetype, standing = partner.archetype, partner.standing
    if archetype.ladder == NO_LADDER:
        return
    ladder = run.parameters.ladders[archetype.ladder]
    standing.tier = LOWEST
    if archetype.fixed_tier != NO_TIER:
        standing.tier = archetype.fixed_tier
    elif begins_provisionally(partner.score, ladder.provisional_tier, ladder.provisional_score):
        standing.tier, standing.is_provisional = ladder.provisional_tier, True


def find_tiers(run: Replication, started: list[Deal]) -> None:
    """Partners that are there as a run begins stand where they qualify, or at the lowest tier (R-108).

    Their deals have locked that tier.
    """
    compared = _compare_all(run, run.start.month)
    for partner in run.partners():
        standing = partner.standing
        if standing.near == UNKNOWN:
            values = _values(run, run.start.month, partner, compared)
            if standing.tier == TIER_TO_FIND:
                standing.tier = max(LOWEST, _qualified(run, partner, values))
            standing.near = _near(run, partner, values)
    for deal in started:
        if deal.locked_tier == TIER_TO_FIND:
            deal.locked_tier = tier_of_pay(deal.partner, deal.partner.archetype.terms)


def count_revenue(run: Replication, month: int, deal: Deal, class_: int, booked: int) -> int:
    """Revenue of a customer by the tier of its partner, or at which it left; the detail of the row that says it."""
    tier = deal.partner.standing.tier
    if tier != NO_TIER:
        run.ledger.add(REVENUE_OF_LOWEST + tier, month, booked)
    return revenue_detail(class_, tier)


def charge_tiers(run: Replication, month: int) -> None:
    """What partners in force cost by their tier, while a phase is in force (R-105)."""
    if run.phase_in_force is None:
        return
    for position, ladder in enumerate(run.parameters.ladders):
        for tier, stated in enumerate(ladder.tiers):
            cost = stated.cost_per_month_cents * sum(1 for _ in _standing_at(run, position, tier))
            if cost:
                run.ledger.add(COST_OF_LOWEST + tier, month, cost)
                run.row(Kind.COST_TIER.value, amount=cost, detail=ladder.first_position + tier)


def _standing_at(run: Replication, ladder: int, tier: int) -> Iterator[Partner]:
    return (one for one in run.partners() if one.archetype.ladder == ladder and one.standing.tier == tier)


def extra_care(run: Replication) -> float:
    """Partners in care more, or fewer, than there are, as those of a tier count by its weight (R-106)."""
    extra = 0
    for partner in run.in_force.values():
        if partner.onboarded and partner.standing.tier != NO_TIER:
            tier = run.parameters.ladders[partner.archetype.ladder].tiers[partner.standing.tier]
            extra += tier.care_weight_bps - BPS
    return extra / BPS


def read_ladders(run: Replication, month: int) -> None:
    """Every partner in force, by dense index: promoted, warned, kept, lowered or removed (R-104)."""
    if not run.parameters.ladders:
        return
    compared = _compare_all(run, month)
    promoted = demoted = 0
    for partner in run.partners():
        if partner.standing.tier == NO_TIER:
            continue
        first = month == max(1, month_of(partner.signed_day))
        before = LOWEST if first else partner.standing.tier
        stood = partner.standing.tier
        is_removed = _read(run, month, partner, compared)
        tier = partner.standing.tier
        promoted += tier > stood
        demoted += tier < stood
        if tier != before:
            run.row(Kind.TIER_CHANGED.value, partner.index, amount=before, detail=tier)
        if is_removed:
            run.row(Kind.REMOVED.value, partner.index, detail=_BELOW_THE_LOWEST)
            run.leave(partner)
            run.active = [one for one in run.active if one is not partner]
    run.ledger.count(PROMOTED, month, promoted)
    run.ledger.count(DEMOTED, month, demoted)


def count_tiers(run: Replication, month: int) -> None:
    """How many stand at each tier, after all that a close does."""
    if not run.parameters.ladders:
        return
    for tier in range(TIERS):
        standing = sum(1 for partner in run.in_force.values() if partner.standing.tier == tier)
        run.ledger.count(LOWEST_TIER + tier, month, standing)


def _read(run: Replication, month: int, partner: Partner, compared: Compared) -> bool:
    """The close of a month for one partner; whether it is removed."""
    archetype, standing = partner.archetype, partner.standing
    if archetype.fixed_tier != NO_TIER:
        return False
    ladder, values = run.parameters.ladders[archetype.ladder], _values(run, month, partner, compared)
    qualified = _qualified(run, partner, values)
    before = standing.tier, standing.warned_month
    standing.tier, standing.warned_month, standing.is_provisional, is_removed = standing_after_close(
        standing.tier, standing.warned_month, standing.is_provisional, qualified, month, month_of_year(run, month),
        month_of(partner.signed_day), partner.signed_day, ladder.provisional_months, ladder.promotion_months,
        ladder.review_months, ladder.review_at, ladder.graces_months, ladder.falls, ladder.lowest,
    )  # fmt: skip
    standing.near = _near(run, partner, values)
    if partner.index == run.watched:
        after = standing.tier, standing.warned_month
        reading = Reading(month, tuple(values), qualified, before[0], after[0], before[1], after[1], is_removed)
        run.readings.append(reading)
    return is_removed


def _values(run: Replication, month: int, partner: Partner, compared: Compared) -> list[int]:
    """What a partner has of each condition of its ladder."""
    ladder, points = run.parameters.ladders[partner.archetype.ladder], _points(run, month, partner)
    return [
        _value(run, month, partner, measure, thing, window, compared.get(partner.index, _ALONE), points)
        for measure, thing, window in zip(
            ladder.condition_measures, ladder.condition_things, ladder.condition_windows, strict=True
        )
    ]


def _near(run: Replication, partner: Partner, values: list[int]) -> int:
    """Whether a partner is near its next tier, where some are and it may rise (R-103)."""
    ladder, following = run.parameters.ladders[partner.archetype.ladder], partner.standing.tier + 1
    if partner.archetype.fixed_tier != NO_TIER or not looks_ahead(following, len(ladder.tiers), ladder.near_share_bps):
        return NO
    nearness = nearness_bps(
        following, ladder.condition_tiers, ladder.suffices, ladder.condition_measures, ladder.thresholds, values, 0
    )
    return YES if is_near(nearness, ladder.near_share_bps) else NO


def near_effort(run: Replication, partner: Partner) -> float:
    """Effort of a partner over that of one that is not near its next tier (R-103)."""
    if partner.standing.near != YES:
        return 1.0
    return run.parameters.ladders[partner.archetype.ladder].near_multiplier


def _qualified(run: Replication, partner: Partner, values: list[int]) -> int:
    """The highest tier that a partner holds."""
    ladder = run.parameters.ladders[partner.archetype.ladder]
    return qualified_tier(
        len(ladder.tiers), ladder.condition_tiers, ladder.suffices, ladder.condition_measures, ladder.thresholds,
        values, 0,
    )  # fmt: skip


def _compare_all(run: Replication, month: int) -> Compared:
    """What compares the partners of each ladder that asks for it."""
    compared: Compared = {}
    for position, ladder in enumerate(run.parameters.ladders):
        if ladder.compares:
            compared |= _compare(run, month, position, ladder)
    return compared


def _compare(run: Replication, month: int, position: int, ladder: LadderParameters) -> Compared:
    """Share and rank of each partner of a ladder, by its volume (R-101, R-102)."""
    partners = [partner for partner in run.partners() if partner.archetype.ladder == position]
    volumes = [
        _value(run, month, one, ladder.volume, NO_THING, ladder.volume_window, _ALONE, _points(run, month, one))
        for one in partners
    ]
    total = sum(max(0, volume) for volume in volumes)
    oldest = DAYS_PER_MONTH * month - DAYS_PER_QUARTER
    ranked = [
        place for place, one in enumerate(partners) if ladder.ranks_all or one.last_activity_day >= oldest
    ]  # fmt: skip
    top = [UNRANKED] * len(partners)
    put_in_rank(ranked, volumes, len(ranked))
    for position, place in enumerate(ranked, start=1):
        top[place] = top_share_bps(volumes[place], position, len(ranked))
    return {
        one.index: (channel_share_bps(volumes[place], total), top[place]) for place, one in enumerate(partners)
    }  # fmt: skip


def _points(run: Replication, month: int, partner: Partner) -> int:
    """Points of a partner at the close of a month (R-100)."""
    ladder = run.parameters.ladders[partner.archetype.ladder]
    values = [
        _value(run, month, partner, measure, thing, window, _ALONE, 0)
        for measure, thing, window in zip(ladder.point_measures, ladder.point_things, ladder.point_windows, strict=True)
    ]
    return points_of_ladder(ladder.point_measures, ladder.points, ladder.pers, ladder.mosts, values, 0)


def _value(
    run: Replication, month: int, partner: Partner, measure: int, thing: int, window: int, compared: tuple[int, int],
    points: int,
) -> int:  # fmt: skip
    """A measure of a partner at the close of a month, or of one thing of it."""
    flows, standing, certified = flows_of(run, partner), partner.standing, 0
    live_arr_cents, live_customers = flows.live_arr_cents, standing.live_customers
    if measure == CERTIFIED:
        certified = partner.holders[thing]
    elif thing != NO_THING:
        live_arr_cents, live_customers = standing.lines[LIVE_ARR, thing], standing.lines[LIVE_CUSTOMERS, thing]
    return value_at_close(
        measure, flows.won_cents, flows.deals, flows.billed_cents, flows.pay_cents, standing.claims, live_arr_cents,
        live_customers, standing.customers_ever, certified, month - month_of(partner.signed_day), *compared, points,
        _NOTHING_A_YEAR_AGO, 0, month, window,
    )  # fmt: skip
