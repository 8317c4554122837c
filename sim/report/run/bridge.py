"""From list price to program contribution: how the rows of money add up, in a sentence and in figures."""

from collections.abc import Iterator, Mapping
from typing import Any

from sim.metrics.declared import metric_set_of
from sim.report.run.cells import Sentence, program_revenue
from sim.report.words.rounding import alike_money
from sim.scenario.schema import Scenario

LIST, BOOKED, RESULT = "recruited_list_revenue", "recruited_revenue", "program_contribution"
MARGINS = {"resale_margin": "resale margin", "distributor_margin": "distributor's margin"}
GOODS, PROGRAM = "partner_cost_of_goods", "program_cost"
DUES = ("partner_fees", "shortfall")


def has_margins(flows: Mapping[str, Any]) -> bool:
    """Whether somebody keeps a margin, so that list price and what is booked are two things."""
    return any(name in flows for name in MARGINS)


def signs_of(scenario: Scenario) -> dict[str, int]:
    """The flows that program contribution is the sum of, each with +1 or -1."""
    parts = metric_set_of(scenario).sums[RESULT]
    return {**dict.fromkeys(parts.plus, 1), **dict.fromkeys(parts.minus, -1)}


def sum_words(scenario: Scenario, summary: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """How the rows of a table with these labels add up to program contribution."""
    flows, signs = summary["years"][-1]["money"], signs_of(scenario)
    first = LIST if has_margins(flows) else BOOKED
    terms = [
        f"{'+' if signs[name] > 0 else '-'} {_inside(label)}"
        for name, label in labels.items()
        if name in signs and name in flows and name != LIST
    ]
    total = f"Program contribution is {_inside(labels[first])} {' '.join(terms)}."
    if not has_margins(flows):
        return total
    revenue = program_revenue(summary).capitalize()
    if _is_gross(flows):
        return f"{revenue} is booked at list price, margins included. {total}"
    kept = [_inside(labels[name]) for name in MARGINS if name in flows]
    return f"{revenue} is booked net: at list price - {' - '.join(kept)}. {total}"


def bridge_sentences(scenario: Scenario, summary: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[Sentence]:
    """Over the horizon: list price, margins, what is booked, other pay, costs; nothing without such revenue.

    All amounts are in the unit of the largest with its digits, so that they can be added up as printed.
    """
    flows, signs = summary["years"][-1]["money"], signs_of(scenario)
    means = {name: sign * float(flows[name]["mean"]) for name, sign in signs.items() if name in flows}
    listed = means.pop(LIST)
    if not listed:
        return
    margins = {words: means.pop(name) for name, words in MARGINS.items() if name in means}
    dues = sum(means.pop(name) for name in DUES if name in means)
    goods, program, pay = means.pop(GOODS), means.pop(PROGRAM), sum(means.values())
    forms = [name for name, mean in means.items() if mean]
    booked, result = (float(flows[name]["mean"]) for name in (BOOKED, RESULT))
    amounts = (listed, *margins.values(), booked, pay, goods, program, dues, result)
    texts = iter(alike_money(amounts, summary["currency"]))
    first, *kept = (next(texts) for _ in (listed, *margins))
    booked_text, *costs = (next(texts) for _ in range(5))
    off = "".join(f" {_signed(text)} {words}" for text, words in zip(kept, margins, strict=True))
    other = _inside(labels[forms[0]]) if len(forms) == 1 else "other pay" if margins else "pay"
    words = (other, "cost of goods", "program cost", "from partners")
    rest = "".join(
        f" {_signed(text)} {what}"
        for text, what, amount in zip(costs, words, (pay, goods, program, dues), strict=True)
        if amount
    )
    end = f"{rest} = {next(texts)} program contribution (means over the horizon)."
    if not any(margins.values()):
        yield Sentence("bridge", f"{first} {program_revenue(summary)}{end}", "")
    elif _is_gross(flows):
        yield Sentence("bridge", f"{first} at list, all booked,{off}{end}", f"{first} at list, all booked,{off}.")
    else:
        net = f"{first} at list{off} = {booked_text} booked"
        yield Sentence("bridge", f"{net}{end}", f"{net} (means).")


def _is_gross(flows: Mapping[str, Any]) -> bool:
    """Whether margins are in revenue as it is booked: it is then that at list price."""
    return bool(flows[LIST]["mean"] == flows[BOOKED]["mean"])


def _signed(text: str) -> str:
    return f"- {text[1:]}" if text.startswith("-") else f"+ {text}"


def _inside(label: str) -> str:
    """A label inside a sentence."""
    return label[0].lower() + label[1:]
