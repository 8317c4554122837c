"""All revenue beside the share: change to the year of the gate, and whether the company has any of its own (18.1)."""

import numpy as np
import pytest

from sim.analysis.run.limits import limits_of
from sim.analysis.run.revenue import revenue_of


def steps(coach, **levels):
    """Cents by month: a level for each year of the horizon."""
    return {name: np.repeat(np.asarray(values), 12)[None, : coach.months] for name, values in levels.items()}


def test_the_change_is_that_of_the_year_to_the_gate_from_the_year_before(coach, ensemble_of):
    levels = steps(coach, total_revenue=[1000, 900, 5000, 5000], direct_revenue=[10] * 4, inbound_revenue=[0] * 4)
    found = revenue_of(ensemble_of(coach, np.full((3, 1), 8), **levels))
    assert found.change is not None
    assert found.change.change == pytest.approx(-0.1)
    change = found.change
    assert (change.first_before, change.last_before, change.first_month, change.last_month) == (1, 12, 13, 24)
    assert found.has_own


def test_an_early_gate_compares_halves_of_the_months_so_far(coach, ensemble_of):
    early = coach.model_copy(update={"gate": coach.gate.model_copy(update={"month": 7})})
    change = revenue_of(ensemble_of(early, np.full((3, 1), 8))).change
    assert change is not None
    assert (change.first_before, change.last_before, change.first_month, change.last_month) == (2, 4, 5, 7)
    first = coach.model_copy(update={"gate": coach.gate.model_copy(update={"month": 1})})
    assert revenue_of(ensemble_of(first, np.full((3, 1), 8))).change is None


def test_own_revenue_is_that_of_direct_and_inbound_in_the_window_of_the_gate(coach, ensemble_of):
    shares = np.full((2, 1), 8)
    before = np.zeros((1, 48))
    before[:, :21], before[:, 24:] = 500, 500
    assert not revenue_of(ensemble_of(coach, shares, direct_revenue=before, inbound_revenue=0)).has_own
    inside = np.zeros((2, 48))
    inside[1, 21] = 500
    assert revenue_of(ensemble_of(coach, shares, direct_revenue=0, inbound_revenue=inside)).has_own


def test_additional_revenue_is_that_of_the_year_to_the_gate(coach, ensemble_of):
    levels = steps(coach, additional_revenue=[7, -200, 900, 900])
    additional = revenue_of(ensemble_of(coach, np.full((3, 1), 8), **levels)).additional
    assert additional.mean == pytest.approx(-24)


def test_contacts_not_made_and_the_cap(coach, ensemble_of):
    """18.5 and 18.11: ten planned, eight with time for them, five made a month; 3 of 4 partner-months at the cap."""
    found = limits_of(
        ensemble_of(
            coach, np.full((3, 1), 8), planned_contacts=10_000_000, staffed_contacts=8_000_000, contacts=5,
            capped_partners=np.array([1, 2, 6])[:, None], selling_partners=np.array([4, 4, 4])[:, None],
        )
    )  # fmt: skip
    assert (found.planned.mean, found.without_hours.mean, found.without_names.mean) == (480, 96, 144)
    assert found.capped_share == pytest.approx(0.75)
    idle = limits_of(ensemble_of(coach, np.full((3, 1), 8)))
    assert (idle.capped_share, idle.capped_ci_low) == (0, None)
