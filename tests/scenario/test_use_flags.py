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


def test_months_of_no_minimum_are_said() -> None:
    months = "archetypes.reseller.terms.minimum_from_month=3"

    def said(*overrides: str) -> list[str]:
        return [one.message for one in red_flags(load_scenario(FIELDS, overrides)) if "minimum" in one.message]

    assert said(months) == [
        "archetypes.reseller.terms.minimum_from_month changes nothing: terms.minimum_per_month is 0"
    ]
    assert said(months, "archetypes.reseller.terms.minimum_per_month=100.0") == []
    later = "changes.more={month=9, set={archetypes.reseller.terms.minimum_per_month=100.0}}"
    assert said(months, later) == []


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        ((f"{KIND}.terms.services_rate=0.1",), f"{KIND}.terms.services_rate changes nothing"),
        ((f"{KIND}.services_margin_share=0.1",), f"{KIND}.services_margin_share changes nothing"),
        ((f"{KIND}.services_share=0.1",), f"{KIND}.services_share changes nothing"),
        (("payout.market_pay_months=5.0",), "payout.market_pay_months changes nothing"),
        ((f"{KIND}.services_share=0.1", f"{KIND}.terms.services_rate=0.1"), ""),
        (("payout.market_pay_months=5.0", "payout.pay_delay_aversion=0.1"), ""),
    ],
)
def test_services_and_waits_that_do_not_act_are_said(overrides: tuple[str, ...], said: str) -> None:
    flags = red_flags(load_scenario(FIELDS, overrides))
    found = [one.message for one in flags if "services_" in one.message or "market_pay" in one.message]
    assert len(found) == bool(said)
    assert not found or found[0].startswith(said)
