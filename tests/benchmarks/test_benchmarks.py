"""The benchmark's small sizes run, and what it compares agrees; nothing here is timed."""

from dataclasses import replace

import pytest

from tests.benchmarks import engines, pairing, worlds
from tests.benchmarks.native import compiler


def test_both_engines_write_the_same_ledgers_with_the_recorded_events() -> None:
    pinned = engines.worlds("coach_ready", 4)
    engines.assert_equal_ledgers(*pinned)
    engines.check_pinned("coach_ready, 4 worlds", engines.simulate_worlds(*pinned))


def test_sub_model_is_the_same_on_both_engines_with_the_recorded_events() -> None:
    parameters, keys = engines.submodel(8)
    engines.assert_equal_ledgers([parameters], keys[:, :2])
    engines.check_pinned("submodel, 8 futures", engines.simulate_worlds([parameters], keys))


@pytest.mark.parametrize("name", engines.STATED)
def test_what_a_scenario_states_is_the_same_on_both_engines_with_the_recorded_events(name: str) -> None:
    parameters, keys = engines.worlds(engines.STATED[name][1], 4)
    found = engines.simulate_worlds(parameters, keys)
    engines.assert_all_stated(name, found)
    engines.check_pinned(f"{name}, 4 worlds", found)
    engines.assert_equal_ledgers(parameters[:1], keys[:1])


@pytest.mark.skipif(compiler() is None, reason="no C compiler")
def test_c_loop_gives_the_compiled_engines_totals() -> None:
    parameters, keys = engines.submodel(25)
    engines.assert_equal_totals(parameters, keys)


@pytest.mark.full
def test_plain_script_agrees_on_average() -> None:
    """With more runs than ``measure`` compares, of which the small sizes are tried below."""
    engines.assert_plain_agrees(engines.submodel(1)[0], 40)


def test_sixty_times_the_candidates_bring_the_recorded_events() -> None:
    (parameters,), keys = engines.worlds("coach_ready", 1)
    engines.check_pinned("coach_ready x 60, 1 world", engines.simulate_worlds([engines.scaled(parameters)], keys))


def test_small_sizes_run_and_print() -> None:
    report = engines.measure("ABCDE", replace(engines.QUICK, reference=1))
    text = engines.table(report)
    assert all(line.what in text for line in report.lines)
    assert {line.part[0] for line in report.lines} == set("ABCDE")


def test_pairing_narrows_what_a_point_of_the_rate_changes() -> None:
    found = pairing.measure(200, rates=(0.15, 0.35))
    below, above = (pair for pair in found.pairs if pair.measure == "program_contribution")
    assert max(below.width, above.width) < 0.1
    assert below.ci_low > 0 > above.ci_high
    assert found.best_rate is not None
    assert 0.2 < found.best_rate < 0.31
    assert found.away() == [below, above]
    assert "Program contribution 5 points or more from there, zero left out: 2 of 2" in pairing.table(found)


def test_worlds_drawn_alone_are_those_of_an_ensemble() -> None:
    found = worlds.measure("coach", worlds=3, rounds=1)
    assert list(found) == ["inputs drawn", "set in the scenario", "taken to engine units"]
