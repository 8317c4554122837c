"""Tables without lines."""

import io

from rich.console import Console

from sim.report.tables.grid import add_heads, grid


def test_heads_of_one_line_and_of_two_end_on_the_same() -> None:
    table = grid("left", "right", "right")
    add_heads(table, ["rate", "Program\ncontribution", "NPV"])
    table.add_row("5%", "$1", "$2")
    page = io.StringIO()
    Console(file=page, width=80).print(table)
    first, second, third = page.getvalue().splitlines()
    assert first.split() == ["Program"]
    assert second.split() == ["rate", "contribution", "NPV"]
    assert third.split() == ["5%", "$1", "$2"]
    assert second.rindex("contribution") + len("contribution") == first.rindex("Program") + len("Program")
