"""How many worlds and futures a run has: what is said, else enough for both errors."""

import pytest

from sim.experiment.size import size_of


@pytest.mark.parametrize(
    ("runs", "futures", "engine", "most", "size"),
    [
        (None, None, "auto", None, (1000, 4)),
        (None, None, "compiled", None, (1000, 4)),
        (None, None, "reference", None, (1000, 1)),
        (300, None, "auto", None, (300, 1)),
        (None, 20, "auto", None, (1000, 20)),
        (None, 20, "reference", None, (1000, 20)),
        (300, 2, "auto", None, (300, 2)),
        (None, None, "auto", 250, (250, 4)),
        (None, None, "auto", 100_000, (1000, 4)),
        (300, None, "auto", 250, (300, 1)),
    ],
)
def test_what_is_said_counts_and_the_rest_is_the_default(runs, futures, engine, most, size):
    assert size_of(runs, futures, engine, most) == size
