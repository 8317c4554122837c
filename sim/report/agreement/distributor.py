"""From whom a partner buys and whom it pays, in sentences: the vendor, or a distributor between them."""

from collections.abc import Iterator

from sim.report.agreement.agreement import Agreement, Said


def distributor_sentences(agreement: Agreement) -> Iterator[Said]:
    """Whom it pays the rest of the list price, and when; of a distributor what it keeps."""
    if agreement.terms.model != "resale":
        return
    vendor = agreement.scenario.vendor
    delay, leaf = vendor.reseller_delay_months, "reseller_delay_months"
    if delay is None:
        delay, leaf = vendor.payment_delay_months, "payment_delay_months"
    later = f"{agreement.months_at(f'vendor.{leaf}', delay)} after the month that it is for"
    rate, path = agreement.kind.distributor_rate, f"archetypes.{agreement.name}.distributor_rate"
    if rate or agreement.is_drawn(path):
        kept = agreement.percent(path, rate)
        yield Said(
            "buys from",
            "The partner buys from a distributor and pays it the rest of the list price. The distributor keeps "
            f"{kept} of list price beside the partner's margin and pays the vendor what is left, {later}. When the "
            "partner pays the distributor is between these two; this scenario does not state it.",
        )
    else:
        yield Said("buys from", f"The partner buys from the vendor and pays it the rest of the list price, {later}.")
