"""Tries each edit and prints whether its test caught it."""

import argparse
import os
from collections.abc import Callable, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from queue import SimpleQueue
from typing import Any

from tests.mutations.copies import FAILED, PASSED, Copy, copies
from tests.mutations.edits import Edit, areas, edits_of, problem_of

CAUGHT, SURVIVED, INVALID, UNEDITED = "caught", "SURVIVED", "INVALID", "FAILS UNEDITED"


def main() -> int:
    """Exit status: 0 if every edit was caught, else 1; 2 where nothing was asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutations", description="Apply wrong edits to a copy and run the test that catches each."
    )
    parser.add_argument("area", nargs="*", help=f"lists of edits (default: all: {', '.join(areas())})")
    parser.add_argument("--only", metavar="NAME", default="", help="only edits with this text in their name")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="edits tried at a time")
    asked = parser.parse_args()
    if unknown := sorted(set(asked.area) - set(areas())):
        parser.error(f"no list of edits: {', '.join(unknown)}; there are {', '.join(areas())}")
    chosen = [edit for area in asked.area or areas() for edit in edits_of(area) if asked.only in edit.name]
    if not chosen:
        parser.error("no edit has this name")
    verdicts = tried(chosen, max(1, min(asked.jobs, len(chosen))))
    caught = sum(verdict == CAUGHT for verdict in verdicts)
    print(f"{caught} of {len(chosen)} edits caught")
    return 0 if caught == len(chosen) else 1


def tried(edits: Sequence[Edit], jobs: int) -> list[str]:
    """The verdict on each edit, printed as it is known."""
    tests = sorted({edit.caught_by for edit in edits if problem_of(edit) is None})
    verdicts = []
    with copies(jobs) as free, ThreadPoolExecutor(jobs) as pool:
        fails = pool.map(partial(_in_a_copy, _queue(free), _fails), tests)
        failing = {test for test, failed in zip(tests, fails, strict=True) if failed}
        found = pool.map(partial(_in_a_copy, _queue(free), partial(_verdict, failing)), edits)
        for edit, verdict in zip(edits, found, strict=True):
            print(f"{verdict:<9} {edit.area}: {edit.name}\n{'':<9} {edit.caught_by}", flush=True)
            verdicts.append(verdict)
    return verdicts


def _queue(free: Sequence[Copy]) -> SimpleQueue[Copy]:
    queue: SimpleQueue[Copy] = SimpleQueue()
    for copy in free:
        queue.put(copy)
    return queue


def _in_a_copy(free: SimpleQueue[Copy], work: Callable[[Copy, Any], Any], subject: Any) -> Any:
    """Does work in a copy that is free, of which there is one a thread."""
    copy = free.get()
    try:
        return work(copy, subject)
    finally:
        free.put(copy)


def _fails(copy: Copy, test: str) -> bool:
    """Whether a test fails without any edit."""
    return copy.tested([test]).status != PASSED


def _verdict(failing: Set[str], copy: Copy, edit: Edit) -> str:
    if problem := problem_of(edit):
        return f"{INVALID} ({problem})"
    if edit.caught_by in failing:
        return UNEDITED
    with copy.edited(edit):
        outcome = copy.tested([edit.caught_by])
    if outcome.status in (PASSED, FAILED):
        return CAUGHT if outcome.status == FAILED else SURVIVED
    return f"{INVALID} (the test did not run: {outcome.output.strip().splitlines()[-1]})"
