"""The files of a run for people: the page as text, and the table of every metric (18.19)."""

import csv

import numpy as np
import pandas as pd
import pytest
from rich.console import Group
from rich.table import Table
from rich.text import Text

from sim.analysis.run.summary import summarise
from sim.experiment.run import simulate
from sim.metrics.metric import Ratio
from sim.report.run.files import write_files, write_page, write_tables
from sim.scenario.load import load_scenario

MONTHS = 26
ABOUT = ("scenario", "currency", "seed", "digest")


@pytest.fixture(scope="module")
def ensemble():
    return simulate(load_scenario("coach", [f"months={MONTHS}", "currency='EUR'"]), runs=8, futures=2, workers=1)


def test_a_table_of_every_metric_month_and_statistic(ensemble, tmp_path):
    """18.19: computed again from the months of every future."""
    write_tables(tmp_path, summarise(ensemble))
    frame = pd.read_csv(tmp_path / "tables.csv")
    assert list(frame.columns) == ["metric", "unit", "month", "statistic", "value", *ABOUT]
    names = [metric.name for metric in ensemble.metric_set.metrics] + [
        ratio.name for ratio in ensemble.metric_set.ratios
    ]
    assert len(frame) == len(names) * MONTHS * 4
    assert frame["metric"].unique().tolist() == names
    for name in names:
        declared = ensemble.metric_set[name]
        if isinstance(declared, Ratio):
            window = declared.window_months or ensemble.scenario.gate.window_months
            values = np.zeros((16, MONTHS))
            for month in range(MONTHS):
                inside = slice(max(0, month - window + 1), month + 1)
                part, whole = (
                    ensemble.monthly[each][:, inside].sum(axis=1) for each in (declared.numerator, declared.denominator)
                )
                values[:, month] = np.where(whole != 0, part / np.where(whole == 0, 1, whole), 0)
        else:
            values = ensemble.monthly[name] / {"money": 100}.get(declared.unit.name, declared.unit.scale)
        own = frame[frame["metric"] == name]
        assert set(own["unit"]) == {"EUR" if declared.unit.name == "money" else declared.unit.name}
        table = own.pivot(index="month", columns="statistic", values="value")
        assert table.index.tolist() == list(range(1, MONTHS + 1))
        for level in (10, 50, 90):
            np.testing.assert_allclose(table[f"p{level}"], np.percentile(values, level, axis=0), atol=1e-9)
        np.testing.assert_allclose(table["mean"], values.mean(axis=0), atol=1e-9)


def test_the_table_opens_in_a_spreadsheet(ensemble, tmp_path):
    """18.19: every row has its cells, numbers have a point and no thousands."""
    write_tables(tmp_path, summarise(ensemble))
    content = (tmp_path / "tables.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").endswith("\n")
    with (tmp_path / "tables.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert {len(row) for row in rows} == {9}
    assert all(np.isfinite(float(row[4])) for row in rows[1:])


def test_the_page_is_text_of_80_columns(tmp_path):
    """18.19: without colour, markup, or blanks at the end of a line."""
    table = Table(box=None, show_header=False)
    table.add_row(Text("odds", style="bold red"), Text("28%"), Text(""))
    printed = Group(Text("a title [b]not markup[/b] :smile:", style="bold"), "", Text("word " * 30), table)
    write_page(tmp_path, printed)
    text = (tmp_path / "page.txt").read_text("utf-8")
    assert "\x1b" not in text
    lines = text.split("\n")
    assert lines[0] == "a title [b]not markup[/b] :smile:"
    assert lines[1] == ""
    assert 75 <= max(map(len, lines)) <= 80
    assert lines[-1] == ""
    assert all(line == line.rstrip() for line in lines)
    assert lines[-2].split() == ["odds", "28%"]


def test_all_are_written(ensemble, tmp_path):
    write_files(tmp_path, ensemble, summarise(ensemble), Text("the page"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fan.png", "fan.svg", "page.txt", "tables.csv"]
    assert (tmp_path / "page.txt").read_text() == "the page\n"
