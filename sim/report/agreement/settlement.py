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
    "resale": "What is paid beside the margin is earned on the day on which the deal is won, a rebate at its close",
}
LATER_FEES = ", that of a later year as the year begins"
SUMS = ", a sum on the day on which the deal is won"
LATER = {
    "referral": "; that of a later year as the year begins",
    "share": "; that of a later month as the month ends",
}
"""From when later entries may be paid, where the first one waits."""
LATER_PAYMENT = {
    "referral": "that of a later year as the year is paid for,",
    "share": "that of a later month as the month is paid for,",
}
ENDS = {"referral": "begins", "share": "ends"}


def settlement_sentences(agreement: Agreement) -> Iterator[Said]:
    """Trigger, holdback, payout dates, lateness, minimum and disputes; nothing of a margin, which is kept."""
    if not agreement.is_by_payout:
        return
    more = LATER_FEES if agreement.has_later_fees else ""
    if agreement.terms.model == "share" and any(agreement.card(line).flat_fee for line in agreement.lines):
        more = SUMS
    yield Said("earned", f"{EARNED[agreement.terms.model]}{more}.")
    yield Said("waits", _trigger(agreement))
    yield Said("paid", _calendar(agreement))
    yield from _late(agreement)
    yield from _minimum(agreement)
    yield from _disputes(agreement)


def _trigger(agreement: Agreement) -> str:
    """From which day an entry may be paid."""
    payout, trigger = agreement.payout, agreement.payout.trigger
    held = f" It is held back for {counted(payout.holdback_days, 'day')} after that." if payout.holdback_days else ""
    days = agreement.days(f"archetypes.{agreement.name}.go_live_days", agreement.kind.go_live_days)
    live = f"{days} after the win"
    if trigger == "signature":
        text = "It may be paid from the day on which it is earned"
    elif trigger == "go_live":
        text = f"It may be paid once the customer is live, {live}"
    elif trigger == "trial_end":
        trial = counted(payout.trial_days, "day")
        text = f"It may be paid once the customer's trial is over, {trial} after it goes live ({live})"
    else:
        paid = f"{_delay(agreement)} after it goes live ({live})"
        text = f"It may be paid once the customer has paid for the first time, {paid}"
    model, later = agreement.terms.model, ""
    if trigger != "signature" and (agreement.has_later_fees or model == "share"):
        later = LATER[model]
        if trigger == "first_payment":
            later = f"; {LATER_PAYMENT[model]} {_delay(agreement)} after it {ENDS[model]}"
    return f"{text}{later}.{held}"


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
    pays = "what may be paid by then is paid"
    if not lag:
        return f"{when}: {pays} on that day."
    example = f": for the end of {dates.name(every)} at the end of {dates.name(every + lag)}"
    return f"{when}: {pays} {counted(lag, 'month')} later{example}."


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
        yield Said("disputes", f"{share} of all entries are disputed as they fall due, and may be paid {days} later.")
