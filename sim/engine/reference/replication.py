"""The shared state of one replication: clock, ledger, draws, prepared values, and partners in force."""

from sim.engine.identity import Roll, roll_of
from sim.engine.prepared import MonthReadiness, Prepared, prepared_of
from sim.engine.reference.agenda import Agenda
from sim.engine.reference.state import Deal, Fee, Partner
from sim.engine.reference.vendor import Vendor
from sim.ledger import NOBODY, Ledger
from sim.randomness import draw_uniform
from sim.scenario.parameters import Parameters
from sim.units import month_of


class Replication:
    """State that the processes of one replication share."""

    def __init__(self, parameters: Parameters, key: int) -> None:
        self.parameters = parameters
        self.prepared: Prepared = prepared_of(parameters)
        self.key = key
        self.ledger = Ledger()
        self._append = self.ledger.rows.append
        self.agenda = Agenda()
        self.vendor = Vendor(parameters, self.prepared, key, self.ledger)
        self.roll: Roll = roll_of(parameters)

        self.phase = NOBODY
        self.is_sunset = False
        self.load_bps = 0
        self.in_force: dict[int, Partner] = {}
        self.customers: list[Deal] = []
        self.fees: list[Fee] = []
        self.displaced: dict[int, list[tuple[int, int, int]]] = {}
        self.returning: dict[int, list[tuple[int, int]]] = {}
        self.partners_won = 0
        self.raw_opportunities = 0
        self.onboardings_begun = 0

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
