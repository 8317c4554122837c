"""The scenario: every lever and uncertainty of a partner program, with bounds, unit, meaning and rule."""

import math
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from typing import Annotated

from pydantic import Field

from sim.scenario.fields import choice, lever
from sim.scenario.schema.archetype import Archetype
from sim.scenario.schema.bonus import Bonus
from sim.scenario.schema.certificate import Certificate, certificate_problems
from sim.scenario.schema.changes import LeverChange, paths_set
from sim.scenario.schema.check import check, entries, known, readable
from sim.scenario.schema.claim import Attribution, Registration, claim_problems
from sim.scenario.schema.clawback import Clawback
from sim.scenario.schema.conflict import Conflict
from sim.scenario.schema.ladder import Ladder, standing_problems
from sim.scenario.schema.payout import Payout
from sim.scenario.schema.phase import Phase
from sim.scenario.schema.program import Departure, Program, Review, Selection
from sim.scenario.schema.question import Benchmark, Finance, Gate, Influence, Sunset
from sim.scenario.schema.readiness import Readiness, ReadinessEffects
from sim.scenario.schema.root import Root
from sim.scenario.schema.segment import Segment, segment_problems
from sim.scenario.schema.start import Start
from sim.scenario.schema.table import Currency, Name
from sim.scenario.schema.tier_terms import tier_bonus_problems, tier_terms_problems
from sim.scenario.schema.vendor import Channel, Vendor
from sim.scenario.unit import CALENDAR_MONTH, MONTHS, SHARE
from sim.units import CENTS, MONTHS_PER_YEAR, MOST_CENTS

MOST_CANDIDATES = 1 << 24
"""Candidates that a run can identify."""
RAREST_DEAL_SCORE = 6.0
"""Normal score that one deal in a billion passes."""

MixShare = Annotated[float, lever("share of contacts", rule="R-01", unit=SHARE, engine="same", low=0, high=1)]


class Scenario(Root):
    """One complete, resolved set of levers and uncertainties."""

    currency: Currency = "USD"
    start_month: int = lever(
        "calendar month (1-12) of month 1, which begins on day 0",
        rule="R-108",
        low=1,
        high=12,
        default=1,
        unit=CALENDAR_MONTH,
        fixed=True,
        lasting=True,
    )
    fiscal_year_month: int | None = lever(
        "calendar month (1-12) in which the fiscal year begins; it labels months, and pay by volume counts by it",
        rule="R-111",
        low=1,
        high=12,
        default=None,
        unit=CALENDAR_MONTH,
        fixed=True,
        lasting=True,
    )
    months: int = lever("horizon", rule="R-45", unit=MONTHS, low=1, high=240, default=48, fixed=True, lasting=True)
    start: Start | None = choice(
        "the company's running program on the as-of date; without it the program begins with the run",
        rule="R-143",
        default=None,
        neutral=True,
        fixed=True,
    )
    vendor: Vendor
    readiness: Readiness
    readiness_effects: ReadinessEffects = ReadinessEffects()
    selection: Selection = Selection()
    program: Program = Program()
    review: Review = Review()
    departure: Departure = Departure()
    influence: Influence = Influence()
    payout: Payout = Payout()
    clawback: Clawback | None = choice(
        "pay taken back when a customer leaves or shrinks in its first contract year; without it nothing is",
        rule="R-92",
        default=None,
        neutral=True,
    )
    bonuses: dict[Name, Bonus] = choice(
        "what single deals earn beside the terms of their kind", rule="R-76", default={}, neutral=True
    )
    ladders: dict[Name, Ladder] = choice(
        "tiers on which partners stand, a ladder for some kinds of partner", rule="R-100", default={}, neutral=True
    )
    segments: dict[Name, Segment] = choice(
        "segments of the market, of which kinds of partner have shares", rule="R-56", default={}, neutral=True
    )
    certificates: dict[Name, Certificate] = choice(
        "what people of partners may pass and hold, with the rights that it gives",
        rule="R-36",
        default={},
        neutral=True,
    )
    registration: Registration | None = choice(
        "registration of deals by partners; without it nothing is registered, and no deal is late",
        rule="R-50",
        default=None,
        neutral=True,
    )
    attribution: Attribution | None = choice(
        "whose deal it was, and what it counts and pays by that; without it every deal counts in full",
        rule="R-80",
        default=None,
        neutral=True,
    )
    conflict: Conflict | None = choice(
        "direct sales at the account of a partner's deal, and accounts that partners have in common",
        rule="R-52",
        default=None,
        neutral=True,
    )
    finance: Finance = Finance()
    gate: Gate = Gate()
    sunset: Sunset = Sunset()
    phase_order: tuple[Name, ...] = choice("phases in order", rule="R-44")
    phases: dict[Name, Phase]
    mix: dict[Name, MixShare] = choice("share of contacts for each archetype", rule="R-01", fixed=True)
    archetypes: dict[Name, Archetype]
    changes: dict[Name, LeverChange] = choice(
        "levers that take other values at the opening of a month", rule="R-77", default={}, neutral=True, fixed=True
    )
    benchmarks: dict[Name, Benchmark] = Field(default={})

    def rising(self) -> tuple[tuple[str, ...], ...]:
        """No phase begins before the previous one."""
        return (tuple(f"phases.{name}.earliest_month" for name in self.phase_order),)

    @property
    def has_routes(self) -> bool:
        """Whether opportunities of some kind of partner are of a segment in which it does not sell."""
        return any(
            not self.segments[line].is_sold_by(name)
            for name, kind in self.archetypes.items()
            for line in kind.segments
            if line in self.segments
        )

    @check
    def _gate_within_the_horizon(self) -> Iterator[str]:
        if self.gate.month > self.months:
            yield (
                f"gate.month: {self.gate.month} lies past the horizon of {self.months} months. Set an earlier gate "
                f"(--set gate.month={self.months}) or a longer horizon (--months {self.gate.month})"
            )

    @check
    def _ladders_of_kinds(self) -> Iterator[str]:
        yield from standing_problems(self.ladders, self.archetypes, self.certificates)
        yield from tier_terms_problems(self.archetypes, self.ladders)
        yield from tier_bonus_problems(self.bonuses, self.archetypes, self.ladders)

    @check
    def _certificates_of_others(self) -> Iterator[str]:
        yield from certificate_problems(self.certificates)

    @check
    def _registration_that_phases_open(self) -> Iterator[str]:
        if self.registration is None:
            for name, phase in entries(self.phases):
                yield from known(_opens(name, phase))

    @check
    def _segments_of_kinds(self) -> Iterator[str]:
        yield from segment_problems(self.segments, self.archetypes)

    @check
    def _claims_of_kinds(self) -> Iterator[str]:
        yield from claim_problems(
            self.registration, self.attribution, self.conflict, self.archetypes, self.ladders, self._moving()
        )

    def _moving(self) -> set[str]:
        """Paths of numbers of claims that have other values too: in other worlds, or in other months."""
        changes = next(readable(lambda: list(entries(self.changes))), [])
        sets = readable(*(partial(getattr, change, "set") for _, change in changes))
        changed = (path for values in sets for path in paths_set(values))
        return {*self.uncertainty, *(path for path in changed if not path.startswith("archetypes."))}

    @check
    def _bonuses_of_kinds(self) -> Iterator[str]:
        for name, bonus in self.bonuses.items():
            yield from self.bonus_faults(name, bonus)

    def bonus_faults(self, name: str, bonus: Bonus) -> Iterator[str]:
        """What is wrong with a bonus of a name."""
        yield from known(bonus.problems(f"bonuses.{name}", self.archetypes))

    @check
    def _each_phase_once(self) -> Iterator[str]:
        if not self._names_each_phase():
            yield (
                "phase_order: must name every phase once "
                f"(order {list(self.phase_order)}, phases {sorted(self.phases)})"
            )

    def _names_each_phase(self) -> bool:
        order, there = set(self.phase_order), set(self.phases)
        return bool(there) and order == there and len(order) == len(self.phase_order)

    @check
    def _phases_in_order(self) -> Iterator[str]:
        if self._names_each_phase():
            for earlier, later in pairwise(self.phase_order):
                yield from known(self._begins_before(earlier, later))

    def _begins_before(self, earlier: str, later: str) -> Iterator[str]:
        first, second = self.phases[earlier].earliest_month, self.phases[later].earliest_month
        if second < first:
            yield (
                f"phases.{later}.earliest_month: phases out of order: {later} (month {second}) "
                f"starts before {earlier} (month {first})"
            )

    @check
    def _first_month_of_a_start(self) -> Iterator[str]:
        if self.start is None:
            return
        first = self.start.first_calendar_month
        if self.start_month != first:
            cure = f"state start_month = {first}"
            yield f"start_month: month 1 is the one after start.as_of, {self.start.as_of}: {cure}"

    @check
    def _phase_of_a_start(self) -> Iterator[str]:
        start = self.start
        if start is None:
            return
        if start.phase not in self.phases:
            yield f"start.phase: there is no phase '{start.phase}' (there are {', '.join(self.phase_order)})"

    @check
    def _established_twice(self) -> Iterator[str]:
        """Established partners of a kind whose partners or candidates the running program has."""
        if self.start is None:
            return
        there = {candidate.archetype: "candidates" for candidate in self.start.state.candidates}
        there |= {partner.archetype: "partners" for partner in self.start.state.partners}
        for name, kind in self.archetypes.items():
            yield from known(self._is_established(name, kind, there))

    @staticmethod
    def _is_established(name: str, kind: Archetype, there: dict[str, str]) -> Iterator[str]:
        if kind.established is not None and name in there:
            yield (
                f"archetypes.{name}.established: start.{there[name]} has {there[name]} of '{name}': remove one of the "
                f"two (archetypes.{name}.established = false)"
            )

    @check
    def _downgrades_need_a_clawback(self) -> Iterator[str]:
        """Customers that shrink, and nothing said of the pay for what they no longer buy."""
        if self.clawback is None:
            for name, kind in self.archetypes.items():
                yield from known(self._downgrade(f"archetypes.{name}.downgrade_probability", kind))

    def _downgrade(self, path: str, kind: Archetype) -> Iterator[str]:
        if path in self.uncertainty or kind.downgrade_probability > 0:
            yield (
                f"{path}: it needs [clawback], which says what is taken back of the pay: state clawback.full_days "
                "(0 takes nothing back)"
            )

    @check
    def _countable_channels(self) -> Iterator[str]:
        """Money that would leave what the engines count exactly; a future that leaves it by chance fails by itself."""
        for name in ("direct", "inbound", "roster"):
            yield from known(self._planned(name))

    def _planned(self, name: str) -> Iterator[str]:
        channel: Channel = getattr(self.vendor, name)
        if channel.starting_arr <= 0:
            return
        years = self.months / MONTHS_PER_YEAR
        if years * self._log_growth(channel) + math.log(channel.starting_arr * CENTS) > math.log(MOST_CENTS):
            yield (
                f"vendor.{name}.arr_growth_per_year: the ARR planned for month {self.months} is larger than "
                f"{MOST_CENTS / CENTS:,.0f}, the most that can be counted: lower growth, ARR or months"
            )

    def _log_growth(self, channel: Channel) -> float:
        """The most that a channel plans to grow a year."""
        growth = math.log1p(channel.arr_growth_per_year)
        if channel is not self.vendor.roster or self.vendor.roster.growth_basis == "absolute":
            return growth
        own = (one.arr_growth_per_year for one in (self.vendor.direct, self.vendor.inbound) if one.starting_arr > 0)
        return growth + math.log1p(max(own, default=0.0))

    @check
    def _countable_deals(self) -> Iterator[str]:
        for name, kind in self.archetypes.items():
            yield from known(self._rare_deal(f"archetypes.{name}", kind))

    @staticmethod
    def _rare_deal(above: str, kind: Archetype) -> Iterator[str]:
        for field, median in kind.medians().items():
            if math.log(median * CENTS) + kind.acv_sigma * RAREST_DEAL_SCORE > math.log(MOST_CENTS):
                yield (
                    f"{above}.{field}: with acv_sigma = {kind.acv_sigma:g} one deal in a billion is larger than "
                    f"{MOST_CENTS / CENTS:,.0f}, the most that can be counted: lower one of the two"
                )

    @check
    def _countable_costs(self) -> Iterator[str]:
        """Costs that add up to more than can be counted, by the field with the largest part of them."""
        parts = dict(readable(*self._costs()))
        if sum(parts.values()) * CENTS <= MOST_CENTS:
            return
        path = max(parts, key=lambda path: parts[path])
        yield (
            f"{path}: costs of {self.months} months can add up to more than {MOST_CENTS / CENTS:,.0f}, the most that "
            "can be counted: lower it, the months, or state amounts in thousands"
        )

    def _costs(self) -> Iterator[Callable[[], tuple[str, float]]]:
        """Each part of the costs of all months at most, by the field that states it."""
        program, vendor = self.program, self.vendor
        yield lambda: ("program.onboarding_cost", program.onboarding_cost * self._names())
        yield lambda: ("vendor.hour_cost", vendor.hour_cost * vendor.team_hours_per_month * self.months)
        for heads in ("manager", "staff"):
            yield partial(self._cost_of_heads, heads)
        for name, phase in self.phases.items():
            for field in ("owner_cost", "infrastructure_cost", "support_cost", "fixed_cost"):
                yield partial(self._cost_of_phase, f"phases.{name}.{field}_per_month", phase)

    def _cost_of_heads(self, heads: str) -> tuple[str, float]:
        path = f"{heads}_cost_per_year"
        field = "managers" if heads == "manager" else heads
        most = max(readable(*(partial(getattr, phase, field) for phase in self.phases.values())), default=0.0)
        return f"program.{path}", getattr(self.program, path) * most * self.months / MONTHS_PER_YEAR

    def _cost_of_phase(self, path: str, phase: Phase) -> tuple[str, float]:
        field = path.rpartition(".")[2]
        cost: float = getattr(phase, field) * self.months
        return path, cost * self._names() if field == "support_cost_per_month" else cost

    def _names(self) -> int:
        """Candidates within the horizon, and partners on day 0."""
        started = 0 if self.start is None else len(self.start.state.partners)
        return started + sum(kind.names(self.months) for kind in self.archetypes.values())

    @check
    def _countable_candidates(self) -> Iterator[str]:
        total = self._names()
        if total > MOST_CANDIDATES:
            yield (
                f"archetypes: they have {total:,} candidates and partners on day 0 within {self.months} months, and "
                f"{MOST_CANDIDATES:,} can be told apart: lower candidates, candidates_per_month, partners or months"
            )

    @check
    def _mix_of_kinds(self) -> Iterator[str]:
        there = ", ".join(sorted(self.archetypes))
        for name in sorted(set(self.mix) - set(self.archetypes)):
            yield f"mix.{name}: there is no archetype '{name}' (there are {there})"

    @check
    def _mix_of_all_contacts(self) -> Iterator[str]:
        total = sum(self.mix.values())
        if abs(total - 1) > 1e-6:
            yield f"mix: the shares must sum to 1 (they sum to {total:g})"

    @check
    def _has_a_kind(self) -> Iterator[str]:
        if not self.archetypes:
            yield "archetypes: at least one is needed"


def _opens(name: str, phase: Phase) -> Iterator[str]:
    """A phase that opens registration, or does not, where there is none."""
    if phase.opens is not None:
        yield f"phases.{name}.opens: there is no [registration] to open: state it, or leave this out"
