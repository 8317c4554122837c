"""What partners earn over the horizon, by form of pay, in a sentence: means that add up."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sim.analysis.figures.intervals import half_width
from sim.analysis.figures.pay import EARNED, TAKEN_BACK, Form
from sim.report.run.cells import Sentence
from sim.report.words.counting import listed
from sim.report.words.rounding import money

NAMED_ELSEWHERE = 2
"""Forms of pay that the sentence from list price to contribution has by name: a margin, and what is paid beside it."""


class Amount(NamedTuple):
    """A mean, and half of the widest interval of the means that it is made of."""

    mean: float
    half: float


def pay_sentences(summary: Mapping[str, Any]) -> Iterator[Sentence]:
    """Nothing where the scenario pays nobody; in short the sum of many forms, and nothing for few."""
    flows, currency = summary["years"][-1]["money"], summary["currency"]
    parts = [(_amount(part, flows), part.words) for part in EARNED if part.plus[0] in flows]
    shown = [(amount, words) for amount, words in parts if amount.mean]
    if not shown:
        return
    back = _amount(TAKEN_BACK, flows)
    forms = listed([f"{money(amount.mean, currency, amount.half)} {words}" for amount, words in shown])
    if len(shown) == 1 and not back.mean:
        yield Sentence("pay", f"Partners earn {forms} over the horizon (mean).", "")
        return
    total = sum(amount.mean for amount, _ in shown) - back.mean
    less = f"; {money(back.mean, currency, back.half)} {TAKEN_BACK.words}" if back.mean else ""
    told = money(total, currency, max(amount.half for amount, _ in shown))
    has_many = len(shown) > NAMED_ELSEWHERE or bool(back.mean)
    short = f"Partners earn {told} over the horizon (mean); by form: --full." if has_many else ""
    yield Sentence("pay", f"Partners earn {told} over the horizon (mean): {forms}{less}.", short)


def _amount(part: Form, flows: Mapping[str, Any]) -> Amount:
    plus, minus = (sum(flows[name]["mean"] for name in names if name in flows) for names in (part.plus, part.minus))
    known = [flows[name]["intervals"]["mean"] for name in (*part.plus, *part.minus) if name in flows]
    return Amount(float(plus - minus), max((half_width(*ends.values()) for ends in known), default=0.0))
