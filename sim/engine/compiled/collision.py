"""Accounts that two partners have in common, compiled: with whom, and whose it is (R-51, R-52)."""

from sim.compilation import part
from sim.engine.compiled.claim_terms import terms_of_claim
from sim.engine.compiled.replication import archetype_of, draw_for_deal, emit_deal
from sim.engine.compiled.rights import may_register, registration_opens
from sim.engine.compiled.state import World
from sim.engine.compiled.value import is_registered
from sim.engine.started import LOSERS_PART, WHOLE, WINNERS_PART
from sim.ledger import Kind
from sim.randomness import Stream
from sim.rules.claim import NO_CLAIM, submission_day
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
_COLLIDED, _CLAIM_LOST = Kind.COLLIDED.value, Kind.CLAIM_LOST.value
_WHETHER, _WHOSE, _WHEN, _REGISTERED, _HOW_LATE = range(5)
"""Parts of the decision."""
_WHOLE, _WINNERS_PART, _LOSERS_PART, _NO_CLAIM = WHOLE, WINNERS_PART, LOSERS_PART, NO_CLAIM


@part
def note_active(w: World, slot: int, is_active: bool) -> None:
    """Whether a partner was active at the last close, where something asks for it."""
    if len(w.parameters.claims) > 0:
        w.was_active[slot] = 1 if is_active else 0


@part
def settle_collision(w: World, position: int, claims: ClaimsParameters) -> bool:
    """The account of a qualified opportunity may be one of another active partner too; whether this copy lives on."""
    deal, claim = w.deals[position], w.claims[position]
    archetype = archetype_of(w, w.partners[deal.partner])
    others = _others(w, deal.partner)
    if not collides(draw_for_deal(w, _COLLISION, deal, _WHETHER), archetype.partner_overlap_probability, others):
        return True
    rival = _other(w, deal.partner, rival_place(draw_for_deal(w, _COLLISION, deal, _WHOSE), others))
    contact = rival_contact_day(
        draw_for_deal(w, _COLLISION, deal, _WHEN), claim.contact_day, claims.engagement_from_days,
        claims.engagement_to_days,
    )  # fmt: skip
    index, own = w.partners[rival].index, w.partners[deal.partner].index
    claim.has_rival = True
    emit_deal(w, _COLLIDED, deal, 0, 0, index)
    wins = wins_collision(
        claims.conflict.settlement, own, claim.submission, claim.contact_day, index,
        _submission(w, position, rival, claims, contact), contact,
    )  # fmt: skip
    if not ends_for_loser(claims.conflict.settlement):
        claim.part = _WINNERS_PART if wins else _LOSERS_PART
        return True
    if not wins:
        emit_deal(w, _CLAIM_LOST, deal, 0, 0, 0)
    return wins


@part
def count_rivals(w: World) -> None:
    """A month opens: how many partners of each kind were active at the last close; newcomers were not."""
    if len(w.parameters.claims) == 0:
        return
    for archetype in range(len(w.parameters.archetypes)):
        w.recruiting[archetype].rivals = 0
    for position in range(w.run.in_force):
        slot = w.in_force[position].entity
        w.recruiting[w.partners[slot].archetype].rivals += w.was_active[slot]


@part
def _others(w: World, slot: int) -> int:
    """Other partners of the kind that were active at the last close."""
    return w.recruiting[w.partners[slot].archetype].rivals - w.was_active[slot]


@part
def _other(w: World, slot: int, place: int) -> int:
    """Of them the one at a place, by dense index: those of the last close are in that order."""
    for position in range(w.run.in_force):
        other = w.in_force[position].entity
        if _is_other(w, slot, other):
            if place == 0:
                return other
            place -= 1
    return slot


@part
def _is_other(w: World, slot: int, other: int) -> bool:
    if other == slot or w.was_active[other] == 0:
        return False
    return w.partners[other].archetype == w.partners[slot].archetype


@part
def _submission(w: World, position: int, rival: int, claims: ClaimsParameters, contact_day: int) -> int:
    """Day on which the other partner registered the account; never, or the day."""
    deal = w.deals[position]
    archetype = archetype_of(w, w.partners[rival])
    opens, may = claims.is_registration_stated and registration_opens(w), may_register(w, rival)
    u = draw_for_deal(w, _COLLISION, deal, _REGISTERED)
    if not is_registered(w, position, u, archetype.registration_probability, opens, may, claims.least_acv_cents):
        return _NO_CLAIM
    return submission_day(
        draw_for_deal(w, _COLLISION, deal, _HOW_LATE), contact_day, archetype.registration_delay_least_days,
        archetype.registration_delay_days,
    )  # fmt: skip


@part
def part_of_value(w: World, position: int, acv: int) -> int:
    """Of the value of a won deal what its partner has: all, or its part where two partners split it."""
    if len(w.parameters.claims) == 0 or w.claims[position].part == _WHOLE:
        return acv
    share = terms_of_claim(w, position).conflict.split_share_bps
    return split_value_cents(acv, share, w.claims[position].part == _WINNERS_PART)
