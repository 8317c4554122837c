"""Growth that changes from year to year, to the engines."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GrowthParameters:
    yearly_sigma: float
    persistence: float
    common_share: float
