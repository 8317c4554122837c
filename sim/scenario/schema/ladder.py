"""Ladders: tiers at which partners stand, by what they are measured to have done."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from sim.scenario.fields import choice, lever, uncertainty
from sim.scenario.schema.card import LARGEST_ENTRY
from sim.scenario.schema.check import entries, known
from sim.scenario.schema.effects import Effects
from sim.scenario.schema.measure import (
    ASKED,
    COMPARED,
    FLOWS,
    MEASURES,
    MOST_POINTS,
    WHOLE,
    YEAR_AGO,
    Things,
    by_measure,
    measure_of,
    measure_problems,
    readable_measures,
)
from sim.scenario.schema.table import MONEY_LIMIT, Name, Table
from sim.scenario.unit import (
    CARE,
    FACTOR,
    LADDER_POINTS,
    MEASURED_IN,
    MONEY_PER_MONTH,
    MONEY_PER_YEAR,
    MONTHS,
    POINTS,
    POINTS_FOR,
    SHARE,
)
from sim.units import MONTHS_PER_YEAR

MOST_TIERS = 8

_Threshold = Annotated[float, Field(ge=0, le=MONEY_LIMIT, allow_inf_nan=False)]
_Points = Annotated[int, Field(ge=0, le=1_000_000)]
_Units = Annotated[int, Field(ge=1, le=MOST_POINTS)]
_Limit = Annotated[int, Field(ge=0, le=MOST_POINTS)]
_ASKED = lever("what the measure has to reach", rule="R-100", unit=MEASURED_IN)
_GIVEN = lever("points for so much of the measure", rule="R-107", unit=LADDER_POINTS)
_PER = lever("how much of the measure they are for", rule="R-107", unit=POINTS_FOR)
_MOST = lever("points that the measure gives at most; 0 any", rule="R-107", unit=LADDER_POINTS)
Threshold = Annotated[Annotated[_Threshold, _ASKED] | dict[Name, Annotated[_Threshold, _ASKED]], _ASKED]
"""A number, or one for each thing by name; likewise points, for how much of the measure they are, and at most."""
Given = Annotated[Annotated[_Points, _GIVEN] | dict[Name, Annotated[_Points, _GIVEN]], _GIVEN]
Per = Annotated[Annotated[_Units, _PER] | dict[Name, Annotated[_Units, _PER]], _PER]
Most = Annotated[Annotated[_Limit, _MOST] | dict[Name, Annotated[_Limit, _MOST]], _MOST]
Window = Annotated[
    int, lever("months over which the measure is counted", rule="R-100", low=1, high=24, unit=MONTHS, fixed=True)
]


def _measured(meaning: str, rule: str = "R-100", **declared: Any) -> Any:
    """A number for each of some measures."""
    return choice(meaning, rule=rule, default={}, neutral=True, **declared)


class Tier(Table):
    """A tier: what it asks of a partner, and what it gives and costs."""

    needs: dict[Name, Threshold] = _measured("what a partner must reach, all of it", named=ASKED)
    one_of: dict[Name, Threshold] = _measured("of which it must reach one", named=ASKED)
    grace_months: int = lever(
        "months from the warning of a review to the fall",
        rule="R-104",
        unit=MONTHS,
        low=0,
        high=36,
        default=0,
        neutral=True,
    )
    cost_per_month: float = lever(
        "what a partner of the tier costs us, where a phase is in force",
        rule="R-105",
        unit=MONEY_PER_MONTH,
        low=0,
        high=LARGEST_ENTRY,
        default=0.0,
        neutral=True,
    )
    care_weight: float = lever(
        "partners that one of the tier counts as among those in a manager's care",
        rule="R-106",
        unit=CARE,
        low=0,
        high=100,
        default=1.0,
        neutral=True,
    )
    fee_per_year: float | None = lever(
        "what a partner of the tier pays us a year, in place of that of its kind",
        rule="R-72",
        unit=MONEY_PER_YEAR,
        low=0,
        high=LARGEST_ENTRY,
        default=None,
        neutral=True,
    )
    may_register: bool | None = choice(
        "whether it gives the right to register deals; without a word of any tier or certificate all have it",
        rule="R-109",
        default=None,
        neutral=True,
    )
    effects: Effects | None = choice(
        "what it does to the drivers of its partners, as multipliers", rule="R-106", default=None, neutral=True
    )

    @property
    def all_needs(self) -> dict[str, float]:
        """What it needs, by measure and thing."""
        return by_measure(self.needs)

    @property
    def any_of(self) -> dict[str, float]:
        """Of which it needs one, likewise."""
        return by_measure(self.one_of)

    @property
    def asked(self) -> tuple[str, ...]:
        """The measures of its conditions."""
        return (*self.all_needs, *self.any_of)


class Ladder(Table):
    """Tiers from the lowest on, and when a partner rises and falls."""

    order: tuple[Name, ...] = choice("tiers, the lowest first", rule="R-100")
    window_months: int = lever(
        "months over which measures are counted that have no window of their own",
        rule="R-100",
        unit=MONTHS,
        low=1,
        high=24,
        default=12,
        neutral=True,
        fixed=True,
    )
    windows: dict[Name, Window] = _measured("windows of single measures")
    volume: Literal["sourced", "involved", "sold", "billed", "pay", "live_arr", "net_new", "growth", "points"] = choice(
        "what channel_share and top_share compare", rule="R-102", default="sourced", neutral=True
    )
    ranked_among: Literal["active", "in_force"] = choice(
        "partners of the ladder that are compared: the active ones, or all in force",
        rule="R-102",
        default="active",
        neutral=True,
    )
    points: dict[Name, Given] = _measured("points for measures", "R-107")
    per: dict[Name, Per] = _measured("of how much of a measure they are: money, percents, or a number", "R-107")
    most: dict[Name, Most] = _measured("limits of points from a measure", "R-107")
    promotion_months: int = lever(
        "months of the fiscal year after which partners rise: 1, 2, 3, 4, 6 or 12",
        rule="R-104",
        unit=MONTHS,
        low=1,
        high=12,
        default=3,
        neutral=True,
        fixed=True,
    )
    review_months: int = lever(
        "months between reviews, at which partners may fall",
        rule="R-104",
        unit=MONTHS,
        low=1,
        high=24,
        default=12,
        neutral=True,
        fixed=True,
    )
    review_at: Literal["agreement", "fiscal"] = choice(
        "reviews by the age of the agreement, or by the fiscal year", rule="R-104", default="agreement", neutral=True
    )
    falls: Literal["one", "qualified"] = choice(
        "a partner falls by one tier, or to the one that it qualifies for", rule="R-104", default="one", neutral=True
    )
    lowest: Literal["kept", "removed"] = choice(
        "who fails the lowest tier stays, or is removed after its grace", rule="R-104", default="kept", neutral=True
    )
    provisional_tier: Name | None = choice(
        "tier at which newcomers begin for some months", rule="R-104", default=None, neutral=True
    )
    provisional_score: int = lever(
        "selection score from which they do", rule="R-104", unit=POINTS, low=7, high=35, default=7, neutral=True
    )
    provisional_months: int | None = lever(
        "months since the agreement for which they stay there",
        rule="R-104",
        unit=MONTHS,
        low=1,
        high=60,
        default=None,
        neutral=True,
    )
    near_share: float = lever(
        "part of what the next tier asks for from which a partner is near it, and tries harder; 1: never",
        rule="R-103",
        unit=SHARE,
        engine="bps",
        low=0,
        high=1,
        default=1.0,
        neutral=True,
    )
    near_multiplier: float = uncertainty(
        "effort of a partner that is near its next tier, over that of one that is not",
        rule="R-103",
        unit=FACTOR,
        low=1,
        high=10,
        default=1.0,
        neutral=True,
    )
    tiers: dict[Name, Tier]

    @property
    def given(self) -> dict[str, int]:
        """Points by measure and thing."""
        return by_measure(self.points)

    def per_of(self, name: str) -> int:
        """How much of a measure its points are for."""
        return by_measure(self.per).get(name, 1)

    def most_of(self, name: str) -> int:
        """The most points of a measure; 0 without a limit."""
        return by_measure(self.most).get(name, 0)

    @property
    def asked(self) -> set[str]:
        """The measures that conditions ask for, and those of which points or shares are made."""
        asked = {measure for tier in self.tiers.values() for measure in tier.asked}
        if asked & set(COMPARED):
            asked.add(self.volume)
        if "points" in asked:
            asked |= set(self.given)
        return asked

    def window_of(self, measure: str) -> int:
        """Months over which a measure is counted."""
        return self.windows.get(measure, self.window_months)

    def problems(self, above: str, things: Things) -> Iterator[str]:
        """What is wrong with it, by the path of its table; ``things`` are those that there are, by measure."""
        yield from known(self._order_problems(above))
        yield from known(self._condition_problems(above, things))
        yield from known(self._point_problems(above, things))
        yield from known(self._window_problems(above))
        yield from known(self._month_problems(above))
        yield from known(self._provisional_problems(above))

    def _order_problems(self, above: str) -> Iterator[str]:
        if not self.tiers or set(self.order) != set(self.tiers) or len(set(self.order)) != len(self.order):
            stated = f"order {list(self.order)}, tiers {sorted(self.tiers)}"
            missing = "".join(f"; add [{above}.tiers.{name}]" for name in self.order if name not in self.tiers)
            yield f"{above}.order: must name every tier once ({stated}){missing}"
        if len(self.tiers) > MOST_TIERS:
            yield f"{above}.order: it has {len(self.tiers)} tiers, and {MOST_TIERS} can be told apart: take some away"

    def _condition_problems(self, above: str, things: Things) -> Iterator[str]:
        for name, tier in sorted(entries(self.tiers)):
            for part in ("needs", "one_of"):
                for measure, value in sorted(_readable(tier, part)):
                    path = f"{above}.tiers.{name}.{part}.{measure}"
                    yield from measure_problems(path, measure, things)
                    kind = MEASURES.get(measure_of(measure))
                    if kind == "share" and value > 1 and measure != "growth_rate":
                        yield f"{path}: a share is at most 1 (write {value / 100:g} for {value:g}%)"
                    if kind in WHOLE and value != int(value):
                        yield f"{path}: {value:g} is no whole number, and {measure} is counted in whole ones"
                    if kind == "points" and value > MOST_POINTS:
                        yield f"{path}: points are counted up to {MOST_POINTS:,.0f}: lower it"
                    if measure == "points" and not self.points:
                        yield f"{path}: no measure gives points: state some, such as {above}.points.deals = 10"

    def _point_problems(self, above: str, things: Things) -> Iterator[str]:
        for measure, _ in sorted(_readable(self, "points")):
            path = f"{above}.points.{measure}"
            if measure == "points":
                yield f"{path}: points are not made of points: leave it out"
            elif measure in COMPARED:
                yield f"{path}: it compares partners, which only a condition of a tier does: leave it out"
            else:
                yield from measure_problems(path, measure, things)
        for part in ("per", "most"):
            for measure, _ in sorted(_readable(self, part)):
                if measure not in self.given:
                    cure = f"leave it out, or state {above}.points.{measure}"
                    yield f"{above}.{part}.{measure}: {measure} gives no points: {cure}"
        if set(self.given) - {"points", *COMPARED} and not any(
            "points" in (*tier.asked, self.volume) for tier in self.tiers.values()
        ):
            yield f"{above}.points: no tier asks for points: state a need of them, or leave them out"

    def _window_problems(self, above: str) -> Iterator[str]:
        for measure in sorted(self.windows):
            if measure in MEASURES and measure not in FLOWS:
                yield f"{above}.windows.{measure}: it is what holds at the close, over no months: leave it out"
            if measure not in MEASURES:
                there = ", ".join(sorted(FLOWS))
                yield f"{above}.windows.{measure}: there is no measure '{measure}' (there are {there})"
        for measure in YEAR_AGO:
            if measure in self.asked | set(self.windows) and self.window_of(measure) > MONTHS_PER_YEAR:
                path = f"windows.{measure}" if measure in self.windows else "window_months"
                yield (
                    f"{above}.{path}: {measure} compares with months up to a year ago, so that its window is at most "
                    f"{MONTHS_PER_YEAR} months: state {above}.windows.{measure} = {MONTHS_PER_YEAR}"
                )

    def _month_problems(self, above: str) -> Iterator[str]:
        if MONTHS_PER_YEAR % self.promotion_months:
            yield f"{above}.promotion_months: {self.promotion_months} do not divide the year: 1, 2, 3, 4, 6 or 12"
        if self.review_at == "fiscal" and MONTHS_PER_YEAR % self.review_months:
            yield (
                f"{above}.review_months: reviews by the fiscal year need months that divide it: 1, 2, 3, 4, 6 or 12 "
                f"(they are {self.review_months})"
            )

    def _provisional_problems(self, above: str) -> Iterator[str]:
        tier, months = self.provisional_tier, self.provisional_months
        if tier is not None and tier not in self.tiers:
            yield f"{above}.provisional_tier: there is no tier '{tier}' (there are {', '.join(self.order)})"
        if tier is not None and months is None:
            cure = "state provisional_months, or leave it out"
            yield f"{above}.provisional_tier: newcomers stay there for some months: {cure}"
        if tier is None and months is not None:
            yield f"{above}.provisional_months: no tier is provisional: state provisional_tier, or leave it out"


def _readable(table: Tier | Ladder, part: str) -> Iterator[tuple[str, float]]:
    """What a part of it states by measure, as far as it can be read."""

    def read() -> Iterator[tuple[str, float]]:
        yield from readable_measures(getattr(table, part))

    return known(read())


def standing_problems(
    ladders: dict[str, Ladder], kinds: dict[str, Any], certificates: Mapping[str, object]
) -> Iterator[str]:  # fmt: skip
    """What is wrong with the ladders, and with the kinds of partner that stand on them."""
    for name, ladder in entries(ladders):
        yield from known(_ladder_problems(name, ladder, kinds, certificates))
    for name, kind in entries(kinds):
        yield from known(_kind_problems(f"archetypes.{name}", kind, ladders))


def _ladder_problems(
    name: str, ladder: Ladder, kinds: dict[str, Any], certificates: Mapping[str, object]
) -> Iterator[str]:  # fmt: skip
    def lines() -> Mapping[str, object]:
        on_it = (kind for kind in kinds.values() if kind.ladder == name)
        return {line: share for kind in on_it for line, share in kind.segments.items()}

    things: Things = {"certified": lambda: certificates, "live_arr": lines, "live_customers": lines}
    yield from ladder.problems(f"ladders.{name}", things)


def _kind_problems(above: str, kind: Any, ladders: Mapping[str, Ladder]) -> Iterator[str]:
    if kind.ladder is not None and kind.ladder not in ladders:
        there = ", ".join(sorted(ladders)) or "none"
        cure = f"state [ladders.{kind.ladder}], or leave it out"
        yield f"{above}.ladder: there is no ladder '{kind.ladder}' (there are {there}): {cure}"
    established = None if kind.established is None else kind.established.tier
    for path, tier in (("fixed_tier", kind.fixed_tier), ("established.tier", established)):
        if tier is None or (kind.ladder is not None and kind.ladder not in ladders):
            continue
        if kind.ladder is None:
            yield f"{above}.{path}: the kind is on no ladder: state {above}.ladder, or leave it out"
        elif tier not in ladders[kind.ladder].tiers:
            there = ", ".join(ladders[kind.ladder].order)
            yield f"{above}.{path}: there is no tier '{tier}' on ladder '{kind.ladder}' (there are {there})"
    if kind.fixed_tier is not None and established is not None:
        yield f"{above}.established.tier: fixed_tier says where all of the kind stand: keep one of the two"
