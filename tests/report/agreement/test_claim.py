"""Registration and attribution of an agreement in sentences, with the field's words."""

from sim.analysis.agreement.examples import examples
from sim.report.agreement.agreement import Agreement
from sim.report.agreement.claim import claim_sentences
from sim.report.agreement.text import sentences
from sim.report.agreement.worked_class import class_example
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
        "A deal is registered if on the day on which it is decided it has an approved claim that still holds and "
        "was submitted within 7 days of the partner's first contact with the account, and direct sales did not come to "
        "the account before that. Without such a claim it is unregistered, where direct sales have not come to the "
        "account.",
        "Where direct sales were there before, or there is no such claim and they came, it is influenced, if the "
        "partner's support is documented.",
        "In any other deal, and in one in which the partner is only mentioned, it only fulfils.",
        "A deal earns all of its pay if it is registered, 60% if it is unregistered, 50% if it is influenced and 0% if "
        "the partner only fulfils it.",
        "Of its revenue all counts as brought by the partner if it is registered, and 100% if it is unregistered; "
        "only as credited to it, 25% if it is influenced and 0% if it only fulfils it.",
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
        "A deal is registered if on the day on which it is decided it has an approved claim that still holds; without "
        "one it is unregistered.",
        "A deal earns all of its pay if it is registered and 100% if it is unregistered.",
        "Of its revenue all counts as brought by the partner if it is registered, and 50% if it is unregistered.",
    ]


def test_points_are_for_registered_deals_and_without_claims_every_deal_is_one() -> None:
    texts = [
        [one.text for one in sentences(Agreement(load_scenario(FIELDS, over), "referrer")) if one.about == "points"]
        for over in ([POINTS], [POINTS, "registration={ valid_days=90 }", ONE])
    ]
    alone = (
        "A deal that the partner has registered pays 5% beside its rate, wherever the rate is above 0: 20% in all "
        "where it is 15%"
    )
    assert texts == [[f"{alone}; in this scenario every deal is registered."], [f"{alone}."]]
    assert said() == []


RANGE = "uncertainty.archetypes.referrer.terms.registered_rate={ low=0.03, high=0.07 }"


def test_points_that_are_not_known_are_not_added_up() -> None:
    agreement = Agreement(load_scenario(FIELDS, [POINTS, RANGE]), "referrer")
    (text,) = (one.text for one in sentences(agreement) if one.about == "points")
    assert " beside its rate, wherever the rate is above 0; in this scenario" in text


CLAIM = "registration={ valid_days=30, renewals=1, protection_days=9 }"
MET = "conflict={ protected_odds_multiplier=0.5 }"
OVERLAP = "archetypes.referrer.direct_overlap_probability=0.2"


def test_how_long_a_claim_keeps_direct_sales_off_is_said() -> None:
    """Nothing of it where no odds of conflict depend on protection."""
    first, *_ = said(CLAIM, ONE, MET, OVERLAP)
    assert first.endswith("each time for as long. It keeps direct sales off for the first 9 days of each time.")
    whole, *_ = said("registration={ valid_days=30 }", ONE, MET, OVERLAP)
    assert whole.endswith("holds for 30 days. It keeps direct sales off while it holds.")
    alone, *_ = said("registration={ valid_days=30 }", ONE)
    assert alone.endswith("holds for 30 days.")


def by_class(*over: str) -> list[str]:
    scenario = load_scenario(
        FIELDS, ["archetypes.referrer.terms={ model='referral', rate=0.15, flat_fee=50.0 }", *over]
    )
    agreement = Agreement(scenario, "referrer")
    return [text for one in examples(scenario, "referrer", 40_000.0) for text in class_example(agreement, one)]


RULES = "attribution={ test='rules', unregistered_pay_share=0.8, none_pay_share=0.1 }"


def test_what_a_deal_earns_in_each_class() -> None:
    """20% of 40,000 and 50 are 8,050; without points 6,050, of which 80%, 50% and 10%."""
    (text,) = by_class("registration={ valid_days=30 }", ONE, POINTS, RULES)
    assert text == (
        "All this is of a deal that is registered, and its contract year 1 comes to $8,050; that of the same deal to "
        "$4,840 if it is unregistered, $3,025 if it is influenced and $605 if it is only fulfilled by the partner."
    )


def test_without_registration_no_deal_is_registered() -> None:
    (text,) = by_class(RULES)
    assert text == (
        "All this is of a deal that is unregistered, and its contract year 1 comes to $4,840; that of the same deal to "
        "$3,025 if it is influenced and $605 if it is only fulfilled by the partner."
    )


def test_where_nothing_tells_deals_apart_no_class_is_named() -> None:
    assert by_class() == []
    (text,) = by_class("registration={ valid_days=30 }", ONE, "attribution={ unregistered_pay_share=0.8 }")
    assert text.endswith("comes to $6,050; that of the same deal to $4,840 if it is unregistered.")


def test_a_class_that_pays_nothing_has_no_bonus() -> None:
    bonus = "bonuses.start={ amount=500.0, trigger='first_deal', within_days=90, archetypes=['referrer'] }"
    (text,) = by_class("registration={ valid_days=30 }", ONE, "attribution={ test='rules' }", bonus)
    assert text.endswith(
        "comes to $6,550; that of the same deal to $6,550 if it is unregistered, $3,525 if it is influenced and $0 if "
        "it is only fulfilled by the partner."
    )
