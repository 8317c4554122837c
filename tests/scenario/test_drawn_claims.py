"""Numbers of claims that act on nothing are refused by a range, and by a change, as they are where they are stated."""

from pathlib import Path

import pytest

from sim.scenario.load import ScenarioError, load_scenario

SMALL = Path(__file__).parent / "small.toml"
KIND = "archetypes.reseller"
CLAIMS = ["registration={valid_days=60}", f"{KIND}.registration_probability=0.5"]
ALL, RULES = "attribution={unregistered_pay_share=0.5}", "attribution={test='rules', unregistered_pay_share=0.5}"
OVERLAP = [*CLAIMS, f"{KIND}.partner_overlap_probability=0.1", "conflict={settlement='first_registered'}"]
MET = f"{KIND}.direct_overlap_probability=0.5"
CASES = {
    "attribution.within_days": ([*CLAIMS, ALL], "3", "{low=3, high=9}"),
    "attribution.influenced_pay_share": ([*CLAIMS, ALL], "0.3", "{low=0.3, high=0.6}"),
    "attribution.none_credit_share": ([*CLAIMS, ALL], "0.3", "{low=0.0, high=0.6}"),
    "conflict.split_share": (OVERLAP, "0.3", "{low=0.3, high=0.6}"),
    "conflict.direct_credit_share": (["conflict={}"], "0.3", "{low=0.0, high=0.6}"),
    "conflict.best_credit_share": (["conflict={}"], "0.3", "{low=0.0, high=0.6}"),
    "conflict.protection_odds_multiplier": (["conflict={}"], "0.3", "{low=0.3, high=0.6}"),
    "conflict.engagement_from_days": (["conflict={}"], "-9", "{low=-9, high=-3}"),
    "conflict.answer_days": (["conflict={}"], "3", "{low=0, high=6}"),
    "registration.protection_days": ([*CLAIMS, "registration.protection_days=60"], "30", "{low=3, high=6}"),
    f"{KIND}.support_probability": ([], "0.3", "{low=0.3, high=0.6}"),
    f"{KIND}.mention_probability": ([], "0.3", "{low=0.0, high=0.6}"),
    f"{KIND}.registration_probability": ([], "0.3", "{low=0.0, high=0.6}"),
    f"{KIND}.direct_overlap_probability": ([], "0.3", "{low=0.0, high=0.6}"),
    f"{KIND}.partner_overlap_probability": ([], "0.3", "{low=0.0, high=0.6}"),
    f"{KIND}.accreditation_days": ([], "3", "{low=0, high=6}"),
    f"{KIND}.downgrade_probability": ([], "0.3", "{low=0.0, high=0.6}"),
    f"{KIND}.distributor_rate": ([f"{KIND}.terms.model='referral'"], "0.1", "{low=0.0, high=0.2}"),
}  # fmt: skip


def problems(*overrides: str) -> list[str]:
    try:
        load_scenario(SMALL, overrides)
    except ScenarioError as error:
        return [problem.what for problem in error.problems]
    return []


@pytest.mark.parametrize("path", CASES)
def test_a_range_is_refused_as_a_value_is(path: str) -> None:
    """Whatever is stated beside the range, also where that acts on nothing by itself."""
    given, value, ends = CASES[path]
    (stated,) = [what for what in problems(*given, f"{path}={value}") if what not in problems(*given)] or [""]
    told = problems(*given, f"uncertainty.{path}={ends}")
    assert stated or problems(*given)
    assert any((stated or problems(*given)[0]) in what for what in told), told


@pytest.mark.parametrize(
    "path", ["attribution.within_days", "attribution.influenced_pay_share", "conflict.direct_credit_share"]
)
def test_a_change_is_refused_as_a_value_is(path: str) -> None:
    given, value, _ = CASES[path]
    stated = problems(*given, f"{path}={value}")
    assert stated
    assert any(stated[0] in what for what in problems(*given, f"changes.c={{ month=9, set={{ {path}={value} }} }}"))


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("attribution.within_days", [RULES]),
        ("attribution.influenced_pay_share", [RULES, MET]),
        ("conflict.split_share", ["conflict.settlement='split'"]),
        ("conflict.direct_credit_share", ["conflict.direct_commission_rate=0.1"]),
    ],
)
def test_where_it_acts_it_is_not(path: str, more: list[str]) -> None:
    given, _, ends = CASES[path]
    assert not problems(*given, *more, f"uncertainty.{path}={ends}")
