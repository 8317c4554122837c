"""Pay by tier in sentences: every number of the pay tables once, by line and tier; and what a tier returns (Q-8)."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sim.cli.main import commands
from sim.report.agreement.agreement import Agreement
from sim.report.agreement.text import sentences
from sim.scenario.load import load_scenario

from ...engines.cases import FIELDS

METAL = (
    "archetypes.referrer.ladder=metal",
    "archetypes.reseller.ladder=metal",
    "ladders.metal={ order=['bronze', 'silver', 'gold'], near_share=0.8, near_multiplier=1.2, tiers={ bronze={}, "
    "silver={ needs={ deals=1 } }, gold={ needs={ deals=4 } } } }",
)
TIERS = (
    *METAL,
    "archetypes.referrer.segments={ a=0.6, b=0.4 }",
    "archetypes.referrer.terms={ model='referral', rate=0.1, later_rates=[], "
    "by_tier={ gold={ rate=0.3, flat_fee=50.0 }, silver={ rate=0.2 } }, "
    "lines={ b={ rate=0.05, by_tier={ gold={ rate=0.07 } } } }, "
    "rebates={ r={ base='sold', from_tier='gold', steps={ a={ from=0, rate=0.11 } } } } }",
    "archetypes.reseller.terms.by_tier={ gold={ rate=0.4, minimum_per_month=100.0 }, "
    "silver={ minimum_per_month=100.0, fee_least=3.0 } }",
    "bonuses.b={ amount=5.0, from_tier='silver' }",
)


def said(kind: str, *overrides: str) -> list[tuple[str, str]]:
    return [(one.about, one.text) for one in sentences(Agreement(load_scenario(FIELDS, overrides), kind))]


def test_lines_and_tiers_are_said_each_once() -> None:
    assert [text for text in said("referrer", *TIERS) if text[0] in ("line a", "line b", "sum", "read", "near")] == [
        ("near", "From 80% of what the next tier asks for on, a partner makes 1.2 times the effort."),
        ("line a", "60% of the deals. At bronze: a new deal pays 10% of the value of its first year."),
        ("line a", "At silver: a new deal pays 20% of the value of its first year."),
        ("line a", "At gold: a new deal pays 30% of the value of its first year."),
        ("sum", "At gold: each won deal pays $50 once, beside the rate."),
        ("line b", "40% of the deals. At bronze and silver: a new deal pays 5% of the value of its first year."),
        ("line b", "At gold: a new deal pays 7% of the value of its first year."),
        ("read", "A deal is paid as the tier says at which the partner stands when it wins it, and stays so."),
    ]


def test_every_number_is_there_once() -> None:
    text = " ".join(text for about, text in said("referrer", *TIERS) if about not in ("tiers", "days", "example"))
    for number in ("10%", "20%", "30%", "$50", "5% ", "7%", "11%"):
        assert text.count(f" {number}") == 1, number


def test_a_reseller_has_its_margins_its_minimum_and_its_least_by_tier() -> None:
    found = [text for _, text in said("reseller", *TIERS)]
    off = "off list price and resells: it keeps this margin month by month, without a payout."
    for sentence in (
        f"At bronze and silver: the partner buys at 30% {off}",
        f"At gold: the partner buys at 40% {off}",
        "At silver: each month's margin is at least $3.",
        "A partner at silver and gold owes at least $100 a month for what its customers use: if they use less, it pays "
        "the rest.",
        "Bonus b: $5 for each deal, of a partner that stands at silver or above.",
    ):
        assert sentence in found, sentence


@pytest.mark.parametrize(
    ("model", "more", "sentence"),
    [
        ("share", "", "At bronze: the months of a customer pay no share."),
        ("share", "renewal_rate=0.1,", "At bronze: the months of a customer's first year pay no share."),
        ("share", "later={ year_3=0.1 },", "At bronze: the months of a customer's first year pay no share."),
        ("resale", "", "At bronze: the partner buys at list price."),
        ("resale", "renewal_rate=0.1,", "At bronze: the partner buys at list price in the first year."),
    ],
)  # fmt: skip
def test_a_tier_that_pays_nothing_is_said_of_the_years_that_it_is_of(model: str, more: str, sentence: str) -> None:
    terms = f"{{ model='{model}', rate=0.0, {more} later_rates=[], by_tier={{ gold={{ rate=0.3 }} }} }}"
    texts = [text for _, text in said("referrer", *METAL, f"archetypes.referrer.terms={terms}")]
    assert [text.replace("bronze and silver", "bronze") for text in texts].count(sentence) == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("renewal", "at each renewal: it has those that are in force then, at the tier of that day."),
        ("accrual", "at each month's close: every customer has those in force then, at the tier that the partner had "
         "after the close before."),
    ],
)  # fmt: skip
def test_which_tier_counts_is_said(given: str, sentence: str) -> None:
    assert ("read", f"A deal's terms are read again {sentence}") in said(
        "reseller", *TIERS, f"archetypes.reseller.terms.read={given}"
    )


def test_a_kind_at_a_fixed_tier_has_one_card_and_no_words_of_tiers() -> None:
    found = said("reseller", *TIERS, "archetypes.reseller.fixed_tier=gold")
    assert not [text for _, text in found if text.startswith("At ")]
    assert any("buys at 40% off" in text for _, text in found)


def printed(*arguments: str) -> str:
    done = CliRunner().invoke(commands, ["explain", *arguments])
    assert done.exit_code == 0, done.output
    return done.output


def test_examples_are_of_each_tier() -> None:
    """A deal of $20,000: 10%, 20%, 30% and $50; the bonus of $5 from silver on."""
    given = [part for one in TIERS for part in ("--set", one)]
    found = json.loads(printed(str(FIELDS), "referrer", "--agreement", "--deal", "20000", "--json", *given))
    examples = [one for one in found["agreements"][0]["examples"] if one["line"] == "a"]
    assert [one["tier"] for one in examples] == ["bronze", "silver", "gold"]
    fees = [sum(entry["amount"] for entry in one["entries"] if entry["form"] == "fee") for one in examples]
    assert fees == [2_000, 4_000, 6_050]
    bonuses = [[entry["amount"] for entry in one["entries"] if entry["form"] == "bonus"] for one in examples]
    assert bonuses == [[], [5], [5]]
    assert "only deal of a partner that stands and stays at silver" in examples[1]["sentences"][0]


Q_8 = """
[vendor]
gross_margin_share = 0.80
[archetypes.reseller]
ladder = "metal"
[archetypes.reseller.terms]
rate = 0.10
by_tier = { silver = { rate = 0.15 }, gold = { rate = 0.20 }, platinum = { rate = 0.25 } }
[ladders.metal]
order = ["registered", "silver", "gold", "platinum"]
lowest = "removed"
tiers.registered = { needs = { billed = 5_000 }, cost_per_month = 41.67 }
tiers.silver = { needs = { billed = 50_000 }, cost_per_month = 416.67 }
tiers.gold = { needs = { billed = 200_000 }, cost_per_month = 2_500 }
tiers.platinum = { needs = { billed = 1_000_000 }, cost_per_month = 12_500 }
"""


@pytest.fixture
def q_8(tmp_path: Path) -> str:
    file = tmp_path / "q8.toml"
    head = f"extends = '{FIELDS}'\nschema_version = 1\nname = 'q8'\ntitle = 'Tier economics'\n"
    file.write_text(head + Q_8, "utf-8")
    return str(file)


def test_what_a_tier_returns_is_that_of_the_paper(q_8: str) -> None:
    """Q-8: revenue of 5K, 50K, 200K and 1M, of which 70, 65, 60 and 55% are left, on 500, 5K, 30K and 150K a year."""
    found = json.loads(printed(q_8, "ladders.metal.order", "--json"))["tier_returns"]
    assert [round(one["return"], 2) for one in found] == [7.0, 6.5, 4.0, 3.67]
    assert [round(one["margin_share"], 9) for one in found] == [0.7, 0.65, 0.6, 0.55]
    text = " ".join(printed(q_8, "ladders.metal.order").split())
    assert "$200,000 billed a year; 60% of it are left (gross margin 80% less 20% to partners): $120,000 for" in text
    assert "550,000 for $150,000 of cost a year: 3.67 times (Q-8)" in text


def test_a_shorter_window_and_live_revenue_count_by_the_year(q_8: str) -> None:
    found: Any = json.loads(
        printed(
            q_8, "ladders.metal.order", "--json", "--set", "ladders.metal.window_months=3", "--set",
            "ladders.metal.tiers.gold.needs={ live_arr=90_000.0, billed=0.0 }", "--set",
            "archetypes.reseller.distributor_rate=0.1",
        )
    )["tier_returns"]  # fmt: skip
    assert [one["revenue"] for one in found] == [20_000, 200_000, 90_000, 4_000_000]
    assert [one["measure"] for one in found] == ["billed", "billed", "live_arr", "billed"]
    assert [round(one["pay_share"], 9) for one in found] == [0.2, 0.25, 0.3, 0.35]


def test_it_is_not_said_of_other_fields_or_without_cost(q_8: str) -> None:
    assert "tier_returns" not in json.loads(printed(q_8, "gate.month", "--json"))
    free = [part for tier in ("registered", "silver", "gold", "platinum")
            for part in ("--set", f"ladders.metal.tiers.{tier}.cost_per_month=0.0")]  # fmt: skip
    assert "tier_returns" not in json.loads(printed(q_8, "ladders.metal.order", "--json", *free))
