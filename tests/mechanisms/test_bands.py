"""Bands of volume in both engines: pay worked out again from the ledger's own rows, by a second way of counting."""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from math import floor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.engine.prepared import prepared_of
from sim.engine.start import start_of
from sim.experiment.replication import ledger_of
from sim.experiment.verification import verify
from sim.ledger import Kind, Row
from sim.randomness import chance_key
from sim.report.verification.lines import verification_lines
from sim.scenario.load import ScenarioError, load_scenario
from sim.scenario.parameters import parameters_of
from sim.scenario.schema import Scenario

from ..engines.started import customer, opportunity, parameters_with, partner, state_of
from ..engines.test_frozen import LIVELY, go_on

FIELDS = Path(__file__).parents[1] / "fields" / "fields.toml"
Q10 = Path(__file__).parents[1] / "hand" / "q10.toml"
ENGINES = ("reference", "compiled")
SEED = 7
DAY, KIND, PARTNER, DEAL, AMOUNT, LIST, DETAIL = range(7)
REFERRER, RESELLER = "archetypes.referrer", "archetypes.reseller"
CALM = (f"{REFERRER}.terms.later_rates=[]", "mix.referrer=1.0", "mix.reseller=0.0", f"{REFERRER}.win_probability=0.9")
STEPS = "steps={ a={ from=0, rate=0.1 }, b={ from=60_000, rate=0.2 }, c={ from=150_000, rate=0.35 } }"
COUNTS = "steps={ a={ from=0, rate=0.1 }, b={ from=2, rate=0.2 }, c={ from=4, rate=0.35 } }"
RATES = (0.1, 0.2, 0.35)
STAYS = (f"{REFERRER}.early_cancel_probability=0.0",)


def banded(text: str, model: str = "referral", kind: str = REFERRER) -> tuple[str, ...]:
    return f"{kind}.terms.rate=false", f"{kind}.terms.model={model}", f"{kind}.terms.bands={{ {text} }}"


FICKLE = (
    f"{REFERRER}.early_cancel_probability=0.4",
    f"{REFERRER}.churn_basis='month'",
    f"{REFERRER}.churn_per_year=0.5",
)
THERE = (f"{REFERRER}.established={{ partners = 9, age_months = 20, customers = 3.5, arr_median = 12_000.0 }}",)
VARIANTS: dict[str, tuple[str, ...]] = {
    "a fee by what was sold": (*CALM, *banded(f"measure='sold', {STEPS}"), "fiscal_year_month=4"),
    "by the month, whole": (*CALM, *banded(f"measure='sold', period='month', mode='whole', {STEPS}")),
    "by each deal": (*CALM, *banded(f"measure='sold', period='deal', {STEPS}")),
    "by live ARR": (*CALM, *FICKLE, *banded(f"measure='live_arr', {STEPS}")),
    "by deals": (*CALM, *FICKLE, *banded(f"measure='deals', {COUNTS}")),
    "a margin": (*CALM, *banded(f"measure='sold', {STEPS}", "resale"), f"{REFERRER}.terms.renewal_rate=0.05"),
    "a share": (*CALM, *banded(f"measure='sold', {STEPS}", "share"), f"{REFERRER}.terms.registered_rate=0.02"),
    "a share by the month's deals": (
        *CALM, *banded(f"measure='deals', period='month', mode='whole', {COUNTS}", "share"),
    ),
    "a share by what is billed": (*CALM, *banded(f"measure='billed', {STEPS}", "share"), "months=30"),
    "whole, by what is billed": (*CALM, *banded(f"measure='billed', period='month', mode='whole', {STEPS}", "share")),
    "established, both kinds": (
        *THERE, *banded(f"measure='sold', {STEPS}"), *banded(f"measure='deals', {COUNTS}", "resale", RESELLER),
        f"{REFERRER}.terms.later_rates=[]", "clawback={full_days=200}", *FICKLE,
    ),
    "established, share": (*CALM, *THERE, *banded(f"measure='billed', {STEPS}", "share"), "sunset.month=9"),
    "a line of its own, changed": (
        *CALM, *banded(f"measure='sold', {STEPS}"), f"{REFERRER}.segments={{ a=0.5, b=0.5 }}",
        f"{REFERRER}.terms.lines={{ a={{ rate=0.3 }} }}",
        "changes.more={ month=9, set={ archetypes.referrer.terms.bands.steps.b.rate=0.3 } }",
    ),
}  # fmt: skip


@cache
def scenario_of(*overrides: str) -> Scenario:
    return load_scenario(FIELDS, overrides)


@cache
def rows_of(*overrides: str, engine: str = "compiled", world: int = 0) -> list[Row]:
    return ledger_of(scenario_of(*overrides), SEED, world, 0, engine)[0].rows


@pytest.mark.parametrize("name", VARIANTS)
def test_the_engines_are_equal(name: str) -> None:
    found = verify(scenario_of(*VARIANTS[name]), 2, SEED)
    assert found.is_equal, "\n".join(verification_lines(found))


def rounded(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


def total(volume: int, mode: str = "marginal", froms: tuple[int, ...] = (0, 6_000_000, 15_000_000)) -> int:
    """What a volume pays: each cent of it by the step in which it lies, or all of it by the last one."""
    if mode == "whole":
        rate = [rate for start, rate in zip(froms, RATES, strict=True) if volume >= start][-1]
        return rounded(volume * Fraction(str(rate)))
    tops = (*froms[1:], 10**15)
    parts = [max(0, min(volume, top) - start) for start, top in zip(froms, tops, strict=True)]
    return sum(rounded(part * Fraction(str(rate))) for part, rate in zip(parts, RATES, strict=True))


def by_number(number: int) -> Fraction:
    return Fraction(str([rate for start, rate in zip((0, 2, 4), RATES, strict=True) if number >= start][-1]))


def month_of(row: Row) -> int:
    return row[DAY] // 30 + 1


def fees(rows: list[Row]) -> dict[tuple[int, int], int]:
    return {
        (row[PARTNER], row[DEAL]): row[AMOUNT] for row in rows if row[KIND] == Kind.FEE_ACCRUED and row[DETAIL] == 1
    }


def of(rows: list[Row], *kinds: Kind) -> Iterator[Row]:
    return (row for row in rows if row[KIND] in kinds)


@pytest.mark.parametrize(
    ("name", "mode", "period"),
    [
        ("a fee by what was sold", "marginal", lambda month: (month + 12 - 4) // 12),
        ("by the month, whole", "whole", lambda month: month),
    ],
)
def test_the_fees_of_a_period_are_those_of_its_volume(name: str, mode: str, period: Any) -> None:
    """However the volume is cut: T of it, to the cent (cancellations come after the win and take no fee back here)."""
    rows = rows_of(*VARIANTS[name], *STAYS)
    sold, paid = defaultdict[Any, int](int), defaultdict[Any, int](int)
    for row in of(rows, Kind.WON):
        sold[row[PARTNER], period(month_of(row))] += row[LIST]
        paid[row[PARTNER], period(month_of(row))] += fees(rows).get((row[PARTNER], row[DEAL]), 0)
    assert max(sold.values()) > 6_000_000
    assert {key: total(volume, mode) for key, volume in sold.items()} == dict(paid)


@pytest.mark.parametrize("name", ["by each deal", "by live ARR", "by deals"])
def test_each_fee_by_what_there_was_before_it(name: str) -> None:
    """Deals by themselves; live ARR of the day; the number of deals in the year, without those that left in year 1."""
    rows = rows_of(*VARIANTS[name])
    live, deals, won, gone_live = (
        defaultdict[int, int](int),
        defaultdict[Any, int](int),
        dict[Any, Row](),
        dict[Any, int](),
    )
    checked = 0
    for row in rows:
        key, year = (row[PARTNER], row[DEAL]), (month_of(row) - 1) // 12
        if row[KIND] in (Kind.GO_LIVE, Kind.EXPANDED, Kind.CANCELLED, Kind.CHURNED):
            live[row[PARTNER]] += row[AMOUNT]
        if row[KIND] == Kind.GO_LIVE:
            gone_live[key] = row[DAY]
        if row[KIND] in (Kind.CANCELLED, Kind.CHURNED) and row[DAY] - gone_live[key] < 360:
            deals[row[PARTNER], (month_of(won[key]) - 1) // 12] -= 1
        if row[KIND] == Kind.WON:
            won[key], acv = row, row[LIST]
            number = deals[row[PARTNER], year] + 1
            expected = {
                "by each deal": total(acv),
                "by live ARR": total(live[row[PARTNER]] + acv) - total(live[row[PARTNER]]),
                "by deals": rounded(acv * by_number(number)),
            }[name]
            assert fees(rows)[key] == expected, row
            deals[row[PARTNER], year] += 1
            checked += live[row[PARTNER]] > 0 and number > 2
    assert checked > 5


@pytest.mark.parametrize("name", ["a margin", "a share"])
def test_margins_and_shares_lock_a_whole_basis_point(name: str) -> None:
    """T(v + a) − T(v) over a at the win; a margin renews at 5%, a share has two points on top."""
    rows = rows_of(*VARIANTS[name])
    sold, rates = defaultdict[Any, int](int), dict[Any, int]()
    seen = set[int]()
    for row in rows:
        key, period = (row[PARTNER], row[DEAL]), (row[PARTNER], (month_of(row) - 1) // 12)
        if row[KIND] == Kind.WON:
            fee = total(sold[period] + row[LIST]) - total(sold[period])
            rates[key] = rounded(Fraction(10_000 * fee, row[LIST]))
            sold[period] += row[LIST]
        elif row[KIND] == Kind.RENEWED:
            rates[key] = 500 if name == "a margin" else rates[key]
        elif row[KIND] == Kind.CANCELLED:
            sold[
                row[PARTNER],
                (next(month_of(one) for one in of(rows, Kind.WON) if (one[PARTNER], one[DEAL]) == key) - 1) // 12,
            ] -= next(one[LIST] for one in of(rows, Kind.WON) if (one[PARTNER], one[DEAL]) == key)
        elif row[KIND] == Kind.REVENUE and name == "a margin":
            assert row[LIST] - row[AMOUNT] == rounded(Fraction(row[LIST] * rates[key], 10_000))
            seen.add(rates[key])
        elif row[KIND] == Kind.SHARE_ACCRUED:
            points = rounded(Fraction(row[LIST] * 200, 10_000))
            assert row[AMOUNT] == rounded(Fraction(row[LIST] * rates[key], 10_000)) + points
            seen.add(rates[key])
    assert {1_000, 2_000} < seen
    assert any(rate not in (500, 1_000, 2_000, 3_500) for rate in seen), "a deal lies on both sides of a step"


def test_all_deals_of_a_month_have_the_rate_of_their_number() -> None:
    """R-79: set at the close, for deals from before the one that made it, too."""
    rows = rows_of(*VARIANTS["a share by the month's deals"], *STAYS)
    months, won = defaultdict[Any, int](int), dict[Any, Any]()
    for row in of(rows, Kind.WON):
        won[row[PARTNER], row[DEAL]] = row[PARTNER], month_of(row)
        months[row[PARTNER], month_of(row)] += 1
    found = set[Fraction]()
    for row in of(rows, Kind.SHARE_ACCRUED):
        rate = by_number(months[won[row[PARTNER], row[DEAL]]])
        assert row[AMOUNT] == rounded(row[LIST] * rate)
        found.add(rate)
    assert len(found) >= 2


@pytest.mark.parametrize(
    ("name", "mode", "months"),
    [("a share by what is billed", "marginal", 12), ("whole, by what is billed", "whole", 1)],
)
def test_the_shares_of_a_period_are_those_of_what_is_billed(name: str, mode: str, months: int) -> None:
    rows = rows_of(*VARIANTS[name])
    billed, paid = defaultdict[Any, int](int), defaultdict[Any, int](int)
    for row in of(rows, Kind.REVENUE, Kind.SHARE_ACCRUED):
        key = row[PARTNER], (row[DAY] // 30 - 1) // months
        billed[key] += row[LIST] if row[KIND] == Kind.REVENUE else 0
        paid[key] += row[AMOUNT] if row[KIND] == Kind.SHARE_ACCRUED else 0
    if months == 12:
        assert max(billed.values()) > 15_000_000
    assert {key: total(volume, mode) for key, volume in billed.items()} == dict(paid)


def test_a_line_with_a_rate_of_its_own_has_that_and_counts_in_the_volume() -> None:
    rows = rows_of(*VARIANTS["a line of its own, changed"][:-1], *STAYS)
    sold, own = defaultdict[Any, int](int), 0
    for row in of(rows, Kind.WON):
        key = row[PARTNER], (month_of(row) - 1) // 12
        by_bands = total(sold[key] + row[LIST]) - total(sold[key])
        found = fees(rows)[row[PARTNER], row[DEAL]]
        assert found in (by_bands, rounded(row[LIST] * Fraction(3, 10)))
        own += found != by_bands
        sold[key] += row[LIST]
    assert own > 5


def test_a_changed_step_acts_from_its_month_on() -> None:
    before, after = (
        fees(rows_of(*over))
        for over in (VARIANTS["a line of its own, changed"][:-1], VARIANTS["a line of its own, changed"])
    )
    won = {
        (row[PARTNER], row[DEAL]): month_of(row)
        for row in of(rows_of(*VARIANTS["a line of its own, changed"]), Kind.WON)
    }
    moved = {won[key] for key in before.keys() & after.keys() if before[key] != after[key]}
    assert moved
    assert min(moved) >= 9


# ---------------------------------------------------------------- The documents' own figures

ONE = "archetypes.referral"
MANY = (
    f"{ONE}.terms.rate=false", f"{ONE}.terms.later_rates=[]", f"{ONE}.opportunities_per_month=1.0",
    f"{ONE}.accounts=40.0", "program.arrivals=even", "vendor.spare_team_share=1.0", "months=20", "gate.month=20",
    f"{ONE}.ramp_months=1", f"{ONE}.pay_elasticity=0.0",
)  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("rates", "froms", "deals", "each", "fee"),
    [
        ((0.20, 0.25, 0.30), (0, 100_000, 250_000), 8, 50_000, 10_250_000),
        ((0.15, 0.20, 0.25), (0, 100_000, 500_000), 6, 100_000, 12_000_000),
        ((0.15, 0.20, 0.25), (0, 100_000, 500_000), 8, 75_000, 12_000_000),
    ],
)
def test_the_documents_figures(rates: Any, froms: Any, deals: int, each: int, fee: int, engine: str) -> None:
    """Q-3: $400,000 of a year pay $102,500. Q-9: $600,000 pay $120,000, in six deals or in eight."""
    steps = ", ".join(
        f"s{at}={{ from={start}, rate={rate} }}" for at, (start, rate) in enumerate(zip(froms, rates, strict=True))
    )
    over = [*MANY, f"{ONE}.acv_median={each}.0", f"{ONE}.terms.bands={{ measure='sold', steps={{ {steps} }} }}"]
    rows = ledger_of(load_scenario(Q10, over), 1, 0, 0, engine)[0].rows
    first = [row[AMOUNT] for row in of(rows, Kind.FEE_ACCRUED) if row[DAY] < 360][:deals]
    assert len(first) == deals
    assert sum(first) == fee
    year = [row for row in of(rows, Kind.FEE_ACCRUED) if row[DAY] >= 360]
    assert year[0][AMOUNT] == each * round(100 * rates[0]), "the next year begins anew"


# ---------------------------------------------------------------- What is there on day 0, effort, and what is refused


def test_what_is_there_on_day_0_goes_on_in_both_engines() -> None:
    there = state_of(
        [partner("a", last_won_day=-70), partner("b", left_day=-20, last_won_day=-450), partner("c")],
        [customer(1, 0), customer(1, 1, 9_000_000, -20, -20), customer(2, 0, 7_000_000, -100, -100),
         customer(0, 2, 7_000_000, -9, -9)],
        [opportunity(0, 1), opportunity(2, 1, -60, won=-15)],
        month=12,
    )  # fmt: skip
    referral = "archetypes.referral.terms"
    bands = f"{referral}.bands={{ measure='sold', {STEPS} }}"
    parameters = parameters_with(there, *LIVELY, "months=26", f"{referral}.rate=false", bands)
    for future in range(3):
        go_on(parameters, chance_key(SEED, 0, future), (1, 4, 12))


def test_what_customers_of_day_0_tell_of_their_partners() -> None:
    """Won 115 days ago at $70,000: in the ring of month −3, billed in four months; an older partner has sold more."""
    there = state_of([partner("a", last_won_day=-115)], [customer(0, 0, 7_000_000, -100, -100)], [], month=12)
    referral = "archetypes.referral.terms"
    parameters = parameters_with(there, f"{referral}.rate=false", f"{referral}.bands={{ measure='sold', {STEPS} }}")
    start = start_of(parameters, prepared_of(parameters), chance_key(SEED, 0, 0))
    live_days = parameters.archetypes[0].go_live_days
    month = (-100 - live_days) // 30 + 1
    won = {place: start.ring_won[place] for place in range(24) if start.ring_won[place]}
    assert won == {month % 24: 7_000_000}
    assert sum(start.ring_deals[at] for at in range(24)) == 1
    assert sum(start.ring_billed[at] for at in range(24)) == 4 * 7_000_000 // 12
    assert start.ring_pay[month % 24] == total(7_000_000) == start.accounts[0].earned_cents

    def sold(age: int) -> int:
        over = f"{REFERRER}.established={{ partners=30, age_months={age}, customers=6.0, arr_median=12_000.0 }}"
        known = parameters_of(scenario_of(*CALM, *banded(f"measure='sold', {STEPS}"), over))
        table = start_of(known, prepared_of(known), chance_key(SEED, 0, 0))
        return sum(table.ring_won[at] for at in range(24 * 30))

    assert sold(40) < sold(12), "customers of older partners were won before the ring begins"


def test_effort_sees_the_rate_of_a_median_deal_at_the_lowest_step() -> None:
    """A median of $20,000 lies in the first step: as a rate of 10%; one of $90,000 on both sides of the second."""
    rate = f"{REFERRER}.terms.rate"
    for acv, as_rate in ((20_000, 0.10), (90_000, 0.1333)):
        median = f"{REFERRER}.acv_median={acv}.0"
        bands = parameters_of(scenario_of(*CALM, *banded(f"measure='sold', {STEPS}"), median))
        plain = parameters_of(scenario_of(*CALM, f"{rate}={as_rate}", median))
        found, expected = (prepared_of(one).pay[0].effort for one in (bands, plain))
        assert found == expected


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        (banded("measure='sold', steps={ a={ from=10, rate=0.1 } }"), "bands.steps.a.from: the first step begins"),
        (banded("measure='sold', steps={ a={ from=0, rate=0.1 }, b={ from=0, rate=0.2 } }"), "as a does"),
        (banded("measure='sold', steps={}"), "bands.steps: there are none"),
        ((f"{REFERRER}.terms.bands={{ measure='sold', {STEPS} }}",), "bands: they stand in for rate"),
        ((f"{REFERRER}.terms.rate=false",), "rate: is missing"),
        (banded(f"measure='deals', mode='whole', {COUNTS}"), "bands.mode: the number of deals is known at the close"),
        (banded(f"measure='deals', period='month', mode='whole', {COUNTS}"), "bands.mode: the number of deals"),
        (banded(f"measure='deals', period='year', mode='whole', {COUNTS}", "share"), "bands.mode: the number of deals"),
        (banded(f"measure='sold', mode='whole', {STEPS}", "resale"), "bands.mode: the deal that crosses a step"),
        (banded(f"measure='live_arr', mode='whole', {STEPS}"), "bands.mode: live ARR rises and falls"),
        (banded(f"measure='live_arr', period='year', {STEPS}"), "bands.period: the ARR of live customers"),
        (banded(f"measure='billed', {STEPS}"), "bands.measure: what is billed has a band month by month"),
        (banded(f"measure='deals', period='deal', {COUNTS}"), "bands.period: a deal by itself has no deals"),
        (banded("measure='deals', steps={ a={ from=0, rate=0.1 }, b={ from=2.5, rate=0.2 } }"), "no whole number"),
        (banded("measure='sold', mode='whole', steps={a={ from=0, rate=0.3 }, b={ from=9, rate=0.2 }}"), "rates fall"),
        (
            (*banded("measure='sold', steps={ a={ from=0, rate=0.97 } }"), f"{REFERRER}.terms.registered_rate=0.05"),
            "more than the whole price",
        ),
        (banded("measure='sold', steps={ a={ from=0, rate=15 } }"), "bands.steps.a.rate"),
        (
            (*banded(f"measure='sold', {STEPS}"),
             "changes.x={ month=5, retroactive=true, set={ archetypes.referrer.terms.bands.steps.b.rate=0.3 } }"),
            "changes.x.retroactive: deals keep the rate that bands gave them",
        ),
    ],
)  # fmt: skip
def test_what_is_refused(stated: tuple[str, ...], said: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        load_scenario(FIELDS, [f"{REFERRER}.terms.later_rates=[]", *stated])
    assert said in str(refused.value)


def test_all_at_once() -> None:
    with pytest.raises(ScenarioError) as refused:
        load_scenario(
            FIELDS, banded("measure='billed', mode='whole', steps={ a={ from=3, rate=0.3 }, b={ from=9, rate=0.2 } }")
        )
    for one in ("bands.steps.a.from", "bands.mode", "bands.measure"):
        assert one in str(refused.value)


STARTS = st.lists(st.integers(1, 3_000), max_size=3, unique=True).map(sorted)


@settings(derandomize=True, max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STARTS, st.data(), st.sampled_from(["sold", "live_arr", "deals", "billed"]), st.integers(0, 2**31))
def test_generated_bands(starts: list[int], data: Any, measure: str, seed: int) -> None:
    unit = 1 if measure == "deals" else 100
    starts = [start % 7 + 1 for start in starts] if measure == "deals" else starts
    rates = [data.draw(st.sampled_from([0.0, 0.05, 0.1234, 0.4])) for _ in range(len(set(starts)) + 1)]
    froms = [0, *sorted(set(starts))]
    steps = ", ".join(
        f"s{at}={{ from={unit * start}, rate={rate} }}"
        for at, (start, rate) in enumerate(zip(froms, rates, strict=True))
    )
    model = "share" if measure == "billed" else data.draw(st.sampled_from(["referral", "resale", "share"]))
    period = "" if measure == "live_arr" else f"period='{data.draw(st.sampled_from(['month', 'year']))}', "
    fiscal = f"fiscal_year_month={data.draw(st.integers(1, 12))}"
    over = (*CALM, *FICKLE, *THERE, *banded(f"measure='{measure}', {period}steps={{ {steps} }}", model), fiscal)
    found = verify(load_scenario(FIELDS, over), 1, seed)
    assert found.is_equal, "\n".join([*over, *verification_lines(found)])
