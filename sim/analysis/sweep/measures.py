"""What a sweep measures at each point: the odds, revenue and money, and whatever it is asked to maximise."""

from sim.analysis.figures.outcomes import (
    ADDITIONAL_REVENUE,
    CASH_TROUGH,
    INCREMENTAL_CONTRIBUTION,
    NPV,
    NPV_OF_RUNOFF,
    NPV_WITH_RUNOFF,
    ODDS,
    PARTNER_PAY,
    PROGRAM_CONTRIBUTION,
    PROGRAM_COST,
    TOTAL_REVENUE,
    Outcome,
)

MEASURES: tuple[Outcome, ...] = (
    ODDS,
    PARTNER_PAY,
    PROGRAM_COST,
    PROGRAM_CONTRIBUTION,
    INCREMENTAL_CONTRIBUTION,
    CASH_TROUGH,
    NPV,
    TOTAL_REVENUE,
    ADDITIONAL_REVENUE,
)
ESTIMATED = tuple(outcome.name for outcome in MEASURES if outcome is not ODDS)
"""What a point tells beside the odds: sums over the horizon, and two totals of a replication."""
OBJECTIVE = INCREMENTAL_CONTRIBUTION
"""What is maximised where nothing else is asked for."""
MAXIMISED = (INCREMENTAL_CONTRIBUTION, PROGRAM_CONTRIBUTION)
"""Whose best point is always told: net of what direct sales lose, then gross."""
RANKED = (ODDS, INCREMENTAL_CONTRIBUTION, PROGRAM_CONTRIBUTION)
"""By which mixes are ranked."""


def measured_with(objective: Outcome) -> tuple[Outcome, ...]:
    """The measures, and the objective where it is none of them; with a run-off its value apart."""
    tail = (NPV_OF_RUNOFF,) if objective == NPV_WITH_RUNOFF else ()
    return tuple(dict.fromkeys((*MEASURES, objective, *tail)))


def maximised_with(objective: Outcome) -> tuple[Outcome, ...]:
    """The objective, then those that are always told."""
    return (objective, *(outcome for outcome in MAXIMISED if outcome != objective))
