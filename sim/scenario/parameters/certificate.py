"""Certificates, as parameters of the engines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.names import name_word, thing_name
from sim.scenario.conversion import Blocks, converted
from sim.scenario.schema import Archetype, Certificate, Ladder

NO_CERTIFICATE = -1


@dataclass(frozen=True, slots=True)
class CertificateParameters:
    name: str
    name_words: tuple[int, ...]
    """Under which its exams are drawn, by archetype."""
    requires: int
    """By name; ``NO_CERTIFICATE``."""
    may_register: bool
    pass_probability: float
    renewal_probability: float
    valid_months: int
    cost_cents: int
    partner_cost_cents: int
    may_deliver: bool


def certificates_parameters(
    blocks: Blocks, certificates: Mapping[str, Certificate]
) -> tuple[CertificateParameters, ...]:
    """All certificates, by name."""
    names = sorted(certificates)
    return tuple(
        converted(
            blocks,
            CertificateParameters,
            certificates[name],
            name=name,
            name_words=tuple(name_word(thing_name("certificates", name, kind)) for kind in blocks.archetypes),
            requires=_position(certificates[name].requires, names),
            may_register=bool(certificates[name].may_register),
        )
        for name in names
    )


def _position(required: str | None, names: Sequence[str]) -> int:
    return NO_CERTIFICATE if required is None else names.index(required)


def expected_rights(
    kind: Archetype, ladders: Mapping[str, Ladder], certificates: Mapping[str, Certificate]
) -> tuple[bool, ...]:
    """Whether partners of a kind expect to register deals, by tier of its ladder, or one for all (R-109).

    They do not at a tier that gives no right to, unless some certificate does, which they expect to have.
    """
    tiers = None if kind.ladder is None else [ladders[kind.ladder].tiers[tier] for tier in ladders[kind.ladder].order]
    by_certificate = any(certificate.may_register for certificate in certificates.values())
    if by_certificate or not says_who_registers(kind, ladders, certificates):
        return (True,) if tiers is None else (True,) * len(tiers)
    return (False,) if tiers is None else tuple(bool(tier.may_register) for tier in tiers)


def says_who_registers(
    kind: Archetype, ladders: Mapping[str, Ladder], certificates: Mapping[str, Certificate]
) -> bool:  # fmt: skip
    """Whether a certificate, or a tier of a kind's ladder, says if it gives the right to register."""
    tiers = () if kind.ladder is None else ladders[kind.ladder].tiers.values()
    return any(tier.may_register is not None for tier in tiers) or any(
        certificate.may_register is not None for certificate in certificates.values()
    )
