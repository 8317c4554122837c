"""Touches of a won deal: whose was the first, the last, and how many are the partner's (R-83)."""

import pytest

from sim.metrics.tallies import TOUCH_MODELS
from sim.rules.attribution import DOCUMENTED, MENTION, NO_SUPPORT, NONE, REGISTERED, ROUTED
from sim.rules.touches import FIRST, LAST, LINEAR, MODELS, linear_credit_cents, touch_credit_cents
from sim.units import NEVER_YET

CONTACT, CLAIM, WIN = 35, 40, 115
ACV = 600_000


def test_each_model_has_a_tally():
    assert MODELS == TOUCH_MODELS


def credited(submission, engaged_day, support, class_):
    return tuple(
        touch_credit_cents(model, ACV, CONTACT, submission, engaged_day, support, class_, WIN)
        for model in (FIRST, LAST, LINEAR)
    )


@pytest.mark.parametrize(
    ("submission", "engaged_day", "support", "class_", "parts"),
    [
        (NEVER_YET, NEVER_YET, NO_SUPPORT, REGISTERED, (1, 1, 1)),
        (NEVER_YET, NEVER_YET, MENTION, NONE, (1, 1, 1)),
        (CLAIM, 34, NO_SUPPORT, REGISTERED, (0, 1, 2 / 3)),
        (CLAIM, 35, NO_SUPPORT, REGISTERED, (1, 1, 2 / 3)),
        (CLAIM, 39, NO_SUPPORT, REGISTERED, (1, 1, 2 / 3)),
        (CLAIM, 40, NO_SUPPORT, REGISTERED, (1, 0, 2 / 3)),
        (CLAIM, 115, NO_SUPPORT, REGISTERED, (1, 0, 2 / 3)),
        (CLAIM, 116, NO_SUPPORT, REGISTERED, (1, 1, 1)),
        (CLAIM, 115, DOCUMENTED, REGISTERED, (1, 1, 3 / 4)),
        (WIN, 114, NO_SUPPORT, REGISTERED, (1, 1, 2 / 3)),
        (WIN + 1, 114, NO_SUPPORT, REGISTERED, (1, 0, 1 / 2)),
        (NEVER_YET, 34, MENTION, NONE, (0, 1, 1 / 2)),
        (NEVER_YET, NEVER_YET, DOCUMENTED, ROUTED, (1, 0, 1 / 2)),
    ],
)
def test_who_touched_it(submission, engaged_day, support, class_, parts):
    """First contact on day 35, won on day 115; no two parts need rounding."""
    assert credited(submission, engaged_day, support, class_) == tuple(round(ACV * part) for part in parts)


def test_a_part_is_rounded_half_up():
    assert [linear_credit_cents(cents, 1, 1) for cents in (1, 2, 3)] == [1, 1, 2]
    assert linear_credit_cents(100, 2, 1) == 67
