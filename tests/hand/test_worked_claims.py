"""Standing and claims worked by hand (``worked_claims.md``, one table of rows a scenario) against both engines.

The tables were worked out before they were compared.
"""

import pytest

from sim.compilation import plain
from sim.names import name_word, thing_name
from sim.randomness import philox, uniform

from .test_hand import ENGINES, HERE, of_kind, rows_of
from .test_worked_pay import of_partners, run_of, table

engines = pytest.mark.parametrize("engine", ENGINES)
RESELLER, FIRST, SECOND = "reseller/0/0", "referral/0/0", "referral/0/1"


def of(rows, partner, *kinds):
    return [row for row in of_kind(rows, *kinds) if row[2] == partner]


SEEDS = {"tiers": 1, "claims": 1, "collisions": 4}


def rows(name, engine, *overrides):
    return rows_of(HERE / f"{name}.toml", overrides, SEEDS[name], engine)


def key_of(seed):
    """The key of chance of the first future of the first world, spelt out."""
    low, high, _, _ = plain(philox)(0, 0, 1, 0, seed, 0)
    return int.from_bytes((high << 32 | low).to_bytes(8, "big"), "big", signed=True)


@engines
@pytest.mark.parametrize("name", ["tiers", "claims", "collisions"])
def test_every_row_is_the_one_worked_by_hand(name, engine):
    found, wanted = of_partners(rows(name, engine)), table(name)
    for number, (row, paper) in enumerate(zip(found, wanted, strict=False)):
        assert row == paper, f"row {number} of {len(wanted)}: engine {row}, by hand {paper}"
    assert len(found) == len(wanted)


# ---------------------------------------------------------------- 1. Tiers

EXAM = 35
"""Number of the decision in the addresses of random numbers; its parts are 0, passed, and 1, renewed."""
PASSED = {
    "alliance": {3: 0.5280, 21: 0.2882, 24: 0.1646, 27: 0.6928},
    "referral": {3: 0.1388, 6: 0.5945, 15: 0.0784, 18: 0.1704, 21: 0.5328, 30: 0.7355},
    "reseller": {3: 0.3405, 6: 0.8075},
    "technology": {
        3: 0.7728, 6: 0.4826, 9: 0.1584, 12: 0.1133, 15: 0.5465,
        18: 0.2491, 21: 0.4455, 24: 0.5045, 27: 0.3109, 30: 0.7185,
    },
}  # fmt: skip
RENEWED = {
    "alliance": {12: 0.6150, 21: 0.4091},
    "referral": {15: 0.1048, 30: 0.4151},
    "reseller": {15: 0.9489, 24: 0.9008},
    "technology": {12: 0.3200, 21: 0.2287, 24: 0.0075, 30: 0.2784},
}
"""By kind and close, first future of seed 1."""


@pytest.mark.parametrize(("part", "stated"), [(0, PASSED), (1, RENEWED)])
def test_stated_draws_are_those_of_their_addresses(part, stated):
    """Spelt out: the first partner of its kind has the place 0, to which the month of the close is added."""
    for kind, draws in stated.items():
        name = name_word(thing_name("certificates", "basic", kind))
        for close, value in draws.items():
            assert round(plain(uniform)(key_of(1), EXAM, name, close << 8, part), 4) == value, (kind, close)


@engines
def test_what_tiers_cost(engine):
    """The third tier of all is the pupil's, which costs nothing."""
    found = [(row[0] // 30, row[6], row[4]) for row in of_kind(rows("tiers", engine), "COST_TIER")]
    gold = {**dict.fromkeys(range(4, 7), 10_000), **dict.fromkeys(range(7, 17), 30_000)}
    gold.update(dict.fromkeys(range(17, 31), 10_000))
    master = dict.fromkeys((*range(4, 13), *range(16, 31)), 5_000)
    wanted = [(month, 1, cents) for month, cents in gold.items()] + [
        (month, 3, cents) for month, cents in master.items()
    ]
    assert found == sorted(wanted)


@engines
def test_what_certificates_cost(engine):
    found = [(row[0] // 30, row[4]) for row in of_kind(rows("tiers", engine), "COST_CERTIFICATION")]
    assert found == [(4, 90_000), *((month, 60_000) for month in (7, 13, 16, 22, 25)), (28, 30_000)]


@engines
def test_a_rate_that_is_read_at_the_win_alone(engine):
    found = rows("tiers", engine, "archetypes.referral.terms.read=win")
    assert [(row[0], row[4]) for row in of(found, FIRST, "FEE_ACCRUED")] == [
        (85, 300_001),
        (475, 100_000),
        (835, 100_000),
    ]


@engines
def test_a_rate_that_is_read_at_the_win_alone_of_a_share_and_a_margin(engine):
    """Both were won as members: the rate of closes 5 and 6 stays."""
    found = rows("tiers", engine, "archetypes.alliance.terms.read=win", "archetypes.reseller.terms.read=win")
    assert {row[4] for row in of_kind(found, "SHARE_ACCRUED")} == {10_288}
    listed = {row[5] - row[4] for row in of(found, RESELLER, "REVENUE")}
    assert listed == {62_501, 70_313, 79_102, 79_103}


# ---------------------------------------------------------------- 2. Claims


@engines
def test_the_share_at_the_gate(engine):
    """Sourced and credited revenue of months 16 to 18, and all revenue."""
    _, metrics = run_of("claims", engine)
    total, sourced, credited = (
        sum(metrics[name][15:]) for name in ("total_revenue", "sourced_revenue", "credited_revenue")
    )
    assert (sourced, credited, total) == (3_723_459, 3_896_898, 49_852_782)


@engines
def test_a_claim_that_is_renewed_is_alive(engine):
    """All that changes is the pay and the class of the alliance's deal."""
    found = rows("claims", engine, "registration.renewals=1")
    assert [row[6] for row in of_kind(found, "WON")] == [2, 0, 4, 0]
    assert {row[4] for row in of_kind(found, "SHARE_ACCRUED")} == {20_834}
    assert {row[6] for row in of(found, "alliance/0/0", "REVENUE")} == {16}
    others = [row for row in of_partners(found) if row[2] != "alliance/0/0"]
    assert others == [row for row in of_partners(rows("claims", engine)) if row[2] != "alliance/0/0"]


@engines
@pytest.mark.parametrize(
    ("overrides", "of_class", "booked"),
    [
        (["archetypes.reseller.mention_probability=1"], 3, 3_000_030),
        (["archetypes.reseller.support_probability=0"], 3, 3_000_030),
        (["archetypes.reseller.support_probability=0", "attribution.influence=broad"], 2, 2_775_028),
    ],
)
def test_support_that_is_none(overrides, of_class, booked, engine):
    won = of(rows("claims", engine, *overrides), RESELLER, "WON")
    assert [(row[4], row[6]) for row in won] == [(booked, 2 * of_class)]


# ---------------------------------------------------------------- 3. Collisions

COLLISION, WHEN = 32, 2
CONTACTS = {(1, 3): 0.7755, (0, 4): 0.5120, (1, 4): 0.6681, (1, 5): 0.1498}
"""Part of the decision that says when the other met the account, by partner and month; first future of seed 4."""


def test_stated_contacts_are_those_of_their_addresses():
    for (partner, month), value in CONTACTS.items():
        place = partner << 16 | month << 8
        assert round(plain(uniform)(key_of(4), COLLISION, name_word("referral"), place, WHEN), 4) == value


@engines
def test_the_one_of_first_contact_wins(engine):
    found = rows("collisions", engine, "conflict.settlement=first_contact")
    assert [row[2:4] for row in of_kind(found, "CLAIM_LOST")] == [(SECOND, "5.0")]
    assert [(row[0], row[3], row[6]) for row in of(found, SECOND, "WON")] == [(115, "3.0", 2), (135, "4.0", 2)]
    assert [row[4] for row in of(found, SECOND, "FEE_ACCRUED")] == [750_000, 750_000]


@engines
def test_everybody_may_register(engine):
    """Claims of 82 and 85, of 102 and 102, of 102 and 104, of 132 and 128."""
    found = rows("collisions", engine, "ladders.rights.tiers.member.may_register=true")
    assert [row[2:4] for row in of_kind(found, "CLAIM_LOST")] == [(SECOND, "5.0")]
    won = [*of(found, FIRST, "WON"), *of(found, SECOND, "WON")]
    assert [(row[3], row[6]) for row in won] == [("2.0", 0), ("3.0", 0), ("4.0", 0), ("3.0", 0), ("4.0", 0)]


@engines
def test_an_account_that_is_split(engine):
    found = rows("collisions", engine, "conflict.settlement=split", "conflict.split_share=0.7")
    assert not of_kind(found, "CLAIM_LOST")
    whole, most, rest = 10_000_000, 7_000_000, 3_000_000
    assert [(row[3], row[5]) for row in of(found, FIRST, "WON")] == [("2.0", whole), ("3.0", whole), ("4.0", most)]
    assert [(row[3], row[5]) for row in of(found, SECOND, "WON")] == [("3.0", most), ("4.0", rest), ("5.0", rest)]
