"""Claims of deals that are there on day 0: what was qualified or won before it counts as registered."""

from sim.compilation import part
from sim.engine.started import UNDECIDED, WHOLE, Start
from sim.rules.attribution import REGISTERED
from sim.scenario.parameters import Parameters
from sim.units import NEVER_YET

_REGISTERED, _UNDECIDED, _WHOLE = REGISTERED, UNDECIDED, WHOLE


@part
def begin_claim(parameters: Parameters, start: Start, is_settled: bool) -> None:
    """The deal added last has no claim yet; or it is its partner's own, and nothing asks for its claim again."""
    if len(parameters.claims) == 0:
        return
    claim = start.claims[start.deal_count - 1]
    claim.contact_day = NEVER_YET
    claim.submission = NEVER_YET
    claim.approval_day = NEVER_YET
    claim.engaged_day = NEVER_YET
    claim.part = _WHOLE
    claim.locked = 0
    claim.deal_class = _REGISTERED if is_settled else _UNDECIDED
    claim.other_class = claim.deal_class
