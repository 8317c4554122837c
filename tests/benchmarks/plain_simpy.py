"""The sub-model as a plain SimPy script, as somebody would write it who wants its averages: processes, ``random``.

It shares no code with ``sim``: its own draws, its own order of simultaneous events. Only its means can agree with the
engines'. Days are whole as in the model, so that rounding does not set the means apart.
"""

import heapq
import math
import random
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import simpy

from sim.scenario.parameters import ArchetypeParameters, Parameters

Process = Generator[simpy.Event, Any, Any]


@dataclass
class Totals:
    """Statistics of one run."""

    won: int = 0
    agreements: int = 0
    qualified: int = 0
    list_cents: int = 0


@dataclass(eq=False)
class Partner:
    """A partner from the agreement on."""

    score: int
    signed: int
    size: float
    accounts: int
    onboarded: bool = False
    sells: bool = False
    flow_day: int | None = None
    first_month: int | None = None
    qualified: int = 0
    last_qualified: int = -1
    last_won: int = -1
    last_activity: int = -1
    gone: bool = False


@dataclass(eq=False)
class Customer:
    """A customer in force."""

    arr: int
    term_month: int
    last_month: int = 1 << 30


def days(median: float, sigma: float) -> int:
    """A lognormal duration in whole days."""
    return max(1, math.floor(median * math.exp(sigma * random.gauss(0, 1)) + 0.5))


def by_odds(probability: float, odds: float) -> bool:
    """A draw with the odds multiplied."""
    weighted = probability * odds
    return random.random() < weighted / (1 - probability + weighted)


def poisson(mean: float) -> int:
    """Knuth's product of uniforms."""
    limit, product, count = math.exp(-mean), random.random(), 0
    while product > limit:
        product *= random.random()
        count += 1
    return count


class Program:
    """One run."""

    def __init__(self, parameters: Parameters) -> None:
        self.p = parameters
        self.kind: ArchetypeParameters = next(a for a in parameters.archetypes if a.candidates)
        self.env = simpy.Environment()
        self.totals = Totals()
        self.pool: list[tuple[int, float, int]] = []
        self.returning: dict[int, int] = {}
        self.partners: list[Partner] = []
        self.customers: list[Customer] = []
        self.waiting: list[tuple[Partner, simpy.Event]] = []
        self.slots = self.busy = 0
        self.phase = -1
        self.load = 0.0
        self.winners = self.active = 0
        self.carry = 0.0

    def run(self) -> Totals:
        self.env.process(self.months())
        self.env.run()
        return self.totals

    @property
    def today(self) -> int:
        return int(self.env.now)

    def odds(self, score: int) -> float:
        selection = self.p.selection
        return float(selection.odds_ratio_per_point ** (score - selection.reference_score))

    def months(self) -> Process:
        for month in range(1, self.p.months + 1):
            self.open(month)
            yield self.env.timeout(30)
            self.close(month)

    # The program

    def open(self, month: int) -> None:
        program, phases = self.p.program, self.p.phases
        if self.phase + 1 < len(phases):
            after = phases[self.phase + 1]
            is_time, has_won = month >= after.earliest_month, self.winners >= after.entry_partners_won
            if is_time and has_won and self.active >= after.entry_active_partners:
                self.phase += 1
        new = self.kind.candidates if month == 1 else self.kind.candidates_per_month
        for _ in range(new + self.returning.pop(month, 0)):
            score = min(35, max(7, math.floor(random.gauss(self.kind.score_mean, self.kind.score_sd) + 0.5)))
            if score < self.p.selection.minimum_score:
                self.come_back(month)
            else:
                heapq.heappush(self.pool, (-score, random.random(), score))
        phase = phases[self.phase]
        in_care = sum(partner.onboarded for partner in self.partners) + self.p.vendor.roster_partners
        self.load = in_care / (phase.managers * program.partners_per_manager)
        self.slots = max(1, int(phase.managers * program.onboarding_slots / max(1.0, self.load)))
        self.serve()
        self.carry += phase.contacts_per_month
        contacts, self.carry = divmod(self.carry, 1.0)
        for _ in range(min(int(contacts), len(self.pool))):
            self.env.process(self.candidate(heapq.heappop(self.pool)[2]))
        for partner in self.partners:
            if partner.first_month is not None and month > partner.first_month:
                self.bring(partner, month)

    def come_back(self, month: int) -> None:
        later = month + self.p.selection.revisit_months
        self.returning[later] = self.returning.get(later, 0) + 1

    def bring(self, partner: Partner, month: int) -> None:
        kind, first = self.kind, partner.first_month or 0
        ramp = min(1.0, (month - first) / kind.ramp_months)
        left = max(0.0, (partner.accounts - partner.qualified) / partner.accounts)
        season, load = self.p.vendor.season[month], max(1.0, self.load)
        effort = load**-self.p.program.overload_effort_elasticity
        rate = kind.opportunities_per_month * partner.size * ramp * season * effort * left
        for _ in range(poisson(min(120.0, rate / kind.qualification_probability))):
            self.env.process(self.opportunity(partner, random.randrange(30)))

    def close(self, month: int) -> None:
        kind, program, today = self.kind, self.p.program, self.today
        staying = []
        for partner in self.partners:
            if partner.gone:
                continue
            new, settled = -math.log(1 - kind.departure_new_per_year), -math.log(1 - kind.departure_settled_per_year)
            age = (today - partner.signed) / (30 * kind.departure_settling_months)
            hazard = settled + (new - settled) * math.exp(-age)
            hazard *= max(1.0, self.load) ** program.overload_departure_elasticity
            flows = partner.flow_day is not None and partner.flow_day <= today - 90
            if flows and partner.last_activity < today - 90:
                hazard *= self.p.departure.idle_multiplier
            partner.gone = random.random() < 1 - math.exp(-hazard / 12)
            if month % 3 == 0 and partner.flow_day is not None and not partner.gone:
                partner.gone = self.is_removed(partner)
            if not partner.gone:
                staying.append(partner)
        self.partners = staying
        oldest = max(0, today - 90)
        self.active = sum(partner.last_activity >= oldest for partner in staying)
        self.customers = [customer for customer in self.customers if month <= customer.last_month]
        for customer in self.customers:
            k = month - customer.term_month + 1
            self.totals.list_cents += customer.arr * k // 12 - customer.arr * (k - 1) // 12

    def is_removed(self, partner: Partner) -> bool:
        review, today = self.p.review, self.today
        window = today - 90 * review.idle_quarters
        is_old = today - partner.signed >= review.grace_days and partner.signed < window
        no_deal = max(partner.signed, partner.last_won) < today - 30 * review.no_deal_months
        return (is_old and partner.last_qualified < window) or no_deal

    # Lives

    def candidate(self, score: int) -> Process:
        kind = self.kind
        for stage in kind.funnel:
            yield self.env.timeout(days(stage.median_days, stage.sigma))
            if not by_odds(stage.pass_probability, self.odds(score)):
                if random.random() < self.p.selection.later_probability:
                    self.come_back(self.today // 30 + 1)
                return
        if self.today >= 30 * self.p.months:
            return
        self.totals.agreements += 1
        size = random.lognormvariate(-0.5 * kind.size_sigma**2, kind.size_sigma)
        partner = Partner(score, self.today, size, max(1, math.floor(kind.accounts * size + 0.5)))
        self.partners.append(partner)
        turn = self.env.event()
        self.waiting.append((partner, turn))
        self.serve()
        yield turn
        yield self.env.timeout(days(kind.onboarding_median_days, kind.onboarding_sigma))
        self.busy -= 1
        self.serve()
        if not partner.gone:
            yield from self.begin_flow(partner)

    def begin_flow(self, partner: Partner) -> Process:
        kind, program = self.kind, self.p.program
        partner.onboarded = True
        partner.flow_day = self.today
        if by_odds(kind.committed_reps_probability, self.odds(partner.score)):
            wait = days(kind.first_opportunity_median_days, kind.first_opportunity_sigma)
            partner.first_month = (self.today + wait) // 30 + 1
            self.env.process(self.opportunity(partner, wait, is_first=True))
        yield self.env.timeout(program.pilot_days)
        if partner.qualified < program.pilot_opportunities and not partner.gone:
            if random.random() < program.pilot_extension_probability:
                yield self.env.timeout(program.pilot_extended_days - program.pilot_days)
            if partner.qualified < program.pilot_opportunities and not partner.gone:
                partner.gone = True
                self.partners.remove(partner)

    def serve(self) -> None:
        while self.waiting and self.busy < self.slots:
            partner, turn = self.waiting.pop(0)
            if not partner.gone:
                self.busy += 1
                turn.succeed()

    def opportunity(self, partner: Partner, wait: int, is_first: bool = False) -> Process:
        kind = self.kind
        yield self.env.timeout(wait)
        is_over = self.today >= 30 * self.p.months
        if is_over or partner.gone or partner.qualified >= partner.accounts:
            return
        if not is_first and random.random() >= kind.qualification_probability:
            return
        partner.qualified += 1
        self.totals.qualified += 1
        partner.last_qualified = partner.last_activity = self.today
        yield self.env.timeout(days(kind.cycle_median_days, kind.cycle_sigma))
        if self.today >= 30 * self.p.months or random.random() >= kind.win_probability:
            return
        self.totals.won += 1
        self.winners += partner.last_won < 0
        partner.last_won = self.today
        if not partner.gone:
            partner.last_activity = self.today
        yield self.env.timeout(kind.go_live_days)
        arr = max(1, math.floor(kind.acv_median_cents * math.exp(kind.acv_sigma * random.gauss(0, 1)) + 0.5))
        customer = Customer(arr, self.today // 30 + 1)
        self.customers.append(customer)
        while self.today < 30 * self.p.months:
            yield self.env.timeout(360)
            odds = self.p.departure.orphan_churn_odds_multiplier if partner.gone else 1.0
            if by_odds(kind.churn_per_year, odds):
                customer.last_month = self.today // 30
                return
            customer.term_month = self.today // 30 + 1


def simulate(parameters: Parameters, seed: int) -> Totals:
    """The statistics of one run."""
    random.seed(seed)
    return Program(parameters).run()
