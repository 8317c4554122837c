"""Inputs of a world that a trace names: those of kinds of partner that are never there come last."""

from sim.analysis.trace.drawn import drawn_inputs
from sim.scenario.load import load_scenario

FAR = {
    "archetypes.alliance.win_probability": 0.4,
    "archetypes.reseller.win_probability": 0.33,
    "vendor.growth.persistence": 0.2,
}
NOBODY = ("mix.alliance=0", "mix.reseller=0.5")


def test_inputs_of_kinds_that_are_never_there_come_last() -> None:
    there, none = (load_scenario("coach", over) for over in ((), NOBODY))
    assert drawn_inputs(there, FAR, None)[0].path == "archetypes.alliance.win_probability"
    assert [one.path for one in drawn_inputs(none, FAR, None)] == [
        "archetypes.reseller.win_probability", "vendor.growth.persistence", "archetypes.alliance.win_probability",
    ]  # fmt: skip
    later = (*NOBODY, "changes.c={ month=13, set={ 'mix.alliance'=0.1, 'mix.reseller'=0.4 } }")
    assert drawn_inputs(load_scenario("coach", later), FAR, None)[0].path == "archetypes.alliance.win_probability"
