"""What is refused and warned of where claims are stated: each fault with its path and cure, all at once."""

import pytest

from sim.scenario.lint import red_flags
from sim.scenario.load import ScenarioError, load_scenario, resolved_toml

from ..engines.cases import SMALL, both

REGISTRATION = "registration={ valid_days=60 }"
RULES = "attribution={ test='rules' }"
ONE = "archetypes.referral.registration_probability=0.5"
FAULTS = {
    "attribution.test: with the test 'all' and no [registration] every deal counts in full": ("attribution={}",),
    "attribution.influenced_pay_share: the test 'all' knows registered and unregistered deals alone": (
        REGISTRATION, ONE, "attribution={ influenced_pay_share=0.7 }",
    ),
    "attribution.within_days: the test 'all' knows": (REGISTRATION, ONE, "attribution={ within_days=9 }"),
    "attribution.within_days: without [registration] nothing is registered": (
        "attribution={ test='rules', within_days=9 }",
    ),
    "conflict.engagement_to_days: it is below engagement_from_days": (
        RULES, "conflict={ engagement_from_days=10, engagement_to_days=9 }",
    ),
    "archetypes.referral.registration_probability: nothing can be registered without [registration]": (ONE,),
    "archetypes.referral.registration_delay_days: nothing can be registered": (
        "archetypes.referral.registration_delay_days=3",
    ),
    "archetypes.referral.registration_delay_days: it is below registration_delay_least_days": (
        REGISTRATION, ONE, "archetypes.referral.registration_delay_least_days=3",
    ),
    "archetypes.referral.mention_probability: only the rules of attribution ask for it": (
        REGISTRATION, ONE, "archetypes.referral.mention_probability=0.1",
    ),
    "archetypes.referral.support_probability: only the rules": ("archetypes.referral.support_probability=0.5",),
    "ladders.metal.tiers.b.needs.registrations: nothing is registered without [registration]": (
        "ladders.metal={ order=['a', 'b'], tiers={ a={}, b={ needs={ registrations=3 } } } }",
    ),
    "phases.pilot.opens: there is no [registration] to open": ("phases.pilot.opens=[]",),
    "registration.valid_days": ("registration={ valid_days=0 }", ONE),
}  # fmt: skip


@pytest.mark.parametrize("message", FAULTS)
def test_a_fault_is_refused(message):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(SMALL, FAULTS[message])
    assert message in str(caught.value)


def test_a_range_is_refused_too():
    drawn = 'uncertainty."archetypes.referral.registration_probability"={ low=0.1, high=0.5 }'
    with pytest.raises(ScenarioError, match=r"registration_probability: nothing can be registered"):
        load_scenario(SMALL, (drawn,))


def test_all_faults_come_at_once():
    over = (
        "attribution={ within_days=9 }",
        "conflict.best_credit_share=0.1",
        ONE,
        "archetypes.reseller.mention_probability=0.1",
    )
    with pytest.raises(ScenarioError) as caught:
        load_scenario(SMALL, over)
    assert {problem.path for problem in caught.value.problems} == {
        "attribution.test", "attribution.within_days", "conflict.best_credit_share",
        "archetypes.referral.registration_probability",
        "archetypes.reseller.mention_probability",
    }  # fmt: skip


def test_what_is_not_stated_is_left_out():
    found = resolved_toml(load_scenario(SMALL))
    words = ("registration", "attribution", "conflict]", "first_contact_days", "overlap", "mention", "support_prob")
    assert not [word for word in words if word in found]
    stated = resolved_toml(load_scenario(SMALL, (REGISTRATION, ONE)))
    assert "valid_days = 60" in stated
    assert "approval_days" not in stated


def flags(*over):
    """Those of what is stated here; that claims have no consequence is asked in ``test_idle``."""
    known = {flag.message for flag in red_flags(load_scenario(SMALL))}
    found = [(flag.rule, flag.message) for flag in red_flags(load_scenario(SMALL, over)) if flag.message not in known]
    return [one for one in found if "changes nothing but the number of deals by class" not in one[1]]


def test_a_claim_shorter_than_the_cycle_is_named():
    (one, other) = flags("registration={ valid_days=20, renewals=1 }", *both("registration_probability=0.5"))
    assert one[0] == other[0] == "R-50"
    assert "a claim lives for 40 days, with 1 renewals, and half of the deals of archetypes.referral" in one[1]
    assert flags("registration={ valid_days=720, renewals=1 }", *both("registration_probability=0.5")) == []


def test_a_claim_that_is_never_in_time_is_named():
    late = both("registration_delay_least_days=8", "registration_delay_days=9")[:2]
    long = "registration={ valid_days=720 }"
    own = ("R-50", "R-80")
    assert [flag for flag in flags(long, ONE, RULES, *late) if flag[0] in own] == [
        (
            "R-80",
            "archetypes.referral.registration_delay_least_days: partners register 8 days after their first contact at "
            "the earliest, and attribution.within_days is 7: no claim of theirs is ever in time",
        )
    ]
    in_time = flags(long, ONE, "attribution={ test='rules', within_days=8 }", *late)
    assert not [flag for flag in (*in_time, *flags(long, ONE, *late)) if flag[0] in own]


def test_registration_that_no_phase_opens_is_named():
    shut = ("phases.pilot.opens=[]", "phases.scale.opens=[]")
    long = ("registration={ valid_days=720 }", ONE)
    assert [rule for rule, _ in flags(*long, *shut)] == ["R-41"]
    assert [rule for rule, _ in flags(*long, shut[0])] == ["R-58"]


def test_who_registers_nothing_is_named():
    idle = "archetypes.reseller.registration_delay_days=9"
    assert [rule for rule, _ in flags("registration={ valid_days=720 }")] == ["R-58"]
    idle_delay, silent = flags("registration={ valid_days=720 }", ONE, idle)
    assert (idle_delay[0], silent[0]) == ("R-58", "R-58")
    assert "changes nothing: partners of the kind register nothing" in idle_delay[1]
    assert "reseller registers nothing, so that all its deals are unregistered" in silent[1]
