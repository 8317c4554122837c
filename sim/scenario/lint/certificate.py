"""Certificates and effects: what nobody passes, what gives nothing, and what acts on nothing."""

from collections.abc import Iterator, Mapping

from sim.scenario.lint.flag import Flag
from sim.scenario.schema import (
    Archetype,
    Attribution,
    Certificate,
    Ladder,
    Scenario,
    SellingEffects,
    measure_of,
    thing_of,
)

_ACTS_ON = {
    "opportunity_multiplier": ("opportunities_per_month",),
    "activation_odds_multiplier": ("committed_reps_probability",),
    "win_odds_multiplier": ("win_probability",),
    "conflict_odds_multiplier": ("conflict_probability",),
    "early_cancel_odds_multiplier": ("early_cancel_probability",),
    "churn_odds_multiplier": ("churn_per_year",),
    "expansion_odds_multiplier": ("expansion_probability", "expansion_share"),
    "departure_multiplier": ("departure_new_per_year",),
}
"""Fields of a kind each of which makes a driver 0 where it is 0."""


def certificate_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-34, R-36, R-95, R-138: idle certificates and effects, and delivery without a right or a cost."""
    asked = _asked(scenario)
    for name, certificate in sorted(scenario.certificates.items()):
        path = f"certificates.{name}"
        if certificate.pass_probability == 0 and f"{path}.pass_probability" not in scenario.uncertainty:
            yield Flag("R-34", f"{path}.pass_probability is 0: nobody ever passes", "warning")
        if _gives_nothing(certificate) and name not in asked:
            yield _nothing("R-36", path, "it gives no right and has no effect, and nothing asks for it")
        yield from _effects(scenario, path, certificate.effects, scenario.archetypes)
    for name, ladder in sorted(scenario.ladders.items()):
        kinds = {at: kind for at, kind in scenario.archetypes.items() if kind.ladder == name}
        for tier in ladder.order:
            yield from _effects(scenario, f"ladders.{name}.tiers.{tier}", ladder.tiers[tier].effects, kinds)
    yield from _rights(scenario)
    for name, kind in sorted(scenario.archetypes.items()):
        yield from _kind(scenario, f"archetypes.{name}", kind)


def _rights(scenario: Scenario) -> Iterator[Flag]:
    """Rights to register where nothing is registered, and a lowest tier from which nobody can rise without one."""
    certificates = sorted(scenario.certificates.items())
    stated = [f"certificates.{name}" for name, one in certificates if one.may_register is not None]
    is_given = any(one.may_register for _, one in certificates)
    for name, ladder in sorted(scenario.ladders.items()):
        said = [tier for tier in ladder.order if ladder.tiers[tier].may_register is not None]
        stated += [f"ladders.{name}.tiers.{tier}" for tier in said]
        if (said or stated) and not is_given and not ladder.tiers[ladder.order[0]].may_register:
            yield from _stuck(scenario, name, ladder)
    if stated and scenario.registration is None:
        yield _nothing("R-109", f"{stated[0]}.may_register", "no deal is registered")


def _stuck(scenario: Scenario, name: str, ladder: Ladder) -> Iterator[Flag]:
    """The next tier asks for what only registered deals are."""
    attribution, path = scenario.attribution or Attribution(), "attribution.unregistered_credit_share"
    counts = {"registrations"}
    if attribution.unregistered_credit_share == 0 and path not in scenario.uncertainty:
        counts.add("sourced")
    if scenario.registration is None or len(ladder.order) == 1:
        return
    lowest, following = ladder.order[:2]
    asked = {measure for measure, value in ladder.tiers[following].all_needs.items() if value > 0} & counts
    if asked:
        what = f"nobody at {lowest} can bring any, without a right to register"
        yield Flag("R-109", f"ladders.{name}.tiers.{following}.needs.{min(asked)}: {what}", "warning")
    elif "sourced" in counts:
        what = f"partners at {lowest} may not register, and of a deal without a claim nothing counts as theirs ({path})"
        yield Flag("R-109", f"ladders.{name}.tiers.{lowest}.may_register: {what}", "warning")


def _asked(scenario: Scenario) -> set[str]:
    """Certificates that another requires, or a ladder asks for."""
    names = {one.requires for one in scenario.certificates.values() if one.requires is not None}
    for ladder in scenario.ladders.values():
        names |= {thing_of(measure) for measure in ladder.asked if measure_of(measure) == "certified"}
    return names


def _gives_nothing(certificate: Certificate) -> bool:
    return certificate.may_register is None and not certificate.may_deliver and certificate.effects is None


def _effects(
    scenario: Scenario, above: str, effects: SellingEffects | None, kinds: Mapping[str, Archetype]
) -> Iterator[Flag]:  # fmt: skip
    """Effects of which none is another than 1, or that are on what their kinds of partner never do."""
    if effects is None:
        return
    path = f"{above}.effects"
    drawn = {one.removeprefix(f"{path}.") for one in scenario.uncertainty if one.startswith(f"{path}.")}
    stated = {*effects.stated(), *drawn}
    if not stated:
        yield _nothing("R-106", path, "all its multipliers are 1")
    for driver in sorted(stated & _ACTS_ON.keys()) if kinds else ():
        off = {
            field for field in _ACTS_ON[driver]
            if all(getattr(kind, field) == 0 and not _is_drawn(scenario, at, field) for at, kind in kinds.items())
        }  # fmt: skip
        if off:
            yield _nothing("R-106", f"{path}.{driver}", f"{min(off)} of its partners is 0")


def _is_drawn(scenario: Scenario, name: str, field: str) -> bool:
    return f"archetypes.{name}.{field}" in scenario.uncertainty


def _kind(scenario: Scenario, above: str, kind: Archetype) -> Iterator[Flag]:
    """What a kind says of its people and of delivery."""
    if kind.reps != 1.0 and not scenario.certificates:
        yield _nothing("R-36", f"{above}.reps", "there are no certificates")
    if not kind.delivers:
        return
    waits = kind.accreditation_days > 0 or f"{above}.accreditation_days" in scenario.uncertainty
    costs = scenario.vendor.delivery_cost_rate > 0 or "vendor.delivery_cost_rate" in scenario.uncertainty
    if not waits and not costs:
        yield _nothing("R-95", f"{above}.delivers", "state accreditation_days, or vendor.delivery_cost_rate")
    elif not any(one.may_deliver for one in scenario.certificates.values()):
        what = "so that every go-live waits" if waits else "so that delivery costs us as without it"
        yield Flag("R-138", f"{above}.delivers: no certificate gives the right to deliver, {what}", "warning")


def _nothing(rule: str, path: str, why: str) -> Flag:
    return Flag(rule, f"{path} changes nothing: {why}", "warning")
