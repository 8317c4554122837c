"""The default numbers of worlds and futures: enough to separate chance from ignorance.

Measured in ``sim/MODEL.md`` 7.16: for the same computing time, four futures per world estimate both the odds and
their spread over worlds about as well as any other number. The reference engine is too slow for them.
"""

RUNS = 1000
FUTURES = 4
ENGINES_WITH_FUTURES = frozenset({"auto", "compiled"})


def size_of(runs: int | None, futures: int | None, engine: str, most: int | None = None) -> tuple[int, int]:
    """Worlds, and futures per world; None stands for an option that was not given.

    ``runs`` alone means that many worlds of one future; ``futures`` alone means ``RUNS`` worlds of that many.
    ``most`` limits the default number of worlds.
    """
    if futures is None:
        futures = FUTURES if runs is None and engine in ENGINES_WITH_FUTURES else 1
    if runs is None:
        runs = RUNS if most is None else min(RUNS, most)
    return runs, futures
