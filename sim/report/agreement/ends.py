"""When the vendor ends an agreement for want of business, or that it does not, in a sentence (R-30, R-130, R-131)."""

from collections.abc import Iterable, Iterator

from sim.report.agreement.agreement import Agreement, Said
from sim.report.words.counting import counted


def end_sentences(agreement: Agreement) -> Iterator[Said]:
    """What reviews remove partners of the kind for; else that none does, and what ends their agreements."""
    if reasons := [] if agreement.kind.review_exempt else list(_reasons(agreement)):
        text = f"A partner that has begun to sell loses its agreement at the end of a quarter if it {_or(reasons)}."
    else:
        text = f"No quarterly review ends the agreement. It runs until {_or(_other_ends(agreement))}."
    yield Said("ends", text)


def _or(clauses: Iterable[str]) -> str:
    return ", or ".join(clauses)


def _reasons(agreement: Agreement) -> Iterator[str]:
    review = agreement.scenario.review
    if review.idle_quarters:
        grace = agreement.days("review.grace_days", review.grace_days)
        since = f", from {grace} after the agreement on" if review.grace_days else ""
        quarters = "quarter" if review.idle_quarters == 1 else counted(review.idle_quarters, "quarter")
        yield f"has brought no qualified opportunity in the last {quarters}{since}"
    if review.no_deal_months:
        months = agreement.months_at("review.no_deal_months", review.no_deal_months)
        yield f"has won no deal in {months} since its agreement or its last deal"


def _other_ends(agreement: Agreement) -> Iterator[str]:
    """All that ends an agreement beside reviews of its business, in the order of a partner's life."""
    scenario, kind = agreement.scenario, agreement.kind
    if "pilot" in scenario.program.journey and scenario.program.pilot_opportunities:
        yield "the partner fails its pilot"
    yield "the partner leaves"
    if kind.ladder is not None and scenario.ladders[kind.ladder].lowest == "removed" and kind.fixed_tier is None:
        yield "it fails the lowest tier"
    if scenario.sunset.month:
        yield "the program ends"
