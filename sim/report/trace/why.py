"""Why a future went as it did, in few lines: what its world drew, when its phases began, where it stands."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from sim.analysis.trace.drawn import Drawn
from sim.analysis.trace.standing import PhaseStart, Standing
from sim.analysis.trace.trace import Trace
from sim.report.words.counting import counted
from sim.report.words.fields import plain_number
from sim.report.words.rounding import fixed, money, percent, plain_percent, share_of_futures
from sim.units import BPS

WIDTH = 80
LINES = 13
"""Lines of the explanation: as many inputs are shown as fit, at least one."""
LABELS = {
    "signed_ever": "partners signed so far",
    "active_partners": "active partners",
    "won_deals": "deals won so far",
    "partner_arr": "ARR of recruited partners",
    "own_growth": "own growth of the year, without a program",
}
_NEVER = "never"


def why_lines(traced: Trace, replication: int) -> list[str]:
    """The future, its inputs, its phases and its state at the gate."""
    first = wrap(title(traced, replication), WIDTH)
    last = [*_phase_lines(traced.phases), *_standing_lines(traced)]
    return [*first, *_input_lines(traced, LINES - len(first) - len(last)), *last]


def title(traced: Trace, replication: int) -> str:
    """The number of the future, and whether it passes."""
    return (
        f"{traced.scenario.name}, replication {replication} (world {traced.world}, future {traced.future}), "
        f"seed {traced.seed}: {'passes' if traced.passes else 'misses'} the gate"
    )


def level_text(level: float) -> str:
    """A share of a distribution as a percentile: ``p8``, ``p0.4`` near the ends."""
    return f"p{fixed(level, 0 if 0.01 <= level <= 0.99 else 1, shift=2)}"


def effect_word(drawn: Drawn) -> str:
    """Whether the draw raises or lowers the measure; empty where that is not known."""
    return "" if drawn.pull == 0 else "raises" if drawn.pull > 0 else "lowers"


def _input_lines(traced: Trace, most: int) -> list[str]:
    """Heading and inputs in at most ``most`` lines, but at least one input."""
    if not traced.drawn:
        return ["No input is uncertain: other futures differ by chance alone."]
    measure = traced.scenario.gate.measure.replace("_", " ")
    is_known = any(drawn.pull for drawn in traced.drawn)
    heading = (
        f"Inputs drawn, by effect on the {measure}" if is_known else "Inputs drawn, furthest from the median first"
    )
    lines = list[str]()
    for drawn in traced.drawn:
        cells = (plain_number(float(drawn.value)), plain_number(float(drawn.median)), level_text(drawn.level))
        added = _row(drawn.path, cells, effect_word(drawn))
        if lines and 1 + len(lines) + len(added) > most:
            break
        lines += added
    return [*_row(heading, ("value", "median", "at"), "effect" if is_known else ""), *lines]


def _row(name: str, cells: Sequence[str], effect: str) -> list[str]:
    """Columns of an input; a long name stands on a line of its own."""
    figures = " ".join(f"{cell:>{width}}" for cell, width in zip(cells, (8, 8, 5), strict=True))
    room = WIDTH - len(figures) - 8
    if len(name) <= room:
        return [f"{name:<{room}} {figures} {effect}".rstrip()]
    return [name, f"{'':<{room}} {figures} {effect}".rstrip()]


def _phase_lines(phases: Sequence[PhaseStart]) -> list[str]:
    """The months in which phases began, with the median where that is another; the first median is named."""
    parts, name = [], "median "
    for each in phases:
        own, median = (_NEVER if month is None else f"{month:g}" for month in (each.month, each.median))
        if each.has_median and own != median:
            own, name = f"{own} ({name}{median})", ""
        parts.append(f"{each.phase} {own}")
    return wrap(f"Began: {', '.join(parts).replace(' ', ' month ', 1)}", WIDTH, subsequent_indent="  ")


def _standing_lines(traced: Trace) -> Iterator[str]:
    gate = traced.scenario.gate
    among = "" if traced.among is None else f", beside {counted(traced.among, 'future')}"
    yield _standing_row(
        f"At month {gate.month}{among}",
        *(("value", "", "") if traced.among is None else ("value", "median", "lower in")),
    )
    for each in traced.standings:
        label = LABELS.get(each.metric, each.metric.replace("_", " "))
        if each.metric == gate.measure:
            label = f"{label} ({plain_percent(gate.threshold)} needed)"
        value, median = (amount_text(each, amount, traced.scenario.currency) for amount in (each.value, each.median))
        below = "" if each.share_below is None else share_of_futures(each.share_below)
        yield _standing_row(label, value, median, below)


def _standing_row(label: str, *cells: str) -> str:
    return f"{label:<44} {' '.join(f'{cell:>11}' for cell in cells)}".rstrip()


def amount_text(standing: Standing, amount: float | None, currency: str) -> str:
    """A value of a quantity; a median may be half a partner."""
    if amount is None:
        return ""
    if standing.unit == "share":
        return percent(amount, 1)
    if standing.unit == "bps":
        return percent(amount / BPS, 1)
    return money(amount, currency) if standing.unit == "money" else fixed(amount, 1).removesuffix(".0")
