"""20.5: frozen at month 9 with all that is known, and begun again, all partners go on as they would have gone on.

Who is recruited after day 0 counts. Left out, the funnel or the wins so far are missed: the companions must fail.
"""

from functools import cache

import pytest

from .calibration import CHANGES, MEASURES, as_exported, ranks_of, without_the_funnel, without_the_wins

MOST_SCORE = 3.9
"""Of the mean rank, in standard errors: exceeded once in 10,000."""
FEW, FEW_RESTARTS, FEW_CHI_SQUARE = 60, 10, 35.56
"""10 degrees of freedom: exceeded once in 10,000."""
MANY, RESTARTS, CHI_SQUARE = 400, 20, 52.39
"""20 degrees of freedom."""


@cache
def statistics(futures: int, restarts: int) -> dict[str, dict[str, tuple[float, float]]]:
    """By change of the records and measure."""
    changes = CHANGES if futures == MANY else (as_exported,)
    ranks = ranks_of(changes, range(futures), restarts)
    return {change.__name__: one.statistics() for change, one in zip(changes, ranks, strict=True)}


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize(
    ("futures", "restarts", "most"),
    [(FEW, FEW_RESTARTS, FEW_CHI_SQUARE), pytest.param(MANY, RESTARTS, CHI_SQUARE, marks=pytest.mark.full)],
)
def test_the_rank_of_what_came_is_uniform(futures: int, restarts: int, most: float, name: str) -> None:
    chi_square, score = statistics(futures, restarts)[as_exported.__name__][name]
    assert chi_square < most
    assert abs(score) < MOST_SCORE


@pytest.mark.full
@pytest.mark.parametrize("change", [without_the_funnel, without_the_wins])
def test_it_is_not_with_the_funnel_or_the_wins_left_out(change: object) -> None:
    found = statistics(MANY, RESTARTS)[change.__name__]  # type: ignore[attr-defined]
    assert found["revenue"][1] > MOST_SCORE
