"""Additional or taken: sums, means, intervals and parts of constructed ensembles."""

import json

import numpy as np
import pytest

from sim.analysis.comparison.comparison import comparison_of
from sim.analysis.run.additional import CONTRIBUTION_LINES, REVENUE_LINES, additional_or_taken
from sim.analysis.run.summary import summarise
from sim.experiment.run import simulate

CENTS = 100


def by_month(amounts, months=48):
    """A constant amount a month in cents for each replication."""
    return np.repeat(np.asarray(amounts)[:, None] * CENTS, months, axis=1)


@pytest.fixture
def four(certain, ensemble_of):
    """Partners bring 10, 20, 30 and 40 a month; a tenth of all is taken, 1 a month lost to overload in the last."""
    lines = {
        "recruited_revenue": [10, 20, 30, 40],
        "taken_revenue": [4, 2, 3, 1],
        "overload_revenue": [0, 0, 0, 1],
        "additional_revenue": [6, 18, 27, 38],
        "gross_incremental_contribution": [-5, 5, 10, 15],
        "taken_contribution": [3, 1, 2, 1],
        "avoided_acquisition_cost": [2, 2, 2, 2],
        "overload_contribution": [0, 0, 0, 1],
        "incremental_contribution": [-6, 6, 10, 15],
    }
    return ensemble_of(certain, np.full((4, 1), 20), **{name: by_month(values) for name, values in lines.items()})


def test_spans_are_the_year_to_the_gate_and_the_horizon(four):
    spans = additional_or_taken(four)
    assert {name: (span.first_month, span.last_month) for name, span in spans.items()} == {
        "gate_year": (13, 24),
        "horizon": (1, 48),
    }
    assert spans["gate_year"].money["recruited_revenue"].mean == 12 * 25
    assert spans["horizon"].money["recruited_revenue"].mean == 48 * 25
    assert spans["gate_year"].money["incremental_contribution"].p50 == 12 * 8


def test_an_early_gate_has_the_months_there_are(certain, ensemble_of):
    early = certain.model_copy(update={"gate": certain.gate.model_copy(update={"month": 7})})
    span = additional_or_taken(ensemble_of(early, np.full((2, 1), 20)))["gate_year"]
    assert (span.first_month, span.last_month) == (1, 7)


def test_interval_of_the_mean_is_that_of_student(four):
    """Yearly sums 120, 240, 360, 480: deviation 154.919, error 77.460, t of 3 degrees 3.182446."""
    figure = additional_or_taken(four)["gate_year"].money["recruited_revenue"]
    assert (figure.ci_low, figure.ci_high) == pytest.approx((300 - 246.51, 300 + 246.51), abs=0.01)


def test_parts_are_quotients_of_sums_and_make_one(four):
    """10 of 100 taken, 1 lost to overload, 89 additional; the mean of the futures' own quotients would be 0.81."""
    parts = additional_or_taken(four)["horizon"].of_recruited
    assert {name: part.share for name, part in parts.items()} == pytest.approx(
        {"taken": 0.10, "overload": 0.01, "additional": 0.89}
    )
    # residuals of the taken part 4 - 1, 2 - 2, 3 - 3, 1 - 4 on a total of 100: error sqrt(4 / 3 * 18) / 100
    half = 3.182446 * (4 / 3 * 18) ** 0.5 / 100
    assert (parts["taken"].ci_low, parts["taken"].ci_high) == pytest.approx((0.10 - half, 0.10 + half), abs=1e-6)


def test_no_partner_revenue_has_no_parts_and_is_strict_json(certain, ensemble_of):
    nothing = ensemble_of(certain, np.full((1, 1), 20))
    assert additional_or_taken(nothing)["horizon"].of_recruited is None
    json.dumps(summarise(nothing)["additional_or_taken"], allow_nan=False)


def test_failed_futures_count_in_nothing(certain, ensemble_of):
    amounts = by_month([10, 20, 30, 1000])
    found = ensemble_of(certain, np.full((4, 1), 20), failed=(3,), recruited_revenue=amounts, taken_revenue=amounts)
    span = additional_or_taken(found)["horizon"]
    assert span.money["recruited_revenue"].mean == 48 * 20
    assert span.of_recruited["taken"].share == 1


def test_lines_of_a_run_add_up_in_the_summary(coach):
    """Means of gross less what direct lost are the mean of net, in both spans, and none of the lines is empty."""
    summary = summarise(simulate(coach, runs=20, workers=1))
    for span in summary["additional_or_taken"].values():
        mean = {
            name: span["money"][name]["mean"] for name in (*REVENUE_LINES, *CONTRIBUTION_LINES) if "orphan" not in name
        }
        assert mean["additional_revenue"] == pytest.approx(
            mean["recruited_revenue"] - mean["taken_revenue"] - mean["overload_revenue"], abs=0.01
        )
        assert mean["incremental_contribution"] == pytest.approx(
            mean["gross_incremental_contribution"]
            - mean["taken_contribution"]
            + mean["avoided_acquisition_cost"]
            - mean["overload_contribution"],
            abs=0.01,
        )
        assert all(mean.values())
        assert sum(part["share"] for part in span["of_recruited"].values()) == pytest.approx(1)


def test_a_comparison_has_the_lines_and_knows_which_are_parts(four, certain, ensemble_of):
    more = ensemble_of(certain, np.full((4, 1), 20), recruited_revenue=by_month([11, 21, 31, 41]))
    found = comparison_of(["A", "B"], [four, more])
    assert found.differences[0].outcomes["recruited_revenue"].difference == 48
    assert found.differences[0].outcomes["taken_revenue"].difference == -48 * 2.5
    assert found.differences[0].outcomes["taken_revenue"].better == 1
    told = found.to_dict()["outcomes"]
    assert {name for name, outcome in told.items() if outcome["is_part"]} == {
        "recruited_revenue", "taken_revenue", "overload_revenue", "avoided_acquisition_cost", "npv_of_runoff",
        "partner_pay", "program_cost",
    }  # fmt: skip
    assert told["taken_revenue"]["better"] == "lower"
