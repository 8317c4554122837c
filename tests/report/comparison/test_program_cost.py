"""What a lever costs beside what it pays partners is a row: half of a direct rep's commission, and all of it (R-53)."""

import numpy as np
import pytest

from sim.analysis.comparison.compare import compare
from sim.experiment.replication import ledger_of
from sim.ledger import Kind
from sim.scenario.load import load_scenario

CREDIT = ("conflict.direct_commission_rate=0.08", "months=24")


def test_credit_of_direct_reps_is_the_difference_in_program_cost() -> None:
    """No odds depend on it here: futures are the same, and the ledger's rows of credit are all that differs."""
    shares = (0, 0.5, 1)
    scenarios = [load_scenario("coach_ready", (*CREDIT, f"conflict.direct_credit_share={share}")) for share in shares]
    found = compare(scenarios, labels=["none", "half", "all"], runs=4, futures=1)
    for label, scenario in zip(("half", "all"), scenarios[1:], strict=True):
        credit = []
        for run in range(4):
            rows = ledger_of(scenario, 1, run, 0, "compiled")[0].rows
            credit.append(sum(row[4] for row in rows if row[1] == Kind.COST_SPLIT_CREDIT) / 100)
        assert min(credit) > 0
        np.testing.assert_allclose(found.paired(label, "program_cost"), credit, atol=0.005)
        np.testing.assert_allclose(found.paired(label, "program_contribution"), [-one for one in credit], atol=0.005)
    half, whole = (found.to_dict()["differences"][at]["outcomes"]["program_cost"]["difference"] for at in (0, 1))
    assert whole == pytest.approx(2 * half, rel=1e-5)
