"""Scenarios as ``compare`` names them: a name or a file, or a variant ``NAME[+OVERLAY…][:PATH=V[,PATH=V]]`` of one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.options import load
from sim.cli.status import Refusal
from sim.letters import visible

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

_SETTING = re.compile(r"""[A-Za-z_"'*][^=,:\[\]{}]*=""")
_OPENING, _CLOSING, _QUOTES = "[{", "]}", "\"'"


@dataclass(frozen=True, slots=True)
class Variant:
    """A scenario's name or file, overlays on it, and what is set on top of them."""

    name: str
    overlays: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The names, of files those without folder and ending, with the settings."""
        plain = "+".join(Path(name).stem if name.endswith(".toml") else name for name in (self.name, *self.overlays))
        return visible(f"{plain}:{','.join(self.settings)}" if self.settings else plain, keep="")


def variant(text: str) -> Variant:
    """The argument split into its parts. Raises Refusal where no setting follows the colon, or no name a plus sign."""
    for colon in (position for position, letter in enumerate(text) if letter == ":"):
        if _SETTING.match(text, colon + 1):
            return _named(text, text[:colon], tuple(_settings(text[colon + 1 :])))
    name, colon_sign, rest = text.partition(":")
    if colon_sign and not text.endswith(".toml"):
        raise Refusal(f"{text}: a variant is NAME:PATH=VALUE[,PATH=VALUE] (got '{rest}' after '{name}:')")
    return _named(text, text, ())


def _named(text: str, names: str, settings: tuple[str, ...]) -> Variant:
    name, *overlays = _parts(names)
    if not all((name, *overlays)):
        raise Refusal(f"{text}: a + stands between a scenario and an overlay, such as coach+growth-half")
    return Variant(name, tuple(overlays), settings)


def _parts(names: str) -> list[str]:
    """Names separated by plus signs; a file whose own name has one is recognised because it exists."""
    pieces = names.split("+")
    ends = range(len(pieces), 1, -1)
    end = next((end for end in ends if Path("+".join(pieces[:end])).is_file()), 1)
    rest = "+".join(pieces[end:])
    return ["+".join(pieces[:end]), *(_parts(rest) if end < len(pieces) else [])]


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


def read_variants(
    texts: Sequence[str], overrides: Sequence[str], overlays: Sequence[str], months: int | None, *, quiet: bool = False
) -> "tuple[list[Variant], list[Scenario]]":
    """The arguments and the scenario of each. Raises Refusal with the problems of all of them."""
    variants, scenarios = [], []
    problems: list[str] = []
    for text in texts:
        try:
            variants.append(variant(text))
            scenarios.append(load_variant(variants[-1], overrides, overlays, months, quiet=quiet))
        except Refusal as error:
            problems += [line for line in error.message.splitlines() if line not in problems]
    if problems:
        raise Refusal("\n".join(problems))
    return variants, scenarios


def load_variant(
    chosen: Variant, overrides: Sequence[str], overlays: Sequence[str], months: int | None, *, quiet: bool = False
) -> "Scenario":
    """The scenario with the overlays that all share, then its own; overrides in the same order; then the horizon."""
    from sim.scenario.overrides import Setting

    names = "+".join((chosen.name, *chosen.overlays))
    own = [Setting(text, f"{names}:{text}") for text in chosen.settings]
    return load(chosen.name, (*overrides, *own), months, (*overlays, *chosen.overlays), quiet=quiet)
