"""The right to register: by tier, by certificate, or everybody's."""

import pytest

from sim.rules.rights import has_right


@pytest.mark.parametrize(
    ("stated", "tier", "certificate", "right"),
    [
        (False, False, False, True),
        (True, False, False, False),
        (True, True, False, True),
        (True, False, True, True),
        (True, True, True, True),
    ],
)
def test_a_right_is_given_by_tier_or_certificate_and_else_to_everybody(stated, tier, certificate, right):
    assert has_right(stated, tier, certificate) == right
