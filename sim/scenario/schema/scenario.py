"""The scenario: every lever and uncertainty of a partner program, with bounds, unit, meaning and rule."""

import math
from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.scenario.fields import choice, lever
from sim.scenario.schema.archetype import Archetype
from sim.scenario.schema.bonus import Bonus
from sim.scenario.schema.changes import LeverChange
from sim.scenario.schema.clawback import Clawback
from sim.scenario.schema.ladder import Ladder, standing_problems
from sim.scenario.schema.payout import Payout
from sim.scenario.schema.phase import Phase
from sim.scenario.schema.program import Departure, Program, Review, Selection
from sim.scenario.schema.question import Benchmark, Finance, Gate, Influence, Sunset
from sim.scenario.schema.readiness import Readiness, ReadinessEffects
from sim.scenario.schema.root import Root
from sim.scenario.schema.start import Start
from sim.scenario.schema.table import Currency, Name
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

    @model_validator(mode="after")
    def _references(self) -> Self:
        problems = [
            *self._phase_problems(), *self._mix_problems(), *self._limit_problems(), *self._candidate_problems(),
            *self._cost_problems(), *self._start_problems(), *self._downgrade_problems(),
            *(problem for name, bonus in sorted(self.bonuses.items())
              for problem in bonus.problems(f"bonuses.{name}", self.archetypes)),
            *standing_problems(self.ladders, self.archetypes),
        ]  # fmt: skip
        if self.gate.month > self.months:
            problems.append(
                f"gate.month: {self.gate.month} lies past the horizon of {self.months} months. Set an earlier gate "
                f"(--set gate.month={self.months}) or a longer horizon (--months {self.gate.month})"
            )
        if problems:
            raise ValueError("\n".join(problems))
        return self

    def rising(self) -> tuple[tuple[str, ...], ...]:
        """No phase begins before the previous one."""
        return (tuple(f"phases.{name}.earliest_month" for name in self.phase_order),)

    def _phase_problems(self) -> list[str]:
        if (
            not self.phases
            or set(self.phase_order) != set(self.phases)
            or len(set(self.phase_order)) != len(self.phase_order)
        ):
            return [
                "phase_order: must name every phase once "
                f"(order {list(self.phase_order)}, phases {sorted(self.phases)})"
            ]
        starts = [self.phases[name].earliest_month for name in self.phase_order]
        return [
            f"phases.{later}.earliest_month: phases out of order: {later} (month {second}) "
            f"starts before {earlier} (month {first})"
            for earlier, later, first, second in zip(
                self.phase_order, self.phase_order[1:], starts, starts[1:], strict=False
            )
            if second < first
        ]

    def _start_problems(self) -> list[str]:
        """A running program that the scenario does not fit."""
        start = self.start
        if start is None:
            return []
        first, problems = start.first_calendar_month, []
        if self.start_month != first:
            cure = f"state start_month = {first}"
            problems.append(f"start_month: month 1 is the one after start.as_of, {start.as_of}: {cure}")
        if start.phase not in self.phases:
            problems.append(f"start.phase: there is no phase '{start.phase}' (there are {', '.join(self.phase_order)})")
        there = {candidate.archetype: "candidates" for candidate in start.state.candidates}
        there |= {partner.archetype: "partners" for partner in start.state.partners}
        return problems + [
            f"archetypes.{name}.established: start.{there[name]} has {there[name]} of '{name}': remove one of the two "
            f"(archetypes.{name}.established = false)"
            for name, kind in sorted(self.archetypes.items())
            if kind.established is not None and name in there
        ]

    def _downgrade_problems(self) -> list[str]:
        """Customers that shrink, and nothing said of the pay for what they no longer buy."""
        paths = {name: f"archetypes.{name}.downgrade_probability" for name in sorted(self.archetypes)}
        return [
            f"{path}: it needs [clawback], which says what is taken back of the pay: state clawback.full_days "
            "(0 takes nothing back)"
            for name, path in paths.items()
            if self.clawback is None and (self.archetypes[name].downgrade_probability > 0 or path in self.uncertainty)
        ]

    def _limit_problems(self) -> list[str]:
        """Money that would leave what the engines count exactly; a future that leaves it by chance fails by itself."""
        channels = {"direct": self.vendor.direct, "inbound": self.vendor.inbound, "roster": self.vendor.roster}
        years = self.months / MONTHS_PER_YEAR
        planned = {
            name: years * self._log_growth(channel) + math.log(channel.starting_arr * CENTS)
            for name, channel in channels.items()
            if channel.starting_arr > 0
        }
        problems = [
            f"vendor.{name}.arr_growth_per_year: the ARR planned for month {self.months} is larger than "
            f"{MOST_CENTS / CENTS:,.0f}, the most that can be counted: lower growth, ARR or months"
            for name, size in planned.items()
            if size > math.log(MOST_CENTS)
        ]
        return problems + [
            f"archetypes.{name}.{field}: with acv_sigma = {kind.acv_sigma:g} one deal in a billion is larger than "
            f"{MOST_CENTS / CENTS:,.0f}, the most that can be counted: lower one of the two"
            for name, kind in sorted(self.archetypes.items())
            for field, median in kind.medians().items()
            if math.log(median * CENTS) + kind.acv_sigma * RAREST_DEAL_SCORE > math.log(MOST_CENTS)
        ]

    def _log_growth(self, channel: Channel) -> float:
        """The most that a channel plans to grow a year."""
        growth = math.log1p(channel.arr_growth_per_year)
        if channel is not self.vendor.roster or self.vendor.roster.growth_basis == "absolute":
            return growth
        own = (one.arr_growth_per_year for one in (self.vendor.direct, self.vendor.inbound) if one.starting_arr > 0)
        return growth + math.log1p(max(own, default=0.0))

    def _cost_problems(self) -> list[str]:
        """Costs that add up to more than can be counted, by the field with the largest part of them."""
        program, vendor, months = self.program, self.vendor, self.months
        every = self._names()
        parts = {
            "program.onboarding_cost": program.onboarding_cost * every,
            "vendor.hour_cost": vendor.hour_cost * vendor.team_hours_per_month * months,
        }
        for name, phase in self.phases.items():
            above = f"phases.{name}"
            parts |= {
                "program.manager_cost_per_year": max(
                    parts.get("program.manager_cost_per_year", 0.0),
                    program.manager_cost_per_year * phase.managers * months / MONTHS_PER_YEAR,
                ),
                "program.staff_cost_per_year": max(
                    parts.get("program.staff_cost_per_year", 0.0),
                    program.staff_cost_per_year * phase.staff * months / MONTHS_PER_YEAR,
                ),
                f"{above}.owner_cost_per_month": phase.owner_cost_per_month * months,
                f"{above}.infrastructure_cost_per_month": phase.infrastructure_cost_per_month * months,
                f"{above}.support_cost_per_month": phase.support_cost_per_month * every * months,
                f"{above}.fixed_cost_per_month": phase.fixed_cost_per_month * months,
            }
        if sum(parts.values()) * CENTS <= MOST_CENTS:
            return []
        path = max(parts, key=lambda path: parts[path])
        return [
            f"{path}: costs of {months} months can add up to more than {MOST_CENTS / CENTS:,.0f}, the most that can be "
            "counted: lower it, the months, or state amounts in thousands"
        ]

    def _names(self) -> int:
        """Candidates within the horizon, and partners on day 0."""
        started = 0 if self.start is None else len(self.start.state.partners)
        return started + sum(kind.names(self.months) for kind in self.archetypes.values())

    def _candidate_problems(self) -> list[str]:
        total = self._names()
        if total <= MOST_CANDIDATES:
            return []
        return [
            f"archetypes: they have {total:,} candidates and partners on day 0 within {self.months} months, and "
            f"{MOST_CANDIDATES:,} can be told apart: lower candidates, candidates_per_month, partners or months"
        ]

    def _mix_problems(self) -> list[str]:
        problems = [
            f"mix.{name}: there is no archetype '{name}' (there are {', '.join(sorted(self.archetypes))})"
            for name in sorted(set(self.mix) - set(self.archetypes))
        ]
        total = sum(self.mix.values())
        if abs(total - 1) > 1e-6:
            problems.append(f"mix: the shares must sum to 1 (they sum to {total:g})")
        if not self.archetypes:
            problems.append("archetypes: at least one is needed")
        return problems
