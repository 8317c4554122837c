"""What tiers are worth to a partner: the pay of its deals as won and at each tier, recomputed from its rows."""

from fractions import Fraction
from typing import Any

import pytest

from sim.analysis.agreement.by_tier import ByTier, pay_by_tier
from sim.analysis.trace.trace import Trace, trace
from sim.engine.identity import roll_of
from sim.ledger import Kind
from sim.report.agreement.worth import worth_lines, worth_object

from ...mechanisms.test_ladder import run_of

DAY, KIND, PARTNER, LIST, DETAIL = 0, 1, 2, 5, 6
RATES = {"bronze": Fraction(20, 100), "silver": Fraction(27, 100), "gold": Fraction(33, 100)}
POINTS, PAY_SHARES = Fraction(4, 100), (Fraction(1), Fraction(7, 10))
GIVEN = (
    "archetypes.reseller.ladder=metal",
    "ladders.metal={ order=['bronze', 'silver', 'gold'], promotion_months=1, tiers={ bronze={}, "
    "silver={ needs={ deals=1 } }, gold={ needs={ deals=3 } } } }",
    "archetypes.reseller.terms={ model='resale', rate=0.2, registered_rate=0.04, "
    "by_tier={ silver={ rate=0.27 }, gold={ rate=0.33 } } }",
    "registration={ valid_days=400 }",
    "archetypes.reseller.registration_probability=0.5",
    "attribution={ unregistered_pay_share=0.7 }",
)


def traced(*more: str) -> list[Trace]:
    """The partners with most deals."""
    scenario, ledger, _, parameters = run_of(*GIVEN, *more, engine="reference")
    roll, won = roll_of(parameters), [row[PARTNER] for row in ledger.rows if row[KIND] == Kind.WON]
    resellers = [one for one in set(won) if roll.name(one).startswith("reseller/")]
    chosen = sorted(resellers, key=lambda one: -won.count(one))[:4]
    return [trace(scenario, 5, 0, 0, "reference", roll.name(one)) for one in chosen]


def of(found: Trace) -> ByTier:
    worth = pay_by_tier(found.scenario, found.parameters, "reseller", found.won)
    assert worth is not None
    return worth


def margin(list_cents: int, rate: Fraction, deal_class: int) -> int:
    """Twelve months of a deal's margin: a rate in whole basis points, and whole cents a month, halves up."""
    whole = (rate + (POINTS if deal_class == 0 else 0)) * PAY_SHARES[deal_class]
    bps = int(whole * 10_000 + Fraction(1, 2))
    months = [list_cents * (n + 1) // 12 - list_cents * n // 12 for n in range(12)]
    return sum(int(Fraction(month * bps, 10_000) + Fraction(1, 2)) for month in months)


def tier_on(rows: Any, day: int) -> str:
    """The tier after the close before: the rows of a close stand on the day after its month."""
    tier = 0
    for row in rows:
        if row[KIND] == Kind.TIER_CHANGED and row[DAY] // 30 < day // 30 + 1:
            tier = row[DETAIL]
    return list(RATES)[tier]


def test_the_pay_of_its_deals_by_tier() -> None:
    seen = set()
    for found in traced():
        worth = worth_object(of(found))
        won = [row for row in found.rows if row[KIND] == Kind.WON]
        assert worth["deals"] == len(won) > 1
        for tier, rate in RATES.items():
            expected = sum(margin(row[LIST], rate, row[DETAIL] // 2) for row in won)
            assert worth["at_tier"][tier] == pytest.approx(expected / 100, abs=len(won) * 0.12)
        stood = [tier_on(found.rows, row[DAY]) for row in won]
        expected = sum(margin(row[LIST], RATES[tier], row[DETAIL] // 2) for row, tier in zip(won, stood, strict=True))
        assert worth["as_won"] == pytest.approx(expected / 100, abs=len(won) * 0.12)
        seen |= {*stood, *(row[DETAIL] // 2 for row in won)}
    assert seen == {*RATES, 0, 1}


def test_the_lines_say_it() -> None:
    found = traced()[0]
    worth = worth_object(of(found))
    text = " ".join(" ".join(worth_lines(of(found), "USD", 80)).split())
    assert text.startswith(f"Pay of its {worth['deals']} deals in contract year 1, if each customer stays it: $")
    assert all(f" at {tier}" in text for tier in RATES)
    assert f"{worth['at_tier']['gold']:,.2f}".removesuffix(".00") in text


def test_pay_by_the_tier_of_each_month_is_not_called_that_of_the_win() -> None:
    """Read at each close: the tier of the win decides nothing, and each column is as above."""
    found = traced("archetypes.reseller.terms.read=accrual")[0]
    worth = worth_object(of(found))
    won = [row for row in found.rows if row[KIND] == Kind.WON]
    assert worth["as_won"] is None
    for tier, rate in RATES.items():
        expected = sum(margin(row[LIST], rate, row[DETAIL] // 2) for row in won)
        assert worth["at_tier"][tier] == pytest.approx(expected / 100, abs=len(won) * 0.12)
    text = " ".join(" ".join(worth_lines(of(found), "USD", 80)).split())
    assert "if each customer stays it and the partner one tier, by which each month is paid: $" in text
    assert "were won" not in text


@pytest.mark.parametrize(
    "other",
    [
        ("archetypes.reseller.terms.by_tier.silver=false", "archetypes.reseller.terms.by_tier.gold=false"),
        ("archetypes.reseller.fixed_tier=silver",),
        (
            "archetypes.reseller.terms.rate=false", "archetypes.reseller.terms.by_tier.silver.rate=false",
            "archetypes.reseller.terms.by_tier.gold.rate=false", "archetypes.reseller.terms.by_tier.gold.flat_fee=5.0",
            "archetypes.reseller.terms.bands={ measure='sold', steps={ a={ from=0.0, rate=0.1 } } }",
        ),
    ],
)  # fmt: skip
def test_nothing_is_said_where_deals_do_not_earn_by_tier(other: tuple[str, ...]) -> None:
    for found in traced(*other)[:1]:
        assert found.won or found.scenario.archetypes["reseller"].ladder is None
        assert pay_by_tier(found.scenario, found.parameters, "reseller", found.won) is None
