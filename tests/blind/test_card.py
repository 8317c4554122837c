"""Two versions of the rate card: three years of a customer month by month, contract years, and the fee at the win."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rules.card import (
    NOT_STATED,
    REFERRAL,
    RESALE,
    SHARE,
    is_shared,
    rate_of_year_bps,
    renewal_rate_bps,
    renewed_pay_cents,
    shared_months,
    stated_leaf,
)
from sim.rules.pay import entry_cents, kept_by_cap_cents, margin_cents, margin_rate_bps
from sim.units import share_of_cents
from tests.blind.card import Agreement, fee_at_win, margins, rate_of_year, renewed, shares

MODELS = {"referral": REFERRAL, "resale": RESALE, "share": SHARE}
LINES, TIERS = ("one", "two"), ("low", "high")
RATES, MONEY = ("rate", "renewal_rate", "expansion_rate"), ("flat_fee", "fee_least", "fee_most")
GENERATED = settings(derandomize=True, max_examples=200, deadline=None)


def card_of(dice):
    """A card that states some leaves; 0 is a stated leaf, and small numbers are frequent."""

    def whole(most):
        return dice.choice([dice.randint(0, 4), dice.randint(0, most)])

    card = {name: Fraction(whole(10_000), 10_000) for name in RATES}
    card |= {name: whole(500_000) for name in MONEY} | {"share_months": dice.randint(0, 60)}
    return {name: value for name, value in card.items() if dice.random() < 0.35}


def agreement_of(seed):
    """An agreement with cards at all four places, and some later years by name."""
    dice = Random(seed)
    return Agreement(
        dice.choice(sorted(MODELS)),
        card_of(dice),
        {tier: card_of(dice) for tier in TIERS},
        {line: card_of(dice) for line in LINES},
        {(line, tier): card_of(dice) for line in LINES for tier in TIERS if dice.random() < 0.5},
        {year: Fraction(dice.randint(0, 10_000), 10_000) for year in range(2, 7) if dice.random() < 0.2},
        dice.choice(["win", "renewal", "accrual"]),
    )


AGREEMENTS = st.integers(0, 2**32).map(agreement_of)
"""By a seed: drawn leaf by leaf they take ten times as long."""


class Resolved:
    """The card of a line and tier as the engines have it: whole numbers, resolved by the rules."""

    def __init__(self, agreement, line, tier):
        places = (
            agreement.lines_by_tier.get((line, tier), {}),
            agreement.lines[line],
            agreement.tiers[tier],
            agreement.general,
        )

        def leaf(name, unit):
            return stated_leaf(*(int(card[name] * unit) if name in card else NOT_STATED for card in places))

        self.rate = max(0, leaf("rate", 10_000))
        self.renewal = renewal_rate_bps(MODELS[agreement.model], self.rate, leaf("renewal_rate", 10_000))
        self.expansion = leaf("expansion_rate", 10_000)
        self.later = tuple(
            int(agreement.later.get(year, -1) * 10_000) for year in range(2, max(agreement.later, default=1) + 1)
        )
        self.later = tuple(rate if rate >= 0 else NOT_STATED for rate in self.later)
        self.months = max(0, leaf("share_months", 1))
        self.flat, self.least, self.most = (max(0, leaf(name, 1)) for name in MONEY)

    def rate_of(self, year):
        return rate_of_year_bps(year, self.rate, self.later, self.renewal)


def shares_from_the_rules(agreement, line, tiers, lists):
    """Month by month: the card in hand is changed for that of today when the agreement reads it."""
    card, paid = Resolved(agreement, line, tiers[0]), []
    for month, amount in enumerate(lists, start=1):
        begins_year = month > 1 and (month - 1) % 12 == 0
        if agreement.read == "accrual" or (agreement.read == "renewal" and begins_year):
            card = Resolved(agreement, line, tiers[month])
        rate = card.rate_of((month + 11) // 12)
        paid.append(share_of_cents(amount, rate) if is_shared(month, card.months) else 0)
    return paid


@pytest.mark.parametrize(
    ("model", "later", "fees"),
    [
        ("referral", {}, 4_800_00),
        ("resale", {}, 14_400_00),
        ("share", {}, 14_400_00),
        ("share", {2: Fraction(1, 10)}, 12_000_00),
        ("referral", {2: Fraction(1, 10)}, 7_200_00),
    ],
)
def test_q_1_a_fee_once_and_a_share_or_margin_for_three_years(model, later, fees):
    """Q-1: 20% of 24,000 once; as a share or margin it goes on for three years; a year by name is that year alone."""
    agreement = Agreement(model, {"rate": Fraction(2, 10)}, {"low": {}}, {"one": {}}, later=later)
    lists = [2_000_00] * 36
    assert sum(shares(agreement, "one", ["low"] * 37, lists)) == fees
    assert sum(shares_from_the_rules(agreement, "one", ["low"] * 37, lists)) == fees


@pytest.mark.parametrize(("months", "total"), [(30, 7_200_00), (18, 5_400_00)])
def test_q_2_a_share_of_24_months_kept_and_lost(months, total):
    agreement = Agreement("share", {"rate": Fraction(15, 100), "share_months": 24}, {"low": {}}, {"one": {}})
    lists = [2_000_00] * months
    assert sum(shares(agreement, "one", ["low"] * (months + 1), lists)) == total
    assert sum(shares_from_the_rules(agreement, "one", ["low"] * (months + 1), lists)) == total


def test_q_10_three_years_by_name():
    """Q-10: 15, 10, 5% of 100,000 a year, then nothing."""
    agreement = Agreement(
        "referral",
        {"rate": Fraction(15, 100)},
        {"low": {}},
        {"one": {}},
        later={2: Fraction(1, 10), 3: Fraction(5, 100)},
    )
    years = [100_000_00 * rate_of_year(agreement, "one", "low", year) for year in (1, 2, 3, 4)]
    card = Resolved(agreement, "one", "low")
    assert years == [15_000_00, 10_000_00, 5_000_00, 0]
    assert years == [share_of_cents(100_000_00, card.rate_of(year)) for year in (1, 2, 3, 4)]


def test_hubspot_4_a_shorter_term_ends_what_is_past_it_and_a_longer_one_begins_again():
    """20% for 36 months as a partner, for 12 as a provider: months 20 and 21 of a provider pay nothing."""
    agreement = Agreement(
        "share",
        {"rate": Fraction(2, 10), "share_months": 36},
        {"high": {}, "low": {"share_months": 12}},
        {"one": {}},
        read="accrual",
    )
    tiers = ["high"] * 20 + ["low"] * 2 + ["high"]
    paid = shares(agreement, "one", tiers, [2_000_00] * 22)
    assert paid == [400_00] * 19 + [0, 0, 400_00]
    assert shares_from_the_rules(agreement, "one", tiers, [2_000_00] * 22) == paid


@GENERATED
@given(
    agreement=AGREEMENTS,
    line=st.sampled_from(LINES),
    months=st.integers(0, 84),
    month=st.integers(0, 10**6),
    tier_bits=st.integers(0, 2**85 - 1),
)
def test_months_of_a_customer(agreement, line, months, month, tier_bits):
    """Each month of up to seven years, while the list changes and the partner's tier goes up and down."""
    lists = [month + place * place for place in range(months)]
    tiers = [TIERS[tier_bits >> place & 1] for place in range(months + 1)]
    assert shares_from_the_rules(agreement, line, tiers, lists) == shares(agreement, line, tiers, lists)


@GENERATED
@given(months=st.integers(0, 80), years=st.integers(1, 8))
def test_shared_months_of_years(months, years):
    """Of each contract year: as many as the customer's months would pay."""
    agreement = Agreement("share", {"rate": Fraction(1), "share_months": months})
    paid = shares(agreement, "", [""] * (12 * years + 1), [1] * 12 * years)
    by_year = [sum(paid[12 * year : 12 * year + 12]) for year in range(years)]
    assert [shared_months(year, months) for year in range(1, years + 1)] == by_year


@GENERATED
@given(
    agreement=AGREEMENTS,
    line=st.sampled_from(LINES),
    tier=st.sampled_from(TIERS),
    acv=st.integers(1, 10**8),
    points=st.integers(0, 5_000),
    registered=st.booleans(),
    pay=st.sampled_from([0, 2_500, 3_333, 5_000, 10_000]),
    cap=st.integers(0, 4) | st.integers(0, 10**7),
    so_far=st.integers(0, 10**7),
)
def test_the_fee_of_a_win(agreement, line, tier, acv, points, registered, pay, cap, so_far):
    """Rate, points, flat sum, share of the class, least and most, and what the year's cap leaves."""
    card = Resolved(agreement, line, tier)
    entry = entry_cents(
        share_of_cents(acv, card.rate), acv, points if registered else 0, card.flat, pay, card.least, card.most
    )
    kept = kept_by_cap_cents(entry, cap, so_far)
    second = fee_at_win(
        agreement,
        line,
        tier,
        acv,
        points=Fraction(points, 10_000),
        registered=registered,
        pay=Fraction(pay, 10_000),
        left=cap - so_far if cap else None,
    )
    assert (kept, entry - kept) == second


def test_q_4_an_influenced_deal():
    """Q-4: half of 25% on 100,000."""
    agreement = Agreement("referral", {"rate": Fraction(25, 100)})
    second = fee_at_win(
        agreement, "", "", 100_000_00, points=Fraction(0), registered=False, pay=Fraction(1, 2), left=None
    )
    first = entry_cents(share_of_cents(100_000_00, 2_500), 100_000_00, 0, 0, 5_000, 0, 0)
    assert second == (first, 0) == (12_500_00, 0)


def test_q_5_a_registered_gold_deal():
    """Q-5: 35% and 5 points on a list of 50,000: the partner keeps 20,000 and pays 30,000."""
    agreement = Agreement("resale", {"rate": Fraction(35, 100)}, {"low": {}}, {"one": {}})
    second = margins(agreement, "one", "low", [50_000_00], points=Fraction(5, 100), pay=Fraction(1))
    assert second == [margin_cents(50_000_00, margin_rate_bps(3_500, 500, 10_000), 0, 0)] == [20_000_00]


@GENERATED
@given(
    agreement=AGREEMENTS,
    line=st.sampled_from(LINES),
    tier=st.sampled_from(TIERS),
    lists=st.lists(st.integers(0, 4) | st.integers(0, 10**7), max_size=6),
    points=st.integers(0, 5_000),
    pay=st.sampled_from([0, 2_500, 3_333, 5_000, 10_000]),
)
def test_margins_of_a_resale(agreement, line, tier, lists, points, pay):
    card = Resolved(agreement, line, tier)
    rate = margin_rate_bps(card.rate, points, pay)
    second = margins(agreement, line, tier, lists, points=Fraction(points, 10_000), pay=Fraction(pay, 10_000))
    assert [margin_cents(amount, rate, card.least, card.most) for amount in lists] == second


@GENERATED
@given(
    agreement=AGREEMENTS,
    line=st.sampled_from(LINES),
    tier=st.sampled_from(TIERS),
    year=st.integers(2, 8),
    before=st.integers(0, 10**8),
    added=st.just(0) | st.integers(0, 10**7),
)
def test_fees_of_renewals_with_what_was_added(agreement, line, tier, year, before, added):
    card = Resolved(agreement, line, tier)
    fee = renewed_pay_cents(before, before + added, card.rate_of(year), card.expansion)
    assert fee == renewed(agreement, line, tier, year, before, before + added)
