"""Certificates, the rights that they and tiers give, delivery, and what a scenario expects of them, in sentences."""

from collections.abc import Iterator

from sim.report.agreement.agreement import Agreement, Said
from sim.report.words.counting import listed
from sim.scenario.schema import Certificate, SellingEffects

_DRIVERS = {
    "opportunity_multiplier": "the opportunities",
    "activation_odds_multiplier": "the odds of people who sell",
    "onboarding_multiplier": "the time of onboarding",
    "win_odds_multiplier": "the odds of winning",
    "cycle_multiplier": "the sales cycle",
    "acv_multiplier": "the contract value",
    "conflict_odds_multiplier": "the odds of a deal lost to conflict",
    "early_cancel_odds_multiplier": "the odds of early cancellation",
    "churn_odds_multiplier": "the odds of churn",
    "expansion_odds_multiplier": "the odds of an expansion",
    "departure_multiplier": "the chance to leave",
}


def certificate_sentences(agreement: Agreement) -> Iterator[Said]:
    """What people may pass, for how long it holds and what it costs; then rights, delivery and effects."""
    if agreement.scenario.certificates:
        yield Said(
            "certificates",
            "At the end of each quarter after its onboarding people of the partner may pass certificates, or let them "
            "lapse when they end.",
        )
    for name, certificate in sorted(agreement.scenario.certificates.items()):
        yield Said("certificates", _certificate(agreement, name, certificate))
    yield from _registration(agreement)
    yield from _delivery(agreement)
    yield from _expectations(agreement)


def _certificate(agreement: Agreement, name: str, certificate: Certificate) -> str:
    path = f"certificates.{name}"
    months = agreement.months_at(f"{path}.valid_months", certificate.valid_months)
    text = f"Certificate {name} holds for {months}"
    if certificate.requires is not None:
        text += f" and is for people with the certificate {certificate.requires}"
    ours, theirs = certificate.cost, certificate.partner_cost
    costs = [
        f"{who} {agreement.money(f'{path}.{leaf}', value)}"
        for who, leaf, value in (("the vendor", "cost", ours), ("the partner", "partner_cost", theirs))
        if value or agreement.is_drawn(f"{path}.{leaf}")
    ]  # fmt: skip
    return f"{text}; each pass or renewal costs {listed(costs)}." if costs else f"{text}."


def _registration(agreement: Agreement) -> Iterator[Said]:
    """Who may register deals, where a tier or a certificate says it."""
    kind, scenario = agreement.kind, agreement.scenario
    ladder = None if kind.ladder is None else scenario.ladders[kind.ladder]
    tiers = {} if ladder is None else {name: ladder.tiers[name].may_register for name in ladder.order}
    certificates = {name: one.may_register for name, one in sorted(scenario.certificates.items())}
    if all(one is None for one in (*tiers.values(), *certificates.values())):
        return
    ways = [f"it stands at {name}" for name, says in tiers.items() if says]
    ways += [f"one of its people holds {name}" for name, says in certificates.items() if says]
    text = "No partner may register deals." if not ways else f"A partner may register deals while {' or '.join(ways)}."
    yield Said("rights", text)


def _delivery(agreement: Agreement) -> Iterator[Said]:
    """Who implements what is sold."""
    if not agreement.kind.delivers:
        return
    path = f"archetypes.{agreement.name}.accreditation_days"
    days, given = agreement.kind.accreditation_days, agreement.scenario.certificates.items()
    ways = [f"holds {name}" for name, one in sorted(given) if one.may_deliver]
    waits = days > 0 or agreement.is_drawn(path)
    until = f" Until then a deal goes live {agreement.days(path, days)} later." if waits else ""
    if ways:
        text = f"The partner implements what it sells once one of its people {' or '.join(ways)}.{until}"
    else:
        text = "No certificate gives the right to implement what is sold."
        text += f" A deal goes live {agreement.days(path, days)} later." if waits else ""
    yield Said("delivery", text)


def _expectations(agreement: Agreement) -> Iterator[Said]:
    """Effects of tiers and certificates, which no contract has: the scenario expects them."""
    kind, scenario = agreement.kind, agreement.scenario
    ladder = None if kind.ladder is None else scenario.ladders[kind.ladder]
    order = () if ladder is None else ladder.order if kind.fixed_tier is None else (kind.fixed_tier,)
    for tier in order:
        assert ladder is not None
        path = f"ladders.{kind.ladder}.tiers.{tier}.effects"
        yield from _expected(agreement, path, f"at {tier}", ladder.tiers[tier].effects)
    for name, one in sorted(scenario.certificates.items()):
        where = f"with a person who holds {name}"
        yield from _expected(agreement, f"certificates.{name}.effects", where, one.effects)


def _expected(agreement: Agreement, path: str, where: str, effects: SellingEffects | None) -> Iterator[Said]:
    if effects is None:
        return
    stated = effects.stated()
    parts = [
        f"{agreement.factor(f'{path}.{driver}', getattr(effects, driver))} times {words}"
        for driver, words in _DRIVERS.items()
        if driver in stated or agreement.is_drawn(f"{path}.{driver}")
    ]
    if parts:
        yield Said("expected", f"This scenario expects of a partner {where}, beside others, {listed(parts)}.")
