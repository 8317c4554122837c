"""How many worlds and futures a run has where nobody says: enough to tell luck from ignorance.

Measured in ``sim/MODEL.md`` 7.16: for its time, four futures a world know both the odds and their spread over
worlds about as well as any other number. The reference engine is too slow for them.
"""

RUNS = 1000
FUTURES = 4
ENGINES_WITH_FUTURES = frozenset({"auto", "compiled"})


def size_of(runs: int | None, futures: int | None, engine: str, most: int | None = None) -> tuple[int, int]:
    """Worlds and futures a world; None is what nobody said.

    ``runs`` alone are so many worlds of one future; ``futures`` alone are ``RUNS`` worlds of so many. ``most``
    bounds a number of worlds that nobody said.
    """
    if futures is None:
        futures = FUTURES if runs is None and engine in ENGINES_WITH_FUTURES else 1
    if runs is None:
        runs = RUNS if most is None else min(RUNS, most)
    return runs, futures
