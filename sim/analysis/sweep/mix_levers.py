"""Mixes of archetypes as a lever: the share of one of them, or mixes by name.

A mix says who is approached with the contacts of the month. Contacts, managers, other heads and fixed cost are
those of the phase, whatever the mix.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sim.analysis.sweep.lever import Lever, SweepError, decimal_of, values_between
from sim.scenario.problems import suggestion
from sim.scenario.schema import Scenario

PATH = "mix"
OWN = "own"
OWN_NAME = "own mix"
MOST_MIXES = 26
MOST_LETTERS = 40
FORM = (
    "write mix=reseller:0:1:5 (the share of one archetype, the others in proportion), or mixes such as "
    "mix=own/reseller=.7,referral=.3/alliances:referral=.6,alliance=.4"
)
_TOLERANCE = Decimal("1e-6")
_DIGITS = 12
"""Decimal places of a rescaled share: far below a millionth of a contact, and short to type."""


@dataclass(frozen=True, slots=True)
class MixShare(Lever):
    """The share of one archetype; the others keep their proportions to each other."""

    others: Mapping[str, Decimal] = field(default_factory=dict)
    """Part of what is left that each other archetype gets; they sum to 1."""

    def __repr__(self) -> str:
        return f"<MixShare {self.path}: {len(self.values)} values from {self.values[0]:g} to {self.values[-1]:g}>"

    def settings(self, value: float) -> dict[str, float]:
        """The share of every archetype of the mix."""
        left = 1 - Decimal(repr(value))
        shares = {name: float(round(left * part, _DIGITS)) for name, part in self.others.items()}
        return {self.path: value, **{f"{PATH}.{name}": share for name, share in shares.items()}}


@dataclass(frozen=True, slots=True)
class NamedMixes(Lever):
    """Mixes by name; the values are their positions, in the order given."""

    mixes: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Name to the share of each archetype, those with none too."""

    def __repr__(self) -> str:
        return f"<NamedMixes {', '.join(self.mixes)}>"

    @property
    def is_ordered(self) -> bool:
        """No: nothing lies between two mixes."""
        return False

    def settings(self, value: float) -> dict[str, float]:
        """The share of every archetype of the mix."""
        return {f"{PATH}.{name}": share for name, share in self.mixes[self.said(value)].items()}

    def said(self, value: float) -> str:
        """The mix's name."""
        return tuple(self.mixes)[int(value)]


def mix_lever(text: str, scenario: Scenario) -> Lever:
    """The lever that ``mix=TEXT`` means: ``ARCHETYPE:start:stop:points`` or ``[NAME:]ARCHETYPE=SHARE,…/…``.

    Raises SweepError with what is wrong.
    """
    place = f"--over {PATH}"
    if not text.strip():
        raise SweepError(f"{place}: {FORM}")
    if "=" not in text and ":" in text:
        return _share(place, text.split(":"), scenario)
    mixes: dict[str, dict[str, float]] = {}
    for part in text.split("/"):
        name, shares = _mix(place, part.strip(), scenario)
        if name in mixes:
            raise SweepError(f"{place}: two mixes are named '{name}'")
        same = [other for other, its in mixes.items() if its == shares]
        if same:
            raise SweepError(f"{place}: '{name}' is the same mix as '{same[0]}'")
        mixes[name] = shares
    if not 2 <= len(mixes) <= MOST_MIXES:
        raise SweepError(f"{place}: between 2 and {MOST_MIXES} mixes, separated by / (got {len(mixes)}); {FORM}")
    return NamedMixes(PATH, tuple(float(position) for position in range(len(mixes))), mixes)


def _share(place: str, parts: Sequence[str], scenario: Scenario) -> MixShare:
    if len(parts) != 4:
        raise SweepError(f"{place}: '{':'.join(parts)}' is not ARCHETYPE:start:stop:points; {FORM}")
    name = _archetype(place, parts[0], scenario)
    exact = values_between(f"{place}.{name}", parts[1:], FORM)
    for value in (exact[0], exact[-1]):
        _check_share(f"{place}.{name}", value)
    values = tuple(float(round(value, _DIGITS)) for value in exact)
    if len(set(values)) < len(values):
        raise SweepError(f"{place}.{name}: {values[0]:g} occurs twice among the points; choose wider ends")
    own = {other: Decimal(repr(share)) for other, share in scenario.mix.items() if other != name}
    left = sum(own.values(), Decimal(0))
    if left == 0 and min(values) < 1:
        cure = "name the mixes instead, such as mix=own/reseller=.7,referral=.3"
        raise SweepError(f"{place}.{name}: no other archetype has a share in {scenario.name} to be rescaled; {cure}")
    others = {other: share / left if left else Decimal(0) for other, share in own.items()}
    return MixShare(f"{PATH}.{name}", values, others)


def _mix(place: str, text: str, scenario: Scenario) -> tuple[str, dict[str, float]]:
    """Name and shares of one mix; archetypes of the scenario's own mix that are not named get 0."""
    if text == OWN:
        return OWN_NAME, dict(scenario.mix)
    name, colon, listed = text.rpartition(":")
    if "=" not in listed:
        raise SweepError(f"{place}: '{text}' is not {OWN}, nor a mix such as reseller=.7,referral=.3; {FORM}")
    name = name.strip()
    if colon and (not name or len(name) > MOST_LETTERS or name in (OWN, OWN_NAME) or set(name) & set(":=,")):
        what = f"a name before the colon has 1 to {MOST_LETTERS} letters without : = or , and is not '{OWN}'"
        raise SweepError(f"{place}: '{text}': {what}")
    shares: dict[str, Decimal] = {}
    for entry in listed.split(","):
        archetype, equals, number = entry.partition("=")
        if not equals:
            raise SweepError(f"{place}: '{text}': '{entry.strip()}' is not ARCHETYPE=SHARE")
        archetype = _archetype(place, archetype, scenario)
        if archetype in shares:
            raise SweepError(f"{place}: '{text}': {archetype} is given twice")
        shares[archetype] = decimal_of(place, number, FORM)
        _check_share(f"{place}: '{text}': {archetype}", shares[archetype])
    total = sum(shares.values(), Decimal(0))
    if abs(total - 1) > _TOLERANCE:
        raise SweepError(f"{place}: '{text}': the shares must sum to 1 (they sum to {total.normalize():f})")
    largest = sorted(shares.items(), key=lambda item: -item[1])
    said = name or ", ".join(f"{one} {100 * float(share):.4g}%" for one, share in largest if share)
    return said, {**dict.fromkeys(scenario.mix, 0.0), **{one: float(share) for one, share in shares.items()}}


def _archetype(place: str, text: str, scenario: Scenario) -> str:
    name = text.strip()
    if name not in scenario.archetypes:
        near = suggestion(name, sorted(scenario.archetypes))
        hint = f"Did you mean '{near}'? " if near else ""
        there = ", ".join(sorted(scenario.archetypes))
        raise SweepError(f"{place}: there is no archetype '{name}'. {hint}There are: {there}")
    return name


def _check_share(place: str, share: Decimal) -> None:
    if not 0 <= share <= 1:
        cure = f" Write {share / 100:f} for {share:f}%." if 1 < share <= 100 else ""
        raise SweepError(f"{place}: a share lies between 0 and 1 (got {share:f}).{cure}")
