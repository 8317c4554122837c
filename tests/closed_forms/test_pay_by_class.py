"""The part of pay that the classes of deals leave, as partners expect it, against what simulated deals earned (R-54).

Expected is what effort is made of (``sim/engine/class_chances.py``); found are the fees in the ledger.
"""

from math import exp

import numpy as np
import pytest

from sim.engine.prepared import prepared_of
from sim.rules.class_chance import CYCLES
from sim.scenario.load import load_scenario
from sim.scenario.parameters import parameters_of
from sim.units import CENTS

from .conftest import FOLDER
from .test_fees import fees

KIND = "archetypes.partner"
RATE, VALUE = 0.2, 10_000.0
PARTS = {"registered": 1.0, "unregistered": 0.8, "influenced": 0.5, "none": 0.1}
PAID = (
    f"{KIND}.terms.rate={RATE}", f"{KIND}.acv_median={VALUE}",
    *(f"attribution.{name}_pay_share={share}" for name, share in PARTS.items() if share < 1),
)  # fmt: skip
LATER = (
    f"{KIND}.registration_delay_least_days=0", f"{KIND}.registration_delay_days=50", "attribution.within_days=25",
    f"{KIND}.support_probability=0.5", "registration.approval_days=5", "attribution.influence=broad",
)  # fmt: skip
"""Some are submitted after direct sales came, some too late, and some are approved after the decision."""
REPLICATIONS = 60


def expected(*over, **chances):
    """Part of its pay that a deal of the kind is expected to earn, with some of its chances changed."""
    changed = [f"{KIND}.{name}={value}" for name, value in chances.items()]
    parameters = parameters_of(load_scenario(FOLDER / "claims.toml", (*PAID, *over, *changed)))
    found = prepared_of(parameters).pay[0].chances
    return sum(getattr(found, name) * share for name, share in PARTS.items())


def earned(ledgers, *over):
    """Fees of each won deal."""
    return np.concatenate([fees(rows) for rows in ledgers("claims", REPLICATIONS, *PAID, *over)[1]]) / CENTS


@pytest.mark.parametrize("over", [(), LATER], ids=["in time", "later"])
def test_fixed_cycles(ledgers, agrees, over):
    """A chance 5% off is told: that the partner is only mentioned."""
    wrong = expected(*over, mention_probability=1.05 * 0.2)
    agrees(earned(ledgers, *over) / (RATE * VALUE), expected(*over), wrong)
    assert 0.6 < expected(*over) < 0.9


def test_a_part_5_percent_off_fails(ledgers, agrees):
    part = expected(*LATER)
    agrees(earned(ledgers, *LATER) / (RATE * VALUE), part, 1.05 * part)
    agrees(earned(ledgers, *LATER) / (RATE * VALUE), part, 0.95 * part)


def test_deals_large_enough_to_be_registered_count_by_their_value(ledgers, agrees):
    """The pay of all deals together: large ones, of which most of it is, can be registered."""
    over = (f"{KIND}.acv_sigma=0.6", "registration.least_acv=12_000.0")
    mean = VALUE * exp(0.6**2 / 2)
    part = expected(*over)
    agrees(earned(ledgers, *over) / (RATE * mean), part, 1.05 * part)
    assert expected(f"{KIND}.acv_sigma=0.6") > 1.04 * part


@pytest.mark.parametrize("sigma", [0.2, 0.7])
def test_cycles_with_a_spread(ledgers, sigma):
    """A claim from 15 days before the opportunity to 19 after it, and cycles of a median of 20 days.

    Its end is at most half of one of the 64 parts off; the median cycle would find every claim of them ended.
    """
    over = (f"{KIND}.cycle_sigma={sigma}", "registration.valid_days=35")
    found = earned(ledgers, *over) / (RATE * VALUE)
    error = found.std(ddof=1) / np.sqrt(found.size)
    part = expected(*over)
    bound = 4 * error + 1 / (2 * CYCLES)
    assert abs(found.mean() - part) <= bound < 0.02
    assert abs(found.mean() - 1.05 * part) > bound
