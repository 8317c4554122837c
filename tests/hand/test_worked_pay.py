"""Pay worked by hand (``worked_pay.md``, one table of rows a scenario) against both engines.

The tables were worked out before they were compared. A blank column is one that the papers leave open.
"""

import csv

import pytest

from sim.experiment.replication import ledger_metrics
from sim.ledger import Kind
from sim.scenario.load import load_scenario

from .test_hand import ENGINES, HERE, ledgers, readable

RECRUITING = {Kind(number).name for number in range(Kind.CONTACTED, Kind.QUEUED + 1) if number != Kind.REMOVED}
ALL = ("alliance", "referral", "reseller", "technology")
WAITS = {"SHORTFALL", "PARTNER_FEE"}
"""Rows on paper of what the scenarios cannot state yet."""
engines = pytest.mark.parametrize("engine", ENGINES)


def table(name):
    with (HERE / f"{name}.csv").open(newline="") as file:
        rows = list(csv.reader(file))[1:]
    return [
        (int(day), kind, partner, deal, *(int(x) if x else None for x in rest))
        for day, kind, partner, deal, *rest in rows
    ]


def of_partners(rows):
    """All that partners and their deals do after recruiting."""
    return [row for row in rows if row[2] and row[1] not in RECRUITING]


def of_kinds(rows, kinds):
    return [row for row in rows if row[2].split("/")[0] in kinds]


def run_of(name, engine, seed=1):
    scenario = load_scenario(HERE / f"{name}.toml")
    run, twin, parameters = ledgers(scenario, seed, engine)
    metrics = {metric: months.tolist() for metric, months in ledger_metrics(scenario, run, twin, parameters).items()}
    return readable(run, parameters), metrics


@engines
@pytest.mark.parametrize(("name", "kinds"), [("settled", ALL), ("volume", ALL), ("dues", ALL)])
def test_every_row_is_the_one_worked_by_hand(name, kinds, engine):
    found, wanted = of_kinds(of_partners(run_of(name, engine)[0]), kinds), of_kinds(table(name), kinds)
    wanted = [row for row in wanted if row[1] not in WAITS]
    for number, (row, paper) in enumerate(zip(found, wanted, strict=False)):
        said = tuple(there if on_paper is None else on_paper for there, on_paper in zip(row, paper, strict=True))
        assert row == said, f"row {number} of {len(wanted)}: engine {row}, by hand {paper}"
    assert len(found) == len(wanted)


@engines
def test_what_is_owed_at_the_end(engine):
    _, metrics = run_of("settled", engine)
    assert metrics["fees_owed"][-1] == 103_125 - 1_500_000
    assert sum(metrics["fees_lost"]) == 42_667
    assert sum(metrics["clawed_back"]) == 3 * 1_500_000 + 17_860 + 42_667
