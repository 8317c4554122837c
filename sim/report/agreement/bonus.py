"""Bonuses for single deals, a sentence each."""

from collections.abc import Iterator

from sim.report.agreement.agreement import Agreement, Said
from sim.report.agreement.dates import dates_of
from sim.report.words.counting import counted, listed
from sim.report.words.rounding import known_money
from sim.scenario.changes import months_over
from sim.scenario.schema import Bonus
from sim.units import to_cents


def bonus_sentences(agreement: Agreement) -> Iterator[Said]:
    """What each bonus of this kind pays, for which deals, and how often."""
    for name, bonus in sorted(agreement.scenario.bonuses.items()):
        if bonus.is_for(agreement.name):
            yield Said("bonuses", f"Bonus {name}: {_amount(agreement, name, bonus)} {_which(agreement, name, bonus)}.")
    its = [one for one in agreement.scenario.bonuses.values() if one.is_for(agreement.name)]
    if any(one.trigger == "first_deal" for one in its):
        yield Said(
            "bonuses",
            "The first deal is the first that the partner wins; if its customer leaves, no later deal takes its place.",
        )


def _amount(agreement: Agreement, name: str, bonus: Bonus) -> str:
    parts = []
    if bonus.amount or agreement.is_drawn(f"bonuses.{name}.amount"):
        parts.append(agreement.money(f"bonuses.{name}.amount", bonus.amount))
    if bonus.rate or agreement.is_drawn(f"bonuses.{name}.rate"):
        parts.append(f"{agreement.percent(f'bonuses.{name}.rate', bonus.rate)} of its value")
    return " and ".join(parts) or "nothing"


def _which(agreement: Agreement, name: str, bonus: Bonus) -> str:
    """The deals that have it."""
    parts = ["for a partner's first deal" if bonus.trigger == "first_deal" else "for each deal"]
    if bonus.segments:
        parts.append(f"of product line {listed(bonus.segments)}")
    parts += [*_sizes(agreement, bonus), *_times(agreement, bonus)]
    if bonus.from_tier:
        parts.append(f"of a partner that stands at {bonus.from_tier} or above")
    path = f"bonuses.{name}.probability"
    if bonus.probability < 1 or agreement.is_drawn(path):
        parts.append(f"that is of the kind meant, as {agreement.percent(path, bonus.probability)} of deals are")
    if bonus.most_per_partner and bonus.trigger == "deal":
        parts.append(f"at most {counted(bonus.most_per_partner, 'time')} a partner")
    return ", ".join([" ".join(parts[:1]), *parts[1:]])


def _sizes(agreement: Agreement, bonus: Bonus) -> Iterator[str]:
    currency = agreement.scenario.currency
    if bonus.acv_from:
        yield f"of {known_money(to_cents(bonus.acv_from), currency)} a year or more"
    if bonus.acv_below:
        yield f"of less than {known_money(to_cents(bonus.acv_below), currency)} a year"


def _times(agreement: Agreement, bonus: Bonus) -> Iterator[str]:
    dates, over = dates_of(agreement.scenario), months_over(agreement.scenario)
    if bonus.within_days:
        days = counted(bonus.within_days, "day")
        yield f"won within {days} of the partner's agreement (day {bonus.within_days} after it included)"
    if bonus.from_month > over + 1:
        yield f"won from {dates.month(bonus.from_month - over)} on"
    if bonus.to_month > over:
        yield f"won up to {dates.end(bonus.to_month - over)}"
