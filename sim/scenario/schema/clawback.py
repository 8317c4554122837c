"""Clawback: pay that is taken back when a customer leaves or shrinks in its first contract year."""

from sim.scenario.fields import lever
from sim.scenario.schema.table import Ordered, Table
from sim.scenario.unit import DAYS, SHARE


def _in_order(low: str, high: str) -> Ordered:
    cause = f"{high}: it is below {low}: all is taken back before full_days, a part before partial_days, less and less "
    return Ordered(
        low, high, moves=high, cause=f"{cause}up to end_days: state {high} of at least {low}, or leave it out"
    )


class Clawback(Table):
    """What is taken back of a deal's pay of its first contract year, by the customer's age in days since go-live."""

    ordered = (
        _in_order("full_days", "partial_days"),
        _in_order("partial_days", "end_days"),
        _in_order("full_days", "end_days"),
    )
    full_days: int = lever("all is taken back before this age", rule="R-92", unit=DAYS, low=0, high=360)
    partial_days: int | None = lever(
        "partial_share is taken back before this age; without it full_days",
        rule="R-92",
        unit=DAYS,
        low=0,
        high=360,
        default=None,
    )
    end_days: int | None = lever(
        "age at which nothing is taken back, less and less from partial_days on; without it partial_days",
        rule="R-92",
        unit=DAYS,
        low=0,
        high=360,
        default=None,
    )
    partial_share: float = lever(
        "part that is taken back from full_days on",
        rule="R-92",
        unit=SHARE,
        engine="bps",
        low=0,
        high=1,
        default=0.5,
        neutral=True,
    )
