import numpy as np
import pytest

from sim.analysis.figures.ignorance import NOT_SPLIT
from sim.analysis.figures.intervals import wilson
from sim.analysis.figures.odds import Odds, gate_odds, verdict_of


def percents(passing, runs):
    """One future a world: the first ``passing`` worlds at 12%, the others at 8%."""
    return np.where(np.arange(runs) < passing, 12, 8)[:, None]


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.50, 0.60, "on track"),
        (0.49, 0.60, "too close to call"),
        (0.40, 0.50, "too close to call"),
        (0.40, 0.4999, "redesign"),
    ],
)
def test_the_verdict_needs_the_whole_interval(low, high, verdict):
    assert verdict_of(Odds(0.5, low, high), 0.50) == verdict


@pytest.mark.parametrize(("passing", "verdict"), [(140, "on track"), (105, "too close to call"), (60, "redesign")])
def test_the_odds_are_the_share_that_passes_with_wilsons_interval(coach, ensemble_of, passing, verdict):
    odds = gate_odds(ensemble_of(coach, percents(passing, 200)))
    low, high = wilson(passing, 200)
    assert (odds.probability, odds.ci_low, odds.ci_high) == (passing / 200, float(low), float(high))
    assert odds.verdict == verdict
    assert odds.by_month.shape == (48,)
    assert odds.by_month[23] == odds.probability
    assert odds.ci_low_by_month[23] == odds.ci_low
    assert odds.ci_high_by_month[23] == odds.ci_high


def test_exactly_the_threshold_passes(coach, ensemble_of):
    assert gate_odds(ensemble_of(coach, np.full((5, 1), 10))).probability == 1
    just_under = ensemble_of(coach, np.full((5, 1), 10))
    just_under.monthly["partner_revenue"][:, 23] -= 1
    assert gate_odds(just_under).probability == 0


def test_each_measure_has_its_odds(coach, ensemble_of):
    odds = gate_odds(ensemble_of(coach, percents(3, 10), credited_revenue=15_000, additional_revenue=-1))
    found = {name: measure.probability for name, measure in odds.measures.items()}
    assert found == {"sourced_share": 0.3, "credited_share": 1.0, "additional_share": 0.0}


def test_the_gate_can_be_read_on_credited_share(coach, ensemble_of):
    gate = coach.gate.model_copy(update={"measure": "credited_share"})
    scenario = coach.model_copy(update={"gate": gate})
    odds = gate_odds(ensemble_of(scenario, percents(3, 10), credited_revenue=15_000))
    assert odds.probability == 1
    assert odds.by_month.tolist() == [1] * 48


def test_failed_replications_do_not_count(coach, ensemble_of):
    odds = gate_odds(ensemble_of(coach, percents(5, 10), failed=[0, 1, 9]))
    assert odds.probability == 3 / 7
    several = gate_odds(ensemble_of(coach, [[12, 8], [12, 12], [8, 8]], failed=[1, 4, 5]))
    assert several.probability == 1


def test_nothing_completed_has_no_odds(coach, ensemble_of):
    with pytest.raises(ValueError, match="no replication completed"):
        gate_odds(ensemble_of(coach, percents(1, 2), failed=[0, 1]))


def test_ignorance_is_not_split_with_one_future(coach, ensemble_of):
    ignorance = gate_odds(ensemble_of(coach, percents(5, 10))).ignorance
    assert (ignorance.p10, ignorance.p90, ignorance.text) == (None, None, NOT_SPLIT)


def test_without_uncertain_inputs_there_is_no_ignorance(certain, ensemble_of):
    ignorance = gate_odds(ensemble_of(certain, percents(5, 10))).ignorance
    assert (ignorance.p10, ignorance.p90) == (0.5, 0.5)
    assert (ignorance.standard_deviation, ignorance.share_at_required) == (0, 1)


def test_a_failed_gate_may_be_a_false_alarm(coach, ensemble_of):
    percent = np.full((10, 1, 48), 8)
    percent[:4] = 12
    percent[4:7, :, 35] = 20  # of the three months to 36 the mean is 12, of those to 35 it is 8
    later = gate_odds(ensemble_of(coach, percent)).later
    assert (later.month, later.count, later.odds.probability) == (36, 6, 0.5)
    assert later.odds.ci_low == wilson(3, 6)[0]
    always = gate_odds(ensemble_of(coach, percents(10, 10))).later
    assert (always.count, always.odds) == (0, None)


def test_a_short_horizon_cannot_tell_of_later(coach, ensemble_of):
    assert gate_odds(ensemble_of(coach.model_copy(update={"months": 35}), percents(1, 4))).later is None
    assert gate_odds(ensemble_of(coach.model_copy(update={"months": 36}), percents(1, 4))).later is not None


def test_phases_at_the_gate_include_zeros_and_sunset(coach, ensemble_of):
    phase = np.array([0, 0, 1, 4])[:, None]
    odds = gate_odds(ensemble_of(coach, percents(1, 4), phase=phase))
    assert odds.phases == {"pilot": 0.5, "stabilise": 0.25, "scale": 0, "maturity": 0, "sunset": 0.25}
    assert odds.stalled_share == 0.5
