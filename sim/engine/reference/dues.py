"""Who else pays: what a distributor keeps, what partners owe and what they bear (R-71, R-72)."""

from sim.engine.reference.card import has_pay, tier_of_pay
from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Deal, Partner
from sim.ledger import Kind
from sim.rules.card import RESALE
from sim.rules.dues import (
    distributor_margin_cents,
    has_minimum,
    partner_fee_cents,
    shortfall_cents,
    support_borne_cents,
    support_rate_bps,
)
from sim.scenario.parameters import NO_TIER
from sim.units import MONTHS_PER_YEAR, NOT_STATED, month_of


def distributor_margin(run: Replication, deal: Deal, listed: int) -> int:
    """What a distributor keeps of an amount at list, as long as the partner has its margin (R-71)."""
    rate = deal.partner.archetype.distributor_rate_bps
    return distributor_margin_cents(listed, rate) if rate and has_pay(run, deal, RESALE) else 0


def note_month(run: Replication, deal: Deal, listed: int, margin: int) -> None:
    """Of a customer's month: what its partner, if in force, owes for it and supports."""
    partner = deal.partner
    if not partner.gone:
        if partner.archetype.support_share_bps:
            run.supported[partner.archetype_position] += listed
        if partner.archetype.terms.owes_minimum:
            run.used[partner.index] += listed - margin


def charge_shortfalls(run: Replication, month: int) -> None:
    """What partners in force owe up to their monthly minimum (R-72)."""
    for partner in run.partners():
        terms = partner.archetype.terms
        if terms.owes_minimum and has_minimum(month, month_of(partner.signed_day), terms.minimum_from_month):
            used = run.used[partner.index]
            minimum = terms.cards[tier_of_pay(partner, terms)].minimum_per_month_cents
            shortfall = shortfall_cents(minimum, used, 0)
            if shortfall:
                run.row(Kind.SHORTFALL.value, partner.index, amount=shortfall, listed=used)
    run.used.clear()


def bear_support(run: Replication, month: int) -> None:  # noqa: ARG001  # what every step is given
    """Cost of goods that partners in force bear, by kind (R-71)."""
    margin = run.parameters.vendor.gross_margin_share_bps
    for position, archetype in enumerate(run.parameters.archetypes):
        rate = support_rate_bps(margin, archetype.support_share_bps)
        borne = support_borne_cents(run.supported[position], rate)
        if borne:
            run.row(Kind.SUPPORT_BORNE.value, amount=borne, listed=run.supported[position], detail=position)
    run.supported.clear()


def charge_partner_fees(run: Replication, month: int) -> None:
    """The yearly fee of each partner in force, in the month of its agreement and each twelfth after it (R-72)."""
    for partner in run.partners():
        agreement = month_of(partner.signed_day)
        fee = partner_fee_cents(_yearly_fee(run, partner), month, agreement)
        if fee:
            year = (month - agreement) // MONTHS_PER_YEAR + 1
            run.row(Kind.PARTNER_FEE.value, partner.index, amount=fee, detail=year)


def _yearly_fee(run: Replication, partner: Partner) -> int:
    """That of its tier, if it states one, or of its kind."""
    archetype, tier = partner.archetype, partner.standing.tier
    if tier != NO_TIER:
        fee = run.parameters.ladders[archetype.ladder].tiers[tier].fee_per_year_cents
        if fee != NOT_STATED:
            return fee
    return archetype.fee_per_year_cents
