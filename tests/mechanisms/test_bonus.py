"""Bonuses for single deals in both engines, worked out again from the deals that were won."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from sim.engine import compiled, reference
from sim.experiment.replication import ledger_metrics, ledger_of
from sim.experiment.run import simulate
from sim.experiment.verification import verify
from sim.ledger import Kind, Row
from sim.names import name_word
from sim.randomness import Stream, chance_key, draw_uniform
from sim.report.verification.lines import verification_lines
from sim.scenario.load import ScenarioError, load_scenario
from sim.scenario.schema import Scenario

from ..engines.started import opportunity, parameters_with, partner, state_of
from ..engines.test_frozen import LIVELY, go_on

FIELDS = Path(__file__).parents[1] / "fields" / "fields.toml"
ENGINES = ("reference", "compiled")
SEED = 7
DAY, KIND, PARTNER, DEAL, AMOUNT, LIST, DETAIL = range(7)
THERE = "archetypes.referrer.established={ partners = 9, age_months = 20, customers = 3.5, arr_median = 12_000.0 }"
SEGMENTS = "archetypes.referrer.segments={ a = 0.6, b = 0.4 }"
VARIANTS: dict[str, tuple[str, ...]] = {
    "first deals in time": ("bonuses.start={ amount=1000, trigger='first_deal', within_days=150 }", THERE),
    "marked, few": ("bonuses.mark={ rate=0.05, probability=0.4, most_per_partner=2 }", "clawback={full_days=90}"),
    "sizes, months, kinds": (
        "bonuses.big={ amount=700.07, acv_from=30_000, archetypes=['reseller'], from_month=6, to_month=14 }",
        "bonuses.small={ amount=100, acv_below=9_000 }", "months=20", "gate.month=20",
        "departure.pay_after_departure=false",
    ),
    "a line": (SEGMENTS, "bonuses.line={ amount=50, segments=['a'] }"),
}  # fmt: skip


@cache
def scenario_of(*overrides: str) -> Scenario:
    return load_scenario(FIELDS, overrides)


def rows_of(*overrides: str, engine: str = "compiled") -> list[Row]:
    return ledger_of(scenario_of(*overrides), SEED, 0, 0, engine)[0].rows


def of(rows: list[Row], *kinds: Kind) -> list[Row]:
    return [row for row in rows if row[KIND] in kinds]


@pytest.mark.parametrize("name", VARIANTS)
def test_the_engines_are_equal(name: str) -> None:
    found = verify(scenario_of(*VARIANTS[name]), 3, SEED)
    assert found.is_equal, "\n".join(verification_lines(found))


def test_a_first_deal_within_its_days() -> None:
    rows = rows_of(*VARIANTS["first deals in time"])
    signed = {row[PARTNER]: row[DAY] for row in of(rows, Kind.SIGNED)}
    won = set[int]() | {row[PARTNER] for row in of(rows, Kind.STARTED)}
    expected = []
    for row in of(rows, Kind.WON):
        if row[PARTNER] not in won and row[DAY] - signed[row[PARTNER]] <= 150:
            expected.append((row[DAY], row[PARTNER], row[DEAL], 100_000, row[LIST]))
        won.add(row[PARTNER])
    found = [(row[DAY], *row[PARTNER:DETAIL]) for row in of(rows, Kind.BONUS_ACCRUED)]
    assert found == expected
    assert 2 < len(found) < len(signed)


def test_a_mark_is_drawn_for_the_deal_under_bonus_and_kind() -> None:
    """`bonuses.mark/referrer`, place of the deal; two a partner, rounded half up to a cent; an entry of its own."""
    scenario = scenario_of(*VARIANTS["marked, few"])
    run, _, parameters = ledger_of(scenario, SEED, 0, 0, "compiled")
    key, had, expected = chance_key(SEED, 0, 0), Counter[int](), []
    first = parameters.archetypes[0].candidates + parameters.archetypes[0].candidates_per_month * parameters.months
    for row in of(run.rows, Kind.WON):
        kind = "referrer" if row[PARTNER] < first else "reseller"
        index = row[PARTNER] if kind == "referrer" else row[PARTNER] - first
        listed = parameters.archetypes[0 if kind == "referrer" else 1]
        batch = 0 if index < listed.candidates else 1 + (index - listed.candidates) // listed.candidates_per_month
        own = index if batch == 0 else (index - listed.candidates) % listed.candidates_per_month
        place = batch << 32 | own << 16 | (row[DEAL] // 256) << 8 | row[DEAL] % 256
        u = draw_uniform(key, Stream.BONUS_MARK.value, name_word(f"bonuses.mark/{kind}"), place, 0)
        if u < 0.4 and had[row[PARTNER]] < 2:
            had[row[PARTNER]] += 1
            expected.append((row[DAY], row[PARTNER], row[DEAL], (5 * row[LIST] + 50) // 100))
    found = [(row[DAY], *row[PARTNER:LIST]) for row in of(run.rows, Kind.BONUS_ACCRUED)]
    assert found == expected
    assert 2 in had.values()
    settled = Counter((row[PARTNER], row[DEAL], row[AMOUNT]) for row in of(run.rows, Kind.FEE_PAID))
    assert all(settled[entry[1:]] for entry in found[:5]), "it is paid as an entry of its own"


def test_what_is_taken_back_has_the_bonus_in_it() -> None:
    rows = rows_of(*VARIANTS["marked, few"])
    earned, seen = Counter[tuple[int, int]](), 0
    for row in rows:
        if row[KIND] in (Kind.FEE_ACCRUED, Kind.BONUS_ACCRUED):
            earned[row[PARTNER], row[DEAL]] += row[AMOUNT]
        elif row[KIND] == Kind.CLAWED_BACK:
            assert -row[AMOUNT] == earned[row[PARTNER], row[DEAL]]
            seen += any(one[PARTNER:AMOUNT] == row[PARTNER:AMOUNT] for one in of(rows, Kind.BONUS_ACCRUED))
    assert seen


def test_sizes_months_and_kinds() -> None:
    scenario = scenario_of(*VARIANTS["sizes, months, kinds"])
    run, _, parameters = ledger_of(scenario, SEED, 0, 0, "compiled")
    first = parameters.archetypes[0].candidates + parameters.archetypes[0].candidates_per_month * parameters.months
    gone, expected = set[int](), []
    for row in run.rows:
        if row[KIND] in (Kind.PILOT_FAILED, Kind.DEPARTED, Kind.REMOVED):
            gone.add(row[PARTNER])
        if row[KIND] == Kind.WON and row[PARTNER] not in gone:
            month = row[DAY] // 30 + 1
            if row[PARTNER] >= first and row[LIST] >= 3_000_000 and 6 <= month <= 14:
                expected.append((row[PARTNER], row[DEAL], 70_007, 0))
            if row[LIST] < 900_000:
                expected.append((row[PARTNER], row[DEAL], 10_000, 1))
    found = [(*row[PARTNER:LIST], row[DETAIL]) for row in of(run.rows, Kind.BONUS_ACCRUED)]
    assert found == expected
    assert {one[3] for one in found} == {0, 1}


def test_a_line_has_about_its_share_of_the_deals() -> None:
    run = simulate(scenario_of(*VARIANTS["a line"], "mix.referrer=1.0", "mix.reseller=0.0"), runs=40, seed=1, workers=1)
    share = run.values("bonuses").sum() / 50 / run.values("won_deals").sum()
    assert abs(share - 0.6) < 0.05


def test_one_bonus_more_moves_no_mark_of_another() -> None:
    one, two = (
        rows_of("bonuses.mark={ amount=10, probability=0.3 }", *over)
        for over in ((), ("bonuses.a={ amount=1, probability=0.5 }",))
    )
    marked = [
        {row[PARTNER:AMOUNT] for row in of(rows, Kind.BONUS_ACCRUED) if row[AMOUNT] == 1_000} for rows in (one, two)
    ]
    assert marked[0] == marked[1] != set()


PAID = (
    "archetypes.referral.win_probability=1.0",
    "archetypes.referral.conflict_probability=0.0",
    "months=13",
    "gate.month=13",
)


@pytest.mark.parametrize("engine", ENGINES)
def test_partners_with_names_of_their_own_have_luck_of_their_own(engine: str) -> None:
    """Twelve partners of a running program, each with one open opportunity in the same place of its name."""
    there = state_of(
        [partner(f"p{at}") for at in range(12)], [], [opportunity(at, 1, -10) for at in range(12)], month=12
    )
    parameters = parameters_with(there, *PAID, "bonuses.mark={ amount=10, probability=0.5 }")
    simulate_ = {"reference": reference.simulate, "compiled": compiled.simulate}[engine]
    rows = simulate_(parameters, chance_key(SEED, 0, 0), True).rows
    there_first = {row[PARTNER] for row in of(rows, Kind.STARTED)}
    same = {row[DEAL] for row in of(rows, Kind.STARTED_OPPORTUNITY)}
    assert len(same) == 1
    won, had = (
        {row[PARTNER] for row in of(rows, kind) if row[DEAL] in same} & there_first
        for kind in (Kind.WON, Kind.BONUS_ACCRUED)
    )
    assert set() < had < won


@pytest.mark.parametrize(
    ("months", "is_paid"),
    [("from_month=14", False), ("from_month=13", True), ("to_month=12", False), ("to_month=25", True)],
)
def test_months_are_those_of_the_program(months: str, is_paid: bool) -> None:
    """Month 13 of the program is the first of the run; all deals of it are won in that month."""
    there = state_of([partner("a"), partner("b")], [], [opportunity(0, 1, -10), opportunity(1, 1, -12)], month=12)
    over = ("archetypes.referral.cycle_median_days=11.0", "archetypes.referral.cycle_sigma=0.0")
    parameters = parameters_with(there, *PAID, *over, f"bonuses.mark={{ amount=10, {months} }}")
    rows = reference.simulate(parameters, chance_key(SEED, 0, 0), True).rows
    assert any(row[DAY] < 30 for row in of(rows, Kind.WON))
    assert any(row[DAY] < 30 for row in of(rows, Kind.BONUS_ACCRUED)) == is_paid


def test_what_is_there_on_day_0_goes_on_in_both_engines() -> None:
    there = state_of(
        [partner("a", last_won_day=-70), partner("b"), partner("c")],
        [],
        [opportunity(0, 1), opportunity(2, 1, -60, won=-15)],
        month=12,
    )
    parameters = parameters_with(
        there, *LIVELY, "months=20", "gate.month=20", "bonuses.mark={ amount=10, most_per_partner=2, probability=0.5 }"
    )
    go_on(parameters, chance_key(SEED, 0, 0), (1, 6))


def test_money_of_bonuses_is_a_line_of_its_own() -> None:
    scenario = scenario_of(*VARIANTS["marked, few"])
    run, twin, parameters = ledger_of(scenario, SEED, 0, 0, "compiled")
    metrics = ledger_metrics(scenario, run, twin, parameters)
    sums = {kind: sum(row[AMOUNT] for row in of(run.rows, kind)) for kind in Kind}
    assert metrics["bonuses"].sum() == sums[Kind.BONUS_ACCRUED] > 0
    owed = sums[Kind.FEE_ACCRUED] + sums[Kind.BONUS_ACCRUED] + sums[Kind.CLAWED_BACK] + sums[Kind.FEE_LOST]
    assert metrics["fees_owed"][-1] == owed - sums[Kind.FEE_PAID] == sum(run.owed.values())
    plain = ledger_metrics(scenario_of(), *ledger_of(scenario_of(), SEED, 0, 0, "compiled"))
    assert "bonuses" not in plain


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ("{ amount=1, archetypes=['nobody'] }", "bonuses.x.archetypes: there is no archetype 'nobody'"),
        ("{ amount=1, segments=['core'] }", "bonuses.x.segments: there is no segment 'core' (there are none"),
        ("{ amount=1, acv_from=9, acv_below=9 }", "bonuses.x.acv_below: no deal is from 9 on and below 9"),
        ("{ amount=1, from_month=9, to_month=8 }", "bonuses.x.to_month: month 8 lies before from_month, 9"),
        ("{ amount=1, rate=15 }", "bonuses.x.rate"),
    ],
)
def test_what_is_refused(stated: str, said: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        load_scenario(FIELDS, [f"bonuses.x={stated}"])
    assert said in str(refused.value)
