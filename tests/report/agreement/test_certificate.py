"""Certificates, rights, delivery and what is expected of them, in the sentences of an agreement."""

from sim.report.agreement.agreement import Agreement
from sim.report.agreement.certificate import certificate_sentences
from sim.report.agreement.ladder import ladder_sentences
from sim.scenario.load import load_scenario

from ...engines.cases import FIELDS

WHOLE = (
    "archetypes.referrer.ladder=metal",
    "ladders.metal={ order=['low', 'high'], tiers={ low={ may_register=false }, high={ may_register=true, "
    "effects={ win_odds_multiplier=1.5, churn_odds_multiplier=0.8 }, needs={ certified={ tech=1, sales=2 }, "
    "live_customers={ main=3 } }, one_of={ points=20, live_arr={ main=5_000 } } } }, "
    "points={ certified={ tech=200 }, live_customers={ main=50 } } }",
    "certificates.sales={ pass_probability=0.5, may_register=true, cost=100.0, partner_cost=40.0 }",
    "certificates.tech={ pass_probability=0.5, requires='sales', valid_months=24, may_deliver=true, "
    "effects={ acv_multiplier=1.25 } }",
    "archetypes.referrer.delivers=true", "archetypes.referrer.accreditation_days=45",
    "archetypes.referrer.segments={ main=0.5, small=0.5 }",
)  # fmt: skip


def said(*overrides: str) -> list[str]:
    return [one.text for one in certificate_sentences(Agreement(load_scenario(FIELDS, overrides), "referrer"))]


def test_certificates_rights_delivery_and_effects_are_said() -> None:
    assert said(*WHOLE) == [
        "At the end of each quarter after its onboarding people of the partner may pass certificates, or let them "
        "lapse when they end.",
        "Certificate sales holds for 12 months; each pass or renewal costs the vendor $100 and the partner $40.",
        "Certificate tech holds for 24 months and is for people with the certificate sales.",
        "A partner may register deals while it stands at high or one of its people holds sales.",
        "The partner implements what it sells once one of its people holds tech. Until then a deal goes live 45 days "
        "later.",
        "This scenario expects of a partner at high, beside others, 1.5 times the odds of winning and 0.8 times the "
        "odds of churn.",
        "This scenario expects of a partner with a person who holds tech, beside others, 1.25 times the contract "
        "value.",
    ]


def test_tiers_that_count_people_and_lines_say_whose() -> None:
    texts = [one.text for one in ladder_sentences(Agreement(load_scenario(FIELDS, WHOLE), "referrer"))]
    assert texts[1:3] == [
        "Tier high asks for 2 people with the certificate sales, 1 person with the certificate tech and 3 live "
        "customers of main; and for $5,000 of recurring revenue a year from live customers of main or 20 points.",
        "Points: 200 for each person with the certificate tech and 50 for each live customer of main.",
    ]


def test_a_right_that_nobody_has_is_said_and_one_that_all_have_is_not() -> None:
    nobody = ("certificates.sales={ pass_probability=0.5, may_register=false }",)
    assert said(*nobody)[-1] == "No partner may register deals."
    assert said() == []
    alone = ("archetypes.referrer.delivers=true", "archetypes.referrer.accreditation_days=45")
    assert said(*alone) == ["No certificate gives the right to implement what is sold. A deal goes live 45 days later."]


def test_a_range_is_that_of_the_worlds() -> None:
    drawn = 'uncertainty."certificates.tech.effects.acv_multiplier"={ low=1.0, high=2.0 }'
    assert "1.1 to 1.9 (half below 1.5) times the contract value" in said(*WHOLE, drawn)[-1]
