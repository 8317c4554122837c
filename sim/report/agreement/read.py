"""When the terms of a deal are read again after its win, in sentences."""

from collections.abc import Iterator

from sim.report.agreement.agreement import Agreement, Said


def read_sentences(agreement: Agreement) -> Iterator[Said]:
    """What a renewal or a close reads again, and which tier counts; nothing where a deal keeps all terms of its win."""
    read, has_tiers = agreement.terms.read, len(agreement.tiers) > 1
    if read == "renewal":
        tier = ", at the tier of that day" if has_tiers else ""
        text = f"A deal's terms are read again at each renewal: it has those that are in force then{tier}."
        yield Said("read", text)
    elif read == "accrual":
        tier = ", at the tier that the partner had after the close before" if has_tiers else ""
        text = f"A deal's terms are read again at each month's close: every customer has those in force then{tier}."
        yield Said("read", text)
    elif has_tiers:
        yield Said("read", "A deal is paid as the tier says at which the partner stands when it wins it, and stays so.")
