"""Chances of the classes of a kind's deals, as its partners expect them (R-54, R-77, R-80 to R-85).

Of a won deal that its partner closes itself, in a company that is ready, without other partners at its account.
"""

from dataclasses import dataclass

from sim.compilation import part
from sim.rules.attribution import (
    INFLUENCED,
    REGISTERED,
    ROUTED,
    RULES,
    UNREGISTERED,
    class_of_deal,
    share_of_class_bps,
)
from sim.rules.claim import NO_CLAIM, first_contact_day, submission_day
from sim.rules.class_chance import (
    CYCLES,
    cut_chance,
    cycle_uniform,
    end_of_alike,
    large_enough_share,
    mixed_chance,
    support_chance,
)
from sim.rules.conflict import days_to_answer
from sim.rules.deal import cycle_days
from sim.scenario.parameters import ArchetypeParameters, ClaimsParameters, Parameters, TermsParameters
from sim.units import BPS, NEVER_YET

_RULES, _CYCLES, _NEVER_YET, _NO_CLAIM = RULES, CYCLES, NEVER_YET, NO_CLAIM
_REGISTERED, _UNREGISTERED, _INFLUENCED, _ROUTED = REGISTERED, UNREGISTERED, INFLUENCED, ROUTED
_SUPPORTS = 3


@dataclass(slots=True, eq=False)
class ClassChances:
    """They add up to 1."""

    registered: float
    unregistered: float
    influenced: float
    none: float


@part
def judge_classes(
    parameters: Parameters, archetype: ArchetypeParameters, claimed: ClassChances, unclaimed: ClassChances
) -> None:
    """Chances where a claim is submitted, and where none is; all registered where pay is the same of every class."""
    _clear(claimed)
    _clear(unclaimed)
    if len(parameters.claims) > 0 and _pays_by_class(parameters.claims[0], archetype.terms):
        _judge(archetype, parameters.claims[0], True, claimed)
        _judge(archetype, parameters.claims[0], False, unclaimed)
    else:
        claimed.registered = 1.0
        unclaimed.registered = 1.0


@part
def are_judged_alike(one: Parameters, other: Parameters) -> bool:
    """Whether two worlds are equal in all that ``judge_classes`` reads: most draw nothing of it."""
    if len(one.claims) != len(other.claims):
        return False
    for position in range(len(one.claims)):
        if not _are_claims_alike(one.claims[position], other.claims[position]):
            return False
    for position in range(len(one.archetypes)):
        if not _are_kinds_alike(one.archetypes[position], other.archetypes[position]):
            return False
    return True


@part
def _are_claims_alike(one: ClaimsParameters, other: ClaimsParameters) -> bool:
    return (
        one.test == other.test
        and one.influence == other.influence
        and one.is_registration_stated == other.is_registration_stated
        and one.within_days == other.within_days
        and one.valid_days == other.valid_days
        and one.renewals == other.renewals
        and one.approval_days == other.approval_days
        and one.asks_for_direct == other.asks_for_direct
        and one.engagement_from_days == other.engagement_from_days
        and one.engagement_to_days == other.engagement_to_days
        and one.conflict.answer_days == other.conflict.answer_days
    )


@part
def _are_kinds_alike(one: ArchetypeParameters, other: ArchetypeParameters) -> bool:
    return (
        one.registration_delay_least_days == other.registration_delay_least_days
        and one.registration_delay_days == other.registration_delay_days
        and one.first_contact_days == other.first_contact_days
        and one.cycle_median_days == other.cycle_median_days
        and one.cycle_sigma == other.cycle_sigma
        and one.direct_overlap_probability == other.direct_overlap_probability
        and one.mention_probability == other.mention_probability
        and one.support_probability == other.support_probability
        and one.terms.registered_rate_bps == other.terms.registered_rate_bps
        and one.terms.by_class.unregistered_bps == other.terms.by_class.unregistered_bps
        and one.terms.by_class.influenced_bps == other.terms.by_class.influenced_bps
        and one.terms.by_class.none_bps == other.terms.by_class.none_bps
    )


@part
def mix_classes(
    parameters: Parameters,
    archetype: ArchetypeParameters,
    submitted: float,
    claimed: ClassChances,
    unclaimed: ClassChances,
    found: ClassChances,
) -> None:
    """Chances of partners that register this part of the deals that are large enough."""
    if len(parameters.claims) > 0:
        least = parameters.claims[0].least_acv_cents
        submitted *= large_enough_share(least, archetype.acv_median_cents, archetype.acv_sigma)
    found.registered = mixed_chance(submitted, claimed.registered, unclaimed.registered)
    found.unregistered = mixed_chance(submitted, claimed.unregistered, unclaimed.unregistered)
    found.influenced = mixed_chance(submitted, claimed.influenced, unclaimed.influenced)
    found.none = mixed_chance(submitted, claimed.none, unclaimed.none)


@part
def chance_paid_alike(terms: TermsParameters, chances: ClassChances, class_: int) -> float:
    """Chance of a class that is paid in part; for class registered that of all deals that are paid in full."""
    if class_ != _REGISTERED:
        return cut_chance(chance_of_class(chances, class_), share_of_class(terms, class_))
    cut = 0.0
    for other in range(_UNREGISTERED, _ROUTED):
        cut += cut_chance(chance_of_class(chances, other), share_of_class(terms, other))
    return max(0.0, 1.0 - cut)


@part
def chance_of_class(chances: ClassChances, class_: int) -> float:
    """Chance of one of the classes that a partner closes itself."""
    if class_ == _REGISTERED:
        return chances.registered
    if class_ == _UNREGISTERED:
        return chances.unregistered
    return chances.influenced if class_ == _INFLUENCED else chances.none


@part
def share_of_class(terms: TermsParameters, class_: int) -> int:
    """The part of its pay that a deal of a class earns, in basis points."""
    by_class = terms.by_class
    return share_of_class_bps(class_, by_class.unregistered_bps, by_class.influenced_bps, by_class.none_bps)


@part
def _pays_by_class(claims: ClaimsParameters, terms: TermsParameters) -> bool:
    """Whether some class that deals may have is paid otherwise than a registered one."""
    if terms.registered_rate_bps > 0 or terms.by_class.unregistered_bps < BPS:
        return True
    return claims.test == _RULES and (terms.by_class.influenced_bps < BPS or terms.by_class.none_bps < BPS)


@part
def _judge(archetype: ArchetypeParameters, claims: ClaimsParameters, is_claimed: bool, found: ClassChances) -> None:
    """Over cycles and, of a claim, the days of its submission."""
    least, most = archetype.registration_delay_least_days, archetype.registration_delay_days
    contact = first_contact_day(0, archetype.first_contact_days)
    days = most - least + 1 if is_claimed else 1
    for place in range(_CYCLES):
        due = cycle_days(cycle_uniform(place), archetype.cycle_median_days, archetype.cycle_sigma, 1.0)
        for number in range(days):
            submission = approval = _NO_CLAIM
            if is_claimed:
                submission = submission_day((number + 0.5) / days, contact, least, most)
                approval = submission + claims.approval_days
            _meet_direct(archetype, claims, submission, approval, due, found)
    total = found.registered + found.unregistered + found.influenced + found.none
    found.registered /= total
    found.unregistered /= total
    found.influenced /= total
    found.none /= total


@part
def _meet_direct(
    archetype: ArchetypeParameters,
    claims: ClaimsParameters,
    submission: int,
    approval: int,
    due: int,
    found: ClassChances,
) -> None:
    """Over whether direct sales come to the account, and on which days."""
    overlap = archetype.direct_overlap_probability if claims.asks_for_direct else 0.0
    _support(archetype, claims, submission, approval, _NEVER_YET, due, 1.0 - overlap, found)
    if overlap == 0.0:
        return
    day, end = claims.engagement_from_days, claims.engagement_to_days + 1
    days = end - day
    while day < end:
        until = end_of_alike(day, end, submission, due)
        _support(archetype, claims, submission, approval, day, due, overlap * ((until - day) / days), found)
        day = until


@part
def _support(
    archetype: ArchetypeParameters,
    claims: ClaimsParameters,
    submission: int,
    approval: int,
    engaged: int,
    due: int,
    weight: float,
    found: ClassChances,
) -> None:
    """Over what the partner does while the deal runs."""
    day = due + days_to_answer(False, engaged, due, claims.conflict.answer_days)
    contact = first_contact_day(0, archetype.first_contact_days)
    for support in range(_SUPPORTS):
        chance = support_chance(support, archetype.mention_probability, archetype.support_probability)
        if chance > 0.0:
            class_ = class_of_deal(
                claims.test, claims.influence, claims.is_registration_stated, claims.within_days, claims.valid_days,
                claims.renewals, contact, submission, approval, engaged, support, day,
            )  # fmt: skip
            _count(found, class_, weight * chance)


@part
def _count(found: ClassChances, class_: int, weight: float) -> None:
    if class_ == _REGISTERED:
        found.registered += weight
    elif class_ == _UNREGISTERED:
        found.unregistered += weight
    elif class_ == _INFLUENCED:
        found.influenced += weight
    else:
        found.none += weight


@part
def _clear(found: ClassChances) -> None:
    found.registered = 0.0
    found.unregistered = 0.0
    found.influenced = 0.0
    found.none = 0.0
