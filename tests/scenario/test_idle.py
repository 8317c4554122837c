"""What a scenario states and nothing follows from is named, by kind of cause; a run shows that nothing does."""

import re
from functools import cache
from pathlib import Path

import pytest

from sim.experiment.replication import ledger_of
from sim.ledger import Kind
from sim.scenario.lint import red_flags
from sim.scenario.load import ScenarioError, load_scenario

SMALL = Path(__file__).parent / "small.toml"
REFERRAL, RESELLER = "archetypes.referral", "archetypes.reseller"
RULED = [
    "registration={valid_days=60}", "attribution={test='rules', unregistered_pay_share=0.5}",
    f"{RESELLER}.registration_probability=0.5", f"{REFERRAL}.registration_probability=0.5",
]  # fmt: skip
METAL = [
    f"{RESELLER}.ladder=metal",
    "ladders.metal={ order=['tin', 'gold'], tiers={ tin={}, gold={ needs={ deals=2 } } } }",
]
LADDER = [*METAL, "ladders.metal.tiers.gold.cost_per_month=100.0"]
LINES = [f"{RESELLER}.segments={{ a=0.5, b=0.5 }}", f"{RESELLER}.terms.lines={{ b={{ rate=0.3 }} }}"]
BONUS = "bonuses.b={ amount=500.0 }"
STEPS = "{ a={ from=0.0, rate=0.02 }, b={ from=50_000, rate=0.05 } }"
BANDS = [f"{REFERRAL}.terms.rate=false", f"{REFERRAL}.terms.later_rates=[]"]
CLAWBACK = "clawback={ full_days=30 }"

Case = tuple[list[str], str, str, str]
CASES: dict[str, Case] = {
    # What is given, what is idle beside it, the warning, and what ends it.
    "a bonus of nothing": ([], "bonuses.b={}", "R-76 bonuses.b changes nothing: it pays nothing", "bonuses.b.rate=0.1"),
    "a bonus for no deal": (
        [], "bonuses.b={ amount=500.0, probability=0.0 }",
        "R-76 bonuses.b changes nothing: no deal has what it is for",
        "uncertainty.bonuses.b.probability={low=0.0, high=0.4}",
    ),
    "several first deals": (
        [BONUS, "bonuses.b.trigger='first_deal'"], "bonuses.b.most_per_partner=2",
        "R-76 bonuses.b.most_per_partner changes nothing", "bonuses.b.trigger='deal'",
    ),
    "a bonus that opens after the run": (
        [], "bonuses.b={ amount=500.0, from_month=25 }",
        "R-76 bonuses.b.from_month changes nothing: the last month of the run is 24", "bonuses.b.from_month=24",
    ),
    "months of a minimum of another kind": (
        [f"{RESELLER}.terms.minimum_per_month=500.0"], f"{REFERRAL}.terms.minimum_from_month=3",
        f"R-72 {REFERRAL}.terms.minimum_from_month changes nothing", f"{REFERRAL}.terms.minimum_from_month=0",
    ),
    "odds where direct sales never come": (
        [], "conflict={ unprotected_odds_multiplier=5.0 }", "R-53 conflict.unprotected_odds_multiplier changes nothing",
        f"{RESELLER}.direct_overlap_probability=0.2",
    ),
    "odds of a conflict that has none": (
        ["archetypes.*.conflict_probability=0.0"],
        "conflict={ protections=['escalation'], protection_odds_multiplier=0.5 }",
        "R-53 conflict.protection_odds_multiplier changes nothing: archetypes.<name>.conflict_probability is 0",
        f"{RESELLER}.conflict_probability=0.2",
    ),
    "an empty table of conflict": (
        [], "conflict={}", "R-52 conflict changes nothing: nothing in it is stated",
        "conflict.direct_commission_rate=0.1",
    ),
    "a part of influenced deals where there are none": (
        RULED, "attribution.influenced_pay_share=0.1", "R-81 attribution.influenced_pay_share changes nothing",
        f"{REFERRAL}.direct_overlap_probability=0.5",
    ),
    "support that decides nothing": (
        RULED, f"{REFERRAL}.support_probability=0.1", f"R-81 {REFERRAL}.support_probability changes nothing",
        f"{REFERRAL}.direct_overlap_probability=0.5",
    ),
    "a part of deals only fulfilled where there are none": (
        RULED, "attribution.none_pay_share=0.9", "R-82 attribution.none_pay_share changes nothing",
        f"{REFERRAL}.mention_probability=0.5",
    ),
    "a broad reading of nothing": (
        RULED, "attribution.influence='broad'", "R-85 attribution.influence changes nothing",
        f"{REFERRAL}.direct_overlap_probability=0.5",
    ),
    "support of who is only mentioned": (
        [*RULED, f"{REFERRAL}.direct_overlap_probability=0.5", f"{REFERRAL}.mention_probability=1.0"],
        f"{REFERRAL}.support_probability=0.1",
        f"R-82 {REFERRAL}.support_probability changes nothing: {REFERRAL}.mention_probability is 1",
        f"{REFERRAL}.mention_probability=0.5",
    ),
    "a first contact that nothing counts from": (
        [], f"{REFERRAL}.first_contact_days=40", f"R-80 {REFERRAL}.first_contact_days changes nothing",
        f"{REFERRAL}.first_contact_days=0",
    ),
    "a rebate of nothing": (
        [], f"{REFERRAL}.terms.rebates={{ r={{ base='sold', steps={{ a={{ from=0.0, rate=0.0 }} }} }} }}",
        f"R-75 {REFERRAL}.terms.rebates.r changes nothing: it pays nothing",
        f"{REFERRAL}.terms.rebates.r.steps.a.rate=0.1",
    ),
    "a rebate on pay of who keeps a margin": (
        [], f"{RESELLER}.terms.rebates={{ r={{ base='pay', steps={{ a={{ from=0.0, rate=0.1 }} }} }} }}",
        f"R-75 {RESELLER}.terms.rebates.r.base changes nothing", BONUS,
    ),
    "a rebate of a year that does not end": (
        ["months=11", "gate.month=11"], f"{REFERRAL}.terms.rebates={{ r={{ base='sold', steps={STEPS} }} }}",
        f"R-75 {REFERRAL}.terms.rebates.r changes nothing: no year ends within the 11 months", "fiscal_year_month=5",
    ),
    "a step that no partner has deals for": (
        [*BANDS, f"{REFERRAL}.size_sigma=0.0",
         f"{REFERRAL}.terms.bands={{ measure='deals', steps={{ a={{ from=0, rate=0.1 }} }} }}"],
        f"{REFERRAL}.terms.bands.steps.b={{ from=9_000, rate=0.2 }}",
        f"R-79 {REFERRAL}.terms.bands.steps.b.from changes nothing", f"{REFERRAL}.terms.bands.steps.b.from=3",
    ),
    "a part that customers give up where none does": (
        [CLAWBACK], f"{REFERRAL}.downgrade_share=0.4", f"R-92 {REFERRAL}.downgrade_share changes nothing",
        f"{REFERRAL}.downgrade_probability=0.4",
    ),
    "a first day of no cancellation": (
        [f"{REFERRAL}.early_cancel_probability=0.0"], f"{REFERRAL}.early_cancel_first_day=30",
        f"R-92 {REFERRAL}.early_cancel_first_day changes nothing", f"{REFERRAL}.early_cancel_probability=0.1",
    ),
    "months of no churn": (
        [f"{REFERRAL}.churn_per_year=0.0"], f"{REFERRAL}.churn_basis='month'",
        f"R-93 {REFERRAL}.churn_basis changes nothing", f"{REFERRAL}.churn_per_year=0.1",
    ),
    "a clawback of nothing": (
        [], "clawback={ full_days=0 }", "R-92 clawback changes nothing: it takes nothing back", "clawback.end_days=90",
    ),
    "a part that is none": (
        [CLAWBACK, "clawback.partial_share=0.0"], "clawback.partial_days=90",
        "R-92 clawback.partial_days changes nothing: clawback.partial_share is 0", "clawback.partial_share=0.3",
    ),
    "a part of no days": (
        [CLAWBACK], "clawback.partial_days=30", "R-92 clawback.partial_days changes nothing: it is full_days",
        "clawback.partial_days=31",
    ),
    "an end of no days": (
        [CLAWBACK, "clawback.partial_days=60"], "clawback.end_days=60", "R-92 clawback.end_days changes nothing",
        "clawback.end_days=61",
    ),
    "a payout as that of the company": (
        [], f"{REFERRAL}.payout={{}}", f"R-90 {REFERRAL}.payout changes nothing: it is as [payout] is",
        f"{REFERRAL}.payout.lag_months=5",
    ),
    "no partner there": (
        [], f"{RESELLER}.established={{ partners=0, age_months=9, customers=1.0, arr_median=9000.0 }}",
        f"R-143 {RESELLER}.established changes nothing: there are 0 partners", f"{RESELLER}.established.partners=2",
    ),
    "a right to deliver of nobody": (
        ["certificates.a={ pass_probability=0.5, partner_cost=1.0 }"], "certificates.a.may_deliver=true",
        "R-95 certificates.a.may_deliver changes nothing", f"{RESELLER}.delivers=true",
    ),
    "reviews of fixed tiers": (
        [*LADDER, f"{RESELLER}.fixed_tier='gold'"], "ladders.metal.review_months=6",
        "R-104 ladders.metal.review_months changes nothing", f"{RESELLER}.fixed_tier=false",
    ),
    "a condition of 0": (
        [*LADDER, "ladders.metal.tiers.gold.needs.points=5", "ladders.metal.points={ deals=5 }"],
        "ladders.metal.tiers.gold.needs.months=0",
        "R-104 ladders.metal.tiers.gold.needs.months changes nothing: 0 is always reached",
        "ladders.metal.tiers.gold.needs.months=9",
    ),
    "a horizon that nobody's effort looks at": (
        ["archetypes.*.pay_elasticity=0.0"], "program.pay_horizon_years=5",
        "R-77 program.pay_horizon_years changes nothing: archetypes.<name>.pay_elasticity is 0",
        f"{REFERRAL}.pay_elasticity=0.5",
    ),
    "indifference where a margin goes on": (
        [], f"{RESELLER}.indifference_odds_multiplier=4.0",
        f"R-94 {RESELLER}.indifference_odds_multiplier changes nothing: a renewal pays the partner no less",
        f"{RESELLER}.terms.renewal_rate=0.05",
    ),
    "indifference where renewals pay more": (
        [f"{REFERRAL}.terms.later_rates=[0.12, 0.2]", f"{REFERRAL}.terms.renewal_rate=0.12"],
        f"{REFERRAL}.indifference_odds_multiplier=4.0",
        f"R-94 {REFERRAL}.indifference_odds_multiplier changes nothing: a renewal pays the partner no less",
        f"changes.cut={{ month=9, set={{ {REFERRAL}.terms.renewal_rate=0.02 }} }}",
    ),
    "reviews of every month by the fiscal year": (
        [*LADDER, "ladders.metal.review_months=1"], "ladders.metal.review_at='fiscal'",
        "R-104 ladders.metal.review_at changes nothing: review_months is 1", "ladders.metal.review_months=3",
    ),
    "most of no points": (
        [*LADDER, "ladders.metal.tiers.gold.needs={ points=5 }", "ladders.metal.points={ deals=5, months=0 }"],
        "ladders.metal.most={ months=9 }", "R-107 ladders.metal.most.months changes nothing: points.months is 0",
        "ladders.metal.points.months=1",
    ),
    "a card of a tier that says what holds": (
        [*LADDER, f"{REFERRAL}.ladder=metal"], f"{REFERRAL}.terms.by_tier={{ gold={{ flat_fee=0.0 }} }}",
        f"R-74 {REFERRAL}.terms.by_tier.gold changes nothing: it states what holds without it",
        f"{REFERRAL}.terms.by_tier.gold.flat_fee=10.0",
    ),
    "an empty card of a line": (
        LINES, f"{RESELLER}.terms.lines.a={{}}",
        f"R-74 {RESELLER}.terms.lines.a changes nothing: it states what holds without it",
        f"{RESELLER}.terms.lines.a.rate=0.2",
    ),
    "a card of a line without deals": (
        [f"{RESELLER}.segments={{ a=0.5, b=0.5, c=0.0 }}", LINES[1]], f"{RESELLER}.terms.lines.c={{ rate=0.4 }}",
        f"R-74 {RESELLER}.terms.lines.c changes nothing: no deal is of c",
        f"{RESELLER}.segments={{ a=0.5, b=0.3, c=0.2 }}",
    ),
}  # fmt: skip


def said(*overrides: str) -> list[str]:
    return [f"{flag.rule} {flag.message}" for flag in red_flags(load_scenario(SMALL, overrides))]


@cache
def rows(overrides: tuple[str, ...], world: int) -> list[tuple[int, ...]]:
    """Of the reference engine, as all of them stand for."""
    return ledger_of(load_scenario(SMALL, overrides), 1, world, 0, "reference")[0].rows


@pytest.mark.parametrize("case", CASES)
def test_what_is_idle_is_named_until_it_acts(case: str) -> None:
    given, idle, warning, cure = CASES[case]
    assert not [one for one in said(*given) if one.startswith(warning)]
    assert len([one for one in said(*given, idle) if one.startswith(warning)]) == 1
    assert not [one for one in said(*given, idle, cure) if one.startswith(warning)]


@pytest.mark.parametrize("case", CASES)
def test_a_run_is_the_same_without_it(case: str) -> None:
    given, idle, _, _ = CASES[case]
    for world in range(2):
        assert rows((*given, idle), world) == rows(tuple(given), world)


def test_a_tier_ladder_of_no_consequence_is_named() -> None:
    warning = "R-100 ladders.metal changes nothing: its tiers differ in nothing"
    assert [one for one in said(*METAL) if one.startswith(warning)]
    for cure in (
        "ladders.metal.tiers.gold.cost_per_month=10.0", "ladders.metal.tiers.gold.fee_per_year=10.0",
        "ladders.metal.tiers.gold.care_weight=2.0", "ladders.metal.tiers.gold.effects={ win_odds_multiplier=1.1 }",
        f"{RESELLER}.terms.by_tier={{ gold={{ rate=0.3 }} }}",
        "bonuses.b={ amount=5.0, from_tier='gold', archetypes=['reseller'] }",
        "changes.c={ month=9, set={ ladders.metal.tiers.gold.cost_per_month=10.0 } }",
    ):  # fmt: skip
        assert not [one for one in said(*METAL, cure) if one.startswith(warning)], cure


CLAIMS = "registration={valid_days=60}", f"{RESELLER}.registration_probability=0.5"
LESS = "attribution.unregistered_pay_share=0.5"
OF_CLAIMS, OF_TEST = "R-54 registration", "R-80 attribution"


@pytest.mark.parametrize(
    ("given", "stated", "flag", "cures"),
    [
        ([], CLAIMS, OF_CLAIMS, [
            [LESS], ["attribution.unregistered_credit_share=0.5"], [f"{REFERRAL}.terms.registered_rate=0.05"],
            ["attribution={}", "uncertainty.attribution.unregistered_pay_share={low=0.5, high=1.0}"],
            ["conflict.unprotected_odds_multiplier=3.0", f"{RESELLER}.direct_overlap_probability=0.2"],
            ["attribution.test='rules'", f"{RESELLER}.direct_overlap_probability=0.2"],
            ["conflict.settlement='first_registered'", f"{RESELLER}.partner_overlap_probability=0.1"],
            [*LADDER, "ladders.metal.tiers.gold.needs={ registrations=2 }"],
            ["attribution={}", "changes.c={ month=9, set={ attribution.unregistered_pay_share=0.5 } }"],
        ]),
        ([], ["attribution.test='rules'"], OF_TEST, [
            [LESS], [f"{REFERRAL}.mention_probability=0.2"], [f"{REFERRAL}.direct_overlap_probability=0.2"],
            [f"{REFERRAL}.terms.registered_rate=0.05"], ["attribution.touches=['first']"],
        ]),
        ([], [*CLAIMS, "attribution.test='rules'"], OF_CLAIMS, [[f"{RESELLER}.direct_overlap_probability=0.2"]]),
        (CLAIMS, ["attribution={}"], OF_TEST, [[LESS]]),
        (CLAIMS, ["attribution.test='rules'"], OF_TEST, [[LESS], [f"{REFERRAL}.mention_probability=0.2"]]),
    ],
)  # fmt: skip
def test_what_moves_the_classes_of_deals_alone(
    given: list[str], stated: list[str], flag: str, cures: list[list[str]]
) -> None:
    """Every amount, day, partner and kind of row stays; registrations are written, and classes are in details."""
    warning = f"{flag} changes nothing but the number of deals by class"
    assert not [one for one in said(*given) if one.startswith(warning)]
    assert len([one for one in said(*given, *stated) if one.startswith(warning)]) == 1
    for world in range(2):
        assert without_classes((*given, *stated), world) == without_classes(tuple(given), world)
    for cure in cures:
        assert not [one for one in said(*given, *stated, *cure) if one.startswith(warning)], cure


def without_classes(overrides: tuple[str, ...], world: int) -> list[tuple[int, ...]]:
    found = [row[:-1] for row in rows(overrides, world) if row[1] != Kind.REGISTERED]
    assert len(found) > 100
    return found


def test_a_registered_deal_that_counts_for_more_moves_other_rows() -> None:
    assert without_classes((*CLAIMS, LESS), 0) != without_classes(CLAIMS, 0)


def test_reviews_of_every_month_where_the_lowest_tier_is_lost() -> None:
    """By the fiscal year the month of the agreement has one too, at which a newcomer may be warned."""
    given = (*LADDER, "ladders.metal.review_months=1", "ladders.metal.lowest='removed'",
             "ladders.metal.tiers.tin={ needs={ deals=1 }, grace_months=6 }")  # fmt: skip
    fiscal = (*given, "ladders.metal.review_at='fiscal'")
    assert not [one for one in said(*fiscal) if "review_at changes nothing" in one]
    assert rows(fiscal, 0) != rows(given, 0)


@pytest.mark.parametrize(
    "terms",
    ["share_months=14", "flat_fee=500.0", "renewal_rate=0.24", "later.year_3=0.1",
     "lines={ b={ renewal_rate=0.1 } }"],
)  # fmt: skip
def test_pay_that_falls_is_told_from_pay_that_goes_on(terms: str) -> None:
    shared = f"{RESELLER}.terms.model='share'"
    line = [f"{RESELLER}.segments={{ a=0.5, b=0.5 }}"]
    given = [shared, *line, f"uncertainty.{RESELLER}.terms.rate=false", f"{RESELLER}.indifference_odds_multiplier=4.0"]
    idle = f"{RESELLER}.indifference_odds_multiplier changes nothing"
    assert [one for one in said(*given) if idle in one]
    assert not [one for one in said(*given, f"{RESELLER}.terms.{terms}") if idle in one]


def test_pay_that_is_drawn_may_fall() -> None:
    """A range of the rate moves all years of a margin, and of a fee with stated years some of them."""
    reseller, referral = (f"{above}.indifference_odds_multiplier" for above in (RESELLER, REFERRAL))
    given = [f"{reseller}=4.0", f"{referral}=4.0", f"{REFERRAL}.terms.later_rates=[]",
             f"{RESELLER}.terms.renewal_rate=0.5", f"{REFERRAL}.terms.renewal_rate=0.5"]  # fmt: skip
    alone = [f"uncertainty.{RESELLER}.terms.rate=false"]
    assert len([one for one in said(*given, *alone) if "indifference_odds_multiplier changes nothing" in one]) == 2
    for drawn, left in (
        ("uncertainty.archetypes.reseller.terms.rate={ low=0.2, high=0.3 }", referral),
        ("uncertainty.archetypes.referral.terms.rate={ low=0.1, high=0.2 }", reseller),
        ("uncertainty.archetypes.referral.terms.flat_fee={ low=100.0, high=200.0 }", reseller),
        ("uncertainty.archetypes.reseller.terms.renewal_rate={ low=0.2, high=0.9 }", referral),
    ):
        found = [one for one in said(*given, *alone, drawn) if "indifference_odds_multiplier changes nothing" in one]
        assert [one.split(" ")[1] for one in found] == [left], drawn


@pytest.mark.parametrize(
    ("sizes", "word"),
    [("acv_from=9e8", "large"), ("acv_below=0.01", "small")],
)
def test_sizes_that_hardly_a_deal_has(sizes: str, word: str) -> None:
    field = sizes.split("=")[0]
    warning = f"R-76 bonuses.b.{field}: fewer than 1 in 100 deals are so {word}, so that hardly any has it"
    assert warning in said(f"bonuses.b={{ amount=5.0, {sizes} }}")
    usual = "bonuses.b={ amount=5.0, acv_from=20_000.0, acv_below=60_000.0 }"
    assert not [one for one in said(usual) if "hardly any has it" in one]


@pytest.mark.parametrize(
    ("given", "path", "value"),
    [
        ([], f"{REFERRAL}.terms.services_rate", "0.2"),
        ([], f"{REFERRAL}.terms.minimum_from_month", "3"),
        (LADDER, "ladders.metal.provisional_score", "9"),
        (LADDER, "ladders.metal.near_share", "0.5"),
        (LADDER, "ladders.metal.tiers.tin.grace_months", "3"),
    ],
)
def test_a_change_of_what_acts_on_nothing(given: list[str], path: str, value: str) -> None:
    """As where the scenario states it, with the month from which it is so."""
    change = f"changes.c={{ month=9, set={{ {path}={value} }} }}"
    stated = [one for one in said(*given, f"{path}={value}") if f"{path} changes nothing" in one]
    assert stated
    found = [one for one in said(*given, change) if f"{path} changes nothing" in one]
    assert [re.sub("from month 9 on, ", "", one) for one in found] == stated
    assert all("from month 9 on, " in one for one in found)
    assert not [one for one in said(*given) if f"{path} changes nothing" in one]


@pytest.mark.parametrize(
    ("override", "path", "names"),
    [
        ("bonuses.b={ amount=5.0, archetypes=['referral', 'referral'] }", "bonuses.b.archetypes", "referral, referral"),
        ("phases.scale.opens=['registration', 'registration']", "phases.scale.opens", "registration, registration"),
        ("segments.b={ sold_by=['reseller', 'reseller'] }", "segments.b.sold_by", "reseller, reseller"),
        ("bonuses.b={ amount=5.0, segments=['b', 'b'] }", "bonuses.b.segments", "b, b"),
    ],
)
def test_a_name_that_stands_twice(override: str, path: str, names: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(SMALL, ["registration={valid_days=60}", *LINES, override])
    (problem,) = caught.value.problems
    assert (problem.path, problem.what) == (path, f"each counts once (they are {names})")


def test_terms_that_are_read_again_where_all_changes_are_retroactive() -> None:
    """They act on deals in force whatever these read: a run has the same rows."""
    read, path = f"{RESELLER}.terms.read='renewal'", f"{RESELLER}.terms.rate"

    def given(*, retroactive: bool) -> tuple[str, ...]:
        told = str(retroactive).lower()
        return (
            f"uncertainty.{path}=false",
            "months=48",
            f"changes.c={{ month=18, retroactive={told}, set={{ {path}=0.1 }} }}",
        )

    for retroactive in (True, False):
        stated = given(retroactive=retroactive)
        idle = [one for one in said(*stated, read) if one.startswith(f"R-74 {RESELLER}.terms.read: what renewals read")]
        assert bool(idle) == retroactive
        same = all(rows((*stated, read), world) == rows(stated, world) for world in range(3))
        assert same == retroactive
