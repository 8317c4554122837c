"""Printed figures read back: the number, and the place of its last digit."""

import re
from dataclasses import dataclass

_SCALES = {"": 1.0, "k": 1e3, "M": 1e6, "B": 1e9, "%": 0.01, "x": 1.0}
_FIGURE = re.compile(r"([+-]?)\$?(\d[\d,]*)(\.\d+)?([kMB%x]?)$")


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure as it stands on a page."""

    value: float
    step: float
    """The unit of its last digit."""

    def is_close_to(self, exact: float) -> bool:
        """Whether it is ``exact`` rounded to its digits, a tie either way."""
        return abs(self.value - exact) <= 0.5000001 * self.step


def printed(text: str) -> Printed:
    """``-$1.2M``, ``+270k``, ``28%`` (a fraction), ``1,234``. ValueError for anything else."""
    found = _FIGURE.match(text)
    if found is None:
        raise ValueError(f"no figure: {text!r}")
    sign, whole, decimals, unit = found.groups(default="")
    scale = _SCALES[unit]
    value = float(f"{whole.replace(',', '')}{decimals}") * scale
    return Printed(-value if sign == "-" else value, scale * 10.0 ** -(len(decimals) - 1 if decimals else 0))
