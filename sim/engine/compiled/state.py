"""The memory of the compiled engine: one array of integers and one of floats, with named places.

Compiling is fast when functions exchange two arrays instead of a structure of forty. ``m`` holds counters, where each
table begins (``…_AT``) and how long it is (``…_ROOM``), the world's integers, and the tables; ``x`` holds the world's
floats and the partners' sizes. ``partner_row(m, slot) + GONE`` is a place in ``m``.
"""

from sim.compilation import part
from sim.engine.compiled import layout as p
from sim.ledger import IntArray

# Counters of a future
(
    TODAY, PARTNERS, DEALS, FORCE, FORCE_SORTED, CUSTOMERS, CUSTOMERS_SORTED, FEES, EVENTS, LINKS, ROWS, PHASE_NOW,
    IS_SUNSET, LOAD_BPS, PARTNERS_WON, RAW, BEGUN, WAIT_HEAD, WAIT_TAIL, BUSY, SLOTS_NOW, IS_FULL, ACTIVE_NOW,
    INFLUENCED,
    COUNTERS,
) = range(25)  # fmt: skip

# Sizes of the scenario, and where tables begin in m; the room of the tables that grow
(
    MONTHS, KINDS, PHASES, STAGE_LIMIT, LATER_LIMIT,
    PHASE_AT, KIND_AT, LATER_AT, CHANNEL_AT,
    PARTNER_AT, DEAL_AT, FEE_AT, LINK_AT, FORCE_AT, CUSTOMERS_AT, WAITING_AT, DAY_HEAD_AT, EVENT_AT,
    AGENDA_AT, AGENDA_KEY_AT, RETURNING_AT, DISPLACED_AT, POOL_AT, POOL_START_AT,
    POOL_SIZE_AT, CARRY_AT, ACTIVE_BY_KIND_AT, CHANNEL_ARR_AT, SOURCED_AT, TOTAL_AT, RECRUITED_AT, STOCKS_AT, SUMS_AT,
    RESULTS_AT, ROWS_AT, END,
    PARTNER_ROOM, DEAL_ROOM, EVENT_ROOM, LINK_ROOM, AGENDA_ROOM, ROW_ROOM,
    PHASE_REALS_AT, KIND_REALS_AT, STAGE_AT, CHANNEL_REALS_AT, NEEDED_AT, GROWTH_AT, SEASON_AT, READINESS_AT,
    SCORE_ODDS_AT, SIZES_AT, X_END,
    PLACES,
) = range(COUNTERS, COUNTERS + 54)  # fmt: skip

# A row of the partner table
(
    DENSE, KIND_OF, PLACE, SCORE, VISIT, STAGE, SIGNED_DAY, WAIT_START, WAITS, FLOW_DAY, ONBOARDED, HAS_REPS, ACCOUNTS,
    QUALIFIED_COUNT, FIRST_MONTH, LAST_QUALIFIED, LAST_WON, LAST_ACTIVITY, GONE, PILOT_START, PILOT_BEFORE,
    PILOT_IS_EXTENDED,
) = range(22)  # fmt: skip
PARTNER_COLUMNS = 24
"""Three lines of a processor's cache, the first with all that the funnel reads; two columns are not used."""

# A row of the deal table
(
    OWNER, DEAL_KEY, DEAL_PLACE, IS_FIRST, ARR, CONTRACT_YEAR, TERM_MONTH, LAST_MONTH, STEP, DEAL_COLUMNS,
) = range(10)  # fmt: skip
AWAITS_GO_LIVE, AWAITS_CANCEL, AWAITS_RENEWAL = range(3)
CODE_BITS = 16
"""A deal's key is its partner's dense index above the code of its month and position."""
CODE_MASK = (1 << CODE_BITS) - 1

# A row of the event table: the events of a day are a chain
EVENT_ORDER, EVENT_ENTITY, EVENT_NEXT, EVENT_COLUMNS = range(4)

# Amounts, list amounts and row counts of a slot and month, one month after the other
SUM_COLUMNS = 3

# A row of the fee table, and of the lists kept by month
FEE_DEAL, FEE_CENTS, FEE_YEAR, FEE_PAYABLE, FEE_COLUMNS = range(5)
NEXT, FIRST_VALUE, SECOND_VALUE, LINK_COLUMNS = range(4)

NEVER_YET = -1
OPEN_END = 1 << 30


@part
def partner_row(m: IntArray, slot: int) -> int:
    """Where a partner's row begins."""
    return m[PARTNER_AT] + slot * PARTNER_COLUMNS  # type: ignore[no-any-return]


@part
def deal_row(m: IntArray, deal: int) -> int:
    """Where a deal's row begins."""
    return m[DEAL_AT] + deal * DEAL_COLUMNS  # type: ignore[no-any-return]


@part
def fee_row(m: IntArray, position: int) -> int:
    """Where a fee's row begins."""
    return m[FEE_AT] + position * FEE_COLUMNS  # type: ignore[no-any-return]


@part
def link_row(m: IntArray, entry: int) -> int:
    """Where the row of a monthly list's entry begins."""
    return m[LINK_AT] + entry * LINK_COLUMNS  # type: ignore[no-any-return]


@part
def kind_row(m: IntArray, kind: int) -> int:
    """Where an archetype's integers begin."""
    return m[KIND_AT] + kind * p.KIND_WHOLE_COLUMNS  # type: ignore[no-any-return]


@part
def kind_reals(m: IntArray, kind: int) -> int:
    """Where an archetype's floats begin in x."""
    return m[KIND_REALS_AT] + kind * p.KIND_REAL_COLUMNS  # type: ignore[no-any-return]


@part
def phase_row(m: IntArray, phase: int) -> int:
    """Where a phase's integers begin."""
    return m[PHASE_AT] + phase * p.PHASE_WHOLE_COLUMNS  # type: ignore[no-any-return]


@part
def phase_reals(m: IntArray, phase: int) -> int:
    """Where a phase's floats begin in x."""
    return m[PHASE_REALS_AT] + phase * p.PHASE_REAL_COLUMNS  # type: ignore[no-any-return]


@part
def channel_row(m: IntArray, channel: int) -> int:
    """Where a channel's integers begin."""
    return m[CHANNEL_AT] + channel * p.CHANNEL_WHOLE_COLUMNS  # type: ignore[no-any-return]


@part
def channel_reals(m: IntArray, channel: int) -> int:
    """Where a channel's floats begin in x."""
    return m[CHANNEL_REALS_AT] + channel * p.CHANNEL_REAL_COLUMNS  # type: ignore[no-any-return]


@part
def readiness_row(m: IntArray, month: int) -> int:
    """Where a month's readiness factors begin in x."""
    return m[READINESS_AT] + month * p.READINESS_COLUMNS  # type: ignore[no-any-return]


@part
def stage_row(m: IntArray, kind: int, stage: int) -> int:
    """Where a funnel stage's floats begin in x."""
    return m[STAGE_AT] + (kind * m[STAGE_LIMIT] + stage) * p.STAGE_COLUMNS  # type: ignore[no-any-return]


@part
def later_row(m: IntArray, kind: int) -> int:
    """Where an archetype's later rates begin."""
    return m[LATER_AT] + kind * m[LATER_LIMIT]  # type: ignore[no-any-return]


@part
def needed_at(m: IntArray, channel: int, month: int) -> int:
    """Where in x stands the new ARR that a channel's plan needs in a month."""
    return m[NEEDED_AT] + channel * (m[MONTHS] + 1) + month  # type: ignore[no-any-return]
