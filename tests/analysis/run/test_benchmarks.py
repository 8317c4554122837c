import numpy as np

from sim.analysis.run.benchmarks import benchmark_lines


def line_of(ensemble, metric, month):
    return next(line for line in benchmark_lines(ensemble) if (line.metric, line.month) == (metric, month))


def test_bands_count_replications_below_inside_and_above(coach, ensemble_of):
    percent = np.array([[5], [10], [15], [20], [25]])
    ensemble = ensemble_of(coach, percent, active_partners=np.array([1, 20, 35, 50, 51])[:, None])
    share = line_of(ensemble, "sourced_share", 24)
    assert (share.low, share.high) == (0.10, 0.20)
    assert (share.below, share.inside, share.above, share.median) == (0.2, 0.6, 0.2, 0.15)
    active = line_of(ensemble, "active_partners", 24)
    assert (active.below, active.inside, active.above, active.median) == (0.2, 0.6, 0.2, 35)


def test_agreements_are_those_of_the_first_formal_year(coach, ensemble_of):
    agreements = np.zeros((3, 48))
    agreements[:, :12] = 100
    agreements[:, 12:24] = np.array([2, 3, 5])[:, None]
    line = line_of(ensemble_of(coach, np.full((3, 1), 8), agreements=agreements), "agreements", 24)
    assert (line.rule, line.from_month, line.low, line.high) == ("R-28", 13, 25, 50)
    assert (line.below, line.inside, line.above, line.median) == (1 / 3, 1 / 3, 1 / 3, 36)


def test_a_band_past_the_horizon_is_null(coach, ensemble_of):
    ensemble = ensemble_of(coach.model_copy(update={"months": 30}), np.full((3, 1), 8))
    line = line_of(ensemble, "sourced_share", 48)
    assert (line.below, line.inside, line.above, line.median) == (None, None, None, None)
