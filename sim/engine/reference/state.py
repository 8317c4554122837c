"""What a replication knows of its partners, deals, customers and fees: integers, one object an entity."""

from collections import Counter
from dataclasses import dataclass, field

from sim.engine.reference.agenda import OpenAppointment
from sim.engine.started import UNDECIDED, WHOLE
from sim.ledger import deal_code
from sim.rules.measures import CLAIM_RINGS
from sim.rules.ring import BUCKETS
from sim.scenario.parameters import NO, NO_TIER, UNKNOWN, ArchetypeParameters
from sim.units import NEVER_YET

OPEN_END = 1 << 30


def _ring() -> list[int]:
    return [0] * BUCKETS


@dataclass(slots=True, eq=False)
class Flows:
    """What a partner did in the last months, by their place in a ring, and what is live."""

    won_cents: list[int] = field(default_factory=_ring)
    deals: list[int] = field(default_factory=_ring)
    billed_cents: list[int] = field(default_factory=_ring)
    pay_cents: list[int] = field(default_factory=_ring)
    live_arr_cents: int = 0
    cut_cents: int = 0
    """By a cap, in the running month."""

    @property
    def rings(self) -> tuple[list[int], ...]:
        return self.won_cents, self.deals, self.billed_cents, self.pay_cents


@dataclass(slots=True, eq=False)
class Standing:
    """Where a partner stands on its ladder, and what a ladder alone measures."""

    tier: int = NO_TIER
    warned_month: int = 0
    """0: it is not warned."""
    is_provisional: bool = False
    near: int = NO
    """Whether it was near its next tier at the last close."""
    live_customers: int = 0
    customers_ever: int = 0
    lines: Counter[tuple[int, int]] = field(default_factory=Counter)
    """By measure and number of a product line, where a ladder asks for what is live of one."""
    claims: list[int] = field(default_factory=lambda: [0] * (CLAIM_RINGS * BUCKETS))
    """Rings of what it did, one after the other (``sim.rules.measures``)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a close made of a partner on its ladder."""

    month: int
    values: tuple[int, ...]
    """Of its conditions, in their order."""
    qualified: int
    tier_before: int
    tier: int
    warned_before: int
    """Month of its warning; 0: none."""
    warned_month: int
    is_removed: bool


@dataclass(slots=True, eq=False)
class Kinds:
    """The archetypes as they are in force."""

    archetypes: tuple[ArchetypeParameters, ...]


@dataclass(slots=True, eq=False)
class Partner:
    """A contacted candidate and, from the agreement on, a partner."""

    index: int
    kinds: Kinds
    archetype_position: int
    place: int
    score: int
    visit: int
    name_word: int = field(init=False)
    """Of its archetype."""
    signed_day: int = NEVER_YET
    wait_start_day: int = NEVER_YET
    flow_day: int = NEVER_YET
    onboarded: bool = False
    onboarding_end: OpenAppointment | None = None
    has_reps: bool = False
    commitment: int = UNKNOWN
    """Whether it has people who sell, where that is known before its deal flow begins."""
    size: float = 0.0
    accounts: int = 0
    qualified: int = 0
    first_month: int = OPEN_END
    last_qualified_day: int = NEVER_YET
    last_won_day: int = NEVER_YET
    last_activity_day: int = NEVER_YET
    gone: bool = False
    is_recruited: bool = True
    """Whether it counts as recruited where a phase asks for partners."""
    rebates: dict[int, int] = field(default_factory=dict)
    """What accrued in the running period of each rebate, by position."""
    bonuses: dict[int, int] = field(default_factory=dict)
    """How many of each bonus it has had, by position."""
    standing: Standing = field(default_factory=Standing)
    holders: list[int] = field(default_factory=list)
    """People who hold each certificate, by position."""
    cohorts: list[int] = field(default_factory=list)
    """Of each certificate, those by the quarter in which they passed or renewed it (``sim.rules.certificate``)."""
    effects: list[float] = field(default_factory=list)
    """Factor of each driver, where something has effects, from the agreement on."""
    flows: Flows | None = None
    """Where something measures partners, from the first thing that it does."""

    def __post_init__(self) -> None:
        self.name_word = self.archetype.name_word

    @property
    def archetype(self) -> ArchetypeParameters:
        """Its archetype as it is in force."""
        return self.kinds.archetypes[self.archetype_position]


@dataclass(slots=True, eq=False)
class Account:
    """What settlement and clawback know of a deal."""

    go_live_day: int = NEVER_YET
    leave_day: int = OPEN_END
    """On which the customer left, or will within its contract year, where churn is by month."""
    entries: int = 0
    """Number of its entries of pay so far."""
    earned_cents: int = 0
    """Pay of its first contract year so far, less what was taken back."""


@dataclass(slots=True, eq=False)
class Claim:
    """The days of a claim, and whose deal it was."""

    contact_day: int = NEVER_YET
    """The partner's first contact with the account."""
    submission: int = NEVER_YET
    """Day of the registration."""
    approval_day: int = NEVER_YET
    engaged_day: int = NEVER_YET
    """On which direct sales come to the account."""
    deal_class: int = UNDECIDED
    """From the win on."""
    other_class: int = UNDECIDED
    """Under the other test of attribution."""
    part: int = WHOLE
    """Of the value of an account that two partners split."""
    locked: int = 0
    """Months with changes that were over when the opportunity was qualified."""
    has_rival: bool = False
    """Whether another partner has the account too, as its cycle begins."""


@dataclass(slots=True, eq=False)
class Deal:
    """An opportunity and the contract it may become, named by partner, month and position in the month."""

    partner: Partner
    month: int
    k: int
    code: int = field(init=False)
    place: int = field(init=False)
    arr_cents: int = 0
    contract_year: int = 1
    added_cents: int = 0
    """Of the ARR, at the renewal with which this contract year began."""
    term_month: int = OPEN_END
    last_month: int = OPEN_END
    locked: int = 0
    """Months with changes that were over when its terms were read."""
    is_established: bool = False
    """Whether it was a customer on day 0."""
    line: int = UNKNOWN
    """Its product line, where that is known."""
    account: Account = field(default_factory=Account)
    claim: Claim = field(default_factory=Claim)
    won_month: int = NEVER_YET
    """Month of its win, and its ACV then, where partners are measured."""
    won_cents: int = 0
    locked_rate_bps: int = 0
    """By the bands of its terms, read at the win."""
    locked_tier: int = 0
    """Of its partner, as its terms were read."""

    def __post_init__(self) -> None:
        self.code = deal_code(self.month, self.k)
        self.place = self.partner.place | self.month << 8 | self.k

    @property
    def order(self) -> tuple[int, int]:
        """Identity order: partner, then month and position."""
        return self.partner.index, self.code


@dataclass(slots=True, eq=False)
class Fee:
    """An accrued entry of pay that waits for its payout; negative if it is taken back."""

    partner: Partner
    deal: Deal | None
    """None of a rebate."""
    amount_cents: int
    contract_year: int
    """Of a rebate its position among those of the terms."""
    payable_day: int
    entry: int
    """Its number among those of the deal."""
    has_been_due: bool = False
    """Whether a payout has asked if it is disputed."""


@dataclass(slots=True, eq=False)
class Books:
    """Revenue of a month in cents."""

    sourced: int = 0
    total: int = 0
    listed: int = 0
    """Of recruited customers, at list."""
