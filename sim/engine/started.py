"""The records of what is there when a run begins: one table, filled once a future and read by both engines.

Whoever fills it decides what has happened before day 0; an engine begins from the records alone. Days before day 0 are
negative, and so are months before month 1.
"""

from dataclasses import dataclass
from typing import Annotated

from sim.compilation import part
from sim.records import Rows, Table
from sim.scenario.parameters import UNKNOWN
from sim.units import NEVER_YET

OPEN_END = 1 << 30
BATCH_PLACE, INDEX_PLACE, MONTH_PLACE = 32, 16, 8
"""Bits of the place in the address of a random number."""


@dataclass(slots=True, eq=False)
class StartedPartner:
    """A partner with an agreement, or one that has left customers behind."""

    archetype: int
    index: int
    """Dense; the records are in its order."""
    name_word: int
    """Under which it and its deals draw."""
    place: int
    signed_day: int
    flow_day: int
    """On which its deal flow began."""
    onboarded: bool
    has_reps: bool
    is_recruited: bool
    """Whether it counts as recruited by the program where a phase asks for partners."""
    gone: bool
    size: float
    accounts: int
    qualified: int
    """Qualified opportunities so far, each of which works an account."""
    first_month: int
    """Of its first opportunity; ``OPEN_END`` if that is not known to come."""
    last_qualified_day: int
    last_won_day: int
    customers: int
    """Number of its customers that are live on day 0."""
    rate: float
    """Qualified opportunities a month at which it sold last; of established partners alone."""
    score: int
    """What selection made of it, where that matters still."""
    commitment: int
    """Whether it has people who sell, of one whose deal flow has not begun: ``YES``, ``NO`` or ``UNKNOWN``."""
    first_day: int
    """Of a first opportunity that is to come; ``NEVER_YET`` if there is none."""
    pilot_start_day: int
    """Of a pilot that is under way; ``NEVER_YET`` if there is none."""
    pilot_is_extended: bool
    waits: bool
    """Whether it waits for onboarding."""


@dataclass(slots=True, eq=False)
class StartedCustomer:
    """A customer that is live on day 0 and waits for its next renewal."""

    partner: int
    """Place of its partner in the table."""
    month: int
    k: int
    """Name of its deal, unique within the partner."""
    arr_cents: int
    contract_year: int
    term_day: int
    """On which this contract year began, -360 … -1."""
    cancel_day: int
    """On which it will cancel early; ``NEVER_YET`` if it will not."""


@dataclass(slots=True, eq=False)
class StartedOpportunity:
    """A qualified opportunity that is open on day 0, or was won and is not live yet."""

    partner: int
    """Place of its partner in the table."""
    month: int
    k: int
    qualified_day: int
    decided_day: int
    """On which its cycle ends, or it goes live: 0 or later."""
    won_day: int
    """``NEVER_YET`` while it is open."""
    arr_cents: int
    """Of one that was won."""


@dataclass(frozen=True, slots=True)
class StartSize:
    """How many records there is room for."""

    partners: int
    deals: int


@dataclass(slots=True, eq=False)
class Start:
    """The state of day 0: partners by dense index, customers and open opportunities by partner and name."""

    partners: Annotated[Table[StartedPartner], Rows(lambda size: size.partners)]
    customers: Annotated[Table[StartedCustomer], Rows(lambda size: size.deals)]
    opportunities: Annotated[Table[StartedOpportunity], Rows(lambda size: size.deals)]
    waiting: Annotated[Table[int], Rows(lambda size: size.partners)]
    """Places of the partners that wait for onboarding, in their order."""
    places: Annotated[Table[int], Rows(lambda size: size.partners)]
    """In the table, of the partners of a running program by their position."""
    partner_count: int
    customer_count: int
    opportunity_count: int
    waiting_count: int


@part
def next_partner(start: Start) -> StartedPartner:
    """A new record for a partner, of whom nothing is to come yet."""
    partner = start.partners[start.partner_count]
    start.partner_count += 1
    partner.score = 0
    partner.commitment = UNKNOWN
    partner.first_day = NEVER_YET
    partner.pilot_start_day = NEVER_YET
    partner.pilot_is_extended = False
    partner.waits = False
    partner.rate = 0.0
    return partner


@part
def next_customer(start: Start) -> StartedCustomer:
    """A new record for a customer of the partner added last."""
    customer = start.customers[start.customer_count]
    start.customer_count += 1
    customer.partner = start.partner_count - 1
    customer.cancel_day = NEVER_YET
    return customer


@part
def next_opportunity(start: Start) -> StartedOpportunity:
    """A new record for an opportunity of the partner added last, open so far."""
    opportunity = start.opportunities[start.opportunity_count]
    start.opportunity_count += 1
    opportunity.partner = start.partner_count - 1
    opportunity.won_day = NEVER_YET
    opportunity.arr_cents = 0
    return opportunity
