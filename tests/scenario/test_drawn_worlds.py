"""What an agreement may not state is not drawn either: every lever and chance of one, by ranges to its bounds.

A range that reaches what is wrong beside the other values is refused, or its draw is changed to one that is right.
"""

import pytest

from sim.scenario.draft import faults_of
from sim.scenario.drawing import Drawing
from sim.scenario.load import ScenarioError, load_scenario, resolved_dict
from sim.scenario.paths import spec_of, value_at
from sim.scenario.schema import Scenario

RESELLER, REFERRAL, TECHNOLOGY = "archetypes.reseller", "archetypes.referral", "archetypes.technology"
AGREEMENT = (
    "months=60", f"{RESELLER}.ladder=metal",
    "ladders.metal={ order=['silver', 'gold'], near_share=0.5, near_multiplier=2.0, points={ deals=2, sourced=1 }, "
    "per={ sourced=1_000 }, most={ deals=20 }, tiers={ silver={ grace_months=3 }, gold={ needs={ sourced=10_000.0, "
    "points=10, retention=0.5, certified={ sales=1 } }, one_of={ deals=3, months=6, channel_share=0.1, "
    "growth_rate=0.1 }, fee_per_year=500.0, cost_per_month=10.0, care_weight=2.0, effects={ win_odds_multiplier=1.2 } "
    "} } }",
    f"{RESELLER}.terms.by_tier={{ gold={{ rate=0.3, renewal_rate=0.2 }} }}", f"{RESELLER}.terms.registered_rate=0.05",
    f"{RESELLER}.distributor_rate=0.1", f"{RESELLER}.segments={{ a=0.5, b=0.5 }}", f"{RESELLER}.fee_per_year=100.0",
    f"{RESELLER}.terms.lines={{ b={{ rate=0.3, by_tier={{ gold={{ rate=0.35, fee_least=1.0, fee_most=90.0 }} }} }} }}",
    f"{RESELLER}.terms.fee_least=1.0", f"{RESELLER}.terms.fee_most=9.0", f"{RESELLER}.terms.minimum_per_month=10.0",
    f"{RESELLER}.terms.rebates={{ y={{ base='sold', steps={{ a={{ from=0.0, rate=0.02 }}, b={{ from=1e4, rate=0.04 "
    "} } } }",
    "registration={ valid_days=90, protection_days=60, approval_days=2, renewals=1, least_acv=100.0 }",
    f"{RESELLER}.registration_probability=0.5", f"{RESELLER}.registration_delay_days=10",
    f"{RESELLER}.registration_delay_least_days=2", f"{RESELLER}.first_contact_days=20",
    "attribution={ test='rules', within_days=14, unregistered_pay_share=0.5, influenced_pay_share=0.4, "
    "unregistered_credit_share=0.5 }",
    f"{RESELLER}.direct_overlap_probability=0.3", f"{RESELLER}.support_probability=0.6",
    f"{RESELLER}.mention_probability=0.2", f"{RESELLER}.partner_overlap_probability=0.01",
    "conflict={ protected_odds_multiplier=0.5, settlement='split', split_share=0.6, direct_credit_share=0.5, "
    "direct_commission_rate=0.1, credit_odds_multiplier=2.0, engagement_from_days=-20, engagement_to_days=20 }",
    "certificates={ sales={ pass_probability=0.5, cost=100.0 }, tech={ pass_probability=0.3, requires='sales' } }",
    "clawback={ full_days=30, partial_days=60, end_days=90, partial_share=0.5 }",
    f"{REFERRAL}.terms.rate=false", f"{REFERRAL}.terms.later_rates=[]", f"{REFERRAL}.terms.later.year_2=0.1",
    f"{REFERRAL}.terms.bands={{ measure='sold', steps={{ a={{ from=0.0, rate=0.1 }}, b={{ from=1e4, rate=0.2 }} }} }}",
    f"{REFERRAL}.terms.cap_per_year=90_000.0", f"{REFERRAL}.terms.registered_rate=0.02",
    f"{REFERRAL}.terms.renewal_rate=0.05", f"{REFERRAL}.early_cancel_first_day=20",
    f"{REFERRAL}.downgrade_probability=0.1", f"{REFERRAL}.downgrade_share=0.3",
    f"{REFERRAL}.payout={{ trigger='go_live', holdback_days=30, minimum=50.0, dispute_probability=0.1 }}",
    "bonuses={ quick={ amount=100.0, acv_from=10.0, acv_below=2_000.0, from_month=3, to_month=6, rate=0.02 } }",
    f"{TECHNOLOGY}.terms.model='share'", f"{TECHNOLOGY}.terms.later_rates=[]", f"{TECHNOLOGY}.terms.share_months=24",
    f"{TECHNOLOGY}.terms.flat_fee=20.0", f"{TECHNOLOGY}.usage_ramp_months=6", f"{TECHNOLOGY}.usage_start_share=0.3",
    "segments={ a={ sold_by=['reseller'] } }",
)  # fmt: skip
PARTS = ("archetypes.re", "archetypes.technology.terms", "ladders", "registration", "attribution", "conflict",
         "certificates", "clawback", "bonuses", "payout")  # fmt: skip
OF_CHANCE = "the most that can be counted"
"""A future that leaves it fails by itself."""


def _numbers(table: dict, above: str = "") -> list[str]:
    """Paths of the numbers that a resolved scenario has."""
    found = []
    for key, value in table.items():
        path = f"{above}{key}"
        if isinstance(value, dict):
            found += _numbers(value, f"{path}.")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found.append(path)
    return found


BASE = load_scenario("coach", AGREEMENT)
PATHS = [path for path in _numbers(resolved_dict(BASE)) if path.startswith(PARTS)]


def _faults(scenario: Scenario) -> list[str]:
    return [line for _, line in faults_of(scenario) if OF_CHANCE not in line]


def _ranged(path: str, end: float) -> Scenario | None:
    """The scenario with a range from what is stated to a bound; None where it is refused."""
    spec, stated = spec_of(path), value_at(BASE, path)
    assert spec is not None
    low, high = sorted((float(stated), end))
    ends = f"low={int(low)}, high={int(high)}" if spec.kind == "int" else f"low={low!r}, high={high!r}"
    try:
        return load_scenario("coach", [*AGREEMENT, f"uncertainty.{path}={{ {ends} }}"])
    except ScenarioError as error:
        told = {problem.path for problem in error.problems}
    assert told == {f"uncertainty.{path}"}
    return None


@pytest.mark.parametrize("path", PATHS)
def test_a_world_is_one_that_could_have_been_stated(path: str) -> None:
    spec = spec_of(path)
    assert spec is not None
    for end in {float(spec.low), float(spec.high)} - {float(value_at(BASE, path))}:
        scenario = _ranged(path, end)
        if scenario is None:
            continue
        drawing = Drawing(scenario)
        for u in (0.0, 0.5, 1 - 2.0**-53):
            assert _faults(drawing.worlds.scenario(drawing.draw(lambda _, u=u: u))) == [], (path, end, u)


def test_the_agreement_has_what_the_test_is_about() -> None:
    assert not _faults(BASE)
    assert len(PATHS) > 150
    refused = {path for path in PATHS if _ranged(path, float(spec_of(path).high)) is None}
    assert {
        f"{RESELLER}.terms.rate", f"{RESELLER}.terms.by_tier.gold.rate",
        f"{RESELLER}.terms.lines.b.by_tier.gold.rate", "registration.protection_days", "bonuses.quick.acv_from",
    } <= refused  # fmt: skip
