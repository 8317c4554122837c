"""What does not fit its bits is refused, in both engines: a wrapped name would repeat another's random numbers."""

from dataclasses import replace

import pytest

import sim.engine.compiled as compiled
import sim.engine.reference as reference
from sim.engine.identity import roll_of
from sim.engine.order import DEAL_BITS, PARTNER_BITS, PHASE_BITS, DayPhase, order_key, phase_of
from sim.experiment.replication import world_parameters
from sim.ledger import DEALS_A_MONTH, LAST_MONTH, deal_code
from sim.randomness import MAX_INDEX, MAX_MONTH
from sim.scenario.load import load_scenario
from sim.scenario.parameters import Parameters

from .cases import SMALL

TOO_MUCH = ("months", "candidates", "candidates_per_month", "all_candidates")


def too_much(what: str) -> Parameters:
    """Parameters past one limit, as no scenario file can state them."""
    parameters = world_parameters(load_scenario(SMALL), 1, 0)[1]
    if what == "months":
        return replace(parameters, months=MAX_MONTH + 1)
    if what == "all_candidates":
        each = (MAX_INDEX + 1) // 2
        archetypes = tuple(
            replace(parameters.archetypes[0], name=f"a{number}", candidates=0, candidates_per_month=each)
            for number in range(2**PARTNER_BITS // (each * parameters.months) + 1)
        )
        return replace(parameters, archetypes=archetypes)
    first, *others = parameters.archetypes
    return replace(parameters, archetypes=(replace(first, **{what: MAX_INDEX + 2}), *others))


@pytest.mark.parametrize("what", TOO_MUCH)
def test_both_engines_refuse_what_they_cannot_tell_apart(what: str) -> None:
    parameters = too_much(what)
    for simulate in (roll_of, lambda p: reference.simulate(p, 1), lambda p: compiled.simulate(p, 1)):
        with pytest.raises(ValueError, match="can identify"):
            simulate(parameters)


@pytest.mark.parametrize(("month", "k"), [(LAST_MONTH + 1, 0), (1, DEALS_A_MONTH)])
def test_a_deal_past_its_bits(month: int, k: int) -> None:
    with pytest.raises(ValueError, match="past its limit"):
        deal_code(month, k)


def test_the_key_of_an_event_holds_its_parts() -> None:
    assert LAST_MONTH == MAX_MONTH
    assert deal_code(LAST_MONTH, DEALS_A_MONTH - 1) == 2**DEAL_BITS - 1
    highest = order_key(max(DayPhase), 2**PARTNER_BITS - 1, 2**DEAL_BITS - 1)
    assert highest < 2**63
    assert phase_of(highest) == max(DayPhase) < 2**PHASE_BITS
    assert order_key(2) > order_key(1, 2**PARTNER_BITS - 1, 2**DEAL_BITS - 1)
    assert order_key(1, 1) > order_key(1, 0, 2**DEAL_BITS - 1)
