"""Ledger rows in words."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from string import Formatter

from sim.analysis.figures.deal import deal_name
from sim.ledger import CLOSE_KINDS, NOBODY, Channel, Kind, Row, Trait, kinds_with
from sim.report.words.classes import CLASS_WORDS
from sim.report.words.rounding import fixed, percent
from sim.rules.attribution import WON_STEP, class_of_won
from sim.rules.plan import growth_factor
from sim.scenario.schema import Scenario
from sim.units import CENTS, DAYS_PER_MONTH, month_of

_REMOVALS = {1: "no opportunity", 2: "no won deal", 4: "below the lowest tier"}
_MONEYLESS = frozenset(kinds_with(Trait.COUNTED))


@dataclass(frozen=True, slots=True)
class Event:
    """A ledger row for people; money in currency units, empty text where the row has none."""

    day: int
    month: int
    event: str
    partner: str
    deal: str
    amount: float | None
    list_amount: float | None


def events(rows: Iterable[Row], partner_name: Callable[[int], str], scenario: Scenario) -> Iterator[Event]:
    """The rows in words, in their order."""
    for row in rows:
        day, kind, partner, deal, amount_cents, list_cents, _ = row
        name = "" if partner == NOBODY else partner_name(partner)
        moneyless = kind in _MONEYLESS
        yield Event(
            day=day,
            month=month_of_row(day, kind),
            event=words(row, name.split("/")[0], scenario),
            partner=name,
            deal=deal_name(deal),
            amount=None if moneyless or not amount_cents else amount_cents / CENTS,
            list_amount=None if moneyless or not list_cents else list_cents / CENTS,
        )


def words(row: Row, archetype: str, scenario: Scenario) -> str:
    """One row in words; ``archetype`` is that of its partner, or empty."""
    _, kind, _, _, amount, _, detail = row
    stages = scenario.archetypes[archetype].funnel_order if archetype else ()
    phases = scenario.phase_order
    return Kind(kind).label.format(
        detail=detail,
        stage=stages[detail] if 0 <= detail < len(stages) else detail,
        channel=Channel(detail).name.lower() if detail in tuple(Channel) else detail,
        thousandths=fixed(detail, 2, shift=-3),
        percent=percent(detail / 10_000),
        growth=percent(growth_factor(amount) - 1) if kind == Kind.GROWTH else "",
        reps="sales reps committed" if detail else "no sales reps committed",
        removal=_REMOVALS.get(detail, "rule"),
        cannibalised=", which direct sales would have won too" if detail % WON_STEP else "",
        **{"class": _class(detail) if kind == Kind.WON else ""},
        churned=f" after month {detail} of the year" if detail else " at the renewal",
        phase=phases[detail] if 0 <= detail < len(phases) else detail,
        rebate=_rebate(scenario, archetype, detail),
        tier=_tier(scenario, archetype, detail),
        tier_before=_tier(scenario, archetype, amount),
        ladder_tier=_ladder_tier(scenario, detail),
        people=f"{amount:,} {'person' if amount == 1 else 'people'}",
        **{table: _thing(scenario, table, detail) for table in _tables(Kind(kind))},
    )


def _class(detail: int) -> str:
    """Whose deal it was, where it was not simply its partner's own."""
    class_ = class_of_won(detail)
    return f" ({CLASS_WORDS[class_]})" if class_ else ""


@cache
def _tables(kind: Kind) -> tuple[str, ...]:
    """The tables by name whose things the label of a kind names."""
    return tuple(name for _, name, _, _ in Formatter().parse(kind.label) if name in Scenario.model_fields)


def _thing(scenario: Scenario, table: str, position: int) -> str:
    """The name of a thing by its position among those of its table, in the order of their names."""
    names = sorted(getattr(scenario, table))
    return names[position] if 0 <= position < len(names) else str(position)


def _rebate(scenario: Scenario, archetype: str, position: int) -> str:
    """The name of a rebate of an archetype's terms by its position, in the order of their names."""
    names = sorted(scenario.archetypes[archetype].terms.rebates) if archetype else []
    return names[position] if 0 <= position < len(names) else str(position)


def _tier(scenario: Scenario, archetype: str, position: int) -> str:
    """The name of a tier of an archetype's ladder, from the lowest."""
    ladder = scenario.archetypes[archetype].ladder if archetype else None
    order = () if ladder is None else scenario.ladders[ladder].order
    return order[position] if 0 <= position < len(order) else str(position)


def _ladder_tier(scenario: Scenario, position: int) -> str:
    """A tier by its position among those of all ladders, by name and from the lowest."""
    tiers = [f"'{tier}' of {name}" for name, ladder in sorted(scenario.ladders.items()) for tier in ladder.order]
    return tiers[position] if 0 <= position < len(tiers) else str(position)


def month_of_row(day: int, kind: int) -> int:
    """The month a row belongs to: what a close writes on day 30 m belongs to month m."""
    return day // DAYS_PER_MONTH if kind in CLOSE_KINDS else month_of(day)
