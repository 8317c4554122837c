"""Class of a deal that was won, compiled, and the part of its pay that it earns by it (R-54, R-81)."""

from sim.compilation import part
from sim.engine.compiled.state import World
from sim.engine.started import UNDECIDED, WHOLE
from sim.rules.attribution import REGISTERED, UNREGISTERED, share_of_class_bps, sourced_cents
from sim.scenario.parameters import TermsParameters
from sim.units import NEVER_YET

_REGISTERED, _UNREGISTERED, _UNDECIDED = REGISTERED, UNREGISTERED, UNDECIDED
_NEVER, _WHOLE = NEVER_YET, WHOLE


@part
def class_of(w: World, position: int) -> int:
    """Class of a deal that was won: registered, where claims tell none apart."""
    if len(w.parameters.claims) == 0:
        return _REGISTERED
    found = w.claims[position].deal_class
    return _REGISTERED if found == _UNDECIDED else found


@part
def other_class_of(w: World, position: int) -> int:
    """Class of a deal that was won, by the other test of attribution."""
    if len(w.parameters.claims) == 0:
        return _REGISTERED
    found = w.claims[position].other_class
    return _REGISTERED if found == _UNDECIDED else found


@part
def pay_share_of(w: World, position: int, terms: TermsParameters) -> int:
    """The part of its pay that a deal earns by its class, in basis points, as terms have it."""
    by_class = terms.by_class
    return share_of_class_bps(
        class_of(w, position), by_class.unregistered_bps, by_class.influenced_bps, by_class.none_bps
    )


@part
def sourced_without_claim(w: World, unregistered: int) -> int:
    """Of a month's booked revenue of deals that their partners brought without a claim, what is sourced (R-84)."""
    if len(w.parameters.claims) == 0:
        return 0
    return sourced_cents(_UNREGISTERED, unregistered, w.parameters.claims[0].unregistered_credit_bps)


@part
def begin_claim(w: World, position: int) -> None:
    """An opportunity that is not qualified yet has no claim."""
    if len(w.parameters.claims) == 0:
        return
    claim = w.claims[position]
    claim.contact_day = _NEVER
    claim.submission = _NEVER
    claim.approval_day = _NEVER
    claim.engaged_day = _NEVER
    claim.part = _WHOLE
    claim.locked = 0
    claim.has_rival = False
    claim.deal_class = _UNDECIDED
    claim.other_class = _UNDECIDED


@part
def recall_claim(w: World, position: int) -> None:
    """The claim of a deal that is there; deals have the same places in the table."""
    if len(w.parameters.claims) == 0:
        return
    claim = w.claims[position]
    claim.contact_day = w.start.claims[position].contact_day
    claim.submission = w.start.claims[position].submission
    claim.approval_day = w.start.claims[position].approval_day
    claim.engaged_day = w.start.claims[position].engaged_day
    claim.deal_class = w.start.claims[position].deal_class
    claim.other_class = w.start.claims[position].other_class
    claim.part = w.start.claims[position].part
    claim.locked = w.start.claims[position].locked
    claim.has_rival = False
