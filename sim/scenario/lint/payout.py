"""Settlement and clawback: settings that act on nothing."""

from collections.abc import Iterator

from sim.scenario.lint.flag import Flag
from sim.scenario.schema import Payout, Scenario
from sim.units import DAYS_PER_MONTH

TRIAL_DAYS, PARTIAL_SHARE = Payout().trial_days, 0.5


def payout_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-62, R-90, R-91, R-92: days, disputes, payouts, delays and clawbacks that change no payment."""
    yield from _of_payout(scenario, "payout", scenario.payout)
    for name, kind in sorted(scenario.archetypes.items()):
        if kind.payout is not None:
            yield from _of_payout(scenario, f"archetypes.{name}.payout", kind.payout)
            if kind.terms.model == "resale":
                yield _flag("R-90", f"archetypes.{name}.payout", "resale margin is kept, and nothing is paid out")
        share = f"archetypes.{name}.downgrade_share"
        if kind.downgrade_probability > 0 and not _acts(scenario, share, kind.downgrade_share):
            path = f"archetypes.{name}.downgrade_probability"
            yield _flag("R-92", path, f"{share} is 0, so customers give up nothing")
    yield from _of_clawback(scenario)
    resells = any(kind.terms.model == "resale" for kind in scenario.archetypes.values())
    if scenario.vendor.reseller_delay_months is not None and not resells:
        yield _flag("R-90", "vendor.reseller_delay_months", "no archetype resells")


def _acts(scenario: Scenario, path: str, value: float) -> bool:
    """Whether a number is above 0, or may be drawn."""
    return value > 0 or path in scenario.uncertainty


def _of_payout(scenario: Scenario, path: str, payout: Payout) -> Iterator[Flag]:
    disputes = _acts(scenario, f"{path}.dispute_probability", payout.dispute_probability)
    if payout.trial_days != TRIAL_DAYS and payout.trigger != "trial_end":
        yield _flag("R-91", f"{path}.trial_days", f"{path}.trigger is {payout.trigger}, not trial_end")
    if payout.dispute_days > 0 and not disputes:
        yield _flag("R-62", f"{path}.dispute_days", f"{path}.dispute_probability is 0")
    if disputes and payout.dispute_days == 0:
        yield _flag("R-62", f"{path}.dispute_probability", f"{path}.dispute_days is 0, so disputes delay no payment")


def _of_clawback(scenario: Scenario) -> Iterator[Flag]:
    clawback = scenario.clawback
    if clawback is None:
        return
    end = max(clawback.full_days, clawback.partial_days or 0, clawback.end_days or 0)
    if clawback.partial_share != PARTIAL_SHARE and end == clawback.full_days:
        yield _flag("R-92", "clawback.partial_share", "neither partial_days nor end_days is above full_days")
    if end > 0 and not any(_is_reached(scenario, name, end) for name in scenario.archetypes):
        yield _flag("R-92", "clawback", f"no customer of a partner that earns fees leaves before day {end}")


def _is_reached(scenario: Scenario, name: str, end_days: int) -> bool:
    """Whether customers may leave or shrink before that age, and something was earned by them."""
    kind, above = scenario.archetypes[name], f"archetypes.{name}"

    def acts(field: str) -> bool:
        return _acts(scenario, f"{above}.{field}", getattr(kind, field))

    is_young = kind.early_cancel_first_day < end_days or f"{above}.early_cancel_first_day" in scenario.uncertainty
    early = is_young and (acts("early_cancel_probability") or acts("downgrade_probability"))
    by_month = kind.churn_basis == "month" and acts("churn_per_year") and end_days > DAYS_PER_MONTH
    return kind.terms.model != "resale" and (by_month or early)


def _flag(rule: str, path: str, why: str) -> Flag:
    return Flag(rule, f"{path} changes nothing: {why}", "warning")
