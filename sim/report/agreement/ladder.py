"""The ladder on which a kind of partner stands, in sentences: its tiers, and when a partner rises and falls."""

from collections.abc import Iterator

from sim.report.agreement.agreement import Agreement, Said
from sim.report.words.counting import counted, listed
from sim.report.words.rounding import known_money, plain_percent
from sim.scenario.schema import Ladder, measure_of, thing_of
from sim.units import MONTHS_PER_YEAR, to_cents

_MONEY = {
    "sold": "of contracts won",
    "sourced": "of contracts won that count as its own",
    "involved": "of contracts won in which it had a part",
    "billed": "billed to its customers",
    "pay": "of pay earned",
    "net_new": "more recurring revenue a year",
    "growth": "billed more than in the same months a year ago",
    "live_arr": "of recurring revenue a year from live customers",
}
"""What an amount is of."""
_SHARES = {
    "growth_rate": "more billed than in the same months a year ago",
    "retention": "of all customers that it ever had kept",
    "channel_share": "of what all partners of the ladder do",
}
"""What a share is of."""
_ONE = {
    "deals": ("deal won", "deals won"),
    "opportunities": ("qualified opportunity", "qualified opportunities"),
    "registrations": ("registered opportunity", "registered opportunities"),
    "live_customers": ("live customer", "live customers"),
    "certified": ("person with the certificate", "people with the certificate"),
    "months": ("month under agreement", "months under agreement"),
    "points": ("point", "points"),
}
"""One of what is counted, and several."""
_VOLUMES = {
    "sold": "contracts won",
    "sourced": "contracts won that count as its own",
    "involved": "contracts won in which it had a part",
    "billed": "what its customers are billed",
    "pay": "pay earned",
    "net_new": "the recurring revenue added",
    "growth": "growth over a year ago",
    "live_arr": "live recurring revenue",
    "points": "points",
}
"""By what partners are ranked."""
_BY_CLASS = {
    "deals": "Deals won are those that are registered, unregistered or influenced.",
    "sold": "Contracts won are all that the partner closes, whatever they count as.",
    "sourced": "Contracts won that count as its own are the registered ones, and of unregistered ones the part that "
    "counts as brought by the partner.",
    "involved": "Contracts won in which it had a part are those that count as its own, and the influenced ones.",
}
"""Which deals a measure counts where claims tell them apart."""
_OF_WINS = {"sold", "sourced", "involved", "deals"}
_AT_THE_CLOSE = {"live_arr", "live_customers", "retention", "certified", "channel_share", "months", "points"}
_LOWEST_SCORE = 7


def ladder_sentences(agreement: Agreement) -> Iterator[Said]:
    """Where a partner stands and how that changes; nothing without a ladder."""
    name = agreement.kind.ladder
    if name is None:
        return
    ladder = agreement.scenario.ladders[name]
    if agreement.kind.fixed_tier is not None:
        yield Said("tier", f"Every partner of this kind stands at tier {agreement.kind.fixed_tier}, and stays there.")
        yield from _fees(agreement, name, (agreement.kind.fixed_tier,))
        return
    yield Said("tiers", f"A partner stands at a tier, from the lowest: {listed(ladder.order)}. {_beginning(ladder)}")
    for tier in ladder.order:
        if asked := _asked(agreement, name, tier):
            yield Said("tiers", f"Tier {tier} asks for {asked}.")
    if "points" in ladder.asked:
        yield Said("points", f"Points: {listed([_points(agreement, name, one) for one in sorted(ladder.given)])}.")
    yield from _counts(agreement, ladder)
    yield Said("rise", _rise(ladder))
    yield from _near(agreement, name)
    yield Said("fall", _fall(ladder))
    if ladder.lowest == "removed":
        lowest = ladder.order[0]
        grace = _grace(ladder.tiers[lowest].grace_months)
        yield Said("fall", f"A partner that does not meet those of the lowest tier then loses its agreement{grace}.")
    yield from _fees(agreement, name, ladder.order)


def _beginning(ladder: Ladder) -> str:
    if ladder.provisional_tier is None:
        return f"A new partner begins at {ladder.order[0]}."
    score = f" with a score of {ladder.provisional_score} or more" if ladder.provisional_score > _LOWEST_SCORE else ""
    months = counted(ladder.provisional_months or 0, "month")
    return (
        f"A new partner{score} begins at {ladder.provisional_tier} for {months}; then it stands where it qualifies, if "
        "that is lower."
    )


def _asked(agreement: Agreement, name: str, tier: str) -> str:
    """What a tier asks for: all of one list, and one of another."""
    stated = agreement.scenario.ladders[name].tiers[tier]
    parts = {
        part: [
            _condition(agreement, name, f"{tier}.{part}", measure, value) for measure, value in sorted(asked.items())
        ]
        for part, asked in (("needs", stated.all_needs), ("one_of", stated.any_of))
    }
    texts = [listed(parts["needs"])] if parts["needs"] else []
    texts += [" or ".join(parts["one_of"])] if parts["one_of"] else []
    return "; and for ".join(texts)


def _condition(agreement: Agreement, name: str, place: str, measure: str, value: float) -> str:
    ladder, path = agreement.scenario.ladders[name], f"ladders.{name}.tiers.{place}.{measure}"
    if measure == "top_share":
        among = "active partners" if ladder.ranked_among == "active" else "partners"
        what = f"{_VOLUMES[ladder.volume]}{_in_months(ladder, ladder.volume)}"
        return f"a place among the best {agreement.percent(path, value)} of the ladder's {among} by {what}"
    of = measure_of(measure)
    if of in _MONEY:
        asked = f"{agreement.money(path, value)} {_MONEY[of]}{_of_thing(measure)}"
    elif of in _SHARES:
        asked = f"{agreement.percent(path, value)} {_SHARES[of]}"
    else:
        asked = _number(measure, int(value))
    return asked + _in_months(ladder, measure)


def _number(measure: str, number: int) -> str:
    one, several = _ONE[measure_of(measure)]
    return f"{number:,} {one if number == 1 else several}{_of_thing(measure)}"


def _of_thing(measure: str) -> str:
    """The certificate or product line that a measure is of."""
    thing, certificate = thing_of(measure), measure_of(measure) == "certified"
    return f" {thing}" if certificate else f" of {thing}" if thing else ""


def _in_months(ladder: Ladder, measure: str) -> str:
    """The months over which a measure is counted; empty for what is read as it stands at a close."""
    return "" if measure_of(measure) in _AT_THE_CLOSE else f" in the last {_times('month', ladder.window_of(measure))}"


def _points(agreement: Agreement, name: str, measure: str) -> str:
    ladder = agreement.scenario.ladders[name]
    per, most = ladder.per_of(measure), ladder.most_of(measure)
    of = measure_of(measure)
    if of in _MONEY:
        what = f"{known_money(to_cents(per), agreement.scenario.currency)} {_MONEY[of]}{_of_thing(measure)}"
    elif of in _SHARES:
        what = f"{plain_percent(per / 100)} {_SHARES[of]}"
    else:
        what = f"{_ONE[of][0]}{_of_thing(measure)}" if per == 1 else _number(measure, per)
    limit = f" (at most {most:,})" if most else ""
    return f"{ladder.given[measure]:,} for each {what}{_in_months(ladder, measure)}{limit}"


def _near(agreement: Agreement, name: str) -> Iterator[Said]:
    """That partners try harder close below the next tier; nothing where they do not."""
    ladder, path = agreement.scenario.ladders[name], f"ladders.{name}.near_multiplier"
    if ladder.near_share < 1 and (ladder.near_multiplier > 1 or agreement.is_drawn(path)):
        share = agreement.percent(f"ladders.{name}.near_share", ladder.near_share)
        times = agreement.factor(path, ladder.near_multiplier)
        yield Said("near", f"From {share} of what the next tier asks for on, a partner makes {times} times the effort.")


def _counts(agreement: Agreement, ladder: Ladder) -> Iterator[Said]:
    """Which deals count in what a ladder asks for: by their class, and until their customer leaves."""
    asked = ladder.asked
    if agreement.has_claims:
        for measure in sorted(asked & _BY_CLASS.keys()):
            yield Said("what counts", _BY_CLASS[measure])
    if asked & _OF_WINS:
        yield Said(
            "what counts",
            "A deal whose customer leaves less than 360 days after it goes live no longer counts in the month of its "
            "win.",
        )


def _rise(ladder: Ladder) -> str:
    when = _fiscal(ladder.promotion_months)
    return f"At the end of {when} a partner rises to the highest tier whose conditions it meets."


def _fall(ladder: Ladder) -> str:
    months = ladder.review_months
    of = _fiscal(months) if ladder.review_at == "fiscal" else f"each {_times('month', months)} of its agreement"
    how = "falls by one tier" if ladder.falls == "one" else "falls to the tier whose conditions it meets, or the lowest"
    text = f"At the end of {of} a partner that does not meet the conditions of its tier {how}."
    graces = {tier: ladder.tiers[tier].grace_months for tier in ladder.order[1:]}
    stated = [f"{counted(grace, 'month')} at {tier}" for tier, grace in graces.items() if grace]
    if stated:
        text += (
            f" Where there is a grace it is warned first, and falls if it does not meet them then: {listed(stated)}."
        )
    return text


def _fiscal(months: int) -> str:
    """Every so many months of the fiscal year: ``every month``."""
    if months == MONTHS_PER_YEAR:
        return "the fiscal year"
    return "every month" if months == 1 else f"every {months} months of the fiscal year"


def _times(unit: str, number: int) -> str:
    """So many, one of which is not counted: ``month``, ``3 months``."""
    return unit if number == 1 else counted(number, unit)


def _grace(months: int) -> str:
    return f", {counted(months, 'month')} after it was warned" if months else ""


def _fees(agreement: Agreement, name: str, tiers: tuple[str, ...]) -> Iterator[Said]:
    """What tiers have partners pay the vendor."""
    for tier in tiers:
        fee = agreement.scenario.ladders[name].tiers[tier].fee_per_year
        if fee is not None:
            amount = agreement.money(f"ladders.{name}.tiers.{tier}.fee_per_year", fee)
            text = f"A partner at {tier} pays the vendor {amount} in the month of its agreement and each year after it"
            text += ", in place of any other yearly fee." if agreement.kind.fee_per_year else "."
            yield Said("partner pays", text)
