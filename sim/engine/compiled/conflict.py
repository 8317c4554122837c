"""Conflict with direct sales, compiled: its odds, deals that they would have won, and split credit (R-53, R-144)."""

from sim.compilation import part
from sim.engine.compiled.claim_terms import terms_of_claim
from sim.engine.compiled.deal_class import class_of
from sim.engine.compiled.replication import archetype_of, emit_deal
from sim.engine.compiled.state import World
from sim.ledger import Kind
from sim.rules.attribution import is_sold
from sim.rules.claim import is_engaged, is_protected, was_met_first
from sim.rules.conflict import (
    claim_odds,
    conflict_odds,
    days_to_answer,
    protection_odds,
    split_credit_cents,
)
from sim.rules.readiness import multiply_odds

_COST_SPLIT_CREDIT = Kind.COST_SPLIT_CREDIT.value


@part
def odds_of_conflict(w: World, position: int, readiness: float, effect: float) -> float:
    """Factor on the odds that a deal is lost to conflict."""
    if len(w.parameters.claims) == 0:
        return readiness * effect
    return _odds_by_claim(w, position, readiness, effect)


@part
def _odds_by_claim(w: World, position: int, readiness: float, effect: float) -> float:
    claim, claims = w.claims[position], w.parameters.claims[0]
    conflict, kept = claims.conflict, terms_of_claim(w, position)
    engaged = is_engaged(claim.engaged_day, w.run.today)
    protected = engaged and is_protected(
        claim.engaged_day, claim.approval_day, kept.valid_days, kept.renewals, kept.conflict.protection_days
    )
    return conflict_odds(
        readiness,
        w.prepared.credit_odds[0],
        protection_odds(conflict.protection_odds_multiplier, conflict.protections),
        claim_odds(engaged, protected, conflict.protected_odds_multiplier, conflict.unprotected_odds_multiplier),
        effect,
    )


@part
def wait_for_answer(w: World, position: int, day: int) -> int:
    """Days for which a decision that is due on a day waits until the conflict is answered."""
    if len(w.parameters.claims) == 0:
        return 0
    claim = w.claims[position]
    return days_to_answer(claim.has_rival, claim.engaged_day, day, w.parameters.claims[0].conflict.answer_days)


@part
def cannibalised_chance(w: World, position: int) -> float:
    """That direct sales would have won a deal too: more likely where they had met its account before the partner."""
    chance = archetype_of(w, w.partners[w.deals[position].partner]).cannibalised_probability
    if len(w.parameters.claims) == 0:
        return chance
    claim = w.claims[position]
    if not was_met_first(claim.engaged_day, w.run.today, claim.contact_day):
        return chance
    return multiply_odds(chance, w.parameters.claims[0].conflict.engaged_cannibalised_odds_multiplier)


@part
def credit_direct(w: World, position: int) -> None:
    """What the direct rep's credit on a won deal costs; none on one that direct sales close themselves."""
    if len(w.parameters.claims) > 0:
        _credit(w, position)


@part
def _credit(w: World, position: int) -> None:
    deal, conflict = w.deals[position], w.parameters.claims[0].conflict
    cost = split_credit_cents(deal.arr_cents, conflict.commission_bps, conflict.credit_bps)
    if cost != 0 and is_sold(class_of(w, position)):
        emit_deal(w, _COST_SPLIT_CREDIT, deal, cost, deal.arr_cents, 0)
