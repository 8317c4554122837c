"""The start state of a running program, as parameters of the engines: what is known of day 0, the same in all worlds.

Days are those of a run, all before day 0; what has not happened is ``NEVER_YET``. What is not known is drawn later.
"""

from collections import Counter
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from sim.ledger import DEALS_A_MONTH
from sim.names import name_word
from sim.scenario.conversion import Blocks
from sim.scenario.parameters.bonus import of_the_run
from sim.scenario.start import StartedCandidate, StartedCustomer, StartedPartner, StartState
from sim.units import has_come, month_of

if TYPE_CHECKING:
    from sim.scenario.parameters.scenario import Parameters

UNKNOWN, NO, YES = -1, 0, 1
MOST_CONTACT_DAYS = 1080
"""Before day 0: of a candidate in a later stage who was contacted earlier, the day is taken as this one."""


@dataclass(frozen=True, slots=True)
class StartedChannelParameters:
    growth_is_known: bool
    growth_last_year: float
    """0.18 is 18%; 0 where it is not known."""


@dataclass(frozen=True, slots=True)
class StartedPartnerParameters:
    id: str
    name_word: int
    """Of ``<archetype>/<id>``, under which it draws."""
    signed_day: int
    onboarded_day: int
    left_day: int
    committed: int
    """Whether it has people who sell: ``YES``, ``NO`` or ``UNKNOWN``."""
    first_qualified_day: int
    last_qualified_day: int
    last_won_day: int
    qualified: int
    size_thousandths: int
    """0 if it is not known."""
    law: int
    """Number of the law by which its size is drawn, given what it has brought; -1 if it needs none. Partners that have
    brought as many since the same month have the same one; laws are numbered as they are first met."""
    first_customer: int
    """Position of its first customer, and how many there are; its opportunities likewise."""
    customers: int
    first_opportunity: int
    opportunities: int


@dataclass(frozen=True, slots=True)
class StartedCustomerParameters:
    month: int
    """Name of its deal, with ``k``."""
    k: int
    arr_cents: int
    contract_year: int
    term_day: int
    line: int
    """Position of its product line among those of its archetype; ``UNKNOWN`` if it is not stated, or none is there."""


@dataclass(frozen=True, slots=True)
class StartedOpportunityParameters:
    month: int
    k: int
    qualified_day: int
    won_day: int


@dataclass(frozen=True, slots=True)
class StartedCandidateParameters:
    id: str
    name_word: int
    """Of ``<archetype>/<id>``, under which it draws."""
    score: int
    """0 if it is not known."""
    contacted_day: int
    stage: int
    """Position of its stage, if it was contacted."""


@dataclass(frozen=True, slots=True)
class StartedMonthParameters:
    sourced_cents: int
    """Booked revenue through partners, of the program and informal ones."""
    total_cents: int


@dataclass(frozen=True, slots=True)
class StartParameters:
    month: int
    """Months of the program before month 1 of the run."""
    phase: int
    """Position of the phase in force."""
    phase_age_months: int
    channels: tuple[StartedChannelParameters, ...]
    """By ``sim.ledger.Channel``."""
    first_partner: tuple[int, ...]
    """Position of each archetype's first partner, and the end of the last archetype's."""
    partners: tuple[StartedPartnerParameters, ...]
    """By archetype and id."""
    archetype_of: tuple[int, ...]
    """Position of the archetype of each."""
    customers: tuple[StartedCustomerParameters, ...]
    """By partner and name, as opportunities are."""
    opportunities: tuple[StartedOpportunityParameters, ...]
    first_candidate: tuple[int, ...]
    """Position of each archetype's first candidate, and the end of the last archetype's."""
    candidates: tuple[StartedCandidateParameters, ...]
    """By archetype and id."""
    later_stages: int
    """Stages after the first, up to the last in which a candidate is."""
    oldest_contact_days: int
    """Days since the first contact of a candidate in one of these, at most ``MOST_CONTACT_DAYS``; 0 without any."""
    waiting: tuple[int, ...]
    """Partners in force that are not onboarded yet, by the day of their agreement."""
    laws: int
    """How many laws of sizes there are."""
    months: tuple[StartedMonthParameters, ...]
    """The last twelve at most before month 1, oldest first."""
    owed_cents: int
    """Fees earned before day 0 and not paid yet."""


def start_parameters(
    _: Blocks,
    state: StartState,
    order: tuple[str, ...],
    archetypes: tuple[str, ...],
    funnels: tuple[tuple[str, ...], ...],
    lines: tuple[tuple[str, ...], ...],
) -> StartParameters:
    """A start state of a scenario with this order of phases; funnels and product lines are by archetype, by name."""
    counts = Counter(one.archetype for one in state.partners)
    names = Counter(one.archetype for one in state.candidates)
    stages = dict(zip(archetypes, funnels, strict=True))
    known = dict(zip(archetypes, lines, strict=True))
    candidates = tuple(_candidate(one, stages[one.archetype]) for one in state.candidates)
    later = [one for one in candidates if one.stage > 0]
    partners = _partners(state)
    return StartParameters(
        month=state.month,
        phase=order.index(state.phase),
        phase_age_months=state.phase_age_months,
        channels=tuple(
            StartedChannelParameters(growth is not None and growth > -1.0, growth or 0.0)
            for growth in state.growth_last_year
        ),
        first_partner=(0, *accumulate(counts[name] for name in archetypes)),
        partners=partners,
        archetype_of=tuple(archetypes.index(one.archetype) for one in state.partners),
        customers=tuple(_customer(one, known[state.partners[one.partner].archetype]) for one in state.customers),
        opportunities=tuple(
            StartedOpportunityParameters(*divmod(one.code, DEALS_A_MONTH), one.qualified_day, one.won_day)
            for one in state.opportunities
        ),
        first_candidate=(0, *accumulate(names[name] for name in archetypes)),
        candidates=candidates,
        later_stages=max((one.stage for one in later), default=0),
        oldest_contact_days=min(MOST_CONTACT_DAYS, max((-one.contacted_day for one in later), default=0)),
        waiting=_waiting(state),
        laws=len({one.law for one in partners if one.law >= 0}),
        months=tuple(
            StartedMonthParameters(one.roster_cents + one.partner_cents, one.all_cents) for one in state.months
        ),
        owed_cents=state.owed_cents,
    )


def _partners(state: StartState) -> tuple[StartedPartnerParameters, ...]:
    customers, opportunities = (
        Counter(one.partner for one in deals) for deals in (state.customers, state.opportunities)
    )
    partners = list[StartedPartnerParameters]()
    customer = opportunity = 0
    laws = dict[tuple[str, int, int], int]()
    for position, one in enumerate(state.partners):
        law = -1
        if one.is_in_force and one.size_thousandths is None and one.qualified > 0:
            law = laws.setdefault((one.archetype, one.qualified, month_of(one.first_qualified_day)), len(laws))
        partners.append(
            StartedPartnerParameters(
                id=one.id,
                name_word=name_word(one.name),
                signed_day=one.signed_day,
                onboarded_day=one.onboarded_day,
                left_day=one.left_day,
                committed=UNKNOWN if one.is_committed is None else YES if one.is_committed else NO,
                first_qualified_day=one.first_qualified_day,
                last_qualified_day=one.last_qualified_day,
                last_won_day=one.last_won_day,
                qualified=one.qualified,
                size_thousandths=one.size_thousandths or 0,
                law=law,
                first_customer=customer,
                customers=customers[position],
                first_opportunity=opportunity,
                opportunities=opportunities[position],
            )
        )
        customer += customers[position]
        opportunity += opportunities[position]
    return tuple(partners)


def _customer(one: StartedCustomer, lines: tuple[str, ...]) -> StartedCustomerParameters:
    line = lines.index(one.line) if one.line and lines else UNKNOWN
    month, k = divmod(one.code, DEALS_A_MONTH)
    return StartedCustomerParameters(month, k, one.arr_cents, one.contract_year, one.term_day, line)


def _candidate(one: StartedCandidate, stages: tuple[str, ...]) -> StartedCandidateParameters:
    return StartedCandidateParameters(
        id=one.id,
        name_word=name_word(one.name),
        score=one.score or 0,
        contacted_day=one.contacted_day,
        stage=stages.index(one.stage) if has_come(one.contacted_day) else 0,
    )


def _waiting(state: StartState) -> tuple[int, ...]:
    def is_waiting(one: StartedPartner) -> bool:
        return one.is_in_force and not has_come(one.onboarded_day)

    waiting = [position for position, one in enumerate(state.partners) if is_waiting(one)]
    return tuple(sorted(waiting, key=lambda position: state.partners[position].signed_day))


def _listed(start: StartParameters, position: int) -> int:
    """How many of the names on an archetype's list are in the tables."""
    counted = (start.first_partner, start.first_candidate)
    return sum(first[position + 1] - first[position] for first in counted)


def begun(parameters: "Parameters", start: StartParameters) -> "Parameters":
    """The parameters of a scenario from a running program on: months count from day 0, who is there is on no list."""
    phases = tuple(
        replace(
            phase,
            earliest_month=phase.earliest_month - start.month,
            owner_start_month=phase.owner_start_month - start.month,
        )
        for phase in parameters.phases
    )
    bonuses = tuple(of_the_run(bonus, start.month) for bonus in parameters.bonuses)
    sunset = parameters.sunset.month
    archetypes = tuple(
        replace(one, candidates=max(0, one.candidates - _listed(start, position)))
        for position, one in enumerate(parameters.archetypes)
    )
    return replace(
        parameters,
        archetypes=archetypes,
        phases=phases,
        bonuses=bonuses,
        sunset=replace(parameters.sunset, month=max(1, sunset - start.month) if sunset > 0 else 0),
        start=(start,),
    )
