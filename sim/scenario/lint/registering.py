"""Deals that nobody can register: of kinds that register nothing, too small, decided too soon, or without the right."""

from collections.abc import Iterator, Mapping

from sim.elementary import lognormal_quantile
from sim.scenario.lint.claim import DELAYS, REGISTERING
from sim.scenario.lint.flag import Flag, Severity
from sim.scenario.lint.passing import never_passed
from sim.scenario.lint.sizes import worked_archetypes
from sim.scenario.schema import Archetype, Attribution, Registration, Scenario

NEARLY_ALL = 0.99
"""Part of the deals of a kind that are too small, from which nearly none is registered."""


def registering_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-50, R-58, R-109: kinds and deals that are left without a claim, whatever partners do.

    That no kind at all registers, or no phase lets it, is told by ``claim_flags``.
    """
    registration = scenario.registration
    if registration is None or not any(phase.opens_registration for phase in scenario.phases.values()):
        return
    kinds = {name: kind for name, kind in sorted(scenario.archetypes.items()) if registers(scenario, name)}
    silent = [name for name in worked_archetypes(scenario) if name not in kinds]
    if kinds and silent:
        severity: Severity = "red flag" if _costs(scenario) else "warning"
        yield Flag("R-58", f"{_silent(silent)}: state archetypes.<name>.{REGISTERING}", severity)
    if kinds and _nobody_may(scenario, kinds):
        what = "nobody can ever get it, so that every deal is unregistered: see its certificates"
        yield Flag("R-109", f"registration: it asks for a right (may_register), and {what}", "warning")
    for name, kind in kinds.items():
        yield from _too_small(scenario, name, kind, registration)
        yield from _too_late(scenario, name, kind, registration)


def _costs(scenario: Scenario) -> bool:
    """Whether a deal without a claim pays or counts less than one with it."""
    stated = scenario.attribution or Attribution()
    return min(stated.unregistered_pay_share, stated.unregistered_credit_share) < 1


def registers(scenario: Scenario, name: str) -> bool:
    """Whether partners of a kind register some of their deals."""
    path = f"archetypes.{name}.{REGISTERING}"
    return scenario.archetypes[name].registration_probability > 0 or path in scenario.uncertainty


def _silent(names: list[str]) -> str:
    its = "its" if len(names) == 1 else "their"
    verb = "registers" if len(names) == 1 else "register"
    return f"registration: {', '.join(names)} {verb} nothing, so that all {its} deals are unregistered"


def _nobody_may(scenario: Scenario, kinds: Mapping[str, Archetype]) -> bool:
    """Whether registering needs a right that no tier gives, and only certificates that nobody passes."""
    given = [name for name, one in scenario.certificates.items() if one.may_register]
    ladders = [scenario.ladders[kind.ladder] for kind in kinds.values() if kind.ladder is not None]
    by_tier = any(tier.may_register for ladder in ladders for tier in ladder.tiers.values())
    return bool(given) and not by_tier and all(never_passed(scenario, name) for name in given)


def _too_small(scenario: Scenario, name: str, kind: Archetype, registration: Registration) -> Iterator[Flag]:
    """A least value that next to no deal of a kind reaches."""
    least = registration.least_acv
    if least == 0 or "registration.least_acv" in scenario.uncertainty:
        return
    if least > lognormal_quantile(NEARLY_ALL, kind.acv_median, kind.acv_sigma):
        what = f"fewer than 1 in 100 deals of archetypes.{name} are so large: nearly all stay unregistered"
        yield Flag("R-50", f"registration.least_acv: {what}", "warning")


def _too_late(scenario: Scenario, name: str, kind: Archetype, registration: Registration) -> Iterator[Flag]:
    """Claims that are approved when half of the deals are decided already."""
    least = kind.registration_delay_least_days
    days = least + registration.approval_days - kind.first_contact_days
    paths = ["registration.approval_days", *(f"archetypes.{name}.{field}" for field in DELAYS)]
    if any(path in scenario.uncertainty for path in paths) or days < kind.cycle_median_days:
        return
    yield Flag(
        "R-50",
        f"registration.approval_days: a claim is approved {days} days after the opportunity is qualified at the "
        f"earliest, and half of the deals of archetypes.{name} are decided within {kind.cycle_median_days:g}: most of "
        "them end as unregistered",
        "warning",
    )
