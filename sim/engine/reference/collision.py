"""Accounts that two partners have in common: with whom, and whose it is (R-51, R-52)."""

from sim.engine.reference.claim_terms import terms_of_claim
from sim.engine.reference.replication import Replication
from sim.engine.reference.rights import may_register, registration_opens
from sim.engine.reference.state import Deal, Partner
from sim.engine.started import LOSERS_PART, WHOLE, WINNERS_PART
from sim.ledger import Kind
from sim.randomness import Stream
from sim.rules.claim import NO_CLAIM, is_submitted, submission_day
from sim.rules.collision import (
    collides,
    ends_for_loser,
    rival_contact_day,
    rival_place,
    split_value_cents,
    wins_collision,
)
from sim.scenario.parameters import ClaimsParameters

_COLLISION = Stream.COLLISION.value
_WHETHER, _WHOSE, _WHEN, _REGISTERED, _HOW_LATE = range(5)
"""Parts of the decision."""


def settle_collision(run: Replication, deal: Deal, claims: ClaimsParameters, value: int) -> bool:
    """The account of a qualified opportunity may be one of another active partner too; whether this copy lives on."""
    partner, archetype, claim = deal.partner, deal.partner.archetype, deal.claim
    others = [one for one in run.active if one is not partner and one.archetype_position == partner.archetype_position]
    u = run.draw_for_deal(_COLLISION, deal, _WHETHER)
    if not collides(u, archetype.partner_overlap_probability, len(others)):
        return True
    rival = others[rival_place(run.draw_for_deal(_COLLISION, deal, _WHOSE), len(others))]
    contact = rival_contact_day(
        run.draw_for_deal(_COLLISION, deal, _WHEN), claim.contact_day, claims.engagement_from_days,
        claims.engagement_to_days,
    )  # fmt: skip
    claim.has_rival = True
    run.row(Kind.COLLIDED.value, partner.index, deal.code, detail=rival.index)
    wins = wins_collision(
        claims.conflict.settlement, partner.index, claim.submission, claim.contact_day, rival.index,
        _submission(run, deal, rival, claims, value, contact), contact,
    )  # fmt: skip
    if not ends_for_loser(claims.conflict.settlement):
        claim.part = WINNERS_PART if wins else LOSERS_PART
        return True
    if not wins:
        run.row(Kind.CLAIM_LOST.value, partner.index, deal.code)
    return wins


def _submission(
    run: Replication, deal: Deal, rival: Partner, claims: ClaimsParameters, value: int, contact_day: int
) -> int:
    """Day on which the other partner registered the account; never, or the day."""
    archetype = rival.archetype
    opens, may = claims.is_registration_stated and registration_opens(run), may_register(run, rival)
    u = run.draw_for_deal(_COLLISION, deal, _REGISTERED)
    if not is_submitted(u, archetype.registration_probability, opens, may, value, claims.least_acv_cents):
        return NO_CLAIM
    return submission_day(
        run.draw_for_deal(_COLLISION, deal, _HOW_LATE), contact_day, archetype.registration_delay_least_days,
        archetype.registration_delay_days,
    )  # fmt: skip


def part_of_value(run: Replication, deal: Deal, acv: int) -> int:
    """Of the value of a won deal what its partner has: all, or its part where two partners split it."""
    part = deal.claim.part
    if part == WHOLE:
        return acv
    return split_value_cents(acv, terms_of_claim(run, deal).conflict.split_share_bps, part == WINNERS_PART)
