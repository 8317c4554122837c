"""The shared state of one replication: clock, ledger, draws, prepared values, and partners in force."""

from collections import Counter
from collections.abc import Callable
from functools import partial

from sim.engine.identity import Roll, roll_of
from sim.engine.plan import Plan, plan_of
from sim.engine.prepared import MonthReadiness, Prepared, prepared_of
from sim.engine.reference.agenda import Agenda
from sim.engine.reference.state import Books, Deal, Fee, Kinds, Partner, Reading
from sim.engine.reference.vendor import Vendor
from sim.engine.reference.waiting import WaitingLine
from sim.engine.start import start_of
from sim.engine.started import Start
from sim.ledger import NOBODY, Ledger
from sim.randomness import draw_uniform
from sim.scenario.parameters import Parameters, PhaseParameters
from sim.units import DAYS_PER_MONTH, month_of


class Replication:
    """State that the processes of one replication share."""

    def __init__(
        self,
        parameters: Parameters,
        key: int,
        begin_onboarding: Callable[["Replication", Partner], bool],
        start: Start | None = None,
    ) -> None:
        """``begin_onboarding`` begins that of a partner which has waited, and says whether it did.

        It begins with ``start``, or with what the parameters say of day 0.
        """
        self.stated = parameters
        self.parameters = parameters
        """In force."""
        self.kinds = Kinds(parameters.archetypes)
        self.changed = 0
        """Months with changes that are over."""
        self.prepared: Prepared = prepared_of(parameters)
        self.plan: Plan = plan_of(parameters, self.prepared, key)
        self.key = key
        self.start: Start = start or start_of(parameters, self.prepared, key)
        self.ledger = Ledger()
        self._append = self.ledger.rows.append
        self.agenda = Agenda(DAYS_PER_MONTH * self.start.month)
        self.vendor = Vendor(parameters, self.prepared, self.plan, key, self.ledger)
        self.roll: Roll = roll_of(parameters)

        self.phase = NOBODY
        self.is_sunset = False
        self.load_bps = 0
        self.in_force: dict[int, Partner] = {}
        self.active: list[Partner] = []
        """At the last close."""
        self.onboarding: WaitingLine[Partner] = WaitingLine(partial(begin_onboarding, self))
        self.pools: list[list[tuple[int, int, int]]] = [[] for _ in parameters.archetypes]
        """By archetype: a heap of candidates to contact, by (score below 0, dense index, visit)."""
        self.contact_carry = [0 for _ in parameters.archetypes]
        self.books: dict[int, Books] = {}
        """By month."""
        self.customers: list[Deal] = []
        self.fees: list[Fee] = []
        self.owed_cents = 0
        """Fees from before the run that are not paid yet."""
        self.measured: list[Partner] = []
        """Partners that have done something, where partners are measured, in any order."""
        self.won_this_month: list[Deal] = []
        """Deals whose rate is set at the close of the month in which they are won."""
        self.issued = [0 for _ in parameters.certificates]
        """Certificates that were passed or renewed since the books before, by position."""
        self.displaced: dict[int, list[tuple[int, int, int]]] = {}
        self.returning: dict[int, list[tuple[int, int]]] = {}
        self.watched = NOBODY
        """Dense index of a partner whose readings are kept."""
        self.readings: list[Reading] = []
        self.partners_won = 0
        self.raw_opportunities = 0
        self.onboardings_begun = 0
        self.used = Counter[int]()
        """By partner in force that resells: what it owes for its customers' use of the month that closes."""
        self.supported = Counter[int]()
        """By archetype: list of the month that closes of customers whose partners are in force."""

    @property
    def phase_in_force(self) -> PhaseParameters | None:
        """None before the first phase and after a sunset."""
        return None if self.phase == NOBODY or self.is_sunset else self.parameters.phases[self.phase]

    def partners(self) -> list[Partner]:
        """Partners in force, in identity order."""
        return [self.in_force[index] for index in sorted(self.in_force)]

    @property
    def today(self) -> int:
        return self.agenda.today

    def row(
        self, kind: int, partner: int = NOBODY, deal: int = NOBODY, amount: int = 0, listed: int = 0, detail: int = 0
    ) -> None:
        """Write a ledger row of today."""
        self._append((self.agenda.today, kind, partner, deal, amount, listed, detail))

    def draw(self, stream: int, partner: Partner, ordinal: int = 0) -> float:
        """A partner's uniform for a decision."""
        return draw_uniform(self.key, stream, partner.name_word, partner.place, ordinal)

    def draw_for_deal(self, stream: int, deal: Deal, ordinal: int = 0) -> float:
        """A deal's uniform for a decision."""
        return draw_uniform(self.key, stream, deal.partner.name_word, deal.place, ordinal)

    def month_readiness(self) -> MonthReadiness:
        """What readiness does today."""
        return self.prepared.readiness[month_of(self.agenda.today)]

    def leave(self, partner: Partner) -> None:
        """End an agreement; what is open stays with the deals' own rules."""
        partner.gone = True
        self.in_force.pop(partner.index, None)
