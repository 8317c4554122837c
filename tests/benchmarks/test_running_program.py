"""The benchmark of a running program begins with what it says; nothing here is timed."""

from tests.benchmarks import started


def test_a_running_program_begins_with_all_that_it_has() -> None:
    found = started.measure(partners=200, worlds=2)
    assert found.rows == {
        "STARTED": 240, "STARTED_CUSTOMER": 2000, "STARTED_OPPORTUNITY": 200, "STARTED_CANDIDATE": 40,
    }  # fmt: skip
