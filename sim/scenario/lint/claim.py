"""Claims: those that expire too soon or never count, and settings that act on nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sim.scenario.changes import Course
from sim.scenario.lint.flag import Flag
from sim.scenario.schema import Archetype, Attribution, Registration, Scenario

REGISTERING = "registration_probability"
DELAYS = ("registration_delay_days", "registration_delay_least_days")


def claim_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-50, R-58, R-80: claims shorter than the cycle, claims that are never in time, and nobody who registers."""
    registration = scenario.registration
    if registration is None:
        return
    kinds = {name: kind for name, kind in sorted(scenario.archetypes.items()) if _registers(scenario, name, kind)}
    if not kinds:
        yield Flag(
            "R-58",
            "registration: no kind of partner registers anything, so that every deal is unregistered: state "
            f"archetypes.<name>.{REGISTERING}",
            "warning",
        )
    if not any(phase.opens_registration for phase in scenario.phases.values()):
        yield Flag(
            "R-41",
            "registration: no phase opens it, so that every deal is unregistered: state phases.<name>.opens = "
            '["registration"]',
            "warning",
        )
    for name, kind in sorted(scenario.archetypes.items()):
        if name not in kinds:
            yield from _idle_delays(scenario, f"archetypes.{name}", kind)
    yield from _of_periods(scenario, sorted(kinds))


def _of_periods(scenario: Scenario, kinds: Sequence[str]) -> Iterator[Flag]:
    """What warns of the claims of a kind, as stated, or from a month with changes on if it was not so before."""
    course = Course(scenario)
    months = ("", *(f"from month {period.month} on, " for period in course.periods))
    told = dict[str, set[str]]()
    for when, held in zip(months, course.in_force, strict=True):
        for name in kinds:
            above, kind, registration = f"archetypes.{name}", held.archetypes[name], held.registration
            flags = [] if registration is None else [*_short(above, kind, registration)]
            flags += _never_in_time(held, above, kind)
            yield from (
                replace(flag, message=f"{when}{flag.message}")
                for flag in flags
                if flag.message not in told.get(name, ())
            )
            told[name] = {flag.message for flag in flags}


def _registers(scenario: Scenario, name: str, kind: Archetype) -> bool:
    return kind.registration_probability > 0 or f"archetypes.{name}.{REGISTERING}" in scenario.uncertainty


def _short(above: str, kind: Archetype, registration: Registration) -> Iterator[Flag]:
    """Claims that end before half of the deals are decided."""
    days = registration.valid_days * (1 + registration.renewals)
    if days < kind.cycle_median_days:
        renewed = f", with {registration.renewals} renewals" if registration.renewals else ""
        yield Flag(
            "R-50",
            f"registration.valid_days: a claim lives for {days} days{renewed}, and half of the deals of {above} take "
            f"more than {kind.cycle_median_days:g}: most of them end as unregistered",
            "warning",
        )


def _never_in_time(scenario: Scenario, above: str, kind: Archetype) -> Iterator[Flag]:
    attribution = scenario.attribution or Attribution()
    least = kind.registration_delay_least_days
    is_drawn = any(f"{above}.{name}" in scenario.uncertainty for name in DELAYS)
    if attribution.test == "rules" and least > attribution.within_days and not is_drawn:
        yield Flag(
            "R-80",
            f"{above}.registration_delay_least_days: partners register {least} days after their first contact at the "
            f"earliest, and attribution.within_days is {attribution.within_days}: no claim of theirs is ever in time",
            "warning",
        )


def _idle_delays(scenario: Scenario, above: str, kind: Archetype) -> Iterator[Flag]:
    for name in DELAYS:
        if getattr(kind, name) or f"{above}.{name}" in scenario.uncertainty:
            yield Flag(
                "R-58",
                f"{above}.{name} changes nothing: partners of the kind register nothing ({REGISTERING})",
                "warning",
            )
