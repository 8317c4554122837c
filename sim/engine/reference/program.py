"""The program: one periodic process that closes each month and opens the next (event order in ``sim/MODEL.md``)."""

from functools import partial
from heapq import heappop, heappush

from sim.engine.order import DayPhase
from sim.engine.prepared import prepared_of
from sim.engine.reference.agenda import Life
from sim.engine.reference.books import Books
from sim.engine.reference.deal import deal_life
from sim.engine.reference.partner import OnboardingLine, begin_onboarding, partner_life
from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Deal, Partner
from sim.engine.reference.vendor import Vendor
from sim.engine.reference.waiting import WaitingLine
from sim.ledger import NOBODY, Kind, Ledger
from sim.metrics.tallies import CAPPED, PLANNED, SELLING, STAFFED
from sim.randomness import Stream, draw_uniform
from sim.rules.activation import ramp_share
from sim.rules.dealflow import (
    MOST_RAW_OPPORTUNITIES,
    even_day,
    even_opportunities,
    is_capped,
    opportunity_day,
    raw_opportunities,
    raw_rate,
    untouched_share,
)
from sim.rules.departure import KEPT, departs, review_outcome
from sim.rules.onboarding import (
    manager_load_bps,
    onboarding_slots,
    overload,
    overload_departure,
    overload_effort,
)
from sim.rules.phases import is_sunset, may_enter_phase, reaches_share
from sim.rules.selection import contact_quota, selection_score, staffed_quota
from sim.scenario.parameters import Parameters, PhaseParameters
from sim.units import DAYS_PER_MONTH, DAYS_PER_QUARTER, MILLION, MONTHS_PER_QUARTER, has_come

_SCORE = Stream.SCORE.value
_DEPARTURE = Stream.DEPARTURE.value
_OPPORTUNITIES = Stream.OPPORTUNITIES.value
_OPPORTUNITY_DAY = Stream.OPPORTUNITY_DAY.value


def simulate(parameters: Parameters, key: int, with_program: bool = True) -> Ledger:
    """The ledger of one replication; without a program, that of its twin."""
    if not with_program:
        return _twin(parameters, key)
    run = Replication(parameters, key)
    run.agenda.env.run(until=run.agenda.begin(Program(run).life()))
    return run.ledger


def _twin(parameters: Parameters, key: int) -> Ledger:
    ledger = Ledger()
    vendor = Vendor(parameters, prepared_of(parameters), key, ledger)
    for month in range(1, parameters.months + 1):
        vendor.close(month)
    return ledger


class Program:
    """Month close and month opening."""

    def __init__(self, run: Replication) -> None:
        self.run = run
        self.books = Books(run)
        self.onboarding: OnboardingLine = WaitingLine(partial(begin_onboarding, run))
        self.pools: list[list[tuple[int, int, int]]] = [[] for _ in run.parameters.archetypes]
        self.contact_carry = [0 for _ in run.parameters.archetypes]
        self.active: list[Partner] = []

    def life(self) -> Life:
        """Day 0 opens month 1; every 30 days a close, and an opening but at the horizon."""
        months = self.run.parameters.months
        self._open(1)
        for month in range(1, months + 1):
            yield self.run.agenda.at(DAYS_PER_MONTH * month, DayPhase.MONTH.value)
            self._close(month)
            if month < months:
                self._open(month + 1)
        self.books.promise()

    @property
    def phase(self) -> PhaseParameters | None:
        """The phase in force; None before the start and after a sunset."""
        run = self.run
        return None if run.phase == NOBODY or run.is_sunset else run.parameters.phases[run.phase]

    def _close(self, month: int) -> None:
        partners = [self.run.in_force[index] for index in sorted(self.run.in_force)]
        partners = self._departures(month, partners)
        if month % MONTHS_PER_QUARTER == 0:
            partners = self._review(partners)
        oldest = self.run.today - DAYS_PER_QUARTER
        self.active = [partner for partner in partners if partner.last_activity_day >= oldest]
        self.books.close(month, self.phase, len(partners), self.active)
        self._sunset(month, partners)

    def _open(self, month: int) -> None:
        self._enter_phase(month)
        self._list_candidates(month)
        self._read_capacity(month)
        phase = self.phase
        if phase is not None:
            self._contact(month, phase)
        self._bring_opportunities(month)

    # Month close

    def _departures(self, month: int, partners: list[Partner]) -> list[Partner]:
        """Monthly chance to leave: falls with age, rises with idleness, overload and immaturity (E-05, E-06, R-122)."""
        run, staying = self.run, []
        common = run.prepared.readiness[month].departure * overload_departure(
            overload(run.load_bps), run.parameters.program.overload_departure_elasticity
        )
        for partner in partners:
            archetype, age = partner.archetype, run.today - partner.signed_day
            factor = common * run.parameters.departure.idle_multiplier if self._is_idle(partner) else common
            plan = run.prepared.archetypes[partner.archetype_position]
            u = draw_uniform(run.key, _DEPARTURE, partner.name_word, partner.place | month << 8, 0)
            if departs(u, factor, age, plan.hazard_new, plan.hazard_settled, archetype.departure_settling_months):
                run.row(Kind.DEPARTED.value, partner.index, detail=age // DAYS_PER_MONTH)
                run.leave(partner)
            else:
                staying.append(partner)
        return staying

    def _is_idle(self, partner: Partner) -> bool:
        """Deal flow began at least 90 days ago and nothing was qualified or won since."""
        oldest = self.run.today - DAYS_PER_QUARTER
        return has_come(partner.flow_day) and partner.flow_day <= oldest and partner.last_activity_day < oldest

    def _review(self, partners: list[Partner]) -> list[Partner]:
        """The quarterly review of partners whose deal flow has begun (R-130, R-131)."""
        run, staying = self.run, []
        review = run.parameters.review
        for partner in partners:
            outcome = KEPT
            if has_come(partner.flow_day) and not partner.archetype.review_exempt:
                outcome = review_outcome(
                    run.today, partner.signed_day, partner.last_qualified_day, partner.last_won_day,
                    review.idle_quarters, review.grace_days, review.no_deal_months,
                )  # fmt: skip
            if outcome == KEPT:
                staying.append(partner)
            else:
                run.row(Kind.REMOVED.value, partner.index, detail=outcome)
                run.leave(partner)
        return staying

    def _sunset(self, month: int, partners: list[Partner]) -> None:
        """The program ends: no new recruits, no cost, no care; agreements end and revenue runs off (R-47)."""
        run = self.run
        sourced, total = self.books.window(month)
        reached = reaches_share(sourced, total, run.parameters.sunset.sourced_share_bps)
        if self.phase is None or not is_sunset(month, run.parameters.sunset.month, reached):
            return
        run.is_sunset = True
        run.row(Kind.SUNSET.value)
        for partner in partners:
            run.row(Kind.DISMISSED.value, partner.index)
            run.leave(partner)

    # Month opening

    def _enter_phase(self, month: int) -> None:
        """At most one phase further, on the state at the close that has just ended (R-44)."""
        run, following = self.run, self.run.phase + 1
        if run.is_sunset or following == len(run.parameters.phases):
            return
        phase = run.parameters.phases[following]
        sourced, total = self.books.window(month - 1)
        if may_enter_phase(
            month,
            phase.earliest_month,
            run.partners_won,
            phase.entry_partners_won,
            len(self.active),
            phase.entry_active_partners,
            phase.entry_sourced_share_bps == 0 or reaches_share(sourced, total, phase.entry_sourced_share_bps),
        ):
            run.phase = following
            run.row(Kind.PHASE_ENTERED.value, detail=following)

    def _list_candidates(self, month: int) -> None:
        """New names and returning candidates get a score; those not ready rest until their next visit (R-20, R-23)."""
        run = self.run
        for position, archetype in enumerate(run.parameters.archetypes):
            size = archetype.candidates if month == 1 else archetype.candidates_per_month
            for index in range(size):
                self._list(month, position, month - 1, index, 0)
        for dense, visit in sorted(run.returning.pop(month, [])):
            self._list(month, *run.roll.place(dense), visit)

    def _list(self, month: int, position: int, batch: int, index: int, visit: int) -> None:
        run = self.run
        archetype, dense = run.parameters.archetypes[position], run.roll.dense(position, batch, index)
        u = draw_uniform(run.key, _SCORE, run.prepared.name_words[position], batch << 32 | index << 16, visit)
        score = selection_score(u, archetype.score_mean, archetype.score_sd)
        if score < run.parameters.selection.minimum_score:
            run.returning.setdefault(month + run.parameters.selection.revisit_months, []).append((dense, visit + 1))
        else:
            heappush(self.pools[position], (-score, dense, visit))

    def _contact(self, month: int, phase: PhaseParameters) -> None:
        """The month's contacts go to archetypes by mix and to the best scores first (R-25, R-28)."""
        run, planned, staffed = self.run, 0, 0
        heads = phase.managers + phase.staff
        for position, archetype in enumerate(run.parameters.archetypes):
            plan = phase.contacts_per_month, archetype.mix_share, run.prepared.readiness[month].capacity
            quota = staffed_quota(*plan, heads, run.parameters.program.contacts_per_head_month)
            planned += contact_quota(*plan)
            staffed += quota
            self.contact_carry[position] += quota
            contacts, self.contact_carry[position] = divmod(self.contact_carry[position], MILLION)
            pool = self.pools[position]
            for _ in range(min(contacts, len(pool))):
                negative_score, dense, visit = heappop(pool)
                _, batch, index = run.roll.place(dense)
                partner = Partner(
                    dense, archetype, position, run.prepared.name_words[position], batch << 32 | index << 16,
                    -negative_score, visit,
                )  # fmt: skip
                run.row(Kind.CONTACTED.value, dense, detail=partner.score)
                run.agenda.begin(partner_life(run, partner, self.onboarding))
        run.ledger.count(PLANNED, month, planned)
        run.ledger.count(STAFFED, month, staffed)

    def _read_capacity(self, month: int) -> None:
        """Managers' load by partners in care, and the onboarding slots that leaves (R-122)."""
        run, phase = self.run, self.phase
        managers = phase.managers if phase is not None else 0.0
        in_care = sum(1 for partner in run.in_force.values() if partner.onboarded)
        if phase is not None:
            in_care += run.parameters.vendor.roster_partners
        capacity = run.prepared.readiness[month].capacity
        run.load_bps = manager_load_bps(in_care, managers, run.parameters.program.partners_per_manager, capacity)
        if run.phase != NOBODY:
            run.row(Kind.MANAGER_LOAD.value, amount=in_care, detail=run.load_bps)
        self.onboarding.resize(
            onboarding_slots(managers, run.parameters.program.onboarding_slots, capacity, overload(run.load_bps))
        )

    def _bring_opportunities(self, month: int) -> None:
        """The month's raw opportunities of every partner past its first opportunity (DESIGN 2.5)."""
        run, selling, capped = self.run, 0, 0
        shared = (
            run.prepared.readiness[month].effort
            * run.parameters.vendor.season[month]
            * overload_effort(overload(run.load_bps), run.parameters.program.overload_effort_elasticity)
        )
        for partner_index in sorted(run.in_force):
            partner = run.in_force[partner_index]
            if month <= partner.first_month or partner.qualified >= partner.accounts:
                continue
            archetype = partner.archetype
            rate = (
                archetype.opportunities_per_month
                * partner.size
                * ramp_share(month - partner.first_month, archetype.ramp_months)
                * run.prepared.archetypes[partner.archetype_position].pay_effort
                * shared
                * untouched_share(partner.accounts, partner.qualified)
            )
            selling += 1
            capped += self._begin_deals(partner, month, raw_rate(rate, archetype.qualification_probability))
        run.ledger.count(SELLING, month, selling)
        run.ledger.count(CAPPED, month, capped)

    def _begin_deals(self, partner: Partner, month: int, rate: float) -> bool:
        """One life a raw opportunity of the month, each with a day of its own; whether there are more than can be."""
        run = self.run
        if run.parameters.program.arrivals_is_even:
            wanted = even_opportunities(rate)
        else:
            u = draw_uniform(run.key, _OPPORTUNITIES, partner.name_word, partner.place | month << 8, 0)
            wanted = raw_opportunities(u, rate)
        count = min(wanted, MOST_RAW_OPPORTUNITIES)
        for k in range(count):
            deal = Deal(partner, month, k)
            if run.parameters.program.arrivals_is_even:
                day = even_day(k, count, month)
            else:
                day = opportunity_day(run.draw_for_deal(_OPPORTUNITY_DAY, deal), month)
            run.agenda.begin(deal_life(run, deal, day))
        return is_capped(rate, wanted)
