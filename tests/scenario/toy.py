"""A schema of its own, with parts that the product's may have: optional tables, and tables by name in tables."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.fields import choice, lever, uncertainty
from sim.scenario.schema import Name, Ordered, ReadinessPath, Root, Score, Table
from sim.scenario.unit import DAYS, FACTOR, HEADS, MONEY, MONEY_RATE, MONTHS, PROBABILITY, SCORE, SHARE

TOY = Path(__file__).parent / "toy.toml"


class Step(Table):
    """A step of a band."""

    start: float = lever("first of the step", rule="R-75", unit=MONEY, low=0, high=1e9)
    rate: float = lever("rate of the step", rule="R-75", unit=MONEY_RATE, low=0, high=1)


class Bands(Table):
    """Needs a measure; the rest has defaults."""

    measure: Literal["sold", "billed"] = choice("what steps read", rule="R-75")
    mode: Literal["marginal", "whole"] = choice("how steps act", rule="R-75", default="marginal")
    cap: float = lever("cap a year", rule="R-75", unit=MONEY, low=0, high=1e9, default=0)
    steps: dict[Name, Step] = Field(default={})


class Clawback(Table):
    """Has a default for everything."""

    days: int = lever("days of clawback", rule="R-92", unit=DAYS, low=1, high=360, default=60)
    share: float = uncertainty("share taken back", rule="R-92", unit=SHARE, engine="same", low=0, high=1, default=0.5)


class Line(Table):
    """A product line, which may have a rate of its own."""

    rate: float | None = lever("rate of the line", rule="R-70", unit=MONEY_RATE, low=0, high=1, default=None)
    share: float = uncertainty("share of deals", rule="R-70", unit=SHARE, engine="same", low=0, high=1)


class Terms(Table):
    """What a kind earns."""

    rate: float = lever("rate", rule="R-70", unit=MONEY_RATE, low=0, high=1)
    later: dict[Name, Annotated[float, lever("rate of a year", rule="R-70", unit=MONEY_RATE, low=0, high=1)]] = Field(
        default={}
    )
    lines: dict[Name, Line] = choice("product lines", rule="R-70", default={}, neutral=True)
    bands: Bands | None = None
    clawback: Clawback | None = None
    least: float = lever("least fee", rule="R-70", unit=MONEY, low=0, high=1e6, default=0.0, neutral=True)


class Kind(Table):
    """A kind of partner."""

    win_probability: float = uncertainty("of a deal", rule="E-23", unit=PROBABILITY, low=0, high=1)
    score: Score | ReadinessPath = uncertainty("by month", rule="R-10", unit=SCORE)
    terms: Terms


class Trust(Table):
    """An optional table of the root."""

    start: int = lever("points", rule="R-120", unit=FACTOR, low=1, high=100)
    loss: float = uncertainty("points", rule="R-120", unit=FACTOR, low=0, high=100, default=0)


class Pace(Table):
    """Numbers that may be absent, in order where they are there; a field that became wider."""

    ordered = (Ordered("first", "second", moves="second", cause="second must not come before first"),)
    first: int | None = lever("first day", rule="R-92", unit=DAYS, low=1, high=360, default=None)
    second: int | None = lever("second day", rule="R-92", unit=DAYS, low=1, high=360, default=None)
    slots: int = uncertainty("places", rule="R-122", unit=HEADS, low=0, high=40, drawn_to=20, default=5)
    rate: float = lever("rate", rule="R-70", unit=MONEY_RATE, low=0, high=1, drawn_to=0.9, default=0.5)


class Toy(Root):
    """A scenario of its own."""

    months: int = lever("horizon", rule="R-45", unit=MONTHS, low=1, high=240, default=24, fixed=True)
    kinds: dict[Name, Kind]
    trust: Trust | None = None
    pace: Pace | None = None
