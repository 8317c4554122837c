"""20.5: a running program begins in both engines in the same way, row for row, run and twin."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.engine import compiled, reference
from sim.engine.compiled import simulate_worlds
from sim.experiment.replication import tallies
from sim.randomness import chance_key

from .cases import both
from .plain_engine import outcome_of, plain_kernel, world_of
from .started import customer, opportunity, parameters_with, partner, state_of, states

VARIED = "vendor.growth={ yearly_sigma = 0.2, persistence = 0.5, common_share = 0.6 }"
LIVELY = (
    "months=16", "gate.month=16",
    *both(
        "cycle_median_days=20.0", "win_probability=0.6", "early_cancel_probability=0.5", "early_cancel_days=300",
        "churn_per_year=0.3", "expansion_probability=0.4", "departure_settled_per_year=0.3",
    ),
)  # fmt: skip


def compare(parameters, key):
    """Ledgers of run and twin, and the compiled engine's own sums."""
    own = simulate_worlds([parameters], np.array([[key]], dtype=np.int64))
    for with_program, tallied in ((True, own.run), (False, own.twin)):
        readable = reference.simulate(parameters, key, with_program)
        fast = compiled.simulate(parameters, key, with_program)
        for row, other in zip(readable.rows, fast.rows, strict=False):
            assert row == other
        assert len(readable.rows) == len(fast.rows)
        expected = tallies(readable, parameters)
        for name in ("sums", "stocks", "recruited_arr", "pay_due"):
            found = getattr(tallied, name)[0]
            different = np.argwhere(found != getattr(expected, name))
            assert different.size == 0, (name, with_program, different[:5], found, getattr(expected, name))


@settings(derandomize=True, max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    states(), st.integers(0, 2**62), st.sampled_from(['["onboarding", "pilot"]', '["pilot", "onboarding"]', '["onboarding"]']),
    st.sampled_from(["sunset.month=0", "sunset.month=20"]), st.sampled_from(["close", "lost"]), st.booleans(),
)  # fmt: skip
def test_generated_states(state, key, journey, sunset, open_deals, pays):
    parameters = parameters_with(
        state, *LIVELY, VARIED, f"program.journey={journey}", sunset, "sunset.sourced_share=0.6",
        f'departure.open_deals="{open_deals}"', f"departure.pay_after_departure={str(pays).lower()}",
    )  # fmt: skip
    compare(parameters, key)
