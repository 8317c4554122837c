"""Registration of deals, which of them count as the partner's, and what each class pays and counts, in sentences."""

from collections.abc import Iterator

from sim.report.agreement.agreement import Agreement, Said
from sim.report.words.counting import counted, listed
from sim.scenario.schema import Attribution, Registration


def claim_sentences(agreement: Agreement) -> Iterator[Said]:
    """How a deal is registered, and whose it is; nothing where every deal is its partner's own."""
    registration, attribution = agreement.scenario.registration, agreement.scenario.attribution
    if registration is None and attribution is None:
        return
    if registration is not None:
        yield Said("registration", _registration(agreement, registration))
    stated = attribution or Attribution()
    if stated.test == "rules":
        yield from (Said("whose deal", text) for text in _rules(agreement, stated))
    else:
        yield Said(
            "whose deal",
            "A deal is registered if on the day on which it is decided it has an approved claim that still "
            "holds; without one it is unregistered.",
        )
    yield Said("what it earns", _pays(agreement, stated))
    yield Said("whose revenue", _counts(agreement, stated))


def _registration(agreement: Agreement, registration: Registration) -> str:
    least = registration.least_acv
    size = f" of {agreement.money('registration.least_acv', least)} or more" if least else ""
    days = agreement.days("registration.valid_days", registration.valid_days)
    wait = registration.approval_days
    after = f" {agreement.days('registration.approval_days', wait)} after it is submitted" if wait else " at once"
    text = f"A partner may register an opportunity{size}. Its claim is approved{after} and holds for {days}"
    if registration.renewals:
        times = "once" if registration.renewals == 1 else f"up to {counted(registration.renewals, 'time')}"
        text += f"; it may be renewed {times}, each time for as long"
    return f"{text}.{_protection(agreement, registration)}"


def _protection(agreement: Agreement, registration: Registration) -> str:
    """For how long a claim keeps direct sales off, where conflict depends on it."""
    conflict, drawn = agreement.scenario.conflict, agreement.scenario.uncertainty
    if conflict is None or not conflict.tells_protected(drawn):
        return ""
    if registration.protection_days is None:
        return " It keeps direct sales off while it holds."
    days = agreement.days("registration.protection_days", registration.protection_days)
    return f" It keeps direct sales off for the first {days}{' of each time' if registration.renewals else ''}."


def _rules(agreement: Agreement, attribution: Attribution) -> Iterator[str]:
    if agreement.scenario.registration is not None:
        within = agreement.days("attribution.within_days", attribution.within_days)
        yield (
            "A deal is registered if on the day on which it is decided it has an approved claim that still "
            f"holds and was submitted within {within} of the partner's first contact with the account, and direct "
            "sales did not come to the account before that. Without such a claim it is unregistered, where direct "
            "sales have not come to the account."
        )
    else:
        yield "A deal is unregistered where direct sales have not come to the account by the day of its decision."
    part = "if the partner's support is documented"
    if attribution.influence == "broad":
        part = "whatever part the partner had in it"
    yield f"Where direct sales were there before, or there is no such claim and they came, it is influenced, {part}."
    what = "In any other deal, and in one" if attribution.influence == "strict" else "In a deal"
    yield f"{what} in which the partner is only mentioned, it only fulfils."


def _pays(agreement: Agreement, attribution: Attribution) -> str:
    parts = [
        "all of its pay if it is registered",
        f"{_share(agreement, attribution, 'unregistered', 'pay')} if it is unregistered",
    ]
    if attribution.test == "rules":
        parts.append(f"{_share(agreement, attribution, 'influenced', 'pay')} if it is influenced")
        parts.append(f"{_share(agreement, attribution, 'none', 'pay')} if the partner only fulfils it")
    return f"A deal earns {listed(parts)}."


def _counts(agreement: Agreement, attribution: Attribution) -> str:
    late = _share(agreement, attribution, "unregistered", "credit")
    text = f"Of its revenue all counts as brought by the partner if it is registered, and {late} if it is unregistered"
    if attribution.test == "rules":
        influenced, fulfilled = (_share(agreement, attribution, name, "credit") for name in ("influenced", "none"))
        text += f"; only as credited to it, {influenced} if it is influenced and {fulfilled} if it only fulfils it"
    return f"{text}."


def _share(agreement: Agreement, attribution: Attribution, class_: str, what: str) -> str:
    field = f"{class_}_{what}_share"
    share, path = getattr(attribution, field), f"attribution.{field}"
    if share is None:
        share, path = agreement.scenario.influence.credit_share, "influence.credit_share"
    return agreement.percent(path, share)
