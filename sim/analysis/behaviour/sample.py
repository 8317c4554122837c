"""The behaviour of a program in one replication."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.engine.identity import roll_of
from sim.experiment.replication import WorldSource, ledger_metrics
from sim.ledger import IntArray
from sim.metrics.partner_table import NOT_YET, PartnerTable, partner_table
from sim.rules.phases import reaches_share
from sim.scenario.parameters import Parameters
from sim.scenario.schema import Scenario
from sim.units import CENTS, DAYS_PER_MONTH, DAYS_PER_QUARTER, DAYS_PER_YEAR

MONTHS = (12, 24, 48)
"""Months at whose close shares and partners are measured."""
REGISTER_DAYS = 90
TOP_SHARE = 0.2
PILOT = 0


@dataclass(frozen=True, slots=True)
class Sample:
    """What one replication shows; counts are pooled over replications, lists joined."""

    sourced_share: tuple[float, ...]
    active_partners: tuple[int, ...]
    passed: bool
    in_pilot: bool
    incremental_contribution: float
    new_arr_share: float
    signed: int
    registered: int
    won: int
    top_share: float
    productive: int
    retained: int
    first_quarter_exposure: int
    first_quarter_departures: int
    fourth_quarter_exposure: int
    fourth_quarter_departures: int
    pilots: int
    pilots_failed: int
    days_to_win: tuple[int, ...]
    reseller_days_to_win: tuple[int, ...]


def sample_worlds(scenario: Scenario, seed: int, worlds: Sequence[int]) -> list[Sample]:
    """One sample a world."""
    samples, source = [], WorldSource(scenario)
    for world in worlds:
        run, twin, parameters = source.ledgers(seed, world, 0, "compiled")
        samples.append(_sample(run.array(), ledger_metrics(scenario, run, twin, parameters), parameters))
    return samples


def _sample(rows: IntArray, monthly: dict[str, IntArray], parameters: Parameters) -> Sample:
    def flow(name: str, first: int, last: int) -> int:
        return int(monthly[name][first - 1 : last].sum())

    window = parameters.gate.window_months

    def share(month: int) -> float:
        first = max(1, month - window + 1)
        return flow("partner_revenue", first, month) / max(1, flow("total_revenue", first, month))

    gate, table = parameters.gate.month, partner_table(rows, parameters.months)
    names = roll_of(parameters)
    resellers = np.array([names.name(int(p)).startswith("reseller/") for p in table.partner], dtype=bool)
    referrals = np.array([names.name(int(p)).startswith("referral/") for p in table.partner], dtype=bool)
    return Sample(
        sourced_share=tuple(share(month) for month in MONTHS),
        active_partners=tuple(int(monthly["active_partners"][month - 1]) for month in MONTHS),
        passed=reaches_share(
            flow("partner_revenue", max(1, gate - window + 1), gate),
            flow("total_revenue", max(1, gate - window + 1), gate),
            parameters.gate.threshold_bps,
        ),
        in_pilot=int(monthly["phase"][gate - 1]) == PILOT,
        incremental_contribution=flow("incremental_contribution", 1, parameters.months) / CENTS,
        new_arr_share=flow("partner_new_arr", 13, 24) / max(1, flow("gross_new_arr", 13, 24)),
        top_share=_top_share(table.revenue_cents),
        pilots=flow("passed_pilots", 1, parameters.months) + flow("failed_pilots", 1, parameters.months),
        pilots_failed=flow("failed_pilots", 1, parameters.months),
        days_to_win=_days_to_win(table, resellers | referrals),
        reseller_days_to_win=_days_to_win(table, resellers),
        **_activation(table, parameters.months),
        **_retention(table, parameters),
        **_drop_out(table, parameters.months),
    )


def _top_share(revenue: IntArray) -> float:
    """Share of the top fifth among partners with revenue; NaN without any."""
    earning = np.sort(revenue[revenue > 0])[::-1]
    if len(earning) == 0:
        return float("nan")
    return float(earning[: max(1, round(TOP_SHARE * len(earning)))].sum() / earning.sum())


def _days_to_win(table: PartnerTable, chosen: npt.NDArray[np.bool_]) -> tuple[int, ...]:
    won = chosen & (table.first_won_day < NOT_YET)
    return tuple(int(d) for d in table.first_won_day[won] - table.signed_day[won])


def _activation(table: PartnerTable, months: int) -> dict[str, int]:
    observed = table.signed_day + REGISTER_DAYS <= DAYS_PER_MONTH * months
    return {
        "signed": int(observed.sum()),
        "registered": int((observed & (table.first_qualified_day - table.signed_day <= REGISTER_DAYS)).sum()),
        "won": int((observed & (table.first_won_day - table.signed_day <= REGISTER_DAYS)).sum()),
    }


def _retention(table: PartnerTable, parameters: Parameters) -> dict[str, int]:
    """Partners past ramp at a year's close, and those of them still there a year later (R-124, E-12)."""
    ramps = np.array([a.ramp_months for a in parameters.archetypes])
    starts = np.array(roll_of(parameters).starts)
    ramp_days = DAYS_PER_MONTH * ramps[np.searchsorted(starts, table.partner, side="right") - 1]
    productive = retained = 0
    for day in range(DAYS_PER_YEAR, DAYS_PER_MONTH * parameters.months - DAYS_PER_YEAR + 1, DAYS_PER_YEAR):
        there = (table.first_qualified_day + ramp_days <= day) & (table.left_day > day)
        productive += int(there.sum())
        retained += int((there & (table.left_day > day + DAYS_PER_YEAR)).sum())
    return {"productive": productive, "retained": retained}


def _drop_out(table: PartnerTable, months: int) -> dict[str, int]:
    """Partners at risk and departures in the first and the fourth quarter of age (E-05); voluntary ones alone."""
    result = {}
    horizon = DAYS_PER_MONTH * months
    for name, quarter in (("first", 0), ("fourth", 3)):
        start, end = table.signed_day + quarter * DAYS_PER_QUARTER, table.signed_day + (quarter + 1) * DAYS_PER_QUARTER
        at_risk = (table.left_day > start) & (end <= horizon)
        result[f"{name}_quarter_exposure"] = int(at_risk.sum())
        left = at_risk & (table.left_day <= end) & table.departed.astype(bool)
        result[f"{name}_quarter_departures"] = int(left.sum())
    return result
