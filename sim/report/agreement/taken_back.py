"""What is taken back, and what happens after the partner leaves, in sentences."""

from collections.abc import Iterator

from sim.report.agreement.agreement import Agreement, Said
from sim.report.words.counting import listed
from sim.scenario.schema import Clawback


def clawback_sentences(agreement: Agreement) -> Iterator[Said]:
    """By the age of a customer that leaves or takes less in its first contract year; margins are kept."""
    rule = agreement.scenario.clawback
    if rule is None or not _takes_back(agreement):
        return
    if agreement.kind.downgrade_probability or agreement.is_drawn(f"archetypes.{agreement.name}.downgrade_probability"):
        less = " If it takes less instead, as large a part of that is taken back as of its value."
    else:
        less = ""
    share = agreement.terms.model == "share"
    month = " Of the share of the month in which it leaves the same part is not earned." if share else ""
    yield Said(
        "taken back",
        f"If a customer leaves in its first year, this is taken back of {_earned(agreement)} that its deal has "
        "earned the partner up to then: "
        f"{_by_age(agreement, rule)}.{month}{less}",
    )
    if kept := _kept(agreement):
        yield Said("taken back", f"{kept[0].upper()}{kept[1:]} not taken back.")
    yield Said("taken back", "What is taken back comes off what is paid next; the partner never pays it in money.")


def departure_sentences(agreement: Agreement) -> Iterator[Said]:
    """What a partner gets of its customers and open deals once its agreement has ended."""
    departure = agreement.scenario.departure
    parts = []
    if later := _later(agreement):
        parts.append(f"{later[0] if departure.pay_after_departure else later[1]} of its customers")
    if agreement.is_by_payout:
        minimum = ", without the minimum" if agreement.payout.minimum else ""
        back = ", less what is taken back" if _takes_back(agreement) else ""
        parts.append(f"what it had earned is still paid{minimum}{back}")
    if departure.open_deals == "lost":
        deals = "Its open deals are lost."
    elif departure.pay_after_departure:
        deals = "Its open deals go on, and pay it if they are won."
    else:
        deals = "Its open deals go on, but no longer pay it."
    yield Said("after it leaves", f"After a partner has left, {'; '.join(parts)}. {deals}")
    if agreement.has_bonuses and departure.pay_after_departure and departure.open_deals != "lost":
        yield Said("after it leaves", "Such a deal has its bonuses too.")


def _later(agreement: Agreement) -> tuple[str, str] | None:
    """What a customer still brings its partner, going on and ending; None where nothing is to come."""
    if agreement.terms.model == "resale":
        return "it keeps the margin", "it has no margin"
    if agreement.terms.model == "share":
        return "it is paid the shares", "it is paid no more shares"
    return ("it is paid the later fees", "it is paid no later fees") if agreement.has_later_fees else None


def _takes_back(agreement: Agreement) -> bool:
    """Whether a deal earns anything that may be taken back."""
    rule = agreement.scenario.clawback
    if rule is None or not _last_day(rule):
        return False
    return bool(agreement.at_the_win) or agreement.terms.model == "share"


def _last_day(rule: Clawback) -> int:
    return max(rule.full_days, rule.partial_days or 0, rule.end_days or 0)


def _by_age(agreement: Agreement, rule: Clawback) -> str:
    """All, a part, less and less, nothing: by days since go-live."""
    partial = rule.full_days if rule.partial_days is None else rule.partial_days
    end = partial if rule.end_days is None else rule.end_days
    part, parts = agreement.percent("clawback.partial_share", rule.partial_share), list[str]()
    if rule.full_days:
        parts.append(f"all of it before day {rule.full_days}")
    if partial > rule.full_days:
        parts.append(f"{part} before day {partial}")
    if end > partial:
        parts.append("then less and less" if partial > rule.full_days else f"then {part} and less and less of it")
    days = "days are counted from the day on which it goes live, which is day 0"
    return f"{', '.join([*parts, f'nothing from day {end} on'])} ({days})"


def _earned(agreement: Agreement) -> str:
    """The entries of a deal that are taken back: those of its first contract year."""
    its = ["the shares"] if agreement.terms.model == "share" else []
    return listed([*its, *agreement.at_the_win])


def _kept(agreement: Agreement) -> str:
    """What stays the partner's in any case."""
    is_resale, has_rebates = agreement.terms.model == "resale", bool(agreement.terms.rebates)
    if is_resale and has_rebates:
        return "the margin and rebates are"
    return "the margin is" if is_resale else "rebates are" if has_rebates else ""
