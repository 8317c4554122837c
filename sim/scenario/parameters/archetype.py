"""A kind of partner, as parameters of the engines."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sim.names import name_word
from sim.scenario.conversion import Blocks, converted
from sim.scenario.parameters.certificate import expected_rights, says_who_registers
from sim.scenario.parameters.claim import ClaimsParameters, ClassPayParameters
from sim.scenario.parameters.established import EstablishedParameters
from sim.scenario.parameters.ladder import standing_of
from sim.scenario.parameters.pay import (
    NO_SEGMENTS,
    NO_TIERS,
    TermsParameters,
    product_lines,
    terms_parameters,
    tiers_of_terms,
)
from sim.scenario.parameters.payout import PayoutParameters, payout_parameters
from sim.scenario.parameters.segment import line_effects, own_shares, routed_lines
from sim.scenario.schema import Archetype, Certificate, FunnelStage, Ladder, Payout, Segment, Terms


@dataclass(frozen=True, slots=True)
class StageParameters:
    pass_probability: float
    median_days: float
    sigma: float


class LockedTerms(NamedTuple):
    """What deals have locked that read their terms before a change."""

    terms: Terms
    by_class: ClassPayParameters


def locked_by_deals(_: Blocks, *parts: Any) -> tuple[LockedTerms, ...]:
    """Of terms and class pay in turn, as deals have them, by the number of changed months in which they read them."""
    return tuple(LockedTerms(terms, by_class) for terms, by_class in zip(parts[::2], parts[1::2], strict=True))


@dataclass(frozen=True, slots=True)
class ArchetypeParameters:
    name: str
    name_word: int
    mix_share: float
    funnel: tuple[StageParameters, ...]
    """In the order of the funnel."""
    segment_shares: tuple[float, ...]
    """Of the lines of its terms, in order; none where they have one card for all."""
    all_segment_shares: tuple[float, ...]
    """Of all product lines, in order."""
    line_numbers: tuple[int, ...]
    """Of all its product lines, in order, among those of all archetypes."""
    terms: TermsParameters
    market_terms: TermsParameters
    locked_terms: tuple[TermsParameters, ...]
    """After changes: of deals whose terms were read before them, by the number of changed months then."""
    payout: PayoutParameters
    """Its own, or that of the scenario."""
    ladder: int
    """By name; ``NO_LADDER`` if its partners stand on none."""
    fixed_tier: int
    """At which all its partners stand; ``NO_TIER`` if they move."""
    established_tier: int
    """At which established partners begin; ``NO_TIER``: where they qualify."""
    routed_lines: tuple[bool, ...]
    """Whether direct sales close the deals of each product line, in order; none where they close none."""
    line_effects: tuple[float, ...]
    """Factors on the drivers of deals of each product line, in order; none where it has none."""
    says_who_registers: bool
    """Whether a certificate, or a tier of its ladder, says if it gives the right to register."""
    own_shares: tuple[float, ...]
    """Of all deals, those of each line of its terms that it closes itself: none of a line that direct sales close."""
    submitted_shares: tuple[float, ...]
    """Of deals that are large enough those that it expects to register, by tier of its terms."""
    candidates: int
    candidates_per_month: int
    score_mean: float
    score_sd: float
    onboarding_median_days: float
    onboarding_sigma: float
    committed_reps_probability: float
    first_opportunity_median_days: float
    first_opportunity_sigma: float
    size_sigma: float
    opportunities_per_month: float
    ramp_months: int
    accounts: float
    qualification_probability: float
    conflict_probability: float
    cannibalised_probability: float
    win_probability: float
    cycle_median_days: float
    cycle_sigma: float
    acv_median_cents: float
    acv_sigma: float
    go_live_days: int
    early_cancel_probability: float
    early_cancel_days: int
    early_cancel_first_day: int
    downgrade_probability: float
    downgrade_share: float
    churn_per_year: float
    churn_basis_is_month: bool
    expansion_probability: float
    expansion_share: float
    usage_ramp_months: int
    usage_start_share_bps: int
    distributor_rate_bps: int
    services_share_bps: int
    services_margin_share: float
    indifference_odds_multiplier: float
    fee_per_year_cents: int
    support_share_bps: int
    departure_new_per_year: float
    departure_settled_per_year: float
    departure_settling_months: float
    pay_elasticity: float
    influence_probability: float
    review_exempt: bool
    reps: float
    delivers: bool
    accreditation_days: int
    registration_probability: float
    registration_delay_days: int
    registration_delay_least_days: int
    first_contact_days: int
    direct_overlap_probability: float
    partner_overlap_probability: float
    support_probability: float
    mention_probability: float
    established: tuple[EstablishedParameters, ...]
    """One, or none."""


def archetype_parameters(
    blocks: Blocks,
    name: str,
    archetype: Archetype,
    mix_share: float,
    payout: Payout,
    ladders: Mapping[str, Ladder],
    certificates: Mapping[str, Certificate],
    all_lines: tuple[str, ...],
    claims: tuple[ClaimsParameters, ...],
    segments: Mapping[str, Segment],
    by_class: ClassPayParameters,
    locked: tuple[LockedTerms, ...],
) -> ArchetypeParameters:
    """An archetype with its name, share of the contacts, funnel in order, and payout: its own or the scenario's.

    ``all_lines`` are the names of all product lines; ``locked`` is what deals have locked; ``claims`` tell its deals
    apart, and ``by_class`` is what those of each class earn.
    """
    varies = archetype.usage_ramp_months > 0 or bool(claims)
    registers = any(one.is_registration_stated for one in claims)
    ladder, fixed, established = standing_of(archetype, ladders)
    order = NO_TIERS if archetype.ladder is None else ladders[archetype.ladder].order
    rights = expected_rights(archetype, ladders, certificates) if registers else (True,) * len(order)
    tiers = order if len(set(rights)) > 1 else tiers_of_terms(archetype.terms, order)
    chance = archetype.registration_probability if registers else 0.0
    paid = (archetype.segments, varies, tiers, order)
    lines = product_lines(archetype.terms, archetype.segments)
    return converted(
        blocks,
        ArchetypeParameters,
        archetype,
        name=name,
        name_word=name_word(name),
        mix_share=mix_share,
        funnel=blocks.made(_funnel, archetype.funnel, archetype.funnel_order),
        segment_shares=tuple(archetype.segments[line] for line in lines),
        all_segment_shares=tuple(share for _, share in sorted(archetype.segments.items())),
        line_numbers=tuple(all_lines.index(line) for line in sorted(archetype.segments)),
        terms=blocks.made(terms_parameters, archetype.terms, *paid, by_class),
        market_terms=blocks.made(
            terms_parameters, archetype.market_terms, NO_SEGMENTS, False, NO_TIERS, NO_TIERS, by_class
        ),
        locked_terms=tuple(blocks.made(terms_parameters, one.terms, *paid, one.by_class) for one in locked),
        payout=blocks.made(payout_parameters, archetype.payout or payout),
        ladder=ladder,
        fixed_tier=fixed,
        established_tier=established,
        routed_lines=routed_lines(segments, name, archetype.segments),
        line_effects=line_effects(segments, archetype.segments),
        says_who_registers=says_who_registers(archetype, ladders, certificates),
        own_shares=own_shares(segments, name, archetype.segments, lines),
        submitted_shares=tuple(chance if right else 0.0 for right in rights[: len(tiers)]),
    )


def _funnel(blocks: Blocks, stages: Mapping[str, FunnelStage], order: tuple[str, ...]) -> tuple[StageParameters, ...]:
    return tuple(blocks.of_table(StageParameters, stages[stage]) for stage in order)
