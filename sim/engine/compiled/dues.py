"""Who else pays, compiled: what a distributor keeps, what partners owe and what they bear (R-71, R-72)."""

from sim.compilation import part
from sim.engine.compiled.card import has_pay, tier_of_pay
from sim.engine.compiled.deal_class import class_of
from sim.engine.compiled.replication import archetype_of, emit
from sim.engine.compiled.state import World
from sim.ledger import NOBODY, Kind
from sim.rules.attribution import is_sold
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

_RESALE, _NOBODY, _NO_TIER, _NOT_STATED = RESALE, NOBODY, NO_TIER, NOT_STATED
_PARTNER_FEE, _SHORTFALL = Kind.PARTNER_FEE.value, Kind.SHORTFALL.value
_SUPPORT_BORNE = Kind.SUPPORT_BORNE.value
_ANY_FEE = 1
"""A fee in cents, to ask whether one is due."""


@part
def distributor_margin(w: World, position: int, listed: int) -> int:
    """What a distributor keeps of an amount at list, as long as the partner has its margin (R-71)."""
    deal = w.deals[position]
    rate = archetype_of(w, w.partners[deal.partner]).distributor_rate_bps
    if rate == 0 or not is_sold(class_of(w, position)) or not has_pay(w, deal, _RESALE):
        return 0
    return distributor_margin_cents(listed, rate)


@part
def are_months_noted(w: World) -> bool:
    """Whether some kind of partner owes a minimum or bears support."""
    for position in range(len(w.parameters.archetypes)):
        archetype = w.parameters.archetypes[position]
        if archetype.support_share_bps > 0 or archetype.terms.owes_minimum:
            return True
    return False


@part
def note_month(w: World, position: int, listed: int, margin: int) -> None:
    """Of a customer's month: what its partner, if in force, owes for it and supports."""
    deal = w.deals[position]
    partner = w.partners[deal.partner]
    if not partner.gone and is_sold(class_of(w, position)):
        archetype = archetype_of(w, partner)
        if archetype.support_share_bps > 0:
            w.supported_cents[partner.archetype] += listed
        if archetype.terms.owes_minimum:
            w.used_cents[deal.partner] += listed - margin


@part
def charge_shortfalls(w: World, month: int) -> None:
    """What partners in force owe up to their monthly minimum (R-72)."""
    if not are_months_noted(w):
        return
    for position in range(w.run.in_force):
        slot = w.in_force[position].entity
        partner = w.partners[slot]
        terms = archetype_of(w, partner).terms
        if not terms.owes_minimum:
            continue
        if has_minimum(month, month_of(partner.signed_day), terms.minimum_from_month):
            used = w.used_cents[slot]
            minimum = terms.cards[tier_of_pay(w, slot, terms)].minimum_per_month_cents
            shortfall = shortfall_cents(minimum, used, 0)
            if shortfall != 0:
                emit(w, _SHORTFALL, partner.index, _NOBODY, shortfall, used, 0)
        w.used_cents[slot] = 0


@part
def bear_support(w: World, month: int) -> None:  # noqa: ARG001  # what every step is given
    """Cost of goods that partners in force bear, by kind (R-71)."""
    margin = w.parameters.vendor.gross_margin_share_bps
    for position in range(len(w.parameters.archetypes)):
        rate = support_rate_bps(margin, w.parameters.archetypes[position].support_share_bps)
        borne = support_borne_cents(w.supported_cents[position], rate)
        if borne != 0:
            emit(w, _SUPPORT_BORNE, _NOBODY, _NOBODY, borne, w.supported_cents[position], position)
        w.supported_cents[position] = 0


@part
def charge_partner_fees(w: World, month: int) -> None:
    """The yearly fee of each partner in force, in the month of its agreement and each twelfth after it (R-72)."""
    if not _are_fees_charged(w):
        return
    for position in range(w.run.in_force):
        slot = w.in_force[position].entity
        partner = w.partners[slot]
        agreement = month_of(partner.signed_day)
        if partner_fee_cents(_ANY_FEE, month, agreement) == 0:
            continue  # as in eleven months of twelve, whatever the fee
        fee = _yearly_fee(w, slot)
        if fee != 0:
            year = (month - agreement) // MONTHS_PER_YEAR + 1
            emit(w, _PARTNER_FEE, partner.index, _NOBODY, fee, 0, year)


@part
def _are_fees_charged(w: World) -> bool:
    """Whether some kind of partner, or a tier perhaps, has a yearly fee."""
    for position in range(len(w.parameters.archetypes)):
        if w.parameters.archetypes[position].fee_per_year_cents > 0:
            return True
    return len(w.parameters.ladders) > 0


@part
def _yearly_fee(w: World, slot: int) -> int:
    """That of its tier, if it states one, or of its kind."""
    archetype = archetype_of(w, w.partners[slot])
    if len(w.parameters.ladders) > 0:
        tier = w.standings[slot].tier
        if tier != _NO_TIER:
            fee = w.parameters.ladders[archetype.ladder].tiers[tier].fee_per_year_cents
            if fee != _NOT_STATED:
                return fee
    return archetype.fee_per_year_cents
