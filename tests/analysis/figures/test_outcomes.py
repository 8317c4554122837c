"""Outcomes of a replication: a stock at the gate, a flow over the horizon (18.13)."""

import numpy as np
import pytest

from sim.analysis.figures.outcomes import outcome_values, outcomes

FLOWS = (
    "recruited_revenue", "taken_revenue", "overload_revenue", "additional_revenue", "avoided_acquisition_cost",
    "program_contribution", "incremental_contribution",
)  # fmt: skip


@pytest.fixture
def ensemble(coach, ensemble_of):
    """Metrics that differ from each other and from month to month."""
    months = np.arange(1, coach.months + 1)
    changed = {name: (place + 2) * 1000 * months for place, name in enumerate(FLOWS)}
    gross = 7 * months
    return ensemble_of(
        coach, [[5], [6], [8]], active_partners=months, gross_incremental_contribution=gross, **changed
    )  # fmt: skip


def test_a_flow_is_summed_over_the_horizon_under_its_own_name(coach, ensemble):
    by_name = {outcome.name: outcome for outcome in outcomes(coach.months)}
    for place, name in enumerate(FLOWS):
        cents = (place + 2) * 1000 * coach.months * (coach.months + 1) / 2
        assert outcome_values(ensemble, by_name[name]).tolist() == [cents / 100] * 3, name


def test_active_partners_are_those_at_the_gate(coach, ensemble):
    (partners,) = (outcome for outcome in outcomes(coach.months) if outcome.name == "active_partners")
    assert coach.gate.month < coach.months
    assert outcome_values(ensemble, partners).tolist() == [coach.gate.month] * 3
