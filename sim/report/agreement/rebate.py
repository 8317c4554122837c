"""Rebates on the business of a period, in sentences."""

from collections.abc import Iterator

from sim.report.agreement.agreement import Agreement, Said
from sim.report.agreement.bands import over, steps_words
from sim.scenario.schema import Rebate

WHAT = {
    "sold": "the value that the partner wins",
    "deals": "the number of deals that it wins",
    "live_arr": "the value of its live customers",
    "billed": "what its customers are billed",
    "pay": "what else it earns",
    "growth": "what its customers are billed beyond the same months a year before",
}


def rebate_sentences(agreement: Agreement) -> Iterator[Said]:
    """What each rebate is on, its steps, when it is worked out, and what of it is set aside."""
    for name, rebate in sorted(agreement.terms.rebates.items()):
        yield Said("rebates", f"Rebate {name}: {_rates(agreement, name, rebate)}. {_when(agreement, rebate)}")
        if rebate.fund_share:
            share = agreement.percent(f"{_path(agreement, name)}.fund_share", rebate.fund_share)
            yield Said("rebates", f"{share} of it is set aside as marketing funds and is not paid.")


def _rates(agreement: Agreement, name: str, rebate: Rebate) -> str:
    when, path = over(agreement, rebate.period), _path(agreement, name)
    base, steps = f"on {WHAT[rebate.base]} {when}", rebate.steps
    if rebate.read == rebate.base:
        return f"{base}: {steps_words(agreement, steps, rebate.base, rebate.mode, path)}"
    whole = steps_words(agreement, steps, rebate.read, "whole", path).replace(" of all of it", "")
    return f"{base}, by {WHAT[rebate.read]}: {whole}"


def _when(agreement: Agreement, rebate: Rebate) -> str:
    closes = agreement.year if rebate.closes == "year" else rebate.closes
    so_far = "" if rebate.closes == rebate.period else f" on the {rebate.period} so far, less what was earned before"
    return f"It is worked out at the end of each {closes}{so_far}, for partners in force."


def _path(agreement: Agreement, name: str) -> str:
    return f"archetypes.{agreement.name}.terms.rebates.{name}"
