"""Whose deal it was, told from the days on which things happened (R-50, R-54, R-80, R-82, R-85).

A history is what each side did and when; a class is the first line of the order of tests that fits. Days that did not
happen are None.

Readings: a claim of so many days is alive on the day of its approval and dead so many days later; the protection of a
claim begins anew with each renewal; it protects only while the claim is alive.
"""

from dataclasses import dataclass

ALL, RULES = "all", "rules"


@dataclass(frozen=True)
class Program:
    """What the agreement says about claims; ``valid`` None: there is no registration."""

    test: str = ALL
    within: int = 7
    broad: bool = False
    valid: int | None = None
    approval: int = 0
    renewals: int = 0
    protection: int | None = None


@dataclass(frozen=True)
class History:
    """Days of the first contact, the submission and the first engagement of direct; the support that was given."""

    contact: int
    submitted: int | None
    direct: int | None
    support: str = "nothing"
    """nothing, mention or documented."""


def is_alive(program: Program, history: History, day: int) -> bool:
    """Whether there is a claim that is approved and has not run out."""
    if program.valid is None or history.submitted is None:
        return False
    days_since = day - history.submitted - program.approval
    terms = 1 + program.renewals
    return days_since in range(terms * program.valid)


def is_protected(program: Program, history: History, day: int) -> bool:
    """Whether direct sales has to keep its hands off on a day."""
    if not is_alive(program, history, day):
        return False
    assert program.valid is not None
    assert history.submitted is not None
    into_term = (day - history.submitted - program.approval) % program.valid
    return into_term < (program.valid if program.protection is None else program.protection)


def class_on(program: Program, history: History, day: int) -> str:
    """The class of a deal that is decided on a day."""
    alive = is_alive(program, history, day)
    if program.test == ALL:
        return "registered" if alive or program.valid is None else "unregistered"
    direct_is_there = history.direct is not None and history.direct <= day
    if history.support == "mention":
        return "none"
    in_time = history.submitted is not None and history.submitted - history.contact <= program.within
    if alive and in_time:
        assert history.submitted is not None
        first = not direct_is_there or (history.direct or 0) >= history.submitted
        if first:
            return "registered"
    elif not direct_is_there:
        return "unregistered"
    if history.support == "documented" or program.broad:
        return "influenced"
    return "none"
