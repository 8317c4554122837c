"""Readiness by month, and the effects of low scores, as parameters of the engines."""

from dataclasses import dataclass

from sim.scenario.conversion import Blocks
from sim.scenario.schema import Readiness, ReadinessPath


@dataclass(frozen=True, slots=True)
class ReadinessParameters:
    """Scores by month 0 … months + 1 of a run, one tuple per pre-condition."""

    product_maturity: tuple[float, ...]
    sales_clarity: tuple[float, ...]
    positioning: tuple[float, ...]
    margin_headroom: tuple[float, ...]
    organisational_capacity: tuple[float, ...]
    direct_discipline: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ReadinessEffectsParameters:
    ready_score: float
    unready_score: float
    activation_odds_multiplier: float
    early_cancel_odds_multiplier: float
    departure_multiplier: float
    win_odds_multiplier: float
    cycle_multiplier: float
    effort_multiplier: float
    margin_cost_share: float
    capacity_multiplier: float
    conflict_odds_multiplier: float


def readiness_parameters(blocks: Blocks, readiness: Readiness, months: int, over: int = 0) -> ReadinessParameters:
    """The scores of each month, those of a path linear between its points; ``over`` months of the program are over."""
    scores = {name: getattr(readiness, name) for name in Readiness.model_fields}
    return ReadinessParameters(**{name: blocks.made(_scores, score, months, over) for name, score in scores.items()})


def _scores(_: Blocks, score: float | ReadinessPath, months: int, over: int) -> tuple[float, ...]:
    """The score of each month 0 … months + 1: linear between a path's points, constant outside them."""
    if not isinstance(score, ReadinessPath):
        return (score,) * (months + 2)
    return tuple(score_in(score.months, score.scores, over + month) for month in range(months + 2))


def score_in(months: tuple[int, ...], scores: tuple[float, ...], month: int) -> float:
    if month <= months[0]:
        return scores[0]
    for before, after, low, high in zip(months, months[1:], scores, scores[1:], strict=False):
        if month <= after:
            return low + (high - low) * (month - before) / (after - before)
    return scores[-1]
