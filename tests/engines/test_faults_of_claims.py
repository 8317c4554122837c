"""Ladders, certificates, claims and pay: what the compiled engine leaves out of a future's work changes nothing.

It works values out where something asks for them, keeps them while nothing moves them and writes tables of those alone
that need them. Here it runs as plain Python, which checks what is read and written, beside the readable engine, that
does all of it for everybody; and slips of what it leaves out are found.
"""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.engine.reference import simulate
from sim.experiment.replication import tallies, world_parameters
from sim.randomness import chance_key
from sim.scenario.load import load_scenario
from sim.scenario.parameters import Parameters

from .plain_engine import Outcome, outcome_of, plain_kernel, world_of
from .test_faults import Fault, parts_of

FOLDER = Path(__file__).parents[1] / "benchmarks"
SEED = 1
DEALS, ROWS = 8192, 1 << 15
CLAIMS, PAY = "claims", "pay"
SHORT = ("months=33", "gate.month=33")
CHANGED = (
    *SHORT,
    "changes.later={ month=20, set={ archetypes.referral.terms.registered_rate=0.03, "
    "conflict.direct_credit_share=0.9, registration.least_acv=9_000.0 } }",
    "conflict.credit_odds_multiplier=4.0",
)
THERE = (
    *SHORT,
    "archetypes.referral.established={ partners=9, age_months=20, customers=2.0, arr_median=20_000.0 }",
    "archetypes.reseller.established={ partners=9, age_months=9, customers=2.0, arr_median=20_000.0 }",
)
LOOSE = (
    *SHORT, "conflict.direct_credit_share=0.0", "conflict.credit_odds_multiplier=4.0", "conflict.settlement='split'",
    "registration.least_acv=30_000.0",
)  # fmt: skip
"""Nothing for the direct rep; collisions leave both with a part; small deals are not registered."""
RENEWED = (
    *SHORT, "archetypes.reseller.expansion_probability=0.6", "archetypes.reseller.terms.renewal_rate=0.1",
    "archetypes.reseller.terms.expansion_rate=0.5", "archetypes.reseller.distributor_rate=0.05",
)  # fmt: skip
RANKED = (
    *SHORT, "ladders.partners.tiers.silver.needs={ points=5 }", "ladders.partners.tiers.gold.needs={ top_share=0.1 }",
    "ladders.resale.tiers.premier.one_of={ channel_share=0.1 }",
)  # fmt: skip
"""Much hangs on how partners compare."""
KEPT = (*SHORT, "ladders.resale.tiers.premier.one_of={ retention=0.9 }")
"""Who never had a customer has lost none."""
NEAR = (*SHORT, "ladders.partners.near_share=0.01", "ladders.partners.near_multiplier=3.0")
"""Some are near their next tier as their first opportunity comes."""
CASES = [
    (CLAIMS, SHORT),
    (CLAIMS, CHANGED),
    (CLAIMS, THERE),
    (CLAIMS, LOOSE),
    (CLAIMS, RENEWED),
    (CLAIMS, RANKED),
    (CLAIMS, KEPT),
    (CLAIMS, NEAR),
    (PAY, SHORT),
]

FAULTS = [
    (CLAIMS, Fault(
        "certificates leave effects as they were", "certificate",
        "        expect_effects(w, slot)\n", "        expect_effects(w, 0)\n", SHORT,
    )),
    (CLAIMS, Fault(
        "a tier leaves effects as they were", "ladder",
        "            expect_effects(w, slot)\n", "            expect_effects(w, 0)\n", SHORT,
    )),
    (CLAIMS, Fault(
        "who was there has done nothing", "measures",
        "        return\n    begin_flows(w, slot)\n", "        return\n    w.has_flows[slot] += 0\n", THERE,
    )),
    (CLAIMS, Fault(
        "who nears a tier is told by what the tier above asks", "ladder_conditions",
        "    _look_at(w, month, place, following, ", "    _look_at(w, month, place, following + 1, ", SHORT,
    )),
    (CLAIMS, Fault(
        "places are among those with volume", "ladder_conditions",
        "            number += 1\n            if volume > 0:",
        "            number += min(1, volume)\n            if volume > 0:",
        RANKED,
    )),
    (CLAIMS, Fault(
        "partners are compared at reviews alone", "ladder_conditions",
        " or is_asked(w, month, slot) or _looks_ahead(w, month, slot):", " or is_asked(w, month, slot):", RANKED,
    )),
    (CLAIMS, Fault(
        "partners are compared as they near a tier alone", "ladder_conditions",
        " or is_asked(w, month, slot) or _looks_ahead(w, month, slot):", " or _looks_ahead(w, month, slot):", RANKED,
    )),
    (CLAIMS, Fault(
        "nearness is asked a month after the first opportunity can come", "ladder_conditions",
        "partner.first_month > month or", "partner.first_month >= month or", NEAR,
    )),
    (CLAIMS, Fault(
        "who has brought an opportunity is near nothing", "ladder_conditions",
        "partner.qualified >= partner.accounts", "partner.qualified > 0", SHORT,
    )),
    (CLAIMS, Fault(
        "a partner without opportunities has kept no customer", "ladder_conditions",
        "w.has_flows[slot] == 0 and is_nothing_before_flows(measure)", "w.has_flows[slot] == 0", KEPT,
    )),
    (CLAIMS, Fault(
        "costs of a tier begin with those of the ladder before", "ladder",
        "            w.standing_at[ladder.first_position + tier] = 0\n",
        "            w.standing_at[ladder.first_position + tier] = tier\n", SHORT,
    )),
    (CLAIMS, Fault(
        "nobody sits for what lapses", "certificate",
        "    if entitled > w.holders[held] - due:\n", "    if entitled > w.holders[held]:\n", SHORT,
    )),
    (CLAIMS, Fault(
        "a last holder lapses", "certificate", "    if due > 0:\n", "    if due > 1:\n", SHORT,
    )),
    (CLAIMS, Fault(
        "any value is registered", "value", "    return least == 0 or ", "    return least >= 0 or ", LOOSE,
    )),
    (CLAIMS, Fault(
        "the direct rep's credit is one everywhere", "conflict", "w.prepared.credit_odds[0]", "1.0", LOOSE,
    )),
    (CLAIMS, Fault(
        "the year that runs is as those to come", "promises",
        "rated_year > deal.contract_year and rates", "rates", RENEWED,
    )),
    (CLAIMS, Fault(
        "all years to come are alike", "promises",
        "rated_year > deal.contract_year and rates == rates_before", "rated_year >= deal.contract_year", RENEWED,
    )),
    (CLAIMS, Fault(
        "a distributor has nothing of the years to come", "promises",
        "margin + distributor_margin(w, position, listed)", "margin", RENEWED,
    )),
    (PAY, Fault(
        "use that ramps up is alike in all months", "promises",
        "    if varies and not ramps and not is_shared:\n", "    if varies and not is_shared:\n", SHORT,
    )),
]  # fmt: skip


@cache
def parameters_and_key(name: str, overrides: tuple[str, ...]) -> tuple[Parameters, int]:
    scenario = load_scenario(FOLDER / f"{name}.toml", list(overrides))
    return world_parameters(scenario, SEED, 0)[1], chance_key(SEED, 0, 0)


@cache
def expected(name: str, overrides: tuple[str, ...]) -> Outcome:
    """What the readable engine gives, and the tallies of its ledgers."""
    parameters, key = parameters_and_key(name, overrides)
    run, twin = (simulate(parameters, key, with_program) for with_program in (True, False))
    return Outcome(run.array(), twin.array(), tallies(run, parameters), tallies(twin, parameters))


def differs(kernel: Any, name: str, overrides: tuple[str, ...]) -> list[str]:
    """What differs between the engines."""
    parameters, key = parameters_and_key(name, overrides)
    found, right = outcome_of(kernel, world_of([parameters], DEALS, ROWS), 0, key), expected(name, overrides)
    assert found is not None, "there is not enough room"
    parts = [("ledger", found.ledger, right.ledger), ("twin", found.twin_ledger, right.twin_ledger)]
    parts += parts_of("", found.tallies, right.tallies)
    return [name for name, one, other in parts if not np.array_equal(one, other)]


@pytest.mark.parametrize(("name", "overrides"), CASES)
def test_what_is_left_out_changes_nothing(name: str, overrides: tuple[str, ...]) -> None:
    with plain_kernel() as kernel:
        assert differs(kernel, name, overrides) == []


@pytest.mark.parametrize(("name", "fault"), FAULTS, ids=[fault.name.replace(" ", "_") for _, fault in FAULTS])
def test_a_slip_is_found(name: str, fault: Fault) -> None:
    """By another result, or by a value that is read before it is written."""
    with plain_kernel({fault.module: (fault.old, fault.new)}) as kernel:
        try:
            found = differs(kernel, name, fault.overrides)
        except (ValueError, AttributeError) as error:
            found = [str(error)]
        assert found
