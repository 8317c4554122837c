"""What is taken back, and what happens after the partner leaves, in sentences."""

from collections.abc import Iterator

from sim.report.agreement.agreement import Agreement, Said
from sim.report.words.counting import counted
from sim.scenario.schema import Clawback


def clawback_sentences(agreement: Agreement) -> Iterator[Said]:
    """By the age of a customer that leaves or takes less in its first contract year; margins are kept."""
    rule = agreement.scenario.clawback
    if rule is None or not agreement.is_by_payout or not _last_day(rule):
        return
    if agreement.kind.downgrade_probability or agreement.is_drawn(f"archetypes.{agreement.name}.downgrade_probability"):
        less = " If it takes less instead, as large a part of that is taken back as of its value."
    else:
        less = ""
    share = agreement.terms.model == "share"
    month = " Of the share of its last month the same part is not earned." if share else ""
    yield Said(
        "taken back",
        "If a customer leaves in its first year, this is taken back of what it has earned the partner: "
        f"{_by_age(agreement, rule)}.{month}{less}",
    )
    yield Said("taken back", "What is taken back comes off what is paid next; the partner never pays it in money.")


def departure_sentences(agreement: Agreement) -> Iterator[Said]:
    """What a partner gets of its customers and open deals once its agreement has ended."""
    departure = agreement.scenario.departure
    parts = []
    if later := _later(agreement):
        parts.append(f"{later[0] if departure.pay_after_departure else later[1]} of its customers")
    if agreement.is_by_payout:
        minimum = ", without the minimum" if agreement.payout.minimum else ""
        parts.append(f"what it had earned is still paid{minimum}")
    if departure.open_deals == "lost":
        deals = "Its open deals are lost."
    elif departure.pay_after_departure:
        deals = "Its open deals go on, and pay it if they are won."
    else:
        deals = "Its open deals go on, but no longer pay it."
    yield Said("after it leaves", f"After a partner has left, {'; '.join(parts)}. {deals}")


def _later(agreement: Agreement) -> tuple[str, str] | None:
    """What a customer still brings its partner, going on and ending; None where nothing is to come."""
    if agreement.terms.model == "resale":
        return "it keeps the margin", "it has no margin"
    if agreement.terms.model == "share":
        return "it is paid the shares", "it is paid no more shares"
    return ("it is paid the later fees", "it is paid no later fees") if agreement.has_later_fees else None


def _last_day(rule: Clawback) -> int:
    return max(rule.full_days, rule.partial_days or 0, rule.end_days or 0)


def _by_age(agreement: Agreement, rule: Clawback) -> str:
    """All, a part, less and less, nothing: by days since go-live."""
    partial = rule.full_days if rule.partial_days is None else rule.partial_days
    end = partial if rule.end_days is None else rule.end_days
    part, parts = agreement.percent("clawback.partial_share", rule.partial_share), list[str]()
    if rule.full_days:
        parts.append(f"all of it in the first {counted(rule.full_days, 'day')} after it goes live")
    if partial > rule.full_days:
        parts.append(f"{part} before day {partial}")
    if end > partial:
        parts.append("then less and less" if partial > rule.full_days else f"then {part} and less and less of it")
    return ", ".join([*parts, f"nothing from day {end} on"])
