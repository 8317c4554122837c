"""Levers that take other values from a month on, in both engines: from when, for which deals, and what moves."""

import re
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.analysis.figures.contacts import contacts_of
from sim.analysis.run.summary import summarise
from sim.experiment.replication import ledger_of, simulate_world, world_parameters
from sim.experiment.run import simulate
from sim.experiment.verification import verify
from sim.ledger import Kind
from sim.metrics.declared import metric_set_of
from sim.report.run.changes import change_sentences
from sim.report.verification.lines import verification_lines
from sim.report.words.events import words
from sim.scenario.lint import red_flags
from sim.scenario.load import load_scenario
from sim.scenario.parameters import parameters_of
from sim.scenario.paths import spec_of
from sim.units import DAYS_PER_MONTH

from ..engines.cases import BOTH, CUSTOMERS, HAND, SMALL
from ..fields.test_fields import NUMBERS, SCENARIO, _changed, _scenario

ENGINES = ("reference", "compiled")
SEED = 7
STATED = "archetypes.reseller.terms.rate=0.25"
"""Without a range."""
DAY, KIND, PARTNER, DEAL, AMOUNT, LIST, DETAIL = range(7)
CHANGED = Kind.TERMS_CHANGED
CLOSES = [kind for kind in Kind if kind.name.startswith(("COST_", "CHANNEL_")) or kind == Kind.REVENUE]
"""Written at a close, on the day of the opening after it."""


def is_stated(row):
    """Whether the scenario has a value for it: what is not stated does not change."""
    value = _scenario(row.given)
    for part in row.path.split("."):
        value = value[part] if isinstance(value, dict) else getattr(value, part)
    return value is not None


CREDIT = re.compile(r"attribution\..*_credit_share")
"""Of what is booked, and in no ledger (``test_changed_claims``)."""
CHANGEABLE = [
    row
    for row in NUMBERS
    if (spec := spec_of(row.path)) and spec.may_change and is_stated(row) and not CREDIT.fullmatch(row.path)
]


def change(month, *settings_, name="cut", retroactive=False):
    also = ", retroactive=true" if retroactive else ""
    return f"changes.{name}={{month={month}{also}, set={{{', '.join(settings_)}}}}}"


def rows_of(file, overrides, engine="compiled", *, world=0, twin=False):
    return ledger_of(load_scenario(file, overrides), SEED, world, 0, engine)[int(twin)].rows


def without_changes(rows):
    return [row for row in rows if row[KIND] != CHANGED]


def before(rows, month):
    """What was written before the opening of a month."""
    end = DAYS_PER_MONTH * (month - 1)
    return [row for row in without_changes(rows) if row[DAY] < end or (row[DAY] == end and row[KIND] in CLOSES)]


# ---------------------------------------------------------------- Worked by hand

BY_YEAR = (
    'archetypes.referral.terms={model="referral", rate=0.15, later_rates=[], later={year_2=0.10, year_3=0.05}}',
    'archetypes.referral.market_terms={model="referral", rate=0.15, later_rates=[0.10]}',
)
CUT = ("archetypes.referral.terms={rate=0.10, later={year_2=0.04}}", "archetypes.reseller.terms.rate=0.20")
"""At the opening of month 7, day 180: after the wins of days 115 and 155, before those of days 182, 190 and 197."""


def worked(engine, *, retroactive):
    overrides = (*BY_YEAR, change(7, *CUT, retroactive=retroactive))
    run, _, _ = ledger_of(load_scenario(HAND, overrides), 1, 0, 0, engine)
    return run.rows


def fees(rows):
    return [(row[DAY], row[AMOUNT], row[DETAIL]) for row in rows if row[KIND] == Kind.FEE_ACCRUED]


@pytest.mark.parametrize("engine", ENGINES)
def test_deals_keep_the_terms_of_their_win(engine):
    """$100,000 won on day 115 pays 15% and then 10%, won on day 190 it pays 10% and then 4%."""
    rows = worked(engine, retroactive=False)
    assert fees(rows) == [
        (115, 1_500_000, 1), (145, 123_457, 1), (190, 1_000_000, 1), (505, 1_000_000, 2), (580, 400_000, 2),
    ]  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
def test_a_retroactive_change_takes_deals_in_force_too(engine):
    rows = worked(engine, retroactive=True)
    assert fees(rows) == [
        (115, 1_500_000, 1), (145, 123_457, 1), (190, 1_000_000, 1), (505, 400_000, 2), (580, 400_000, 2),
    ]  # fmt: skip


LISTED = [250_002, 250_003] * 6
"""$30,000.30 by month: the sum of j months is the floor of j twelfths."""


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("retroactive", [False, True])
def test_a_margin_is_that_of_the_win_month_by_month(engine, retroactive):
    """Of 250,002 cents, 25% is 62,501 and 20% is 50,000; of 250,003 cents, 62,501 and 50,001."""
    rows = worked(engine, retroactive=retroactive)
    won = [row for row in rows if row[KIND] == Kind.WON and row[LIST] == 3_000_030]
    assert [(row[DAY], row[AMOUNT]) for row in won] == [(155, 2_250_022), (182, 2_400_024), (197, 2_400_024)]
    booked = [row for row in rows if row[KIND] == Kind.REVENUE]
    months = [
        [(row[LIST], row[AMOUNT]) for row in booked if row[PARTNER:AMOUNT] == one[PARTNER:AMOUNT]][:12] for one in won
    ]
    at_25, at_20 = {250_002: 187_501, 250_003: 187_502}, {250_002: 200_002, 250_003: 200_002}
    assert months[1] == months[2] == [(cents, at_20[cents]) for cents in LISTED]
    kept = at_20 if retroactive else at_25
    first, *rest = LISTED
    assert months[0] == [(first, at_25[first]), *((cents, kept[cents]) for cents in rest)], "month 6 was closed before"


@pytest.mark.parametrize("engine", ENGINES)
def test_each_change_writes_a_row_at_its_opening(engine):
    overrides = (
        change(5, "phases.pilot.managers=2.0", name="more"),
        change(5, "archetypes.referral.terms.rate=0.1", "program.onboarding_cost=1.0", name="less"),
        change(3, "phases.pilot.managers=1.0", name="same"),
    )
    for twin in (False, True):
        rows = rows_of(HAND, overrides, engine, twin=twin)
        assert [row for row in rows if row[KIND] == CHANGED] == [
            (120, CHANGED, -1, -1, 2, 0, 0), (120, CHANGED, -1, -1, 1, 0, 1),
        ]  # fmt: skip
    scenario = load_scenario(HAND, overrides)
    assert words((120, CHANGED, -1, -1, 1, 0, 1), "", scenario) == "levers change: 'more'"


# ---------------------------------------------------------------- From when, and what moves


def month_of(row):
    months = load_scenario(SCENARIO, row.given).months
    return min(7, months // 2 + 1)


def lever_id(row):
    return f"{row.path}-{row.moves}"


@cache
def array_of(overrides, world):
    """The rows of a run of the scenario of fields, many of which are compared with it."""
    return ledger_of(load_scenario(SCENARIO, overrides), SEED, world, 0, "compiled")[0].array()


def is_before(rows, month):
    """Which rows of an array were written before the opening of a month, none of them a change."""
    end = DAYS_PER_MONTH * (month - 1)
    is_there = (rows[:, DAY] < end) | ((rows[:, DAY] == end) & np.isin(rows[:, KIND], CLOSES))
    return is_there & (rows[:, KIND] != CHANGED)


@pytest.mark.parametrize("row", CHANGEABLE, ids=lever_id)
def test_every_lever_changes_what_comes_after_and_nothing_before(row):
    """The levers of the table of fields, each with the value that moves something there."""
    month = month_of(row)
    values = _changed([(row.path, row.to)], row.given)
    whole = _scenario(row.given)
    if row.path.startswith("mix."):
        other = next(name for name in sorted(whole.mix) if row.path != f"mix.{name}")
        values = (*values, f"mix.{other}={1 - row.to}")
    over = (*row.given, change(month, *values))
    moved = False
    for world in range(4):
        stated, changed = array_of(row.given, world), array_of.__wrapped__(over, world)
        assert np.array_equal(changed[is_before(changed, month)], stated[is_before(stated, month)])
        is_change = changed[:, KIND] == CHANGED
        assert changed[is_change, DAY].tolist() == [DAYS_PER_MONTH * (month - 1)]
        moved = moved or not np.array_equal(changed[~is_change], stated)
    assert moved, "nothing moves"


PAIRS = {
    "a rate that falls lowers fees": (
        ("archetypes.referral.terms.rate=0.02",), ("archetypes.referral.pay_elasticity=0.0",), "commissions", -1),
    "a rate that rises wins more": (
        ("archetypes.reseller.terms.rate=0.6",), ("archetypes.reseller.pay_elasticity=1.0",), "raw_opportunities", 1),
    "a market that pays more takes effort": (
        ("archetypes.reseller.market_terms.rate=0.6",), ("archetypes.reseller.pay_elasticity=1.0",),
        "raw_opportunities", -1),
    "more managers cost more": (("phases.*.managers=9.0",), (), "program_cost", 1),
    "fewer contacts, fewer agreements": (("phases.*.contacts_per_month=1.0",), (), "agreements", -1),
    "a mix of referral partners alone": (("mix={referral=1.0, reseller=0.0}",), (), "resale_margin", -1),
    "a margin of existing partners": (("vendor.roster.margin_rate=0.0",), (), "roster_revenue", 1),
    "a later payout": (("payout.lag_months=12",), (), "fees_owed", 1),
    "a stricter choice": (("selection.minimum_score=35",), (), "agreements", -1),
}  # fmt: skip
"""What changes, given what, which metric moves and in which direction."""


def spelled(settings_):
    """``*`` for each phase."""
    names = ("pilot", "scale")
    return list(dict.fromkeys(one.replace("phases.*", f"phases.{name}") for one in settings_ for name in names))


@pytest.mark.parametrize("case", PAIRS)
def test_a_stated_metric_moves_from_the_month_on(case):
    settings_, given_, metric, sign = PAIRS[case]
    month = 9
    sides = [
        simulate(load_scenario(SMALL, (*given_, *more)), runs=60, seed=3, engine="compiled", workers=1).values(metric)
        for more in ((), (change(month, *spelled(settings_)),))
    ]
    moved = sides[1] - sides[0]
    assert not moved[:, : month - 1].any()
    after = moved[:, month - 1 :].sum(axis=1)
    assert sign * after.mean() > 2 * after.std(ddof=1) / np.sqrt(len(after))


def test_the_same_value_changes_no_row():
    """Stated at month 9 as they are; both engines, the run and its twin."""
    same = change(
        9, "archetypes.reseller.terms.rate=0.25", "phases.pilot.managers=1.0", "mix={referral=0.4, reseller=0.6}",
        retroactive=True,
    )  # fmt: skip
    small = load_scenario(SMALL, (STATED,))
    assert (small.archetypes["reseller"].terms.rate, small.phases["pilot"].managers) == (0.25, 1.0)
    assert small.mix == {"referral": 0.4, "reseller": 0.6}
    for engine in ENGINES:
        for twin in (False, True):
            assert rows_of(SMALL, (STATED, same), engine, twin=twin) == rows_of(SMALL, (STATED,), engine, twin=twin)
    warned = [flag.message.split(" from ")[0] for flag in red_flags(load_scenario(SMALL, (STATED, same)))]
    assert {f"changes.cut sets {path} to {value:g}" for path, value in (
        ("archetypes.reseller.terms.rate", 0.25), ("phases.pilot.managers", 1.0), ("mix.referral", 0.4),
        ("mix.reseller", 0.6),
    )} <= set(warned)  # fmt: skip


def test_two_changes_are_as_one_after_the_other():
    """What a change leaves alone stays as the change before left it."""
    first = change(4, "phases.pilot.managers=3.0", name="first")
    second = change(8, "archetypes.reseller.terms.rate=0.4", name="second")
    whole = change(8, "archetypes.reseller.terms.rate=0.4", "phases.pilot.managers=3.0", name="second")
    assert without_changes(rows_of(SMALL, (first, second))) == without_changes(rows_of(SMALL, (first, whole)))
    assert before(rows_of(SMALL, (first, second)), 8) == before(rows_of(SMALL, (first,)), 8)


def test_a_change_at_the_second_opening_is_the_scenario_after_it():
    """Nobody has an agreement by day 30: from then on everything is as if it had been stated at once."""
    late = change(2, "phases.pilot.staff=4.0")
    stated = rows_of(SMALL, ("phases.pilot.staff=4.0",))
    changed = without_changes(rows_of(SMALL, (late,)))
    costs = [[row for row in rows if row[KIND] == Kind.COST_STAFF and row[DAY] > 30] for rows in (stated, changed)]
    assert costs[0] == costs[1] != []


# ---------------------------------------------------------------- What deals have locked


def locked(overrides, archetype="reseller"):
    parameters = parameters_of(load_scenario(SMALL, overrides))
    return [
        [
            terms.cards[0].rate_bps
            for one in block.archetypes
            if one.name == archetype
            for terms in (*one.locked_terms, one.terms)
        ]
        for block in (parameters, *parameters.later)
    ]


@pytest.mark.parametrize(
    ("retroactive", "expected"),
    [
        ((False, False), [[2500], [2500, 2000], [2500, 2000, 1000]]),
        ((True, False), [[2500], [2000, 2000], [2000, 2000, 1000]]),
        ((False, True), [[2500], [2500, 2000], [1000, 1000, 1000]]),
        ((True, True), [[2500], [2000, 2000], [1000, 1000, 1000]]),
    ],
)
def test_terms_by_the_month_of_the_win(retroactive, expected):
    """A row a period: terms of deals won before the first change, before the second, and since."""
    rates = zip(("a", "b"), (5, 9), (0.2, 0.1), retroactive, strict=True)
    changes = [
        change(month, f"archetypes.reseller.terms.rate={rate}", name=name, retroactive=also)
        for name, month, rate, also in rates
    ]
    assert locked(changes) == expected


def test_a_retroactive_change_of_one_rate_leaves_another_locked():
    overrides = (
        *(one.replace("15", "20") for one in BY_YEAR),
        change(5, "archetypes.referral.terms={rate=0.1, later.year_2=0.05}", name="a"),
        change(9, "archetypes.referral.terms.later.year_2=0.01", name="b", retroactive=True),
    )
    parameters = parameters_of(load_scenario(SMALL, overrides)).later[1]
    (kind,) = (one for one in parameters.archetypes if one.name == "referral")
    cards = [terms.cards[0] for terms in (*kind.locked_terms, kind.terms)]
    assert [(card.rate_bps, card.later_rates_bps) for card in cards] == [
        (2000, (100, 500)), (1000, (100, 500)), (1000, (100, 500)),
    ]  # fmt: skip


def test_a_retroactive_change_to_the_value_in_force_takes_what_deals_had_locked():
    overrides = (
        change(5, "archetypes.reseller.terms.rate=0.1", name="a"),
        change(9, "archetypes.reseller.terms.rate=0.1", name="b", retroactive=True),
    )
    scenario = load_scenario(SMALL, overrides)
    assert [one.moved for one in parameters_of(scenario).changes] == [1, 1]
    assert not [flag for flag in red_flags(scenario) if "changes.b" in flag.message]
    assert rows_of(SMALL, overrides) != rows_of(SMALL, overrides[:1])


def test_the_run_off_pays_what_was_locked():
    """Fees promised and margins locked at the horizon, recomputed from the rows of the ledger."""
    overrides = (
        STATED, *BY_YEAR, *CUSTOMERS, "months=30",
        change(24, "archetypes.reseller.terms.rate=0.1", "archetypes.referral.terms.later={year_2=0.2, year_3=0.0}"),
    )  # fmt: skip
    for engine in ENGINES:
        run, twin, parameters = ledger_of(load_scenario(SMALL, overrides), SEED, 0, 0, engine)
        rates = {"old": (1000, 500), "new": (2000, 0)}
        arr, won, year, term = {}, {}, {}, {}
        for day, kind, partner, deal, amount, _, detail in run.rows:
            place = partner, deal
            if kind == Kind.WON:
                won[place] = "old" if day < 690 else "new"
            elif kind in (Kind.GO_LIVE, Kind.EXPANDED, Kind.CANCELLED, Kind.CHURNED):
                arr[place] = arr.get(place, 0) + amount
            if kind in (Kind.GO_LIVE, Kind.RENEWED):
                year[place], term[place] = (1 if kind == Kind.GO_LIVE else detail), day // 30 + 1
        referral = parameters.archetypes[0]
        first_reseller = referral.candidates + 30 * referral.candidates_per_month
        due, margin = {}, 0
        for place, cents in arr.items():
            if not cents:
                continue
            if place[0] >= first_reseller:
                margin += (cents * 2500 + 5000) // 10000 - (cents * 1000 + 5000) // 10000 if won[place] == "old" else 0
                continue
            next_year, after = year[place] + 1, term[place] + 12 - 30
            while after <= parameters.finance.runoff_months:
                rate = rates[won[place]][next_year - 2] if next_year <= 3 else 0
                due[0, after] = due.get((0, after), 0) + (cents * rate + 5000) // 10000
                next_year, after = next_year + 1, after + 12
        assert {key: cents for key, cents in run.pay_due.items() if cents} == {k: v for k, v in due.items() if v}
        assert {key: cents for key, cents in run.margin_locked.items() if cents} == {1: margin}
        assert margin > 0
        assert not any(twin.margin_locked.values())


def test_locked_margin_lowers_the_value_of_the_run_off():
    """Locked at the last opening or taken back there: the difference is a month's margin and the run-off's of it."""
    base = (STATED, *CUSTOMERS, "vendor.payment_delay_months=0", "archetypes.reseller.pay_elasticity=0.0")
    cut, last = "archetypes.reseller.terms.rate=0.1", load_scenario(SMALL).months
    scenarios = [load_scenario(SMALL, (*base, change(last, cut, retroactive=also))) for also in (False, True)]
    kept, taken = (simulate(one, runs=8, seed=SEED, engine="compiled", workers=1).totals for one in scenarios)
    found = (taken["npv_with_runoff"] - kept["npv_with_runoff"]) - (taken["npv"] - kept["npv"])
    for world in range(8):
        run, _, parameters = ledger_of(scenarios[0], SEED, world, 0, "compiled")
        monthly = (1 + parameters.finance.discount_rate) ** (-1 / 12)
        churn = parameters.archetypes[1].churn_per_year
        odds = parameters.departure.orphan_churn_odds_multiplier * churn / (1 - churn)
        kept_a_month = (1 / (1 + odds)) ** (1 / 12)
        worth = sum((kept_a_month * monthly) ** month for month in range(1, parameters.finance.runoff_months + 1))
        assert found[world] == pytest.approx(run.margin_locked[1] / 12 * worth * monthly**last, abs=3)
    assert found.mean() > 10_000


# ---------------------------------------------------------------- Worlds, starts, generated changes


def test_worlds_change_too():
    """A drawn value holds up to the change; what else is drawn stays drawn."""
    over = (
        'uncertainty."archetypes.reseller.terms.rate"={ low = 0.2, high = 0.4 }',
        change(5, "archetypes.reseller.terms.rate=0.1"),
    )
    scenario = load_scenario(SMALL, over)
    for world in range(4):
        values, parameters = world_parameters(scenario, SEED, world)
        (kind,), (later,) = (
            [one for one in block.archetypes if one.name == "reseller"] for block in (parameters, parameters.later[0])
        )
        assert kind.terms.cards[0].rate_bps == round(10_000 * values["archetypes.reseller.terms.rate"])
        assert (later.terms.cards[0].rate_bps, later.locked_terms[0].cards[0].rate_bps) == (
            1000,
            kind.terms.cards[0].rate_bps,
        )
        assert later.win_probability == kind.win_probability


def test_both_entries_give_the_same_metrics():
    scenario = load_scenario(SMALL, (change(9, "archetypes.reseller.terms.rate=0.1", "phases.pilot.managers=3.0"),))
    one, other = (simulate_world(scenario, SEED, 0, [0, 1], engine) for engine in ENGINES)
    assert np.array_equal(one.monthly, other.monthly)
    assert np.array_equal(one.totals, other.totals)


def test_every_future_begins_with_the_scenario_as_stated():
    """Two futures of a world in one call, and their twins, are as each alone."""
    scenario = load_scenario(
        SMALL, (change(9, "archetypes.reseller.terms.rate=0.9", "mix={referral=1.0, reseller=0.0}"),)
    )
    together = simulate_world(scenario, SEED, 0, [0, 1, 2], "compiled").monthly
    for future in range(3):
        alone = simulate_world(scenario, SEED, 0, [future], "reference").monthly
        assert np.array_equal(together[future], alone[0])


def test_more_contacts_than_at_first_have_room():
    over = [
        *(f"archetypes.{name}.candidates=2000" for name in BOTH),
        *(f"phases.{name}.contacts_per_month=1.0" for name in ("pilot", "scale")),
        "program.contacts_per_head_month=1000.0",
        change(2, *(f"phases.{name}.contacts_per_month=200.0" for name in ("pilot", "scale"))),
    ]  # fmt: skip
    compiled, plain_rows = (rows_of(SMALL, over, engine) for engine in ENGINES[::-1])
    assert compiled == plain_rows
    assert sum(row[KIND] == Kind.CONTACTED for row in compiled) > 1000


def test_the_run_off_has_the_terms_at_the_horizon():
    """Stated at once or as a retroactive change of the last month, what follows the horizon is the same."""
    base = (*CUSTOMERS, "vendor.payment_delay_months=0", "archetypes.reseller.pay_elasticity=0.0")
    last, cut = load_scenario(SMALL).months, "archetypes.reseller.terms.rate=0.1"
    stated = simulate(load_scenario(SMALL, (*base, cut)), runs=8, seed=SEED, engine="compiled", workers=1).totals
    late = load_scenario(SMALL, (*base, STATED, change(last, cut, retroactive=True)))
    changed = simulate(late, runs=8, seed=SEED, engine="compiled", workers=1).totals
    after = [totals["npv_with_runoff"] - totals["npv"] for totals in (stated, changed)]
    assert after[0] == pytest.approx(after[1], abs=2)


LEVERS = {
    "archetypes.referral.terms.rate": (0.0, 0.02, 0.9), "archetypes.reseller.terms.rate": (0.0, 0.1, 0.6),
    "archetypes.reseller.market_terms.rate": (0.1, 0.5), "vendor.roster.margin_rate": (0.0, 0.5),
    "vendor.team_hours_per_month": (10.0, 2000.0), "vendor.spare_team_share": (0.0, 1.0),
    "selection.minimum_score": (7, 20, 30), "selection.revisit_months": (1, 5), "program.onboarding_slots": (0.5, 9.0),
    "program.partners_per_manager": (1.0, 60.0), "program.onboarding_cost": (0.0, 9.5),
    "program.pilot_days": (30, 60), "program.pilot_extended_days": (200, 300),
    "program.pilot_extension_probability": (0.0, 1.0), "program.pilot_opportunities": (0, 1, 3),
    "review.idle_quarters": (0, 1), "review.no_deal_months": (0, 6), "payout.every_months": (1, 6),
    "payout.lag_months": (0, 2, 7), "phases.pilot.managers": (0.0, 4.0), "phases.scale.contacts_per_month": (0.0, 60.0),
    "phases.scale.entry_partners_won": (0, 9), "phases.pilot.support_cost_per_month": (0.0, 99.99),
}  # fmt: skip


@st.composite
def changes(draw):
    """Up to three changes of some levers, the months of two of them perhaps the same."""
    stated, taken = [], set()
    for name in draw(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3, unique=True)):
        month = draw(st.sampled_from([2, 3, 7, 12, 16]))
        paths = draw(st.lists(st.sampled_from(sorted(LEVERS)), min_size=1, max_size=8, unique=True))
        free = [path for path in paths if (month, path) not in taken]
        taken |= {(month, path) for path in free}
        retroactive = any(".terms" in path for path in free) and draw(st.booleans())
        if free:
            settings_ = [f"{path}={draw(st.sampled_from(LEVERS[path]))}" for path in free]
            stated.append(change(month, *settings_, name=name, retroactive=retroactive))
    return stated


@settings(derandomize=True, max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes(), st.integers(0, 2**62), st.booleans())
def test_both_engines_agree_on_any_changes(stated, seed, pilot_first):
    journey = 'program.journey=["pilot", "onboarding"]' if pilot_first else 'program.journey=["onboarding", "pilot"]'
    found = verify(load_scenario(SMALL, ("months=18", "gate.month=18", journey, *CUSTOMERS, *stated)), 1, seed)
    assert found.is_equal, "\n".join([*stated, *verification_lines(found)])


# ---------------------------------------------------------------- JSON and the page


def test_new_business_of_existing_partners_is_booked_with_the_margin_of_its_month():
    """Net new ARR of partners from the rows: what was won, and the roster's less 20%, and 5% from month 9 on."""
    over = ('vendor.resale_booking="net"', change(9, "vendor.roster.margin_rate=0.05"))
    scenario = load_scenario(SMALL, over)
    result = simulate_world(scenario, SEED, 0, [0], "compiled")
    expected = [0] * scenario.months
    for day, kind, _, _, amount, _, detail in rows_of(SMALL, over):
        if kind == Kind.WON:
            expected[day // 30] += amount
        elif kind == Kind.CHANNEL_NEW_ARR and detail == 2:
            bps = 2000 if day <= 240 else 500
            expected[day // 30 - 1] += amount - (amount * bps + 5000) // 10000
    assert result.monthly[0, metric_set_of(scenario).position["partner_new_arr"]].tolist() == expected


def test_a_list_is_short_for_the_mix_in_force_month_by_month():
    """Names of referral partners: enough for 40% of the contacts, too few for all of them from month 9 on."""
    over = (
        change(9, "mix={referral=1.0, reseller=0.0}"), "archetypes.referral.candidates=100",
        "archetypes.referral.candidates_per_month=3", "archetypes.reseller.candidates_per_month=300",
    )  # fmt: skip
    found = simulate(load_scenario(SMALL, over), runs=6, seed=SEED, engine="compiled", workers=1)
    staffed = found.values("staffed_contacts").mean(axis=0)
    (short,) = contacts_of(found).short
    assert (short.archetype, short.names) == ("referral", 100 + 23 * 3)
    assert short.planned == pytest.approx(0.4 * staffed[:8].sum() + staffed[8:].sum())


def test_the_summary_and_the_page_say_what_levers_were_and_are():
    overrides = (
        change(9, "archetypes.reseller.terms.rate=0.151", "phases.pilot.managers=2.5", retroactive=True),
        change(12, "archetypes.reseller.terms.rate=0.2", "payout.lag_months=2", name="then"),
    )
    scenario = load_scenario(SMALL, overrides)
    summary = summarise(simulate(scenario, runs=4, seed=1, engine="compiled", workers=1))
    assert [(one["name"], one["month"], one["month_of_program"], one["retroactive"]) for one in summary["changes"]] == [
        ("cut", 9, 9, True), ("then", 12, 12, False),
    ]  # fmt: skip
    assert [
        [(lever["path"], lever["before"], lever["after"]) for lever in one["levers"]] for one in summary["changes"]
    ] == [
        [("archetypes.reseller.terms.rate", 0.25, 0.151), ("phases.pilot.managers", 1.0, 2.5)],
        [("archetypes.reseller.terms.rate", 0.151, 0.2), ("payout.lag_months", 1, 2)],
    ]
    said = [sentence.text for sentence in change_sentences(summary)]
    assert len(said) == 2
    assert re.findall(r"month (\d+), change '(\w+)'", " ".join(said)) == [("9", "cut"), ("12", "then")]
    assert re.findall(r"(\S+) (\S+) to ([^,. ]+(?:\.\d+%?)?)", " ".join(said)) == [
        ("archetypes.reseller.terms.rate", "25%", "15.1%"), ("phases.pilot.managers", "1", "2.5"),
        ("archetypes.reseller.terms.rate", "15.1%", "20%"), ("payout.lag_months", "1", "2"),
    ]  # fmt: skip
    assert "changes" not in summarise(simulate(load_scenario(SMALL), runs=4, seed=1, engine="compiled", workers=1))
