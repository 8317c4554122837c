"""Tables for spreadsheets: CSV that Excel opens as it is, each row with what it belongs to."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.letters import visible

ENCODING = "utf-8-sig"
"""With the mark by which Excel knows UTF-8."""
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\n")  # Excel reads these wide signs, too


def write_table(path: Path, rows: Iterable[Sequence[Any]], heads: Sequence[str], about: Mapping[str, Any]) -> None:
    """Writes rows below their heads; ``about`` (scenario, currency, seed, digest) ends every row.

    Text that a spreadsheet would read as a formula has an apostrophe before it.
    """
    with path.open("w", encoding=ENCODING, newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        ending = [_cell(value) for value in about.values()]
        writer.writerow([_cell(head) for head in (*heads, *about)])
        for row in rows:
            writer.writerow([*map(_cell, row), *ending])


def _cell(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = visible(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
