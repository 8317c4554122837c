"""Settlement and clawback: settings that act on nothing."""

from collections.abc import Iterator, Sequence

from sim.scenario.changes import Course
from sim.scenario.lint.flag import Flag
from sim.scenario.schema import Clawback, Payout, Scenario, Terms
from sim.units import DAYS_PER_MONTH

TRIAL_DAYS, PARTIAL_SHARE = Payout().trial_days, 0.5


def payout_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-62, R-90, R-91, R-92: days, disputes, payouts, delays and clawbacks that change no payment in any month."""
    held = Course(scenario).in_force
    yield from _of_payout(scenario, "payout", [one.payout for one in held])
    yield from _of_nobody(scenario, held)
    for name, kind in sorted(scenario.archetypes.items()):
        if kind.payout is not None:
            own = [payout for one in held if (payout := one.archetypes[name].payout) is not None]
            yield from _of_payout(scenario, f"archetypes.{name}.payout", own)
            if not _earns_entries(scenario, name, held):
                yield _flag("R-90", f"archetypes.{name}.payout", "resale margin is kept, and nothing is paid out")
        share = f"archetypes.{name}.downgrade_share"
        if kind.downgrade_probability > 0 and not _acts(scenario, share, kind.downgrade_share):
            path = f"archetypes.{name}.downgrade_probability"
            yield _flag("R-92", path, f"{share} is 0, so customers give up nothing")
    earning = [name for name in sorted(scenario.archetypes) if _earns_entries(scenario, name, held)]
    yield from _of_clawback(scenario, [one.clawback for one in held if one.clawback is not None], earning)
    yield from _held_too_long(scenario)
    resells = any(kind.terms.model == "resale" for kind in scenario.archetypes.values())
    if scenario.vendor.reseller_delay_months is not None and not resells:
        yield _flag("R-90", "vendor.reseller_delay_months", "no archetype resells")


def _acts(scenario: Scenario, path: str, value: float) -> bool:
    """Whether a number is above 0, or may be drawn."""
    return value > 0 or path in scenario.uncertainty


def _of_payout(scenario: Scenario, path: str, held: list[Payout]) -> Iterator[Flag]:
    """Of a payout, as it is in each period of months: days wait for no trial, or for no dispute, or disputes for none.

    What words say is the same in all periods, and the chance of a dispute too.
    """
    first = held[0]
    disputes = _acts(scenario, f"{path}.dispute_probability", first.dispute_probability)
    delays = any(payout.dispute_days > 0 for payout in held)
    if any(payout.trial_days != TRIAL_DAYS for payout in held) and first.trigger != "trial_end":
        yield _flag("R-91", f"{path}.trial_days", f"{path}.trigger is {first.trigger}, not trial_end")
    if delays and not disputes:
        yield _flag("R-62", f"{path}.dispute_days", f"{path}.dispute_probability is 0")
    if disputes and not delays:
        yield _flag("R-62", f"{path}.dispute_probability", f"{path}.dispute_days is 0, so disputes delay no payment")


def _of_nobody(scenario: Scenario, held: Sequence[Scenario]) -> Iterator[Flag]:
    """Of a payout that changes in some month, where each archetype has one of its own.

    What is owed on day 0 is paid by the first payout of the company, so that a change acts on it at most.
    """
    is_owed = scenario.start is not None and scenario.start.months is not None
    has_own = all(kind.payout is not None for kind in scenario.archetypes.values())
    if has_own and not is_owed and any(one.payout != scenario.payout for one in held):
        yield _flag("R-90", "a change of payout", "each archetype has a payout of its own")


def _earns_entries(scenario: Scenario, name: str, held: Sequence[Scenario]) -> bool:
    """Whether partners of an archetype earn what is paid out: all but a margin, which is kept (R-71)."""
    return any(
        terms.model != "resale" or _has_sums(scenario, f"archetypes.{name}.terms", terms)
        for terms in (one.archetypes[name].terms for one in held)
    )


def _has_sums(scenario: Scenario, path: str, terms: Terms) -> bool:
    """Whether deals or periods earn a sum beside the margin, of whatever form."""
    name = path.split(".")[1]
    has_bonus = any(bonus.is_for(name) for bonus in scenario.bonuses.values())
    if has_bonus or terms.rebates or _acts(scenario, f"{path}.services_rate", terms.services_rate):
        return True
    stated = {path: terms.flat_fee} | {f"{path}.{place.path}": place.leaves.flat_fee for place in terms.places}
    return any(_acts(scenario, f"{above}.flat_fee", value or 0.0) for above, value in stated.items())


def _of_clawback(scenario: Scenario, held: list[Clawback], earning: Sequence[str]) -> Iterator[Flag]:
    """Of a clawback, as it is in each period of months."""
    ends = [max(one.full_days, one.partial_days or 0, one.end_days or 0) for one in held]
    is_partial = any(end > one.full_days for end, one in zip(ends, held, strict=True))
    if any(one.partial_share != PARTIAL_SHARE for one in held) and not is_partial:
        yield _flag("R-92", "clawback.partial_share", "neither partial_days nor end_days is above full_days")
    end = max(ends, default=0)
    if end > 0 and not any(_is_reached(scenario, name, end) for name in earning):
        yield _flag("R-92", "clawback", f"no customer of a partner that earns fees leaves before day {end}")


def _held_too_long(scenario: Scenario) -> Iterator[Flag]:
    """Of a holdback that begins at go-live or later: days after the last on which anything is taken back."""
    rule = scenario.clawback
    end = 0 if rule is None else max(rule.full_days, rule.partial_days or 0, rule.end_days or 0)
    own = {f"archetypes.{name}.payout": kind.payout for name, kind in sorted(scenario.archetypes.items())}
    for path, payout in {"payout": scenario.payout, **own}.items():
        if payout is not None and payout.trigger != "signature" and 0 < end < payout.holdback_days:
            what = (
                f"{path}.holdback_days: pay waits {payout.holdback_days} days, and nothing is taken back from day "
                f"{end} on ([clawback]): {end} days hold as much"
            )
            yield Flag("R-91", what, "warning")


def _is_reached(scenario: Scenario, name: str, end_days: int) -> bool:
    """Whether customers may leave or shrink before that age."""
    kind, above = scenario.archetypes[name], f"archetypes.{name}"

    def acts(field: str) -> bool:
        return _acts(scenario, f"{above}.{field}", getattr(kind, field))

    is_young = kind.early_cancel_first_day < end_days or f"{above}.early_cancel_first_day" in scenario.uncertainty
    early = is_young and (acts("early_cancel_probability") or acts("downgrade_probability"))
    by_month = kind.churn_basis == "month" and acts("churn_per_year") and end_days > DAYS_PER_MONTH
    return by_month or early


def _flag(rule: str, path: str, why: str) -> Flag:
    return Flag(rule, f"{path} changes nothing: {why}", "warning")
