"""The state of an engine at a month's close, as one table of records from which both engines begin.

Whoever fills it decides what has happened before; an engine begins from the records alone. The close is that of month
0 for a company as it begins: days before day 0 are negative then, and months before month 1 are 0 and below.
New records: ``started_new.py``.
"""

from dataclasses import dataclass
from typing import Annotated

from sim.records import Rows, Table
from sim.rules.certificate import COHORTS
from sim.rules.effects import DRIVERS
from sim.rules.measures import CLAIM_RINGS
from sim.rules.ring import BUCKETS

OPEN_END = 1 << 30
BATCH_PLACE, INDEX_PLACE, MONTH_PLACE = 32, 16, 8
"""Bits of the place in the address of a random number."""
NO_DEAL = -1
AWAITS_GO_LIVE, AWAITS_CANCEL, AWAITS_RENEWAL, AWAITS_DOWNGRADE, AWAITS_CHURN = range(5)
"""What the event of a customer is."""
UNDECIDED = -1
"""Class of a deal that is not won yet."""
WHOLE, WINNERS_PART, LOSERS_PART = range(3)
"""Of a deal's value: all of it, or what a partner has by a split: the part stated, or the rest."""
TIER_TO_FIND = -2
"""Of a partner that stands where it qualifies as the run begins."""
QUARTERS = COHORTS
"""Of whom certificates end: as many as the longest validity has."""
TO_MAKE = 0.0
"""Of effects that follow from a partner's tier and certificates as the run begins; no factor is 0."""
PAST_MONTHS = 12
"""Months before month 1 whose books may be known."""


@dataclass(slots=True, eq=False)
class StartedPartner:
    """A contacted candidate, a partner, or one that has left something behind; in the order of ``index``."""

    archetype: int
    index: int
    """Dense."""
    name_word: int
    """Under which it and its deals draw."""
    place: int
    score: int
    """What selection made of it."""
    visit: int
    stage: int
    """Of the funnel, while it is in it."""
    contacted_day: int
    """While it is in the funnel: for the row with which a run begins."""
    signed_day: int
    wait_start_day: int
    flow_day: int
    """On which its deal flow began."""
    onboarding_day: int
    """On which an onboarding began that is under way: for the row with which a run begins."""
    onboarded: bool
    has_reps: bool
    commitment: int
    """Whether it has people who sell, where that is known before its deal flow: ``YES``, ``NO`` or ``UNKNOWN``."""
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
    pilot_start_day: int
    pilot_is_extended: bool
    qualified_before_pilot: int
    customers: int
    """How many of its customers are live: for the rows with which a run begins."""


@dataclass(slots=True, eq=False)
class StartedDeal:
    """A raw opportunity, a qualified one, a customer, or one that has gone and has a fee to come."""

    partner: int
    """Place of its partner in the table."""
    month: int
    k: int
    """Name of the deal, with ``month`` unique within the partner."""
    is_first: bool
    """Whether it is the partner's first opportunity, and has not arrived yet."""
    qualified_day: int
    """For the row with which a run begins."""
    won_day: int
    """Likewise, of one that is not live yet."""
    arr_cents: int
    """Of one that was won."""
    contract_year: int
    added_cents: int
    """Of its ARR, at the renewal with which this contract year began."""
    term_month: int
    """In which this contract year began; ``OPEN_END`` before it is live."""
    last_month: int
    """Of its revenue; ``OPEN_END`` while it has not left."""
    awaits: int
    """What its event as a customer is."""
    locked: int
    """Months with changes that were over when its terms were read."""
    is_established: bool
    """Whether it was a customer on day 0."""
    line: int
    """Its product line, where that is known; ``UNKNOWN`` where it is drawn."""


@dataclass(slots=True, eq=False)
class StartedEvent:
    """Something that is to come."""

    day: int
    phase: int
    """Of the day (``sim.engine.order.DayPhase``)."""
    partner: int
    """Place in the table."""
    deal: int
    """Place in the table; ``NO_DEAL`` if the partner alone has it to come."""


@dataclass(slots=True, eq=False)
class StartedName:
    """A candidate on the list of those to contact."""

    index: int
    """Dense."""
    score: int
    visit: int


@dataclass(slots=True, eq=False)
class StartedReturn:
    """A candidate who is listed again at the opening of a month."""

    month: int
    index: int
    """Dense."""
    visit: int


@dataclass(slots=True, eq=False)
class StartedAccount:
    """What settlement and clawback know of a deal."""

    go_live_day: int
    leave_day: int
    """On which the customer left, or will within its contract year, where churn is by month; else ``OPEN_END``."""
    entries: int
    """Number of its entries of pay so far."""
    earned_cents: int
    """Pay of its first contract year so far, less what was taken back."""


@dataclass(slots=True, eq=False)
class StartedSale:
    """What measures and bands know of a won deal."""

    month: int
    """Of its win."""
    value_cents: int
    """Its ACV then."""
    rate_bps: int
    """Of its share or margin, by the bands of its terms."""
    tier: int
    """Of its partner, as its terms were read; ``TIER_TO_FIND``: where its partner stands as the run begins."""


@dataclass(slots=True, eq=False)
class StartedClaim:
    """The days of the claim of a deal, and whose it was."""

    contact_day: int
    submission: int
    approval_day: int
    engaged_day: int
    deal_class: int
    """``UNDECIDED`` before the win."""
    other_class: int
    """Under the other test of attribution."""
    part: int
    """``WHOLE``, or what it is of a value that is split."""
    locked: int
    """Months with changes that were over when it was qualified."""


@dataclass(slots=True, eq=False)
class StartedStanding:
    """Where a partner stands on its ladder."""

    tier: int
    """``NO_TIER`` if it is on none, or has no agreement yet; ``TIER_TO_FIND``."""
    warned_month: int
    """0: it is not warned."""
    is_provisional: bool
    near: int
    """Whether it is near its next tier: ``YES``, ``NO``, or ``UNKNOWN``, which is found as the run begins."""
    live_customers: int
    customers_ever: int
    """Customers that ever went live."""


@dataclass(slots=True, eq=False)
class StartedFee:
    """An accrued fee, sum or share that waits for its payout; negative if it is taken back."""

    partner: int
    """Place in the table."""
    deal: int
    """Place in the table; ``NO_DEAL`` of a rebate."""
    amount_cents: int
    contract_year: int
    """Of a rebate its position among those of the terms."""
    payable_day: int
    entry: int
    """Its number among those of the deal."""
    has_been_due: bool
    """Whether a payout has asked if it is disputed."""


@dataclass(slots=True, eq=False)
class StartedDisplacement:
    """A direct equivalent that a partner's deal takes away at the close of a month."""

    month: int
    partner: int
    """Dense index."""
    deal: int
    """Its code: month and position."""
    arr_cents: int


@dataclass(slots=True, eq=False)
class StartedBooks:
    """Revenue of a month that is over, in cents."""

    sourced: int
    total: int


def _by_bucket(size: "StartSize") -> int:
    return BUCKETS * size.partners if size.is_measured else 0


@dataclass(frozen=True, slots=True)
class StartSize:
    """How many records there is room for."""

    partners: int
    deals: int
    candidates: int
    """Names on all lists."""
    archetypes: int
    channels: int
    months: int
    fees: int
    is_measured: bool
    """Whether something reads what partners did."""
    bonuses: int
    rebates: int
    """Most of an archetype."""
    has_ladders: bool
    has_claims: bool
    has_effects: bool
    certificates: int


@dataclass(slots=True, eq=False)
class Start:
    """The state at the close of ``month``. Tables are in the stated order, as far as their records are in use."""

    month: int
    """0 if a run begins with month 1."""
    phase: int
    is_sunset: bool
    partners_won: int
    """Recruited partners that have won a deal, gone ones too."""
    busy: int
    """Onboarding slots in use."""
    influenced_arr_cents: int
    owed_cents: int
    """Fees earned before the run began, whose deals are not known, and not paid yet."""
    partners: Annotated[Table[StartedPartner], Rows(lambda size: size.partners)]
    """By dense index."""
    deals: Annotated[Table[StartedDeal], Rows(lambda size: size.deals)]
    """By partner, in any order."""
    accounts: Annotated[Table[StartedAccount], Rows(lambda size: size.deals)]
    """By the place of the deal."""
    sales: Annotated[Table[StartedSale], Rows(lambda size: size.deals if size.is_measured else 0)]
    """Likewise, where partners are measured."""
    claims: Annotated[Table[StartedClaim], Rows(lambda size: size.deals if size.has_claims else 0)]
    """Likewise, where claims tell deals apart."""
    ring_won: Annotated[Table[int], Rows(_by_bucket)]
    """ACV of deals won, a bucket a month (``sim.rules.ring``), by the place of the partner; likewise."""
    ring_deals: Annotated[Table[int], Rows(_by_bucket)]
    """Their number."""
    ring_billed: Annotated[Table[int], Rows(_by_bucket)]
    """What customers were billed, at list."""
    ring_pay: Annotated[Table[int], Rows(_by_bucket)]
    """Pay that accrued."""
    rebates_accrued: Annotated[Table[int], Rows(lambda size: size.partners * size.rebates)]
    """What accrued in the running period of each rebate of a partner, by its place."""
    bonuses_had: Annotated[Table[int], Rows(lambda size: size.partners * size.bonuses)]
    """How many of each bonus a partner has had, by its place."""
    standings: Annotated[Table[StartedStanding], Rows(lambda size: size.partners if size.has_ladders else 0)]
    """By the place of the partner, where there are ladders."""
    ring_claims: Annotated[
        Table[int], Rows(lambda size: CLAIM_RINGS * BUCKETS * size.partners if size.has_ladders else 0)
    ]
    """What a ladder alone measures, rings of a partner one after the other; likewise."""
    holders: Annotated[Table[int], Rows(lambda size: size.partners * size.certificates)]
    """People of a partner who hold each certificate, by its place."""
    cohorts: Annotated[Table[int], Rows(lambda size: COHORTS * size.partners * size.certificates)]
    """Of each, those by the quarter in which they passed or renewed it (``sim.rules.certificate``)."""
    issued: Annotated[Table[int], Rows(lambda size: size.certificates)]
    """Certificates that were passed or renewed since the books before."""
    effects: Annotated[Table[float], Rows(lambda size: DRIVERS * size.partners if size.has_effects else 0)]
    """Factors of a partner's drivers (``sim.rules.effects``), or ``TO_MAKE``, where something has effects."""
    events: Annotated[Table[StartedEvent], Rows(lambda size: size.partners + size.deals)]
    """In any order; one a partner and one a deal at most."""
    waiting: Annotated[Table[int], Rows(lambda size: size.partners)]
    """Places of the partners that wait for onboarding, in their order."""
    names: Annotated[Table[StartedName], Rows(lambda size: size.candidates)]
    """In any order."""
    returns: Annotated[Table[StartedReturn], Rows(lambda size: size.candidates)]
    """In any order."""
    fees: Annotated[Table[StartedFee], Rows(lambda size: size.fees)]
    """In the order of accrual."""
    displacements: Annotated[Table[StartedDisplacement], Rows(lambda size: size.deals)]
    """In any order."""
    books: Annotated[Table[StartedBooks], Rows(lambda size: PAST_MONTHS + size.months)]
    """By month, the last is that of ``month``."""
    contact_carry: Annotated[Table[int], Rows(lambda size: size.archetypes)]
    """Parts of a contact that are left, in millionths, by archetype."""
    channel_arr_cents: Annotated[Table[int], Rows(lambda size: size.channels)]
    """By channel."""
    partner_count: int
    deal_count: int
    event_count: int
    waiting_count: int
    name_count: int
    return_count: int
    fee_count: int
    displacement_count: int
    books_count: int
