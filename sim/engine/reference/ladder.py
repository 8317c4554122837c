"""Ladders: where partners stand after a close, and what a tier costs and takes of care (R-100 to R-109)."""

from collections.abc import Iterator

from sim.engine.reference.measures import flows_of, month_of_year
from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Partner
from sim.engine.started import TIER_TO_FIND
from sim.ledger import Kind
from sim.metrics.tallies import DEMOTED, LOWEST_TIER, PROMOTED, TIERS
from sim.rules.ladder import LOWEST_TIER as LOWEST
from sim.rules.ladder import begins_provisionally, qualified_tier, standing_after_close
from sim.rules.measures import UNRANKED, channel_share_bps, position_of, top_share_bps, value_at_close
from sim.rules.points import points_of_ladder
from sim.rules.ring import CERTIFIED, LIVE_ARR, LIVE_CUSTOMERS
from sim.scenario.parameters import NO_LADDER, NO_THING, NO_TIER, LadderParameters
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


def find_tiers(run: Replication) -> None:
    """Partners that are there as a run begins stand where they qualify, or at the lowest tier (R-108)."""
    compared = _compare_all(run, run.start.month)
    for partner in run.partners():
        if partner.standing.tier == TIER_TO_FIND:
            partner.standing.tier = max(LOWEST, _qualified(run, run.start.month, partner, compared))


def charge_tiers(run: Replication, month: int) -> None:  # noqa: ARG001  # what every step is given
    """What partners in force cost by their tier, while a phase is in force (R-105)."""
    if run.phase_in_force is None:
        return
    for position, ladder in enumerate(run.parameters.ladders):
        for tier, stated in enumerate(ladder.tiers):
            cost = stated.cost_per_month_cents * sum(1 for _ in _standing_at(run, position, tier))
            if cost:
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
    ladder, qualified = run.parameters.ladders[archetype.ladder], _qualified(run, month, partner, compared)
    standing.tier, standing.warned_month, standing.is_provisional, is_removed = standing_after_close(
        standing.tier, standing.warned_month, standing.is_provisional, qualified, month, month_of_year(run, month),
        month_of(partner.signed_day), partner.signed_day, ladder.provisional_months, ladder.promotion_months,
        ladder.review_months, ladder.review_at, ladder.graces_months, ladder.falls, ladder.lowest,
    )  # fmt: skip
    return is_removed


def _qualified(run: Replication, month: int, partner: Partner, compared: Compared) -> int:
    """The highest tier that a partner holds."""
    ladder, points = run.parameters.ladders[partner.archetype.ladder], _points(run, month, partner)
    values = [
        _value(run, month, partner, measure, thing, window, compared.get(partner.index, _ALONE), points)
        for measure, thing, window in zip(
            ladder.condition_measures, ladder.condition_things, ladder.condition_windows, strict=True
        )
    ]
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
    for place in ranked:
        rank = position_of(place, volumes, ranked, len(ranked))
        top[place] = top_share_bps(volumes[place], rank, len(ranked))
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
