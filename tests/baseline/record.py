"""``coach`` as it stands now, kept as data: what later changes of the model and of the scenario are measured against.

``python -m tests.baseline.record`` writes ``coach.toml`` (the resolved scenario, so that it no longer depends on
``scenarios/coach.toml`` or on defaults of the schema) and ``recorded.json`` (its digests, and the headline figures of a
default run). Run it once, when a version of the model is finished; after that the two files stay as they are, whatever
becomes of ``coach``. ``python -m tests.baseline.record --measure`` writes nothing and prints the headline figures of
today's ``coach`` and of the kept scenario beside the kept figures.

``tests/pinned`` is another thing: it guards the numbers of today's scenarios against a change by accident, and moves
with every new ``MODEL_VERSION``.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sim.analysis.run.summary import summarise
from sim.experiment.run import simulate
from sim.experiment.size import FUTURES, RUNS
from sim.scenario.load import input_digest, load_scenario, resolved_toml
from sim.version import MODEL_VERSION
from tests.pinned.record import SEEDS, digest_of, ensemble_of, ledger_digest, rounded

SCENARIO = Path(__file__).with_name("coach.toml")
RECORDED = Path(__file__).with_name("recorded.json")
LEDGER_WORLDS = (3, 17)
SEED = 1
MONTHS = (12, 24, 36, 48)
LEVELS = ("p10", "p50", "p90")
METRICS = ("sourced_share", "additional_share", "active_partners", "partner_revenue", "total_revenue")
YEARLY = ("recruited_revenue", "program_cost", "incremental_contribution")
"""Metrics whose means add up over the months of a year."""


def names_of(found: Any) -> dict[str, list[str]]:
    """Metrics, totals and inputs that the digests cover; what is measured later does not count."""
    return {
        "metrics": sorted(found.monthly),
        "totals": sorted(set(found.totals) - {"npv", "npv_with_runoff", "npv_of_runoff"}),
        "inputs": sorted(found.parameters),
    }


def headline(scenario: str | Path) -> dict[str, Any]:
    """The figures of a default run that people act on, to 12 digits."""
    ensemble = simulate(load_scenario(scenario), runs=RUNS, futures=FUTURES, seed=SEED, engine="compiled")
    summary = summarise(ensemble)
    fan = summary["metrics"]
    figures = {
        "gate": {key: value for key, value in summary["gate"].items() if key != "verdict"},
        "verdict": summary["gate"]["verdict"],
        "ignorance": summary["ignorance"],
        "by_month": {
            name: {str(month): {level: fan[name][level][month - 1] for level in LEVELS} for month in MONTHS}
            for name in METRICS
        },
        "mean_by_year": {
            name: [float(ensemble.values(name)[:, 12 * year : 12 * (year + 1)].sum(axis=1).mean()) for year in range(4)]
            for name in YEARLY
        },
        "totals": summary["totals"],
    }
    return rounded(json.loads(json.dumps(figures)))


def record() -> dict[str, Any]:
    """Everything that is kept about the scenario of ``coach.toml``."""
    found = ensemble_of(str(SCENARIO), SEEDS[0], "compiled")
    names = names_of(found)
    return {
        "model_version": MODEL_VERSION,
        **names,
        "input_digest": input_digest(load_scenario(SCENARIO), seed=SEED, futures=FUTURES, months=48),
        "digests": {str(seed): digest_of(ensemble_of(str(SCENARIO), seed, "compiled"), **names) for seed in SEEDS},
        "ledgers": {
            f"{seed} {world}": ledger_digest(str(SCENARIO), seed, world, "compiled")
            for seed in SEEDS
            for world in LEDGER_WORLDS
        },
        "headline": headline(SCENARIO),
    }


def flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Each figure of a headline with its path."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{above}{key}.")
        elif isinstance(value, list):
            yield from ((f"{above}{key}.{position + 1}", item) for position, item in enumerate(value))
        else:
            yield f"{above}{key}", value


def measure() -> Iterator[str]:
    """Lines of the kept figures, those of the kept scenario under today's model, and those of today's ``coach``."""
    kept = dict(flat(json.loads(RECORDED.read_text("utf-8"))["headline"]))
    same, today = dict(flat(headline(SCENARIO))), dict(flat(headline("coach")))
    yield f"{'':<45} {'kept':>16} {'kept file today':>16} {'coach today':>16}"
    for path, value in kept.items():
        yield f"{path:<45} " + " ".join(f"{_short(one):>16}" for one in (value, same.get(path), today.get(path)))


def _short(value: Any) -> str:
    return f"{value:,.6g}" if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)


def write() -> None:
    """Keep today's ``coach``."""
    SCENARIO.write_text(resolved_toml(load_scenario("coach")), encoding="utf-8")
    parts = [f'"{name}": {json.dumps(value)}' for name, value in record().items()]
    RECORDED.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] == ["--measure"]:
        print("\n".join(measure()))
    else:
        write()
