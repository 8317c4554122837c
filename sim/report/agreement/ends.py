"""When the vendor ends an agreement for want of business, in a sentence (R-130, R-131)."""

from collections.abc import Iterator

from sim.report.agreement.agreement import Agreement, Said
from sim.report.words.counting import counted


def end_sentences(agreement: Agreement) -> Iterator[Said]:
    """Nothing where no review removes partners of the kind."""
    review = agreement.scenario.review
    reasons = []
    if review.idle_quarters:
        grace = agreement.days("review.grace_days", review.grace_days)
        since = f", from {grace} after the agreement on" if review.grace_days else ""
        quarters = "quarter" if review.idle_quarters == 1 else counted(review.idle_quarters, "quarter")
        reasons.append(f"has brought no qualified opportunity in the last {quarters}{since}")
    if review.no_deal_months:
        months = agreement.months_at("review.no_deal_months", review.no_deal_months)
        reasons.append(f"has won no deal in {months} since its agreement or its last deal")
    if reasons and not agreement.kind.review_exempt:
        yield Said(
            "ends",
            "A partner that has begun to sell loses its agreement at the end of a quarter if it "
            f"{', or '.join(reasons)}.",
        )
