"""Two versions of whose deal it was, and of when a claim is alive and protects, on generated days."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rules import attribution as rules
from sim.rules.claim import NO_CLAIM, is_alive, is_protected
from sim.units import NEVER_YET
from tests.blind import attribution as second
from tests.blind.attribution import ALL, RULES, History, Program

GENERATED = settings(derandomize=True, max_examples=200, deadline=None)
CLASSES = {"registered": rules.REGISTERED, "unregistered": rules.UNREGISTERED, "influenced": rules.INFLUENCED}
SUPPORT = {"nothing": rules.NO_SUPPORT, "mention": rules.MENTION, "documented": rules.DOCUMENTED}


def from_the_rules(program, history, day):
    """Class of the deal by the rules; ``none`` is what is left."""
    submission = NO_CLAIM if history.submitted is None else history.submitted
    return rules.class_of_deal(
        rules.ALL if program.test == ALL else rules.RULES,
        rules.BROAD if program.broad else rules.STRICT,
        program.valid is not None,
        program.within,
        program.valid or 1,
        program.renewals,
        history.contact,
        submission,
        approval_of(program, history),
        NEVER_YET if history.direct is None else history.direct,
        SUPPORT[history.support],
        day,
    )


def approval_of(program, history):
    return NO_CLAIM if history.submitted is None else history.submitted + program.approval


def both(program, history, day):
    """The class, as both versions have it."""
    found = second.class_on(program, history, day)
    assert from_the_rules(program, history, day) == CLASSES.get(found, rules.NONE)
    return found


def program_of(dice):
    return Program(
        dice.choice([ALL, RULES, RULES]),
        dice.choice([0, 2, 7]),
        dice.random() < 0.5,
        dice.choice([None, 1, 5, 20]),
        dice.choice([0, 3]),
        dice.choice([0, 1, 2]),
        dice.choice([None, 0, 1, 4]),
    )


def history_of(dice):
    """Days close to each other, so that they often meet."""
    contact = dice.randint(-5, 5)
    submitted = dice.choice([None, contact + dice.randint(0, 9)])
    direct = dice.choice([None, dice.randint(-5, 20)])
    return History(contact, submitted, direct, dice.choice(list(SUPPORT)))


@GENERATED
@given(st.integers(0, 2**32))
def test_classes_of_generated_histories(seed):
    dice = Random(seed)
    program, history = program_of(dice), history_of(dice)
    for day in range(-6, 70, dice.randint(1, 9)):
        both(program, history, day)


@GENERATED
@given(st.integers(0, 2**32))
def test_days_of_generated_claims(seed):
    dice = Random(seed)
    program, history = program_of(dice), history_of(dice)
    if program.valid is None:
        return
    protection = program.valid if program.protection is None else min(program.protection, program.valid)
    approval = approval_of(program, history)
    for day in range(-6, 80):
        alive = is_alive(day, approval, program.valid, program.renewals)
        protected = is_protected(day, approval, program.valid, program.renewals, protection)
        assert (alive, protected) == (
            second.is_alive(program, history, day),
            second.is_protected(program, history, day),
        )


@pytest.mark.parametrize(
    ("broad", "support", "class_"),
    [(False, "documented", "influenced"), (False, "nothing", "none"), (True, "nothing", "influenced")],
)
def test_r_85_in_the_direct_pipeline_already(broad, support, class_):
    """Direct came a day before the registration: not sourced, but influenced with support."""
    program = Program(RULES, 7, broad, 90)
    assert both(program, History(0, 5, 4, support), 60) == class_
    assert both(program, History(0, 5, 5, support), 60) == "registered"
