"""Use that ramps up, in a sentence: shares and margins follow what a customer uses."""

from collections.abc import Iterator

from sim.report.agreement.agreement import Agreement, Said


def use_sentences(agreement: Agreement) -> Iterator[Said]:
    """With which part customers begin, and after how many months they use all; nothing of fees, which do not follow."""
    kind, above = agreement.kind, f"archetypes.{agreement.name}"
    if agreement.terms.model == "referral" or not kind.usage_ramp_months:
        return
    start = agreement.percent(f"{above}.usage_start_share", kind.usage_start_share)
    if start == "100%":
        return
    months = agreement.months_at(f"{above}.usage_ramp_months", kind.usage_ramp_months)
    what = "share" if agreement.terms.model == "share" else "margin"
    yield Said(
        "use",
        f"A customer is billed for what it uses: {start} of the list price in the month in which it goes live, more "
        f"each month, all of it after {months}. The {what} is on what is billed.",
    )
