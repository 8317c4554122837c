"""Terms of pay: where each leaf of a rate card comes from, and what is refused, by file and by option."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.prepared import prepared_of
from sim.rules.card import NOT_STATED, REFERRAL, RESALE, SHARE, stated_leaf
from sim.scenario.lint import red_flags
from sim.scenario.load import ScenarioError, input_digest, load_scenario, resolved_dict, resolved_toml
from sim.scenario.parameters import parameters_of
from sim.scenario.parameters.pay import MODELS
from sim.scenario.schema.pay import Line, Terms

SMALL = Path(__file__).parent / "small.toml"

KIND = "archetypes.referral"
TERMS, MARKET = f"{KIND}.terms", f"{KIND}.market_terms"
NONE = f"{TERMS}.later_rates=[]"
SEGMENTS = f"{KIND}.segments={{ big = 0.5, small = 0.5 }}"


def line(text: str) -> tuple[str, str]:
    return SEGMENTS, f"{TERMS}.lines={{ big = {{ {text} }} }}"


def test_models_are_those_of_the_rules() -> None:
    assert [MODELS.index(name) for name in ("referral", "resale", "share")] == [REFERRAL, RESALE, SHARE]


STATED = st.none() | st.sampled_from([0.0, 0.05, 0.2])


@given(STATED, STATED)
def test_a_leaf_is_the_lines_or_that_of_the_terms(of_line: float | None, of_terms: float | None) -> None:
    terms = Terms(model="share", rate=0.1, expansion_rate=of_terms, lines={"big": Line(expansion_rate=of_line)})
    bps = [NOT_STATED if value is None else round(10_000 * value) for value in (of_line, of_terms)]
    found = terms.card("big").expansion_rate
    assert (NOT_STATED if found is None else round(10_000 * found)) == stated_leaf(
        NOT_STATED, bps[0], NOT_STATED, bps[1]
    )
    assert terms.card("other") == terms.card()


def test_cards_are_in_the_order_of_segments_and_converted() -> None:
    scenario = load_scenario(
        SMALL, [*line("rate = 0.125, flat_fee = 7.5, share_months = 3"), NONE, f"{TERMS}.model=share"]
    )
    terms = parameters_of(scenario).archetypes[0].terms
    big, small = terms.cards
    assert (big.rate_bps, big.flat_fee_cents, big.share_months) == (1_250, 750, 3)
    assert (small.rate_bps, small.flat_fee_cents, small.share_months) == (1_200, 0, 0)
    assert (big.renewal_rate_bps, big.expansion_rate_bps) == (NOT_STATED, NOT_STATED)
    assert parameters_of(scenario).archetypes[0].segment_shares == (0.5, 0.5)


def test_what_is_not_stated_is_in_no_resolved_form() -> None:
    terms = resolved_dict(load_scenario(SMALL))["archetypes"]["referral"]["terms"]
    assert set(terms) == {"model", "rate", "later_rates"}
    neutral = [f"{TERMS}.{name}=0" for name in ("flat_fee", "fee_least", "fee_most", "registered_rate")]
    same = load_scenario(SMALL, [*neutral, f"{TERMS}.share_months=0", f"{TERMS}.lines={{}}", f"{KIND}.segments={{}}"])
    assert input_digest(same, 1, 1, 24) == input_digest(load_scenario(SMALL), 1, 1, 24)


def test_what_is_stated_is_read_back(tmp_path: Path) -> None:
    changes = [
        *line("rate = 0.3, fee_least = 5.0"), f"{TERMS}.renewal_rate=0.02", f"{TERMS}.registered_rate=0.03",
        "program.pay_horizon_years=5",
    ]  # fmt: skip
    stated = load_scenario(SMALL, changes)
    (tmp_path / "again.toml").write_text(resolved_toml(stated), "utf-8")
    assert load_scenario(tmp_path / "again.toml") == stated
    assert tomllib.loads(resolved_toml(stated))["archetypes"]["referral"]["segments"] == {"big": 0.5, "small": 0.5}


BAD = [
    ((f"{TERMS}.share_months=12",), f"{TERMS}.share_months: terms of the model 'referral' have no months of a share"),
    ((f"{MARKET}.share_months=12",), f"{MARKET}.share_months: terms of the model 'referral' have no months of a share"),
    (line("share_months = 12"), f"{TERMS}.lines.big: share_months: terms of the model 'referral' have no months"),
    ((f"{TERMS}.renewal_rate=15",), "is a fraction: write 0.15 for 15%"),
    ((f"{TERMS}.expansion_rate=15",), "is a fraction: write 0.15 for 15%"),
    ((f"{TERMS}.registered_rate=5",), "is a fraction: write 0.05 for 5%"),
    (line("rate = 30"), "is a fraction: write 0.3 for 30%"),
    ((f"{TERMS}.lines={{ big = {{ rate = 0.1 }} }}",), f"{TERMS}.lines.big: there is no segment 'big' (there are none"),
    ((SEGMENTS, f"{TERMS}.lines={{ bigg = {{ rate = 0.1 }} }}"), "no segment 'bigg' (there are big, small;"),
    ((f"{KIND}.segments={{ big = 0.5, small = 0.4 }}",), "segments: the shares must sum to 1 (they sum to 0.9)"),
    ((f"{KIND}.segments={{ big = 50 }}",), "is a fraction: write 0.5 for 50%"),
    ((f"{TERMS}.rate=0.8", f"{TERMS}.registered_rate=0.3"), "a rate of 0.8 and 0.3 for a registered deal are"),
    ((f"{TERMS}.renewal_rate=0.8", f"{TERMS}.registered_rate=0.3"), "registered_rate: a rate of 0.8 and 0.3"),
    ((*line("expansion_rate = 0.9"), f"{TERMS}.registered_rate=0.3"), f"{TERMS}.lines.big: a rate of 0.9 and 0.3"),
    ((f"{TERMS}.fee_least=9", f"{TERMS}.fee_most=8"), f"{TERMS}.fee_most: 8 lies below fee_least, 9"),
    ((*line("fee_least = 9"), f"{TERMS}.fee_most=8"), f"{TERMS}.lines.big.fee_most: 8 lies below fee_least, 9"),
    ((f"{TERMS}.model=share",), f"{TERMS}.later_rates: a share recurs by itself; only a referral fee has later_rates"),
    ((f"{TERMS}.fee_most=2e9",), "must be at most 1,000,000,000"),
    ((f"{TERMS}.flat_fee=-1",), "must be at least 0"),
    ((f"{TERMS}.share_months=241",), "must be at most 240 (months)"),
    ((f"{TERMS}.by_level={{ gold = {{ rate = 0.2 }} }}",), "unknown key 'by_level'"),
]  # fmt: skip


@pytest.mark.parametrize(("overrides", "words"), BAD)
def test_what_is_wrong_with_terms_is_said(overrides: tuple[str, ...], words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(SMALL, overrides)
    assert words in str(caught.value)


def test_a_file_says_all_of_it_with_its_lines(tmp_path: Path) -> None:
    file = tmp_path / "terms.toml"
    file.write_text(
        f'extends = "{SMALL.as_posix()}"\n[{TERMS}]\nshare_months = 3\nfee_least = 9.0\nfee_most = 8.0\n'
        f"[{TERMS}.lines.big]\nrate = 0.1\n[archetypes.reseller.terms]\nregistered_rate = 0.5\nrate = 0.6\n",
        "utf-8",
    )
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file)
    said = str(caught.value)
    assert f"terms.toml:3: {TERMS}.share_months: " in said
    assert "terms.toml:9: archetypes.reseller.terms.registered_rate: a rate of 0.6 and 0.5" in said


def flags(*changes: str) -> list[str]:
    return [flag.message for flag in red_flags(load_scenario(SMALL, changes))]


def test_segments_without_terms_of_a_line_are_flagged() -> None:
    words = "segments: no terms.lines states terms of a product line"
    assert [said for said in flags(SEGMENTS) if words in said]
    assert not [said for said in flags(*line("rate = 0.1")) if words in said]


def test_months_of_a_share_that_effort_does_not_see_are_flagged() -> None:
    share = (NONE, f"{TERMS}.model=share")
    words = "months of the share after the 24th (referral) cost but do not move it"
    assert [said for said in flags(*share, f"{TERMS}.share_months=36") if words in said]
    assert not [said for said in flags(*share, f"{TERMS}.share_months=24") if words in said]
    assert not [
        said for said in flags(*share, f"{TERMS}.share_months=36", "program.pay_horizon_years=3") if words in said
    ]


LATE = "cost but do not move it"
OTHER_MARKET = "archetypes.{}.market_terms"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ((NONE, f"{TERMS}.model=share"), "months of the share after the 24th (referral)"),
        ((NONE, f"{TERMS}.model=share", f"{TERMS}.renewal_rate=0.0"), ""),
        ((NONE, f"{TERMS}.model=share", "program.pay_horizon_years=10"), ""),
        ((f"{TERMS}.later_rates=[0.1, 0.05]",), "fees from contract year 3 on (referral)"),
        ((f"{TERMS}.later_rates=[0.1, 0.05]", "program.pay_horizon_years=3"), ""),
        ((NONE, f"{TERMS}.later.year_5=0.05"), "fees from contract year 5 on (referral)"),
        ((NONE, f"{TERMS}.renewal_rate=0.05"), "fees from contract year 3 on (referral)"),
        (("archetypes.reseller.terms.renewal_rate=0.1",), "margins from contract year 3 on (reseller)"),
        (
            ("archetypes.reseller.terms.renewal_rate=0.1", f"{OTHER_MARKET.format('reseller')}.renewal_rate=0.1"),
            "",
        ),
    ],
)
def test_pay_after_the_horizon_is_flagged(changes: tuple[str, ...], words: str) -> None:
    """A share for life, fees of later years, a margin that falls; not a margin that does so elsewhere too."""
    found = [said for said in flags(*changes) if LATE in said]
    assert ([said for said in found if words in said] and len(found) == 1) if words else not found


def test_pay_past_the_horizon_is_a_red_flag_after_a_change_too() -> None:
    """Of a share that a change makes longer, and of a horizon that one makes shorter; told once where it goes on."""
    share = f"{TERMS}={{ model = 'share', rate = 0.1, share_months = 24 }}"
    longer = f"changes.more={{ month = 13, set = {{ {TERMS}.share_months = 36 }} }}"
    said = [flag for flag in red_flags(load_scenario(SMALL, (NONE, share, longer))) if LATE in flag.message]
    assert [flag.severity for flag in said] == ["red flag"]
    assert "months of the share after the 24th (referral from month 13 on) cost" in said[0].message
    again = f"changes.again={{ month = 19, set = {{ {TERMS}.rate = 0.2 }} }}"
    assert flags(NONE, share, longer, again) == flags(NONE, share, longer)
    shorter = "changes.less={ month = 13, set = { program.pay_horizon_years = 1 } }"
    (said_of_less,) = [text for text in flags(NONE, share, shorter) if LATE in text]
    assert "the pay of 1 contract year, so that months of the share after the 12th (referral" in said_of_less
    assert not [text for text in flags(NONE, share) if LATE in text]


def test_what_is_flagged_moves_no_effort_and_what_the_horizon_sees_does() -> None:
    """The warning against the number that both engines take: effort of year 3 at 0 and at 10% with 2 and 3 years."""
    base = (NONE, f"{TERMS}.later.year_2=0.05")

    def efforts(years: int) -> list[float]:
        return [
            prepared_of(parameters_of(load_scenario(SMALL, (*base, *more, f"program.pay_horizon_years={years}"))))
            .pay[0]
            .effort
            for more in ((), (f"{TERMS}.later.year_3=0.1",))
        ]

    (low, high), (none, some) = efforts(2), efforts(3)
    assert low == high
    assert some > none


def coach_flags(*changes: str) -> list[str]:
    words = "by the market_terms of coach"
    return [flag.message for flag in red_flags(load_scenario("coach", changes)) if words in flag.message]


def test_pay_of_another_form_than_inherited_market_terms_is_flagged_once() -> None:
    later = f"{TERMS}.later_rates=[0.1, 0.05]"
    (said,) = coach_flags(later)
    assert said.startswith(
        "referral: partners have a fee for contract years 1 to 3 and elsewhere, by the market_terms of coach, a fee "
        "for contract year 1:"
    )
    (said,) = coach_flags(f"{TERMS}={{ model = 'share', rate = 0.1, share_months = 30 }}")
    assert "have a share for contract years 1 to 3 and elsewhere" in said
    for silent in (
        (),
        (f"{TERMS}.rate=0.3",),
        (later, f"{OTHER_MARKET.format('referral')}.rate=0.11"),
        (later, f"{OTHER_MARKET.format('referral')}.later_rates=[0.1, 0.05]"),
        (later, "sources={ 'archetypes.referral.market_terms' = { source = 'asked', grade = 'B' } }"),
        ("archetypes.reseller.terms.renewal_rate=0.1",),
    ):
        assert not coach_flags(*silent), silent


@pytest.mark.parametrize(
    ("own", "elsewhere"),
    [
        # a lowest tier that pays nothing, or a rate that only tiers state, is not "no pay"
        ("model='resale', rate=false, by_tier={ low={ rate=0.0 }, high={ rate=0.3 } }", ""),
        ("model='resale', rate=0.0, lines={ a={ rate=0.3 } }", ""),
        ("model='resale', rate=false, bands={ measure='sold', steps={ a={ from=0, rate=0.0 }, "
         "b={ from=50_000, rate=0.3 } } }", ""),
        ("model='share', rate=false, by_tier={ low={ rate=0.0 }, high={ rate=0.3, share_months=20 } }",
         "partners have a share for contract years 1 to 2 and elsewhere"),
        ("model='resale', rate=0.0", "partners have no pay and elsewhere"),
    ],
)  # fmt: skip
def test_the_form_of_pay_is_that_of_any_tier_line_or_band(own: str, elsewhere: str) -> None:
    """What effort compares is by tier: the flag speaks of another form of pay, which none of these margins is."""
    changes = (
        "ladders.metal={ order=['low', 'high'], tiers={ low={}, high={ needs={ deals=2 } } } }",
        "archetypes.reseller.ladder=metal",
        "archetypes.reseller.segments={ a=1.0 }",
        f"archetypes.reseller.terms={{ {own} }}",
    )
    said = coach_flags(*changes)
    assert len(said) == bool(elsewhere)
    assert all(elsewhere in one for one in said)


@pytest.mark.parametrize(
    ("settings", "unpaid"),
    [
        (["by_tier={ low={ rate=0.0 } }"], "low"),
        (["by_tier={ low={ rate=0.0 }, mid={ rate=0.0 } }"], "low and mid"),
        (["by_tier={ mid={ rate=0.0 } }"], "mid"),
        (["rate=0.0, by_tier={ high={ rate=0.2 } }"], "low and mid"),
        (["rate=0.0, by_tier={ high={ rate=0.0 } }"], ""),
        (["by_tier={ low={ rate=0.0, flat_fee=500.0 } }"], ""),
        (["by_tier={ low={ rate=0.0 } }, registered_rate=0.05"], ""),
        (["by_tier={ low={ rate=0.0 } }", "archetypes.referral.fixed_tier=high"], ""),
        (["by_tier={ low={ rate=0.0 } }", "archetypes.referral.pay_elasticity=0.0"], ""),
        (["by_tier={ low={ rate=0.0 } }", "archetypes.referral.market_terms.rate=0.0"], ""),
        (
            ["by_tier={ low={ rate=0.0 } }", "archetypes.referral.services_share=0.5",
             "archetypes.referral.services_margin_share=0.4"], "",
        ),
        (
            ["by_tier={ low={ rate=0.1 } }",
             "changes.stop={ month=9, set={ \"archetypes.referral.terms.by_tier.low.rate\"=0.0 } }"],
            "low from month 9 on",
        ),
    ],
)  # fmt: skip
def test_a_tier_that_pays_nothing_where_others_do_is_flagged(settings: list[str], unpaid: str) -> None:
    """R-77: effort there is none, so that a partner brings its first opportunity alone."""
    terms, *others = settings
    said = [
        flag.message for flag in red_flags(load_scenario(SMALL, [*LADDER, f"{TERMS}={{ {terms} }}", *others]))
        if flag.rule == "R-77" and "pays nothing" in flag.message
    ]  # fmt: skip
    assert len(said) == bool(unpaid), said
    assert all(one.startswith(f"referral: a deal pays nothing at {unpaid}, and effort") for one in said)


def test_a_rate_with_its_points_that_leaves_little_is_flagged() -> None:
    """R-13: small has a gross margin of 80%; 35% and 6 points leave 39% of list."""
    resale = "archetypes.reseller.terms"
    gross = load_scenario(SMALL).vendor.gross_margin_share
    rate = round(gross - 0.45, 9)
    plain, pointed = flags(f"{resale}.rate={rate}"), flags(f"{resale}.rate={rate}", f"{resale}.registered_rate=0.06")
    assert not [said for said in plain if said.startswith("reseller: gross margin")]
    assert [said for said in pointed if said.startswith("reseller: gross margin") and "leaves 39% of list" in said]


LADDER = (
    "ladders.metal={ order=['low', 'mid', 'high'], tiers={ low={}, mid={ needs={ deals=2 } }, high={ needs={ deals=4 } "
    "} } }", "archetypes.referral.ladder=metal", f"{TERMS}.later_rates=[]",
)  # fmt: skip
STEPS = "steps={{ a={{ from=0, rate=0.01 }}, b={{ from=5, rate={} }} }}"
REBATE = f"archetypes.reseller.terms.rebates.{{}}={{{{ base='{{}}', {STEPS} }}}}"
BONUS = "bonuses.{}={{ {} }}"
ABOVE = ("finance.least_contribution_share=0.9", "archetypes.reseller.terms.rate=0.25")
"""Every rate leaves less than the floor: the warning says what is counted."""
SIZE = "archetypes.reseller.acv_median=20_000.0"


@pytest.mark.parametrize(
    ("over", "taken", "left"),
    [
        ((), "resale rate 25%", 55),
        ((REBATE.format("r", "sold", 0.1),), "resale rate 25% and rebates of up to 10%", 45),
        ((REBATE.format("r", "billed", 0.1), REBATE.format("s", "pay", 0.2)), "25% and rebates of up to 15%", 40),
        ((REBATE.format("r", "growth", 0.1),), "resale rate 25%", 55),
        ((SIZE, BONUS.format("b", "amount=600.0, rate=0.05"),), "resale rate 25% and bonuses of 8%", 47),
        ((SIZE, BONUS.format("b", "amount=600.0, probability=0.5")), "and bonuses of 2%", 54),
        ((SIZE, BONUS.format("b", "rate=0.1, from_month=6, acv_from=20_000.0")), "and bonuses of 10%", 45),
        ((SIZE, BONUS.format("b", "rate=0.1, acv_from=20_000.01")), "resale rate 25%", 55),
        ((SIZE, BONUS.format("b", "rate=0.1, acv_below=20_000.0")), "resale rate 25%", 55),
        ((SIZE, BONUS.format("b", "rate=0.1, acv_below=20_000.01")), "and bonuses of 10%", 45),
        ((BONUS.format("b", "rate=0.1, archetypes=['referral']"),), "resale rate 25%", 55),
        ((BONUS.format("b", "rate=0.1, trigger='first_deal'"),), "resale rate 25%", 55),
        ((BONUS.format("b", "rate=0.1, to_month=9"),), "resale rate 25%", 55),
        ((BONUS.format("b", "rate=0.1, within_days=90"),), "resale rate 25%", 55),
        ((BONUS.format("b", "rate=0.1, most_per_partner=3"),), "resale rate 25%", 55),
        (
            ("archetypes.reseller.segments={ a=0.3, b=0.7 }", BONUS.format("b", "rate=0.1, segments=['a']")),
            "and bonuses of 3%", 52,
        ),
        (
            (REBATE.format("r", "sold", 0.1), "archetypes.reseller.distributor_rate=0.05",
             BONUS.format("b", "rate=0.02")),
            "resale rate 25%, distributor 5%, rebates of up to 10% and bonuses of 2%", 38,
        ),
    ],
)  # fmt: skip
def test_the_floor_counts_rebates_and_bonuses(over: tuple[str, ...], taken: str, left: int) -> None:
    """R-13: of a gross margin of 80%, what a median deal of the first year leaves."""
    (said,) = [said for said in flags(*ABOVE, *over) if said.startswith("reseller: gross margin")]
    assert f"{taken} leaves {left}% of list" in said
