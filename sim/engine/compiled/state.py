"""The state of the compiled engine by name: the world of a call and its tables (in memory by ``sim.records``)."""

from dataclasses import dataclass
from typing import Annotated

from sim.engine.compiled.account import Account, Due, Fee, Sale
from sim.engine.compiled.claimed import Claim
from sim.engine.compiled.room import (
    BY_ARCHETYPE,
    BY_ARCHETYPE_AND_MONTH_AFTER,
    BY_BUCKET,
    BY_CANDIDATE,
    BY_CHANNEL,
    BY_DAY,
    BY_DEAL,
    BY_MEASURED_DEAL,
    BY_MEASURED_PARTNER,
    BY_MONTH,
    BY_MONTH_AND_SLOT,
    BY_PARTNER,
    BY_PARTNER_OF_LADDER,
    BY_PARTNER_WITH_RINGS,
    BY_STOCK_AND_MONTH,
    Room,
    rows,
)
from sim.engine.compiled.standing import Compared, Standing
from sim.engine.plan import Plan
from sim.engine.prepared import Prepared
from sim.engine.started import PAST_MONTHS, QUARTERS, Start
from sim.records import REFERENCE, Table
from sim.rules.effects import DRIVERS
from sim.rules.measures import CLAIM_RINGS
from sim.rules.ring import BUCKETS
from sim.scenario.parameters import Parameters
from sim.units import MONTHS_PER_YEAR

OPEN_END = 1 << 30
OF_A_LINE = 2
"""Numbers that are kept of a partner's product line: live customers, and their ARR."""
CODE_BITS = 16
"""A deal's identity is its partner's dense index above the code of its month and position."""
CODE_MASK = (1 << CODE_BITS) - 1


@dataclass(slots=True, eq=False)
class Run:
    """The clock and the counters of a future; all 0 before it begins."""

    key: int
    today: int
    months_over: int
    """Months that are over today: rows of a day belong to the next one, those of a close to the last of them."""
    is_full: bool
    """A table was full: the future is simulated again with more room."""
    phase: int
    is_sunset: bool
    load_bps: int
    slots: int
    busy: int
    waiting_first: int
    """Place in ``waiting`` of the partner that waits longest, and the place after the last."""
    waiting_end: int
    partners: int
    """Rows of the tables in use."""
    deals: int
    fees: int
    events: int
    links: int
    rows: int
    in_force: int
    in_force_in_order: int
    """Number of first entries that are in identity order already."""
    customers: int
    customers_in_order: int
    partners_won: int
    active: int
    active_recruited: int
    raw_opportunities: int
    onboardings_begun: int
    with_flows: int
    """Partners that ever had an opportunity, where they are measured."""
    influenced_arr_cents: int
    owed_cents: int
    """Fees from before the run that are not paid yet."""
    changed: int
    """Months with changes that are over."""
    first_books: int
    """First month whose books are known."""
    won_this_month: int
    """Deals whose rate the close of the month sets."""


@dataclass(slots=True, eq=False)
class Partner:
    """A contacted candidate and, from the agreement on, a partner; the fields that the funnel reads come first."""

    index: int
    archetype: int
    name_word: int
    """Of its archetype."""
    place: int
    score: int
    visit: int
    stage: int
    signed_day: int
    gone: bool
    is_recruited: bool
    """Whether it counts as recruited where a phase asks for partners."""
    waits: bool
    onboarded: bool
    has_reps: bool
    commitment: int
    """Whether it has people who sell, where that is known before its deal flow begins."""
    pilot_is_extended: bool
    flow_day: int
    accounts: int
    qualified: int
    first_month: int
    last_qualified_day: int
    last_won_day: int
    last_activity_day: int
    size: float
    wait_start_day: int
    pilot_start_day: int
    qualified_before_pilot: int


@dataclass(slots=True, eq=False)
class Deal:
    """An opportunity and the contract it may become."""

    partner: int
    identity: int
    place: int
    is_first: bool
    arr_cents: int
    contract_year: int
    term_month: int
    last_month: int
    awaits: int
    locked: int
    """Months with changes that were over when its terms were read."""
    is_established: bool
    """Whether it was a customer on day 0."""
    line: int
    """Its product line, where that is known; ``UNKNOWN`` where it is drawn."""
    drawn_line: int
    """The line that was drawn for it; ``UNKNOWN`` until something asks."""


@dataclass(slots=True, eq=False)
class Event:
    """An event; the events of a day are linked."""

    order: int
    entity: int
    next: int


@dataclass(slots=True, eq=False)
class Entry:
    """An entity in a list that is sorted."""

    order: int
    entity: int


@dataclass(slots=True, eq=False)
class Link:
    """An entry of a list kept by month."""

    next: int
    first: int
    second: int


@dataclass(slots=True, eq=False)
class Recruiting:
    """An archetype's candidates to contact, and its partners at the last close."""

    pool_start: int
    pool_size: int
    contact_carry: int
    active: int
    rivals: int
    """Of those in force at the opening the partners that were active then."""


@dataclass(slots=True, eq=False)
class Books:
    """Revenue of a month in cents."""

    sourced: int
    total: int
    listed: int
    """Of recruited customers, at list."""


@dataclass(slots=True, eq=False)
class Sum:
    """Amounts, list amounts and rows of a tally slot in a month (``sim.metrics.tallies``)."""

    amount: int
    listed: int
    count: int


@dataclass(slots=True, eq=False)
class Row:
    """A ledger row (``sim.ledger.COLUMNS``)."""

    day: int
    kind: int
    partner: int
    deal: int
    amount_cents: int
    list_cents: int
    detail: int


@dataclass(slots=True, eq=False)
class Result:
    """The addresses of the tallies of a future, or of its twin."""

    sums: Annotated[Table[Sum], BY_MONTH_AND_SLOT]
    stocks: Annotated[Table[int], BY_STOCK_AND_MONTH]
    recruited_arr: Annotated[Table[int], BY_ARCHETYPE]
    pay_due: Annotated[Table[int], BY_ARCHETYPE_AND_MONTH_AFTER]
    unused: Annotated[Table[int], BY_ARCHETYPE_AND_MONTH_AFTER]
    owed: Annotated[Table[int], BY_ARCHETYPE]
    margin_locked: Annotated[Table[int], BY_ARCHETYPE]


@dataclass(slots=True, eq=False)
class World:
    """The worlds of a call, and the state of the future that is being simulated.

    A table that declares its rows is given memory for them; the others point to memory elsewhere.
    """

    run: Run
    room: Room
    all_parameters: Table[Parameters]
    stated: Annotated[Parameters, REFERENCE]
    """Of the world that is being simulated."""
    parameters: Annotated[Parameters, REFERENCE]
    """Those of them that are in force."""
    prepared: Prepared
    plan: Plan
    """Of the future that is being simulated, and of its twin."""
    start: Start
    """Of the future that is being simulated."""
    partners: Annotated[Table[Partner], BY_PARTNER]
    deals: Annotated[Table[Deal], BY_DEAL]
    accounts: Annotated[Table[Account], BY_DEAL]
    added_cents: Annotated[Table[int], BY_DEAL]
    """Of a deal's ARR, at the renewal with which its contract year began; written from the second year on."""
    claims: Annotated[Table[Claim], rows(lambda size: size.room.deals if size.first.claims else 0)]
    sales: Annotated[Table[Sale], BY_MEASURED_DEAL]
    live_arr_cents: Annotated[Table[int], BY_MEASURED_PARTNER]
    """Of a partner's customers."""
    year_pay_cents: Annotated[Table[int], BY_MEASURED_PARTNER]
    """Pay that accrued in the running fiscal year: what its months in the ring add up to."""
    has_flows: Annotated[Table[int], BY_PARTNER_WITH_RINGS]
    """1 of a partner that ever had an opportunity; of others, who are many, no ring is written or read."""
    with_flows: Annotated[Table[int], BY_PARTNER_WITH_RINGS]
    """Slots of those that had one."""
    cut_cents: Annotated[Table[int], BY_MEASURED_PARTNER]
    """Of a partner's pay, by a cap, in the running month."""
    ring_won: Annotated[Table[int], BY_BUCKET]
    """ACV of a partner's deals by the months in which they were won (``sim.rules.ring``)."""
    ring_deals: Annotated[Table[int], BY_BUCKET]
    """Their number."""
    ring_billed: Annotated[Table[int], BY_BUCKET]
    """What its customers were billed, at list."""
    ring_pay: Annotated[Table[int], BY_BUCKET]
    """Pay that accrued."""
    rebates_accrued: Annotated[Table[int], rows(lambda size: size.room.partners * size.first.rebates)]
    """What accrued in the running period of each rebate of a partner."""
    bonuses_had: Annotated[Table[int], rows(lambda size: size.room.partners * len(size.first.bonuses))]
    """How many of each bonus a partner has had."""
    was_active: Annotated[Table[int], rows(lambda size: size.room.partners if size.first.claims else 0)]
    """1 of a partner that was active at the last close, where claims tell deals apart."""
    standings: Annotated[Table[Standing], BY_PARTNER_OF_LADDER]
    ring_claims: Annotated[
        Table[int],
        rows(lambda size: CLAIM_RINGS * BUCKETS * size.room.partners if size.first.ladders else 0),
    ]
    """Rings of a partner, one after the other (``sim.rules.measures``)."""
    live_lines: Annotated[Table[int], rows(lambda size: OF_A_LINE * size.room.partners * size.first.lines)]
    """What is live of each product line of a partner, where a ladder asks for it."""
    compared: Annotated[Table[Compared], BY_PARTNER_OF_LADDER]
    """By the place among partners in force, and so are the volumes."""
    volumes: Annotated[Table[int], BY_PARTNER_OF_LADDER]
    ranked: Annotated[Table[int], BY_PARTNER_OF_LADDER]
    """Places of those that are ranked."""
    standing_at: Annotated[Table[int], rows(lambda size: sum(len(one.tiers) for one in size.first.ladders))]
    """Partners in force by the tiers of all ladders, as they are charged."""
    condition_values: Annotated[
        Table[int], rows(lambda size: max((len(one.thresholds) for one in size.first.ladders), default=0))
    ]
    """Of a partner, while its conditions are read."""
    point_values: Annotated[
        Table[int], rows(lambda size: max((len(one.points) for one in size.first.ladders), default=0))
    ]
    """Of a partner, while its points are counted."""
    holders: Annotated[Table[int], rows(lambda size: size.room.partners * len(size.first.certificates))]
    """People of a partner who hold each certificate."""
    cohorts: Annotated[Table[int], rows(lambda size: QUARTERS * size.room.partners * len(size.first.certificates))]
    """Of each, those by the quarter in which they passed or renewed it (``sim.rules.certificate``)."""
    issued: Annotated[Table[int], rows(lambda size: len(size.first.certificates))]
    """Certificates that were passed or renewed since the books before."""
    effects: Annotated[
        Table[float], rows(lambda size: DRIVERS * size.room.partners if size.first.effects.factors else 0)
    ]
    """Factors of a partner's drivers (``sim.rules.effects``)."""
    effects_due: Annotated[Table[int], rows(lambda size: size.room.partners if size.first.effects.factors else 0)]
    """1 of a partner whose effects the next opening makes anew: its tier or its certificates have changed."""
    effect_sources: Annotated[Table[int], rows(lambda size: 1 + len(size.first.certificates))]
    """Of a partner, while they are made."""
    won_this_month: Annotated[Table[int], BY_MEASURED_DEAL]
    """Deals whose rate is set at the close of the month in which they are won."""
    fees: Annotated[Table[Fee], rows(lambda size: size.room.fees)]
    due: Annotated[Table[Due], BY_PARTNER]
    in_force: Annotated[Table[Entry], BY_PARTNER]
    """Partners by slot, in identity order up to the last close."""
    customers: Annotated[Table[Entry], BY_DEAL]
    """Deals in revenue recognition, likewise."""
    waiting: Annotated[Table[int], BY_PARTNER]
    """Slots of partners in the order in which they began to wait for onboarding."""
    events: Annotated[Table[Event], rows(lambda size: size.room.events)]
    day_events: Annotated[Table[int], BY_DAY]
    """The last scheduled event of a day."""
    agenda: Annotated[Table[Entry], rows(lambda size: size.room.agenda)]
    """Entries being sorted: a day's events, or additions to a list."""
    links: Annotated[Table[Link], rows(lambda size: size.room.links)]
    returning: Annotated[Table[int], BY_MONTH]
    """The last link of candidates who are listed again."""
    displaced: Annotated[Table[int], BY_MONTH]
    """The last link of direct equivalents that a partner's deal takes away."""
    recruiting: Annotated[Table[Recruiting], BY_ARCHETYPE]
    pool: Annotated[Table[int], BY_CANDIDATE]
    """One heap of candidates per archetype."""
    used_cents: Annotated[Table[int], BY_PARTNER]
    """By slot of a partner in force that resells: what it owes for its customers' use of the month that closes."""
    supported_cents: Annotated[Table[int], BY_ARCHETYPE]
    """List of the month that closes of customers whose partners are in force."""
    channel_arr_cents: Annotated[Table[int], BY_CHANNEL]
    books: Annotated[Table[Books], rows(lambda size: PAST_MONTHS + size.first.months)]
    """By month, those before month 1 first."""
    promised: Annotated[Table[int], rows(lambda _: MONTHS_PER_YEAR)]
    """Margins of the months of a contract year to come."""
    results: Table[Result]
    """Of each future, and of its twin behind it."""
    result: Annotated[Result, REFERENCE]
    """Of the run or the twin that is being simulated."""
    sums: Table[Sum]
    """Of that result."""
    rows: Table[Row]
    """The ledger, if it is kept."""
