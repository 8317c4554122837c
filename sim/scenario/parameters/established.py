"""Partners that are there on day 0, as parameters of the engines."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EstablishedParameters:
    partners: int
    age_months: int
    customers: float
    arr_median_cents: float
