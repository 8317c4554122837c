"""What was read of a company's exports, as one JSON object: the figures of the printed lines."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from sim.exports.assumed import assumptions
from sim.exports.started import Started
from sim.scenario.start.columns import CANDIDATES, CHANNELS, CUSTOMERS, MONTHS, OPPORTUNITIES, PARTNERS, TABLES
from sim.scenario.start.read_table import Row
from sim.units import CENTS
from sim.version import SCHEMA_VERSION


def start_object(found: Started, scenario: Path, flags: list[str]) -> dict[str, Any]:
    """Tables, the program, the company and what is assumed; ``scenario`` is the file that was written."""
    whole = found.derived
    return {
        "schema_version": SCHEMA_VERSION,
        "scenario": str(scenario),
        "extends": found.scenario.name,
        "as_of": f"{found.told.as_of}",
        "currency": found.scenario.currency,
        "tables": {
            table: {"file": read.label, "rows": len(read.rows), "notes": list(found.notes[table])}
            for table, read in ((table, found.tables[table]) for table in TABLES if table in found.tables)
        },
        "program": {
            "month": whole.month,
            "first_agreement": None if whole.first_agreement is None else f"{whole.first_agreement}",
            "phase": whole.phase,
            "phase_age_months": whole.phase_age_months,
        },
        "arr": {name: {"amount": whole.arr[name].cents / CENTS, "source": whole.arr[name].source} for name in CHANNELS},
        "growth_last_year": dict(whole.growth),
        **_counted(found),
        "reconciled": [
            {"what": each.what, "customers": each.customers_cents / CENTS, "months": each.months_cents / CENTS}
            for each in (found.reconciliation.compared if found.reconciliation else ())
        ],
        "assumed": [asdict(each) for each in assumptions(found)],
        "flags": flags,
    }


def _counted(found: Started) -> dict[str, Any]:
    """Partners, customers, deals, candidates, and fees owed."""
    rows = {name: found.tables[name].rows if name in found.tables else () for name in TABLES}
    customers = [row for row in rows[CUSTOMERS] if row["partner"] is not None]
    last = max(rows[MONTHS], key=lambda row: row["month"], default=None)
    partners, deals, candidates = rows[PARTNERS], rows[OPPORTUNITIES], rows[CANDIDATES]
    return {
        "partners_in_force": len(partners) - _with(partners, "left"),
        "partners_left": _with(partners, "left"),
        "partners_onboarding": sum(row["left"] is None and row["onboarded"] is None for row in partners),
        "customers": len(customers),
        "customer_arr": sum(row["arr"] for row in customers) / CENTS,
        "open_opportunities": len(deals) - _with(deals, "won_on"),
        "won_not_live": _with(deals, "won_on"),
        "candidates_contacted": _with(candidates, "contacted"),
        "candidates_listed": len(candidates) - _with(candidates, "contacted"),
        "fees_owed": 0.0 if last is None else (last["fees_owed"] or 0) / CENTS,
    }


def _with(rows: tuple[Row, ...], column: str) -> int:
    """Rows that have a value in a column."""
    return sum(row[column] is not None for row in rows)
