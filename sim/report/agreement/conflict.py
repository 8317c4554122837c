"""Segments that are not the partner's, and accounts that partners have in common, in sentences."""

from collections.abc import Iterator

from sim.report.agreement.agreement import Agreement, Said
from sim.report.words.counting import listed
from sim.report.words.rounding import plain_percent
from sim.scenario.schema import Conflict

_FIRST = {
    "first_registered": "of the one that registered it first, a registration before none; else of the one that was in "
    "contact with it first",
    "first_contact": "of the one that was in contact with it first",
}
"""Whose an account is."""


def conflict_sentences(agreement: Agreement) -> Iterator[Said]:
    """What of the market is not a partner's, and what is also another partner's; nothing where neither is stated."""
    scenario, kind = agreement.scenario, agreement.kind
    kept = [
        name for name in sorted(kind.segments) if name in scenario.segments and not _sells(agreement, name)
    ]  # fmt: skip
    if kept:
        share = plain_percent(sum(kind.segments[name] for name in kept))
        yield Said(
            "segments",
            f"Opportunities of {listed(kept)}, {share} of the partner's, are closed by direct sales: they pay nothing.",
        )
    path = f"archetypes.{agreement.name}.partner_overlap_probability"
    if scenario.conflict is not None and (kind.partner_overlap_probability or agreement.is_drawn(path)):
        yield Said("one account", _settled(agreement, scenario.conflict))
    if scenario.conflict is not None and scenario.conflict.answer_days:
        days = agreement.days("conflict.answer_days", scenario.conflict.answer_days)
        yield Said(
            "answers",
            f"Where another partner, or direct sales, are at the account of an opportunity too, the vendor answers in "
            f"{days}, and its decision waits for as long.",
        )


def _sells(agreement: Agreement, segment: str) -> bool:
    return agreement.scenario.segments[segment].is_sold_by(agreement.name)


def _settled(agreement: Agreement, conflict: Conflict) -> str:
    if conflict.settlement != "split":
        return f"An account of two partners is {_FIRST[conflict.settlement]}; the other's opportunity ends."
    first = agreement.percent("conflict.split_share", conflict.split_share)
    return (
        f"Two partners that have an account in common split a deal's value: {first} for the one that registered it "
        "first, a registration before none, or was in contact with it first; the rest for the other."
    )
