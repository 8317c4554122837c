"""Numbers as people type them: a decimal comma, 25%, 7,500,000 or $7.5M, and how a file states them.

Nothing is converted in silence: the message says what to write instead.
"""

import math
import re
import unicodedata
from decimal import Decimal
from typing import Any

from sim.scenario.grammar import Spec

LONGEST_NUMBER = 40
"""Letters of a text that can be meant as a number."""
SCALES = {
    "": 0, "k": 3, "thousand": 3, "m": 6, "mio": 6, "mm": 6, "mn": 6, "million": 6, "b": 9, "bn": 9, "billion": 9,
}  # fmt: skip
"""Words and letters after a number, and the power of ten that each multiplies by."""
WITH_POINT = " with a point"
_CURRENCY = r"(?:[A-Z]{3}|US\$|[$€£¥₩₹₽₺₪฿])"
_NUMBER = re.compile(
    rf"(?P<sign>[+-]?)\s*{_CURRENCY}?\s*(?P<inner>[+-]?)(?P<digits>[\d.,'’_ ]*\d[.,]?)\s*(?P<scale>[A-Za-z]*?)\s*"
    rf"(?P<percent>%|percent|pct)?\s*{_CURRENCY}?"
)


def not_a_number(value: Any, spec: Spec | None = None) -> str:
    """What is wrong with a value that is no number of the field, and how to write what was meant."""
    if isinstance(value, int) and not isinstance(value, bool):
        return "must be a smaller number"
    if isinstance(value, str):
        cure = cure_of(value, spec)
        return f"must be a number, not text{f': {cure}' if cure else ''}"
    return "must be a number"


def cure_of(text: str, spec: Spec | None = None) -> str:
    """``write 0.25 with a point`` for ``0,25``; empty where no number of the field can be meant."""
    readings = [(number, how) for number, how in _readings(text) if spec is None or spec.low <= number <= spec.high]
    whole = spec is not None and spec.kind == "int"
    if spec is not None and spec.engine == "cents" and "%" in unicodedata.normalize("NFKC", text):
        return ""
    said = [
        f"{_plain(number)}{how}"
        for number, how in dict(readings).items()
        if not whole or (number == number.to_integral() and how != WITH_POINT)
    ]
    return f"write {' or '.join(said)}" if said else ""


def _readings(text: str) -> list[tuple[Decimal, str]]:
    """What a text can mean, with how it is then written: several where a comma or point can be either."""
    plain = unicodedata.normalize("NFKC", text).strip().strip("\"'").strip()
    if len(plain) <= LONGEST_NUMBER and re.fullmatch(r"[+-]?\d+(\.\d+)?[eE][+-]?\d{1,3}", plain):
        return [(Decimal(plain), "")]
    match = _NUMBER.fullmatch(plain) if len(plain) <= LONGEST_NUMBER else None
    if match is None or match["scale"].lower() not in SCALES or (match["sign"] and match["inner"]):
        return []
    minus = "-" in (match["sign"], match["inner"])
    scale = SCALES[match["scale"].lower()] - (2 if match["percent"] else 0)
    has_words = scale != 0 or bool(re.search(_CURRENCY, plain))
    found = []
    for number, how in _written(match["digits"]):
        value = (-number if minus else number).scaleb(scale)
        found.append((value, f" for {plain}" if has_words else how))
    return found


def _written(digits: str) -> list[tuple[Decimal, str]]:
    """The numbers that digits with separators can be."""
    bare = re.sub(r"[ '’_]", "", digits)
    how = " without separators" if bare != digits else ""
    commas, points = bare.count(","), bare.count(".")
    if not commas and points <= 1:
        return [(Decimal(bare), how)]
    if commas and points:
        decimal = max(bare.rfind(","), bare.rfind("."))
        whole, part = re.sub(r"[.,]", "", bare[:decimal]), bare[decimal + 1 :]
        return [(Decimal(f"{whole or 0}.{part or 0}"), " without separators")]
    mark = "," if commas else "."
    parts = bare.split(mark)
    grouped = len(parts) > 1 and parts[0].isdecimal() and 1 <= len(parts[0]) <= 3
    grouped = grouped and all(len(part) == 3 for part in parts[1:]) and parts[0].lstrip("0") != ""
    found = [(Decimal("".join(parts)), " without separators")] if grouped else []
    if len(parts) == 2:
        found.append((Decimal(f"{parts[0] or 0}.{parts[1] or 0}"), WITH_POINT))
    return found


def _plain(number: Decimal) -> str:
    """A number as a file states it."""
    normal = number.normalize()
    return f"{normal:f}" if math.isfinite(normal) else str(normal)
