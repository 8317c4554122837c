"""The question (credit, finance, gate and sunset), as parameters of the engines."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InfluenceParameters:
    credit_share_bps: int


@dataclass(frozen=True, slots=True)
class FinanceParameters:
    discount_rate: float
    runoff_months: int
    runoff_expansion: float
    runoff_cost_share: float


@dataclass(frozen=True, slots=True)
class GateParameters:
    month: int
    threshold_bps: int
    window_months: int


@dataclass(frozen=True, slots=True)
class SunsetParameters:
    month: int
    sourced_share_bps: int
