"""Pay of partners, as parameters of the engines: the places of a rate card are resolved to one card a line and tier."""

from collections.abc import Mapping
from dataclasses import dataclass

from sim.scenario.conversion import Blocks
from sim.scenario.parameters.bands import BandsParameters, bands_parameters
from sim.scenario.parameters.card import CardParameters, card_parameters
from sim.scenario.parameters.claim import ClassPayParameters
from sim.scenario.parameters.rebate import RebateParameters, rebate_parameters
from sim.scenario.schema import MarketTerms, Terms
from sim.units import NOT_STATED, to_bps, to_cents

NO_SEGMENTS: Mapping[str, float] = {}
NO_TIERS = ("",)
"""Of terms that are the same at all tiers, or of a kind on no ladder."""
MODELS = ("referral", "resale", "share")
"""In the order of the models in ``sim.rules.card``."""
READS = ("win", "renewal", "accrual")
"""Likewise."""


@dataclass(frozen=True, slots=True)
class TermsParameters:
    cards: tuple[CardParameters, ...]
    """By line, in the order of the archetype's segments, or of one line where there are none; and by tier within it."""
    card_tiers: int
    """Cards of a line: one a tier of the ladder, from the lowest; 1 where tiers are paid alike."""
    registered_rate_bps: int
    model: int
    """As in ``sim.rules.card``."""
    read: int
    """When, as there."""
    tells_added: bool
    """What a renewal adds has a rate of its own."""
    margin_varies: bool
    """A resale margin that is not one rate of every list price, is read again, is by class, or on use that ramps up."""
    margin_bps: int
    """That rate, with its points."""
    bands: tuple[BandsParameters, ...]
    """One, or none."""
    services_rate_bps: int
    owes_minimum: bool
    """Whether partners of some tier owe a minimum."""
    minimum_from_month: int
    """After that of the agreement."""
    rebates: tuple[RebateParameters, ...]
    """By name."""
    cap_per_year_cents: int
    by_class: ClassPayParameters

    @property
    def reads_measures(self) -> bool:
        """Whether the pay depends on what a partner has done."""
        return bool(self.bands) or bool(self.rebates) or self.cap_per_year_cents > 0


def product_lines(terms: MarketTerms, segments: Mapping[str, float]) -> tuple[str, ...]:
    """Segments in the order of names, if the terms tell them apart."""
    return tuple(sorted(segments)) if isinstance(terms, Terms) and terms.lines else ()


def tiers_of_terms(terms: Terms, order: tuple[str, ...]) -> tuple[str, ...]:
    """The tiers of a ladder that terms have a card for: all, if they tell some apart."""
    return order if terms.tiers else NO_TIERS


def terms_parameters(
    _: Blocks,
    terms: MarketTerms,
    segments: Mapping[str, float],
    differs: bool,
    tiers: tuple[str, ...],
    order: tuple[str, ...],
    by_class: ClassPayParameters,
) -> TermsParameters:
    """What a partner earns, with a card for each product line, or one for all deals, and tier.

    ``differs``: use ramps up, or claims tell deals apart, so that a margin is not the same of all of them; ``tiers``
    are those that are paid apart, ``order`` all of the ladder; ``by_class`` is what deals of each class earn of it.
    """
    lines = product_lines(terms, segments) or ("",)
    cards = tuple(card_parameters(terms.card(line, tier)) for line in lines for tier in tiers)
    registered = to_bps(terms.registered_rate) if isinstance(terms, Terms) else 0
    services = to_bps(terms.services_rate) if isinstance(terms, Terms) else 0
    read = terms.read if isinstance(terms, Terms) else "win"
    varies = terms.model == "resale" and (differs or read == "renewal" or len(cards) > 1 or not _has_one_rate(cards[0]))
    tells_added = any(card.expansion_rate_bps != NOT_STATED for card in cards)
    margin = cards[0].rate_bps + registered if cards[0].rate_bps else 0
    stated = terms.bands if isinstance(terms, Terms) else None
    bands = () if stated is None else (bands_parameters(stated),)
    rebates = tuple(one for _, one in sorted(terms.rebates.items())) if isinstance(terms, Terms) else ()
    cap = to_cents(terms.cap_per_year or 0.0) if isinstance(terms, Terms) else 0
    return TermsParameters(
        cards=cards,
        card_tiers=len(tiers),
        registered_rate_bps=registered,
        model=MODELS.index(terms.model),
        read=READS.index(read),
        tells_added=tells_added,
        margin_varies=varies,
        margin_bps=margin,
        bands=bands,
        rebates=tuple(rebate_parameters(rebate, order) for rebate in rebates),
        cap_per_year_cents=cap,
        by_class=by_class,
        services_rate_bps=services,
        owes_minimum=any(card.minimum_per_month_cents for card in cards),
        minimum_from_month=terms.minimum_from_month if isinstance(terms, Terms) else 0,
    )


def _has_one_rate(card: CardParameters) -> bool:
    stated = {*card.later_rates_bps, card.renewal_rate_bps, card.expansion_rate_bps} - {NOT_STATED}
    return not card.is_banded and stated <= {card.rate_bps} and not card.fee_least_cents and not card.fee_most_cents
