"""Tables of numbers, compiled: a part of one is filled at once."""

from sim.compilation import part
from sim.records import Number, Table


@part
def fill(table: Table[Number], first: int, end: int, value: Number) -> None:
    """The same number at each place from ``first`` on, before ``end``.

    The compiler knows the table as one that nothing here moves, and writes many places at a time.
    """
    for place in range(first, end):
        table[place] = value
