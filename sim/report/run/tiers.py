"""Partners by tier, and what each tier returns on what its partners cost, in a sentence (R-105, Q-8)."""

from collections.abc import Iterator, Mapping
from typing import Any

from sim.report.run.cells import Sentence
from sim.report.words.counting import listed
from sim.report.words.rounding import fixed


def tier_sentences(summary: Mapping[str, Any]) -> Iterator[Sentence]:
    """Nothing without a ladder; without room only where partners stand."""
    tiers = summary.get("tiers")
    if tiers is None:
        return
    gate = summary["gate"]["month"]
    names = [_name(tiers["ladders"], place) for place in range(len(tiers["by_tier"]))]
    at_gate = _by_name(names, [one["at_gate"] for one in tiers["by_tier"]])
    at_the_end = _by_name(names, [one["at_the_end"] for one in tiers["by_tier"]])
    of = "" if tiers["kinds"] is None else f" of {listed(tiers['kinds'])}"
    stand = f"Partners{of} by tier at month {gate} (mean): {at_gate}"
    stand += f"; at month {summary['months']}: {at_the_end}." if gate != summary["months"] else "."
    yield Sentence("partners_by_tier", stand, "")
    returned = [
        f"{name} {fixed(one['return'], 1)}" for name, one in zip(names, tiers["by_tier"], strict=True) if one["return"]
    ]
    if returned:
        what = "Booked revenue of a tier x gross margin over its cost_per_month, fees not off"
        text = f"{what} (mean): {listed(returned)} times."
        yield Sentence("tier_return", text, "")


def _by_name(names: list[str], values: list[float]) -> str:
    return ", ".join(f"{name} {fixed(value, 1)}" for name, value in zip(names, values, strict=True))


def _name(ladders: Mapping[str, list[str]], place: int) -> str:
    """What the ladders call a tier: ``silver``, or ``silver/registered`` where they differ."""
    return "/".join(dict.fromkeys(order[place] for order in ladders.values() if place < len(order)))
