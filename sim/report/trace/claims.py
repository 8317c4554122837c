"""Each deal of a partner with its claim, and the reason of its class in words."""

from collections.abc import Iterator

from sim.analysis.figures.deal import deal_name
from sim.analysis.trace.claims import DealClaim
from sim.analysis.trace.trace import Trace
from sim.ledger import Kind
from sim.report.tables.columns import wrapped
from sim.report.words.classes import CLASS_WORDS
from sim.report.words.counting import counted
from sim.rules.attribution import DOCUMENTED, MENTION, REGISTERED, UNREGISTERED
from sim.rules.claim import is_engaged
from sim.scenario.schema import Attribution
from sim.units import has_come

_LOST = {
    Kind.LOST: "lost",
    Kind.LOST_TO_CONFLICT: "lost to conflict",
    Kind.LOST_WITH_PARTNER: "lost with its partner",
}


def claim_lines(traced: Trace, width: int) -> Iterator[str]:
    """A line or more for each opportunity that the partner qualified; nothing without claims."""
    if traced.claims:
        yield "Claims"
        for claim in traced.claims:
            yield from wrapped(f"  {deal_name(claim.deal)}: {claim_text(traced, claim)}", width, following="    ")


def claim_text(traced: Trace, claim: DealClaim) -> str:
    """What became of an opportunity, and why it is of its class."""
    head = f"qualified day {claim.qualified_day}"
    if claim.is_routed:
        return f"{head}, of a segment that direct sales close; {_end(claim)}"
    if has_come(claim.submission):
        after = counted(claim.submission - claim.contact_day, "day")
        head += f", registered day {claim.submission} ({after} after the first contact)"
    if claim.rival is not None:
        head += f", account also of {traced.roll.name(claim.rival)}"
    if claim.end == Kind.CLAIM_LOST:
        return f"{head}: the other partner's, it ends"
    if claim.deal_class is None:
        return f"{head}; {_end(claim)}"
    return f"{head}; won day {claim.decided_day}: {CLASS_WORDS[claim.deal_class]}, {_reason(traced, claim)}"


def _end(claim: DealClaim) -> str:
    if claim.end is None:
        return "open"
    won = f"won day {claim.decided_day}"
    return won if claim.end == Kind.WON else f"{_LOST[claim.end]} day {claim.decided_day}"


def _reason(traced: Trace, claim: DealClaim) -> str:
    attribution = traced.scenario.attribution or Attribution()
    if attribution.test == "all":
        return _claim_words(traced, claim)
    if claim.support == MENTION:
        return "it is only mentioned"
    engaged = is_engaged(claim.engaged_day, claim.decided_day)
    held = _claim_words(traced, claim)
    late = claim.submission > claim.contact_day + claim.within_days
    if late and _is_alive(claim):
        held = f"its claim came later than {counted(claim.within_days, 'day')} after the first contact"
    if claim.deal_class in (REGISTERED, UNREGISTERED):
        return held if not engaged else f"{held}, and direct sales came on day {claim.engaged_day}, not before it"
    support = "its support is documented" if claim.support == DOCUMENTED else "nothing documents its support"
    before = ", before its claim" if _is_alive(claim) and not late else ""
    return f"direct sales came on day {claim.engaged_day}{before}; {held}; {support}"


def _is_alive(claim: DealClaim) -> bool:
    return has_come(claim.submission) and claim.approval_day <= claim.decided_day < claim.end_day


def _claim_words(traced: Trace, claim: DealClaim) -> str:
    if traced.scenario.registration is None:
        return "nothing is registered"
    if not has_come(claim.submission):
        return "it was not registered"
    if claim.decided_day < claim.approval_day:
        return f"its claim was approved only on day {claim.approval_day}"
    if claim.decided_day >= claim.end_day:
        return f"its claim had expired on day {claim.end_day}"
    return f"its claim held from day {claim.approval_day} to day {claim.end_day - 1}"
