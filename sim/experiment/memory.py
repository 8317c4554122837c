"""How many runs fit in the memory that this process may still use."""

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from sim.metrics.declared import metric_set_of
from sim.scenario.schema import Scenario

_VERSION_1, _VERSION_2 = ("memory.limit_in_bytes", "memory.usage_in_bytes"), ("memory.max", "memory.current")
"""Files of a control group: its limit and its use."""
_PROC, _GROUPS = Path("/proc"), Path("/sys/fs/cgroup")
_BYTES = 8
"""Of a number."""
_FOR_ANALYSIS = 1.15
"""Memory of a run in all, in terms of that of its results: from 6,000 to 20,000 runs of coach 1.06 was measured."""
_SAFE_SHARE = 0.9
"""Of the memory that is free: what a suggested number of runs may take."""


class MemoryShortageError(ValueError):
    """So many runs do not fit in memory; the message says how many do."""


def check_memory(scenarios: Sequence[Scenario], runs: int, futures: int) -> None:
    """Raises MemoryShortageError if ``runs`` worlds of all scenarios do not fit in memory together."""
    free = available_bytes()
    needed = sum(bytes_of(scenario, runs, futures) for scenario in scenarios)
    if free is None or needed <= free:
        return
    most = most_runs(scenarios, futures)
    cure = f"at most {most:,} runs fit (--runs {most})" if most else "not even one run of so many futures fits"
    scale = f"{runs:,} run{'s' * (runs != 1)} of {futures:,} future{'s' * (futures != 1)}"
    each = f" for each of {len(scenarios)} scenarios" if len(scenarios) > 1 else ""
    raise MemoryShortageError(
        f"{scale}{each} need about {_gigabytes(needed)} of memory, of which {_gigabytes(free)} is free: {cure}"
    )


def most_runs(scenarios: Sequence[Scenario], futures: int) -> int | None:
    """The number of worlds of all scenarios that fit in memory together, rounded down; None where nobody can tell."""
    free = available_bytes()
    if free is None:
        return None
    most = int(_SAFE_SHARE * free / sum(bytes_of(scenario, 1, futures) for scenario in scenarios))
    step: int = 10 ** max(0, len(str(most)) - 2)
    return most // step * step


def bytes_of(scenario: Scenario, runs: int, futures: int) -> int:
    """Memory that the results of ``runs`` worlds take, with that of their analysis."""
    metric_set = metric_set_of(scenario)
    future = len(metric_set.kept) * scenario.months + len(metric_set.totals)
    return int(_FOR_ANALYSIS * _BYTES * runs * (futures * future + len(scenario.uncertainty)))


def available_bytes() -> int | None:
    """Memory that this process may still use: what the system has free, within the limits on the process.

    Where the system does not tell what is free, all that it has. None where it tells neither.
    """
    return min(
        (free for free in (_free(), *_free_in_groups(), _free_address_space()) if free is not None), default=None
    )


def _free() -> int | None:
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in (_PROC / "meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    with contextlib.suppress(AttributeError, OSError, ValueError):
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return None


def _free_in_groups() -> Iterator[int]:
    """What is free within the limit of each control group of this process (version 2, or version 1)."""
    with contextlib.suppress(OSError, ValueError):
        for line in (_PROC / "self" / "cgroup").read_text(encoding="utf-8").splitlines():
            _, controllers, path = line.split(":", 2)
            if controllers in ("", "memory"):
                root = _GROUPS / controllers
                names = _VERSION_1 if controllers else _VERSION_2
                for group in (root / path.lstrip("/"), *(root / path.lstrip("/")).parents):
                    if group.is_relative_to(root):
                        yield from _free_in(group, *names)


def _free_in(group: Path, limit: str, used: str) -> Iterator[int]:
    with contextlib.suppress(OSError, ValueError):
        most, now = (int((group / name).read_text(encoding="ascii")) for name in (limit, used))
        statistics = dict(line.split() for line in (group / "memory.stat").read_text(encoding="ascii").splitlines())
        yield max(0, most - now + int(statistics.get("inactive_file", 0)))


def _free_address_space() -> int | None:
    """What is left of the limit on the size of this process (``ulimit -v``)."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        limit, _ = resource.getrlimit(resource.RLIMIT_AS)
        if limit != resource.RLIM_INFINITY:
            pages = int((_PROC / "self" / "statm").read_text(encoding="ascii").split()[0])
            return max(0, limit - pages * os.sysconf("SC_PAGE_SIZE"))
    return None


def _gigabytes(number: int) -> str:
    return f"{number / 1e9:,.0f} GB" if number >= 10e9 else f"{number / 1e9:.1f} GB"
