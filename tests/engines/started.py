"""Start states for tests: written by hand, or generated; and the parameters of a scenario that begins with one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from sim.ledger import DEALS_A_MONTH
from sim.scenario.conversion import Blocks
from sim.scenario.load import load_scenario
from sim.scenario.parameters import Parameters, parameters_of, started_parameters
from sim.scenario.parameters.start import begun
from sim.scenario.start import (
    StartedCandidate,
    StartedCustomer,
    StartedMonth,
    StartedOpportunity,
    StartedPartner,
    StartState,
)
from sim.units import NEVER_YET, has_come

from .cases import SMALL

NEVER = NEVER_YET
NO_GROWTH = (None, None, None)
ARCHETYPES = ("referral", "reseller")
STAGES = {name: kind.funnel_order for name, kind in load_scenario(SMALL).archetypes.items()}


def partner(id_: str, archetype: str = "referral", **known: Any) -> StartedPartner:
    """A partner of 20 months, onboarded, that has sold; ``known`` says otherwise."""
    usual: dict[str, Any] = {
        "signed_day": -600, "onboarded_day": -560, "left_day": NEVER, "is_committed": True,
        "first_qualified_day": -500, "last_qualified_day": -40, "last_won_day": NEVER, "qualified": 4,
        "size_thousandths": 1200,
    }  # fmt: skip
    return StartedPartner(id=id_, archetype=archetype, **{**usual, **known})


def state_of(
    partners: Sequence[StartedPartner], customers: Sequence[StartedCustomer] = (),
    opportunities: Sequence[StartedOpportunity] = (), **known: Any,
) -> StartState:  # fmt: skip
    """A start state of ``small`` in its tenth month, of these records; positions are those of ``partners`` as given."""
    order = sorted(range(len(partners)), key=lambda place: (partners[place].archetype, partners[place].id))
    places = {old: new for new, old in enumerate(order)}

    def placed(deals: Sequence[Any]) -> tuple[Any, ...]:
        moved = [type(one)(**{**fields_of(one), "partner": places[one.partner]}) for one in deals]
        return tuple(sorted(moved, key=lambda one: (one.partner, one.code)))

    usual: dict[str, Any] = {
        "as_of": date(2026, 9, 30), "month": 9, "phase": "pilot", "phase_age_months": 9, "growth_last_year": NO_GROWTH,
        "candidates": (), "months": (), "digest": "",
    }  # fmt: skip
    return StartState(
        partners=tuple(partners[place] for place in order), customers=placed(customers),
        opportunities=placed(opportunities), **{**usual, **known},
    )  # fmt: skip


def fields_of(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


def customer(
    place: int, number: int, arr_cents: int = 1_200_000, live: int = -400, term: int = -40, line: str = ""
) -> StartedCustomer:
    return StartedCustomer(f"c{number}", place, number, arr_cents, live, term, line)


def opportunity(place: int, number: int, qualified: int = -30, won: int = NEVER) -> StartedOpportunity:
    return StartedOpportunity(f"o{number}", place, number, qualified, won)


def past(*revenue: tuple[int, int], owed: int = 0) -> tuple[StartedMonth, ...]:
    """The last months, oldest first: direct and partner revenue of each in cents, and fees owed on day 0."""
    months = [
        StartedMonth(place + 1 - len(revenue), direct, 20, 3, partners, 0)
        for place, (direct, partners) in enumerate(revenue)
    ]
    return (*months[:-1], replace(months[-1], fees_owed_cents=owed))


def candidate(id_: str, archetype: str = "referral", **known: Any) -> StartedCandidate:
    """One who was contacted 40 days ago and is in the last stage; ``known`` says otherwise."""
    usual: dict[str, Any] = {"score": 25, "contacted_day": -40, "stage": STAGES[archetype][-1]}
    return StartedCandidate(id=id_, archetype=archetype, **{**usual, **known})


def listed(id_: str, archetype: str = "referral", score: int | None = 30) -> StartedCandidate:
    """One who is on the list."""
    return candidate(id_, archetype, score=score, contacted_day=NEVER, stage="")


def parameters_with(state: StartState, *overrides: str) -> Parameters:
    """The parameters of ``small`` that begins with a state."""
    scenario = load_scenario(SMALL, overrides)
    blocks = Blocks(scenario.archetypes)
    start = started_parameters(blocks, scenario, state)
    first = parameters_of(scenario)
    return replace(begun(first, start), later=tuple(begun(later, start) for later in first.later))


@st.composite
def partners(draw: Any, number: int) -> StartedPartner:
    """A partner of which all, little or nothing is known."""
    signed = -draw(st.integers(1, 1500))
    onboarded = draw(st.one_of(st.just(NEVER), st.integers(signed, -1)))
    flow = draw(st.sampled_from([signed, onboarded]))
    sells = flow != NEVER and draw(st.booleans())
    first = draw(st.integers(flow, -1)) if sells else NEVER
    last = draw(st.integers(first, -1)) if sells else NEVER
    newest = max(signed, onboarded, last)
    return StartedPartner(
        id=f"p{number}",
        archetype=draw(st.sampled_from(ARCHETYPES)),
        signed_day=signed,
        onboarded_day=onboarded,
        left_day=draw(st.sampled_from([NEVER, NEVER, newest])),
        is_committed=draw(st.sampled_from([True, None] if sells else [True, False, None])),
        first_qualified_day=first,
        last_qualified_day=last,
        last_won_day=draw(st.one_of(st.just(NEVER), st.integers(first, -1))) if sells else NEVER,
        qualified=draw(st.integers(1, 30)) if sells else 0,
        size_thousandths=draw(st.one_of(st.none(), st.integers(1, 9000))),
    )


@st.composite
def deals(draw: Any, place: int, one: StartedPartner) -> tuple[list[StartedCustomer], list[StartedOpportunity]]:
    """Customers and opportunities of a partner, named by number."""
    customers, opportunities = list[StartedCustomer](), list[StartedOpportunity]()
    for number in range(draw(st.integers(0, min(5, one.qualified)))):
        block, k = divmod(number, DEALS_A_MONTH)
        code = DEALS_A_MONTH * (0 if block == 0 else 240 + block) + k
        day = draw(st.integers(one.first_qualified_day, -1))
        has_won = has_come(one.last_won_day)
        if has_won and draw(st.booleans()):
            term = draw(st.integers(max(day, -360), -1))
            customers.append(StartedCustomer(f"c{code}", place, code, draw(st.integers(1, 10**8)), day, term, ""))
        else:
            may_be_won = has_won and day <= one.last_won_day
            won = draw(st.one_of(st.just(NEVER), st.integers(day, one.last_won_day))) if may_be_won else NEVER
            opportunities.append(StartedOpportunity(f"o{code}", place, code, day, won))
    return customers, opportunities


@st.composite
def candidates_(draw: Any, number: int) -> StartedCandidate:
    """A candidate who is listed, or in a stage that fits the day of the contact or does not."""
    archetype, score = draw(st.sampled_from(ARCHETYPES)), draw(st.one_of(st.none(), st.integers(7, 35)))
    if draw(st.booleans()):
        return listed(f"c{number}", archetype, score)
    day, stage = -draw(st.integers(1, 1500)), draw(st.sampled_from(STAGES[archetype]))
    return candidate(f"c{number}", archetype, score=score, contacted_day=day, stage=stage)


@st.composite
def states(draw: Any) -> StartState:
    """A small start state; partners in the order of archetype and id."""
    there = [draw(partners(number)) for number in range(draw(st.integers(0, 7)))]
    customers, opportunities = list[StartedCustomer](), list[StartedOpportunity]()
    for place, one in enumerate(there):
        own = draw(deals(place, one))
        customers += own[0]
        opportunities += own[1]
    candidates = [draw(candidates_(number)) for number in range(draw(st.integers(0, 5)))]
    growth = st.one_of(st.none(), st.floats(-0.9, 3.0))
    cents = st.integers(0, 10**8)
    revenue = draw(st.lists(st.tuples(cents, cents), max_size=12))
    return state_of(
        there, customers, opportunities,
        month=draw(st.integers(0, 60)), phase=draw(st.sampled_from(["pilot", "scale"])),
        growth_last_year=(draw(growth), draw(growth), draw(growth)),
        candidates=tuple(sorted(candidates, key=lambda one: (one.archetype, one.id))),
        months=past(*revenue, owed=draw(cents)) if revenue else (),
    )  # fmt: skip
