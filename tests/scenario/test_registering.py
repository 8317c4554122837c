"""Deals that nobody can register are named (R-50, R-58, R-109)."""

from pathlib import Path
from statistics import NormalDist

import pytest

from sim.scenario.lint import red_flags
from sim.scenario.load import load_scenario

SMALL = Path(__file__).parent / "small.toml"
BOTH = ("archetypes.referral.registration_probability=0.5", "archetypes.reseller.registration_probability=0.5")
CLAIMS = ("registration={ valid_days=700 }", *BOTH)
CASES = {
    (
        "R-58",
        "registration: referral registers nothing, so that all its deals are unregistered: state "
        "archetypes.<name>.registration_probability",
    ): ((CLAIMS[0], BOTH[1]), BOTH[0]),
    (
        "R-109",
        "registration: it asks for a right (may_register), and nobody can ever get it, so that every deal is "
        "unregistered: see its certificates",
    ): (
        (
            *CLAIMS, "certificates.a={ pass_probability=0.5, may_register=true, requires='b' }",
            "certificates.b={ pass_probability=0.0 }",
        ),
        "certificates.b.pass_probability=0.2",
    ),
    (
        "R-50",
        "registration.approval_days: a claim is approved 60 days after the opportunity is qualified at the earliest, "
        "and half of the deals of archetypes.reseller are decided within 60: most of them end as unregistered",
    ): (
        (
            *CLAIMS, "registration.approval_days=70", "archetypes.reseller.cycle_median_days=60",
            "archetypes.reseller.first_contact_days=10",
        ),
        "archetypes.reseller.cycle_median_days=61",
    ),
}  # fmt: skip


def flags(*over: str) -> list[tuple[str, str]]:
    return [(flag.rule, flag.message) for flag in red_flags(load_scenario(SMALL, over))]


@pytest.mark.parametrize("told", CASES)
def test_what_stays_unregistered_is_named(told: tuple[str, str]) -> None:
    given, cure = CASES[told]
    assert told in flags(*given)
    assert told not in flags(*given, cure)


def test_a_least_value_above_nearly_all_deals_is_named() -> None:
    """The 99th percentile of contract values by the library's normal distribution."""
    median, sigma = 20_000.0, 0.5
    size = (f"archetypes.reseller.acv_median={median}", f"archetypes.reseller.acv_sigma={sigma}")
    least = NormalDist(0, sigma).inv_cdf(0.99)
    for factor, is_told in ((1.001, True), (0.999, False)):
        amount = median * 2.718281828459045**least * factor
        told = [
            what for _, what in flags(*CLAIMS, *size, f"registration.least_acv={amount:.2f}") if "least_acv" in what
        ]
        assert [("archetypes.reseller are so large" in one) for one in told if "reseller" in one] == [True] * is_told


@pytest.mark.parametrize(
    ("attribution", "severity"),
    [
        ("{ unregistered_credit_share=0.5 }", "red flag"),
        ("{ unregistered_pay_share=0.5 }", "red flag"),
        ("{ test='rules', none_pay_share=0.1 }", "warning"),
    ],
)
def test_who_registers_nothing_and_loses_by_it_is_a_red_flag(attribution: str, severity: str) -> None:
    over = (CLAIMS[0], BOTH[1], f"attribution={attribution}")
    found = [flag.severity for flag in red_flags(load_scenario(SMALL, over)) if flag.rule == "R-58"]
    assert found == [severity]


def test_a_kind_that_nobody_approaches_need_not_register() -> None:
    assert not [what for rule, what in flags(CLAIMS[0], BOTH[1], "mix.referral=0", "mix.reseller=1") if rule == "R-58"]


def test_nothing_is_said_without_registration() -> None:
    assert not [what for rule, what in flags() if rule in ("R-50", "R-58", "R-109")]
