"""Pay by tier: every entry of a ledger worked out again from the tiers that its rows tell, and doors (R-74, R-77)."""

from collections import Counter, defaultdict
from fractions import Fraction
from typing import Any

import pytest

from sim.engine.identity import roll_of
from sim.engine.prepared import prepared_of
from sim.experiment.replication import world_parameters
from sim.experiment.verification import verify
from sim.ledger import Kind, Ledger
from sim.randomness import chance_key
from sim.report.verification.lines import verification_lines
from sim.rules.revenue import tier_of_revenue
from sim.scenario.load import ScenarioError, load_scenario, resolved_toml

from ..engines.cases import FIELDS, SMALL
from ..engines.started import customer, opportunity, parameters_with, partner, state_of
from ..engines.test_frozen import go_on
from .test_ladder import (
    AMOUNT,
    DAY,
    DEAL,
    DETAIL,
    ENGINES,
    KIND,
    LIST,
    ON,
    PARTNER,
    SEED,
    THERE,
    month_of_row,
    run_of,
    scenario_of,
    stood,
)

REFERRER, RESELLER = "archetypes.referrer", "archetypes.reseller"
METAL = (
    *ON,
    "ladders.metal={ order=['bronze', 'silver', 'gold'], review_at='fiscal', review_months=1, promotion_months=1, "
    "window_months=2, falls='qualified', tiers={ bronze={}, silver={ needs={ opportunities=1 } }, "
    "gold={ needs={ deals=1 } } } }",
    "months=36",
    f"{REFERRER}.cycle_median_days=20.0", f"{REFERRER}.expansion_probability=0.5", f"{REFERRER}.churn_per_year=0.2",
    f"{RESELLER}.cycle_median_days=20.0",
    "payout.every_months=1",
)  # fmt: skip
"""Tiers that partners gain and lose within months; deals are decided soon."""
NO_YEARS = f"{REFERRER}.terms.later_rates=[]"


def paid(archetype: str, *levers: str) -> tuple[str, ...]:
    return tuple(f"{archetype}.terms.{lever}" for lever in levers)


FEES = (
    *METAL, NO_YEARS,
    *paid(REFERRER, "rate=0.07", "renewal_rate=0.01", "by_tier.silver={ rate=0.13, flat_fee=50.0 }",
          "by_tier.gold={ rate=0.29, renewal_rate=0.11, fee_most=9_000.0, expansion_rate=0.4 }"),
)  # fmt: skip
SHARES = (
    *METAL, NO_YEARS,
    *paid(REFERRER, "model=share", "read=accrual", "rate=0.2", "share_months=6", "by_tier.bronze={ rate=0.0 }",
          "by_tier.gold={ rate=0.31, share_months=0, fee_least=3.0 }"),
)  # fmt: skip
MARGINS = (
    *METAL,
    *paid(RESELLER, "by_tier={ gold={ rate=0.4, minimum_per_month=900.0 }, silver={ minimum_per_month=700.0 } }",
          "read=renewal"),
    f"{RESELLER}.distributor_rate=0.1",
)  # fmt: skip
LINES = (
    f"{REFERRER}.segments={{ a=0.6, b=0.4 }}",
    f"{REFERRER}.terms.lines={{ a={{ rate=0.05, by_tier={{ gold={{ rate=0.5 }} }} }} }}",
)
CHANGED = (
    "changes.dearer={ month=14, set={ archetypes.referrer.terms.by_tier.gold.rate=0.33 } }",
    "changes.back={ month=20, retroactive=true, set={ archetypes.referrer.terms.by_tier.silver.rate=0.02 } }",
)
NEAR = ("ladders.metal.near_share=0.3", "ladders.metal.near_multiplier=3.0", "ladders.metal.tiers.gold.needs.deals=3")
FROM_TIERS = (
    *paid(REFERRER, "rebates={ r={ base='sold', paid='month', from_tier='gold', steps={ a={ from=0, rate=0.1 } } } }"),
    "bonuses.some={ amount=500.0, from_tier='silver' }",
)
BANDED = paid(
    REFERRER, "rate=false", "bands={ measure='sold', steps={ a={ from=0, rate=0.1 }, b={ from=2e4, rate=0.3 }}}"
)
VARIANTS = {
    "fees, lines, changes, there": (*FEES, *LINES, *CHANGED, *THERE, "months=30"),
    "shares, near, from tiers": (*SHARES, *NEAR, *FROM_TIERS, *THERE, "departure.pay_after_departure=true"),
    "margins, changes": (
        *MARGINS, *THERE, "archetypes.reseller.indifference_odds_multiplier=3.0",
        "changes.dearer={ month=14, set={ archetypes.reseller.terms.by_tier.gold.rate=0.33 } }",
    ),
    "bands before rates, a cap, renewals": (
        *FEES, *BANDED, f"{REFERRER}.terms.read=renewal", f"{REFERRER}.terms.cap_per_year=20_000.0", *LINES, *NEAR,
    ),
    "bands of shares at closes": (
        *SHARES, *BANDED, f"{REFERRER}.terms.by_tier.bronze.rate=false", f"{REFERRER}.terms.registered_rate=0.03",
        'uncertainty."archetypes.referrer.terms.by_tier.gold.rate"={ low=0.1, high=0.6 }', *FROM_TIERS,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", VARIANTS)
def test_the_engines_are_equal(name: str) -> None:
    found = verify(scenario_of(*VARIANTS[name]), 3, SEED)
    assert found.is_equal, "\n".join(verification_lines(found))


def rounded(amount: int, rate: Fraction) -> int:
    return int(amount * rate + Fraction(1, 2))


class Tiers:
    """Where every partner stood, by the rows of a ledger in which all newcomers begin at the lowest tier."""

    def __init__(self, ledger: Ledger, months: int) -> None:
        self.at = stood(ledger, months)

    def in_books(self, row: Any) -> int:
        """That by which a month is booked, and which is in force on its days."""
        return self.at[row[PARTNER]][month_of_row(row) - 1]


PERCENTS = {0: (7, 1), 1: (13, 1), 2: (29, 11)}
"""By tier: of the first year, and of renewals."""


@pytest.mark.parametrize("read", ["win", "renewal"])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_fee_has_the_rates_of_the_tier_at_the_win_or_at_the_renewal(engine: str, read: str) -> None:
    _, ledger, _, _ = run_of(*FEES, f"{REFERRER}.terms.read={read}", engine=engine)
    tiers, locked, added = Tiers(ledger, 36), dict[Any, int](), dict[Any, int]()
    paid_at, moved = Counter[tuple[int, int]](), 0
    for row in ledger.rows:
        deal = row[PARTNER], row[DEAL]
        if row[KIND] == Kind.WON:
            locked[deal] = tiers.in_books(row)
        if row[KIND] == Kind.RENEWED:
            added[deal] = 0
            moved += locked[deal] != tiers.in_books(row)
            locked[deal] = tiers.in_books(row) if read == "renewal" else locked[deal]
        if row[KIND] == Kind.EXPANDED:
            added[deal] = row[AMOUNT]
        if row[KIND] != Kind.FEE_ACCRUED:
            continue
        tier, year = locked[deal], row[DETAIL]
        rate = Fraction(PERCENTS[tier][year > 1], 100)
        extra = added[deal] if year > 1 and tier == 2 else 0
        expected = rounded(row[LIST] - extra, rate) + (rounded(extra, Fraction(2, 5)) if extra else 0)
        expected += 5_000 if tier == 1 and year == 1 else 0
        assert row[AMOUNT] == (min(expected, 900_000) if tier == 2 else expected)
        paid_at[tier, year] += 1
    assert min(paid_at[tier, year] for tier in (0, 1, 2) for year in (1, 2)) > 1, paid_at
    assert moved > 5


@pytest.mark.parametrize("engine", ENGINES)
def test_a_share_read_at_closes_has_the_rate_and_the_months_of_the_tier_before(engine: str) -> None:
    """Nothing at the lowest tier, six months at the next, all months and $3 at least at the highest."""
    _, ledger, metrics, _ = run_of(*SHARES, engine=engine)
    tiers, shared = Tiers(ledger, 36), {}
    live, seen, revenue = dict[Any, int](), Counter[int](), defaultdict(Counter)
    left = {row[PARTNER] for row in ledger.rows if row[KIND] in (Kind.DEPARTED, Kind.REMOVED, Kind.DISMISSED)}
    for row in ledger.rows:
        deal = row[PARTNER], row[DEAL]
        if row[KIND] == Kind.SHARE_ACCRUED:
            shared[deal, row[DAY]] = row[AMOUNT]
    for row in ledger.rows:
        deal = row[PARTNER], row[DEAL]
        if row[KIND] == Kind.GO_LIVE:
            live[deal] = row[DAY] // 30 + 1
        if row[KIND] != Kind.REVENUE:
            continue
        tier, month = tiers.in_books(row), row[DAY] // 30
        assert tier_of_revenue(row[DETAIL]) == tier
        revenue[month][tier] += row[AMOUNT]
        if deal not in live or row[PARTNER] in left or row[LIST] == row[AMOUNT] == 0:
            continue
        contract_month = month - live[deal] + 1
        is_share = row[AMOUNT] == row[LIST]
        expected = 0
        if is_share and tier == 2:
            expected = max(300, rounded(row[LIST], Fraction(31, 100)))
        elif is_share and tier == 1 and contract_month <= 6:
            expected = rounded(row[LIST], Fraction(1, 5))
        assert shared.get((deal, row[DAY]), 0) == expected
        seen[tier if expected else -1 - tier] += 1
    assert min(seen[one] for one in (2, 1, -1, -2)) > 5, seen
    for tier in range(3):
        found = metrics[f"revenue_at_tier_{tier + 1}"]
        assert found == [revenue[month][tier] for month in range(1, 37)]
        assert sum(found) > 0


@pytest.mark.parametrize("engine", ENGINES)
def test_a_margin_and_a_minimum_by_tier(engine: str) -> None:
    """Read at renewals; the minimum is that of the tier in force: none, $700 or $900 a month."""
    scenario, ledger, _, parameters = run_of(*MARGINS, "vendor.resale_booking=gross", engine=engine)
    tiers, roll, locked = Tiers(ledger, 36), roll_of(parameters), dict[Any, int]()
    rate = {0: Fraction(str(scenario.archetypes["reseller"].terms.rate)), 2: Fraction(2, 5)}
    margins = {
        (row[PARTNER], row[DEAL], row[DAY]): row[AMOUNT] for row in ledger.rows if row[KIND] == Kind.RESALE_MARGIN
    }
    owed, seen, left = Counter[tuple[int, int]](), Counter[Any](), dict[int, int]()
    for row in ledger.rows:
        deal = row[PARTNER], row[DEAL]
        if row[KIND] in (Kind.WON, Kind.RENEWED):
            locked[deal] = tiers.in_books(row)
        if row[KIND] in (Kind.DEPARTED, Kind.REMOVED, Kind.DISMISSED):
            left.setdefault(row[PARTNER], row[DAY] // 30)
        if row[KIND] == Kind.REVENUE and roll.name(row[PARTNER]).startswith("reseller"):
            margin = margins.get((*deal, row[DAY]), 0)
            if row[PARTNER] not in left:
                assert margin == rounded(row[LIST], rate.get(locked[deal], rate[0]))
                seen["margin", locked[deal]] += 1
            owed[row[PARTNER], row[DAY] // 30] += row[LIST] - margin
    least = {0: 0, 1: 70_000, 2: 90_000}
    short = {(row[PARTNER], row[DAY] // 30): row[AMOUNT] for row in ledger.rows if row[KIND] == Kind.SHORTFALL}
    for one, history in tiers.at.items():
        if not roll.name(one).startswith("reseller"):
            continue
        signed = next(row[DAY] for row in ledger.rows if row[PARTNER] == one and row[KIND] == Kind.SIGNED)
        for month in range(signed // 30 + 1, min(left.get(one, 99), 37)):
            tier = history[month - 1]
            assert short.get((one, month), 0) == max(0, least[tier] - owed[one, month])
            seen["short", tier] += 1
    assert min(seen[what, tier] for what in ("margin", "short") for tier in (0, 1, 2)) > 2, seen


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_had_from_a_tier_on(engine: str) -> None:
    """A bonus of $500 for deals won from silver on; a rebate of 10% of the year's sales at closes at gold."""
    given = (*FEES, *FROM_TIERS, f"{REFERRER}.terms.by_tier.gold.rate=0.13")
    _, ledger, _, parameters = run_of(*given, engine=engine)
    tiers, roll = Tiers(ledger, 36), roll_of(parameters)
    won = {(row[PARTNER], row[DEAL]): tiers.in_books(row) for row in ledger.rows if row[KIND] == Kind.WON}
    had = {(row[PARTNER], row[DEAL]) for row in ledger.rows if row[KIND] == Kind.BONUS_ACCRUED}
    assert had == {deal for deal, tier in won.items() if tier >= 1}
    assert set(won.values()) == {0, 1, 2}
    rebated = [row for row in ledger.rows if row[KIND] == Kind.REBATE_ACCRUED]
    assert {tiers.in_books(row) for row in rebated} == {2}
    assert {roll.name(row[PARTNER]).split("-")[0].rstrip("0123456789/ ") for row in rebated} <= {"referrer"}
    assert len(rebated) > 5


def effort_at(*overrides: str, place: int = 0) -> Any:
    return prepared_of(world_parameters(scenario_of(*overrides), SEED, 0)[1]).pay[place]


def test_effort_follows_the_pay_of_each_tier() -> None:
    """Each tier has the effort that terms with its card alone have, to the bit; the market's pay has no tiers."""
    alone = (*METAL, NO_YEARS)
    cards = {
        0: ("rate=0.07", "renewal_rate=0.01"),
        1: ("rate=0.13", "renewal_rate=0.01", "flat_fee=50.0"),
        2: ("rate=0.29", "renewal_rate=0.11", "fee_most=9_000.0"),
    }
    efforts = []
    for tier, levers in cards.items():
        found, expected = effort_at(*FEES, place=tier), effort_at(*alone, *paid(REFERRER, *levers))
        assert found.effort == expected.effort
        efforts.append(found.effort)
    assert efforts == sorted(efforts)
    assert len(set(efforts)) == 3
    assert effort_at(*FEES, place=3).effort == effort_at(*alone, place=1).effort, "the other kind has one"


def test_retention_follows_the_pay_of_each_tier() -> None:
    """Who is paid for renewals at gold alone cares less at the other tiers."""
    given = (*FEES, f"{REFERRER}.indifference_odds_multiplier=4.0", f"{REFERRER}.terms.renewal_rate=0.0")
    odds = prepared_of(world_parameters(scenario_of(*given), SEED, 0)[1]).retention_odds
    assert [odds[20 * tier] for tier in (0, 1)] == [4.0, 4.0]
    assert 1.0 < odds[40] < 4.0


@pytest.mark.parametrize("engine", ENGINES)
def test_near_the_next_tier_effort_rises(engine: str) -> None:
    """With a share of nothing everybody below the top is near from its first close on; who is not, is as before."""
    slow = (*METAL, "ladders.metal.tiers.silver.needs.opportunities=90", "ladders.metal.tiers.gold.needs.deals=90")
    _, _, plain, _ = run_of(*slow, engine=engine)
    _, _, off, _ = run_of(*slow, "ladders.metal.near_multiplier=3.0", engine=engine)
    _, _, near, _ = run_of(*slow, "ladders.metal.near_multiplier=3.0", "ladders.metal.near_share=0.0", engine=engine)
    assert off == plain
    assert sum(near["raw_opportunities"]) > 1.5 * sum(plain["raw_opportunities"])
    assert near["signed_ever"][:6] == plain["signed_ever"][:6]


def test_an_engine_that_was_frozen_goes_on() -> None:
    for name, closes in (("fees, lines, changes, there", (13, 21)), ("shares, near, from tiers", (9, 16))):
        parameters = world_parameters(scenario_of(*VARIANTS[name]), SEED, 0)[1]
        tables = go_on(parameters, chance_key(SEED, 0, 0), closes)[closes[-1]].tables
        assert len({one["tier"] for one in tables["sales"]}) > 1
        assert {one["near"] for one in tables["standings"]} >= ({0, 1} if "near" in name else {0})


TIERED = (
    "archetypes.referral.ladder='metal'",
    "ladders.metal={ order=['low', 'high'], tiers={ low={}, high={ needs={ live_customers=1 } } } }",
    "archetypes.referral.terms={ model='referral', rate=0.1, later_rates=[], by_tier={ high={ renewal_rate=0.2 } } }",
    "months=26",
)


def test_customers_of_a_running_program_have_locked_the_tier_of_day_0() -> None:
    """Who has a customer is high, and its renewals are paid; a partner that had left is paid as the lowest."""
    running = state_of(
        [partner("a"), partner("b", left_day=-20)],
        [customer(0, 0), customer(1, 0)],
        [opportunity(0, 1)],
    )
    parameters = parameters_with(running, *TIERED, "departure.pay_after_departure=true",
                                 "archetypes.referral.churn_per_year=0.0")  # fmt: skip
    tables = go_on(parameters, chance_key(SEED, 0, 0), (1, 14))[1].tables
    locked = {
        tables["partners"][deal["partner"]]["gone"]: sale["tier"]
        for deal, sale in zip(tables["deals"], tables["sales"], strict=True)
        if deal["is_established"]
    }
    assert locked == {False: 1, True: 0}


BROKEN = {
    "by_tier.tin.rate = 0.1": "archetypes.referrer.terms.by_tier.tin: there is no tier 'tin' on ladder 'metal' (there",
    "lines.a.by_tier.tin.rate = 0.1\n[archetypes.referrer.segments]\na = 1.0": (
        "archetypes.referrer.terms.lines.a.by_tier.tin: there is no tier 'tin' on ladder 'metal'"
    ),
    "rate = false\nby_tier.gold.rate = 0.1": (
        "archetypes.referrer.terms.rate: is missing, and deals at tier bronze have none of their own: state it, or "
        "terms.by_tier.bronze.rate"
    ),
    "by_tier.gold.share_months = 3": "by_tier.gold: share_months: terms of the model 'referral' have no months of a",
    "by_tier.gold.minimum_per_month = 3.0": "by_tier.gold.minimum_per_month: partners with terms of the model 'referr",
    "by_tier.gold = { fee_least = 3.0, fee_most = 2.0 }": "by_tier.gold.fee_most: 2 lies below fee_least, 3: an entry",
    "registered_rate = 0.3\nby_tier.gold.rate = 0.8": "by_tier.gold: a rate of 0.8 and 0.3 for a registered deal are",
    "by_tier.gold.rate = 15": "archetypes.referrer.terms.by_tier.gold.rate",
    "rebates.r = { base = 'sold', from_tier = 'tin', steps.a = { from = 0, rate = 0.1 } }": (
        "archetypes.referrer.terms.rebates.r.from_tier: there is no tier 'tin' on ladder 'metal'"
    ),
    "rate = 0.1\n[bonuses.b]\namount = 5.0\narchetypes = ['referrer']\nfrom_tier = 'tin'": (
        "bonuses.b.from_tier: partners of the kind referrer never stand at 'tin' (ladder 'metal' has none): name the"
    ),
}


@pytest.mark.parametrize("lines", BROKEN)
def test_what_is_refused(lines: str, tmp_path: Any) -> None:
    file = tmp_path / "mine.toml"
    ladder = "[ladders.metal]\norder = ['bronze', 'gold']\n[ladders.metal.tiers.bronze]\n[ladders.metal.tiers.gold]\n"
    file.write_text(
        f"extends = '{FIELDS}'\nschema_version = 1\nname = 'mine'\ntitle = 'Mine'\n{ladder}[archetypes.referrer]\n"
        f"ladder = 'metal'\n[archetypes.referrer.terms]\nlater_rates = []\n{lines}\n",
        "utf-8",
    )
    with pytest.raises(ScenarioError) as refused:
        load_scenario(file)
    said = str(refused.value)
    assert BROKEN[lines] in said
    assert "mine.toml:" in said
    assert len(said.splitlines()) == 1, said


def test_terms_by_tier_need_a_ladder_and_leave_the_distributor_a_price() -> None:
    with pytest.raises(
        ScenarioError, match=r"by_tier.gold: the kind is on no ladder: state archetypes.referrer.ladder"
    ):
        scenario_of("archetypes.referrer.terms.by_tier={ gold={ rate=0.1 } }")
    with pytest.raises(ScenarioError, match=r"with 0\.3 for the distributor partners leave nothing of the price"):
        scenario_of(*METAL, f"{RESELLER}.terms.by_tier={{ gold={{ rate=0.7 }} }}", f"{RESELLER}.distributor_rate=0.3")
    with pytest.raises(ScenarioError, match="partners of the kind referral never stand at 'gold'"):
        load_scenario(SMALL, ["bonuses.b={ amount=5.0, from_tier='gold' }"])


def test_it_is_read_back_and_absent_where_it_is_not_stated(tmp_path: Any) -> None:
    scenario = scenario_of(*VARIANTS["shares, near, from tiers"])
    file = tmp_path / "resolved.toml"
    file.write_text(resolved_toml(scenario), "utf-8")
    assert resolved_toml(load_scenario(file)) == resolved_toml(scenario)
    plain = resolved_toml(scenario_of(*METAL))
    assert "by_tier" not in plain
    assert "from_tier" not in plain
    assert "near" not in plain


def test_the_places_go_before_each_other() -> None:
    """Line and tier, line, tier, terms."""
    given = (*METAL, *paid(REFERRER, "rate=0.01", "by_tier.gold={ rate=0.03, flat_fee=3.0, fee_most=30.0 }"), *LINES,
             f"{REFERRER}.terms.lines.a.flat_fee=7.0", NO_YEARS)  # fmt: skip
    terms = world_parameters(scenario_of(*given), SEED, 0)[1].archetypes[0].terms
    assert terms.card_tiers == 3
    assert [card.rate_bps for card in terms.cards] == [500, 500, 5_000, 100, 100, 300]
    assert [card.flat_fee_cents for card in terms.cards] == [700, 700, 700, 0, 0, 300]
    assert [card.fee_most_cents for card in terms.cards] == [0, 0, 3_000, 0, 0, 3_000]
