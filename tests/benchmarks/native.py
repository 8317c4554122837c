"""The C loop of ``submodel.c``: compiled here when there is a compiler, called through ctypes."""

import ctypes
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from sim.elementary import ROOTS_HIGH, ROOTS_LOW
from sim.engine.plan import Plan, plan_of, planned_month
from sim.engine.prepared import prepared_of
from sim.ledger import Channel, IntArray, Kind, Trait
from sim.metrics.tallies import SLOTS, STOCKS, TALLY_SLOT, channel_slot
from sim.names import name_word
from sim.rules.card import RESALE
from sim.rules.direct import monthly_churn, monthly_expansion
from sim.rules.readiness import readiness_multiplier, shortfall
from sim.scenario.parameters import (
    ChannelParameters,
    Parameters,
    PhaseParameters,
)

SOURCE = Path(__file__).with_name("submodel.c")
FLAGS = ("-std=c11", "-O3", "-march=native", "-ffp-contract=off", "-shared", "-fPIC")
TOTALS = ("won", "agreements", "qualified", "list_cents", "events", "rows", "recruited_arr")
_MAX_MONTHS, _MAX_PHASES, _MAX_STAGES, _C_KINDS = 120, 8, 8, 80
_C_CHANNEL_KINDS = 5
_C_SLOTS = _C_KINDS + _C_CHANNEL_KINDS * len(Channel)
_DEAL_ROOM = 16_384

_Whole, _Real, _Months = ctypes.c_int64, ctypes.c_double, ctypes.c_double * (_MAX_MONTHS + 1)


class _Phase(ctypes.Structure):
    _fields_ = [
        *((name, _Whole) for name in (
            "earliest_month", "partners_won", "active_partners", "manager_cost", "staff_cost", "owner_cost",
            "owner_start", "infrastructure_cost", "support_cost", "fixed_cost",
        )),
        ("contacts", _Real), ("managers", _Real), ("heads", _Real),
    ]  # fmt: skip


class _Stage(ctypes.Structure):
    _fields_ = [("pass_probability", _Real), ("median", _Real), ("sigma", _Real)]


class _Channel(ctypes.Structure):
    _fields_ = [
        ("starting_arr", _Whole), ("margin_bps", _Whole), ("churn", _Real), ("expansion", _Real), ("needed", _Months),
    ]  # fmt: skip


class _World(ctypes.Structure):
    _fields_ = [
        *((name, _Whole) for name in (
            "months", "n_phases", "n_stages", "name", "vendor_name",
            "candidates", "candidates_per_month", "minimum_score", "revisit_months", "roster_partners",
            "onboarding_cost", "pilot_days", "pilot_extended_days", "pilot_opportunities", "idle_quarters",
            "grace_days", "no_deal_months", "pay_after_departure", "ramp_months", "go_live_days", "early_cancel_days",
            "margin_bps", "hour_cost",
        )),
        *((name, _Real) for name in (
            "score_mean", "score_sd", "reference_score", "odds_ratio", "later", "onboarding_median",
            "onboarding_sigma", "committed_reps", "first_median", "first_sigma", "size_sigma", "rate", "accounts",
            "qualification", "conflict", "cannibalised", "win", "cycle_median", "cycle_sigma", "acv_median",
            "acv_sigma", "early_cancel", "churn", "expansion", "expansion_share", "departure_new",
            "departure_settled", "departure_settling", "influence", "pay_effort", "slots_per_manager",
            "partners_per_manager", "overload_effort", "overload_departure", "extension", "idle_multiplier",
            "orphan_odds", "noise_sigma", "team_hours", "spare_share", "opportunity_hours", "margin_cost_share",
            "activation_odds", "capacity", "conflict_odds", "cycle_factor", "departure_factor", "early_cancel_odds",
            "effort", "headroom_shortfall", "win_odds", "contacts_per_head",
        )),
        ("season", _Months), ("growth", _Months),
        ("phase", _Phase * _MAX_PHASES), ("stage", _Stage * _MAX_STAGES), ("channel", _Channel * len(Channel)),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class NativeResult:
    """Futures of the C loop; ``sums`` and ``stocks`` as in ``Tallies``, None from the loop without tallies."""

    totals: IntArray
    """int64 (futures, totals), columns as in ``TOTALS``"""
    sums: IntArray | None = None
    twin_sums: IntArray | None = None
    stocks: IntArray | None = None


class Native:
    """The C loop for one world."""

    def __init__(self, parameters: Parameters, whole: bool) -> None:
        """``whole``: with the compiled engine's tallies, vendor and twin, else the sub-model alone."""
        library = _library(whole)
        if library is None:
            raise RuntimeError("there is no C compiler")
        self._run, self._whole = library.run_futures, whole
        self._world, self._months = _world(parameters), parameters.months
        self._partners = int(max(phase.contacts_per_month for phase in parameters.phases) * self._months) + 2

    def run(self, keys: IntArray) -> NativeResult:
        """Futures by their keys, int64 (futures,)."""
        futures = len(keys)
        totals = np.empty((futures, len(TOTALS)), dtype=np.int64)
        sums = np.empty((futures, 2, self._months, _C_SLOTS, 3) if self._whole else (0, 0, 0, 0, 0), dtype=np.int64)
        stocks = np.empty((futures, self._months, STOCKS) if self._whole else (0, 0, 0), dtype=np.int64)
        keys = np.ascontiguousarray(keys, dtype=np.int64)
        failed = self._run(
            ctypes.byref(self._world), _pointer(keys), futures, self._partners, _DEAL_ROOM, _pointer(totals),
            _pointer(sums), _pointer(stocks),
        )  # fmt: skip
        if failed:
            raise MemoryError("the C loop needs more room")
        if not self._whole:
            return NativeResult(totals)
        return NativeResult(totals, sums[:, 0], sums[:, 1], stocks)


def engine_order(sums: IntArray) -> IntArray:
    """Tallies of the C loop as the engines keep them: (futures, 3, SLOTS, months)."""
    ordered = np.zeros((len(sums), 3, SLOTS, sums.shape[1]), dtype=np.int64)
    by_slot = sums.transpose(0, 3, 2, 1)
    for kind in Kind:
        if Trait.BY_CHANNEL not in kind.traits and kind < _C_KINDS:  # it has no mechanism of later kinds
            ordered[:, :, TALLY_SLOT[kind]] = by_slot[:, :, kind]
        elif kind < _C_CHANNEL_KINDS:
            for channel in Channel:
                own = _C_KINDS + (kind - 1) * len(Channel) + channel
                ordered[:, :, channel_slot(kind, channel)] = by_slot[:, :, own]
    return ordered


def compiler() -> str | None:
    """The C compiler of this machine."""
    return next((path for path in map(shutil.which, ("cc", "gcc", "clang")) if path), None)


@cache
def _library(whole: bool) -> ctypes.CDLL | None:
    program = compiler()
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="partnersim-benchmark-") as folder:
        target = Path(folder) / "submodel.so"
        (Path(folder) / "roots.h").write_text(_tables(), "utf-8")
        options = (*FLAGS, f"-I{folder}", f"-DWHOLE={int(whole)}")
        subprocess.run([program, *options, "-o", str(target), str(SOURCE), "-lm"], check=True, timeout=120)
        library = ctypes.CDLL(str(target))
    library.run_futures.argtypes = [
        ctypes.c_void_p, ctypes.c_void_p, _Whole, _Whole, _Whole, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p,
    ]  # fmt: skip
    library.run_futures.restype = ctypes.c_int
    return library


def _tables() -> str:
    """A header with the tables of the exponential, to the bit."""
    return "".join(
        f"static const double {name}[] = {{{', '.join(float(value).hex() for value in table)}}};\n"
        for name, table in (("ROOTS_HIGH", ROOTS_HIGH), ("ROOTS_LOW", ROOTS_LOW))
    )


def _pointer(array: IntArray) -> int:
    return array.ctypes.data


def _world(parameters: Parameters) -> _World:
    """The one archetype with candidates, and what surrounds it; ValueError for what the C loop leaves out."""
    vendor, program, readiness = parameters.vendor, parameters.program, parameters.readiness
    effects, selection, review = parameters.readiness_effects, parameters.selection, parameters.review
    departure = parameters.departure
    kind = next(archetype for archetype in parameters.archetypes if archetype.candidates)
    scores = [
        readiness.product_maturity, readiness.sales_clarity, readiness.positioning, readiness.margin_headroom,
        readiness.organisational_capacity, readiness.direct_discipline,
    ]  # fmt: skip
    if (
        any(other.candidates_per_month for other in parameters.archetypes if other is not kind)
        or kind.mix_share != 1.0 or kind.cannibalised_probability or kind.terms.model != RESALE
        or kind.review_exempt
        or vendor.resale_booking_is_gross or program.pilot_first or not program.has_pilot or program.arrivals_is_even
        or parameters.sunset.month or any(phase.entry_sourced_share_bps for phase in parameters.phases)
        or any(len(set(path)) > 1 for path in scores)
    ):  # fmt: skip
        raise ValueError("the C loop knows the sub-model alone")
    product, clarity, positioning, headroom, capacity, discipline = (
        shortfall(path[0], effects.ready_score, effects.unready_score) for path in scores
    )
    world = _World(
        months=parameters.months, n_phases=len(parameters.phases), n_stages=len(kind.funnel),
        name=name_word(kind.name), vendor_name=name_word("vendor"),
        candidates=kind.candidates, candidates_per_month=kind.candidates_per_month,
        minimum_score=selection.minimum_score, revisit_months=selection.revisit_months,
        roster_partners=vendor.roster_partners, onboarding_cost=program.onboarding_cost_cents,
        pilot_days=program.pilot_days, pilot_extended_days=program.pilot_extended_days,
        pilot_opportunities=program.pilot_opportunities, idle_quarters=review.idle_quarters,
        grace_days=review.grace_days, no_deal_months=review.no_deal_months,
        pay_after_departure=departure.pay_after_departure, ramp_months=kind.ramp_months, go_live_days=kind.go_live_days,
        early_cancel_days=kind.early_cancel_days, margin_bps=kind.terms.cards[0].rate_bps,
        hour_cost=vendor.hour_cost_cents,
        score_mean=kind.score_mean, score_sd=kind.score_sd, reference_score=selection.reference_score,
        odds_ratio=selection.odds_ratio_per_point, later=selection.later_probability,
        onboarding_median=kind.onboarding_median_days, onboarding_sigma=kind.onboarding_sigma,
        committed_reps=kind.committed_reps_probability, first_median=kind.first_opportunity_median_days,
        first_sigma=kind.first_opportunity_sigma, size_sigma=kind.size_sigma, rate=kind.opportunities_per_month,
        accounts=kind.accounts, qualification=kind.qualification_probability, conflict=kind.conflict_probability,
        cannibalised=kind.cannibalised_probability, win=kind.win_probability, cycle_median=kind.cycle_median_days,
        cycle_sigma=kind.cycle_sigma, acv_median=kind.acv_median_cents, acv_sigma=kind.acv_sigma,
        early_cancel=kind.early_cancel_probability, churn=kind.churn_per_year, expansion=kind.expansion_probability,
        expansion_share=kind.expansion_share, departure_new=kind.departure_new_per_year,
        departure_settled=kind.departure_settled_per_year, departure_settling=kind.departure_settling_months,
        influence=kind.influence_probability, pay_effort=prepared_of(parameters).pay[0].effort,
        slots_per_manager=program.onboarding_slots, partners_per_manager=program.partners_per_manager,
        overload_effort=program.overload_effort_elasticity, overload_departure=program.overload_departure_elasticity,
        extension=program.pilot_extension_probability, idle_multiplier=departure.idle_multiplier,
        orphan_odds=departure.orphan_churn_odds_multiplier, noise_sigma=vendor.noise_sigma,
        team_hours=vendor.team_hours_per_month,
        spare_share=vendor.spare_team_share, opportunity_hours=vendor.partner_opportunity_hours,
        margin_cost_share=effects.margin_cost_share,
        activation_odds=readiness_multiplier(effects.activation_odds_multiplier, product),
        capacity=readiness_multiplier(effects.capacity_multiplier, capacity),
        conflict_odds=readiness_multiplier(effects.conflict_odds_multiplier, discipline),
        cycle_factor=readiness_multiplier(effects.cycle_multiplier, clarity),
        departure_factor=readiness_multiplier(effects.departure_multiplier, product),
        early_cancel_odds=readiness_multiplier(effects.early_cancel_odds_multiplier, product),
        effort=readiness_multiplier(effects.effort_multiplier, positioning), headroom_shortfall=headroom,
        win_odds=readiness_multiplier(effects.win_odds_multiplier, clarity),
        contacts_per_head=program.contacts_per_head_month,
    )  # fmt: skip
    plan = plan_of(parameters, prepared_of(parameters), 0)
    for month in range(1, parameters.months + 1):
        world.season[month], world.growth[month] = vendor.season[month], plan.team_growth[month]
    for position, phase in enumerate(parameters.phases):
        world.phase[position] = _phase(phase)
    for position, stage in enumerate(kind.funnel):
        world.stage[position] = _Stage(stage.pass_probability, stage.median_days, stage.sigma)
    for position, channel in enumerate(vendor.channels):
        world.channel[position] = _channel(channel, position, parameters, plan)
    return world


def _phase(phase: PhaseParameters) -> _Phase:
    return _Phase(
        phase.earliest_month, phase.entry_partners_won, phase.entry_active_partners, phase.manager_cost_per_month_cents,
        phase.staff_cost_per_month_cents, phase.owner_cost_per_month_cents, phase.owner_start_month,
        phase.infrastructure_cost_per_month_cents, phase.support_cost_per_month_cents, phase.fixed_cost_per_month_cents,
        phase.contacts_per_month, phase.managers, phase.managers + phase.staff,
    )  # fmt: skip


def _channel(channel: ChannelParameters, position: int, parameters: Parameters, plan: Plan) -> _Channel:
    """A channel whose plan is the same in each future: without growth that varies, and without months that shrink."""
    churn, expansion = monthly_churn(channel.churn_per_year), monthly_expansion(channel.expansion_per_year)
    result = _Channel(channel.starting_arr_cents, channel.margin_rate_bps, churn, expansion)
    for month in range(1, parameters.months + 1):
        result.needed[month] = plan.needed_new_arr[planned_month(parameters.months, position, month)]
        if parameters.vendor.growth or result.needed[month] < 0:
            raise ValueError("the C loop has no growth that varies and no plan that shrinks")
    return result
