"""Two versions of ladders: years of a partner close by close from what its books have, points, and nearness."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rules import ladder as rules
from sim.rules.measures import MONEY, NO_SHARE, SHARE, UNRANKED, top_share_bps, unit_of
from sim.rules.points import points_of_ladder
from sim.units import month_of
from tests.blind.ladder import Ladder, Standing, Tier, nearness, years
from tests.blind.points import Award, points
from tests.rules.ladders import Ladder as Rows
from tests.rules.ladders import Rung, climbed, measure_of

GENERATED = settings(derandomize=True, max_examples=200, deadline=None)
KINDS = {"sourced": "money", "deals": "count", "certified": "count", "retention": "share", "channel_share": "share"}
NAMES = ("registered", "silver", "gold", "platinum")
R_100 = Ladder(
    (
        Tier("registered"),
        Tier("silver", {"certified": 1}, {"sourced": 25_000, "opportunities": 5}, 3),
        Tier("gold", {"certified": 2}, {"sourced": 100_000, "opportunities": 20}, 6),
        Tier("platinum", {"certified": 5}, {"sourced": 500_000, "opportunities": 50}, 9),
    ),
    provisional="silver",
    provisional_score=25,
    provisional_months=6,
)


def whole(measure, value):
    """A value or threshold as the rules have it: cents, basis points, counts, the least top share."""
    if value is None:
        return UNRANKED if measure == "top_share" else NO_SHARE
    if isinstance(value, tuple):
        return top_share_bps(1, *value)
    unit = unit_of(measure_of(measure))
    return int(value * {MONEY: 100, SHARE: 10_000}.get(unit, 1))


def rows_of(ladder):
    """The ladder as the rules have it."""
    rungs = [
        Rung(
            *({name: whole(name, asked) for name, asked in part.items()} for part in (tier.needs, tier.one_of)),
            tier.grace,
        )
        for tier in ladder.tiers
    ]
    names = [tier.name for tier in ladder.tiers]
    return Rows(
        rungs,
        ladder.promotion,
        ladder.review,
        rules.BY_FISCAL_YEAR if ladder.by_fiscal_year else rules.BY_AGREEMENT,
        rules.ONE_TIER if ladder.falls == "one" else rules.TO_QUALIFIED,
        rules.KEPT if ladder.lowest == "kept" else rules.REMOVED,
        names.index(ladder.provisional) if ladder.provisional else rules.NO_TIER,
        ladder.provisional_months,
    )


def from_the_rules(ladder, signed, score, books, start_month, fiscal):
    """The standings by the rules."""
    rows = rows_of(ladder)
    first = month_of(signed)
    on_trial = rules.begins_provisionally(score, rows.provisional_tier, ladder.provisional_score)
    held = [rows.qualified(**{name: whole(name, value) for name, value in book.items()}) for book in books]
    last = first + len(books) - 1
    told = climbed(rows, lambda month: held[month - first], last, signed, on_trial, start_month, fiscal)
    return [
        Standing(month, None if tier == rules.NO_TIER else ladder.tiers[tier].name, warned or None)
        for month, (tier, warned) in enumerate(told, start=first)
    ]


def both(ladder, signed, score, books, start_month=1, fiscal=1):
    """The standings, as both versions have them."""
    second = years(ladder, signed, score, books, start_month, fiscal)
    assert from_the_rules(ladder, signed, score, books, start_month, fiscal) == second
    return second


def book(sourced=0, opportunities=0, certified=0):
    return {"sourced": sourced, "opportunities": opportunities, "certified": certified}


def test_r_100_of_a_partner_with_promise():
    """Silver on trial to the close of month 7, registered, gold from the quarter on, warned, and silver again."""
    books = [book()] * 8 + [book(120_000, 0, 2)] * 3 + [book(90_000, 0, 2)] * 9
    told = both(R_100, 20, 25, books)
    tiers = [(standing.tier, standing.warned) for standing in told]
    assert tiers == [
        *[("silver", None)] * 6,
        *[("registered", None)] * 2,
        *[("gold", None)] * 4,
        *[("gold", 13)] * 6,
        *[("silver", None)] * 2,
    ]


def measured(dice):
    """A threshold or a value of each measure, from few numbers, so that they often meet."""
    return {
        "sourced": Fraction(dice.choice([0, 1, 99_999, 100_000, 100_001]), 100),
        "deals": dice.randint(0, 3),
        "certified": dice.randint(0, 3),
        "retention": Fraction(dice.choice([0, 8_499, 8_500, 8_501, 10_000]), 10_000),
        "channel_share": Fraction(dice.choice([999, 1_000, 1_001]), 10_000),
        "top_share": Fraction(dice.choice([100, 500, 700, 1_500, 3_000, 10_000]), 10_000),
    }


def ladder_of(dice):
    """A ladder of two to four tiers, some of which ask for nothing."""

    def some(chance):
        return {name: asked for name, asked in measured(dice).items() if dice.random() < chance}

    tiers = [
        Tier(name, some(0.2), some(0.3) if dice.random() < 0.5 else {}, dice.choice([0, 0, 1, 3, 9]))
        for name in NAMES[: dice.randint(2, 4)]
    ]
    by_year = dice.random() < 0.5
    return Ladder(
        tiers,
        dice.choice([1, 2, 3, 4, 6, 12]),
        dice.choice([1, 2, 3, 4, 6, 12]) if by_year else dice.randint(1, 14),
        by_year,
        dice.choice(["one", "qualified"]),
        dice.choice(["kept", "removed"]),
        dice.choice([None, *(tier.name for tier in tiers)]),
        dice.randint(7, 35),
        dice.randint(1, 9),
    )


def books_of(dice, months):
    """What is known at each close: the same for some months, then something else."""
    books = []
    while len(books) < months:
        found = measured(dice)
        number = dice.choice([1, 7, 20, 100])
        found["top_share"] = dice.choice([None, (dice.randint(1, number), number)])
        found["channel_share"] = dice.choice([None, found["channel_share"]])
        books += [found] * dice.randint(1, 8)
    return books[:months]


@GENERATED
@given(st.integers(0, 2**32), st.integers(0, 89), st.integers(1, 12), st.integers(1, 12))
def test_four_years_on_a_ladder(seed, signed, start_month, fiscal):
    dice = Random(seed)
    both(ladder_of(dice), signed, dice.randint(7, 35), books_of(dice, 48), start_month, fiscal)


@settings(GENERATED, max_examples=100)
@given(st.integers(0, 2**32))
def test_nearness_to_each_tier(seed):
    dice = Random(seed)
    ladder = ladder_of(dice)
    rows = rows_of(ladder)
    for found in books_of(dice, 2):
        values = {name: whole(name, value) for name, value in found.items()}
        for number, tier in enumerate(ladder.tiers):
            assert rows.nearness(number, **values) == 10_000 * nearness(tier, found)


@GENERATED
@given(st.integers(0, 2**32))
def test_points_of_a_ladder(seed):
    dice = Random(seed)
    awards, values = {}, {}
    for name, kind in KINDS.items():
        awards[name] = Award(
            dice.choice([0, 1, 7, 10**6]), dice.choice([1, 3, 1_200, 10**9]), dice.choice([None, None, 1, 50, 10**6])
        )
        value = dice.choice([dice.randint(-5, 50), dice.randint(0, 10**4), dice.randint(0, 10**13)])
        values[name] = Fraction(value, {"money": 100, "share": 10_000}.get(kind, 1))
    found = points_of_ladder(
        [measure_of(name) for name in awards],
        [award.points for award in awards.values()],
        [award.per for award in awards.values()],
        [award.most or 0 for award in awards.values()],
        [9, *(whole(name, values[name]) for name in awards)],
        1,
    )
    assert found == points(awards, KINDS, values)


@pytest.mark.parametrize(("sourced", "percent"), [(Fraction(119_999, 100), 84), (Fraction(1_200), 85)])
def test_points_are_for_whole_units(sourced, percent):
    """1,199.99 is 1,199 units and 84.99% is 84; three points for every 1,200, one for every percent."""
    awards = {"sourced": Award(3, 1_200), "retention": Award(1)}
    values = {"sourced": sourced, "retention": Fraction(percent * 100 + 99, 10_000)}
    assert points(awards, KINDS, values) == (3 if sourced == 1_200 else 2) + percent
