"""Claims: the days of a claim as an opportunity qualifies, and whose deal it is when it is decided (R-50 to R-58)."""

from sim.engine.reference.claim_terms import terms_of_claim
from sim.engine.reference.collision import settle_collision
from sim.engine.reference.effects import effect_of_deal
from sim.engine.reference.line import line_of
from sim.engine.reference.measures import count_registered
from sim.engine.reference.replication import Replication
from sim.engine.reference.rights import may_register, registration_opens
from sim.engine.reference.state import Claim, Deal
from sim.engine.started import UNDECIDED
from sim.ledger import Kind
from sim.metrics.tallies import REGISTRABLE
from sim.randomness import Stream
from sim.rules.attribution import ROUTED, class_of_deal, other_test, support_given
from sim.rules.claim import engagement_day, first_contact_day, is_met_by_direct, is_submitted, submission_day
from sim.rules.deal import contract_value_cents
from sim.rules.effects import ACV
from sim.scenario.parameters import ClaimsParameters
from sim.units import month_of

_REGISTERED, _ENGAGED, _SUPPORT = Stream.REGISTERED.value, Stream.ENGAGED.value, Stream.SUPPORT.value
_ACV = Stream.ACV.value


def stake_claim(run: Replication, deal: Deal) -> bool:
    """An opportunity is qualified: its claim, direct sales at its account, another partner; whether it lives on."""
    for claims in run.parameters.claims:
        if _is_routed(run, deal):
            deal.claim.deal_class = deal.claim.other_class = ROUTED
            run.row(Kind.ROUTED.value, deal.partner.index, deal.code)
            return True
        deal.claim = Claim(first_contact_day(run.today, deal.partner.archetype.first_contact_days), locked=run.changed)
        if claims.is_registration_stated:
            _register(run, deal, claims)
        if claims.asks_for_direct:
            _meet_direct(run, deal, claims)
        if deal.partner.archetype.partner_overlap_probability > 0.0:
            return settle_collision(run, deal, claims, value_at_win(run, deal))
    return True


def _is_routed(run: Replication, deal: Deal) -> bool:
    """Whether it is of a segment in which its kind of partner does not sell (R-56)."""
    routed = deal.partner.archetype.routed_lines
    return bool(routed) and routed[line_of(run, deal)]


def _register(run: Replication, deal: Deal, claims: ClaimsParameters) -> None:
    archetype, claim, may = deal.partner.archetype, deal.claim, may_register(run, deal.partner)
    opens = registration_opens(run)
    if may and opens:
        run.ledger.add(REGISTRABLE, month_of(run.today), 1)
    u = run.draw_for_deal(_REGISTERED, deal, 0)
    value = value_at_win(run, deal) if claims.least_acv_cents else 0
    if not is_submitted(u, archetype.registration_probability, opens, may, value, claims.least_acv_cents):
        return
    claim.submission = submission_day(
        run.draw_for_deal(_REGISTERED, deal, 1), claim.contact_day,
        archetype.registration_delay_least_days, archetype.registration_delay_days,
    )  # fmt: skip
    claim.approval_day = claim.submission + claims.approval_days
    run.row(Kind.REGISTERED.value, deal.partner.index, deal.code, detail=claim.submission - claim.contact_day)
    count_registered(run, deal.partner)


def value_at_win(run: Replication, deal: Deal) -> int:
    """The contract value that the deal has if it is won."""
    archetype = deal.partner.archetype
    median = archetype.acv_median_cents * effect_of_deal(run, deal, ACV)
    return contract_value_cents(run.draw_for_deal(_ACV, deal), median, archetype.acv_sigma)


def _meet_direct(run: Replication, deal: Deal, claims: ClaimsParameters) -> None:
    if is_met_by_direct(run.draw_for_deal(_ENGAGED, deal, 0), deal.partner.archetype.direct_overlap_probability):
        deal.claim.engaged_day = engagement_day(
            run.draw_for_deal(_ENGAGED, deal, 1), run.today, claims.engagement_from_days, claims.engagement_to_days
        )


def decide_class(run: Replication, deal: Deal) -> None:
    """A deal is won: whose it is, from now on."""
    claim, archetype = deal.claim, deal.partner.archetype
    if claim.deal_class != UNDECIDED:
        return
    for claims in run.parameters.claims:
        kept = terms_of_claim(run, deal)
        support = support_given(
            run.draw_for_deal(_SUPPORT, deal), archetype.mention_probability, archetype.support_probability
        )
        claim.deal_class, claim.other_class = (
            class_of_deal(
                test, claims.influence, claims.is_registration_stated, claims.within_days, kept.valid_days,
                kept.renewals, claim.contact_day, claim.submission, claim.approval_day, claim.engaged_day, support,
                run.today,
            )
            for test in (claims.test, other_test(claims.test))
        )  # fmt: skip
