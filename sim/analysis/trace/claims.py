"""Claims of one partner's deals in a future: the days that decided whose each was, read again from its draws (R-80)."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.engine.identity import STARTED_BATCH, Roll
from sim.ledger import COLUMNS, DEALS_A_MONTH, IntArray, Kind
from sim.randomness import Stream, deal_place, draw_uniform, partner_place
from sim.rules.attribution import class_of_won, support_given
from sim.rules.claim import engagement_day, is_met_by_direct
from sim.scenario.parameters import ArchetypeParameters, ClaimsParameters, Parameters
from sim.units import NEVER_YET, month_of

_DAY, _KIND, _DEAL, _DETAIL = (COLUMNS.index(name) for name in ("day", "kind", "deal", "detail"))
_ENDS = (Kind.WON, Kind.LOST, Kind.LOST_TO_CONFLICT, Kind.LOST_WITH_PARTNER, Kind.CLAIM_LOST)


@dataclass(frozen=True, slots=True)
class DealClaim:
    """What decided whose a qualified opportunity was; days are ``NEVER_YET`` where something never came."""

    deal: int
    qualified_day: int
    contact_day: int
    submission: int
    approval_day: int
    end_day: int
    """First day on which the claim holds no longer."""
    within_days: int
    """For which a claim is in time, on the day of the decision."""
    engaged_day: int
    support: int
    rival: int | None
    """Dense index of the partner that has the account too."""
    is_routed: bool
    end: Kind | None
    """How it ended; None while it is open."""
    decided_day: int
    deal_class: int | None
    """Of a deal that was won."""


def claims_of(parameters: Parameters, roll: Roll, dense: int, key: int, rows: IntArray) -> tuple[DealClaim, ...]:
    """Those of the opportunities that a partner qualified; ``rows`` are its rows. Empty without claims."""
    if not parameters.claims:
        return ()
    position, batch, index = roll.place(dense)
    archetype = parameters.archetypes[position]
    name, place = archetype.name_word, partner_place(batch, index)
    if batch == STARTED_BATCH and roll.ids[position]:
        name, place = _name_in_a_running_program(parameters, position, index), partner_place(batch, 0)
    return tuple(_claims(parameters, archetype, key, name, place, rows))


def _name_in_a_running_program(parameters: Parameters, position: int, index: int) -> int:
    state = parameters.start[0]
    partners = state.partners[state.first_partner[position] : state.first_partner[position + 1]]
    candidates = state.candidates[state.first_candidate[position] : state.first_candidate[position + 1]]
    names = [one.name_word for one in partners] + [one.name_word for one in candidates]
    return names[index]


def _claims(
    parameters: Parameters, archetype: ArchetypeParameters, key: int, name: int, place: int, rows: IntArray
) -> Iterator[DealClaim]:
    for row in rows[rows[:, _KIND] == Kind.QUALIFIED].tolist():
        deal, day = row[_DEAL], row[_DAY]
        own = {kind: one for one in rows[rows[:, _DEAL] == deal].tolist() if (kind := Kind(one[_KIND])) in _TOLD}
        at, claims = deal_place(place, *divmod(deal, DEALS_A_MONTH)), _in_force(parameters, day)

        def draw(stream: Stream, ordinal: int = 0, at: int = at) -> float:
            return draw_uniform(key, stream.value, name, at, ordinal)

        contact = day - archetype.first_contact_days
        submission = contact + own[Kind.REGISTERED][_DETAIL] if Kind.REGISTERED in own else NEVER_YET
        approval = submission + claims.approval_days if Kind.REGISTERED in own else NEVER_YET
        engaged = NEVER_YET
        if claims.asks_for_direct and is_met_by_direct(draw(Stream.ENGAGED), archetype.direct_overlap_probability):
            first, last = claims.engagement_from_days, claims.engagement_to_days
            engaged = engagement_day(draw(Stream.ENGAGED, 1), day, first, last)
        end = next((kind for kind in _ENDS if kind in own), None)
        decided = NEVER_YET if end is None else own[end][_DAY]
        yield DealClaim(
            deal=deal,
            qualified_day=day,
            contact_day=contact,
            submission=submission,
            approval_day=approval,
            end_day=approval + claims.valid_days * (1 + claims.renewals) if Kind.REGISTERED in own else NEVER_YET,
            within_days=_in_force(parameters, max(day, decided)).within_days,
            engaged_day=NEVER_YET if Kind.ROUTED in own else engaged,
            support=support_given(
                draw(Stream.SUPPORT), archetype.mention_probability, archetype.support_probability
            ),
            rival=own[Kind.COLLIDED][_DETAIL] if Kind.COLLIDED in own else None,
            is_routed=Kind.ROUTED in own,
            end=end,
            decided_day=decided,
            deal_class=class_of_won(own[Kind.WON][_DETAIL]) if end == Kind.WON else None,
        )  # fmt: skip


def _in_force(parameters: Parameters, day: int) -> ClaimsParameters:
    return parameters.in_month(month_of(day)).claims[0]


_TOLD = {*_ENDS, Kind.REGISTERED, Kind.COLLIDED, Kind.ROUTED}
