"""The tables of ``--full`` are read back: every figure is recomputed from the raw months (18.13, 18.20)."""

import re
from dataclasses import dataclass

import numpy as np
import pytest
from scipy import stats

from sim.analysis.run.summary import summarise
from sim.report.run.additional import ROWS

from .reading import NUMBER, agrees, joined, value_of
from .test_short_page import CASES, SHARE, ensemble_of, every_case, printed
from .truth import Truth, quantile

RANGE = re.compile(rf"({NUMBER}) to ({NUMBER})|(?<=\s)[-0](?=\s|$)")
"""Two ends, a dash where the runs are too few, or one 0 where both ends are."""
full_case = pytest.mark.parametrize("width", [80, 100])


@dataclass
class Pair:
    """A figure and the range below it."""

    text: str
    ends: tuple[str, str] | None


def below(case: str, width: int, head: str) -> list[str]:
    """Lines of the full page from the last one that begins with ``head`` up to the next empty line or sum in words."""
    lines = printed(case, width, full=True).splitlines()
    start = max(number for number, line in enumerate(lines) if re.match(head, line))
    ends = (
        number
        for number in range(start, len(lines))
        if not re.match(r"(?!\w+ (revenue|contribution) is ).", lines[number])
    )
    end = next(ends, len(lines))
    return lines[start:end]


def two_line_table(lines: list[str]) -> dict[str, list[Pair]]:
    """Rows whose ranges stand below their figures; a long label takes both lines."""
    rows = {}
    for first, second in zip(lines[1::2], lines[2::2], strict=True):
        match = re.match(r"(\S+(?: \S+)*)\s{2,}(.*)", first)
        assert match is not None, first
        more = re.match(r"[a-z]+(?: [a-z]+)*", second)
        label = f"{match.group(1)} {more.group()}" if more else match.group(1)
        texts = [text for text in match.group(2).split() if text != "CHF"]
        ranges = [found.groups() if found.group(1) else None for found in RANGE.finditer(f"{second} ")]
        rows[label] = [Pair(*pair) for pair in zip(texts, ranges, strict=True)]
    return rows


def check(pair: Pair, values: np.ndarray, centre: float) -> None:
    near = 0.5 if (values == np.floor(values)).all() else 0.0
    assert agrees(pair.text, centre) or abs(value_of(pair.text)[0] - centre) <= near
    for text, level in zip(pair.ends or (), (0.1, 0.9), strict=False):
        exact = quantile(values, level)
        assert agrees(text, exact) or abs(value_of(text)[0] - exact) <= near


@every_case
@full_case
def test_medians_by_month(case: str, width: int) -> None:
    truth, lines = Truth(ensemble_of(case)), below(case, width, r"Month[ ,]")
    months = [int(month) for month in lines[0].split()[1:] if month.isdigit()]
    assert truth.ensemble.scenario.gate.month in months
    assert months[-1] == truth.ensemble.months
    rows = two_line_table(lines)
    shares = {"Sourced share", "- before program", "Additional share"}
    flows = {"Active partners", "Signed partners", "Partner revenue", "All revenue"}
    assert set(rows) == (flows if case == "no revenue" else shares | flows)
    for label, cells in rows.items():
        for month, pair in zip(months, cells, strict=True):
            values = truth.of_month(label, month)
            check(pair, values, quantile(values, 0.5))


REBATES, TAKEN, DUES = ("shares", "distributor", "gross"), ("shares", "distributor"), ("distributor", "gross")
ROWS_OF_MONEY: dict[str, tuple[str, ...] | None] = {
    "All revenue": None, "At list price": None, "Resale margin": None, "Distributor's margin": DUES,
    "Recruited revenue": None, "Referral fees": tuple(name for name in CASES if name != "shares"),
    "Commissions": ("shares",), "- of which shares": ("shares",), "Fees on services": ("shares",),
    "Bonuses": ("shares",), "Rebates": REBATES, "Rebates as funds": REBATES, "Rebates not got back": REBATES,
    "Taken back": TAKEN, "Not got back": TAKEN, "Fees of partners": DUES, "Owed up to minimum": DUES,
    "Support borne": DUES, "Cost of goods": None, "Program cost": None, "Program contribution": None,
    "Incremental contribution": None, "Incremental cash": None,
}  # fmt: skip
"""Rows of the table of money, and the cases that have them; all where there is nothing."""


@every_case
def test_the_rows_add_up_as_the_page_says(case: str) -> None:
    """The sums that are told below the table, with the figures that stand in it, span by span."""
    rows, text = two_line_table(below(case, 100, r"Money")), joined(printed(case, full=True))
    by_words = {label[0].lower() + label[1:]: cells for label, cells in rows.items()}
    told = re.search(r"Program contribution is (at list price) ((?:[-+] [a-z' ]+?)+)\.", text)
    booked = re.search(r"Recruited revenue is booked net: (at list price) ((?:- [a-z' ]+?)+)\.", text)
    assert told is not None
    assert (booked is None) == (case == "gross") == ("is booked at list price, margins included" in text)
    sums = (
        {"program contribution": told}
        if booked is None
        else {"program contribution": told, "recruited revenue": booked}
    )
    for name, match in sums.items():
        terms = [("+", match[1]), *re.findall(r"([-+]) ([a-z' ]+?)(?= [-+] |$)", match[2])]
        for position, cell in enumerate(by_words[name]):
            parts = [(sign, *value_of(by_words[words][position].text)) for sign, words in terms]
            total, half = value_of(cell.text)
            added = sum(value if sign == "+" else -value for sign, value, _ in parts)
            assert abs(added - total) <= (half + sum(each for _, _, each in parts)) * (1 + 1e-6), (name, position)


@every_case
@full_case
def test_means_by_span_of_years(case: str, width: int) -> None:
    """18.7 and 18.22: whole years, and months where the last one is not full."""
    truth, lines = Truth(ensemble_of(case)), below(case, width, r"Money")
    spans = [span_of(head) for head in re.findall(r"(?:years?|months?) [\d-]+", lines[0])]
    assert [first for first, _ in spans] == [1, *(last + 1 for _, last in spans[:-1])]
    assert spans[-1][1] == truth.ensemble.months
    rows = two_line_table(lines)
    assert set(rows) == {label for label, cases in ROWS_OF_MONEY.items() if cases is None or case in cases}
    assert ("Commissions" in rows) == ("- of which shares" in rows) == (case == "shares")
    for label, cells in rows.items():
        for span, pair in zip(spans, cells, strict=True):
            values = truth.of_span(label, *span)
            check(pair, values, values.mean())


PAY = (
    "Referral fees", "Commissions", "Revenue shares", "Resale margin", "Fees on services", "Bonuses", "Rebates",
    "Rebates as funds",
)  # fmt: skip


@every_case
def test_rows_of_pay_add_up_as_a_reader_adds_them(case: str) -> None:
    """A row that begins with a dash is a part of the one above, and in the sum with it: each cent counts once."""
    truth, rows = Truth(ensemble_of(case)), two_line_table(below(case, 100, r"Money"))
    for part, whole in zip(list(rows)[1:], rows, strict=False):
        if part.startswith("- "):
            assert {part, whole} in ({"Commissions", "- of which shares"}, {"Program revenue", "- there on day 0"})
            assert all(
                value_of(one.text)[0] <= value_of(all_.text)[0]
                for one, all_ in zip(rows[part], rows[whole], strict=True)
            )
    added = [value_of(pair.text) for label in PAY for pair in rows.get(label, ())]
    forms = ["Fees", "Resale margin"] + (["Revenue shares", "Fees on services", "Bonuses"] if case == "shares" else [])
    forms += ["Rebates", "Rebates as funds"] if case in REBATES else []
    exact = sum(truth.of_span(form, 1, truth.ensemble.months).mean() for form in forms)
    assert abs(sum(value for value, _ in added) - exact) <= sum(half for _, half in added) * (1 + 1e-6) + 1e-6 * exact


def span_of(head: str) -> tuple[int, int]:
    unit, numbers = head.split()
    first, _, last = numbers.partition("-")
    if unit.startswith("month"):
        return int(first), int(last or first)
    return 12 * int(first) - 11, 12 * int(last or first)


@every_case
def test_odds_by_month_and_by_measure(case: str) -> None:
    ensemble, page = ensemble_of(case), printed(case, full=True)
    if case == "no revenue":
        assert "\nOdds" not in page
        assert "Partner-sourced" not in page
        return
    truth, gate = Truth(ensemble), ensemble.scenario.gate
    lines = page.splitlines()
    row = next(number for number, line in enumerate(lines) if line.startswith("Odds "))
    months, odds = lines[row - 1].split()[1:], lines[row].split()[1:]
    assert {str(gate.month), str(ensemble.months)} <= set(months)
    for month, text in zip(months, odds, strict=True):
        assert agrees(text, truth.passes(SHARE[gate.measure], int(month)).mean()), month
    for label, share in (
        ("Partner-sourced", "Sourced share"), (r"\+ assisted deals", "Credited share"),
        ("Additional >= 10%", "Additional share"),
    ):  # fmt: skip
        match = re.search(rf"\n{label}\s+({NUMBER})", page)
        assert match is not None, label
        assert agrees(match.group(1), truth.passes(share, gate.month).mean()), label
    first = max(1, gate.month - 2)
    assert f"3-month window ({first}-{gate.month})" in page


@every_case
def test_phases_and_false_alarms(case: str) -> None:
    """Shares of futures in each phase at the gate (R-44), and of those that miss that pass a year later (R-182)."""
    ensemble, page = ensemble_of(case), joined(printed(case, full=True))
    truth, gate = Truth(ensemble), ensemble.scenario.gate
    match = re.search(rf"Phase at month {gate.month} (.*?) \(stalled in pilot: ({NUMBER})\)", page)
    assert match is not None
    place = truth.raw("phase")[:, gate.month - 1]
    exact = {name: (place == number).mean() for number, name in enumerate((*ensemble.scenario.phase_order, "sunset"))}
    said = dict(part.split() for part in match.group(1).split(", "))
    assert set(said) == {name for name, share in exact.items() if share > 0}
    assert all(abs(value_of(text)[0] - exact[name]) <= 0.00501 for name, text in said.items())
    assert abs(value_of(match.group(2))[0] - exact["pilot"]) <= 0.00501
    if case == "no revenue":
        assert "False alarm?" not in page
        return
    misses = ~truth.passes(SHARE[gate.measure], gate.month)
    later = re.search(rf"False alarm\? ({NUMBER}) of futures that miss at {gate.month} pass at {gate.month + 12}", page)
    assert (later is not None) == (ensemble.months >= gate.month + 12 and misses.any())
    if later:
        passes = truth.passes(SHARE[gate.measure], gate.month + 12)
        assert agrees(later.group(1), passes[misses].mean())


CONTRIBUTION = {
    "Program contribution": "gross_incremental_contribution", "less taken from direct": "taken_contribution",
    "plus acquisition saved": "avoided_acquisition_cost", "less lost to overload": "overload_contribution",
    "Incremental": "incremental_contribution",
}  # fmt: skip
REVENUE = {
    "Recruited revenue": "recruited_revenue", "less taken from direct": "taken_revenue",
    "less lost to overload": "overload_revenue", "Additional revenue": "additional_revenue",
}  # fmt: skip


@every_case
@full_case
def test_additional_or_taken(case: str, width: int) -> None:
    truth, lines = Truth(ensemble_of(case)), below(case, width, r"Additional or taken\?")
    spans = [span_of(head) for head in re.findall(r"months [\d-]+", lines[0])]
    gate = truth.ensemble.scenario.gate.month
    expected = [(max(1, gate - 11), gate), (1, truth.ensemble.months)]
    assert spans == (expected if len(set(expected)) == 2 else expected[:1])
    labels = [label for name, label in ROWS if name in truth.ensemble.metric_set]
    found = []
    for number, line in enumerate(lines):
        label = next((label for label in labels if line.startswith(f"{label} ")), None)
        if label is None:
            continue
        found.append(label)
        name = (REVENUE if len(found) <= 4 else CONTRIBUTION)[label]
        values = [truth.raw(name)[:, first - 1 : last].sum(axis=1) / 100 for first, last in spans]
        _check_means(line[len(label) :], values, truth)
        if lines[number + 1].startswith("  8 futures in 10"):
            ends = re.findall(rf"({NUMBER}) to ({NUMBER})", lines[number + 1])
            for pair, each in zip(ends, values, strict=True):
                assert all(agrees(text, quantile(each, level)) for text, level in zip(pair, (0.1, 0.9), strict=True))
    assert found == labels


def _check_means(text: str, values: list[np.ndarray], truth: Truth) -> None:
    cells = re.findall(rf"({NUMBER})(?:\s+({NUMBER}) to ({NUMBER}))?", text)
    for (mean, low, high), each in zip(cells, values, strict=True):
        assert agrees(mean, each.mean())
        if low:
            interval = truth.mean_interval(each)
            assert interval is not None
            assert agrees(low, interval[0])
            assert agrees(high, interval[1])


@every_case
@full_case
def test_values_of_the_whole_horizon(case: str, width: int) -> None:
    truth, lines = Truth(ensemble_of(case)), below(case, width, r"Whole horizon")
    rows = {re.split(r"\s{2,}", line)[0]: re.split(r"\s{2,}", line)[1:] for line in lines[1:6]}
    labels = {
        "Cash trough": "Cash trough", "Net present value at 12% a year": "Net present value",
        "Run-off of 60 months": "Run-off", "Net present value with run-off": "Net present value with run-off",
        "Payback month": "Payback",
    }  # fmt: skip
    assert set(rows) == set(labels)
    for label, texts in rows.items():
        values = truth.total(labels[label])
        for text, level in zip(texts, (0.1, 0.5, 0.9), strict=True):
            exact = quantile(values, level)
            if text == "-":
                assert truth.ensemble.runs < 50
                assert level != 0.5
            elif text == "never":
                assert not np.isfinite(exact)
            else:
                number = text.removeprefix("month ").removesuffix(" CHF")
                assert agrees(number, exact), (label, level)


@every_case
def test_benchmarks(case: str) -> None:
    """R-48 and R-28: shares of futures below, inside and above each band."""
    ensemble, page = ensemble_of(case), printed(case, full=True)
    truth = Truth(ensemble)
    pattern = re.compile(
        rf"^(active partners|sourced share|agreements), months? ([\d-]+) \(R-\d+\)\s+({NUMBER}) to ({NUMBER})"
        rf"\s+({NUMBER})\s+({NUMBER})\s+({NUMBER})$",
        re.MULTILINE,
    )
    rows = pattern.findall(page)
    months = {band.month for band in ensemble.scenario.benchmarks.values() if band.month <= ensemble.months}
    kinds = 1 if case == "no revenue" else 2
    assert len(rows) == kinds * len(months) + (ensemble.months >= 24)
    for metric, span, low, high, *shares in rows:
        first, _, last = span.partition("-")
        if metric == "agreements":
            values = truth.raw("agreements")[:, int(first) - 1 : int(last)].sum(axis=1).astype(float)
        else:
            values = truth.of_month(metric.capitalize(), int(first))
        ends = value_of(low)[0], value_of(high)[0]
        exact = (
            (values < ends[0]).mean(),
            ((values >= ends[0]) & (values <= ends[1])).mean(),
            (values > ends[1]).mean(),
        )
        for text, share in zip(shares, exact, strict=True):
            assert abs(value_of(text)[0] - share) <= 0.00501, (metric, span)


@every_case
def test_effects_of_inputs(case: str) -> None:
    """18.20: by effect, largest first."""
    ensemble, page = ensemble_of(case), printed(case, full=True)
    if case == "no revenue" or ensemble.runs < 3:
        assert "\nEffect " not in page
        return
    truth, gate = Truth(ensemble), ensemble.scenario.gate
    share = truth.share(SHARE[gate.measure], gate.month)
    means = [share[truth.worlds == world].mean() for world in range(ensemble.runs)]
    exact = {path: stats.spearmanr(drawn, means)[0] for path, drawn in ensemble.parameters.items()}
    rows = re.findall(r"^ *([+-]\d\.\d\d)\s+(\S+)\s+\S", page, re.MULTILINE)
    assert len(rows) == 12
    assert all(agrees(text, exact[path]) for text, path in rows)
    sizes = sorted((abs(effect) for effect in exact.values()), reverse=True)
    assert [abs(exact[path]) for _, path in rows] == pytest.approx(sizes[:12])


@every_case
def test_the_lines_of_the_blocks_are_those_of_the_summary(case: str) -> None:
    """The JSON has what the page prints: the years are the rows of its money, the last of them the horizon."""
    ensemble = ensemble_of(case)
    found, truth = summarise(ensemble), Truth(ensemble)
    assert (found["years"][-1]["first_month"], found["years"][-1]["last_month"]) == (1, ensemble.months)
    for span in found["years"]:
        values = truth.of_span("Recruited revenue", span["first_month"], span["last_month"])
        assert span["money"]["recruited_revenue"]["mean"] == pytest.approx(values.mean())
