"""The ladder of an agreement in sentences, with the field's words."""

import pytest

from sim.report.agreement.agreement import Agreement
from sim.report.agreement.ladder import ladder_sentences
from sim.report.agreement.text import sentences
from sim.scenario.load import load_scenario

from ...engines.cases import FIELDS

ON = "archetypes.referrer.ladder=metal"
WHOLE = (
    ON,
    "ladders.metal={ order=['bronze', 'silver', 'gold'], promotion_months=1, review_at='fiscal', review_months=2, "
    "falls='qualified', lowest='removed', provisional_tier='silver', provisional_score=20, provisional_months=5, "
    "tiers={ bronze={ needs={ opportunities=1 }, grace_months=2 }, silver={ needs={ live_customers=1, retention=0.9 }, "
    "one_of={ live_arr=9_000.0, net_new=6_000.0, months=12 }, grace_months=1 }, gold={ needs={ points=40, "
    "top_share=0.05 }, fee_per_year=900.0 } }, windows={ net_new=4, opportunities=6 }, volume='billed', "
    "points={ sold=3, live_customers=10, deals=1, retention=1 }, per={ sold=1_000, deals=5, retention=20 }, "
    "most={ sold=30 } }",
)


def said(*overrides: str) -> list[str]:
    return [one.text for one in ladder_sentences(Agreement(load_scenario(FIELDS, overrides), "referrer"))]


def test_a_whole_ladder_is_said() -> None:
    assert said(*WHOLE) == [
        "A partner stands at a tier, from the lowest: bronze, silver and gold. A new partner with a score of 20 or "
        "more begins at silver for 5 months; then it stands where it qualifies, if that is lower.",
        "Tier bronze asks for 1 qualified opportunity in the last 6 months.",
        "Tier silver asks for 1 live customer and 90% of all customers that it ever had kept; and for $9,000 of "
        "recurring revenue a year from live customers or 12 months under agreement or $6,000 more recurring revenue "
        "a year in the last 4 months.",
        "Tier gold asks for 40 points and a place among the best 5% of the ladder's active partners by what its "
        "customers are billed in the last 12 months.",
        "Points: 1 for each 5 deals won in the last 12 months, 10 for each live customer, 1 for each 20% of all "
        "customers that it ever had kept and 3 for each $1,000 of contracts won in the last 12 months (at most 30).",
        "A deal whose customer leaves less than 360 days after it goes live no longer counts in the month of its win.",
        "At the end of every month a partner rises to the highest tier whose conditions it meets.",
        "At the end of every 2 months of the fiscal year a partner that does not meet the conditions of its tier "
        "falls to the tier whose conditions it meets, or the lowest. Where there is a grace it is warned first, and "
        "falls if it does not meet them then: 1 month at silver.",
        "A partner that does not meet those of the lowest tier then loses its agreement, 2 months after it was warned.",
        "A partner at gold pays the vendor $900 in the month of its agreement and each year after it.",
    ]


def test_a_short_ladder_is_said_shortly() -> None:
    short = "ladders.metal={ order=['a', 'b'], promotion_months=12, tiers={ a={}, b={ needs={ deals=2 } } } }"
    assert said(ON, short) == [
        "A partner stands at a tier, from the lowest: a and b. A new partner begins at a.",
        "Tier b asks for 2 deals won in the last 12 months.",
        "A deal whose customer leaves less than 360 days after it goes live no longer counts in the month of its win.",
        "At the end of the fiscal year a partner rises to the highest tier whose conditions it meets.",
        "At the end of each 12 months of its agreement a partner that does not meet the conditions of its tier "
        "falls by one tier.",
    ]


@pytest.mark.parametrize(
    ("given", "rises", "falls"),
    [
        ("promotion_months=1, review_months=1, review_at='fiscal'", "every month", "every month"),
        ("promotion_months=2, review_months=12, review_at='fiscal'", "every 2 months of the fiscal year",
         "the fiscal year"),
        ("promotion_months=12, review_months=1", "the fiscal year", "each month of its agreement"),
    ],
)  # fmt: skip
def test_one_month_is_not_counted(given: str, rises: str, falls: str) -> None:
    ladder = f"{given}, tiers={{ a={{}}, b={{ needs={{ deals=1, pay=9 }} }} }}, windows={{ deals=1, pay=2 }}"
    texts = said(ON, f"ladders.metal={{ order=['a', 'b'], {ladder} }}")
    assert "Tier b asks for 1 deal won in the last month and $9 of pay earned in the last 2 months." in texts
    assert f"At the end of {rises} a partner rises to the highest tier whose conditions it meets." in texts
    (fall,) = [text for text in texts if text.startswith(f"At the end of {falls} a partner that does not meet")]
    assert fall.endswith("falls by one tier.")


def test_a_fixed_tier_has_no_rise_and_a_kind_without_a_ladder_no_tier() -> None:
    fee = "archetypes.referrer.fee_per_year=100.0"
    assert said(*WHOLE, "archetypes.referrer.fixed_tier=gold", fee) == [
        "Every partner of this kind stands at tier gold, and stays there.",
        "A partner at gold pays the vendor $900 in the month of its agreement and each year after it, in place of "
        "any other yearly fee.",
    ]
    assert said() == []


def test_a_range_is_that_of_the_worlds() -> None:
    drawn = 'uncertainty."ladders.metal.tiers.silver.one_of.live_arr"={ low=2_000.0, high=12_000.0 }'
    assert "for $3,000 to $11,000 (half below $7,000) of recurring revenue" in said(*WHOLE, drawn)[2]
    agreement = Agreement(load_scenario(FIELDS, WHOLE), "referrer")
    assert next(iter(sentences(agreement))).about == "tiers"


def test_which_deals_count_is_said_where_claims_tell_them_apart() -> None:
    """Of each measure that a tier asks for; of deals that are won, until their customer leaves."""
    tiers = "bronze={}, gold={ needs={ deals=2, opportunities=3 }, one_of={ sold=9.0, sourced=9.0, involved=9.0 } }"
    ladder = f"ladders.metal={{ order=['bronze', 'gold'], tiers={{ {tiers} }} }}"
    given = ("archetypes.referrer.ladder=metal", ladder)
    claims = ("registration={ valid_days=30 }", "archetypes.referrer.registration_probability=0.5")
    counts = [
        [
            one.text
            for one in ladder_sentences(Agreement(load_scenario(FIELDS, over), "referrer"))
            if one.about == COUNTS
        ]
        for over in (given, (*given, *claims))
    ]
    left = (
        "A deal whose customer leaves less than 360 days after it goes live no longer counts in the month of its win."
    )
    assert counts == [
        [left],
        [
            "Deals won are those that are registered, unregistered or influenced.",
            "Contracts won in which it had a part are those that count as its own, and the influenced ones.",
            "Contracts won are all that the partner closes, whatever they count as.",
            "Contracts won that count as its own are the registered ones, and of unregistered ones the part that "
            "counts as brought by the partner.",
            left,
        ],
    ]
    plain = ladder.replace("deals=2, ", "").split(", one_of")[0] + " } } }"
    alone = ladder_sentences(Agreement(load_scenario(FIELDS, (given[0], plain)), "referrer"))
    assert COUNTS not in [one.about for one in alone]


COUNTS = "what counts"
