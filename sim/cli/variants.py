"""Scenarios as ``compare`` names them: a name or a file, or a variant ``NAME:PATH=V[,PATH=V]`` of one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.options import load
from sim.cli.status import Refusal

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

_SETTING = re.compile(r"""[A-Za-z_"'][^=,:\[\]{}]*=""")
_OPENING, _CLOSING, _QUOTES = "[{", "]}", "\"'"


@dataclass(frozen=True, slots=True)
class Variant:
    """A scenario's name or file, and what is set on top of it."""

    name: str
    settings: tuple[str, ...]

    @property
    def label(self) -> str:
        """The name, or the file's name without its ending, with the settings."""
        plain = Path(self.name).stem if self.name.endswith(".toml") else self.name
        return f"{plain}:{','.join(self.settings)}" if self.settings else plain


def variant(text: str) -> Variant:
    """The argument split into its parts. Raises Refusal where no setting follows the colon."""
    for colon in (position for position, letter in enumerate(text) if letter == ":"):
        if _SETTING.match(text, colon + 1):
            return Variant(text[:colon], tuple(_settings(text[colon + 1 :])))
    name, colon_sign, rest = text.partition(":")
    if colon_sign and not text.endswith(".toml"):
        raise Refusal(f"{text}: a variant is NAME:PATH=VALUE[,PATH=VALUE] (got '{rest}' after '{name}:')")
    return Variant(text, ())


def _settings(text: str) -> list[str]:
    """``PATH=VALUE`` parts, separated at commas before another path, outside of brackets and quotes."""
    parts, start, depth, quote = [], 0, 0, ""
    for position, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in _QUOTES:
            quote = letter
        elif letter in _OPENING:
            depth += 1
        elif letter in _CLOSING:
            depth -= 1
        elif letter == "," and depth == 0 and _SETTING.match(text[position + 1 :].lstrip()):
            parts.append(text[start:position].strip())
            start = position + 1
    return [*parts, text[start:].strip()]


def load_variant(chosen: Variant, overrides: Sequence[str], overlays: Sequence[str], months: int | None) -> "Scenario":
    """The scenario with overlays, then overrides that all share, then its own settings, then the horizon."""
    return load(chosen.name, (*overrides, *chosen.settings), months, overlays)
