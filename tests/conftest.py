"""Options and fixtures of all tests."""

import gc
import importlib
import os

import pytest

from sim.__main__ import OBJECTS_BETWEEN_COLLECTIONS

from .lock import alone

KERNEL = "sim.engine.compiled.kernel.run_worlds"

os.environ.pop("COLUMNS", None)
"""Workers of pytest-xdist set it; without it, lines are as long as they are."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="larger sample sizes of the statistical tests")


def pytest_configure(config: pytest.Config) -> None:
    """One worker compiles the engine before the tests are looked for, and the others load it: each would compile it.

    The engine that can be frozen is compiled with it: 7 seconds then, and as long as the engine in any other process.
    """
    if hasattr(config, "workerinput"):
        with alone("engine"):
            importlib.import_module("sim.engine.compiled")
            if KERNEL in importlib.import_module("sim.compilation").fresh:
                importlib.import_module(".engines.frozen", __package__).pass_months()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked ``full`` run with ``--full`` alone."""
    if config.getoption("--full"):
        return
    for item in items:
        if item.get_closest_marker("full"):
            item.add_marker(pytest.mark.skip(reason="needs --full"))


def pytest_collection_finish() -> None:
    """What the tests are made of stays to the end, and garbage is looked for as seldom as by a command.

    Each would take a tenth of their time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)


@pytest.fixture(scope="session")
def full(request: pytest.FixtureRequest) -> bool:
    """Whether statistical tests take their larger sample sizes."""
    return bool(request.config.getoption("--full"))
