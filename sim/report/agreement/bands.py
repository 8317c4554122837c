"""Rates by volume, in words: what the steps are of, over which time, and the rate of each."""

from sim.report.agreement.agreement import Agreement
from sim.report.words.rounding import known_money
from sim.scenario.schema.bands import Bands, Step, in_order
from sim.units import to_cents

OVER = {"month": " in the month", "year": " in the fiscal year", "deal": ""}


def bands_words(agreement: Agreement, bands: Bands) -> str:
    """``by what the partner has won in the fiscal year: 20% up to $100,000, 25% of what is above it``."""
    steps = in_order(bands.steps)
    return f"by {_measure(bands)}: {', '.join(_step(agreement, bands, number) for number in range(len(steps)))}"


def _measure(bands: Bands) -> str:
    over = OVER[bands.counted_over]
    if bands.counted_over == "deal":
        return "its size"
    return {
        "sold": f"the value that the partner has won{over}, with this deal",
        "deals": f"the number of deals that the partner has won{over}, with this one",
        "live_arr": "the value of the partner's live customers, with this deal",
        "billed": f"what the partner's customers are billed{over}",
    }[bands.measure]


def _step(agreement: Agreement, bands: Bands, number: int) -> str:
    """The rate of a step and what it is of."""
    steps = in_order(bands.steps)
    step, rate = steps[number], _rate(agreement, bands, steps[number])
    if len(steps) == 1:
        return rate
    begins, ends = _begins(agreement, bands, step), None
    if number + 1 < len(steps):
        ends = _begins(agreement, bands, steps[number + 1])
    if bands.measure == "deals":
        return f"{rate} from deal {begins} on" if number else f"{rate} before deal {ends}"
    if bands.mode == "whole":
        return f"{rate} of all of it from {begins} on" if number else f"{rate} of all of it below {ends}"
    if number == 0:
        return f"{rate} of what is below {ends}"
    return f"{rate} of what is above {begins}{f', up to {ends}' if ends else ''}"


def _begins(agreement: Agreement, bands: Bands, step: Step) -> str:
    if bands.measure == "deals":
        return f"{step.begins:.0f}"
    return known_money(to_cents(step.begins), agreement.scenario.currency)


def _rate(agreement: Agreement, bands: Bands, step: Step) -> str:
    (name,) = (name for name, one in bands.steps.items() if one is step)
    return agreement.percent(f"archetypes.{agreement.name}.terms.bands.steps.{name}.rate", step.rate)
