"""Use that does not ramp up though something of it is stated."""

import pytest

from sim.scenario.lint import red_flags
from sim.scenario.load import load_scenario

from ..engines.cases import FIELDS

KIND = "archetypes.referrer"
MONTHS, SHARE = f"{KIND}.usage_ramp_months=6", f"{KIND}.usage_start_share=0.2"


def flags_of(*overrides: str) -> list[str]:
    flags = red_flags(load_scenario(FIELDS, overrides))
    return [f"{flag.rule} {flag.message}" for flag in flags if "usage_" in flag.message]


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        ((MONTHS,), f"R-71 {KIND}.usage_ramp_months changes nothing: {KIND}.usage_start_share is 1"),
        ((SHARE,), f"R-71 {KIND}.usage_start_share changes nothing: {KIND}.usage_ramp_months is 0"),
    ],
)
def test_what_does_not_act_is_said(overrides: tuple[str, ...], said: str) -> None:
    (flag,) = flags_of(*overrides)
    assert flag.startswith(said)


@pytest.mark.parametrize(
    "overrides",
    [
        (),
        (MONTHS, SHARE),
        (MONTHS, f'uncertainty."{KIND}.usage_start_share"={{low=0.1, high=0.9}}'),
        (SHARE, f'uncertainty."{KIND}.usage_ramp_months"={{low=1, high=9}}'),
    ],
)
def test_what_acts_is_not(overrides: tuple[str, ...]) -> None:
    assert flags_of(*overrides) == []
