"""Ladders: who stands where, from the ledger alone by other code; what tiers cost; and no trace without them."""

from collections import Counter, defaultdict
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sim.engine.identity import roll_of
from sim.experiment.replication import ledger_metrics, ledger_of, world_parameters
from sim.experiment.verification import verify
from sim.ledger import CLOSE_KINDS, LEAVING_KINDS, Kind, Ledger
from sim.metrics.declared import metric_set_of
from sim.randomness import chance_key
from sim.report.verification.lines import verification_lines
from sim.report.words.events import words
from sim.scenario.lint import red_flags
from sim.scenario.load import ScenarioError, load_scenario, resolved_toml
from sim.scenario.schema import MEASURES, Scenario

from ..blind import ladder as blind
from ..engines.cases import FIELDS
from ..engines.test_frozen import go_on

SEED = 5
DAY, KIND, PARTNER, DEAL, AMOUNT, LIST, DETAIL = range(7)
ENGINES = ("reference", "compiled")
ON = ("archetypes.referrer.ladder=metal", "archetypes.reseller.ladder=metal")
FLOWS = (
    *ON,
    "ladders.metal={ order=['bronze', 'silver', 'gold', 'platinum'], review_months=2, tiers={ bronze={}, "
    "silver={ one_of={ sold=5_000.0, opportunities=4 }, grace_months=1 }, "
    "gold={ needs={ deals=2, billed=2_000.0 }, grace_months=3 }, "
    "platinum={ needs={ growth=500.0 }, one_of={ pay=300.0, growth_rate=0.1 } } } }",
    "ladders.metal.windows={ sold=5, opportunities=4, deals=9, growth=6, billed=24, growth_rate=3 }",
    "archetypes.referrer.departure_new_per_year=0.4",
)
STOCKS = (
    *ON,
    "ladders.metal={ order=['bronze', 'silver', 'gold'], promotion_months=1, review_at='fiscal', review_months=2, "
    "falls='qualified', lowest='removed', provisional_tier='silver', provisional_score=20, provisional_months=5, "
    "tiers={ bronze={ needs={ opportunities=1 }, grace_months=2 }, "
    "silver={ needs={ live_customers=1, retention=0.9 }, one_of={ live_arr=9_000.0, net_new=6_000.0, months=12 }, "
    "grace_months=1 }, gold={ needs={ points=40, months=4 } } }, windows={ net_new=4, opportunities=6 }, "
    "points={ sold=3, live_customers=10, retention=1, months=1 }, per={ sold=1_000, retention=20 }, most={ sold=30 } }",
    "fiscal_year_month=4",
    "archetypes.reseller.churn_basis='month'",
    "archetypes.referrer.downgrade_probability=0.3",
    "archetypes.referrer.downgrade_share=0.2",
    "clawback={ full_days=90 }",
)
RANKS = (
    *ON,
    "ladders.metal={ order=['bronze', 'silver', 'gold', 'platinum'], review_months=1, promotion_months=2, "
    "tiers={ bronze={}, silver={ needs={ top_share=0.5 } }, gold={ needs={ top_share=0.15 }, grace_months=2 }, "
    "platinum={ needs={ channel_share=0.2 } } }, windows={ sourced=7 } }",
)
CLAIMS = (
    *ON,
    "ladders.metal={ order=['bronze', 'silver', 'gold', 'platinum'], review_months=2, promotion_months=1, "
    "tiers={ bronze={}, silver={ one_of={ registrations=2, involved=9_000.0 }, grace_months=1 }, "
    "gold={ needs={ sourced=6_000.0, registrations=1 } }, "
    "platinum={ needs={ points=60, deals=1 }, one_of={ sold=20_000.0, involved=12_000.0 } } }, "
    "points={ sourced=2, involved=1, registrations=5, deals=3 }, per={ sourced=1_000, involved=1_000 }, "
    "windows={ registrations=5, sourced=9, involved=7, deals=10 } }",
    "registration={ valid_days=60, approval_days=3 }",
    "attribution={ test='rules', unregistered_credit_share=0.35, influenced_credit_share=0.3 }",
    *(
        f"archetypes.{name}.{setting}"
        for name in ("referrer", "reseller")
        for setting in (
            "registration_probability=0.6", "registration_delay_days=20", "direct_overlap_probability=0.5",
            "support_probability=0.7", "mention_probability=0.1", "early_cancel_probability=0.2",
        )
    ),
    "archetypes.referrer.segments={ a=0.7, b=0.3 }", "archetypes.reseller.segments={ a=0.5, b=0.5 }",
    "segments.b={ sold_by=['reseller'] }",
)  # fmt: skip
CREDIT = 3_500
"""Of an unregistered deal, in basis points."""
CASES = {
    "claims": CLAIMS,
    "flows": FLOWS,
    "stocks": STOCKS,
    "ranks": RANKS,
    "ranks of all": (*RANKS, "ladders.metal.ranked_among=in_force", "ladders.metal.volume=billed"),
}
THERE = (
    "archetypes.referrer.established={ partners=9, age_months=30, customers=3.0, arr_median=12_000.0 }",
    "archetypes.reseller.established={ partners=6, age_months=5, customers=1.0, arr_median=9_000.0 }",
)
COSTLY = (
    "ladders.metal.tiers.silver.cost_per_month=120.5",
    "ladders.metal.tiers.gold.cost_per_month=800.0",
    "ladders.metal.tiers.silver.care_weight=2.25",
    "ladders.metal.tiers.gold.fee_per_year=1_000.0",
    "archetypes.referrer.fee_per_year=200.0",
)
VARIANTS = {
    "flows, there, costly": (*FLOWS, *THERE, *COSTLY),
    "stocks, sunset": (*STOCKS, *COSTLY, "sunset.month=17", "sunset.sourced_share=0.9"),
    "ranks, there, one ladder of two": (
        *RANKS, *THERE, *COSTLY, "archetypes.reseller.ladder=flat",
        "ladders.flat={ order=['all', 'few'], tiers={ all={}, few={} } }",
        "archetypes.referrer.established.tier=gold", "archetypes.reseller.fixed_tier=few",
    ),
    "changes, uncertain, points ranked": (
        *STOCKS, *THERE, "ladders.metal.volume=points", "ladders.metal.tiers.gold.one_of.top_share=0.2",
        "changes.harder={ month=9, set={ ladders.metal.tiers.gold.needs.points=60, ladders.metal.points.sold=4 } }",
        'uncertainty."ladders.metal.tiers.silver.one_of.live_arr"={ low=2_000.0, high=30_000.0 }',
    ),
}  # fmt: skip


def scenario_of(*overrides: str) -> Scenario:
    return load_scenario(FIELDS, overrides)


@cache
def run_of(*overrides: str, engine: str = "compiled") -> tuple[Scenario, Ledger, dict[str, list[int]], Any]:
    scenario = scenario_of(*overrides)
    run, twin, parameters = ledger_of(scenario, SEED, 0, 0, engine)
    metrics = {name: values.tolist() for name, values in ledger_metrics(scenario, run, twin, parameters).items()}
    return scenario, run, metrics, parameters


def month_of_row(row: Any) -> int:
    return row[DAY] // 30 if row[KIND] in CLOSE_KINDS else row[DAY] // 30 + 1


def counted(row: Any) -> dict[str, int]:
    """What a won deal counts by its class: registered, unregistered, influenced, only fulfilled, routed."""
    class_, acv = row[DETAIL] // 2, row[LIST]
    sourced = (acv, (acv * CREDIT + 5_000) // 10_000, 0, 0, 0)[class_]
    return {
        "sold": 0 if class_ == 4 else acv,
        "deals": int(class_ < 3),
        "sourced": sourced,
        "involved": sourced + (acv if class_ == 2 else 0),
    }


class Told:
    """What the ledger says of partners, by month."""

    def __init__(self, scenario: Scenario, ledger: Ledger) -> None:
        self.ladder = scenario.ladders["metal"]
        self.sums: dict[tuple[str, int], Counter[int]] = defaultdict(Counter)
        self.undone: list[tuple[int, int, int, dict[str, int]]] = []
        """Partner, month of the win, month in which its customer left within a year, what the deal counts."""
        self.signed: dict[int, int] = {}
        self.score: dict[int, int] = {}
        self.left: dict[int, int] = {}
        self.removed: dict[int, int] = {}
        """From the lowest tier."""
        self.won: dict[tuple[int, int], tuple[int, dict[str, int]]] = {}
        self.live: dict[tuple[int, int], int] = {}
        for row in ledger.rows:
            self._read(row)

    def _read(self, row: Any) -> None:
        kind, partner, month, deal = row[KIND], row[PARTNER], month_of_row(row), (row[PARTNER], row[DEAL])
        assert partner not in self.removed or kind not in (Kind.QUALIFIED, *LEAVING_KINDS), "it has left"
        if kind == Kind.CONTACTED:
            self.score[partner] = row[DETAIL]
        elif kind in (Kind.SIGNED, Kind.STARTED):
            self.signed[partner] = row[DAY] if kind == Kind.SIGNED else -30 * row[DETAIL]
        elif kind == Kind.REMOVED and row[DETAIL] == 4:
            self.removed[partner] = month
        elif kind in LEAVING_KINDS:
            self.left.setdefault(partner, month)
        elif kind == Kind.QUALIFIED:
            self.sums["opportunities", partner][month] += 1
        elif kind == Kind.REGISTERED:
            self.sums["registrations", partner][month] += 1
        elif kind == Kind.WON:
            self.won[deal] = month, counted(row)
            for what, value in self.won[deal][1].items():
                self.sums[what, partner][month] += value
        elif kind == Kind.REVENUE:
            self.sums["billed", partner][month] += row[LIST]
        elif kind in (Kind.FEE_ACCRUED, Kind.SHARE_ACCRUED):
            self.sums["pay", partner][month] += row[AMOUNT]
        elif kind in (Kind.GO_LIVE, Kind.EXPANDED, Kind.DOWNGRADED, Kind.CANCELLED, Kind.CHURNED):
            self.sums["net_new", partner][month] += row[AMOUNT]
            if kind == Kind.GO_LIVE:
                self.live[deal] = row[DAY]
                self.sums["came", partner][month] += 1
            elif kind in (Kind.CANCELLED, Kind.CHURNED):
                self.sums["went", partner][month] += 1
                if deal in self.live and row[DAY] - self.live[deal] < 360:
                    self.undone.append((partner, self.won[deal][0], month, self.won[deal][1]))

    def window(self, what: str, partner: int, month: int, months: int) -> int:
        """A sum over months; a deal whose customer left by then in its first year does not count."""
        first = month - months + 1
        total = sum(self.sums[what, partner][back] for back in range(first, month + 1))
        for one, won, left, values in self.undone:
            if one == partner and first <= won <= month and left <= month:
                total -= values.get(what, 0)
        return total

    def value(self, measure: str, partner: int, month: int) -> Any:
        """Any measure of a partner at a close that does not compare it with others."""
        months = self.ladder.windows.get(measure, self.ladder.window_months)
        if measure in ("sold", "sourced", "involved", "pay", "billed", "net_new"):
            return Fraction(self.window(measure, partner, month, months), 100)
        if measure in ("deals", "opportunities", "registrations"):
            return self.window(measure, partner, month, months)
        if measure in ("growth", "growth_rate"):
            ago = self.window("billed", partner, month - 12, months)
            grown = self.window("billed", partner, month, months) - ago
            return Fraction(grown, 100) if measure == "growth" else Fraction(grown, ago) if ago else 0
        came, went = (self.window(what, partner, month, month) for what in ("came", "went"))
        if measure == "live_customers":
            return came - went
        if measure == "live_arr":
            return Fraction(self.window("net_new", partner, month, month), 100)
        if measure == "retention":
            return Fraction(came - went, came) if came else 1
        if measure == "months":
            return month - (self.signed[partner] // 30 + 1)
        assert measure == "points", measure
        return sum(self._points(name, number, partner, month) for name, number in self.ladder.points.items())

    def _points(self, name: str, number: int, partner: int, month: int) -> int:
        units = int(max(0, self.value(name, partner, month) * (100 if name == "retention" else 1)))
        return min(units * number // self.ladder.per.get(name, 1), self.ladder.most.get(name, 10**9))

    def compared(self, month: int) -> dict[int, dict[str, Any]]:
        """Part of the volume, and place, of the partners in force at a close."""
        partners = [
            one for one, day in sorted(self.signed.items()) if day < 30 * month and self.left.get(one, 99) > month
        ]
        volume = {one: self.value(self.ladder.volume, one, month) for one in partners}
        total = sum(volume.values())
        recent = {
            one for one in partners for back in range(month - 2, month + 1)
            if self.sums["opportunities", one][back] or self.sums["deals", one][back]
        }  # fmt: skip
        ranked = [one for one in partners if self.ladder.ranked_among == "in_force" or one in recent]
        ranked.sort(key=lambda one: (-volume[one], one))
        return {
            one: {
                "channel_share": Fraction(volume[one], total) if volume[one] > 0 else None,
                "top_share": (ranked.index(one) + 1, len(ranked)) if one in ranked and volume[one] > 0 else None,
            }
            for one in partners
        }


def blind_ladder(scenario: Scenario) -> blind.Ladder:
    stated = scenario.ladders["metal"]

    def tier(name: str) -> blind.Tier:
        one = stated.tiers[name]
        needs, one_of = (
            {measure: Fraction(str(value)) for measure, value in part.items()} for part in (one.needs, one.one_of)
        )
        return blind.Tier(name, needs, one_of, one.grace_months)

    return blind.Ladder(
        [tier(name) for name in stated.order], stated.promotion_months, stated.review_months,
        stated.review_at == "fiscal", stated.falls, stated.lowest, stated.provisional_tier, stated.provisional_score,
        stated.provisional_months or 0,
    )  # fmt: skip


def stood(ledger: Ledger, months: int) -> dict[int, list[int]]:
    """Tier of each partner that signed at every close, by the rows of the ledger."""
    found: dict[int, list[int]] = {}
    for row in ledger.rows:
        if row[KIND] in (Kind.SIGNED, Kind.STARTED):
            found[row[PARTNER]] = [0] * (months + 1)
        elif row[KIND] == Kind.TIER_CHANGED:
            assert found[row[PARTNER]][row[DAY] // 30] == row[AMOUNT]
            found[row[PARTNER]][row[DAY] // 30 :] = [row[DETAIL]] * (months + 1 - row[DAY] // 30)
    return found


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", CASES)
def test_everybody_stands_where_the_ledger_says(name: str, engine: str) -> None:
    """Every measure of every partner at every close from the rows, and the tier by the second version of ladders."""
    scenario, ledger, _, _ = run_of(*CASES[name], engine=engine)
    ladder, told, tiers = blind_ladder(scenario), Told(scenario, ledger), stood(ledger, 24)
    asked = sorted({measure for tier in scenario.ladders["metal"].tiers.values() for measure in tier.asked})
    compared = {month: told.compared(month) for month in range(1, 25)} if name.startswith("ranks") else {}
    names, seen = [tier.name for tier in ladder.tiers], Counter[str]()
    for partner, day in told.signed.items():
        first, last = day // 30 + 1, min(told.left.get(partner, 25) - 1, told.removed.get(partner, 24))
        books = [
            compared[month][partner] if compared else {one: told.value(one, partner, month) for one in asked}
            for month in range(first, last + 1)
        ]
        fiscal = scenario.fiscal_year_month or scenario.start_month
        years = blind.years(ladder, day, told.score[partner], books, scenario.start_month, fiscal)
        for standing in years:
            if standing.tier is None:
                assert told.removed[partner] == standing.month
            else:
                assert names[tiers[partner][standing.month]] == standing.tier, (partner, standing)
                seen[standing.tier] += 1
        assert len(years) == len(books)
        assert (bool(years) and years[-1].tier is None) == (partner in told.removed)
    assert min(seen[name] for name in names) > 3, seen
    assert bool(told.removed) == (name == "stocks")


def test_every_measure_is_recomputed() -> None:
    """Certified people are in the tests of exams: by certificate."""
    asked = {measure for changes in CASES.values() for measure in scenario_of(*changes).ladders["metal"].asked}
    assert asked == set(MEASURES) - {"certified"}


@pytest.mark.parametrize("name", VARIANTS)
def test_the_engines_are_equal(name: str) -> None:
    found = verify(scenario_of(*VARIANTS[name]), 3, SEED)
    assert found.is_equal, "\n".join(verification_lines(found))


@pytest.mark.parametrize("engine", ENGINES)
def test_stocks_costs_and_fees_follow_from_the_tiers(engine: str) -> None:
    """Books of a month by the tier of the close before; a fee by the tier just read; who begins stands lowest."""
    given = (*RANKS, *COSTLY, "sunset.month=20", "sunset.sourced_share=0.9")
    scenario, ledger, metrics, parameters = run_of(*given, engine=engine)
    tiers, told, roll = stood(ledger, 24), Told(scenario, ledger), roll_of(parameters)
    dismissed = {row[PARTNER] for row in ledger.rows if row[KIND] == Kind.DISMISSED}
    begins = min(row[DAY] // 30 + 1 for row in ledger.rows if row[KIND] == Kind.PHASE_ENTERED)
    fees: dict[tuple[int, int], int] = {}
    for month in range(1, 25):
        there = [
            one for one, day in told.signed.items()
            if day < 30 * month and told.left.get(one, 99) + (one in dismissed) > month
        ]  # fmt: skip
        before = {one: tiers[one][month - 1] if told.signed[one] < 30 * (month - 1) else 0 for one in there}
        held = Counter(before.values())
        cost = 12_050 * held[1] + 80_000 * held[2] if month >= begins else 0
        assert metrics["tier_cost"][month - 1] == cost
        rises, falls = ([1 for one in there if sign * (tiers[one][month] - before[one]) > 0] for sign in (1, -1))
        assert (metrics["promotions"][month - 1], metrics["demotions"][month - 1]) == (len(rises), len(falls))
        after = Counter(tiers[one][month] for one in there if told.left.get(one, 99) > month)
        assert [metrics[f"partners_at_tier_{at + 1}"][month - 1] for at in range(4)] == [after[at] for at in range(4)]
        assert sum(after.values()) == metrics["signed_partners"][month - 1]
        for one in there:
            if (month - told.signed[one] // 30 - 1) % 12 == 0:
                own = 20_000 if roll.name(one).startswith("referrer") else 0
                fees[month, one] = 100_000 if tiers[one][month] == 2 else own
    paid = {(row[DAY] // 30, row[PARTNER]): row[AMOUNT] for row in ledger.rows if row[KIND] == Kind.PARTNER_FEE}
    assert paid == {name: fee for name, fee in fees.items() if fee}
    assert {20_000, 100_000} == set(paid.values())
    assert sum(metrics["demotions"]) > 3
    assert sum(metrics["tier_cost"]) > 1_000_000
    assert metrics["signed_partners"][-1] == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_a_tier_takes_of_the_care_of_managers(engine: str) -> None:
    """With a weight of 3 the load is that of each partner and two more for those that are onboarded at the tier."""
    heavy = (*FLOWS, "ladders.metal.tiers.bronze.care_weight=3.0", "program.overload_effort_elasticity=0.0",
             "program.overload_departure_elasticity=0.0", "program.onboarding_slots=1000.0")  # fmt: skip
    _, _, with_weight, _ = run_of(*heavy, engine=engine)
    _, _, without, _ = run_of(*heavy, "ladders.metal.tiers.bronze.care_weight=1.0", engine=engine)
    assert with_weight["won_deals"] == without["won_deals"]
    loads = list(zip(with_weight["manager_load"], without["manager_load"], strict=True))
    assert all(one <= 3 * other + 1 for one, other in loads)
    assert sum(one > 1.5 * other for one, other in loads if other) > 5


@pytest.mark.parametrize("engine", ENGINES)
def test_partners_of_day_0_stand_where_their_customers_put_them(engine: str) -> None:
    """Of two ages: what customers of day 0 were won with in the last twelve months, rank and months decide."""
    given = (
        *THERE, *ON, "ladders.metal={ order=['a', 'b', 'c'], review_months=24, promotion_months=12, tiers={ a={}, "
        "b={ needs={ live_arr=20_000.0 } }, c={ needs={ months=12, live_customers=2, top_share=0.4 } } }, "
        "volume='live_arr', ranked_among='in_force' }",
    )  # fmt: skip
    _, ledger, metrics, _ = run_of(*given, engine=engine)
    there = sorted(row[PARTNER] for row in ledger.rows if row[KIND] == Kind.STARTED)
    age = {row[PARTNER]: row[DETAIL] for row in ledger.rows if row[KIND] == Kind.STARTED}
    arr, number = Counter[int](), Counter[int]()
    for row in ledger.rows:
        if row[KIND] == Kind.STARTED_CUSTOMER:
            arr[row[PARTNER]] += row[AMOUNT]
            number[row[PARTNER]] += 1
    ranked = sorted(there, key=lambda one: (-arr[one], one))
    best = {one for one in ranked[: -(-2 * len(there) // 5)] if age[one] >= 13 and number[one] >= 2 and arr[one]}
    expected = {one: 2 if one in best else int(arr[one] >= 2_000_000) for one in there}
    found = {row[PARTNER]: row[DETAIL] for row in ledger.rows if row[KIND] == Kind.TIER_CHANGED and row[DAY] == 30}
    gone = {row[PARTNER] for row in ledger.rows if row[KIND] in LEAVING_KINDS and row[DAY] <= 30}
    assert found == {one: tier for one, tier in expected.items() if tier and one not in gone}
    assert set(expected.values()) == {0, 1, 2}
    assert metrics["promotions"][0] == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_a_stated_tier_is_that_of_day_0_and_a_fixed_one_stays(engine: str) -> None:
    given = (*THERE, *FLOWS, "archetypes.referrer.established.tier=gold", "archetypes.reseller.fixed_tier=platinum")
    scenario, ledger, _, parameters = run_of(*given, engine=engine)
    roll, told = roll_of(parameters), Told(scenario, ledger)
    changed = defaultdict[int, list[tuple[int, int, int]]](list)
    for row in ledger.rows:
        if row[KIND] == Kind.TIER_CHANGED:
            changed[row[PARTNER]].append((row[DAY] // 30, row[AMOUNT], row[DETAIL]))
    for one, day in told.signed.items():
        first = max(1, day // 30 + 1)
        if roll.name(one).startswith("reseller") and told.left.get(one, 99) > first:
            assert changed[one] == [(first, 0, 3)]
        elif day < 0 and told.left.get(one, 99) > 1:
            assert changed[one][0] in {(1, 0, 2), (1, 0, 3), (1, 0, 1)}
    assert any(rows[0] == (1, 0, 2) for rows in changed.values())


def test_an_engine_that_was_frozen_goes_on() -> None:
    for given, closes in ((VARIANTS["flows, there, costly"], (1, 12)), (STOCKS, (9, 16))):
        parameters = world_parameters(scenario_of(*given), SEED, 0)[1]
        tables = go_on(parameters, chance_key(SEED, 0, 0), closes)
        standings = tables[closes[-1]].tables["standings"]
        assert len({one["tier"] for one in standings}) > 2
        assert any(one["warned_month"] for one in standings)
        assert any(tables[closes[-1]].tables["ring_claims"])


def test_without_a_ladder_nothing_of_it_is_there() -> None:
    scenario = scenario_of("ladders.metal={ order=['a'], tiers={ a={} } }", "ladders.metal=false")
    assert resolved_toml(scenario) == resolved_toml(scenario_of())
    assert "promotions" not in metric_set_of(scenario_of())
    declared = metric_set_of(scenario_of(*STOCKS))
    assert "partners_at_tier_3" in declared
    assert "partners_at_tier_4" not in declared
    assert "tier_cost" in declared.sums["program_cost"].plus


def test_rows_are_said_by_the_names_of_tiers() -> None:
    scenario = scenario_of(*FLOWS, "ladders.a={ order=['x', 'y'], tiers={ x={}, y={} } }")
    assert words((30, 24, 0, -1, 1, 0, 2), "referrer", scenario) == "stands at tier 'gold', before at 'silver'"
    assert words((30, 80, -1, -1, 1, 0, 3), "", scenario) == "cost: partners at tier 'silver' of metal"
    assert words((30, 21, 0, -1, 0, 0, 4), "referrer", scenario) == "partner removed by review (below the lowest tier)"


BROKEN = {
    "order = ['silver']": "ladders.metal.order: must name every tier once",
    "order = ['silver', 'gold', 'best']": "'gold', 'silver']); add [ladders.metal.tiers.best]",
    "windows.growth = 13": "ladders.metal.windows.growth: growth compares with months up to a year ago",
    "windows.live_arr = 3": "ladders.metal.windows.live_arr: it is what holds at the close, over no months",
    "windows.wins = 3": "ladders.metal.windows.wins: there is no measure 'wins'",
    "tiers.gold.needs.certified = 3": "needs.certified: certified people are counted by certificate",
    "tiers.gold.needs.certified.sales = 3": "needs.certified.sales: there is no certificate 'sales' (there are none)",
    "tiers.gold.needs.registrations = 3": "needs.registrations: nothing is registered without [registration]",
    "tiers.gold.needs.retention = 85": "tiers.gold.needs.retention: a share is at most 1 (write 0.85 for 85%)",
    "tiers.gold.one_of.deals = 2.5": "tiers.gold.one_of.deals: 2.5 is no whole number",
    "tiers.gold.needs.points = 20": "tiers.gold.needs.points: no measure gives points",
    "points.points = 2": "ladders.metal.points.points: points are not made of points",
    "points.top_share = 2": "ladders.metal.points.top_share: it compares partners",
    "points.deals = 2": "ladders.metal.points: no tier asks for points",
    "per.deals = 2": "ladders.metal.per.deals: deals gives no points",
    "promotion_months = 5": "ladders.metal.promotion_months: 5 do not divide the year",
    "review_at = 'fiscal'\nladders.metal.review_months = 5": "ladders.metal.review_months: reviews by the fiscal year",
    "provisional_tier = 'silver'": "provisional_tier: newcomers stay there for some months: state provisional_months",
    "provisional_tier = 'tin'\nladders.metal.provisional_months = 3": "provisional_tier: there is no tier 'tin'",
    "provisional_months = 3": "ladders.metal.provisional_months: no tier is provisional",
    "lowest = 'kept'\narchetypes.referrer.ladder = 'wood'": "archetypes.referrer.ladder: there is no ladder 'wood'",
    "lowest = 'kept'\narchetypes.referrer.fixed_tier = 'tin'": "fixed_tier: there is no tier 'tin' on ladder 'metal'",
    "lowest = 'kept'\narchetypes.reseller.fixed_tier = 'gold'": "archetypes.reseller.fixed_tier: the kind is on no",
    "lowest = 'kept'\narchetypes.referrer.established = { partners = 1, age_months = 2, customers = 1.0, arr_median = "
    "9.0, tier = 'tin' }": "archetypes.referrer.established.tier: there is no tier 'tin'",
}


@pytest.mark.parametrize("line", BROKEN)
def test_what_a_ladder_cannot_be_is_refused_with_its_cure(line: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        f"schema_version = 1\nextends = '{FIELDS}'\narchetypes.referrer.ladder = 'metal'\n"
        "ladders.metal.tiers.silver = {}\nladders.metal.tiers.gold.needs.sold = 9.0\n"
        "ladders.metal.order = ['silver', 'gold']\n".replace(
            "ladders.metal.order = ['silver', 'gold']\n" if line.startswith("order") else "\0", ""
        ).replace("archetypes.referrer.ladder = 'metal'\n" if "'wood'" in line else "\0", "")
        + f"ladders.metal.{line}\n",
        "utf-8",
    )
    with pytest.raises(ScenarioError) as refused:
        load_scenario(file)
    said = str(refused.value)
    assert BROKEN[line] in said
    assert "mine.toml:" in said
    assert len(said.splitlines()) == 1, said


def test_a_tier_of_another_ladder_is_refused() -> None:
    with pytest.raises(ScenarioError, match="there is no tier 'x' on ladder 'metal'"):
        scenario_of(*FLOWS, "ladders.a={ order=['x'], tiers={ x={} } }", "archetypes.referrer.fixed_tier=x")


WARNED = {
    "R-103 ladders.metal.order has 5 tiers: more than four confuse": (),
    "R-104 ladders.metal.tiers.b.needs.months: nobody is 90 months old within 24 months": (),
    "R-104 ladders.metal.tiers.c asks for no more than b: nobody rises to b": (),
    "R-109 ladders.metal.tiers.d.needs.pay: nobody below it on the ladder can earn any: a margin is kept, not accrued, "
    "and 0 pays nothing": (
        "archetypes.reseller.terms.flat_fee=5.0",
    ),
    "R-100 ladders.metal.windows.billed changes nothing: no condition, points or rank asks for it": (
        "ladders.metal.tiers.e.needs.channel_share=0.1",
    ),
    "R-102 ladders.metal.volume changes nothing: no condition is a channel_share or top_share": (
        "ladders.metal.tiers.e.needs.channel_share=0.1",
    ),
    "R-104 ladders.metal.provisional_score changes nothing: no tier is provisional": (
        "ladders.metal.provisional_tier=b", "ladders.metal.provisional_months=2",
    ),
    'R-104 ladders.metal.tiers.a.needs changes nothing: who fails the lowest tier is kept (lowest = "kept")': (
        "ladders.metal.lowest=removed",
    ),
    "R-107 ladders.x changes nothing: no kind of partner stands on it: state archetypes.<name>.ladder = 'x'": (
        "archetypes.referrer.ladder=x",
    ),
}  # fmt: skip
"""Warnings of one scenario, and what ends each."""


@pytest.mark.parametrize("warning", WARNED)
def test_what_may_be_a_mistake_is_said(warning: str) -> None:
    given = (
        "archetypes.reseller.ladder=metal", "ladders.x={ order=['a'], tiers={ a={} } }",
        "ladders.metal={ order=['a', 'b', 'c', 'd', 'e'], volume='billed', windows={ billed=3 }, provisional_score=20, "
        "tiers={ a={ needs={ deals=1 } }, b={ needs={ months=90 } }, c={ needs={ months=80 } }, "
        "d={ needs={ pay=3.0 } }, e={ needs={ sold=10.0 } } } }",
    )  # fmt: skip
    assert warning in [f"{flag.rule} {flag.message}" for flag in red_flags(scenario_of(*given))]
    if WARNED[warning]:
        ended = scenario_of(*given, *WARNED[warning])
        assert warning not in [f"{flag.rule} {flag.message}" for flag in red_flags(ended)]
