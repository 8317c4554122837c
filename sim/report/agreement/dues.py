"""What a partner pays us, and services that it sells beside a deal, in sentences."""

from collections.abc import Iterator

from sim.report.agreement.agreement import Agreement, Said
from sim.report.words.counting import counted


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


def dues_sentences(agreement: Agreement) -> Iterator[Said]:
    """A yearly fee, a monthly minimum, and support that the partner gives."""
    above, kind, terms = f"archetypes.{agreement.name}", agreement.kind, agreement.terms
    if fee := kind.fee_per_year:
        amount = agreement.money(f"{above}.fee_per_year", fee)
        yield Said("partner pays", f"The partner pays {amount} in the month of its agreement and each year after it.")
    if least := terms.minimum_per_month:
        begins = terms.minimum_from_month
        when = f" from {counted(begins, 'month')} after its agreement on" if begins else ""
        amount = agreement.sum("minimum_per_month", least)
        yield Said(
            "partner pays",
            f"The partner owes at least {amount} a month for what its customers use{when}: if they use less, it pays "
            "the rest.",
        )
    if kind.support_share or agreement.is_drawn(f"{above}.support_share"):
        part = agreement.percent(f"{above}.support_share", kind.support_share)
        yield Said("support", f"The partner supports its customers, and so bears {part} of what serving them costs.")
