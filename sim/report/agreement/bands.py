"""Rates by volume, in words: what the steps are of, over which time, and the rate of each."""

from sim.report.agreement.agreement import Agreement
from sim.report.words.rounding import known_money
from sim.scenario.schema.bands import Bands, Step, in_order
from sim.units import to_cents


def bands_words(agreement: Agreement, bands: Bands) -> str:
    """``by what the partner has won in the fiscal year: 20% of what is below $100,000, 25% of what is above``."""
    path = f"archetypes.{agreement.name}.terms.bands"
    return f"by {_measure(agreement, bands)}: {steps_words(agreement, bands.steps, bands.measure, bands.mode, path)}"


def over(agreement: Agreement, period: str) -> str:
    """The time over which something is counted: ``in the quarter``."""
    return f"in the {agreement.year if period == 'year' else period}"


def _measure(agreement: Agreement, bands: Bands) -> str:
    if bands.counted_over == "deal":
        return "its size"
    when = over(agreement, bands.counted_over)
    deal, one = ("", "") if agreement.terms.read == "accrual" else (", with this deal", ", with this one")
    return {
        "sold": f"the value that the partner has won {when}{deal}",
        "deals": f"the number of deals that the partner has won {when}{one}",
        "live_arr": f"the value of the partner's live customers{deal}",
        "billed": f"what the partner's customers are billed {when}",
    }[bands.measure]


def steps_words(agreement: Agreement, steps: dict[str, Step], measure: str, mode: str, path: str) -> str:
    """The rate of each step and what it is of; ``path`` is that of the table of steps' own table."""
    ordered = in_order(steps)
    names = {id(step): name for name, step in steps.items()}
    rates = [agreement.percent(f"{path}.steps.{names[id(step)]}.rate", step.rate) for step in ordered]
    begins = [_begins(agreement, measure, step) for step in ordered]
    if len(ordered) == 1:
        return rates[0]
    return ", ".join(
        _step(rates[at], begins[at], (begins[at + 1 :] or [""])[0], measure, mode) for at in range(len(rates))
    )


def _step(rate: str, begins: str, ends: str, measure: str, mode: str) -> str:
    """One step; the first has no beginning but 0."""
    is_first = begins in ("0", "")
    if measure == "deals":
        return f"{rate} before deal {ends}" if is_first else f"{rate} from deal {begins} on"
    if mode == "whole":
        return f"{rate} of all of it below {ends}" if is_first else f"{rate} of all of it from {begins} on"
    if is_first:
        return f"{rate} of what is below {ends}"
    return f"{rate} of what is above {begins}{f', up to {ends}' if ends else ''}"


def _begins(agreement: Agreement, measure: str, step: Step) -> str:
    if not step.begins:
        return ""
    if measure == "deals":
        return f"{int(step.begins):,}"
    return known_money(to_cents(step.begins), agreement.scenario.currency)
