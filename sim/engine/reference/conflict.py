"""Conflict with direct sales: what moves its odds, deals that they would have won, and split credit (R-53, R-144)."""

from sim.engine.reference.claim_terms import terms_of_claim
from sim.engine.reference.deal_class import class_of
from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Deal
from sim.ledger import Kind
from sim.rules.attribution import is_sold
from sim.rules.claim import is_engaged, is_protected, was_met_first
from sim.rules.conflict import (
    claim_odds,
    conflict_odds,
    credit_odds,
    days_to_answer,
    protection_odds,
    split_credit_cents,
)
from sim.rules.readiness import multiply_odds


def odds_of_conflict(run: Replication, deal: Deal, readiness: float, effect: float) -> float:
    """Factor on the odds that a deal is lost to conflict."""
    for claims in run.parameters.claims:
        claim, conflict, kept = deal.claim, claims.conflict, terms_of_claim(run, deal)
        engaged = is_engaged(claim.engaged_day, run.today)
        protected = engaged and is_protected(
            claim.engaged_day, claim.approval_day, kept.valid_days, kept.renewals, kept.conflict.protection_days
        )
        return conflict_odds(
            readiness,
            credit_odds(conflict.credit_odds_multiplier, conflict.credit_share, conflict.best_credit_share),
            protection_odds(conflict.protection_odds_multiplier, conflict.protections),
            claim_odds(engaged, protected, conflict.protected_odds_multiplier, conflict.unprotected_odds_multiplier),
            effect,
        )
    return readiness * effect


def wait_for_answer(run: Replication, deal: Deal, day: int) -> int:
    """Days for which a decision that is due on a day waits until the conflict is answered."""
    for claims in run.parameters.claims:
        return days_to_answer(deal.claim.has_rival, deal.claim.engaged_day, day, claims.conflict.answer_days)
    return 0


def cannibalised_chance(run: Replication, deal: Deal) -> float:
    """That direct sales would have won a deal too: more likely where they had met its account before the partner."""
    chance, claim = deal.partner.archetype.cannibalised_probability, deal.claim
    for claims in run.parameters.claims:
        if was_met_first(claim.engaged_day, run.today, claim.contact_day):
            return multiply_odds(chance, claims.conflict.engaged_cannibalised_odds_multiplier)
    return chance


def credit_direct(run: Replication, deal: Deal) -> None:
    """What the direct rep's credit on a won deal costs; none on one that direct sales close themselves."""
    for claims in run.parameters.claims:
        conflict = claims.conflict
        cost = split_credit_cents(deal.arr_cents, conflict.commission_bps, conflict.credit_bps)
        if cost and is_sold(class_of(deal)):
            run.row(Kind.COST_SPLIT_CREDIT.value, deal.partner.index, deal.code, cost, deal.arr_cents)
