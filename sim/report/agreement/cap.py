"""A cap on a partner's pay of the fiscal year, in a sentence."""

from collections.abc import Iterator

from sim.report.agreement.agreement import Agreement, Said


def cap_sentences(agreement: Agreement) -> Iterator[Said]:
    """The most that is paid; nothing of a margin, which no cap cuts."""
    cap = agreement.terms.cap_per_year
    if cap and agreement.is_by_payout:
        most = agreement.sum("cap_per_year", cap)
        but = ", but no rebate" if agreement.terms.rebates else ""
        yield Said("cap", f"A partner earns at most {most} in a {agreement.year}; what is beyond is cut{but}.")
