"""When the vendor ends an agreement, in a sentence, and what the rows of a future say of it."""

import pytest

from sim.engine.identity import roll_of
from sim.experiment.replication import ledger_of
from sim.ledger import Kind
from sim.report.agreement.agreement import Agreement
from sim.report.agreement.ends import end_sentences
from sim.report.agreement.text import sentences
from sim.scenario.load import load_scenario

from ...engines.cases import FIELDS

BEGIN = "A partner that has begun to sell loses its agreement at the end of a quarter if it "
IDLE = "has brought no qualified opportunity in the last 2 quarters, from 200 days after the agreement on"
GIVEN = (
    "review.idle_quarters=2",
    "review.grace_days=200",
    "review.no_deal_months=9",
    "archetypes.referrer.review_exempt=false",
)


def said(*over: str) -> list[str]:
    return [one.text for one in end_sentences(Agreement(load_scenario(FIELDS, (*GIVEN, *over)), "referrer"))]


def test_both_reasons_are_said() -> None:
    assert said() == [f"{BEGIN}{IDLE}, or has won no deal in 9 months since its agreement or its last deal."]
    assert "ends" in [one.about for one in sentences(Agreement(load_scenario(FIELDS, GIVEN), "referrer"))]


def test_one_reason_or_none_is_said() -> None:
    assert said("review.no_deal_months=0") == [f"{BEGIN}{IDLE}."]
    assert said("review.idle_quarters=0") == [
        f"{BEGIN}has won no deal in 9 months since its agreement or its last deal."
    ]
    short = said("review.idle_quarters=1", "review.grace_days=0", "review.no_deal_months=0")
    assert short == [f"{BEGIN}has brought no qualified opportunity in the last quarter."]


NO_REVIEW = "No quarterly review ends the agreement. It runs until "
LEAVES = "the partner leaves"
LOST = "it fails the lowest tier"
PILOT = ("program.journey=['onboarding', 'pilot']", "program.pilot_opportunities=1")
LADDER = (
    "archetypes.referrer.ladder=metal",
    "ladders.metal={ order=['tin'], tiers={ tin={ needs={ deals=1 } } }, lowest='removed' }",
)


@pytest.mark.parametrize(
    ("over", "ends"),
    [
        (("archetypes.referrer.review_exempt=true",), [LEAVES]),
        (("review.idle_quarters=0", "review.no_deal_months=0"), [LEAVES]),
        (("archetypes.referrer.review_exempt=true", *PILOT), ["the partner fails its pilot", LEAVES]),
        (("archetypes.referrer.review_exempt=true", "sunset.month=12"), [LEAVES, "the program ends"]),
        (("archetypes.referrer.review_exempt=true", *LADDER), [LEAVES, LOST]),
        (("archetypes.referrer.review_exempt=true", *LADDER, "archetypes.referrer.fixed_tier='tin'"), [LEAVES]),
        (("archetypes.referrer.review_exempt=true", *LADDER, "ladders.metal.lowest='kept'"), [LEAVES]),
    ],
)
def test_what_ends_an_agreement_that_no_review_ends(over: tuple[str, ...], ends: list[str]) -> None:
    plain = ("program.journey=['onboarding']", "sunset.month=0")
    assert said(*plain, *over) == [f"{NO_REVIEW}{', or '.join(ends)}."]


@pytest.mark.parametrize(
    ("over", "kinds"),
    [
        ((), {Kind.DEPARTED}),
        ((*PILOT, "program.pilot_opportunities=3"), {Kind.DEPARTED, Kind.PILOT_FAILED}),
        (("sunset.month=30", "sunset.sourced_share=1.0"), {Kind.DEPARTED, Kind.DISMISSED}),
        (LADDER, {Kind.DEPARTED, Kind.REMOVED}),
    ],
)
def test_no_agreement_ends_otherwise(over: tuple[str, ...], kinds: set[Kind]) -> None:
    """By the rows of partners of a kind that is exempt from reviews: each end that the sentence names, and no other."""
    exempt = (*GIVEN, "months=36", "archetypes.referrer.review_exempt=true", "program.journey=['onboarding']")
    calm = ("sunset.month=0", "archetypes.referrer.opportunities_per_month=0.1")
    ledger, _, parameters = ledger_of(load_scenario(FIELDS, (*exempt, *calm, *over)), 3, 0, 0, "reference")
    roll = roll_of(parameters)
    ends = {Kind.DEPARTED, Kind.REMOVED, Kind.DISMISSED, Kind.PILOT_FAILED}
    own = [row for row in ledger.rows if row[1] in ends and roll.name(row[2]).startswith("referrer/")]
    assert {Kind(row[1]) for row in own} == kinds


@pytest.mark.parametrize(("reason", "given"), [(1, "opportunities_per_month=0.1"), (2, "win_probability=0.01")])
def test_partners_are_removed_as_the_sentence_says(reason: int, given: str) -> None:
    """Each at the end of a quarter; no opportunity for two quarters from day 200 on, or no deal for nine months."""
    scenario = load_scenario(FIELDS, (*GIVEN, "months=36", f"archetypes.referrer.{given}"))
    ledger, _, parameters = ledger_of(scenario, 3, 0, 0, "reference")
    roll, found = roll_of(parameters), 0
    for day, kind, partner, *_, detail in ledger.rows:
        if kind != Kind.REMOVED or detail != reason or not roll.name(partner).startswith("referrer/"):
            continue
        own = [row for row in ledger.rows if row[2] == partner and row[0] <= day]
        signed = next(row[0] for row in own if row[1] in (Kind.SIGNED, Kind.STARTED))
        last = max([signed, *(row[0] for row in own if row[1] == (Kind.QUALIFIED if reason == 1 else Kind.WON))])
        assert day % 90 == 0
        assert day - last > (180 if reason == 1 else 270) - 1
        assert reason == 2 or day - signed >= 200
        found += 1
    assert found > 1
