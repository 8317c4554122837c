"""The replication that stands for a quantile."""

import numpy as np

from sim.analysis.trace.nearest import nearest_replication


def test_the_nearest_is_counted_among_all_replications(coach, ensemble_of):
    """Shares of 0 to 9 percent from the last replication to the first, of which three failed."""
    ensemble = ensemble_of(coach, np.arange(10)[::-1].reshape(5, 2), failed=(0, 3, 9))
    assert [nearest_replication(ensemble, level) for level in (0.0, 0.5, 1.0)] == [8, 5, 1]


def test_the_first_of_several_is_taken(coach, ensemble_of):
    assert nearest_replication(ensemble_of(coach, np.full((4, 1), 8)), 0.5) == 0
