import numpy as np
import pytest

from sim.analysis.figures.quantiles import LEVELS, bands, quantile_with_never

NEVER = 1_000_000


def test_bands_are_interpolated_linearly():
    values = np.arange(11, dtype=float)[::-1, None] * np.array([[1.0, 10.0]])
    found = bands(values)
    assert list(found) == list(LEVELS)
    assert found["p50"].tolist() == [5, 50]
    assert found["p05"].tolist() == pytest.approx([0.5, 5])
    assert found["p95"].tolist() == pytest.approx([9.5, 95])


def test_one_replication_has_flat_bands():
    assert {float(band[0]) for band in bands(np.array([[3.0]])).values()} == {3.0}


@pytest.mark.parametrize(
    ("months", "level", "expected"),
    [
        ([10, 20, 30, 40, NEVER], 0.5, 30),
        ([10, 20, 30, 40, NEVER], 0.75, 40),
        ([10, 20, 30, 40, NEVER], 0.76, None),
        ([10, 20, 30, 40, NEVER], 0.9, None),
        ([10, 20], 0.5, 15),
        ([NEVER, 10, NEVER], 0.1, None),
        ([NEVER, NEVER], 0.1, None),
        ([12], 0.9, 12),
        ([40, 10, 30, 20], 0.1, 13),
    ],
)
def test_a_quantile_that_lands_on_never_is_none(months, level, expected):
    found = quantile_with_never(np.array(months), level, NEVER)
    assert found == (None if expected is None else pytest.approx(expected))
