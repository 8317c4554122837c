"""The start state: a company as it is on the as-of date. Days are those of a run (``days``), all before day 0."""

from dataclasses import dataclass
from datetime import date

from sim.units import DAYS_PER_YEAR, has_come, month_of


@dataclass(frozen=True, slots=True)
class StartedPartner:
    """A partner with an agreement, now or once. A day that has not come is ``NEVER_YET``."""

    id: str
    archetype: str
    signed_day: int
    onboarded_day: int
    left_day: int
    is_committed: bool | None
    """Whether it has people who sell; None if that is not known."""
    first_qualified_day: int
    last_qualified_day: int
    last_won_day: int
    qualified: int
    """Its qualified opportunities so far."""
    size_thousandths: int | None
    """Relative to the usual partner of its archetype, which has 1000; None if it is not known."""

    @property
    def name(self) -> str:
        """Under which it draws."""
        return f"{self.archetype}/{self.id}"

    @property
    def is_in_force(self) -> bool:
        """Whether its agreement has not ended."""
        return not has_come(self.left_day)


@dataclass(frozen=True, slots=True)
class StartedCustomer:
    """A live customer of a partner."""

    id: str
    partner: int
    """Position of the partner in the start state."""
    code: int
    """Of its deal (``sim.ledger.deal_code``), within its partner."""
    arr_cents: int
    first_go_live_day: int
    term_day: int
    """On which its running contract year began."""
    line: str
    """Product line; empty for none."""

    @property
    def contract_year(self) -> int:
        """1 in the year that begins at the first go-live."""
        return 1 + (self.term_day - self.first_go_live_day + DAYS_PER_YEAR // 2) // DAYS_PER_YEAR

    @property
    def term_month(self) -> int:
        """Month in which the running year began: 0 for that of the as-of date."""
        return month_of(self.term_day)


@dataclass(frozen=True, slots=True)
class StartedOpportunity:
    """A qualified opportunity of a partner: open, or won and not live yet."""

    id: str
    partner: int
    """Position of the partner in the start state."""
    code: int
    """Of its deal (``sim.ledger.deal_code``), within its partner."""
    qualified_day: int
    won_day: int
    """``NEVER_YET`` while it is open."""


@dataclass(frozen=True, slots=True)
class StartedCandidate:
    """A candidate that has been listed, or contacted and is in a stage of recruiting."""

    id: str
    archetype: str
    score: int | None
    """None if it is not known."""
    contacted_day: int
    """``NEVER_YET`` if it is only listed."""
    stage: str
    """Name of the stage; empty if it is only listed."""

    @property
    def name(self) -> str:
        """Under which it draws."""
        return f"{self.archetype}/{self.id}"


@dataclass(frozen=True, slots=True)
class StartedMonth:
    """Revenue of a month of the past, booked, in cents."""

    month: int
    """0 for that of the as-of date, -1 for the one before it."""
    direct_cents: int
    inbound_cents: int
    roster_cents: int
    partner_cents: int
    """Of the program's partners, without the roster."""
    fees_owed_cents: int
    """Fees earned and not yet paid, at its end."""

    @property
    def all_cents(self) -> int:
        """Of all channels and partners."""
        return self.direct_cents + self.inbound_cents + self.roster_cents + self.partner_cents


@dataclass(frozen=True, slots=True)
class StartState:
    """A company with a running program, on the as-of date."""

    as_of: date
    month: int
    """Months of the program that are over: month m of a run is month ``month + m`` of the program."""
    phase: str
    phase_age_months: int
    growth_last_year: tuple[float | None, float | None, float | None]
    """Growth of each channel's revenue in the last year, 0.18 for 18%; None where that is not known."""
    partners: tuple[StartedPartner, ...]
    """By archetype and id."""
    customers: tuple[StartedCustomer, ...]
    """Of partners alone, by partner and code."""
    opportunities: tuple[StartedOpportunity, ...]
    """By partner and code."""
    candidates: tuple[StartedCandidate, ...]
    """By archetype and id."""
    months: tuple[StartedMonth, ...]
    """The last twelve at most, oldest first; the last is month 0. Empty where they are not known."""
    digest: str
    """SHA-256 of the values of all tables."""

    @property
    def owed_cents(self) -> int:
        """Fees earned before day 0 and not paid yet."""
        return self.months[-1].fees_owed_cents if self.months else 0
