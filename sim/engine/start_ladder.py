"""Partners that are there on day 0, on their ladders: their tier, if it is stated, and what is known of what they did.

Where no tier is stated an engine finds it as it begins, for it has the measures of all partners then.
"""

from sim.compilation import part
from sim.engine.started import OPEN_END, TIER_TO_FIND, Start
from sim.rules.measures import CLAIM_RINGS, OPPORTUNITIES_RING, SOURCED_RING, is_live
from sim.rules.ring import BUCKETS, bucket_of, is_held
from sim.rules.tier import LOWEST_TIER
from sim.scenario.parameters import NO, NO_LADDER, NO_TIER, UNKNOWN, ArchetypeParameters, Parameters
from sim.units import has_come, month_of

_BUCKETS, _CLAIM_RINGS, _OPPORTUNITIES_RING = BUCKETS, CLAIM_RINGS, OPPORTUNITIES_RING
_SOURCED_RING = SOURCED_RING
_NO_LADDER, _NO_TIER, _TIER_TO_FIND = NO_LADDER, NO_TIER, TIER_TO_FIND
_NO, _UNKNOWN, _LOWEST = NO, UNKNOWN, LOWEST_TIER
_RUNNING_MONTH = 1


@part
def recall_standings(parameters: Parameters, start: Start) -> None:
    """Of every partner in force its tier, unwarned; and what is known of customers and opportunities."""
    if len(parameters.ladders) == 0:
        return
    for place in range(start.partner_count):
        _begin(start, place)
        partner = start.partners[place]
        if has_come(partner.signed_day) and not partner.gone:
            start.standings[place].tier = stated_tier(parameters.archetypes[partner.archetype])
            start.standings[place].near = _NO if start.standings[place].tier == _NO_TIER else _UNKNOWN
    for position in range(start.deal_count):
        _recall_deal(start, position)
    if len(parameters.claims) > 0 and parameters.measures.is_read:
        for place in range(start.partner_count):
            _recall_sourced(start, place)


@part
def _recall_sourced(start: Start, place: int) -> None:
    """All that a partner won before day 0 is its own."""
    ring = _BUCKETS * (_CLAIM_RINGS * place + _SOURCED_RING)
    for bucket in range(_BUCKETS):
        start.ring_claims[ring + bucket] = start.ring_won[_BUCKETS * place + bucket]


@part
def _begin(start: Start, place: int) -> None:
    standing = start.standings[place]
    standing.tier = _NO_TIER
    standing.warned_month = 0
    standing.is_provisional = False
    standing.near = _NO
    standing.live_customers = 0
    standing.customers_ever = 0
    for at in range(_CLAIM_RINGS * _BUCKETS * place, _CLAIM_RINGS * _BUCKETS * (place + 1)):
        start.ring_claims[at] = 0


@part
def stated_tier(archetype: ArchetypeParameters) -> int:
    """At which partners of a kind stand that are there on day 0; ``TIER_TO_FIND``: where they qualify."""
    if archetype.ladder == _NO_LADDER:
        return _NO_TIER
    if archetype.fixed_tier != _NO_TIER:
        return archetype.fixed_tier
    return _TIER_TO_FIND if archetype.established_tier == _NO_TIER else archetype.established_tier


@part
def stated_tier_of_pay(archetype: ArchetypeParameters) -> int:
    """Tier by which what partners of day 0 were paid is worked out: the one that is stated, or the lowest."""
    return max(_LOWEST, stated_tier(archetype)) if archetype.terms.card_tiers > 1 else _LOWEST


@part
def _recall_deal(start: Start, position: int) -> None:
    """A live customer, all that its partner ever had as far as is known; or an opportunity that is open."""
    deal = start.deals[position]
    if is_live(deal.term_month, deal.last_month, start.month, OPEN_END):
        start.standings[deal.partner].live_customers += 1
        start.standings[deal.partner].customers_ever += 1
    elif has_come(deal.qualified_day) and is_held(month_of(deal.qualified_day), _RUNNING_MONTH):
        ring = _BUCKETS * (_CLAIM_RINGS * deal.partner + _OPPORTUNITIES_RING)
        start.ring_claims[ring + bucket_of(month_of(deal.qualified_day))] += 1
