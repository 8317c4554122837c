"""22: what partners earn in each of several scenarios, on the page and in the files, from the months of its runs."""

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from sim.analysis.comparison.compare import compare
from sim.analysis.comparison.comparison import Comparison
from sim.experiment.ensemble import Ensemble
from sim.report.comparison.files import write_csv
from sim.report.comparison.page import comparison_page
from sim.scenario.load import load_scenario

from ..printed import printed

WORLDS, FUTURES = 40, 2
EVERY_FORM = [
    "months=30", "archetypes.referral.terms.services_rate=0.1", "archetypes.referral.services_share=0.5",
    "archetypes.reseller.terms.rebates={ yearly = { base = 'sold', steps = { all = { from = 0, rate = 0.05 } } } }",
    "bonuses={ first = { archetypes = ['referral'], amount = 2000, most_per_partner = 3 } }",
    "clawback={ full_days = 120 }", "archetypes.*.early_cancel_probability=0.3", "archetypes.*.early_cancel_days=110",
]  # fmt: skip
UNPAID = ["months=30", "archetypes.*.terms.rate=0", "archetypes.referral.terms.later_rates=[]"]
EARNED = ("commissions", "resale_margin", "services_fees", "bonuses", "rebates", "rebate_funds")
NOT_GOT_BACK = ("fees_lost", "rebates_lost")


def _earned(run: Ensemble) -> np.ndarray:
    """By future, from the months: a metric that the scenario has not is none of its months."""
    cents = np.zeros(len(run.monthly["commissions"]), dtype=np.int64)
    for name in (*EARNED, *NOT_GOT_BACK):
        cents += run.monthly[name].sum(axis=1) if name in run.monthly else 0
    return (cents - (run.monthly["clawed_back"].sum(axis=1) if "clawed_back" in run.monthly else 0)) / 100


@pytest.fixture(scope="module")
def found() -> Comparison:
    three = [load_scenario("coach", settings) for settings in (["months=30"], EVERY_FORM, UNPAID)]
    return compare(three, labels=["plain", "every form", "unpaid"], runs=WORLDS, futures=FUTURES)


def test_the_scenarios_have_what_the_test_is_about(found: Comparison) -> None:
    plain, every, unpaid = found.ensembles
    forms = {"services_fees", "bonuses", "rebates", "clawed_back"}
    assert not forms & set(plain.monthly)
    assert all(every.monthly[name].any() for name in forms)
    assert not any(unpaid.monthly[name].any() for name in ("commissions", "resale_margin"))


def test_each_scenario_and_each_difference_is_that_of_the_months(found: Comparison) -> None:
    base, *others = (_earned(run) for run in found.ensembles)
    said = found.to_dict()
    assert said["outcomes"]["partner_pay"] == {
        "label": "Partner pay", "unit": "money", "better": "lower", "is_part": True,
    }  # fmt: skip
    for told, values in zip(said["scenarios"], (base, *others), strict=True):
        assert told["outcomes"]["partner_pay"]["mean"] == pytest.approx(values.mean(), rel=1e-12, abs=1e-9)
    for told, values in zip(said["differences"], others, strict=True):
        paired = told["outcomes"]["partner_pay"]
        assert paired["difference"] == pytest.approx((values - base).mean(), rel=1e-9)
        assert (paired["better"], paired["worse"]) == ((values < base).mean(), (values > base).mean())


def test_a_form_of_pay_that_one_scenario_has_not_is_0_there(found: Comparison) -> None:
    assert (
        found.paired("every form", "partner_pay") == _earned(found.ensembles[1]) - _earned(found.ensembles[0])
    ).all()
    assert not _earned(found.ensembles[2]).any()
    assert (found.paired("unpaid", "partner_pay") == -_earned(found.ensembles[0])).all()
    json.dumps(found.to_dict(), allow_nan=False)


def test_the_table_in_a_file_says_what_json_says(found: Comparison, tmp_path: Path) -> None:
    write_csv(tmp_path / "comparison.csv", found)
    with (tmp_path / "comparison.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["outcome"] == "partner_pay"]
    said = found.to_dict()
    assert [row["label"] for row in rows] == list(found.labels)
    assert {row["unit"] for row in rows} == {"USD"}
    for row, told in zip(rows, said["scenarios"], strict=True):
        assert float(row["mean"]) == told["outcomes"]["partner_pay"]["mean"]
    for row, told in zip(rows[1:], said["differences"], strict=True):
        assert float(row["difference_from_a"]) == told["outcomes"]["partner_pay"]["difference"]


def test_the_page_has_a_row_above_program_cost(found: Comparison) -> None:
    console = Console(width=80, highlight=False, markup=False, emoji=False, color_system=None)
    with console.capture() as captured:
        console.print(comparison_page(found, None))
    lines = captured.get().splitlines()
    base, every, _ = (_earned(run) for run in found.ensembles)
    (pair,) = (at for at, line in enumerate(lines) if "B - A" in line)
    at = next(at for at, line in enumerate(lines) if at > pair and line.startswith("Partner pay "))
    assert lines[at - 1].startswith("Acquisition cost saved")
    assert lines[at + 1].startswith("Program cost")
    assert lines[at + 2].startswith("Program contribution")
    cells = re.findall(r"\S+ to \S+|\S+", lines[at].removeprefix("Partner pay"))
    assert len(cells) == 4, "more pay is neither better nor worse by itself"
    for text, exact in zip(cells, (base.mean(), every.mean(), (every - base).mean()), strict=False):
        assert printed(text).is_close_to(float(exact)), (text, exact)
    assert all(float(end) > 0 for end in re.findall(r"\+\$([\d.]+)", cells[3]))
    text = " ".join(" ".join(lines).split())
    assert "Partner pay is what partners earn in every form of pay, less what is taken back" in text
    assert "of it resale margin is off revenue already. Better:" in text


@pytest.mark.parametrize(
    ("booked", "said"),
    [
        (("gross", "gross"), "resale margin is a cost beside revenue."),
        (("net", "gross"), "resale margin is off revenue already where resale books net."),
    ],
)
def test_where_a_margin_comes_off_is_said(booked: tuple[str, str], said: str) -> None:
    two = [load_scenario("coach", ["months=24", f"vendor.resale_booking={way}"]) for way in booked]
    console = Console(width=80, color_system=None)
    with console.capture() as captured:
        console.print(comparison_page(compare(two, runs=3, futures=1), None))
    assert said in " ".join(captured.get().split())
