"""Tables without lines."""

import io
import re

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from sim.report.tables.columns import text_lines
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


def test_a_narrow_table_stands_in_blocks_and_cuts_no_figure() -> None:
    """19.13: each block repeats the first column, whole."""
    cells = [f"${number:,}k to ${2 * number:,}k" for number in (1_234, 12_345, 123_456)]
    table = grid("left", "right", "right", "right")
    add_heads(table, ["Money", "year 1", "year 2", "year 3"])
    table.add_row("Program contrib.", *cells)

    def lines(width: int) -> list[str]:
        page = io.StringIO()
        Console(file=page, width=width).print(table)
        return [line.rstrip() for line in page.getvalue().splitlines()]

    row = lines(90)[-1]
    assert row.split("  ") == ["Program contrib.", *cells]
    for width, blocks in ((60, [cells[:2], cells[2:]]), (40, [[cell] for cell in cells])):
        rows = [line for line in lines(width) if "$" in line]
        assert [line.split("  ")[0] for line in rows] == ["Program contrib."] * len(blocks)
        assert [[each.strip() for each in re.split(r"  +", line)[1:]] for line in rows] == blocks
        assert " ".join(lines(width)).split().count("Money") == len(blocks)
    assert "".join(lines(22)).replace(" ", "").count("$") == 6


def test_a_text_without_blanks_is_broken_where_its_letters_take_two_columns() -> None:
    """19.13: a Japanese title; a path is left whole."""
    title = "日本のソフトウェア会社のパートナー計画" * 3
    lines = [line.plain for line in text_lines(Text(title), 40)]
    assert "".join(lines) == title
    assert max(map(cell_len, lines)) <= 40
    path = "archetypes.reseller.committed_reps_probability"
    assert [line.plain for line in text_lines(Text(f"see {path}"), 20)] == ["see", path]
