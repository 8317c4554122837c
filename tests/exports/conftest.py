"""Companies simulated once, and reading their exports."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sim.exports.derived import Told
from sim.exports.export import Asked
from sim.exports.scenario_file import files_of
from sim.exports.started import Started, started
from sim.scenario.load import load_scenario
from sim.scenario.schema import Scenario
from sim.scenario.start import StartState

from .company import Company, Table, as_of_close, company_of, tables_of

Read = Callable[..., Started]


def odd_name(name: str) -> str:
    """A partner's name with what a delimiter, a quote or an encoding may break."""
    return f'Müller, "{name}"; Söhne' if int(name.rpartition("/")[2]) % 2 else name


@pytest.fixture(scope="session")
def company() -> Company:
    """``coach_ready`` when 24 months are over."""
    return company_of("coach_ready", 24, seed=3)


@pytest.fixture(scope="session")
def as_of(company: Company) -> date:
    return as_of_close(company.scenario, company.month)


@pytest.fixture(scope="session")
def tables(company: Company, as_of: date) -> dict[str, Table]:
    """The tables of the company, partners by odd names."""
    partners = {name: odd_name(name) for name in company.partners}
    return {
        table: [
            {
                head: partners.get(text, text) if (table, head) == ("partners", "id") or head == "partner" else text
                for head, text in row.items()
            }
            for row in rows
        ]
        for table, rows in tables_of(company, as_of).items()
    }


def read_files(files: dict[str, Path], as_of: date, name: str = "coach_ready", **asked: object) -> Started:
    """The exports as ``start`` reads them; the program began in January 2026."""
    return started(name, files, Asked(**asked), Told(as_of, date(2026, 1, 31)))  # type: ignore[arg-type]


def scenario_of(found: Started, folder: Path) -> Scenario:
    """The scenario that its files, written into a folder, are read as."""
    folder.mkdir(exist_ok=True)
    for name, text in files_of(found, "mine", "coach_ready").items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return load_scenario(folder / "scenario.toml")


def state_of(found: Started, folder: Path) -> StartState:
    """Its state alone."""
    return state_in(scenario_of(found, folder))


def read_start(path: Path | str) -> StartState:
    """The start state of a scenario file."""
    return state_in(load_scenario(path))


def state_in(scenario: Scenario) -> StartState:
    assert scenario.start is not None
    return scenario.start.state
