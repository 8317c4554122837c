"""The running program with which a scenario begins, in numbers."""

from collections.abc import Mapping
from typing import Any

from sim.scenario.assumptions import TUNED
from sim.scenario.schema import Scenario
from sim.scenario.unstated import unstated_inputs
from sim.units import CENTS, has_come


def start_dict(scenario: Scenario) -> dict[str, Mapping[str, Any]]:
    """As ``start``: dates, phase, ages in months, what the tables have, and what the twin is; empty without one."""
    start = scenario.start
    if start is None:
        return {}
    state = start.state
    in_force = [partner for partner in state.partners if partner.is_in_force]
    return {
        "start": {
            "as_of": start.as_of,
            "month": start.month,
            "phase": start.phase,
            "phase_age_months": start.phase_age_months,
            "partners_in_force": len(in_force),
            "partners_left": len(state.partners) - len(in_force),
            "customers": len(state.customers),
            "customer_arr": sum(customer.arr_cents for customer in state.customers) / CENTS,
            "open_opportunities": sum(not has_come(deal.won_day) for deal in state.opportunities),
            "won_not_live": sum(has_come(deal.won_day) for deal in state.opportunities),
            "candidates_contacted": sum(has_come(one.contacted_day) for one in state.candidates),
            "candidates_listed": sum(not has_come(one.contacted_day) for one in state.candidates),
            "fees_owed": state.owed_cents / CENTS,
            "gate_month_of_program": start.month + scenario.gate.month,
            "tables_digest": start.digest,
            "twin": TWIN,
            "inherited": {
                "from": TUNED,
                "inputs": [{"path": row.path, "value": row.value} for row in unstated_inputs(scenario)],
            },
        }
    }


TWIN = "the same future whose program ends on day 0"
