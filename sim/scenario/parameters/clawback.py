"""Clawback, as parameters of the engines."""

from dataclasses import dataclass

from sim.scenario.conversion import Blocks, converted
from sim.scenario.schema import Clawback


@dataclass(frozen=True, slots=True)
class ClawbackParameters:
    partial_days: int
    end_days: int
    full_days: int
    partial_share_bps: int


def clawback_parameters(blocks: Blocks, clawback: Clawback) -> tuple[ClawbackParameters]:
    """A clawback; days that are not stated are those before them."""
    partial = clawback.full_days if clawback.partial_days is None else clawback.partial_days
    end = partial if clawback.end_days is None else clawback.end_days
    return (converted(blocks, ClawbackParameters, clawback, partial_days=partial, end_days=end),)
