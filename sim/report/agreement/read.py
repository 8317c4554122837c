"""When the terms of a deal are read again after its win, in sentences."""

from collections.abc import Iterator

from sim.report.agreement.agreement import Agreement, Said


def read_sentences(agreement: Agreement) -> Iterator[Said]:
    """What a renewal or a close reads again; nothing where a deal keeps the terms of its win."""
    if agreement.terms.read == "renewal":
        yield Said("read", "A deal's terms are read again at each renewal: it has those that are in force then.")
    elif agreement.terms.read == "accrual":
        yield Said(
            "read", "A deal's terms are read again at each month's close: every customer has those in force then."
        )
