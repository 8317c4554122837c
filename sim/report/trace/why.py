"""Why a future went as it did, in few lines: what its world drew, when its phases began, where it stands."""

from collections.abc import Iterator, Sequence

from sim.analysis.trace.drawn import Drawn
from sim.analysis.trace.standing import PhaseStart, Standing
from sim.analysis.trace.trace import Trace
from sim.report.tables.columns import labelled, wrapped
from sim.report.words.counting import counted
from sim.report.words.fields import plain_number
from sim.report.words.rounding import fixed, money, percent, plain_percent, share_of_futures
from sim.report.words.spelling import spelled
from sim.units import BPS

WIDTH = 80
"""Widest line."""
LINES = 13
"""Lines of the explanation in ``WIDTH``: as many inputs are shown as fit, at least one."""
LABELS = {
    "signed_ever": "partners signed so far",
    "active_partners": "active partners",
    "won_deals": "deals won so far",
    "partner_arr": "ARR of recruited partners",
    "own_growth": "own growth of the year, without a program",
}
_NEVER = "never"
_STANDING = 44
"""Characters of a label at the gate, where there is room."""


def why_lines(traced: Trace, replication: int, width: int = WIDTH, encoding: str = "utf-8") -> list[str]:
    """The future, its inputs, its phases and its state at the gate, in lines for a console."""
    around = _around(traced, replication, WIDTH, encoding)
    shown = _shown_inputs(traced, LINES - sum(map(len, around)))
    first, last = _around(traced, replication, width, encoding)
    return [*first, *_input_lines(traced, shown, width), *last]


def _around(traced: Trace, replication: int, width: int, encoding: str) -> tuple[list[str], list[str]]:
    """The lines before the inputs and those after them."""
    return wrapped(title(traced, replication), width), [
        *_phase_lines(traced.phases, width),
        *_standing_lines(traced, width, encoding),
    ]


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


def _shown_inputs(traced: Trace, most: int) -> int:
    """How many inputs fit, with their heading, in ``most`` lines of ``WIDTH``; at least one."""
    lines = 1
    for number, drawn in enumerate(traced.drawn):
        lines += len(list(_input_row(drawn, WIDTH)))
        if number and lines > most:
            return number
    return len(traced.drawn)


def _input_lines(traced: Trace, shown: int, width: int) -> list[str]:
    """Heading and the first inputs."""
    if not traced.drawn:
        return wrapped("No input is uncertain: other futures differ by chance alone.", width)
    measure = traced.scenario.gate.measure.replace("_", " ")
    is_known = any(drawn.pull for drawn in traced.drawn)
    heading = (
        f"Inputs drawn, by effect on the {measure}" if is_known else "Inputs drawn, furthest from the median first"
    )
    rows = [_row(heading, ("value", "median", "at"), "effect" if is_known else "", width)]
    return [line for row in (*rows, *(_input_row(drawn, width) for drawn in traced.drawn[:shown])) for line in row]


def _input_row(drawn: Drawn, width: int) -> Iterator[str]:
    cells = (plain_number(float(drawn.value)), plain_number(float(drawn.median)), level_text(drawn.level))
    return _row(drawn.path, cells, effect_word(drawn), width)


def _row(name: str, cells: Sequence[str], effect: str, width: int) -> Iterator[str]:
    """Columns of an input; a long name stands on a line of its own."""
    figures = " ".join(f"{cell:>{size}}" for cell, size in zip(cells, (8, 8, 5), strict=True))
    return labelled(name, f"{figures} {effect:<6}", width - 1)


def _phase_lines(phases: Sequence[PhaseStart], width: int) -> list[str]:
    """The months in which phases began, with the median where that is another; the first median is named."""
    before = [each.phase for each in phases if each.is_before_start]
    parts, name = [], "median "
    for each in phases[len(before) :]:
        own, median = (_NEVER if month is None else f"{month:g}" for month in (each.month, each.median))
        if each.has_median and own != median:
            own, name = f"{own} ({name}{median})", ""
        parts.append(f"{each.phase} {own}")
    earlier = [f"{', '.join(before)} before day 0"] if before else []
    later = [", ".join(parts).replace(" ", " month ", 1)] if parts else []
    return wrapped(f"Began: {', '.join([*earlier, *later])}", width, following="  ")


def _standing_lines(traced: Trace, width: int, encoding: str) -> Iterator[str]:
    gate = traced.scenario.gate
    among = "" if traced.among is None else f", beside {counted(traced.among, 'future')}"
    heads = ("value", "", "") if traced.among is None else ("value", "median", "lower in")
    yield from _standing_row(f"At month {gate.month}{among}", heads, width)
    for each in traced.standings:
        label = LABELS.get(each.metric, each.metric.replace("_", " "))
        if each.metric == gate.measure:
            label = f"{label} ({plain_percent(gate.threshold)} needed)"
        amounts = (amount_text(each, amount, traced.scenario.currency) for amount in (each.value, each.median))
        below = "" if each.share_below is None else share_of_futures(each.share_below)
        yield from _standing_row(label, [*(spelled(amount, encoding) for amount in amounts), below], width)


def _standing_row(label: str, cells: Sequence[str], width: int) -> Iterator[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    room = _STANDING + 12 * len(cells)
    return labelled(label, " ".join(f"{cell:>11}" for cell in cells), min(room, width))


def amount_text(standing: Standing, amount: float | None, currency: str) -> str:
    """A value of a quantity; a median may be half a partner."""
    if amount is None:
        return ""
    if standing.unit == "share":
        return percent(amount, 1)
    if standing.unit == "bps":
        return percent(amount / BPS, 1)
    return money(amount, currency) if standing.unit == "money" else fixed(amount, 1).removesuffix(".0")
