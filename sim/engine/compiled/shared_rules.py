"""Makes the rules callable from compiled code as they stand in plain Python; nothing of them is written twice.

Import this module before any that compiles a call of a rule.
"""

from importlib import import_module
from inspect import getmembers, isfunction
from pkgutil import iter_modules

import sim.rules
from sim.compilation import shared

_RULES = (f"{sim.rules.__name__}.{module.name}" for module in iter_modules(sim.rules.__path__))
_MODULES = ("sim.units", "sim.ledger", "sim.engine.order", *_RULES)

for _name in _MODULES:
    for _, _function in getmembers(import_module(_name), isfunction):
        if _function.__module__ == _name:
            shared(_function)
