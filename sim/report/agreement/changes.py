"""What a deal locks, and what changes bring in which month, in sentences."""

from collections.abc import Iterator

from sim.report.agreement.agreement import Agreement, Said
from sim.report.agreement.dates import dates_of
from sim.report.words.counting import listed
from sim.report.words.rounding import in_full, known_money, percent_in_full
from sim.scenario.changes import Course, Move, may_be_locked
from sim.scenario.paths import spec_of, split
from sim.units import to_cents

ALSO_BEFORE = ", also for deals won before"
LOCKED = {
    "win": "A deal keeps the terms of the day on which it was won",
    "renewal": "A deal keeps the terms of the day on which it was won or last renewed",
}
SINCE = {
    "win": ", for deals won from then on",
    "renewal": ", for deals won or renewed from then on",
    "accrual": ALSO_BEFORE,
}
LEAVES = {
    "rate": "the rate",
    "renewal_rate": "the rate of later years",
    "expansion_rate": "the rate of what a renewal adds",
    "share_months": "the months of the share",
    "flat_fee": "the sum for each won deal",
    "fee_least": "the least of an entry",
    "fee_most": "the most of an entry",
    "cap_per_year": "the most that a partner earns in a year",
    "registered_rate": "the points for a registered deal",
    "distributor_rate": "what a distributor keeps of list",
    "services_rate": "the rate of services",
    "fee_per_year": "the partner's yearly fee",
    "minimum_per_month": "the least that the partner owes a month",
    "every_months": "the months between payout dates",
    "lag_months": "the months from a payout date to the payment",
    "late_months": "the months by which payouts come late",
    "trial_days": "the days of a trial",
    "holdback_days": "the days for which pay is held back",
    "minimum": "the sum from which a partner is paid",
    "dispute_days": "the days for which a dispute lasts",
    "full_days": "the days in which all is taken back",
    "partial_days": "the days in which a part is taken back",
    "end_days": "the days after which nothing is taken back",
    "partial_share": "the part that is taken back",
    "valid_days": "the days for which a claim holds",
    "approval_days": "the days until a claim is approved",
    "renewals": "the times that a claim is renewed",
    "protection_days": "the days for which a claim keeps direct sales off",
    "least_acv": "the value from which an opportunity can be registered",
    "within_days": "the days after the first contact within which a claim is in time",
    "unregistered_pay_share": "the part of its pay that a deal without a claim earns",
    "influenced_pay_share": "the part of its pay that an influenced deal earns",
    "none_pay_share": "the part of its pay that a deal earns which the partner only fulfils",
    "unregistered_credit_share": "the part of the revenue of deals without a claim that counts as the partner's",
    "influenced_credit_share": "the part of the revenue of influenced deals that is credited to it",
    "none_credit_share": "the part of the revenue of deals that it only fulfils that is credited to it",
    "split_share": "the part of a split deal's value for the partner that was first",
}
"""Levers of pay in words, by the end of their path."""
OURS = ("cost_per_month", "care_weight")
"""Levers of a tier that a partner does not feel."""


OF_CERTIFICATES = {
    "valid_months": "the months for which it holds, for those passed or renewed from then on",
    "cost": "what a pass or renewal costs the vendor",
}
OF_TIERS = {
    "needs": "the {} that it asks for",
    "one_of": "the {} that suffices for it",
}
OF_POINTS = {
    "points": "the points for {}",
    "per": "the {} for which there are so many points",
    "most": "the most points for {}",
    "windows": "the months of {} that count",
}
QUALIFIED = ", for opportunities that are qualified from then on"
DECIDED = ", for deals that are decided from then on"
BOOKED = ", for revenue from then on"


def change_sentences(agreement: Agreement) -> Iterator[Said]:
    """The changes of this kind's pay by month, and what they leave to deals that were won before."""
    dates, course = dates_of(agreement.scenario), Course(agreement.scenario)
    read = agreement.terms.read
    has_locked = False
    for period, moves in zip(course.periods, course.moves, strict=True):
        for name, change in period.changes.items():
            its = [one for one in moves[name] if one.is_felt and _concerns(agreement, one.path)]
            if not its:
                continue
            of_deals = any(may_be_locked(one.path) for one in its)
            has_locked = has_locked or (of_deals and not change.retroactive and read in LOCKED)
            month = period.month - course.over
            when = f"From {dates.month(month)} on" if month >= 1 else "From before day 0 on"
            whose = ""
            if of_deals:
                whose = ALSO_BEFORE if change.retroactive else SINCE[read]
            for of, moved in _by_whose(its, whose).items():
                said = listed([_moved(agreement, one) for one in moved])
                yield Said("changes", f"{when}{of} (change {name}), {said}.")
    if has_locked:
        yield Said("locked", f"{LOCKED[read]}, unless a change is also for deals won before.")


def _by_whose(moves: list[Move], of_pay: str) -> dict[str, list[Move]]:
    """The moves of a change by the deals for which they act; of claims by the day that asks for them."""
    found: dict[str, list[Move]] = {}
    for one in moves:
        found.setdefault(_whose(one.path, of_pay), []).append(one)
    return found


def _whose(path: str, of_pay: str) -> str:
    if path.startswith(("registration.", "conflict.")):
        return QUALIFIED
    if path == "attribution.within_days":
        return DECIDED
    return BOOKED if path.endswith("_credit_share") else of_pay


def _concerns(agreement: Agreement, path: str) -> bool:
    """Whether a lever is of this kind's pay, of where it stands, or of whose its deals are."""
    if path.startswith(("registration.", "attribution.", "certificates.")) or path == "conflict.split_share":
        return True
    first, name, *_ = split(path)
    if first == "bonuses":
        return agreement.scenario.bonuses[name].is_for(agreement.name)
    if first == "ladders":
        return name == agreement.kind.ladder and split(path)[-1] not in OURS
    own = f"archetypes.{agreement.name}."
    if path.startswith((f"{own}terms.", f"{own}payout.", f"{own}distributor_rate", f"{own}fee_per_year")):
        return True
    if not agreement.is_by_payout:
        return False
    return path.startswith("clawback.") or (path.startswith("payout.") and agreement.kind.payout is None)


def _moved(agreement: Agreement, move: Move) -> str:
    before, after = (_value(agreement, move.path, value) for value in (move.before, move.after))
    return f"{_lever(move.path)}: {after} instead of {before}"


def _lever(path: str) -> str:
    steps = split(path)
    leaf = steps[-1]
    if steps[0] == "certificates":
        return f"certificate {steps[1]}, {OF_CERTIFICATES.get(leaf, leaf.replace('_', ' '))}"
    if steps[0] == "bonuses":
        return f"the {leaf.replace('_', ' ')} of bonus {steps[1]}"
    if steps[0] == "ladders":
        return _of_ladder(steps)
    if leaf.startswith("year_"):
        return f"the rate of contract year {leaf.removeprefix('year_')}"
    if "steps" in steps:
        return f"the {leaf} of step {steps[-2]}"
    words = LEAVES.get(leaf, leaf.replace("_", " "))
    return f"{words} of product line {steps[-2]}" if "lines" in steps else words


def _of_ladder(steps: tuple[str, ...]) -> str:
    """A lever of a ladder, or of one of its tiers."""
    tier = f"tier {steps[3]}, " if steps[2] == "tiers" else ""
    part, *rest = steps[4:] if tier else steps[2:]
    form = {**OF_TIERS, **OF_POINTS}.get(part)
    if form is None:
        return tier + LEAVES.get(part, f"the {part.replace('_', ' ')}")
    return tier + form.format(" ".join(rest).replace("_", " "))


def _value(agreement: Agreement, path: str, value: float) -> str:
    spec = spec_of(path)
    if spec is not None and spec.engine == "cents":
        return known_money(to_cents(value), agreement.scenario.currency)
    return percent_in_full(value) if spec is not None and spec.engine == "bps" else in_full(value)
