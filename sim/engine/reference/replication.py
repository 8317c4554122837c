"""The shared state of one replication: clock, ledger, draws, readiness of the month, and who is in force."""

from sim.engine.identity import Roll, roll_of
from sim.engine.reference.agenda import Agenda
from sim.engine.reference.state import Deal, Fee, Partner
from sim.engine.reference.vendor import Vendor
from sim.engine.reference.waiting import WaitingLine
from sim.ledger import NOBODY, Kind, Ledger
from sim.randomness import Stream, draw_uniform, name_word
from sim.rules.activation import has_committed_reps
from sim.rules.effort import archetype_effort
from sim.rules.onboarding import onboarding_days
from sim.rules.readiness import readiness_multiplier, shortfall
from sim.rules.selection import score_odds
from sim.rules.terms import resale_margin_cents
from sim.scenario.parameters import ArchetypeParameters, Parameters, ReadinessEffectsParameters, ReadinessParameters
from sim.units import month_of

_SCORE_RANGE = range(36)
_ONBOARDING_TIME = Stream.ONBOARDING_TIME.value
_COMMITTED_REPS = Stream.COMMITTED_REPS.value


class MonthReadiness:
    """What readiness does in one month: a factor a mechanism (R-11)."""

    __slots__ = (
        "activation_odds", "capacity", "conflict_odds", "cycle", "departure", "early_cancel_odds", "effort",
        "headroom_shortfall", "win_odds",
    )  # fmt: skip

    def __init__(self, readiness: ReadinessParameters, effects: ReadinessEffectsParameters, month: int) -> None:
        def gap(scores: tuple[float, ...]) -> float:
            return shortfall(scores[month], effects.ready_score, effects.unready_score)

        product, clarity = gap(readiness.product_maturity), gap(readiness.sales_clarity)
        self.activation_odds = readiness_multiplier(effects.activation_odds_multiplier, product)
        self.early_cancel_odds = readiness_multiplier(effects.early_cancel_odds_multiplier, product)
        self.departure = readiness_multiplier(effects.departure_multiplier, product)
        self.win_odds = readiness_multiplier(effects.win_odds_multiplier, clarity)
        self.cycle = readiness_multiplier(effects.cycle_multiplier, clarity)
        self.effort = readiness_multiplier(effects.effort_multiplier, gap(readiness.positioning))
        self.capacity = readiness_multiplier(effects.capacity_multiplier, gap(readiness.organisational_capacity))
        self.conflict_odds = readiness_multiplier(effects.conflict_odds_multiplier, gap(readiness.direct_discipline))
        self.headroom_shortfall = gap(readiness.margin_headroom)


class Replication:
    """State that the processes of one replication share."""

    def __init__(self, parameters: Parameters, key: int) -> None:
        self.parameters = parameters
        self.key = key
        self.ledger = Ledger()
        self._append = self.ledger.rows.append
        self.agenda = Agenda()
        self.vendor = Vendor(parameters.vendor, key, self.ledger)
        self.roll: Roll = roll_of(parameters)
        self.name_words = [name_word(archetype.name) for archetype in parameters.archetypes]
        self.readiness = _readiness_by_month(parameters)
        self.score_odds = [
            score_odds(score, self.parameters.selection.reference_score, self.parameters.selection.odds_ratio_per_point)
            for score in _SCORE_RANGE
        ]
        self.pay_effort = [_archetype_effort(a, parameters.program.effort_cap) for a in parameters.archetypes]
        self.onboarding: WaitingLine[Partner] = WaitingLine(self._begin_onboarding)

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
        return self.readiness[month_of(self.agenda.today)]

    def leave(self, partner: Partner) -> None:
        """End an agreement; what is open stays with the deals' own rules."""
        partner.gone = True
        self.in_force.pop(partner.index, None)

    def margin(self, deal: Deal, listed: int) -> int:
        """Resale margin on an amount at list; none for a departed partner that the scenario no longer pays (R-71)."""
        terms = deal.partner.archetype.terms
        if not terms.model_is_resale or (deal.partner.gone and not self.parameters.departure.pay_after_departure):
            return 0
        return resale_margin_cents(listed, terms.rate_bps)

    def start_flow(self, partner: Partner) -> None:
        """Deal flow begins: the partner has committed reps or never sells (R-27)."""
        partner.flow_day = self.today
        partner.has_reps = has_committed_reps(
            self.draw(_COMMITTED_REPS, partner),
            partner.archetype.committed_reps_probability,
            self.month_readiness().activation_odds * self.score_odds[partner.score],
        )

    def _begin_onboarding(self, partner: Partner) -> bool:
        """Start a waiting partner's onboarding, unless it has left; fixes the day on which it ends."""
        if partner.gone or partner.onboarding_end is None:
            return False
        archetype = partner.archetype
        days = onboarding_days(
            self.draw(_ONBOARDING_TIME, partner), archetype.onboarding_median_days, archetype.onboarding_sigma
        )
        self.onboardings_begun += 1
        self.row(Kind.ONBOARDING_STARTED.value, partner.index, detail=self.today - partner.wait_start_day)
        partner.onboarding_end.fix(self.today + days)
        return True


def _readiness_by_month(parameters: Parameters) -> list[MonthReadiness]:
    """Readiness of month 0 … months + 1; one object where the scores do not change."""
    readiness = parameters.readiness
    result: list[MonthReadiness] = []
    for month in range(parameters.months + 2):
        same = month > 0 and all(
            scores[month] == scores[month - 1]
            for scores in (
                readiness.product_maturity,
                readiness.sales_clarity,
                readiness.positioning,
                readiness.margin_headroom,
                readiness.organisational_capacity,
                readiness.direct_discipline,
            )
        )
        result.append(result[-1] if same else MonthReadiness(readiness, parameters.readiness_effects, month))
    return result


def _archetype_effort(archetype: ArchetypeParameters, cap: float) -> float:
    """Effort that an archetype's pay buys (R-77)."""
    terms, market = archetype.terms, archetype.market_terms
    return archetype_effort(
        terms.model_is_resale,
        terms.rate_bps,
        terms.second_year_bps,
        market.model_is_resale,
        market.rate_bps,
        market.second_year_bps,
        archetype.pay_elasticity,
        cap,
    )
