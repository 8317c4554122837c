"""An engine frozen at a month's close: its whole state as a start table, read where each engine keeps it.

The readable engine's state is its objects, and the suspended lives that its queue of events leads to; the compiled
engine's is its memory. What is read is put into one form, so that both must give the same table.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from ctypes import c_char
from dataclasses import dataclass, field
from functools import cache
from types import GeneratorType
from typing import Any
from unittest.mock import patch

import numpy as np

import sim.engine.compiled.shared_rules  # noqa: F401  # before what follows is compiled
from sim.compilation import compiled
from sim.engine.compiled import state
from sim.engine.compiled.kernel import begin, begin_world, pass_month, world_at
from sim.engine.compiled.memory import Memory
from sim.engine.compiled.partner import begin_agreement
from sim.engine.compiled.promises import promise_fees
from sim.engine.order import DayPhase, phase_of
from sim.engine.plan import plan_growth
from sim.engine.reference import program
from sim.engine.reference.partner import begin_onboarding
from sim.engine.reference.replication import Replication
from sim.engine.start import fill_start
from sim.engine.started import (
    AWAITS_CANCEL,
    AWAITS_CHURN,
    AWAITS_DOWNGRADE,
    AWAITS_GO_LIVE,
    AWAITS_RENEWAL,
    NO_DEAL,
    OPEN_END,
    PAST_MONTHS,
    Start,
)
from sim.ledger import COLUMNS, DEALS_A_MONTH, IS_BY_CHANNEL, Kind, Row
from sim.metrics.tallies import SLOTS, STOCKS, TALLY_SLOT
from sim.records import Kind as Content
from sim.records import Table, blank, is_number, layout_of, number_type
from sim.rules.certificate import COHORTS
from sim.rules.effects import DRIVERS
from sim.rules.measures import CLAIM_RINGS
from sim.rules.ring import BUCKETS
from sim.scenario.parameters import Parameters
from sim.units import DAYS_PER_MONTH, NEVER_YET, has_come

from ..lock import alone

Record = dict[str, Any]
OF_PARTNER = (
    "archetype", "index", "name_word", "place", "score", "visit", "signed_day", "wait_start_day", "flow_day",
    "onboarded", "has_reps", "commitment", "is_recruited", "gone", "size", "accounts", "qualified", "first_month",
    "last_qualified_day", "last_won_day",
)  # fmt: skip
OF_ACCOUNT = ("go_live_day", "leave_day", "entries", "earned_cents")
NO_ACCOUNT = {"go_live_day": NEVER_YET, "leave_day": OPEN_END, "entries": 0, "earned_cents": 0}
"""Of a deal that is not won: the compiled engine writes it at the win."""
NO_SALE = {"month": NEVER_YET, "value_cents": 0, "rate_bps": 0, "tier": 0}
"""Likewise."""
OF_CLAIM = (
    "contact_day", "submission", "approval_day", "engaged_day", "deal_class", "other_class", "part", "locked",
)  # fmt: skip
OF_STANDING = ("tier", "warned_month", "is_provisional", "near", "live_customers", "customers_ever")
OF_FEE = ("amount_cents", "contract_year", "payable_day", "entry", "has_been_due")
OF_DEAL = ("arr_cents", "contract_year", "added_cents", "term_month", "last_month", "locked", "is_established", "line")
OF_SALE = {
    "month": "won_month", "value_cents": "won_cents", "rate_bps": "locked_rate_bps", "tier": "locked_tier",
}  # fmt: skip
"""Fields of a sale, and where the readable engine keeps them."""
RINGS = {
    "ring_won": "won_cents", "ring_deals": "deals", "ring_billed": "billed_cents", "ring_pay": "pay_cents",
}  # fmt: skip
"""Likewise, rings of a partner."""
JOURNEY = {
    "stage": 0, "contacted_day": NEVER_YET, "onboarding_day": NEVER_YET, "pilot_start_day": NEVER_YET,
    "pilot_is_extended": False, "qualified_before_pilot": 0,
}  # fmt: skip
"""What is known of a partner while the event of its journey is to come, and otherwise."""
AWAITED = {
    "customer_life": AWAITS_GO_LIVE, "cancellation": AWAITS_CANCEL, "downgrading": AWAITS_DOWNGRADE,
    "churning": AWAITS_CHURN, "renewals": AWAITS_RENEWAL,
}  # fmt: skip
COUNTS = {
    "partners": "partner_count", "deals": "deal_count", "events": "event_count", "waiting": "waiting_count",
    "names": "name_count", "returns": "return_count", "fees": "fee_count", "displacements": "displacement_count",
    "books": "books_count",
}  # fmt: skip
"""Tables and the fields that say how many of their records are in use."""


@dataclass
class Frozen:
    """A start table in plain values: numbers by name, records of each table in a fixed order."""

    numbers: dict[str, int]
    tables: dict[str, list[Any]]


@dataclass
class Passed:
    """What an engine wrote from an opening on."""

    rows: list[Row]
    sums: Any = None
    """Compiled engine: amounts, list amounts, counts by (month, slot); and stocks by (stock, month)."""
    stocks: Any = None
    counted: dict[int, dict[int, int]] = field(default_factory=dict)
    """Readable engine: what it counts itself."""
    pay_due: dict[tuple[int, int], int] = field(default_factory=dict)
    unused: dict[tuple[int, int], int] = field(default_factory=dict)
    recruited_arr: Any = None
    opening: list[Row] = field(default_factory=list)
    """Rows from before."""


@dataclass
class Seen:
    """What was read of an engine: partners and deals by whatever identifies them there."""

    month: int
    parameters: Parameters
    numbers: dict[str, int]
    partners: dict[Any, Record]
    in_force: list[Any]
    deals: dict[Any, Record]
    """Each with the ``partner`` that identifies it, and its ``code``."""
    customers: list[Any]
    events: list[tuple[int, int, Any, Any, Record]]
    """Day, phase, partner, deal or None, and what is known only while this is to come."""
    waiting: list[Any]
    names: list[Record]
    returns: list[Record]
    fees: list[Record]
    displacements: list[Record]
    flows: dict[Any, dict[str, list[int]]]
    """Rings of partners that are measured, by what identifies them."""
    rebates: dict[Any, list[int]]
    """What accrued in the running period of each rebate of a partner."""
    standings: dict[Any, Record]
    """Where partners stand on their ladders, and rings that ladders alone measure."""
    holders: dict[Any, list[int]]
    """People who hold each certificate."""
    cohorts: dict[Any, list[int]]
    issued: list[int]
    effects: dict[Any, list[float]]
    """Factors of a partner's drivers."""
    bonuses: dict[Any, list[int]]
    """How many of each bonus a partner has had."""
    books: dict[int, tuple[int, int]]
    contact_carry: list[int]
    channel_arr_cents: list[int]


# ---------------------------------------------------------------- One form


def frozen_of(seen: Seen, rows: Sequence[Row]) -> Frozen:
    """The table: who is in force, has something to come, or has a deal that has; and their deals."""
    deals = _needed_deals(seen)
    partners = _needed_partners(seen, deals)
    places = {id_: place for place, id_ in enumerate(partners)}
    known = {"deals": {id_: place for place, id_ in enumerate(deals)}, "partners": places}
    days = _days(rows)
    begun = _begun(rows)
    awaited = {deal or partner: extra for _, _, partner, deal, extra in seen.events}
    live = _live(seen)
    return Frozen(
        {**seen.numbers, "month": seen.month},
        {
            "partners": [
                {
                    **JOURNEY, **{name: seen.partners[id_][name] for name in OF_PARTNER},
                    **awaited.get(("partner", id_), {}), "customers": live.count(id_),
                    **_begin(seen, id_, begun),
                }
                for id_ in partners
            ],
            "deals": [_deal(seen, id_, known, days, awaited.get(("deal", id_), {})) for id_ in deals],
            "accounts": [seen.deals[id_]["account"] for id_ in deals],
            "sales": [seen.deals[id_]["sale"] for id_ in deals] if seen.parameters.measures.is_read else [],
            "claims": [seen.deals[id_]["claim"] for id_ in deals] if seen.parameters.claims else [],
            **_rings(seen, partners), **_standings(seen, partners),
            "holders": [number for id_ in partners for number in seen.holders[id_]],
            "cohorts": [number for id_ in partners for number in seen.cohorts[id_]],
            "issued": seen.issued,
            "effects": [factor for id_ in partners for factor in seen.effects[id_]],
            "rebates_accrued": [cents for id_ in partners for cents in seen.rebates[id_]],
            "bonuses_had": [number for id_ in partners for number in seen.bonuses[id_]],
            "events": [
                {"day": day, "phase": phase, "partner": places[partner[1]],
                 "deal": NO_DEAL if deal is None else known["deals"][deal[1]]}
                for day, phase, partner, deal, _ in sorted(seen.events, key=lambda one: _event_order(seen, one))
            ],
            "waiting": [places[id_] for id_ in seen.waiting],
            "names": sorted(seen.names, key=lambda one: one["index"]),
            "returns": sorted(seen.returns, key=lambda one: (one["month"], one["index"])),
            "fees": [
                {**fee, "partner": places[fee["partner"]],
                 "deal": NO_DEAL if fee["deal"] is None else known["deals"][fee["deal"]]}
                for fee in seen.fees
            ],
            "displacements": sorted(seen.displacements, key=lambda one: (one["month"], one["partner"], one["deal"])),
            "books": [{"sourced": one, "total": other} for _, (one, other) in sorted(seen.books.items())],
            "contact_carry": seen.contact_carry,
            "channel_arr_cents": seen.channel_arr_cents,
        },
    )  # fmt: skip


def _rings(seen: Seen, partners: dict[Any, Any] | list[Any]) -> dict[str, list[int]]:
    """What partners did, one after the other; nothing where nobody is measured."""
    rings: dict[str, list[int]] = {name: [] for name in RINGS}
    if seen.parameters.measures.is_read:
        for id_ in partners:
            for name in RINGS:
                rings[name] += seen.flows.get(id_, {}).get(name, [0] * BUCKETS)
    return rings


def _standings(seen: Seen, partners: dict[Any, Any] | list[Any]) -> dict[str, list[Any]]:
    """Where partners stand, one after the other; nothing where there are no ladders."""
    found = [seen.standings[id_] for id_ in partners] if seen.parameters.ladders else []
    return {
        "standings": [{name: one[name] for name in OF_STANDING} for one in found],
        "ring_claims": [number for one in found for number in one["claims"]],
    }


def _event_order(seen: Seen, event: Any) -> tuple[int, int, int, int]:
    day, phase, partner, deal, _ = event
    return day, phase, seen.partners[partner[1]]["index"], 0 if deal is None else seen.deals[deal[1]]["code"]


def _needed_deals(seen: Seen) -> list[Any]:
    needed = {deal[1] for _, _, _, deal, _ in seen.events if deal is not None}
    needed |= {*seen.customers} | {fee["deal"] for fee in seen.fees if fee["deal"] is not None}
    order = {id_: (seen.partners[seen.deals[id_]["partner"]]["index"], seen.deals[id_]["code"]) for id_ in needed}
    return sorted(needed, key=order.__getitem__)


def _needed_partners(seen: Seen, deals: list[Any]) -> list[Any]:
    needed = {*seen.in_force, *seen.waiting} | {seen.deals[id_]["partner"] for id_ in deals}
    needed |= {partner[1] for _, _, partner, _, _ in seen.events} | {fee["partner"] for fee in seen.fees}
    return sorted(needed, key=lambda id_: seen.partners[id_]["index"])


def _live(seen: Seen) -> list[Any]:
    """The partner of each customer."""
    return [seen.deals[id_]["partner"] for id_ in seen.customers]


def _deal(seen: Seen, id_: Any, known: Any, days: Any, extra: Record) -> Record:
    found = dict(seen.deals[id_])
    partner, code, _ = found.pop("partner"), found.pop("code"), found.pop("account")
    found.pop("sale")
    found.pop("claim")
    month, k = divmod(code, DEALS_A_MONTH)
    name = seen.partners[partner]["index"], code
    is_live = found["term_month"] != OPEN_END
    return {
        "partner": known["partners"][partner], "month": month, "k": k, "is_first": False, "awaits": AWAITS_GO_LIVE,
        "qualified_day": NEVER_YET if is_live or name in days[1] else days[0].get(name, NEVER_YET),
        "won_day": NEVER_YET if is_live else days[1].get(name, NEVER_YET),
        **found, **extra,
    }  # fmt: skip


def _begin(seen: Seen, id_: Any, begun: Mapping[str, Mapping[int, int]]) -> Record:
    """The day of the contact, or on which onboarding began, of a partner whose end of it is to come."""
    phases = {phase for _, phase, one, deal, _ in seen.events if one[1] == id_ and deal is None}
    fields = {DayPhase.ONBOARDING: "onboarding_day", DayPhase.FUNNEL: "contacted_day"}
    index = seen.partners[id_]["index"]
    return {field: begun[field][index] for phase, field in fields.items() if phase in phases}


def _begun(rows: Sequence[Row]) -> dict[str, dict[int, int]]:
    """Days on which partners were contacted, and their onboardings began."""
    begun: dict[str, dict[int, int]] = {"contacted_day": {}, "onboarding_day": {}}
    for day, kind, partner, _, _, listed, detail in rows:
        if kind in (Kind.ONBOARDING_STARTED, Kind.STARTED_ONBOARDING):
            begun["onboarding_day"][partner] = day - (detail if kind == Kind.STARTED_ONBOARDING else 0)
        elif kind in (Kind.CONTACTED, Kind.STARTED_CANDIDATE):
            begun["contacted_day"][partner] = day - (listed if kind == Kind.STARTED_CANDIDATE else 0)
    return begun


def _days(rows: Sequence[Row]) -> tuple[dict[Any, int], dict[Any, int]]:
    """Days on which deals were qualified, and won."""
    qualified, won = dict[Any, int](), dict[Any, int]()
    for day, kind, partner, deal, _, _, detail in rows:
        if kind in (Kind.QUALIFIED, Kind.STARTED_OPPORTUNITY):
            qualified[partner, deal] = day - (detail if kind == Kind.STARTED_OPPORTUNITY else 0)
        elif kind in (Kind.WON, Kind.STARTED_DEAL):
            won[partner, deal] = day - (detail if kind == Kind.STARTED_DEAL else 0)
    return qualified, won


# ---------------------------------------------------------------- The readable engine


def pass_reference(
    parameters: Parameters, key: int, *, with_program: bool = True, start: Start | None = None,
    closes: Sequence[int] = (),
) -> tuple[dict[int, Passed], dict[int, Frozen]]:  # fmt: skip
    """A replication: what it wrote from the openings after these closes on, and its state at them.

    That of a ``start`` is of the close at which it begins too.
    """
    run = Replication(parameters, key, begin_onboarding, start)
    marks, frozen = dict[int, int](), dict[int, Frozen]()
    name = "open_month" if with_program else "open_channels"
    opened = getattr(program, name)

    def opening(run: Replication, month: int) -> None:
        marks[month - 1] = len(run.ledger.rows)
        if month - 1 in closes:
            frozen[month - 1] = freeze_reference(run, month - 1)
        opened(run, month)

    with patch.object(program, name, opening):
        run.agenda.env.run(until=run.agenda.begin(program.program_life(run, with_program)))
    ledger = run.ledger
    counted = {stock: dict(months) for stock, months in ledger.counted.items()}
    passed = {
        close: Passed(
            list(ledger.rows[mark:]),
            counted=_from(counted, close),
            pay_due=dict(ledger.pay_due),
            unused=dict(ledger.unused),
            opening=list(ledger.rows[:mark]),
        )
        for close, mark in marks.items()
    }
    return passed, frozen


def _from(counted: dict[int, dict[int, int]], close: int) -> dict[int, dict[int, int]]:
    after = {stock: {month: value for month, value in one.items() if month > close} for stock, one in counted.items()}
    return {stock: months for stock, months in after.items() if months}


def freeze_reference(run: Replication, month: int) -> Frozen:
    """The state of the readable engine between a close and the opening that follows."""
    assert (run.raw_opportunities, run.onboardings_begun) == (0, 0)
    seen = Seen(
        month=month,
        parameters=run.parameters,
        numbers={
            "phase": run.phase, "is_sunset": run.is_sunset, "partners_won": run.partners_won,
            "busy": run.onboarding.busy, "owed_cents": run.owed_cents,
            "influenced_arr_cents": run.vendor.influenced_arr_cents,
        },
        partners={}, in_force=[], deals={}, customers=[], events=[], waiting=[],
        names=[
            {"index": index, "score": -negative, "visit": visit}
            for pool in run.pools for negative, index, visit in pool
        ],
        returns=[
            {"month": later, "index": index, "visit": visit}
            for later, there in run.returning.items() for index, visit in there
            if month < later <= run.parameters.months
        ],
        fees=[],
        flows={}, bonuses={}, rebates={}, standings={}, effects={}, holders={}, cohorts={},
        issued=list(run.issued),
        displacements=[
            {"month": later, "partner": partner, "deal": deal, "arr_cents": arr}
            for later, there in run.displaced.items() for partner, deal, arr in there
            if later <= run.parameters.months
        ],
        books={back: (books.sourced, books.total) for back, books in run.books.items()},
        contact_carry=list(run.contact_carry), channel_arr_cents=list(run.vendor.arr_cents),
    )  # fmt: skip
    _see_objects(run, seen)
    for day, order, _, event in run.agenda.env._queue:
        if day < DAYS_PER_MONTH * run.parameters.months:
            _see_event(seen, int(day), phase_of(order), event)
    return frozen_of(seen, run.ledger.rows)


def _see_objects(run: Replication, seen: Seen) -> None:
    for partner in run.in_force.values():
        seen.in_force.append(_see_partner(seen, partner))
        assert partner.last_activity_day == max(partner.last_qualified_day, partner.last_won_day)
    for partner in run.onboarding._waiting:
        if not partner.gone:
            seen.waiting.append(_see_partner(seen, partner))
    for deal in run.customers:
        if deal.last_month > seen.month:
            seen.customers.append(_see_deal(seen, deal))
    for fee in run.fees:
        known = {name: getattr(fee, name) for name in OF_FEE}
        deal = None if fee.deal is None else _see_deal(seen, fee.deal)
        seen.fees.append({**known, "partner": _see_partner(seen, fee.partner), "deal": deal})


def _see_partner(seen: Seen, partner: Any) -> int:
    seen.partners[id(partner)] = {
        **{name: getattr(partner, name) for name in OF_PARTNER if name != "archetype"},
        "archetype": partner.archetype_position,
    }
    seen.rebates[id(partner)] = [partner.rebates.get(at, 0) for at in range(seen.parameters.rebates)]
    seen.bonuses[id(partner)] = [partner.bonuses.get(at, 0) for at in range(len(seen.parameters.bonuses))]
    standing = {name: getattr(partner.standing, name) for name in OF_STANDING}
    seen.standings[id(partner)] = {**standing, "claims": list(partner.standing.claims)}
    number = len(seen.parameters.certificates)
    seen.holders[id(partner)] = list(partner.holders or [0] * number)
    seen.cohorts[id(partner)] = list(partner.cohorts or [0] * (COHORTS * number))
    stated = DRIVERS if seen.parameters.effects.factors else 0
    seen.effects[id(partner)] = list(partner.effects or [1.0] * stated)
    if partner.flows is not None:
        seen.flows[id(partner)] = {name: list(getattr(partner.flows, field)) for name, field in RINGS.items()}
    return id(partner)


def _see_deal(seen: Seen, deal: Any) -> int:
    known = {name: getattr(deal, name) for name in OF_DEAL}
    account = {name: getattr(deal.account, name) for name in OF_ACCOUNT}
    sale = {name: getattr(deal, field) for name, field in OF_SALE.items()}
    partner = _see_partner(seen, deal.partner)
    claim = {name: getattr(deal.claim, name) for name in OF_CLAIM}
    of_deal = {"account": account, "sale": sale, "claim": claim}
    seen.deals[id(deal)] = {**known, "partner": partner, "code": deal.code, **of_deal}
    return id(deal)


def _from_the_win_on(deal: Any, row: Any, before: Record) -> Record:
    """A record that is written at the win of a deal."""
    return {name: row[name].item() for name in before} if deal["arr_cents"] else before


def _see_event(seen: Seen, day: int, phase: int, event: Any) -> None:
    """An event, and what the life that waits for it knows."""
    (resume,) = event.callbacks
    frames = list(_frames(resume.__self__._generator))
    locals_ = {name: value for frame in frames for name, value in frame[1].items()}
    partner = locals_["partner"] if "partner" in locals_ else locals_["deal"].partner
    handle, deal = ("partner", _see_partner(seen, partner)), None
    extra: Record = {}
    if phase == DayPhase.FUNNEL:
        extra = {"stage": locals_["position"]}
    elif phase == DayPhase.PILOT:
        extra = {
            "pilot_start_day": locals_["start_day"], "qualified_before_pilot": locals_["before"],
            "pilot_is_extended": locals_["is_extended"],
        }  # fmt: skip
    elif phase != DayPhase.ONBOARDING:
        deal = ("deal", _see_deal(seen, locals_["deal"]))
        if phase == DayPhase.OPPORTUNITY:
            extra = {"is_first": locals_["is_first"]}
        elif phase == DayPhase.CUSTOMER:
            extra = {"awaits": AWAITED[frames[-1][0]]}
    seen.events.append((day, phase, handle, deal, extra))


def _frames(life: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Names and variables of a suspended life, the innermost function last."""
    while isinstance(life, GeneratorType):
        yield life.gi_code.co_name, life.gi_frame.f_locals
        life = life.gi_yieldfrom


def start_table(frozen: Frozen) -> Start:
    """A plain table for the readable engine."""
    start = blank(Start)
    fields = layout_of(Start).fields
    for name, number in frozen.numbers.items():
        setattr(start, name, number)
    for name, records in frozen.tables.items():
        cls = fields[name].cls
        setattr(start, name, Table(records) if is_number(cls) else Table(_record(cls, one) for one in records))
        if name in COUNTS:
            setattr(start, COUNTS[name], len(records))
    return start


def _record(cls: type, values: Record) -> Any:
    record = blank(cls)
    for name, value in values.items():
        setattr(record, name, value)
    return record


# ---------------------------------------------------------------- The compiled engine


def _pass_months(address: int, key: int, has_program: int, last: int, fills: int) -> int:
    """A future up to a close; returns the ledger's rows before its first opening, or -1 without room.

    It begins with the table as it stands, or ``fills`` it first.
    """
    w = world_at(address)
    begin_world(w, 0, True)
    if fills == 1 and not fill_start(w.parameters, w.prepared, key, w.start, w.room.deals):
        return -1
    plan_growth(w.parameters, w.prepared, w.plan, key)
    w.run.key = key
    w.run.rows = 0
    w.result = w.results[0]
    w.sums = w.result.sums
    begin(w, has_program == 1)
    rows = w.run.rows
    for month in range(w.start.month + 1, last + 1):
        if not pass_month(w, month, has_program == 1):
            return -1
    if last == w.parameters.months:
        promise_fees(w)
    for slot in range(w.run.partners):  # of candidates the engine keeps nothing that an agreement begins with
        if not has_come(w.partners[slot].signed_day):
            begin_agreement(w, slot)
    return rows


@cache
def pass_months() -> Callable[[int, int, int, int, int], int]:
    """It in machine code, compiled by the test that needs it first, not by every process that looks for tests."""
    with alone("frozen"):
        return compiled("int64(int64, int64, int64, int64, int64)")(_pass_months)


class Compiled:
    """The compiled engine on one world, and its memory."""

    def __init__(self, parameters: Parameters, *, deals: int = 16_384, rows: int = 1 << 18) -> None:
        self.parameters = parameters
        self.memory = Memory([parameters], 1, deals, rows)
        self.world: Any = self.memory._world[0]
        self._own = self.world["start"].copy()
        """The memory's own table, which the engine fills."""
        self._kept: list[Any] = []

    def run(self, key: int, close: int | None = None, *, with_program: bool = True, start: Frozen | None = None) -> int:
        """To a close, by default that of the horizon; returns how many rows came before the first opening."""
        if start is None:
            self.world["start"] = self._own
        else:
            self._write(start)
        last = self.parameters.months if close is None else close
        before = int(pass_months()(self.memory.address, key, int(with_program), last, int(start is None)))
        assert before >= 0, "there is not enough room"
        return before

    def rows(self, first: int = 0) -> list[Row]:
        """The ledger from a row on."""
        found = self.memory.ledger[first : int(self.world["run"]["rows"])]
        assert found.shape[1] == len(COLUMNS)
        return [tuple(row) for row in found.tolist()]

    def passed(self, first: int, close: int) -> Passed:
        """What it wrote from a row on, and summed up in the months after a close."""
        months, result = self.parameters.months, self._table("results", state.Result, 1)[0]
        sums = _at(result["sums"], state.Sum, months * SLOTS).reshape(months, SLOTS)[close:]
        stocks = _at(result["stocks"], int, STOCKS * months).reshape(STOCKS, months)[:, close:]
        archetypes = len(self.parameters.archetypes)
        size = archetypes * int(self.world["room"]["runoff_months"])
        pay_due, unused = (
            {(0, int(place)): int(due[place]) for place in np.flatnonzero(due)}
            for due in (_at(result[name], int, size) for name in ("pay_due", "unused"))
        )
        arr = _at(result["recruited_arr"], int, archetypes)
        return Passed(self.rows(first), sums, stocks, pay_due=pay_due, unused=unused, recruited_arr=arr)

    @staticmethod
    def slot(kind: int) -> int:
        """Where rows of a kind, none of a channel, are summed up."""
        assert not IS_BY_CHANNEL[kind]
        return int(TALLY_SLOT[kind])

    def freeze(self, key: int, close: int, *, with_program: bool = True) -> Frozen:
        """The state at a close."""
        self.run(key, close, with_program=with_program)
        return frozen_of(self._seen(close), self.rows())

    def _write(self, frozen: Frozen) -> None:
        """Put a table into the memory."""
        self._kept = []
        start = self.world["start"]
        for name, number in frozen.numbers.items():
            start[name] = number
        for name, records in frozen.tables.items():
            cls = layout_of(Start).fields[name].cls
            found = np.zeros(len(records) + 1, _dtype(cls))
            for place, record in enumerate(records):
                if is_number(cls):
                    found[place] = record
                else:
                    for column, value in record.items():
                        found[place][column] = value
            self._kept.append(found)
            start[name] = found.ctypes.data
            if name in COUNTS:
                start[COUNTS[name]] = len(records)

    def _table(self, name: str, cls: Any, count: int) -> Any:
        return _at(self.world[name], cls, count)

    def _seen(self, close: int) -> Seen:
        run, parameters = self.world["run"], self.parameters
        assert (int(run["raw_opportunities"]), int(run["onboardings_begun"])) == (0, 0)
        partners = self._table("partners", state.Partner, int(run["partners"]))
        deals = self._table("deals", state.Deal, int(run["deals"]))
        accounts = self._table("accounts", state.Account, int(run["deals"]))
        added = self._table("added_cents", int, int(run["deals"]))
        measured = parameters.measures.is_read
        sales = self._table("sales", state.Sale, int(run["deals"])) if measured else None
        claims = self._table("claims", state.Claim, int(run["deals"])) if parameters.claims else None
        books = self._table("books", state.Books, PAST_MONTHS + parameters.months)
        first, end = int(run["waiting_first"]), int(run["waiting_end"])
        waiting = self._table("waiting", int, end)[first:end].tolist()
        customers = self._table("customers", state.Entry, int(run["customers"]))["entity"].tolist()
        in_force = self._table("in_force", state.Entry, int(run["in_force"]))["entity"].tolist()
        for slot in in_force:
            last = max(partners[slot]["last_qualified_day"], partners[slot]["last_won_day"])
            assert partners[slot]["last_activity_day"] == last
        return Seen(
            month=close,
            parameters=parameters,
            numbers={
                "phase": int(run["phase"]), "is_sunset": bool(run["is_sunset"]), "busy": int(run["busy"]),
                "partners_won": int(run["partners_won"]), "influenced_arr_cents": int(run["influenced_arr_cents"]),
                "owed_cents": int(run["owed_cents"]),
            },
            partners=self._partners(partners),
            in_force=in_force,
            deals={
                place: {
                    **{name: row[name].item() for name in OF_DEAL if name != "added_cents"},
                    "added_cents": int(added[place]) if row["contract_year"] > 1 else 0,
                    "partner": int(row["partner"]), "code": int(row["identity"]) & state.CODE_MASK,
                    "account": _from_the_win_on(row, accounts[place], NO_ACCOUNT),
                    "sale": {} if sales is None else _from_the_win_on(row, sales[place], NO_SALE),
                    "claim": {} if claims is None else {name: claims[place][name].item() for name in OF_CLAIM},
                }
                for place, row in enumerate(deals)
            },
            customers=[place for place in customers if deals[place]["last_month"] > close],
            events=list(self._events(close, partners, deals)),
            waiting=[slot for slot in waiting if not partners[slot]["gone"]],
            names=list(self._names()),
            returns=[
                {"month": month, "index": index, "visit": visit}
                for month, index, visit in self._links("returning", close)
            ],
            fees=[
                {
                    **{name: row[name].item() for name in ("partner", *OF_FEE)},
                    "deal": None if row["deal"] < 0 else row["deal"].item(),
                }
                for row in self._table("fees", state.Fee, int(run["fees"]))
            ],
            flows=self._flows(int(run["partners"])) if measured else {},
            bonuses=self._by_partner("bonuses_had", int(run["partners"]), len(parameters.bonuses)),
            standings=self._standings(int(run["partners"])) if parameters.ladders else {},
            holders=self._by_partner("holders", int(run["partners"]), len(parameters.certificates)),
            cohorts=self._by_partner("cohorts", int(run["partners"]), COHORTS * len(parameters.certificates)),
            issued=self._table("issued", int, len(parameters.certificates)).tolist(),
            effects=self._by_partner(
                "effects", int(run["partners"]), DRIVERS if parameters.effects.factors else 0, float
            ),
            rebates=self._by_partner("rebates_accrued", int(run["partners"]), parameters.rebates),
            displacements=[
                {"month": month, "partner": identity >> state.CODE_BITS, "deal": identity & state.CODE_MASK,
                 "arr_cents": arr}
                for month, identity, arr in self._links("displaced", close)
            ],
            books={
                month: (int(books[month + PAST_MONTHS - 1]["sourced"]), int(books[month + PAST_MONTHS - 1]["total"]))
                for month in range(int(run["first_books"]), close + 1)
            },
            contact_carry=self._recruiting("contact_carry"),
            channel_arr_cents=self._table("channel_arr_cents", int, len(parameters.vendor.channels)).tolist(),
        )  # fmt: skip

    def _partners(self, found: Any) -> dict[Any, Record]:
        """What every partner is known by."""
        seen = dict[Any, Record]()
        for slot, row in enumerate(found):
            seen[slot] = {name: row[name].item() for name in OF_PARTNER}
        return seen

    def _flows(self, partners: int) -> dict[Any, dict[str, list[int]]]:
        """The rings of every partner."""
        rings = {name: self._rings(name, partners, BUCKETS) for name in RINGS}
        return {slot: {name: ring[slot] for name, ring in rings.items()} for slot in range(partners)}

    def _rings(self, name: str, partners: int, number: int) -> dict[Any, list[int]]:
        """Rings of every partner: the compiled engine writes them from the first opportunity on."""
        signed = self._table("partners", state.Partner, partners)["signed_day"]
        has_flows = self._table("has_flows", int, partners)
        return {
            slot: held if signed[slot] != NEVER_YET and has_flows[slot] else [0] * number
            for slot, held in self._by_partner(name, partners, number).items()
        }

    def _standings(self, partners: int) -> dict[Any, Record]:
        """Where every partner stands."""
        claims = self._rings("ring_claims", partners, CLAIM_RINGS * BUCKETS)
        found = self._table("standings", state.Standing, partners)
        return {
            slot: {**{name: row[name].item() for name in OF_STANDING}, "claims": claims[slot]}
            for slot, row in enumerate(found)
        }

    def _by_partner(self, name: str, partners: int, number: int, cls: type = int) -> dict[Any, list[Any]]:
        """So many numbers of every partner."""
        held = self._table(name, cls, number * partners).reshape(partners, number)
        return {slot: held[slot].tolist() for slot in range(partners)}

    def _recruiting(self, name: str) -> list[int]:
        found: list[int] = self._table("recruiting", state.Recruiting, len(self.parameters.archetypes))[name].tolist()
        return found

    def _events(self, close: int, partners: Any, deals: Any) -> Iterator[tuple[int, int, Any, Any, Record]]:
        months = self.parameters.months
        heads = self._table("day_events", int, DAYS_PER_MONTH * months)
        events = self._table("events", state.Event, int(self.world["run"]["events"]))
        for day in range(DAYS_PER_MONTH * close, DAYS_PER_MONTH * months):
            place = int(heads[day])
            while place >= 0:
                phase, entity = phase_of(int(events[place]["order"])), int(events[place]["entity"])
                yield day, phase, *self._whose(phase, entity, partners, deals)
                place = int(events[place]["next"])

    def _whose(self, phase: int, entity: int, partners: Any, deals: Any) -> tuple[Any, Any, Record]:
        if phase == DayPhase.FUNNEL:
            return ("partner", entity), None, {"stage": int(partners[entity]["stage"])}
        if phase == DayPhase.PILOT:
            known = ("pilot_start_day", "qualified_before_pilot", "pilot_is_extended")
            return ("partner", entity), None, {name: partners[entity][name].item() for name in known}
        if phase == DayPhase.ONBOARDING:
            return ("partner", entity), None, {}
        extra: Record = {}
        if phase == DayPhase.OPPORTUNITY:
            extra = {"is_first": bool(deals[entity]["is_first"])}
        elif phase == DayPhase.CUSTOMER:
            extra = {"awaits": int(deals[entity]["awaits"])}
        return ("partner", int(deals[entity]["partner"])), ("deal", entity), extra

    def _names(self) -> Iterator[Record]:
        """Candidates to contact, out of the packed entries of each archetype's pool."""
        sizes, starts = self._recruiting("pool_size"), self._recruiting("pool_start")
        for size, start in zip(sizes, starts, strict=True):
            for entry in self._table("pool", int, start + size)[start:].tolist():
                yield {"score": 35 - (entry >> 40), "index": entry >> 16 & 0xFFFFFF, "visit": entry & 0xFFFF}

    def _links(self, name: str, close: int) -> Iterator[tuple[int, int, int]]:
        heads = self._table(name, int, self.parameters.months + 1)
        links = self._table("links", state.Link, int(self.world["run"]["links"]))
        for month in range(close + 1, self.parameters.months + 1):
            place = int(heads[month])
            while place >= 0:
                yield month, int(links[place]["first"]), int(links[place]["second"])
                place = int(links[place]["next"])


def _dtype(cls: Any) -> Any:
    return number_type(cls) if is_number(cls) else layout_of(cls).dtype


def _at(address: Any, cls: Any, count: int) -> Any:
    """A copy of what stands at an address."""
    dtype = _dtype(cls)
    memory = (c_char * (dtype.itemsize * count)).from_address(int(address)) if count else b""
    return np.frombuffer(memory, dtype, count).copy()


def fields_of_start() -> list[tuple[str, str]]:
    """Every table with each of its fields, "" for a table of numbers; and ("", number)."""
    found = list[tuple[str, str]]()
    for name, one in layout_of(Start).fields.items():
        if one.kind is not Content.TABLE:
            found += [] if name in COUNTS.values() else [("", name)]
        elif is_number(one.cls):
            found.append((name, ""))
        else:
            found += [(name, column) for column in layout_of(one.cls).fields]
    return found
