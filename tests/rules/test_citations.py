"""Every rule says where it comes from."""

from importlib import import_module
from inspect import getdoc, getmembers, isfunction
from pathlib import Path
from pkgutil import iter_modules

import pytest

import sim.rules
from sim.sources import SOURCES, cited

MODULES = [module.name for module in iter_modules(sim.rules.__path__)]
RULES = [
    pytest.param(function, id=f"{module}.{name}")
    for module in MODULES
    for name, function in getmembers(import_module(f"sim.rules.{module}"), isfunction)
    if function.__module__ == f"sim.rules.{module}" and not name.startswith("_")
]


def test_each_module_has_its_test_file():
    assert {f"test_{module}.py" for module in MODULES} <= {file.name for file in Path(__file__).parent.iterdir()}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_cites_a_source(rule):
    text = getdoc(rule) or ""
    assert cited(text) or "DESIGN" in text
    assert [name for name in cited(text) if name not in SOURCES] == []
