"""The parameters of worlds as arrays: a row of integers and one of floats; nothing is compiled for a scenario.

What does not change within a world is worked out here or in ``plan``, once a world, with the same rules that the
reference engine calls; blocks that worlds share, once for all of them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from operator import is_
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.engine.identity import roll_of
from sim.ledger import IntArray
from sim.randomness import name_word
from sim.rules.departure import yearly_hazard
from sim.rules.effort import archetype_effort
from sim.rules.readiness import readiness_multiplier, shortfall
from sim.rules.selection import HIGHEST_SCORE, score_odds
from sim.scenario.parameters import (
    ArchetypeParameters,
    DepartureParameters,
    GateParameters,
    Parameters,
    PayoutParameters,
    PhaseParameters,
    ProgramParameters,
    ReadinessEffectsParameters,
    ReadinessParameters,
    ReviewParameters,
    SelectionParameters,
    SunsetParameters,
    VendorParameters,
)

FloatArray = npt.NDArray[np.float64]
Tables = dict[str, list[Any]]
"""Tables by name, in memory order, each as one list of numbers."""

WHOLE_AT = 128
"""Where the world's integers begin in the engine's memory; what stands before is the engine's own."""

# The world's integers: places in m
(
    ROSTER_PARTNERS, DIRECT_DELAY_DAYS, BOOKS_GROSS, HOUR_COST, MINIMUM_SCORE, REVISIT_MONTHS, PILOT_FIRST, HAS_PILOT,
    ONBOARDING_COST, PILOT_DAYS, PILOT_EXTENDED_DAYS, PILOT_OPPORTUNITIES, EVEN_ARRIVALS, IDLE_QUARTERS, GRACE_DAYS,
    NO_DEAL_MONTHS, OPEN_DEALS_CLOSE, PAY_AFTER_DEPARTURE, PAYOUT_EVERY, PAYOUT_LAG, PAID_FROM_GO_LIVE, GATE_WINDOW,
    SUNSET_MONTH, SUNSET_BPS, WHOLE_END,
) = range(WHOLE_AT, WHOLE_AT + 25)  # fmt: skip

# The world's floats: places in x
(
    NOISE_SIGMA, TEAM_HOURS, SPARE_SHARE, OPPORTUNITY_HOURS, LATER_PROBABILITY, ONBOARDING_SLOTS, PARTNERS_PER_MANAGER,
    OVERLOAD_EFFORT, OVERLOAD_DEPARTURE, EXTENSION_PROBABILITY, IDLE_MULTIPLIER, ORPHAN_ODDS, MARGIN_COST_SHARE,
    REAL_END,
) = range(14)  # fmt: skip

# A phase: integers in m, floats in x
(
    EARLIEST_MONTH, ENTRY_PARTNERS_WON, ENTRY_ACTIVE, ENTRY_SHARE_BPS, MANAGER_COST, STAFF_COST, OWNER_COST,
    OWNER_START, INFRASTRUCTURE_COST, SUPPORT_COST, FIXED_COST, PHASE_WHOLE_COLUMNS,
) = range(12)  # fmt: skip
CONTACTS, MANAGERS, PHASE_REAL_COLUMNS = range(3)

# An archetype: integers in m, floats in x
(
    CANDIDATES, CANDIDATES_PER_MONTH, STAGES, RAMP_MONTHS, GO_LIVE_DAYS, EARLY_CANCEL_DAYS, REVIEW_EXEMPT, IS_RESALE,
    RATE_BPS, LATER_RATES, ROLL_START, NAME_WORD, KIND_WHOLE_COLUMNS,
) = range(13)  # fmt: skip
(
    MIX_SHARE, SCORE_MEAN, SCORE_SD, ONBOARDING_MEDIAN, ONBOARDING_SIGMA, COMMITTED_REPS, FIRST_MEDIAN, FIRST_SIGMA,
    SIZE_SIGMA, RATE_PER_MONTH, ACCOUNTS, QUALIFICATION, CONFLICT, CANNIBALISED, WIN, CYCLE_MEDIAN, CYCLE_SIGMA,
    ACV_MEDIAN, ACV_SIGMA, EARLY_CANCEL, CHURN, EXPANSION, EXPANSION_SHARE, HAZARD_NEW, HAZARD_SETTLED,
    HAZARD_SETTLING, INFLUENCE, PAY_EFFORT, KIND_REAL_COLUMNS,
) = range(29)  # fmt: skip

# A month's readiness in x
(
    ACTIVATION_ODDS, CAPACITY, CONFLICT_ODDS, CYCLE, DEPARTURE, EARLY_CANCEL_ODDS, EFFORT, HEADROOM_SHORTFALL, WIN_ODDS,
    READINESS_COLUMNS,
) = range(10)  # fmt: skip

# A funnel stage in x; a channel in m and in x
STAGE_PASS, STAGE_MEDIAN, STAGE_SIGMA, STAGE_COLUMNS = range(4)
STARTING_ARR, MARGIN_BPS, CHANNEL_WHOLE_COLUMNS = range(3)
(
    CHURN_PER_YEAR, EXPANSION_PER_YEAR, GROWTH_PER_YEAR, MONTHLY_CHURN, MONTHLY_EXPANSION, CHANNEL_REAL_COLUMNS,
) = range(6)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Worlds:
    """The worlds of one scenario: a row of integers and one of floats each, and where their tables begin."""

    whole: IntArray
    real: FloatArray
    places: dict[str, int]
    """place in m or x by the name of the table; integers count from ``WHOLE_AT``"""


def worlds_of(all_parameters: list[Parameters]) -> Worlds:
    """The parameters of worlds of one scenario."""
    packing = _Packing()
    rows = [(packing.whole(parameters), packing.real(parameters)) for parameters in all_parameters]
    return Worlds(
        whole=np.array([list(chain.from_iterable(whole.values())) for whole, _ in rows], dtype=np.int64),
        real=np.array([list(chain.from_iterable(real.values())) for _, real in rows], dtype=np.float64),
        places=_places(rows[0][0], WHOLE_AT) | _places(rows[0][1], 0),
    )


def _places(tables: Tables, start: int) -> dict[str, int]:
    places = {}
    for name, table in tables.items():
        places[name] = start
        start += len(table)
    return places


class _Packing:
    """Packs worlds; what a block of parameters gives is kept while the next world has the same block."""

    def __init__(self) -> None:
        self._kept: dict[Callable[..., list[Any]], tuple[tuple[Any, ...], list[Any]]] = {}

    def whole(self, parameters: Parameters) -> Tables:
        """Tables of integers, in the order in which they stand in memory."""
        archetypes = parameters.archetypes
        starts = roll_of(parameters).starts
        return {
            "WHOLE": self._once(
                _whole, parameters.vendor, parameters.program, parameters.selection, parameters.review,
                parameters.departure, parameters.payout, parameters.gate, parameters.sunset,
            ),
            "PHASE_AT": self._once(_phases_whole, parameters.phases),
            "KIND_AT": _flat(_kind_whole(a, start) for a, start in zip(archetypes, starts, strict=True)),
            "LATER_AT": _later_bps(archetypes),
            "CHANNEL_AT": _flat((c.starting_arr_cents, c.margin_rate_bps) for c in parameters.vendor.channels),
        }  # fmt: skip

    def real(self, parameters: Parameters) -> Tables:
        """Tables of floats, in the order in which they stand in memory; ``plan`` fills the last ones."""
        vendor, program, archetypes = parameters.vendor, parameters.program, parameters.archetypes
        return {
            "REAL": [
                vendor.noise_sigma, vendor.team_hours_per_month, vendor.spare_team_share,
                vendor.partner_opportunity_hours,
                parameters.selection.later_probability, program.onboarding_slots, program.partners_per_manager,
                program.overload_effort_elasticity, program.overload_departure_elasticity,
                program.pilot_extension_probability, parameters.departure.idle_multiplier,
                parameters.departure.orphan_churn_odds_multiplier, parameters.readiness_effects.margin_cost_share,
            ],
            "PHASE_REALS_AT": _flat((phase.contacts_per_month, phase.managers) for phase in parameters.phases),
            "KIND_REALS_AT": _flat(_kind_real(archetype, program.effort_cap) for archetype in archetypes),
            "STAGE_AT": _stages(archetypes),
            "CHANNEL_REALS_AT": _flat(
                (c.churn_per_year, c.expansion_per_year, c.arr_growth_per_year, 0.0, 0.0) for c in vendor.channels
            ),
            "SEASON_AT": list(vendor.season),
            "READINESS_AT": self._once(_readiness, parameters.readiness, parameters.readiness_effects),
            "SCORE_ODDS_AT": self._once(_score_odds, parameters.selection),
            "NEEDED_AT": [0.0] * (len(vendor.channels) * (parameters.months + 1)),
            "GROWTH_AT": [0.0] * (parameters.months + 1),
        }  # fmt: skip

    def _once(self, table: Callable[..., list[Any]], *blocks: Any) -> list[Any]:
        """``table(*blocks)``, or what it gave for the world before if that had the very same blocks."""
        before, result = self._kept.get(table, ((), []))
        if len(before) == len(blocks) and all(map(is_, before, blocks)):
            return result
        result = table(*blocks)
        self._kept[table] = (blocks, result)
        return result


def _flat(rows: Iterable[Iterable[Any]]) -> list[Any]:
    return list(chain.from_iterable(rows))


def _whole(
    vendor: VendorParameters, program: ProgramParameters, selection: SelectionParameters, review: ReviewParameters,
    departure: DepartureParameters, payout: PayoutParameters, gate: GateParameters, sunset: SunsetParameters,
) -> list[int]:  # fmt: skip
    return [
        vendor.roster_partners, vendor.direct_delay_days, vendor.resale_booking_is_gross, vendor.hour_cost_cents,
        selection.minimum_score, selection.revisit_months, program.pilot_first, program.has_pilot,
        program.onboarding_cost_cents, program.pilot_days, program.pilot_extended_days,
        program.pilot_opportunities, program.arrivals_is_even, review.idle_quarters, review.grace_days,
        review.no_deal_months, departure.open_deals_is_close, departure.pay_after_departure,
        payout.every_months, payout.lag_months, payout.trigger_is_go_live,
        gate.window_months, sunset.month, sunset.sourced_share_bps,
    ]  # fmt: skip


def _phases_whole(phases: tuple[PhaseParameters, ...]) -> list[int]:
    return _flat(map(_phase_whole, phases))


def _phase_whole(phase: PhaseParameters) -> list[int]:
    return [
        phase.earliest_month, phase.entry_partners_won, phase.entry_active_partners, phase.entry_sourced_share_bps,
        phase.manager_cost_per_month_cents, phase.staff_cost_per_month_cents, phase.owner_cost_per_month_cents,
        phase.owner_start_month, phase.infrastructure_cost_per_month_cents, phase.support_cost_per_month_cents,
        phase.fixed_cost_per_month_cents,
    ]  # fmt: skip


def _kind_whole(archetype: ArchetypeParameters, roll_start: int) -> list[int]:
    return [
        archetype.candidates, archetype.candidates_per_month, len(archetype.funnel), archetype.ramp_months,
        archetype.go_live_days, archetype.early_cancel_days, archetype.review_exempt, archetype.terms.model_is_resale,
        archetype.terms.rate_bps, len(archetype.terms.later_rates_bps), roll_start, name_word(archetype.name),
    ]  # fmt: skip


def _kind_real(archetype: ArchetypeParameters, effort_cap: float) -> list[float]:
    return [
        archetype.mix_share, archetype.score_mean, archetype.score_sd, archetype.onboarding_median_days,
        archetype.onboarding_sigma, archetype.committed_reps_probability, archetype.first_opportunity_median_days,
        archetype.first_opportunity_sigma, archetype.size_sigma, archetype.opportunities_per_month, archetype.accounts,
        archetype.qualification_probability, archetype.conflict_probability, archetype.cannibalised_probability,
        archetype.win_probability, archetype.cycle_median_days, archetype.cycle_sigma, archetype.acv_median_cents,
        archetype.acv_sigma, archetype.early_cancel_probability, archetype.churn_per_year,
        archetype.expansion_probability, archetype.expansion_share, yearly_hazard(archetype.departure_new_per_year),
        yearly_hazard(archetype.departure_settled_per_year), archetype.departure_settling_months,
        archetype.influence_probability,
        _effort(archetype, effort_cap),
    ]  # fmt: skip


def _effort(archetype: ArchetypeParameters, cap: float) -> float:
    terms, market = archetype.terms, archetype.market_terms
    return archetype_effort(
        terms.model_is_resale, terms.rate_bps, terms.second_year_bps,
        market.model_is_resale, market.rate_bps, market.second_year_bps,
        archetype.pay_elasticity, cap,
    )  # fmt: skip


def _stages(archetypes: tuple[ArchetypeParameters, ...]) -> list[float]:
    """A row a stage; archetypes with fewer stages than others are filled up with zeros."""
    most = max(len(archetype.funnel) for archetype in archetypes)
    rows: list[float] = []
    for archetype in archetypes:
        for stage in archetype.funnel:
            rows += (stage.pass_probability, stage.median_days, stage.sigma)
        rows += [0.0] * (STAGE_COLUMNS * (most - len(archetype.funnel)))
    return rows


def _later_bps(archetypes: tuple[ArchetypeParameters, ...]) -> list[int]:
    """Fee rates of later contract years, filled up with zeros."""
    most = max(1, *(len(archetype.terms.later_rates_bps) for archetype in archetypes))
    return _flat((*a.terms.later_rates_bps, *[0] * (most - len(a.terms.later_rates_bps))) for a in archetypes)


def _score_odds(selection: SelectionParameters) -> list[float]:
    return [
        score_odds(score, selection.reference_score, selection.odds_ratio_per_point)
        for score in range(HIGHEST_SCORE + 1)
    ]


def _readiness(readiness: ReadinessParameters, effects: ReadinessEffectsParameters) -> list[float]:
    by_month = zip(
        readiness.product_maturity, readiness.sales_clarity, readiness.positioning, readiness.margin_headroom,
        readiness.organisational_capacity, readiness.direct_discipline, strict=True,
    )  # fmt: skip
    table: list[float] = []
    before, row = None, [0.0]
    for scores in by_month:
        if scores != before:
            before, row = scores, _readiness_row(effects, scores)
        table += row
    return table


def _readiness_row(effects: ReadinessEffectsParameters, scores: tuple[float, ...]) -> list[float]:
    product, clarity, positioning, headroom, capacity, discipline = (
        shortfall(score, effects.ready_score, effects.unready_score) for score in scores
    )
    row = [0.0] * READINESS_COLUMNS
    row[ACTIVATION_ODDS] = readiness_multiplier(effects.activation_odds_multiplier, product)
    row[EARLY_CANCEL_ODDS] = readiness_multiplier(effects.early_cancel_odds_multiplier, product)
    row[DEPARTURE] = readiness_multiplier(effects.departure_multiplier, product)
    row[WIN_ODDS] = readiness_multiplier(effects.win_odds_multiplier, clarity)
    row[CYCLE] = readiness_multiplier(effects.cycle_multiplier, clarity)
    row[EFFORT] = readiness_multiplier(effects.effort_multiplier, positioning)
    row[CAPACITY] = readiness_multiplier(effects.capacity_multiplier, capacity)
    row[CONFLICT_ODDS] = readiness_multiplier(effects.conflict_odds_multiplier, discipline)
    row[HEADROOM_SHORTFALL] = headroom
    return row
