"""What a replication knows of its partners, deals, customers and fees: integers, one object an entity."""

from sim.engine.reference.agenda import OpenAppointment
from sim.ledger import deal_code
from sim.scenario.parameters import ArchetypeParameters
from sim.units import NEVER_YET

OPEN_END = 1 << 30


class Partner:
    """A contacted candidate and, from the agreement on, a partner."""

    __slots__ = (
        "accounts", "archetype", "archetype_position", "first_month", "flow_day", "gone", "has_reps", "index",
        "last_activity_day", "last_qualified_day", "last_won_day", "name_word", "onboarded", "onboarding_end",
        "place", "qualified", "score", "signed_day", "size", "visit", "wait_start_day",
    )  # fmt: skip

    def __init__(
        self, index: int, archetype: ArchetypeParameters, archetype_position: int, place: int, score: int, visit: int,
    ) -> None:  # fmt: skip
        self.index = index
        self.archetype = archetype
        self.archetype_position = archetype_position
        self.name_word = archetype.name_word
        self.place = place
        self.score = score
        self.visit = visit
        self.signed_day = NEVER_YET
        self.wait_start_day = NEVER_YET
        self.flow_day = NEVER_YET
        self.onboarded = False
        self.onboarding_end: OpenAppointment | None = None
        self.has_reps = False
        self.size = 0.0
        self.accounts = 0
        self.qualified = 0
        self.first_month = OPEN_END
        self.last_qualified_day = NEVER_YET
        self.last_won_day = NEVER_YET
        self.last_activity_day = NEVER_YET
        self.gone = False


class Deal:
    """An opportunity and the contract it may become, named by partner, month and position in the month."""

    __slots__ = ("arr_cents", "code", "contract_year", "k", "last_month", "month", "partner", "place", "term_month")

    def __init__(self, partner: Partner, month: int, k: int) -> None:
        self.partner = partner
        self.month = month
        self.k = k
        self.code = deal_code(month, k)
        self.place = partner.place | month << 8 | k
        self.arr_cents = 0
        self.contract_year = 1
        self.term_month = OPEN_END
        self.last_month = OPEN_END

    @property
    def order(self) -> tuple[int, int]:
        """Identity order: partner, then month and position."""
        return self.partner.index, self.code


class Fee:
    """An accrued referral fee that waits for its payout."""

    __slots__ = ("amount_cents", "contract_year", "deal", "payable_day")

    def __init__(self, deal: Deal, amount_cents: int, contract_year: int, payable_day: int) -> None:
        self.deal = deal
        self.amount_cents = amount_cents
        self.contract_year = contract_year
        self.payable_day = payable_day


class Books:
    """Revenue of a month in cents."""

    __slots__ = ("listed", "sourced", "total")

    def __init__(self) -> None:
        self.sourced = 0
        self.total = 0
        self.listed = 0
        """Of recruited customers, at list."""
