"""The block "Additional or taken?": its sentence, and that it fits."""

import io
from typing import Any

import pytest
from rich.console import Console, Group

from sim.report.run.additional import ROWS, additional_block, sentence


def span(taken: float, overload: float, half: float | None = 0.004) -> dict[str, Any]:
    shares = {"taken": taken, "overload": overload, "additional": 1 - taken - overload}
    ends = {name: (None, None) if half is None else (share - half, share + half) for name, share in shares.items()}
    return {
        "first_month": 1,
        "last_month": 48,
        "of_recruited": {
            name: {"share": shares[name], "ci_low": ends[name][0], "ci_high": ends[name][1]} for name in shares
        },
    }


EACH = "each $1.00 of recruited revenue"


@pytest.mark.parametrize(
    ("taken", "overload", "said"),
    [
        (0.156, 0.024, "$0.82 is additional, $0.16 direct sales would have won anyway and $0.02 they lose to"),
        (0.18, 0.0, "$0.82 is additional and $0.18 direct sales would have won anyway."),
        (0.0, 0.1, "$0.90 is additional and $0.10 they lose to partner work."),
        (0.18, 0.001, "$0.82 is additional, $0.18 direct sales would have won anyway and less than $0.01 they lose"),
        (0.0, 0.0, "$1.00 is additional."),
    ],
)
def test_sentence(taken: float, overload: float, said: str) -> None:
    assert sentence(span(taken, overload), "USD").startswith(f"Of {EACH}, {said}")


def test_sentence_where_direct_sales_lose_more_than_partners_bring() -> None:
    assert sentence(span(0.9, 0.3), "USD") == (
        f"For {EACH} direct sales lose more: $0.90 direct sales would have won anyway and $0.30 they lose to partner "
        "work."
    )


def test_sentence_is_rounded_by_its_interval_and_names_the_currency() -> None:
    text = sentence(span(0.18, 0.03, half=0.2), "CHF")
    assert text.startswith("Of each CHF 1.0 of recruited revenue")
    assert "CHF 0.8 is additional, CHF 0.2 direct" in text
    assert "$0.79 is additional" in sentence(span(0.18, 0.03, half=None), "USD")


def test_sentence_without_partner_revenue() -> None:
    assert sentence({**span(0, 0), "of_recruited": None}, "USD") == ("There is no recruited revenue in months 1-48.")


@pytest.mark.parametrize(("scale", "currency"), [(1e3, "USD"), (1e6, "CHF"), (1e9, "EUR")])
@pytest.mark.parametrize("shown", ["wide", "one run", "early gate"])
def test_the_block_fits_80_columns(scale: float, currency: str, shown: str) -> None:
    figure = {"mean": -1.234 * scale, "p10": -9.876 * scale, "p50": -1.2 * scale, "p90": 12.345 * scale}
    figure |= {"ci_low": -2.345 * scale, "ci_high": -0.123 * scale} if shown == "wide" else {}
    money = {name: {"ci_low": None, "ci_high": None, **figure} for name, _ in ROWS}
    horizon = {**span(0.1, 0.1), "money": money}
    year = horizon if shown == "early gate" else {**horizon, "first_month": 13, "last_month": 24}
    summary = {"currency": currency, "runs": 100, "additional_or_taken": {"gate_year": year, "horizon": horizon}}
    file = io.StringIO()
    Console(file=file, width=80, highlight=False).print(Group(*additional_block(summary)))
    lines = file.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert "…" not in file.getvalue()
    (head,) = [line for line in lines if line.startswith("Additional or taken?")]
    assert head.count("months") == (1 if shown == "early gate" else 2)
    for _, label in ROWS:
        assert any(line.startswith(f"{label} ") for line in lines), label


@pytest.mark.parametrize(("runs", "shown"), [(36, True), (35, False)])
def test_a_tail_that_the_runs_cannot_support_is_left_out(runs: int, shown: bool) -> None:
    figure = {"mean": 2e6, "ci_low": 1e6, "ci_high": 3e6, "p10": -1e6, "p50": 2e6, "p90": 5e6}
    horizon = {**span(0.1, 0.1), "money": {name: figure for name, _ in ROWS}}
    summary = {"currency": "USD", "runs": runs, "additional_or_taken": {"gate_year": horizon, "horizon": horizon}}
    file = io.StringIO()
    Console(file=file, width=80, highlight=False).print(Group(*additional_block(summary)))
    assert ("8 futures in 10" in file.getvalue()) is shown
