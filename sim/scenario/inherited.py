"""Inherited ranges that move along with a value stated on top of them (``inherited_ranges = "scaled"``)."""

from decimal import Decimal

from sim.scenario.change import Change
from sim.scenario.grammar import Spec
from sim.units import round_half_up

INHERITED_RANGES = "inherited_ranges"
ENDED, SCALED = "ended", "scaled"


def move_to(spec: Spec, old: float, new: float) -> Change | None:
    """The change by which a range moves when a value goes from ``old`` to ``new``, by the field's unit.

    Money rates and growth are shifted; probabilities and shares between 0 and 1 move by odds; money, counts, durations
    and factors are multiplied. None where that is impossible: 0 cannot be multiplied, 0 and 1 have no odds.
    """
    if spec.is_rate or (spec.is_fraction and not (spec.low >= 0 and spec.high <= 1)):
        return Change(plus=float(Decimal(repr(new)) - Decimal(repr(old))))
    if spec.is_fraction:
        if not (0 < old < 1 and 0 < new < 1):
            return None
        return Change(odds_times=new * (1 - old) / (old * (1 - new)))
    return Change(times=new / old) if old * new > 0 else None


def changed_value(change: Change, old: float, spec: Spec) -> float:
    """A stated number after a relative change, as its field has it: whole numbers and rates are rounded half up."""
    exact = change.stated(old)
    return round_half_up(exact) if spec.kind == "int" else float(spec.held(exact))
