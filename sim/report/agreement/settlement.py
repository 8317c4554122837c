"""When pay is earned and when it is paid, in sentences."""

from collections.abc import Iterator

from sim.report.agreement.agreement import Agreement, Said
from sim.report.agreement.dates import dates_of
from sim.report.words.counting import counted, listed
from sim.report.words.rounding import known_money
from sim.units import MONTHS_PER_YEAR, to_cents

EARNED = {
    "referral": "A fee is earned on the day on which the deal is won",
    "share": "A share is earned at the end of each month",
}
LATER_FEES = ", that of a later year as the year begins"
SUMS = ", a sum on the day on which the deal is won"


def settlement_sentences(agreement: Agreement) -> Iterator[Said]:
    """Trigger, holdback, payout dates, lateness, minimum and disputes; nothing of a margin, which is kept."""
    if not agreement.is_by_payout:
        return
    for text in _earned(agreement):
        yield Said("earned", text)
    yield Said("waits", _waits(agreement))
    yield Said("paid", _calendar(agreement))
    yield from _late(agreement)
    yield from _minimum(agreement)
    yield from _disputes(agreement)


def calendar_sentences(_: Agreement) -> Iterator[Said]:
    """How long a month is, as every number of days is of such months."""
    yield Said("days", "In all of this a month counts as 30 days and a year as 360.")


def _earned(agreement: Agreement) -> Iterator[str]:
    """On which day each form of pay is earned."""
    model, is_share = agreement.terms.model, agreement.terms.model == "share"
    if model in EARNED:
        more = SUMS if is_share and agreement.has_sums else LATER_FEES if agreement.has_later_fees else ""
        yield f"{EARNED[model]}{more}."
    told = ("the fee", "the sum") if is_share else ("the fee",)
    if others := [word for word in agreement.at_the_win if word not in told]:
        words = listed(others)
        is_one = len(others) == 1 and others[0] != "the bonuses"
        yield f"{words[0].upper()}{words[1:]} {'is' if is_one else 'are'} earned on the day on which the deal is won."
    if agreement.terms.rebates:
        yield "A rebate is earned on the day on which it is worked out."


def _waits(agreement: Agreement) -> str:
    """How long an entry waits before a payout must pay it."""
    payout = agreement.payout
    held = counted(payout.holdback_days, "day") if payout.holdback_days else ""
    if payout.trigger == "signature":
        waits = f"waits {held} from the day on which" if held else "does not wait once"
        return f"Pay {waits} it is earned."
    parts = []
    if agreement.at_the_win:
        parts.append(f"What the win of a deal earns waits until {_trigger(agreement)}")
    late = f" {_delay(agreement)} after" if payout.trigger == "first_payment" else ""
    if agreement.terms.model == "share":
        until = f"until{late} its month ends" if late else "until its month ends"
        trial = ", and in any case until the trial of the customer is over" if payout.trigger == "trial_end" else ""
        parts.append(f"the share of a month waits {until}{trial}")
    if agreement.has_later_fees:
        parts.append(f"the fee of a later year waits until{late} that year begins")
    if agreement.terms.rebates:
        parts.append("a rebate does not wait once it is worked out")
    text = "; ".join(parts)
    also = f" After that all pay waits {held} more." if held else ""
    return f"{text[0].upper()}{text[1:]}.{also}"


def _trigger(agreement: Agreement) -> str:
    """What the pay for a won deal waits for, and how many days after the win that is."""
    payout, trigger = agreement.payout, agreement.payout.trigger
    days = agreement.days(f"archetypes.{agreement.name}.go_live_days", agreement.kind.go_live_days)
    live = f"{days} after the win"
    if trigger == "go_live":
        return f"the customer is live, {live}"
    if trigger == "trial_end":
        return f"the trial of the customer is over, {counted(payout.trial_days, 'day')} after it goes live ({live})"
    return f"the customer has paid for the first time, {_delay(agreement)} after it goes live ({live})"


def _delay(agreement: Agreement) -> str:
    return counted(agreement.scenario.vendor.payment_delay_months, "month")


def _calendar(agreement: Agreement) -> str:
    """The payout dates and the months in which the money comes."""
    payout, dates = agreement.payout, dates_of(agreement.scenario)
    every, lag = payout.every_months, payout.lag_months
    numbers = f"months {', '.join(str(every * number) for number in (1, 2, 3))} and so on"
    if every == 1:
        when = "Payout dates are the ends of all months"
    elif MONTHS_PER_YEAR % every:
        when = f"Payout dates are the ends of {numbers}"
    else:
        names = [dates.name(month) for month in range(every, MONTHS_PER_YEAR + 1, every)]
        when = f"Payout dates are the ends of {listed(names)} ({numbers})"
    pays = "the vendor must pay all that no longer waits on that day"
    if not lag:
        return f"{when}: {pays}."
    example = f": for the end of {dates.name(every)} at the end of {dates.name(every + lag)}"
    return f"{when}: {pays}, {counted(lag, 'month')} later{example}."


def _late(agreement: Agreement) -> Iterator[Said]:
    if months := agreement.payout.late_months:
        yield Said("late", f"In this scenario payouts come {counted(months, 'month')} later than that promise.")


def _minimum(agreement: Agreement) -> Iterator[Said]:
    if minimum := agreement.payout.minimum:
        amount = known_money(to_cents(minimum), agreement.scenario.currency)
        yield Said("minimum", f"A partner is paid from {amount} in all on; less waits for the next payout date.")


def _disputes(agreement: Agreement) -> Iterator[Said]:
    payout = agreement.payout
    own = f"archetypes.{agreement.name}.payout" if agreement.kind.payout else "payout"
    path = f"{own}.dispute_probability"
    if (payout.dispute_probability or agreement.is_drawn(path)) and payout.dispute_days:
        share = agreement.percent(path, payout.dispute_probability)
        days = counted(payout.dispute_days, "day")
        yield Said("disputes", f"{share} of what deals earn is disputed as it falls due, and then waits {days} more.")
