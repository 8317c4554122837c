"""What is there when a run begins is filled once a future: established partners, or a running program.

``fill_start`` is compiled for the compiled engine and plain for the reference engine.
"""

from sim.compilation import part, plain
from sim.engine.prepared import Prepared
from sim.engine.start_candidates import add_candidates
from sim.engine.start_certificate import recall_certificates
from sim.engine.start_effects import recall_effects
from sim.engine.start_established import add_established
from sim.engine.start_ladder import recall_standings
from sim.engine.start_past import add_past
from sim.engine.start_rebate import recall_rebates
from sim.engine.start_running import add_running, put_in_line
from sim.engine.started import Start, StartSize
from sim.ledger import NOBODY
from sim.records import blank, clear, give_tables
from sim.rules.card import SHARE
from sim.scenario.parameters import Parameters
from sim.units import has_come

_FIRST_DEALS = 64
_NOBODY = NOBODY


@part
def fill_start(parameters: Parameters, prepared: Prepared, key: int, start: Start, room: int) -> bool:
    """Fill the table for a future; False if it has more customers or opportunities than there is ``room`` for."""
    _begin(parameters, start)
    for position in range(len(parameters.archetypes)):
        if not add_established(parameters, prepared, key, start, position, room):
            return False
        if len(parameters.start) > 0:
            if not add_running(parameters, prepared, key, start, position, room):
                return False
            add_candidates(parameters, prepared, key, start, position)
    if len(parameters.start) > 0:
        add_past(parameters, start)
        put_in_line(parameters, prepared, key, start)
    recall_rebates(parameters, start)
    recall_standings(parameters, start)
    recall_certificates(parameters, key, start)
    recall_effects(parameters, start)
    return True


@part
def _begin(parameters: Parameters, start: Start) -> None:
    """A company without partners and deals, at the close of month 0."""
    clear(start)
    start.phase = _NOBODY
    if len(parameters.start) > 0:
        start.phase = parameters.start[0].phase
    for position in range(len(parameters.archetypes)):
        start.contact_carry[position] = 0
    for channel in range(len(parameters.vendor.channels)):
        start.channel_arr_cents[channel] = parameters.vendor.channels[channel].starting_arr_cents


_fill_plainly = plain(fill_start)


def partners_of(parameters: Parameters) -> int:
    """Partners that are there on day 0, or were once and are in its table, and candidates in the funnel."""
    established = sum(one.partners for archetype in parameters.archetypes for one in archetype.established)
    in_funnel = sum(has_come(one.contacted_day) for state in parameters.start for one in state.candidates)
    return established + in_funnel + sum(len(one.partners) for one in parameters.start)


def candidates_of(parameters: Parameters) -> int:
    """Names that can be on a list."""
    stated = ((one.candidates, one.candidates_per_month) for one in parameters.archetypes)
    names = sum(first + added * parameters.months for first, added in stated)
    return names + partners_of(parameters) + sum(len(one.candidates) for one in parameters.start)


def start_size(parameters: Parameters, partners: int, deals: int, candidates: int, *, is_measured: bool) -> StartSize:
    """The size of a table with room for so many partners, deals and names; and for measures, if some world has them."""
    return StartSize(
        partners=partners,
        deals=deals,
        candidates=candidates,
        archetypes=len(parameters.archetypes),
        channels=len(parameters.vendor.channels),
        months=parameters.months,
        fees=deals * fees_a_deal(parameters) + partners * rebates_a_partner(parameters),
        is_measured=is_measured,
        bonuses=len(parameters.bonuses),
        rebates=parameters.rebates,
        has_ladders=len(parameters.ladders) > 0,
        has_claims=len(parameters.claims) > 0,
        has_effects=len(parameters.effects.factors) > 0,
        certificates=len(parameters.certificates),
    )


def fees_a_deal(parameters: Parameters) -> int:
    """Entries of a deal that may wait for their payout at a time, about: a fee a year, or a share a month."""
    of_months = (one.payout for one in parameters.archetypes if one.terms.model == SHARE)
    return (
        2 + len(parameters.bonuses) + max((payout.every_months + payout.wait_months for payout in of_months), default=0)
    )


def rebates_a_partner(parameters: Parameters) -> int:
    """Entries of a partner's rebates that may wait for their payout at a time, about, and those that are funds."""
    waits = max(one.payout.every_months + one.payout.wait_months for one in parameters.archetypes)
    return 2 * parameters.rebates * (waits + parameters.months)


def start_of(parameters: Parameters, prepared: Prepared, key: int) -> Start:
    """The state of day 0 of a future, in plain Python."""
    room = _FIRST_DEALS
    for one in parameters.start:
        room = max(room, len(one.partners) + len(one.customers) + len(one.opportunities))
    start = blank(Start)
    _give_tables(start, parameters, room)
    while not _fill_plainly(parameters, prepared, key, start, room):
        room *= 2
        _give_tables(start, parameters, room)
    return start


def _give_tables(start: Start, parameters: Parameters, room: int) -> None:
    partners, candidates = partners_of(parameters), candidates_of(parameters)
    measured = parameters.measures.is_read
    give_tables(start, start_size(parameters, partners, room, candidates, is_measured=measured))
