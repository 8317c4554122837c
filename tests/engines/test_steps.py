"""A close, its books and an opening: the same steps in the same order in both engines and in the documentation."""

import ast
import re
from pathlib import Path

import pytest

import sim
from sim.engine.started import Start
from sim.records import Kind, is_number, layout_of

ROOT = Path(sim.__file__).parent
ENGINES = ("reference", "compiled")
ORDERS = {
    "the close": ("program", "close_month"),
    "the books": ("books", "close_books"),
    "the opening": ("program", "open_month"),
}
"""Title of the table in the documentation; module and function of both engines."""


def documented(title: str) -> list[str]:
    """The steps of a table, in its order."""
    table = (ROOT / "MODEL.md").read_text("utf-8").partition(f"| step of {title} | what happens |\n| --- | --- |\n")[2]
    return re.findall(r"^\| `(\w+)` \|", table.partition("\n\n")[0], re.MULTILINE)


def called(engine: str, module: str, name: str) -> list[str]:
    """The functions that a function calls, in their order, if it does nothing else; each is given the month."""
    tree = ast.parse((ROOT / "engine" / engine / f"{module}.py").read_text("utf-8"))
    (function,) = (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)
    given = [argument.arg for argument in function.args.args]
    steps = []
    for line in function.body[1:]:
        assert isinstance(line, ast.Expr), ast.unparse(line)
        call = line.value
        assert isinstance(call, ast.Call), ast.unparse(line)
        assert isinstance(call.func, ast.Name), ast.unparse(line)
        assert [ast.unparse(argument) for argument in call.args] == given, ast.unparse(line)
        steps.append(call.func.id)
    return steps


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("title", ORDERS)
def test_the_steps_are_those_of_the_documentation(title: str, engine: str) -> None:
    steps = documented(title)
    assert len(steps) >= 5
    assert called(engine, *ORDERS[title]) == steps


def test_the_state_is_that_of_the_documentation() -> None:
    """20, Proof: every field of the state at a close has a line that says where it comes from."""
    head = "| of | fields | in a company as it begins |\n| --- | --- | --- |\n"
    table = (ROOT / "MODEL.md").read_text("utf-8").partition(head)[2].partition("\n\n")[0]
    said = set[tuple[str, str]]()
    for of, fields, begins in re.findall(r"^\| `(\w+)` \| (.*?) ?\| (.+) \|$", table, re.MULTILINE):
        assert begins.strip()
        said |= {(of, field) for field in re.findall(r"`(\w+)`", fields) or [""]}
    declared = set[tuple[str, str]]()
    for name, field in layout_of(Start).fields.items():
        if field.kind is not Kind.TABLE:
            declared |= set() if name.endswith("_count") else {("Start", name)}
        else:
            declared |= {(name, one) for one in ([""] if is_number(field.cls) else layout_of(field.cls).fields)}
    assert said == declared
