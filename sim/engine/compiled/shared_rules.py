"""Makes the rules callable from compiled code as they stand in plain Python; nothing of them is written twice.

Import this module before any that compiles a call of a rule.
"""

from importlib import import_module
from inspect import getmembers, isfunction

from sim.compilation import shared

_MODULES = (
    "sim.units",
    "sim.ledger",
    "sim.engine.order",
    "sim.rules.activation",
    "sim.rules.customer",
    "sim.rules.deal",
    "sim.rules.dealflow",
    "sim.rules.departure",
    "sim.rules.direct",
    "sim.rules.effort",
    "sim.rules.onboarding",
    "sim.rules.phases",
    "sim.rules.readiness",
    "sim.rules.selection",
    "sim.rules.terms",
)

for _name in _MODULES:
    for _, _function in getmembers(import_module(_name), isfunction):
        if _function.__module__ == _name:
            shared(_function)
