"""The page is read back: every figure is recomputed from the raw months (18.13, 18.20)."""

import io
import re
from functools import cache
from typing import Any

import numpy as np
import pytest
from rich.console import Console
from scipy import stats

from sim.analysis.run.summary import summarise
from sim.experiment.ensemble import Ensemble
from sim.experiment.run import simulate
from sim.report.run.page import Page
from sim.scenario.catalogue import field_table
from sim.scenario.load import load_scenario

from .reading import NUMBER, Table, agrees, joined, read_rows, value_of
from .truth import Truth, quantile

NO_COMPANY = (
    "vendor.direct.starting_arr=0", "vendor.inbound.starting_arr=0", "vendor.roster.partners=0",
    "vendor.roster.starting_arr=0",
)  # fmt: skip
SHARES = tuple(f"archetypes.referral.terms.{change}" for change in ("later_rates=[]", "model=share", "share_months=24"))
TAKEN_BACK = (
    "clawback={ full_days = 360 }",
    "archetypes.*.early_cancel_probability=0.4",
    "bonuses={ first = { amount = 500.0, trigger = 'first_deal' } }",
    "archetypes.alliance={ services_share = 0.8, terms.services_rate = 0.05 }",
    "archetypes.reseller.terms.rebates={ all = { base = 'sold', steps = { a = { from = 0.0, rate = 0.02 } } } }",
)
DISTRIBUTOR = (
    "archetypes.reseller={ distributor_rate = 0.06, support_share = 0.3, fee_per_year = 500.0 }",
    "archetypes.reseller.terms.minimum_per_month=300.0",
    "archetypes.reseller.terms.rebates={ all = { base = 'sold', fund_share = 0.4, "
    "steps = { a = { from = 0.0, rate = 0.02 } } } }",
)
OTHERS_PAY_ONCE = 'sources."archetypes.referral.market_terms"={ source="what competitors pay", grade="judgement" }'
"""So that no warning takes the place of what was held fixed: a full page leaves lines out."""
CASES = {
    "coach": ("coach", (), 60, 4),
    "unready": ("coach_unready", (), 60, 3),
    "no revenue": ("coach", NO_COMPANY, 40, 2),
    "12 months": ("coach", ("months=12", "gate.month=12"), 60, 2),
    "240 months": ("coach", ("months=240",), 40, 2),
    "euro": ("coach_ready", ("currency='EUR'", "months=30"), 50, 1),
    "francs": ("coach", ("currency='CHF'", "months=54", "gate.measure='credited_share'"), 50, 2),
    "one world": ("coach", ("months=36",), 1, 6),
    "one future": ("coach", ("months=25",), 1, 1),
    "shares": ("coach_ready", (*SHARES, *TAKEN_BACK, OTHERS_PAY_ONCE), 40, 2),
    "few runs": ("coach_ready", ("months=48",), 12, 2),
    "distributor": ("coach_ready", (*DISTRIBUTOR, *TAKEN_BACK[:2], OTHERS_PAY_ONCE), 40, 2),
    "gross": ("coach_ready", (*DISTRIBUTOR, "vendor.resale_booking=gross"), 40, 1),
}


@cache
def ensemble_of(case: str) -> Ensemble:
    name, changes, runs, futures = CASES[case]
    return simulate(load_scenario(name, list(changes)), runs=runs, futures=futures, workers=1)


@cache
def summary_of(case: str) -> dict[str, Any]:
    return summarise(ensemble_of(case))


@cache
def growth_of(case: str) -> np.ndarray:
    return Truth(ensemble_of(case)).own_growth(12)


def printed(case: str, width: int = 80, *, full: bool = False) -> str:
    return _printed(case, width, full)


@cache
def _printed(case: str, width: int, full: bool) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False, markup=False, emoji=False)
    console.print(Page(ensemble_of(case).scenario, summary_of(case), None, full=full))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


SHARE = {"sourced_share": "Sourced share", "credited_share": "Credited share"}
EFFECTS = re.compile(
    r"Share moves with \(rank correlation(?:, only \d+ runs)?\): (.*?)\. (?:Contacts|Cap|Tuned|\d+ of|\d+ values)"
)
every_case = pytest.mark.parametrize("case", CASES)
every_page = pytest.mark.parametrize(("width", "full"), [(80, False), (100, False), (80, True)])


@every_case
@every_page
def test_nothing_is_cut_off_and_no_line_ends_in_blanks(case: str, width: int, full: bool) -> None:
    lines = printed(case, width, full=full).splitlines()
    assert max(map(len, lines)) <= width
    assert not [line for line in lines if line != line.rstrip()]
    assert "…" not in "".join(lines)
    assert full or len(lines) <= 40


@every_case
@every_page
def test_figures_by_month(case: str, width: int, full: bool) -> None:
    """18.20 and 18.22: the months cover the horizon and have the gate."""
    truth, gate = Truth(ensemble_of(case)), ensemble_of(case).scenario.gate
    table = read_rows(printed(case, width, full=full), "Month ", r"\d+( gate)?\s")
    months = [int(label.split()[0]) for label in table.rows]
    assert months[-1] == truth.ensemble.months
    assert [label for label in table.rows if "gate" in label] == [f"{gate.month} gate"]
    share = SHARE[gate.measure]
    no_share = case == "no revenue"
    assert table.heads == ["Month", *([] if no_share else ["Odds", share]), "Active partners", "All revenue"]
    for month, cells in zip(months, table.rows.values(), strict=True):
        for label, cell in zip(table.heads[1:], cells, strict=True):
            if label == "Odds":
                assert agrees(cell.text, truth.passes(share, month).mean()), month
                continue
            _check_median(truth.of_month(label, month), cell, truth.ensemble)


def _check_median(values: np.ndarray, cell, ensemble: Ensemble) -> None:
    rounding = 0.5 if (values == np.floor(values)).all() and not cell.text.startswith("$") else 0.0
    shown = value_of(cell.text)[0]
    assert agrees(cell.text, quantile(values, 0.5)) or abs(shown - quantile(values, 0.5)) <= rounding
    if ensemble.runs >= 50:
        assert cell.spread is not None
    for text, level in zip(cell.spread or (), (0.1, 0.9), strict=False):
        assert agrees(text, quantile(values, level)) or abs(value_of(text)[0] - quantile(values, level)) <= rounding


PAY = re.compile(rf"Partners earn ({NUMBER}) over the horizon \(mean\)(?:: ([^.]*(?:\.\d[^.]*)*))?\.(?= |$)")
FORMS = {"in fees": "Fees", "in shares of revenue": "Revenue shares", "as resale margin": "Resale margin"}
FORMS |= {"on services": "Fees on services", "in bonuses": "Bonuses", "in rebates": "Rebates"}
OPTIONAL = {"Revenue shares", "Fees on services", "Bonuses", "Rebates"}
WITH_CLAWBACK = ("shares", "distributor")
OF_CASE = {"shares": OPTIONAL, "distributor": {"Rebates"}, "gross": {"Rebates"}}


@every_case
def test_pay_by_form_adds_up(case: str) -> None:
    """Means over the horizon: each form and what is taken back, and their sum."""
    truth, match = Truth(ensemble_of(case)), PAY.search(joined(printed(case, full=True)).replace(" CHF", ""))
    assert match is not None
    total, forms = match.groups()
    earned, _, back = forms.partition("; ")
    parts = re.split(", | and ", earned)
    assert [part.split(" ", 1)[1] for part in parts] == [
        words for words, label in FORMS.items() if label not in OPTIONAL or label in OF_CASE.get(case, ())
    ]
    exact = {}
    for text, words in (part.split(" ", 1) for part in parts):
        exact[words] = over_the_horizon(truth, FORMS[words], *(["Rebates as funds"] if words == "in rebates" else []))
        assert agrees(text, exact[words]), words
    taken = 0.0
    if case in WITH_CLAWBACK:
        text, words = back.split(" ", 1)
        assert words == "is taken back"
        taken = -over_the_horizon(truth, "Taken back", "Not got back", "Rebates not got back")
        assert agrees(text, taken)
        assert taken > 0
    assert (back == "") == (case not in WITH_CLAWBACK)
    assert agrees(total, sum(exact.values()) - taken)


@pytest.mark.parametrize("case", ["coach", "shares", "distributor", "gross"])
def test_a_page_without_room_for_the_forms_of_pay_has_their_sum(case: str) -> None:
    """Where more is paid than a margin and one thing beside it, which have names in the sentence of contribution."""
    truth, page = Truth(ensemble_of(case)), joined(printed(case))
    found = re.search(rf"Partners earn ({NUMBER}) over the horizon \(mean\); by form: --full\.", page)
    assert (found is None) == (case == "coach")
    if found is not None:
        unpaid = ["Taken back", "Not got back", "Rebates not got back"] if case in WITH_CLAWBACK else []
        forms = ["Commissions", "Resale margin", "Rebates", "Rebates as funds"]
        forms += ["Fees on services", "Bonuses"] if case == "shares" else []
        assert agrees(found[1], over_the_horizon(truth, *forms, *unpaid))


BRIDGE = re.compile(rf"({NUMBER}) (at list|recruited revenue)([^.]*(?:\.\d[^.]*)*?) \(means over the horizon\)\.")
TERM = re.compile(rf"([-+=]) ({NUMBER}) ([a-z' ]+?)(?= [-+=] | - |$|,)")
MARGINS = ("Resale margin", "Distributor's margin")
OTHER_PAY = (
    "Commissions", "Fees on services", "Bonuses", "Rebates", "Rebates as funds", "Rebates not got back", "Not got back",
    "Taken back",
)  # fmt: skip


def over_the_horizon(truth: Truth, *labels: str) -> float:
    """The sum of their means, what is taken back below 0; of those that the scenario has."""
    total = 0.0
    for label in labels:
        try:
            mean = truth.of_span(label, 1, truth.ensemble.months).mean()
        except KeyError:
            continue
        total += -mean if label == "Taken back" else mean
    return total


@every_case
def test_the_bridge_adds_up_as_printed_and_from_the_raw_months(case: str) -> None:
    """List price less margins is what is booked; less pay and costs, and with what partners pay, the contribution."""
    truth, match = Truth(ensemble_of(case)), BRIDGE.search(joined(printed(case, full=True)).replace(" CHF", ""))
    assert match is not None
    first, base, rest = match.groups()
    exact = {
        "resale margin": over_the_horizon(truth, "Resale margin"),
        "distributor's margin": over_the_horizon(truth, "Distributor's margin"),
        "booked": over_the_horizon(truth, "Recruited revenue"),
        "referral fees": over_the_horizon(truth, *OTHER_PAY),
        "commissions": over_the_horizon(truth, *OTHER_PAY),
        "other pay": over_the_horizon(truth, *OTHER_PAY),
        "cost of goods": over_the_horizon(truth, "Cost of goods"),
        "program cost": over_the_horizon(truth, "Program cost"),
        "from partners": over_the_horizon(truth, "Fees of partners", "Owed up to minimum"),
        "program contribution": over_the_horizon(truth, "Program contribution"),
    }
    assert base == "at list"
    assert agrees(first, over_the_horizon(truth, "At list price"))
    running, slack, seen = *value_of(first), []
    for sign, text, words in TERM.findall(rest):
        seen.append(words)
        value, half = value_of(text)
        assert agrees(text, exact[words]), words
        slack += half
        if sign == "=":
            assert abs(running - value) <= slack * (1 + 1e-6), words
            running, slack = value, half
        else:
            running += value if sign == "+" else -value
    assert seen[-1] == "program contribution"
    assert ("all booked" in rest) == ("booked" not in seen) == (case == "gross")
    assert ("distributor's margin" in seen) == ("from partners" in seen) == (case in ("distributor", "gross"))
    assert {"resale margin", "cost of goods", "program cost"} <= set(seen)


@pytest.mark.parametrize("case", ["distributor", "gross"])
def test_the_short_page_has_the_distributor_too(case: str) -> None:
    page = joined(printed(case))
    text = re.search(rf"- ({NUMBER}) distributor's margin", page)
    assert text is not None
    assert agrees(text[1], over_the_horizon(Truth(ensemble_of(case)), "Distributor's margin"))


def test_a_form_of_pay_that_nobody_has_is_not_on_the_page() -> None:
    """Without resellers no margin; without referral and sums no fees: on neither page, nor in JSON."""
    mix = ("mix.reseller=0.0", "mix.referral=0.7", "mix.technology=0.2", "mix.alliance=0.1")
    resale = ("mix.reseller=1.0", "mix.referral=0.0", "mix.technology=0.0", "mix.alliance=0.0")
    for changes, words, label, metric in (
        (mix, "resale margin", "\nResale", "resale_margin"),
        (resale, "in fees", "\nReferral fees", "commissions"),
    ):
        ensemble = simulate(load_scenario("coach_ready", ["months=24", *changes]), runs=8, workers=1)
        summary = summarise(ensemble)
        console = Console(file=io.StringIO(), width=80, highlight=False, markup=False, emoji=False)
        console.print(Page(ensemble.scenario, summary, None, full=True))
        page = console.file.getvalue()  # type: ignore[attr-defined]
        assert "Partners earn" in page
        assert words not in joined(page)
        assert label not in page
        assert all(metric not in span["money"] for span in summary["years"])


@every_case
@every_page
def test_money_by_year_are_means_that_add_up(case: str, width: int, full: bool) -> None:
    """18.7: spans make up the horizon; the last row is the sum with the 95% interval of its mean."""
    ensemble = ensemble_of(case)
    truth, table = Truth(ensemble), read_rows(printed(case, width, full=full), "Months ", r"(\d+-\d+|\d+|sum)\s")
    *spans, last = table.rows
    assert last == "sum"
    ends = [tuple(map(int, (span if "-" in span else f"{span}-{span}").split("-"))) for span in spans]
    assert [first for first, _ in ends] == [1, *(end + 1 for _, end in ends[:-1])]
    assert ends[-1][1] == ensemble.months
    for (first, end), cells in zip([*ends, (1, ensemble.months)], table.rows.values(), strict=True):
        for label, cell in zip(table.heads[1:], cells, strict=True):
            values = truth.of_span(label, first, end)
            assert agrees(cell.text, values.mean()), (label, first)
            for text, level in zip(cell.spread or (), (0.1, 0.9), strict=False):
                assert agrees(text, quantile(values, level)), (label, first, level)
            interval = truth.mean_interval(values)
            if cell.interval is not None:
                assert interval is not None
                assert all(agrees(text, end) for text, end in zip(cell.interval, interval, strict=True))
    assert (ensemble.runs >= 50) <= all(cell.spread for span in spans for cell in table.rows[span])
    assert (ensemble.runs > 1) == all(cell.interval is not None for cell in table.rows["sum"])


def found(pattern: str, page: str) -> re.Match[str]:
    match = re.search(pattern.replace("#", f"({NUMBER})"), joined(page))
    assert match is not None, pattern
    return match


@every_case
@pytest.mark.parametrize("width", [80, 100])
def test_odds_and_both_errors(case: str, width: int) -> None:
    """18.20: the odds of additional revenue stand in the verdict's sentence."""
    ensemble, page = ensemble_of(case), printed(case, width)
    if case == "no revenue":
        assert "NO SHARE: the company has no revenue of its own in months 22-24" in joined(page)
        assert not re.search(r"[Oo]dds of|error|Ignorance|share of|Share moves|\d% of futures, and", joined(page))
        return
    truth, gate = Truth(ensemble), ensemble.scenario.gate
    label = SHARE[gate.measure]
    bring = "bring or assist" if gate.measure == "credited_share" else "bring"
    _check_odds(page, rf"at month {gate.month} partners {bring} at least 10% of revenue in ODDS of futures",
                truth, truth.passes(label, gate.month))  # fmt: skip
    _check_odds(page, r"in (?:only )?ODDS (?:do )?they add at least 10% that", truth,
                truth.passes("Additional share", gate.month))  # fmt: skip
    low, high, futures = found(r"Monte Carlo error: # to # \(95%, ([\d,]+) futures?\)", page).groups()
    ends = truth.odds_interval(truth.passes(label, gate.month))
    assert agrees(low, ends[0])
    assert agrees(high, ends[1])
    assert int(futures.replace(",", "")) == ensemble.runs * ensemble.futures
    _check_ignorance(page, truth, truth.passes(label, gate.month))


def _check_odds(page: str, pattern: str, truth: Truth, flags: np.ndarray) -> None:
    match = found(pattern.replace("ODDS", r"(?:# ± #|# \(# to #\))"), page)
    centre, margin, edge, low, high = match.groups()
    ends = truth.odds_interval(flags)
    assert agrees(centre or edge, flags.mean())
    if margin:
        assert agrees(margin, (ends[1] - ends[0]) / 2)
    else:
        assert agrees(low, ends[0])
        assert agrees(high, ends[1])


def _check_ignorance(page: str, truth: Truth, flags: np.ndarray) -> None:
    """The beta distribution with the mean and variance of the odds of worlds, chance taken off."""
    if truth.ensemble.futures == 1:
        assert "Ignorance: not split, use --futures 20." in joined(page)
        return
    shares = np.array([flags[truth.worlds == world].mean() for world in np.unique(truth.worlds)])
    chance = (shares * (1 - shares)).mean() / (truth.ensemble.futures - 1)
    variance = (shares.var(ddof=1) if len(shares) > 1 else 0) - chance
    mean, required = shares.mean(), truth.ensemble.scenario.gate.required_probability
    if variance <= 0 or mean in (0, 1):
        exact, reach = (mean, mean), float(mean >= required)
    else:
        size = max(mean * (1 - mean) / variance - 1, 1e-3)
        belief = stats.beta(size * mean, size * (1 - mean))
        exact, reach = (belief.ppf(0.1), belief.ppf(0.9)), belief.sf(required)
    span = found(r"the odds would (?:be #|lie between # and #), 8 times in 10, and reach # in [<>]?# of cases", page)
    same, low, high, wanted, share = span.groups()
    assert agrees(low or same, exact[0])
    assert agrees(high or same, exact[1])
    assert agrees(wanted, required)
    assert abs(value_of(share)[0] - reach) <= 0.0101


@every_case
@pytest.mark.parametrize("width", [80, 100])
def test_growth_without_the_program(case: str, width: int) -> None:
    """20.2: its range, and the part of its variance that lies between worlds, from the ARR of the twin."""
    ensemble, page = ensemble_of(case), printed(case, width)
    if case == "no revenue":
        assert "Own growth" not in page
        return
    truth, sentence = Truth(ensemble), re.search(r"Own growth year 1: (.*?)\.(?: |$)", joined(page))
    assert sentence is not None
    growth = growth_of(case)
    median, *span = re.match(rf"({NUMBER})(?: \(({NUMBER}) to ({NUMBER})\))?", sentence[1]).groups()
    assert agrees_roughly(median, quantile(growth, 0.5))
    assert (span[0] is None) == (ensemble.runs < 36)
    for text, level in zip(span, (0.1, 0.9), strict=True):
        assert text is None or agrees_roughly(text, quantile(growth, level))
    share = rf"({NUMBER})(?: ± ({NUMBER})| \(({NUMBER}) to ({NUMBER})\))?"
    known = re.search(rf"; {share} of variance can be known \(rest is chance\)$", sentence[1]) or re.search(
        rf"; variance {share} knowable, rest chance$", sentence[1]
    )
    exact = known_share(np.log1p(growth), truth.worlds, ensemble.futures)
    assert (known is None) == (exact is None)
    if known is not None and exact is not None:
        share, low, high = exact
        assert agrees(known[1], share)
        assert known[2] is None or agrees(known[2], (high - low) / 2)
        assert known[3] is None or (agrees(known[3], low) and agrees(known[4], high))
        assert known[2] is None or value_of(known[1])[0] >= value_of(known[2])[0], "no variance below 0"


def agrees_roughly(text: str, exact: float) -> bool:
    """Growth is kept in whole basis points."""
    value, half = value_of(text)
    return abs(value - exact) <= half + 1e-4


def known_share(logs: np.ndarray, worlds: np.ndarray, futures: int) -> tuple[float, float, float] | None:
    """Covariance of two futures of a world over the variance, pair by pair; ends of the 95% interval or the share."""
    if futures == 1:
        return None
    deviations = [logs[worlds == world] - logs.mean() for world in np.unique(worlds)]
    pairs = np.array([
        np.mean([one[i] * one[j] for i in range(futures) for j in range(futures) if i != j]) for one in deviations
    ])  # fmt: skip
    squares = np.array([np.mean(one**2) for one in deviations])
    share = pairs.sum() / squares.sum()
    number = len(pairs)
    if number < 2:
        return max(0.0, share), max(0.0, share), max(0.0, share)
    error = np.sqrt(number / (number - 1) * ((pairs - share * squares) ** 2).sum()) / squares.sum()
    half = stats.t.ppf(0.975, number - 1) * error
    return tuple(float(min(1.0, max(0.0, end))) for end in (share, share - half, share + half))


@every_case
@pytest.mark.parametrize("width", [80, 100])
def test_sums_over_the_horizon(case: str, width: int) -> None:
    """18.12: the run-off stands apart from what was simulated."""
    ensemble, page = ensemble_of(case), printed(case, width)
    truth, unit = Truth(ensemble), ""
    if ensemble.scenario.currency == "CHF":
        unit = " CHF"
    for pattern, label in (
        (r"Net present value at 12% a year \(mean\): #", "Net present value"),
        (r"Run-off of 60 months, not simulated: #", "Run-off"),
    ):
        values = truth.total(label)
        assert agrees(found(pattern, page).group(1), values.mean()), label
        interval = truth.mean_interval(values)
        if interval is not None:
            _, low, high = found(rf"{pattern}{unit}, # to #{unit}", page).groups()
            assert agrees(low, interval[0]), label
            assert agrees(high, interval[1]), label
    trough = truth.total("Cash trough")
    match = found(rf"Cash trough \(median\): #{unit}(?: \(# to #{unit}\))?\.", page)
    for text, level in zip(match.groups(), (0.5, 0.1, 0.9), strict=True):
        assert text is None or agrees(text, quantile(trough, level))
    assert (match.group(2) is not None) or ensemble.runs < 50
    payback = truth.total("Payback")
    _check_odds(page, rf"Payback by month {ensemble.months}: ODDS", truth, np.isfinite(payback))
    middle = quantile(payback, 0.5)
    if np.isfinite(middle):
        assert agrees(found(r"\(median: #\)", page).group(1), middle)
    else:
        assert "(median:" not in page


@every_case
def test_what_recruited_revenue_is_made_of(case: str) -> None:
    truth = Truth(ensemble_of(case))
    recruited = truth.of_span("Recruited revenue", 1, truth.ensemble.months).sum()
    taken = truth.of_span("Taken", 1, truth.ensemble.months).sum() / recruited
    overload = (truth.raw("recruited_revenue") - truth.raw("total_revenue") + truth.raw("twin_revenue")).sum()
    overload = overload / 100 / recruited - taken
    if case == "no revenue":
        return
    sentence = joined(printed(case)).split("Of each ")[1].split(" Net present")[0]
    patterns = (
        (r"# is additional", 1 - taken - overload),
        (r"# direct sales would have won anyway", taken),
        (r"# they lose to partner work", overload),
    )
    for pattern, exact in patterns:
        match = re.search(pattern.replace("#", f"(less than )?({NUMBER})"), sentence)
        if match is None:
            assert exact == pytest.approx(0, abs=1e-12)
        elif match.group(1):
            assert 0 < exact < value_of(match.group(2))[0]
        else:
            assert abs(value_of(match.group(2))[0] - exact) <= 3 * value_of(match.group(2))[1]


@every_case
def test_inputs_by_effect_and_limits(case: str) -> None:
    """18.20 by effect, not by width; 18.5 and 18.11: what limits bind; 18.8: what was held fixed."""
    ensemble, page = ensemble_of(case), joined(printed(case))
    truth, gate = Truth(ensemble), ensemble.scenario.gate
    if case != "no revenue":
        _check_effects(page, truth)
    planned, staffed = truth.raw("planned_contacts") / 1e6, truth.raw("staffed_contacts") / 1e6
    made = truth.raw("contacts")
    missed = {"hours": (planned - staffed).sum(axis=1), "names": (staffed - made).sum(axis=1)}
    if max(values.mean() for values in missed.values()) >= 0.5:
        _check_count(r"Contacts planned: NUMBER;", page, planned.sum(axis=1), truth)
    for reason, values in missed.items():
        if values.mean() >= 0.5:
            _check_count(rf"NUMBER \(no {reason}\)", page, values, truth)
        else:
            assert f"(no {reason})" not in page
    capped, selling = truth.raw("capped_partners").sum(), truth.raw("selling_partners").sum()
    match = re.search(rf"Cap of 190 opportunities reached: ({NUMBER}) of partner-months", page)
    assert (match is not None) == (capped / max(1, selling) >= 0.0005)
    if match:
        assert agrees(match.group(1), capped / selling)
    fields = field_table(ensemble.scenario)
    missing = [row for row in fields if not row.source and not row.is_neutral]
    fixed = [row for row in missing if row.path not in ensemble.scenario.uncertainty]
    assert f"{len(fixed)} values without a source were held fixed" in joined(printed(case, full=True))
    assert gate.month <= ensemble.months


def _check_effects(page: str, truth: Truth) -> None:
    gate = truth.ensemble.scenario.gate
    share = truth.share(SHARE[gate.measure], gate.month)
    means = [share[truth.worlds == world].mean() for world in range(truth.ensemble.runs)]
    inputs = truth.ensemble.parameters
    if truth.ensemble.runs < 3:
        assert f"{truth.ensemble.runs} run cannot tell them from chance" in page
        return
    exact = {path: stats.spearmanr(drawn, means)[0] for path, drawn in inputs.items()}
    least = stats.norm.ppf(1 - 0.025 / len(inputs)) / np.sqrt(truth.ensemble.runs - 1)
    known = {path: effect for path, effect in exact.items() if abs(effect) > least}
    if not known:
        assert "from chance" in page
        return
    sentence = EFFECTS.search(page)
    assert sentence is not None
    assert ("only" in sentence.group()) == (truth.ensemble.runs < 100)
    left = dict(known)
    for said in sentence.group(1).split(", "):
        path, number = said.split()
        steps = [re.escape(step).replace(r"\*", "[^.]+") for step in path.split(".")]
        kind = {name for name in left if re.fullmatch(r"\.".join(steps), name)}
        strongest = max(left, key=lambda name: abs(left[name]))
        assert strongest in kind, "the largest effect comes first"
        assert agrees(number, left[strongest])
        assert (len(kind) > 1) == ("*" in path)
        left = {name: effect for name, effect in left.items() if name not in kind}
    assert len(sentence.group(1).split(", ")) == 3 or not left


def _check_count(pattern: str, page: str, values: np.ndarray, truth: Truth) -> None:
    match = re.search(pattern.replace("NUMBER", r"([\d,]+)(?: ± ([\d,]+))?"), page)
    assert match is not None, pattern
    low, high = truth.mean_interval(values) or (0.0, 0.0)
    assert agrees(match.group(1), values.mean())
    assert agrees(match.group(2) or "0", (high - low) / 2)


def test_tables_are_read_and_not_passed_over() -> None:
    table = read_rows(printed("coach"), "Month ", r"\d+( gate)?\s")
    assert isinstance(table, Table)
    assert list(table.rows) == ["12", "24 gate", "36", "48"]
    assert [len(cells) for cells in table.rows.values()] == [4] * 4
