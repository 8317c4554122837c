"""Registration and attribution of an agreement in sentences, with the field's words."""

from sim.report.agreement.agreement import Agreement
from sim.report.agreement.claim import claim_sentences
from sim.report.agreement.text import sentences
from sim.scenario.load import load_scenario

from ...engines.cases import FIELDS

ONE = "archetypes.referrer.registration_probability=0.7"
POINTS = "archetypes.referrer.terms.registered_rate=0.05"


def said(*overrides: str) -> list[str]:
    return [one.text for one in claim_sentences(Agreement(load_scenario(FIELDS, overrides), "referrer"))]


def test_rules_are_said() -> None:
    registration = "registration={ valid_days=30, renewals=1, approval_days=2, least_acv=5_000.0 }"
    assert said(registration, ONE, "attribution={ test='rules', unregistered_pay_share=0.6 }") == [
        "A partner may register an opportunity of $5,000 or more. Its claim is approved 2 days after it is submitted "
        "and holds for 30 days; it may be renewed once, each time for as long.",
        "A deal is registered if on the day on which it is decided it has a claim that was submitted within 7 days of "
        "the partner's first contact with the account, and direct sales did not come to the account before that. "
        "Without such a claim it is unregistered, where direct sales have not come to the account.",
        "Where direct sales were there before, or there is no such claim and they came, it is influenced, if the "
        "partner's support is documented.",
        "In any other deal, and in one in which the partner is only mentioned, it only fulfils.",
        "A deal earns all of its pay if it is registered, 60% without a claim, 50% if it is influenced and 0% if the "
        "partner only fulfils it.",
        "Of its revenue all counts as brought by the partner if it is registered, and 100% without a claim; only as "
        "credited to it, 25% if it is influenced and 0% if it only fulfils it.",
    ]


def test_the_broad_reading_without_registration_is_said() -> None:
    assert said("attribution={ test='rules', influence='broad', influenced_credit_share=0.4 }")[:3] == [
        "A deal is unregistered where direct sales have not come to the account by the day of its decision.",
        "Where direct sales were there before, or there is no such claim and they came, it is influenced, whatever "
        "part the partner had in it.",
        "In a deal in which the partner is only mentioned, it only fulfils.",
    ]


def test_registration_alone_is_said_shortly() -> None:
    assert said("registration={ valid_days=90 }", ONE, "attribution={ unregistered_credit_share=0.5 }") == [
        "A partner may register an opportunity. Its claim is approved at once and holds for 90 days.",
        "A deal is registered if it has a claim on the day on which it is decided; without one it is unregistered.",
        "A deal earns all of its pay if it is registered and 100% without a claim.",
        "Of its revenue all counts as brought by the partner if it is registered, and 50% without a claim.",
    ]


def test_points_are_for_registered_deals_and_without_claims_every_deal_is_one() -> None:
    texts = [
        [one.text for one in sentences(Agreement(load_scenario(FIELDS, over), "referrer")) if one.about == "points"]
        for over in ([POINTS], [POINTS, "registration={ valid_days=90 }", ONE])
    ]
    alone = "A deal that the partner has registered pays 5% more, wherever the rate is above 0"
    assert texts == [[f"{alone}; in this scenario every deal is registered."], [f"{alone}."]]
    assert said() == []
