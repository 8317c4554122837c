"""Claims, compiled: the days of a claim as an opportunity qualifies, and whose deal it is when it is decided."""

from sim.compilation import part
from sim.engine.compiled.claim_terms import terms_of_claim
from sim.engine.compiled.collision import settle_collision
from sim.engine.compiled.line import line_of
from sim.engine.compiled.measures import count_registered
from sim.engine.compiled.replication import add_stock, archetype_of, draw_for_deal, emit_deal
from sim.engine.compiled.rights import may_register, registration_opens
from sim.engine.compiled.state import Deal, World
from sim.engine.compiled.value import is_registered
from sim.engine.started import UNDECIDED
from sim.ledger import Kind
from sim.metrics.tallies import REGISTRABLE
from sim.randomness import Stream
from sim.rules.attribution import ROUTED, class_of_deal, other_test, support_given
from sim.rules.claim import engagement_day, first_contact_day, is_met_by_direct, submission_day
from sim.scenario.parameters import ClaimsParameters
from sim.units import month_of

_REGISTERED_STREAM, _ENGAGED, _SUPPORT = Stream.REGISTERED.value, Stream.ENGAGED.value, Stream.SUPPORT.value
_REGISTERED, _ROUTED = Kind.REGISTERED.value, Kind.ROUTED.value
_ROUTED_CLASS = ROUTED
_UNDECIDED, _REGISTRABLE = UNDECIDED, REGISTRABLE


@part
def stake_claim(w: World, position: int) -> bool:
    """An opportunity is qualified: its claim, direct sales at its account, another partner; whether it lives on."""
    return _stake(w, position) if len(w.parameters.claims) > 0 else True


@part
def _stake(w: World, position: int) -> bool:
    deal, claims = w.deals[position], w.parameters.claims[0]
    if _is_routed(w, deal):
        w.claims[position].deal_class = _ROUTED_CLASS
        w.claims[position].other_class = _ROUTED_CLASS
        emit_deal(w, _ROUTED, deal, 0, 0, 0)
        return True
    archetype = archetype_of(w, w.partners[deal.partner])
    w.claims[position].contact_day = first_contact_day(w.run.today, archetype.first_contact_days)
    w.claims[position].locked = w.run.changed
    if claims.is_registration_stated:
        _register(w, position, claims)
    if claims.asks_for_direct:
        _meet_direct(w, position, claims)
    if archetype.partner_overlap_probability > 0.0:
        return settle_collision(w, position, claims)
    return True


@part
def _is_routed(w: World, deal: Deal) -> bool:
    """Whether it is of a segment in which its kind of partner does not sell (R-56)."""
    routed = archetype_of(w, w.partners[deal.partner]).routed_lines
    return routed[line_of(w, deal)] if len(routed) > 0 else False


@part
def _register(w: World, position: int, claims: ClaimsParameters) -> None:
    deal = w.deals[position]
    archetype = archetype_of(w, w.partners[deal.partner])
    may = may_register(w, deal.partner)
    opens = registration_opens(w)
    if not may or not opens:
        return
    add_stock(w, month_of(w.run.today), _REGISTRABLE, 1)
    u = draw_for_deal(w, _REGISTERED_STREAM, deal, 0)
    if not is_registered(w, position, u, archetype.registration_probability, opens, may, claims.least_acv_cents):
        return
    claim = w.claims[position]
    claim.submission = submission_day(
        draw_for_deal(w, _REGISTERED_STREAM, deal, 1), claim.contact_day, archetype.registration_delay_least_days,
        archetype.registration_delay_days,
    )  # fmt: skip
    claim.approval_day = claim.submission + claims.approval_days
    emit_deal(w, _REGISTERED, deal, 0, 0, claim.submission - claim.contact_day)
    count_registered(w, deal.partner)


@part
def _meet_direct(w: World, position: int, claims: ClaimsParameters) -> None:
    deal = w.deals[position]
    chance = archetype_of(w, w.partners[deal.partner]).direct_overlap_probability
    if is_met_by_direct(draw_for_deal(w, _ENGAGED, deal, 0), chance):
        u = draw_for_deal(w, _ENGAGED, deal, 1)
        first, last = claims.engagement_from_days, claims.engagement_to_days
        w.claims[position].engaged_day = engagement_day(u, w.run.today, first, last)


@part
def decide_class(w: World, position: int) -> None:
    """A deal is won: whose it is, from now on."""
    if len(w.parameters.claims) > 0 and w.claims[position].deal_class == _UNDECIDED:
        _decide(w, position)


@part
def _decide(w: World, position: int) -> None:
    deal, claim, claims = w.deals[position], w.claims[position], w.parameters.claims[0]
    archetype = archetype_of(w, w.partners[deal.partner])
    u = draw_for_deal(w, _SUPPORT, deal, 0)
    support = support_given(u, archetype.mention_probability, archetype.support_probability)
    claim.deal_class = _class_by(w, position, claims.test, support)
    claim.other_class = _class_by(w, position, other_test(claims.test), support)


@part
def _class_by(w: World, position: int, test: int, support: int) -> int:
    """Class of a deal that is decided today by a test."""
    claim, claims, kept = w.claims[position], w.parameters.claims[0], terms_of_claim(w, position)
    return class_of_deal(
        test, claims.influence, claims.is_registration_stated, claims.within_days, kept.valid_days, kept.renewals,
        claim.contact_day, claim.submission, claim.approval_day, claim.engaged_day, support, w.run.today,
    )  # fmt: skip
