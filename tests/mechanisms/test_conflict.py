"""Conflict: accounts that partners have in common, and direct sales at a partner's account (R-51 to R-53, R-144)."""

import math

import pytest

from sim.engine.identity import roll_of
from sim.experiment.replication import ledger_metrics, ledger_of, world_parameters
from sim.ledger import Kind
from sim.report.agreement.agreement import Agreement
from sim.report.agreement.conflict import conflict_sentences
from sim.scenario.load import ScenarioError, load_scenario

from ..engines.cases import FIELDS, SMALL, both
from .test_claim import AMOUNT, CLAIMS, DAY, DEAL, DETAIL, FIXED, KIND, LIST, OWN, PARTNER, engines, meets, rows_of

# ---------------------------------------------------------------- Accounts of two partners

OVERLAP = 0.01
THIRTY = (
    "archetypes.referral.established={ partners=30, age_months=24, customers=0.0, arr_median=9_000.0 }",
    "mix={ referral=0.5, reseller=0.5 }", "phases.pilot.contacts_per_month=0.0", "phases.scale.contacts_per_month=0.0",
    "archetypes.referral.departure_new_per_year=0.0", "archetypes.referral.departure_settled_per_year=0.0",
    "archetypes.referral.opportunities_per_month=6.0", "archetypes.referral.accounts=5000.0",
    "archetypes.referral.size_sigma=0.0", "archetypes.referral.pay_elasticity=0.0", "review.idle_quarters=0",
    "review.no_deal_months=0", "archetypes.referral.win_probability=0.5", "months=24",
)  # fmt: skip
REGISTERING = (
    "registration={ valid_days=300 }", "archetypes.referral.registration_probability=0.5",
    "archetypes.referral.registration_delay_days=20",
)  # fmt: skip
SETTLEMENTS = {
    "first_registered": (*REGISTERING, "conflict.settlement=first_registered"),
    "first_contact": ("conflict.settlement=first_contact",),
    "far windows": ("conflict={ settlement='first_contact', engagement_from_days=5, engagement_to_days=60 }",),
    "split": ("conflict={ settlement='split', split_share=0.8 }",),
}
COMMON = f"archetypes.referral.partner_overlap_probability={OVERLAP}"


def won_of(rows):
    return {row[PARTNER : DEAL + 1]: row[LIST] for row in rows if row[KIND] == Kind.WON}


@pytest.mark.parametrize("settlement", SETTLEMENTS)
@pytest.mark.parametrize("engine", ["compiled"])
def test_accounts_are_counted_once(settlement, engine):
    """Of each account of two partners two copies qualify; one of them is won, or both have a part of the value."""
    rows = rows_of((*THIRTY, COMMON, *SETTLEMENTS[settlement]), engine, SMALL)
    alone = rows_of((*THIRTY, *(REGISTERING if settlement == "first_registered" else ())), engine, SMALL)
    qualified = [row for row in rows if row[KIND] == Kind.QUALIFIED and row[DAY] >= 60]
    collided = [row for row in rows if row[KIND] == Kind.COLLIDED]
    chance = 1 - (1 - OVERLAP) ** 29
    expected, number = chance * len(qualified), sum(row[DAY] >= 60 for row in collided)
    assert abs(number - expected) < 4 * math.sqrt(expected * (1 - chance))
    copies, before, after = {row[PARTNER : DEAL + 1] for row in collided}, won_of(alone), won_of(rows)
    common = {name: value for name, value in before.items() if name in copies}
    assert len(common) > 200
    once = sum(before.values()) - sum(common.values()) / 2
    part = 0.3 if settlement == "split" else 0.5
    error = part * math.sqrt(sum(value * value for value in common.values()))
    assert abs(sum(after.values()) - once) < 4 * error
    if settlement == "split":
        assert after.keys() == before.keys()
        shares = {value / before[name] for name, value in after.items() if name in copies}
        assert all(min(abs(share - 0.8), abs(share - 0.2)) < 1e-4 for share in shares)
    else:
        assert abs(len(after) - (len(before) - len(common) / 2)) < 2 * math.sqrt(len(common))
        lost = {row[PARTNER : DEAL + 1] for row in rows if row[KIND] == Kind.CLAIM_LOST}
        assert lost
        assert not lost & after.keys()
        assert after == {name: value for name, value in before.items() if name not in lost}


@engines
def test_a_rival_is_another_active_partner_of_the_kind(engine):
    over = (*both("partner_overlap_probability=0.5"), "conflict.settlement=first_contact")
    scenario = load_scenario(SMALL, over)
    rows, roll = rows_of(over, engine, SMALL), roll_of(world_parameters(scenario, 1, 0)[1])
    kinds = {index: roll.name(index).split("/")[0] for index in {row[PARTNER] for row in rows if row[PARTNER] >= 0}}
    collided = [row for row in rows if row[KIND] == Kind.COLLIDED]
    assert collided
    active = (Kind.QUALIFIED, Kind.WON)
    for row in collided:
        assert row[DETAIL] != row[PARTNER]
        assert kinds[row[DETAIL]] == kinds[row[PARTNER]]
        close = row[DAY] // 30 * 30
        days = [one[DAY] for one in rows if one[PARTNER] == row[DETAIL] and one[KIND] in active]
        assert any(close - 90 <= day < close for day in days)


@engines
def test_what_ends_is_lost_and_decided_by_nobody(engine):
    over = ("archetypes.referrer.partner_overlap_probability=0.3", "conflict.settlement=first_contact")
    scenario = load_scenario(FIELDS, over)
    ledger, twin, parameters = ledger_of(scenario, 3, 0, 0, engine)
    found = ledger_metrics(scenario, ledger, twin, parameters)
    ended = {row[PARTNER : DEAL + 1]: row[DAY] for row in ledger.rows if row[KIND] == Kind.CLAIM_LOST}
    assert ended
    later = (Kind.WON, Kind.LOST, Kind.LOST_TO_CONFLICT, Kind.LOST_WITH_PARTNER)
    assert not [row for row in ledger.rows if row[KIND] in later and row[PARTNER : DEAL + 1] in ended]
    assert found["lost_claims"].sum() == len(ended)
    assert found["collided_opportunities"].sum() == sum(row[KIND] == Kind.COLLIDED for row in ledger.rows)
    decided = sum(row[KIND] in later for row in ledger.rows)
    qualified = sum(row[KIND] == Kind.QUALIFIED for row in ledger.rows)
    assert found["open_opportunities"][-1] == qualified - decided - len(ended)


# ---------------------------------------------------------------- Direct sales at the account

EVEN = f"{OWN}.conflict_probability=0.5"
WIDE = ("conflict.protected_odds_multiplier=0.01", "conflict.unprotected_odds_multiplier=100")


def is_lost(engine, *over):
    rows = rows_of((*FIXED, EVEN, *over), engine)
    assert len([row for row in rows if row[KIND] in (Kind.WON, Kind.LOST_TO_CONFLICT)]) == 1
    return any(row[KIND] == Kind.LOST_TO_CONFLICT for row in rows)


@engines
def test_conflict_falls_with_protection_on_the_day_on_which_direct_sales_came(engine):
    """Claims of day -15 for 90 days; direct sales come on a day from that of the opportunity, decided on day 60."""
    alone = is_lost(engine)
    assert is_lost(engine, *CLAIMS["none"], *meets(10)[1:], *meets(10)[:1], *WIDE)
    assert not is_lost(engine, *CLAIMS["in time"], *meets(10), *WIDE)
    assert is_lost(engine, *CLAIMS["in time"], *meets(-16), *WIDE)
    assert not is_lost(engine, *CLAIMS["in time"], *meets(-15), *WIDE)
    for days, lost in ((25, True), (26, False)):
        claim = (f"registration={{ valid_days=90, protection_days={days} }}", *CLAIMS["in time"][1:])
        assert is_lost(engine, *claim, *meets(10), *WIDE) == lost
    assert is_lost(engine, *CLAIMS["none"], *meets(61), *WIDE) == alone
    assert is_lost(engine, *CLAIMS["none"], *meets(60), *WIDE)


@engines
def test_conflict_is_lowest_at_the_best_credit_and_falls_with_each_protection(engine):
    """By how much odds of 1 to 1 have to move until the deal is lost, or not."""
    credit = "conflict={{ direct_credit_share={}, best_credit_share=0.25, credit_odds_multiplier=100 }}"
    assert is_lost(engine, credit.format(1.0))
    assert is_lost(engine, credit.format(0.25)) == is_lost(engine)
    several = "conflict={{ protections={}, protection_odds_multiplier=0.01 }}"
    assert not is_lost(engine, several.format(["named_accounts"]))
    assert not is_lost(engine, several.format(["named_accounts", "escalation"]))


@engines
def test_split_credit_costs_at_the_win(engine):
    """8% of $24,000, of which half is $960.00; nothing where direct sales close the deal themselves."""
    over = (*FIXED, f"{OWN}.acv_sigma=0", "conflict={ direct_credit_share=0.5, direct_commission_rate=0.08 }")
    rows = rows_of(over, engine)
    (won,) = [row for row in rows if row[KIND] == Kind.WON]
    assert [row[:6] for row in rows if row[KIND] == Kind.COST_SPLIT_CREDIT] == [
        (won[DAY], Kind.COST_SPLIT_CREDIT, won[PARTNER], won[DEAL], 96_000, 2_400_000)
    ]
    routed = (
        f"{OWN}.segments={{ a=1.0 }}",
        "archetypes.reseller.segments={ a=1.0 }",
        "segments.a={ sold_by=['reseller'] }",
    )
    assert not [row for row in rows_of((*over, *routed), engine) if row[KIND] == Kind.COST_SPLIT_CREDIT]


@engines
def test_split_credit_is_a_cost_of_the_program(engine):
    scenario = load_scenario(FIELDS, ("conflict={ direct_credit_share=0.5, direct_commission_rate=0.08 }",))
    ledger, twin, parameters = ledger_of(scenario, 3, 0, 0, engine)
    found = ledger_metrics(scenario, ledger, twin, parameters)
    cost = sum(row[AMOUNT] for row in ledger.rows if row[KIND] == Kind.COST_SPLIT_CREDIT)
    assert found["split_credit_cost"].sum() == cost > 0
    plain = load_scenario(FIELDS)
    before = ledger_metrics(plain, *ledger_of(plain, 3, 0, 0, engine))
    assert (found["program_cost"] - before["program_cost"] == found["split_credit_cost"]).all()


@engines
def test_deals_that_direct_sales_had_met_first_are_taken_more_often(engine):
    """First contact 20 days before the opportunity: direct sales before it, or on it."""
    over = (*FIXED, f"{OWN}.cannibalised_probability=0.3", "conflict.engaged_cannibalised_odds_multiplier=100")
    found = [
        {row[DETAIL] % 2 for row in rows_of((*over, *more), engine) if row[KIND] == Kind.WON}
        for more in (meets(-21), meets(-20), ())
    ]
    assert found[0] == {1}
    assert found[1] == found[2]


# ---------------------------------------------------------------- Days until a conflict is answered

ANSWERED = "conflict={{ engagement_from_days={0}, engagement_to_days={0}, answer_days=12 }}"


def decided_on(engine, *over):
    (day,) = [row[DAY] for row in rows_of((*FIXED, *over), engine) if row[KIND] in (Kind.WON, Kind.LOST)]
    return day


@engines
def test_a_decision_waits_for_the_answer_where_direct_sales_come_by_it(engine):
    """Decided 60 days after the opportunity; direct sales come by then, or not at all, or later."""
    there = f"{OWN}.direct_overlap_probability=1"
    assert decided_on(engine) == 115
    assert decided_on(engine, ANSWERED.format(10), there) == 115 + 12
    assert decided_on(engine, ANSWERED.format(60), there) == 115 + 12
    assert decided_on(engine, ANSWERED.format(61), there) == 115
    nobody = "archetypes.reseller.direct_overlap_probability=1"
    assert decided_on(engine, ANSWERED.format(10), nobody) == 115


@engines
def test_a_claim_may_expire_while_a_conflict_waits(engine):
    """Submitted on day 40 for 80 days: alive on day 115, not on day 127."""
    claim = ("registration={ valid_days=80 }", *CLAIMS["in time"][1:], f"{OWN}.direct_overlap_probability=1")
    found = [
        [row[DETAIL] // 2 for row in rows_of((*FIXED, *claim, conflict), engine) if row[KIND] == Kind.WON]
        for conflict in (ANSWERED.format(10), ANSWERED.format(61))
    ]
    assert found == [[1], [0]]


@engines
@pytest.mark.parametrize("settlement", ["first_contact", "split"])
def test_deals_of_an_account_of_two_partners_wait_and_others_do_not(settlement, engine):
    over = (*both("partner_overlap_probability=0.3"), f"conflict.settlement={settlement}")
    later, plain = (rows_of(one, engine, SMALL) for one in ((*over, "conflict.answer_days=7"), over))
    ends = (Kind.WON, Kind.LOST, Kind.LOST_TO_CONFLICT, Kind.LOST_WITH_PARTNER)
    common = {row[PARTNER : DEAL + 1] for row in plain if row[KIND] == Kind.COLLIDED}
    found, before = (
        {row[PARTNER : DEAL + 1]: row[DAY] for row in rows if row[KIND] in ends} for rows in (later, plain)
    )
    moved = min(before[name] for name in common & before.keys())
    assert {found[name] - day for name, day in before.items() if name in common and day == moved} == {7}
    assert {found[name] - day for name, day in before.items() if name not in common and day < moved} == {0}
    assert sum(found[name] - day == 7 for name, day in before.items() if name in common and name in found) > 5


def test_answers_are_of_the_day_of_the_qualification():
    """Month 2 and 3 open on days 30 and 60, before and after the opportunity of day 55."""
    there = (ANSWERED.format(10), f"{OWN}.direct_overlap_probability=1")
    for month, day in ((2, 115 + 40), (3, 115 + 12)):
        for engine in ("reference", "compiled"):
            assert (
                decided_on(engine, *there, f"changes.slow={{ month={month}, set={{ conflict.answer_days=40 }} }}")
                == day
            )


@engines
def test_what_asks_for_direct_sales_in_some_month_asks_in_all(engine):
    """The other test of attribution counts the deals of a run in which answers are not waited for until month 9."""
    stated = (*both("direct_overlap_probability=0.5", "registration_probability=0.5"), "registration={ valid_days=90 }")
    late = "changes.slow={ month=24, set={ conflict.answer_days=9 } }"
    always = "conflict={ answer_days=1 }"
    scenario = load_scenario(SMALL, (*stated, "conflict={}", late))
    found = ledger_metrics(scenario, *ledger_of(scenario, 1, 0, 0, engine))
    asked = load_scenario(SMALL, (*stated, always, late.replace("24", "2").replace("9 }", "0 }")))
    other = ledger_metrics(asked, *ledger_of(asked, 1, 0, 0, engine))
    name = "other_test_sourced_revenue"
    assert (found[name][:23] == other[name][:23]).all()
    assert (found[name] != found["sourced_revenue"]).any()


def test_the_agreement_says_how_long_an_answer_takes():
    over = (f"{OWN}.direct_overlap_probability=0.5", "conflict.answer_days=9")
    said = [one.text for one in conflict_sentences(Agreement(load_scenario(SMALL, over), "referral"))]
    assert said == [
        "Where another partner, or direct sales, are at the account of an opportunity too, the vendor answers in 9 "
        "days, and its decision waits for as long."
    ]


FAULTS = {
    "registration.protection_days: 91 are more than valid_days, 90": (
        "registration={ valid_days=90, protection_days=91 }", "conflict.protected_odds_multiplier=0.5",
    ),
    "registration.protection_days: no odds depend on protection": (
        "registration={ valid_days=90, protection_days=9 }",
    ),
    "archetypes.referral.partner_overlap_probability: it needs [conflict]": (
        "archetypes.referral.partner_overlap_probability=0.1",
    ),
    "conflict.settlement: no kind of partner registers": (
        "archetypes.referral.partner_overlap_probability=0.1", "conflict={}",
    ),
    "conflict.settlement: no partners have accounts in common": ("conflict.settlement=split",),
    "conflict.split_share: the settlement 'first_contact' splits nothing": (
        "archetypes.referral.partner_overlap_probability=0.1",
        "conflict={ settlement='first_contact', split_share=0.3 }",
    ),
    "conflict.direct_credit_share: it costs nothing and changes no odds": ("conflict.direct_credit_share=0.5",),
    "conflict.best_credit_share: no odds depend on it": ("conflict.best_credit_share=0.1",),
    "conflict.protections: they change nothing": ("conflict.protections=['escalation']",),
    "conflict.protections: each counts once": (
        "conflict={ protections=['escalation', 'escalation'], protection_odds_multiplier=0.5 }",
    ),
    "conflict.protection_odds_multiplier: nothing is agreed": ("conflict.protection_odds_multiplier=0.5",),
    "conflict.engagement_from_days: nothing asks when direct sales come": ("conflict.engagement_from_days=-3",),
    "conflict.answer_days: neither direct sales nor another partner is at an account": ("conflict.answer_days=3",),
    "archetypes.referral.direct_overlap_probability: nothing asks if direct sales come": (
        "archetypes.referral.direct_overlap_probability=0.5",
    ),
}  # fmt: skip


@pytest.mark.parametrize("message", FAULTS)
def test_a_fault_is_refused(message):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(SMALL, FAULTS[message])
    assert message in str(caught.value)
