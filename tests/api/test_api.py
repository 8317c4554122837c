"""The public functions, and what their results show in a notebook."""

import subprocess
import sys
from html.parser import HTMLParser
from importlib.util import find_spec
from inspect import signature
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.collections import PolyCollection

import sim
from sim import compare, load_scenario, simulate, sweep
from sim.analysis.comparison.compare import compare as compare_scenarios
from sim.analysis.run.summary import summarise
from sim.analysis.sweep.sweep import sweep as sweep_scenario
from sim.experiment.run import simulate as simulate_ensemble

RATE = "archetypes.reseller.terms.rate"
SHORT = ("months=12", "gate.month=12")
NASTY = "<b>Ours</b> & $x_1$"


@pytest.fixture(scope="module")
def short():
    return load_scenario("coach", [*SHORT, f"title={NASTY}"])


@pytest.fixture(scope="module")
def ensemble(short):
    return simulate(short, runs=80, futures=2, seed=3, workers=1)


@pytest.fixture(scope="module")
def comparison(short):
    more = load_scenario("coach", [*SHORT, f"{RATE}=0.35"])
    return compare([short, more], labels=["now", NASTY], runs=40, workers=1)


@pytest.fixture(scope="module")
def swept(short):
    return sweep(short, f"{RATE}=0.1:0.3:3", runs=40, workers=1)


@pytest.fixture(autouse=True)
def _figures():
    yield
    plt.close("all")


class Tags(HTMLParser):
    """Counts tags, and checks that each is closed."""

    def __init__(self, text):
        super().__init__()
        self.open, self.seen, self.words = [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        assert not any(name.startswith("on") for name, _ in attrs)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


# The functions


def test_simulate_gives_the_futures_of_run(short, ensemble):
    assert ensemble.digest == simulate_ensemble(short, runs=80, futures=2, seed=3, workers=1).digest
    assert ensemble.summary() == summarise(ensemble)
    assert ensemble.odds.probability == ensemble.summary()["gate"]["pass_probability"]


def test_simulate_takes_a_name_and_the_size_of_run(short):
    tiny = simulate(short, max_runs=2, workers=1)
    assert (tiny.runs, tiny.futures, tiny.stopped) == (2, 4, None)
    alone = simulate(short, runs=2, workers=1)
    assert (alone.runs, alone.futures) == (2, 1)
    assert simulate("coach", runs=1, workers=1).scenario.name == "coach"


def test_simulate_until_precise_says_why_it_stopped(short):
    found = simulate(short, precision=0.2, runs=4, max_runs=16, workers=1)
    assert (found.stopped, found.runs) == ("clear below", 8)
    assert found.digest == simulate(short, runs=found.runs, workers=1).digest


@pytest.mark.parametrize(("shown", "made_by"), [(sim.compare, compare_scenarios), (sim.sweep, sweep_scenario)])
def test_the_functions_keep_their_signatures(shown, made_by):
    assert list(signature(shown).parameters.values()) == list(signature(made_by).parameters.values())
    assert shown.__doc__ == made_by.__doc__


def test_importing_the_functions_draws_nothing():
    code = (
        "import sys, sim; sim.simulate, sim.compare; sys.exit(any(m in sys.modules for m in ('matplotlib', 'pandas')))"
    )
    root = str(Path(sim.__file__).parents[1])
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


# Names


def test_every_metric_has_its_values_by_name(ensemble):
    assert set(ensemble.metrics) == set(ensemble.metric_set.named)
    for name, metric in ensemble.metrics.items():
        assert metric.name == name
        np.testing.assert_array_equal(metric.values, ensemble.values(name))
    share = ensemble.metric("sourced_share")
    assert share.unit == "share"
    np.testing.assert_array_equal(share.at(12), share.values[:, 11])
    np.testing.assert_allclose(share.quantile(0.5), ensemble.summary()["metrics"]["sourced_share"]["p50"])
    np.testing.assert_allclose(share.mean, share.values.mean(axis=0))
    assert share.percentiles(12)["p50"].ci_low <= share.quantile(0.5)[11] <= share.percentiles(12)["p50"].ci_high
    with pytest.raises(ValueError, match="between 1 and 12"):
        share.at(13)


def test_totals_are_in_currency_units_and_never_is_inf(ensemble):
    np.testing.assert_allclose(ensemble.total("npv"), ensemble.totals["npv"] / 100)
    assert (
        np.isinf(ensemble.total("payback_month")).mean() == ensemble.summary()["totals"]["payback_month"]["share_never"]
    )


@pytest.mark.parametrize("name", ["npv", "npv_with_runoff", "payback_month", "cash_trough"])
def test_a_total_that_is_asked_for_as_a_metric(ensemble, name):
    with pytest.raises(KeyError, match=r"ensemble\.total"):
        ensemble.metric(name)


def test_unknown_names_say_which_was_meant(ensemble, comparison, swept):
    for call, said in (
        (lambda: ensemble.metric("sourced_shar"), "Did you mean 'sourced_share'?"),
        (lambda: ensemble.total("npvs"), "Did you mean 'npv'?"),
        (lambda: comparison.figure("nwo", "odds"), "Did you mean 'now'?"),
        (lambda: comparison.figure("now", "odd"), "Did you mean 'odds'?"),
        (lambda: comparison.difference("now", "odds"), "there is no scenario beside the base 'now'"),
        (lambda: comparison.ensemble("then"), "There are: now"),
        (lambda: swept.measure("od"), "There are: odds"),
    ):
        with pytest.raises(KeyError) as raised:
            call()
        assert said in str(raised.value)


def test_a_comparison_by_name(comparison):
    assert comparison.figure("now", "odds") == comparison.figures[0]["odds"]
    assert comparison.difference(NASTY, "npv") == comparison.differences[0].outcomes["npv"]
    assert comparison.ensemble(NASTY).digest == comparison.ensembles[1].digest
    assert comparison.to_dict()["base"] == "now"


def test_measures_of_a_sweep(swept):
    odds = swept.measure("odds")
    assert odds.mean.tolist() == [point.gate["pass_probability"] for point in swept.points]
    npv = swept.measure("npv")
    assert npv.ci_high.tolist() == [point.estimates["npv"].ci_high for point in swept.points]


# What is shown


def test_printed_results_are_read_as_sentences(ensemble, comparison, swept):
    text = repr(ensemble)
    assert text.startswith("<Ensemble coach: 80 worlds x 2 futures")
    assert "at month 12 partners bring" in text
    assert "Monte Carlo error" in text
    assert "Ignorance" in text
    assert "active_partners" in repr(ensemble.metric("active_partners"))
    assert "A  now" in repr(comparison)
    assert "Over 12 months it" in repr(comparison)
    assert f"{RATE}=0.2: odds" in repr(swept)


@pytest.mark.parametrize("name", ["ensemble", "comparison", "swept"])
def test_html_is_escaped_closed_and_takes_the_colours_of_the_notebook(name, request):
    html = request.getfixturevalue(name)._repr_html_()
    tags = Tags(html)
    assert tags.seen.count("table") == 1
    assert NASTY in "".join(tags.words)
    assert "<b>Ours" not in html
    assert "color:#" not in html
    assert "background:#" not in html
    assert len(html) < 20_000


def test_html_of_a_metric(ensemble):
    assert "sourced_share" in Tags(ensemble.metric("sourced_share")._repr_html_()).words


def test_what_completed_nothing_can_still_be_looked_at(ensemble):
    from dataclasses import replace

    nothing = replace(ensemble, completed=np.zeros_like(ensemble.completed))
    assert "80 worlds" in repr(nothing)
    assert "80 worlds" in nothing._repr_html_()


def test_a_dash_says_what_it_means(short, ensemble, comparison):
    few = simulate(short, runs=1, workers=1)
    assert "1 world x 1 future," in repr(few)
    for shown in (few, few.metric("sourced_share")):
        assert "A dash: too few runs for this range (1 run, at least 36 are needed)." in shown._repr_html_()
    assert "A dash:" not in ensemble._repr_html_()
    assert ">-<br>" not in comparison._repr_html_()  # months that may be never have no difference, said once


def bands_of(axes):
    return [item for item in axes.collections if isinstance(item, PolyCollection)]


def test_fans_are_drawn_where_asked(ensemble, comparison, swept):
    for result in (ensemble, ensemble.metric("cumulative_cash"), comparison, swept):
        _, axes = plt.subplots()
        assert result.fan(ax=axes) is axes
        assert axes.lines
        assert axes.get_title(loc="left")
        fresh = result.fan()
        assert fresh is not axes
        fresh.figure.draw_without_rendering()


def texts_of(axes):
    return [text.get_text() for text in axes.texts]


def test_the_boards_rule_is_drawn_where_it_is_one(short, comparison, swept):
    assert texts_of(comparison.fan()) == ["10% at month 12"]
    assert texts_of(comparison.fan(metric="active_partners")) == []
    other = load_scenario("coach", [*SHORT, "gate.threshold=0.2"])
    assert texts_of(compare([short, other], runs=2, workers=1).fan()) == []
    assert texts_of(swept.fan()) == ["50% required"]
    assert texts_of(swept.fan(measure="npv")) == []


def test_the_fan_is_the_quantiles(ensemble):
    metric = ensemble.metric("sourced_share")
    axes = metric.fan()
    np.testing.assert_array_equal(axes.lines[0].get_ydata(), metric.quantile(0.5))
    lows = {float(y) for x, y in bands_of(axes)[0].get_paths()[0].vertices if x == 12}
    assert min(lows) == metric.quantile(0.05)[11]
    assert max(lows) == metric.quantile(0.95)[11]


def test_few_worlds_have_no_bands_in_the_tails(short):
    assert len(bands_of(simulate(short, runs=20, workers=1).fan())) == 1
    assert len(bands_of(simulate(short, runs=80, workers=1).fan())) == 3


def test_mixes_are_swept_by_share_and_by_name(short):
    share = sweep(short, "mix=reseller:0.2:0.6:3", runs=4, workers=1, elasticity=False)
    assert share.fan().lines
    assert "60%" in share._repr_html_()
    named = sweep(short, "mix=own/many:reseller=0.8,referral=0.2", runs=4, workers=1, elasticity=False)
    axes = named.fan(measure="npv")
    axes.figure.draw_without_rendering()
    assert [label.get_text() for label in axes.get_yticklabels()] == ["own mix", "many"]
    assert axes.get_legend().get_window_extent().y1 < axes.get_window_extent().y0  # over no bar
    assert "required" not in str(axes.texts)
    odds = named.fan()
    assert [text.get_text() for text in odds.texts] == ["50% required"]
    assert odds.lines[-1].get_xdata() == [0.5, 0.5]
    assert "many" in Tags(named._repr_html_()).words
    assert "mix=many: odds" in repr(named)


def test_what_cannot_be_drawn_is_said(short, comparison):
    two = sweep(short, [f"{RATE}=0.1:0.2:2", "readiness.sales_clarity=0.4:0.8:2"], runs=2, workers=1, elasticity=False)
    with pytest.raises(ValueError, match="two levers"):
        two.fan()
    assert "sales_clarity" in two._repr_html_()
    many = compare([short] * 7, runs=2, workers=1)
    with pytest.raises(ValueError, match="at most 6"):
        many.fan()
    with pytest.raises(KeyError, match="sourced_share"):
        comparison.fan(metric="sourced_shares")


# Data frames


def test_without_pandas_it_is_said_what_to_install(ensemble, comparison, swept, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    for result in (ensemble, ensemble.metric("sourced_share"), comparison, swept):
        with pytest.raises(ImportError, match=r"pip install 'partnersim\[pandas\]'"):
            result.to_frame()


@pytest.mark.skipif(find_spec("pandas") is None, reason="pandas is not installed")
def test_data_frames(ensemble, comparison, swept):
    futures = ensemble.to_frame()
    assert len(futures) == 160 * 12
    assert {"world", "future", "month", "sourced_share", "npv"} - set(futures.columns) == {"npv"}
    np.testing.assert_allclose(
        futures["sourced_share"].to_numpy().reshape(160, 12), ensemble.values("sourced_share")
    )  # fmt: skip
    assert ensemble.metric("sourced_share").to_frame()["month"].tolist() == list(range(1, 13))
    table = comparison.to_frame()
    assert len(table) == 2 * len(comparison.outcomes)
    assert table["difference"].isna().sum() >= len(comparison.outcomes)
    assert len(swept.to_frame()) == 9


def test_data_frames_are_given_whole_columns(ensemble, comparison, swept, monkeypatch):
    """What is handed to pandas, whether or not it is there: columns of one length, rows of plain values."""

    class Pandas:
        DataFrame = staticmethod(lambda content: content)

    monkeypatch.setitem(sys.modules, "pandas", Pandas)
    futures = ensemble.to_frame()
    assert {len(column) for column in futures.values()} == {160 * 12}
    assert futures["world"][12 * 2] == 1
    assert futures["month"][:12].tolist() == list(range(1, 13))
    np.testing.assert_array_equal(futures["sourced_share"], ensemble.values("sourced_share").ravel())
    assert {len(column) for column in ensemble.metric("sourced_share").to_frame().values()} == {12}
    rows = comparison.to_frame()
    assert len(rows) == 2 * len(comparison.outcomes)
    assert "difference" not in rows[0]
    assert rows[-1]["difference_ci_low"] == comparison.difference(NASTY, rows[-1]["outcome"]).ci_low
    assert len(swept.to_frame()) == 9
