"""What a sweep measures at each point: the odds, and money."""

from sim.analysis.figures.outcomes import (
    CASH_TROUGH,
    INCREMENTAL_CONTRIBUTION,
    NPV,
    ODDS,
    PROGRAM_CONTRIBUTION,
    Outcome,
)

MEASURES: tuple[Outcome, ...] = (ODDS, PROGRAM_CONTRIBUTION, INCREMENTAL_CONTRIBUTION, CASH_TROUGH, NPV)
MONEY = tuple(outcome.name for outcome in MEASURES if outcome.unit == "money")
"""What a point tells beside the odds: two sums over the horizon, and two totals of a replication."""
MAXIMISED = (PROGRAM_CONTRIBUTION.name, INCREMENTAL_CONTRIBUTION.name)
RANKED = (ODDS, PROGRAM_CONTRIBUTION)
"""By which mixes are ranked."""
