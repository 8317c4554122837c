"""Rebates, bands and clawbacks of which nobody ever has, or loses, anything."""

from collections.abc import Iterator

from sim.scenario.lint.acting import Ever, nothing
from sim.scenario.lint.flag import Flag
from sim.scenario.lint.partner_sizes import most_accounts
from sim.scenario.paths import value_at
from sim.scenario.schema import Archetype, Rebate, Scenario, Terms
from sim.units import MONTHS_PER_YEAR

MONTHS = {"month": 1, "quarter": 3, "year": MONTHS_PER_YEAR}


def rebate_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-75, R-79, R-92: rebates of nothing, steps that nobody reaches, and clawbacks that take nothing back."""
    ever = Ever(scenario)
    for name, kind in sorted(scenario.archetypes.items()):
        above = f"archetypes.{name}.terms"
        for of, rebate in sorted(kind.terms.rebates.items()):
            yield from _rebate(scenario, f"{above}.rebates.{of}", rebate, kind.terms, ever)
            if rebate.read == "deals":
                yield from _reach(scenario, name, kind, f"{above}.rebates.{of}", list(rebate.steps), ever)
        if kind.terms.bands is not None and kind.terms.bands.measure == "deals":
            yield from _reach(scenario, name, kind, f"{above}.bands", list(kind.terms.bands.steps), ever)
        yield from _leaving(f"archetypes.{name}", kind, ever)
    if scenario.clawback is not None:
        yield from _clawback(scenario, ever)


def _rebate(scenario: Scenario, path: str, rebate: Rebate, terms: Terms, ever: Ever) -> Iterator[Flag]:
    """A rebate that pays nothing, on nothing, or at no close."""
    if not any(ever.acts(f"{path}.steps.{step}.rate") for step in rebate.steps):
        yield nothing("R-75", path, "it pays nothing: the rate of each of its steps is 0")
    elif rebate.base == "pay" and not _accrues(scenario, path, terms, ever):
        yield nothing("R-75", f"{path}.base", "nothing accrues to these partners: a margin is kept, and is no pay")
    elif not _closes(scenario, MONTHS[rebate.closes]):
        yield nothing("R-75", path, f"no {rebate.closes} ends within the {scenario.months} months of the run")


def _accrues(scenario: Scenario, path: str, terms: Terms, ever: Ever) -> bool:
    """Whether partners earn what is a part of their pay, beside rebates."""
    name = path.split(".")[1]
    above = f"archetypes.{name}.terms"
    sums = [f"{above}.flat_fee", f"{above}.services_rate"]
    sums += [f"{above}.{place.path}.flat_fee" for place in terms.places if place.leaves.flat_fee]
    has_bonus = any(bonus.is_for(name) for bonus in scenario.bonuses.values())
    return terms.model != "resale" or has_bonus or any(map(ever.acts, sums))


def _closes(scenario: Scenario, months: int) -> bool:
    """Whether a fiscal period of so many months ends in the run."""
    begins = scenario.fiscal_year_month or scenario.start_month
    run = range(scenario.start_month, scenario.start_month + min(scenario.months, MONTHS_PER_YEAR))
    return any(((month - begins) % MONTHS_PER_YEAR + 1) % months == 0 for month in run)


def _reach(
    scenario: Scenario, name: str, kind: Archetype, above: str, steps: list[str], ever: Ever
) -> Iterator[Flag]:  # fmt: skip
    """Steps from a number of deals on that no partner has accounts for."""
    most = most_accounts(scenario, {name: kind})
    for step in sorted(steps):
        path = f"{above}.steps.{step}.from"
        stated = [float(value_at(one, path)) for one in ever.held]
        if path not in ever.drawn and all(value > most.number for value in stated):
            yield nothing("R-79", path, f"{most.said('account', 'accounts')}, each of which brings one deal")


def _leaving(above: str, kind: Archetype, ever: Ever) -> Iterator[Flag]:
    """What is said of customers that shrink or cancel early where none does."""
    shrinks = ever.acts(f"{above}.downgrade_probability")
    cancels = ever.acts(f"{above}.early_cancel_probability")
    if ever.acts(f"{above}.downgrade_share") and not shrinks:
        yield nothing("R-92", f"{above}.downgrade_share", f"{above}.downgrade_probability is 0")
    if ever.differs(f"{above}.early_cancel_first_day", 1) and not shrinks and not cancels:
        yield nothing("R-92", f"{above}.early_cancel_first_day", f"{above}.early_cancel_probability is 0")
    if kind.churn_basis == "month" and not ever.acts(f"{above}.churn_per_year"):
        yield nothing("R-93", f"{above}.churn_basis", f"{above}.churn_per_year is 0")


def _clawback(scenario: Scenario, ever: Ever) -> Iterator[Flag]:
    """Days and parts of a clawback that are those without them."""
    rules = [one.clawback for one in ever.held if one.clawback is not None]
    days = [f"clawback.{field}" for field in ("full_days", "partial_days", "end_days")]
    if not any(map(ever.acts, days)):
        if not any(ever.acts(f"archetypes.{name}.downgrade_probability") for name in scenario.archetypes):
            yield nothing("R-92", "clawback", "it takes nothing back: state full_days above 0")
        return
    if not ever.acts("clawback.partial_share"):
        late = [field for field in ("partial_days", "end_days") if getattr(rules[0], field) is not None]
        for field in late:
            yield nothing("R-92", f"clawback.{field}", "clawback.partial_share is 0")
    elif not ever.drawn.keys() & set(days):
        if all(one.partial_days == one.full_days for one in rules):
            yield nothing("R-92", "clawback.partial_days", "it is full_days, as if it were not stated")
        if all(one.end_days == (one.full_days if one.partial_days is None else one.partial_days) for one in rules):
            yield nothing("R-92", "clawback.end_days", "nothing lies between it and the days before")
