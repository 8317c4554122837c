"""What a partner pays us, and services that it sells beside a deal, in sentences."""

from collections.abc import Iterator

from sim.report.agreement.agreement import Agreement, At, Said
from sim.report.words.counting import counted, listed


def services_sentences(agreement: Agreement) -> Iterator[Said]:
    """The fee on services; nothing where no services are sold."""
    path = f"archetypes.{agreement.name}.services_share"
    share, rate = agreement.kind.services_share, agreement.terms.services_rate
    if agreement.has_services:
        sold, paid = agreement.percent(path, share), agreement.rate("services_rate", rate)
        yield Said(
            "services",
            f"Services that the partner sells beside a deal, worth {sold} of its value, pay {paid} once, at the win.",
        )


def _minimum(agreement: Agreement) -> Iterator[Said]:
    """What is owed in a month at least, by tier where tiers differ."""
    begins = agreement.terms.minimum_from_month
    when = f" from {counted(begins, 'month')} after its agreement on" if begins else ""
    owed: dict[str, list[str]] = {}
    for tier in agreement.tiers:
        at = At("", tier)
        if least := agreement.card(at).minimum_per_month:
            owed.setdefault(agreement.sum("minimum_per_month", least, at), []).append(tier)
    for amount, tiers in owed.items():
        who = "The partner" if len(tiers) == len(agreement.tiers) else f"A partner at {listed(tiers)}"
        yield Said(
            "partner pays",
            f"{who} owes at least {amount} a month for what its customers use{when}: if they use less, it pays "
            "the rest.",
        )


def dues_sentences(agreement: Agreement) -> Iterator[Said]:
    """A yearly fee, a monthly minimum, and support that the partner gives."""
    above, kind = f"archetypes.{agreement.name}", agreement.kind
    if fee := kind.fee_per_year:
        amount = agreement.money(f"{above}.fee_per_year", fee)
        yield Said("partner pays", f"The partner pays {amount} in the month of its agreement and each year after it.")
    yield from _minimum(agreement)
    if kind.support_share or agreement.is_drawn(f"{above}.support_share"):
        part = agreement.percent(f"{above}.support_share", kind.support_share)
        yield Said("support", f"The partner supports its customers, and so bears {part} of what serving them costs.")
