"""Rebates on the business of a period, in sentences."""

from collections.abc import Iterator

from sim.report.agreement.agreement import Agreement, Said
from sim.report.agreement.bands import over, steps_words
from sim.scenario.schema import Rebate

WHAT = {
    "sold": "the value at list price that the partner wins",
    "deals": "the number of deals that it wins",
    "live_arr": "the value of its live customers",
    "billed": "what its customers are billed at list price",
    "pay": "what it earns in fees, shares, sums and bonuses, before anything is taken back",
    "growth": "what its customers are billed at list price beyond the same months a year before",
}


def rebate_sentences(agreement: Agreement) -> Iterator[Said]:
    """What each rebate is on, its steps, when it is worked out, and what of it is set aside."""
    for name, rebate in sorted(agreement.terms.rebates.items()):
        yield Said("rebates", f"Rebate {name}: {_rates(agreement, name, rebate)}. {_when(agreement, rebate)}")
        if rebate.fund_share:
            share = agreement.percent(f"{_path(agreement, name)}.fund_share", rebate.fund_share)
            yield Said("rebates", f"{share} of it is set aside as marketing funds and is not paid.")
    for text in _changes(list(agreement.terms.rebates.values())):
        yield Said("rebates", text)


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
    tier = f" and that stand at {rebate.from_tier} or above" if rebate.from_tier else ""
    return f"It is worked out at the end of each {closes}{so_far}, for partners whose agreement is in force then{tier}."


def _changes(rebates: list[Rebate]) -> Iterator[str]:
    """What lowers a rebate, and what one has of it who leaves."""
    read = {measure for one in rebates for measure in (one.base, one.read)}
    if read & {"sold", "deals"}:
        yield (
            "A deal whose customer leaves less than 360 days after it goes live no longer counts in the month of its "
            "win: this lowers what is worked out after that in the same period, and no period that is over."
        )
    if "live_arr" in read:
        yield "A live customer counts with its value on the day on which the rebate is worked out."
    if any(one.closes != one.period for one in rebates):
        yield "Where that leaves less than was earned before, the rest comes off what is paid next."
    if rebates:
        yield (
            "If the agreement ends before a rebate is worked out, the partner has nothing of what would have been "
            "worked out then."
        )


def _path(agreement: Agreement, name: str) -> str:
    return f"archetypes.{agreement.name}.terms.rebates.{name}"
