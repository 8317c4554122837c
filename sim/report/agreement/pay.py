"""What is paid for a deal, in sentences: new business, later years, what a renewal adds, sums, limits, points."""

from collections.abc import Iterator

from sim.report.agreement.agreement import ALL, Agreement, At, Said
from sim.report.agreement.bands import bands_words
from sim.report.words.counting import listed
from sim.report.words.rounding import plain_percent
from sim.scenario.schema.card import Card

NOTHING = "nothing"
FROM_MONTH = "from the month in which it goes live (all of that month)"
NOUN = {"referral": "the fee", "share": "the share", "resale": "the margin"}
OF_YEAR = {"referral": " of that year's value", "share": "", "resale": ""}


def pay_sentences(agreement: Agreement) -> Iterator[Said]:
    """What product lines and tiers pay, each sentence once with all that have it; then points."""
    groups = _grouped(agreement)
    everywhere = groups.pop(agreement.all_deals, [])
    introduced = set[str]()
    for deals, sentences in groups.items():
        line = deals[0].line if len({at.line for at in deals}) < len(agreement.lines) else ""
        is_new = bool(line) and line not in introduced
        heading = f"{plain_percent(agreement.kind.segments[line])} of the deals. " if is_new else ""
        introduced.add(line)
        for about, text in sentences:
            yield Said(f"line {line}" if line else about, f"{heading}{_of_tiers(agreement, deals, text)}")
            heading = ""
    yield from everywhere
    bands = agreement.terms.bands
    if bands is not None and bands.measure in ("sold", "deals") and bands.counted_over != "deal":
        yield Said(
            "new deal",
            "A deal whose customer leaves less than 360 days after it goes live no longer counts in the month of its "
            "win for deals that come later; what earlier deals pay stays.",
        )
    if points := agreement.terms.registered_rate:
        more = agreement.rate("registered_rate", points)
        every = "" if agreement.has_claims else "; in this scenario every deal is registered"
        yield Said(
            "points",
            f"A deal that the partner has registered pays {more} beside its rate, wherever the rate is above "
            f"0{_with_points(agreement, points)}{every}.",
        )


def _with_points(agreement: Agreement, points: float) -> str:
    """What a rate and the points come to, of the first rate that there is; nothing where either is uncertain."""
    own = agreement.place("registered_rate", ALL)
    for at in agreement.all_deals:
        rate = agreement.card(at).rate
        if rate and not any(agreement.is_drawn(path) for path in (own, agreement.place("rate", at))):
            return f": {plain_percent(rate + points)} in all where it is {plain_percent(rate)}"
    return ""


def _grouped(agreement: Agreement) -> dict[tuple[At, ...], list[Said]]:
    """The sentences by the deals that have them: those of one line, or of all, at some tiers."""
    cards = {at: list(_of_card(agreement, at)) for at in agreement.all_deals}
    groups: dict[tuple[At, ...], list[Said]] = {}
    for at, its in cards.items():
        for said in its:
            have = [one for one in cards if said in cards[one]]
            tiers = [{one.tier for one in have if one.line == line} for line in agreement.lines]
            is_of_all = all(one == tiers[0] for one in tiers)
            group = groups.setdefault(tuple(one for one in have if is_of_all or one.line == at.line), [])
            if said not in group:
                group.append(said)
    return groups


def _of_tiers(agreement: Agreement, deals: tuple[At, ...], text: str) -> str:
    """A sentence with the tiers in front that it is of, if there are others: ``At gold: a new deal pays ...``."""
    tiers = tuple(dict.fromkeys(at.tier for at in deals))
    return text if len(tiers) == len(agreement.tiers) else f"At {listed(tiers)}: {text[0].lower()}{text[1:]}"


def _of_card(agreement: Agreement, at: At) -> Iterator[Said]:
    model = agreement.terms.model
    yield {"referral": _fee, "share": _share, "resale": _margin}[model](agreement, at)
    if model == "resale":
        yield Said("new deal", f"The margin of a customer is the partner's {FROM_MONTH}.")
    yield from _later_years(agreement, at)
    yield from _added(agreement, at)
    yield from _flat_sum(agreement, at)
    yield from _limits(agreement, at)


def _fee(agreement: Agreement, at: At) -> Said:
    rate = agreement.card(at).rate
    if bands := _bands(agreement, at):
        return Said("new deal", f"A new deal pays part of the value of its first year, {bands}.")
    if not rate:
        return Said("new deal", "A new deal pays no fee on its value.")
    return Said("new deal", f"A new deal pays {agreement.rate('rate', rate, at)} of the value of its first year.")


def _share(agreement: Agreement, at: At) -> Said:
    card = agreement.card(at)
    months = agreement.months("share_months", card.share_months, at)
    ends = f"for {months}" if card.share_months else "as long as the customer stays"
    if bands := _bands(agreement, at):
        what = "Each month of a customer pays part of its list price"
        return Said("new deal", f"{what}, {FROM_MONTH}, {ends}, {bands}{_locked(agreement)}.")
    if not card.rate:
        months = "The months of a customer's first year pay" if _differs(card) else "The months of a customer pay"
        return Said("new deal", f"{months} no share.")
    what = f"{agreement.rate('rate', card.rate, at)} of its list price"
    return Said("new deal", f"Each month of a customer pays {what}, {FROM_MONTH}, {ends}.")


def _margin(agreement: Agreement, at: At) -> Said:
    card = agreement.card(at)
    if bands := _bands(agreement, at):
        return Said(
            "new deal",
            f"The partner buys off list price and resells, and keeps this margin month by month, without a payout: "
            f"{bands}{_locked(agreement)}.",
        )
    if not card.rate:
        return Said("new deal", f"The partner buys at list price{' in the first year' if _differs(card) else ''}.")
    off = agreement.rate("rate", card.rate, at)
    return Said(
        "new deal",
        f"The partner buys at {off} off list price and resells: it keeps this margin month by month, without a payout.",
    )


def _bands(agreement: Agreement, at: At) -> str:
    """Bands that stand in for the rate of a line; empty without."""
    bands = agreement.terms.bands
    return bands_words(agreement, bands) if bands is not None and agreement.card(at).is_banded else ""


def _locked(agreement: Agreement) -> str:
    """How long a deal keeps the rate that bands give it."""
    bands, read = agreement.terms.bands, agreement.terms.read
    if bands is None or bands.measure == "billed":
        return ""
    if read == "win":
        return "; a deal keeps the rate that it has then"
    if read == "renewal":
        return "; a deal keeps the rate that it has then until a renewal, which gives it that of a deal won on that day"
    whose = "the deal" if bands.counted_over == "deal" else "all of the partner's customers"
    return f"; each month's close reads it again, as one rate for {whose}: what these steps pay on all of it"


def _differs(card: Card) -> bool:
    """Whether any contract year from 2 on has a rate of its own."""
    return card.renewal_rate is not None or any(rate is not None for rate in card.later_rates)


def _later_years(agreement: Agreement, at: At) -> Iterator[Said]:
    """Contract years from 2 on, if they differ from the first or end."""
    card, model = agreement.card(at), agreement.terms.model
    rates = [
        (f"in contract year {year}", _rate_or_nothing(agreement, _path_of_year(agreement, year), rate))
        for year, rate in enumerate(card.later_rates, start=2)
        if rate is not None
    ]
    begins = f"from year {len(card.later_rates) + 2} on" if rates else "from contract year 2 on"
    if card.renewal_rate is not None:
        path = agreement.place("renewal_rate", at)
        rates.append((begins, _rate_or_nothing(agreement, path, card.renewal_rate)))
    elif rates and model != "referral":
        first = "as in the first" if card.is_banded else agreement.rate("rate", card.rate, at)
        rates.append((begins, first))
    elif rates:
        rates.append((begins, NOTHING))
    if rates:
        (when, rate), *others = rates
        its = OF_YEAR[model] if rate != NOTHING else ""
        first = f"{when[0].upper()}{when[1:]} {NOUN[model]} is {rate}{its}"
        yield Said("later years", f"{', '.join([first, *(' '.join(other) for other in others)])}.")
    elif model == "referral":
        yield Said("later years", "Later years of a contract pay nothing.")


def _rate_or_nothing(agreement: Agreement, path: str, rate: float) -> str:
    return agreement.percent(path, rate) if rate or agreement.is_drawn(path) else NOTHING


def _path_of_year(agreement: Agreement, year: int) -> str:
    return f"archetypes.{agreement.name}.terms.later.year_{year}"


def _added(agreement: Agreement, at: At) -> Iterator[Said]:
    rate = agreement.card(at).expansion_rate
    if rate is None:
        return
    what = _rate_or_nothing(agreement, agreement.place("expansion_rate", at), rate)
    yield Said("growth", f"What a renewal adds to a customer's value pays {what} in its first year, the rest as said.")


def _flat_sum(agreement: Agreement, at: At) -> Iterator[Said]:
    if amount := agreement.card(at).flat_fee:
        yield Said("sum", f"Each won deal pays {agreement.sum('flat_fee', amount, at)} once, beside the rate.")


def _limits(agreement: Agreement, at: At) -> Iterator[Said]:
    card = agreement.card(at)
    bounds = [
        f"at {word} {agreement.sum(leaf, amount, at)}"
        for word, leaf, amount in (("least", "fee_least", card.fee_least), ("most", "fee_most", card.fee_most))
        if amount
    ]
    if bounds:
        what = {"referral": "fee", "share": "month's share", "resale": "month's margin"}[agreement.terms.model]
        sums = ", and the sum," if card.flat_fee and agreement.terms.model != "referral" else ""
        yield Said("limits", f"Each {what}{sums} is {' and '.join(bounds)}.")
