"""Deals by class on the page of a run, and the odds under the other test: recomputed from the ledgers."""

from functools import cache

from sim.analysis.run.summary import summarise
from sim.experiment.replication import ledger_metrics, ledger_of
from sim.experiment.run import simulate
from sim.ledger import Kind
from sim.report.run.classes import class_sentences, touch_sentences
from sim.scenario.load import load_scenario

from ...engines.cases import SMALL, both

OVER = (
    "registration={ valid_days=60 }", "attribution={ test='rules', unregistered_credit_share=0.5 }",
    *both("registration_probability=0.6", "direct_overlap_probability=0.4", "support_probability=0.5"),
    "months=18", "gate.month=15", "gate.window_months=4", "gate.threshold=0.02",
)  # fmt: skip
RUNS = 6
NAMES = ("registered", "unregistered", "influenced", "fulfilled")


@cache
def summary():
    return summarise(simulate(load_scenario(SMALL, OVER), runs=RUNS, seed=2, engine="reference", workers=1))


@cache
def ledgers():
    return [ledger_of(load_scenario(SMALL, OVER), 2, world, 0, "reference")[0].rows for world in range(RUNS)]


def test_deals_and_points_are_those_of_the_ledgers():
    found = summary()["classes"]
    deals, late, total = [0] * 4, 0, 0
    for rows in ledgers():
        months = [0] * 19
        for day, kind, _, _, amount, _, detail in rows:
            if kind == Kind.WON and day < 15 * 30:
                deals[detail // 2] += 1
            if kind in (Kind.REVENUE, Kind.CHANNEL_REVENUE) and 11 < day // 30 <= 15:
                total += amount
                months[day // 30] += amount if kind == Kind.REVENUE and detail == 1 else 0
        late += sum((cents + 1) // 2 for cents in months)
    assert found["deals"] == {name: number / RUNS for name, number in zip(NAMES, deals, strict=True)}
    assert found["unregistered_share"] == late / total
    assert found["month"] == 15


def test_the_page_says_them():
    found = summary()["classes"]
    first, other = (one.text for one in class_sentences(summary()))
    for name, words in zip(NAMES, ("registered", "unregistered", "influenced", "only fulfilled"), strict=True):
        assert f"{found['deals'][name]:.1f} {words}" in first
    assert f"{100 * found['unregistered_share']:.1f} points of the sourced share have no claim" in first
    assert 'With attribution.test = "all" the odds would be ' in other
    assert "revenue and phases as they were" in other
    assert 0 <= found["other_test"]["ci_low"] <= found["other_test"]["pass_probability"]


def test_nothing_of_it_without_claims():
    plain = summarise(simulate(load_scenario(SMALL), runs=2, seed=2, engine="reference", workers=1))
    assert "classes" not in plain
    assert list(class_sentences(plain)) == []


TOUCHED = ("attribution.touches=['linear', 'first']", "gate.month=15")


def test_touches_are_those_of_the_months_to_the_gate():
    """Recomputed from metrics of each ledger; the page has the models in the order in which they are stated."""
    scenario = load_scenario(SMALL, (*OVER, *TOUCHED))
    touched = summarise(simulate(scenario, runs=RUNS, seed=2, engine="reference", workers=1))
    found = [ledger_metrics(scenario, *ledger_of(scenario, 2, world, 0, "reference")) for world in range(RUNS)]
    won = sum(
        row[5] for world in range(RUNS) for row in ledger_of(scenario, 2, world, 0, "reference")[0].rows
        if row[1] == Kind.WON and row[0] < 450
    )  # fmt: skip
    share = {name: sum(one[f"{name}_touch_acv"][:15].sum() for one in found) / won for name in ("linear", "first")}
    assert touched["classes"]["touches"] == share
    assert list(touched["classes"]["touches"]) == ["linear", "first"]
    (text,) = (one.text for one in touch_sentences(touched))
    assert len(list(class_sentences(touched))) == 2
    assert list(touch_sentences(summary())) == []
    said = f"{100 * share['linear']:.1f}% by all touches alike and {100 * share['first']:.1f}% by the first touch"
    assert said in text
    assert "nothing is paid" in text
    assert "touches" not in summary()["classes"]
