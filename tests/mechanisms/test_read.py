"""When terms are read (R-74): rates worked out again from the ledger's rows, by a second way of counting, and doors."""

from collections import defaultdict
from fractions import Fraction
from typing import Any

import pytest
from click.testing import CliRunner

from sim.cli.main import commands
from sim.experiment.replication import ledger_of
from sim.experiment.verification import verify
from sim.ledger import Kind
from sim.randomness import chance_key
from sim.report.verification.lines import verification_lines
from sim.scenario.lint import red_flags
from sim.scenario.load import ScenarioError, load_scenario, resolved_toml

from ..engines.started import customer, opportunity, parameters_with, partner, state_of
from ..engines.test_frozen import LIVELY, go_on
from .test_bands import (
    AMOUNT,
    CALM,
    COUNTS,
    DAY,
    DEAL,
    FICKLE,
    FIELDS,
    KIND,
    LIST,
    PARTNER,
    REFERRER,
    SEED,
    STEPS,
    THERE,
    banded,
    month_of,
    of,
    rounded,
    rows_of,
    scenario_of,
    total,
)

LATER = "months=30"
LINES = (f"{REFERRER}.segments={{ a=0.5, b=0.5 }}", f"{REFERRER}.terms.lines={{ a={{ rate=0.3 }} }}")


def read(when: str) -> str:
    return f"{REFERRER}.terms.read={when}"


def change(month: int, *levers: str, more: str = "") -> str:
    values = ", ".join(f"{REFERRER}.terms.{lever}" for lever in levers)
    return f"changes.at_{month}={{ month={month}, {more}set={{ {values} }} }}"


SHARE = (f"{REFERRER}.terms.model=share", f"{REFERRER}.terms.rate=0.2")
RESALE = (f"{REFERRER}.terms.model=resale", f"{REFERRER}.terms.rate=0.2", "vendor.resale_booking=gross")
CUT = change(9, "rate=0.1"), change(20, "rate=0.3")
VARIANTS: dict[str, tuple[str, ...]] = {
    "a share at renewals": (*CALM, *SHARE, *CUT, read("renewal"), LATER),
    "a share at closes": (*CALM, *SHARE, *CUT, read("accrual"), LATER),
    "a margin at renewals": (*CALM, *RESALE, *CUT, read("renewal"), LATER),
    "a margin at closes": (*CALM, *RESALE, *CUT, read("accrual"), LATER),
    "a fee at renewals": (
        *CALM, f"{REFERRER}.terms.renewal_rate=0.1", change(16, "renewal_rate=0.2"), read("renewal"), LATER,
    ),
    "live, at renewals": (*CALM, *banded(f"measure='live_arr', {STEPS}", "share"), read("renewal"), LATER),
    "live, at closes": (*CALM, *FICKLE, *banded(f"measure='live_arr', {STEPS}", "share"), read("accrual")),
    "live and whole, at closes": (
        *CALM, *FICKLE, *banded(f"measure='live_arr', mode='whole', {STEPS}", "resale"), read("accrual"),
    ),
    "sold and whole, at closes": (
        *CALM, *THERE, *banded(f"measure='sold', mode='whole', {STEPS}", "share"), read("accrual"), "sunset.month=9",
    ),
    "a month's number, at renewals": (
        *CALM, *banded(f"measure='deals', period='month', mode='whole', {COUNTS}", "share"), read("renewal"), LATER,
    ),
    "a month's number, at closes": (
        *CALM, *FICKLE, *banded(f"measure='deals', period='month', mode='whole', {COUNTS}", "share"), read("accrual"),
    ),
    "sizes and lines, at closes": (
        *CALM, *THERE, *banded(f"measure='sold', period='deal', {STEPS}", "resale"), *LINES, read("accrual"),
        change(7, "bands.steps.b.rate=0.25", "lines.a.rate=0.1"),
    ),
    "billed, at renewals": (
        *CALM, *banded(f"measure='billed', {STEPS}", "share"), read("renewal"), change(9, "bands.steps.a.rate=0.2"),
        LATER,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", VARIANTS)
def test_the_engines_are_equal(name: str) -> None:
    found = verify(scenario_of(*VARIANTS[name]), 2, SEED)
    assert found.is_equal, "\n".join(verification_lines(found))


def in_force(month: int) -> Fraction:
    """The rate of new deals: 20%, 10% from month 9 on, 30% from month 20 on."""
    return Fraction([20, 10, 30][(month >= 9) + (month >= 20)], 100)


@pytest.mark.parametrize("name", ["a share at renewals", "a share at closes", "a margin at renewals"])
def test_each_month_has_the_rate_of_the_day_on_which_it_was_read(name: str) -> None:
    month_read, seen, listed = dict[Any, int](), set[Fraction](), 0
    for row in rows_of(*VARIANTS[name]):
        key = row[PARTNER], row[DEAL]
        if row[KIND] == Kind.WON or (row[KIND] == Kind.RENEWED and "renewals" in name):
            month_read[key] = month_of(row)
        elif row[KIND] in (Kind.SHARE_ACCRUED, Kind.RESALE_MARGIN):
            rate = in_force(row[DAY] // 30 if "closes" in name else month_read[key])
            assert row[AMOUNT] == rounded((row[LIST] or listed) * rate)
            seen.add(rate)
        listed = row[LIST]
    assert len(seen) == 3


def test_bands_of_live_arr_at_closes_pay_what_they_pay_on_all_of_it() -> None:
    """A partner's rate at a close is T(live) over live, in whole basis points, for each of its customers."""
    live, seen = defaultdict[int, int](int), set[int]()
    moving = (Kind.GO_LIVE, Kind.EXPANDED, Kind.CANCELLED, Kind.CHURNED)
    for row in rows_of(*VARIANTS["live, at closes"]):
        if row[KIND] in moving:
            live[row[PARTNER]] += row[AMOUNT]
        elif row[KIND] == Kind.SHARE_ACCRUED:
            volume = live[row[PARTNER]]
            rate = rounded(Fraction(10_000 * total(volume), volume)) if volume > 0 else 1_000
            assert row[AMOUNT] == rounded(Fraction(row[LIST] * rate, 10_000))
            seen.add(rate)
    assert len(seen) > 20


def test_bands_of_live_arr_at_renewals_are_those_of_a_deal_won_that_day() -> None:
    """T(v + a) − T(v) over a, v what is live beside it: at the win before it goes live, at a renewal without it."""
    live, arr, rates = defaultdict[int, int](int), defaultdict[Any, int](int), dict[Any, int]()
    pending: Any = None
    changed = 0
    for row in rows_of(*VARIANTS["live, at renewals"]):
        key = row[PARTNER], row[DEAL]
        if pending is not None and (row[KIND], key) != (Kind.EXPANDED, pending):
            others = live[pending[0]] - arr[pending]
            before, rates[pending] = rates[pending], locked(others, arr[pending])
            changed += before != rates[pending]
            pending = None
        if row[KIND] == Kind.WON:
            rates[key] = locked(live[row[PARTNER]], row[LIST])
        elif row[KIND] == Kind.RENEWED:
            pending = key
        elif row[KIND] in (Kind.GO_LIVE, Kind.EXPANDED, Kind.CANCELLED, Kind.CHURNED):
            live[row[PARTNER]] += row[AMOUNT]
            arr[key] += row[AMOUNT]
        elif row[KIND] == Kind.SHARE_ACCRUED:
            assert row[AMOUNT] == rounded(Fraction(row[LIST] * rates[key], 10_000))
        if row[KIND] == Kind.EXPANDED and pending == key:
            others = live[row[PARTNER]] - arr[key]
            changed += rates[key] != locked(others, arr[key])
            rates[key], pending = locked(others, arr[key]), None
    assert changed > 5


def locked(before: int, amount: int) -> int:
    return rounded(Fraction(10_000 * (total(before + amount) - total(before)), amount))


def test_a_month_s_number_at_closes_is_that_of_all_customers() -> None:
    rows = rows_of(*VARIANTS["a month's number, at closes"])
    deals: dict[Any, int] = defaultdict(int)
    for row in of(rows, Kind.WON):
        deals[row[PARTNER], month_of(row)] += 1
    won = {(row[PARTNER], row[DEAL]): month_of(row) for row in of(rows, Kind.WON)}
    for row in of(rows, Kind.CANCELLED, Kind.CHURNED):
        if month_of(row) == won[row[PARTNER], row[DEAL]]:
            deals[row[PARTNER], month_of(row)] -= 1
    rates = set()
    for row in of(rows, Kind.SHARE_ACCRUED):
        number = deals[row[PARTNER], row[DAY] // 30]
        rate = 35 if number >= 4 else 20 if number >= 2 else 10
        assert row[AMOUNT] == rounded(Fraction(row[LIST] * rate, 100))
        rates.add(rate)
    assert len(rates) > 1


def test_the_run_off_has_what_renewals_will_read() -> None:
    """Months of the contract year at the rate that was read last, those after its renewal at that in force: 30%."""
    for name in ("a share at renewals", "a margin at renewals"):
        run, _, parameters = ledger_of(scenario_of(*VARIANTS[name]), SEED, 0, 0, "compiled")
        arr, begun, read_in = defaultdict[Any, int](int), dict[Any, int](), dict[Any, int]()
        departed = {row[PARTNER] for row in of(run.rows, Kind.DEPARTED, Kind.REMOVED, Kind.DISMISSED)}
        gone = set() if parameters.departure.pay_after_departure else departed
        for row in run.rows:
            key = row[PARTNER], row[DEAL]
            if row[KIND] in (Kind.GO_LIVE, Kind.EXPANDED, Kind.CANCELLED, Kind.CHURNED):
                arr[key] += row[AMOUNT]
            if row[KIND] in (Kind.WON, Kind.RENEWED):
                read_in[key] = month_of(row)
            if row[KIND] in (Kind.GO_LIVE, Kind.RENEWED):
                begun[key] = month_of(row)
        due, changed = defaultdict[int, int](int), 0
        for key, cents in arr.items():
            for after in range(1, parameters.finance.runoff_months + 1 if cents and key[0] not in gone else 1):
                passed = 30 + after - begun[key]
                month = passed % 12 + 1
                listed = cents * month // 12 - cents * (month - 1) // 12
                rate = in_force(30) if passed >= 12 else in_force(read_in[key])
                changed += rate != in_force(read_in[key])
                due[after] += rounded(listed * rate)
        assert changed > 100
        assert {after: cents for (_, after), cents in run.pay_due.items() if cents} == dict(due)
        assert not any(run.margin_locked.values())


@pytest.mark.parametrize("when", ["renewal", "accrual"])
@pytest.mark.parametrize("model", ["share", "resale"])
def test_a_run_goes_on_from_any_close(when: str, model: str) -> None:
    there = state_of(
        [partner("a", last_won_day=-70), partner("b", left_day=-20, last_won_day=-450), partner("c")],
        [customer(1, 0), customer(1, 1, 9_000_000, -20, -20), customer(2, 0, 7_000_000, -100, -100),
         customer(0, 2, 7_000_000, -9, -9)],
        [opportunity(0, 1), opportunity(2, 1, -60, won=-15)],
        month=12,
    )  # fmt: skip
    terms = "archetypes.referral.terms"
    parameters = parameters_with(
        there, *LIVELY, "months=26", f"{terms}.later_rates=[]",
        f"{terms}.rate=false", f"{terms}.model={model}", f"{terms}.read={when}",
        f"{terms}.bands={{ measure='live_arr', {STEPS} }}",
        "changes.x={ month=17, set={ archetypes.referral.terms.bands.steps.b.rate=0.3 } }",
    )  # fmt: skip
    for future in range(2):
        go_on(parameters, chance_key(SEED, 0, future), (1, 5, 12))


# ---------------------------------------------------------------- Doors


def test_terms_read_at_the_win_are_as_if_nothing_was_stated() -> None:
    stated = (*CALM, *SHARE, read("win"))
    assert resolved_toml(scenario_of(*stated)) == resolved_toml(scenario_of(*stated[:-1]))
    assert '\nread = "renewal"' in resolved_toml(scenario_of(*stated[:-1], read("renewal")))


WHOLE = "mode='whole', steps={ a={ from=0, rate=0.1 }, b={ from=60_000, rate=0.2 } }"


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ((read("accrual"),), 'terms.read: a referral fee accrues at the win and at renewals, and nothing of it at a'),
        ((read("accrual"),), 'state read = "renewal", or model = "share"'),
        ((*SHARE, read("monthly")), "archetypes.referrer.terms.read"),
        (
            (*SHARE, read("accrual"), change(9, "rate=0.1", more="retroactive=true, ")),
            'changes.at_9.retroactive: terms with read = "accrual" are read at each close',
        ),
        (
            (*banded(f"measure='live_arr', {STEPS}", "share"), read("renewal"),
             change(9, "bands.steps.a.rate=0.2", more="retroactive=true, ")),
            "deals keep the rate that bands gave them",
        ),
        (banded(f"measure='live_arr', {WHOLE}", "share"), 'state marginal, or read = "accrual"'),
        ((*banded(f"measure='live_arr', {WHOLE}", "share"), read("renewal")), 'state marginal, or read = "accrual"'),
        (banded(f"measure='sold', {WHOLE}", "resale"), 'or period = "deal", or read = "accrual"'),
        ((*SHARE, change(9, "read='accrual'")), "changes.at_9.set"),
    ],
)  # fmt: skip
def test_what_is_refused(stated: tuple[str, ...], said: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        load_scenario(FIELDS, [f"{REFERRER}.terms.later_rates=[]", *stated])
    assert said in str(refused.value)


ONCE = f"{REFERRER}.terms.later_rates=[]"


@pytest.mark.parametrize(
    ("stated", "is_idle"),
    [
        ((ONCE, *SHARE), False),
        ((ONCE, *SHARE, read("renewal")), True),
        ((ONCE, *SHARE, read("accrual")), True),
        ((ONCE, *SHARE, read("accrual"), change(9, "rate=0.1")), False),
        ((ONCE, *SHARE, read("accrual"), change(9, "rate=0.2")), True),
        ((ONCE, *SHARE, f"{REFERRER}.terms.flat_fee=9", read("renewal"), change(9, "flat_fee=5")), True),
        ((ONCE, *SHARE, f"{REFERRER}.terms.cap_per_year=900", read("renewal"), change(9, "cap_per_year=500")), True),
        ((ONCE, read("renewal"), change(9, "rate=0.2")), True),
        ((ONCE, f"{REFERRER}.terms.fee_most=9000", read("renewal"), change(9, "fee_most=1000")), True),
        ((f"{REFERRER}.terms.fee_most=9000", read("renewal"), change(9, "fee_most=1000")), False),
        ((ONCE, *banded(f"measure='live_arr', {STEPS}", "share"), read("renewal")), False),
        (
            (ONCE, *banded(f"measure='live_arr', {STEPS}", "share"), f"{REFERRER}.terms.renewal_rate=0.1",
             read("renewal")),
            True,
        ),
        ((ONCE, *banded(f"measure='billed', {STEPS}", "share"), read("accrual")), True),
        ((ONCE, *banded(f"measure='sold', {STEPS}"), read("renewal")), True),
    ],
)  # fmt: skip
def test_a_reading_that_finds_what_the_win_found_is_named(stated: tuple[str, ...], is_idle: bool) -> None:
    flags = [one.message for one in red_flags(load_scenario(FIELDS, stated)) if ".terms.read" in one.message]
    assert len(flags) == is_idle
    assert all("leave it out" in one and REFERRER in one for one in flags)


def test_what_is_felt_of_a_change_where_closes_read() -> None:
    """The second change sets what is in force: deals have nothing else locked, so that it moves nothing."""
    stated = (*CALM, *SHARE, read("accrual"), change(9, "rate=0.1"), change(12, "rate=0.1"))
    rows = rows_of(*stated, LATER)
    assert [(row[DAY], row[AMOUNT]) for row in of(rows, Kind.TERMS_CHANGED)] == [(240, 1)]


# ---------------------------------------------------------------- In sentences


@pytest.mark.parametrize(
    ("stated", "said", "unsaid"),
    [
        (
            (*SHARE, read("renewal"), change(9, "rate=0.1")),
            ["read again at each renewal", "for deals won or renewed from then on", "was won or last renewed"],
            [],
        ),
        (
            (*SHARE, read("accrual"), change(9, "rate=0.1")),
            ["read again at each month's close", "also for deals won before"],
            ["A deal keeps the terms"],
        ),
        ((*SHARE, change(9, "rate=0.1")), ["for deals won from then on"], ["read again"]),
        (
            (*banded(f"measure='live_arr', {STEPS}", "share"), read("accrual")),
            ["the value of the partner's live customers:", "as one rate for all of the partner's customers"],
            ["with this deal", "that it has then"],
        ),
        (
            (*banded(f"measure='sold', period='deal', {STEPS}", "resale"), read("accrual")),
            ["as one rate for the deal"],
            ["that it has then"],
        ),
        (
            (*banded(f"measure='live_arr', {STEPS}", "resale"), read("renewal")),
            ["until a renewal, which gives it that of a deal won on that day", "with this deal"],
            [],
        ),
    ],
)
def test_an_agreement_says_when_it_is_read(stated: tuple[str, ...], said: list[str], unsaid: list[str]) -> None:
    options = [word for one in (ONCE, *stated) for word in ("--set", one)]
    result = CliRunner().invoke(commands, ["explain", str(FIELDS), "--agreement", "referrer", *options])
    assert result.exit_code == 0, result.output
    text = " ".join(result.output.split())
    assert [one for one in said if one not in text] == []
    assert [one for one in unsaid if one in text] == []
