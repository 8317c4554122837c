"""``verify`` with the compiled engine's flow as plain Python, for a process of its own with NUMBA_DISABLE_JIT=1.

``python plain_verify.py SCENARIO REPLICATIONS [PATH=VALUE ...]`` prints what ``verify`` prints and ends with its
status. The engine's memory is two lists here; compiled code has pointers to two arrays.
"""

import sys
from typing import Any

import sim.engine.compiled.kernel as kernel
import sim.engine.compiled.run as run
from sim.experiment.verification import verify
from sim.report.verification.lines import verification_lines
from sim.scenario.load import load_scenario

ROOM = 512
"""Deals and rows to begin with: little memory, so that it is quickly copied; more is taken where needed."""

run_worlds = run.run_worlds


def run_with_lists(m_address: int, x_address: int, whole: Any, real: Any, keys: Any, *outputs: Any) -> int:
    """``run_worlds`` on lists instead of arrays by address, and on Python's own numbers."""
    arrays = {array.ctypes.data: array for array in memory}
    lists = {address: arrays[address].tolist() for address in (m_address, x_address)}
    kernel.int64_pointer = kernel.float64_pointer = lists.__getitem__
    at = run_worlds(m_address, x_address, whole.astype(object), real.astype(object), keys.astype(object), *outputs)
    arrays[m_address][:] = lists[m_address]
    return at


def remembered(*arguments: Any) -> Any:
    """``_memory``, whose arrays can then be found by their addresses."""
    global memory
    memory = take_memory(*arguments)
    return memory


if __name__ == "__main__":
    memory: Any = ()
    take_memory, run._memory = run._memory, remembered
    run.run_worlds = run_with_lists
    run._FIRST_DEALS, run._FIRST_ROWS = ROOM, ROOM
    found = verify(load_scenario(sys.argv[1], sys.argv[3:]), int(sys.argv[2]), seed=1)
    print("\n".join(verification_lines(found)))
    sys.exit(0 if found.is_equal else 1)
