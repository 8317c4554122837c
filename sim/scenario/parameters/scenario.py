"""Conversion of a whole scenario to parameters, and the parts that its worlds share with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sim.scenario.changes import Course, Locked
from sim.scenario.conversion import Blocks, converted
from sim.scenario.parameters.archetype import ArchetypeParameters, archetype_parameters, locked_by_deals
from sim.scenario.parameters.bands import MeasuresParameters, measures_parameters
from sim.scenario.parameters.bonus import BonusParameters, bonus_parameters
from sim.scenario.parameters.certificate import CertificateParameters, certificates_parameters
from sim.scenario.parameters.changes import ChangeParameters, change_parameters
from sim.scenario.parameters.claim import ClaimsParameters, claims_parameters, class_pay_parameters
from sim.scenario.parameters.clawback import ClawbackParameters, clawback_parameters
from sim.scenario.parameters.effects import EffectsParameters, effects_parameters
from sim.scenario.parameters.ladder import NO_LADDER, LadderParameters, ladders_parameters, line_names, lines_asked
from sim.scenario.parameters.payout import PayoutParameters, payout_parameters
from sim.scenario.parameters.phase import PhaseParameters, phase_parameters
from sim.scenario.parameters.program import (
    DepartureParameters,
    ProgramParameters,
    ReviewParameters,
    SelectionParameters,
    program_parameters,
)
from sim.scenario.parameters.question import (
    FinanceParameters,
    GateParameters,
    InfluenceParameters,
    SunsetParameters,
)
from sim.scenario.parameters.readiness import ReadinessEffectsParameters, ReadinessParameters, readiness_parameters
from sim.scenario.parameters.start import StartParameters, begun, start_parameters
from sim.scenario.parameters.vendor import VendorParameters, vendor_parameters
from sim.scenario.schema import Archetype, Scenario
from sim.scenario.start import StartState


@dataclass(frozen=True, slots=True)
class Parameters:
    """Everything an engine needs in addition to a key. What is not given explicitly is converted by declaration."""

    months: int
    vendor: VendorParameters
    readiness: ReadinessParameters
    readiness_effects: ReadinessEffectsParameters
    selection: SelectionParameters
    program: ProgramParameters
    review: ReviewParameters
    departure: DepartureParameters
    influence: InfluenceParameters
    clawback: tuple[ClawbackParameters, ...]
    """One, or none."""
    payout: PayoutParameters
    """The scenario's, by which what was owed on day 0 is paid."""
    finance: FinanceParameters
    gate: GateParameters
    sunset: SunsetParameters
    measures: MeasuresParameters
    rebates: int
    """Most that the terms of an archetype have."""
    bonuses: tuple[BonusParameters, ...]
    """By name."""
    ladders: tuple[LadderParameters, ...]
    """By name."""
    certificates: tuple[CertificateParameters, ...]
    """By name."""
    claims: tuple[ClaimsParameters, ...]
    """One, or none where every deal of a partner counts in full."""
    effects: EffectsParameters
    lines: int
    """Product lines of all archetypes, by name, if a ladder asks for what is live of one; else 0."""
    phases: tuple[PhaseParameters, ...]
    archetypes: tuple[ArchetypeParameters, ...]
    start: tuple[StartParameters, ...]
    """One, or none where no program runs yet."""
    changes: tuple[ChangeParameters, ...]
    """In the order of their months, then of their names."""
    later: tuple["Parameters", ...]
    """What is in force from the opening of each month with changes on; they have neither changes nor later ones."""

    def in_month(self, month: int) -> "Parameters":
        """What is in force in a month of the run."""
        over = [change.number for change in self.changes if change.month <= month]
        return self.later[over[-1] - 1] if over else self

    @property
    def at_the_end(self) -> "Parameters":
        """What is in force at the horizon."""
        return self.later[-1] if self.later else self


def parameters_of(scenario: Scenario, blocks: Blocks | None = None) -> Parameters:
    """The scenario in engine units; parameters of the same table objects are taken from ``blocks``."""
    known = blocks or Blocks(scenario.archetypes)
    first = _in_force(scenario, {}, known)
    if not scenario.changes:
        return _measured(first)
    course = Course(scenario)
    later = tuple(
        _in_force(changed, course.locked_terms(number), known)
        for number, changed in enumerate(course.in_force[1:], start=1)
    )
    return _met(_measured(replace(first, changes=change_parameters(course), later=later)))


def _line_names(_: Blocks, archetypes: Mapping[str, Archetype]) -> tuple[str, ...]:
    return line_names(archetypes)


def _measured(parameters: Parameters) -> Parameters:
    """Partners are measured in all months, if something reads a measure in some."""
    kinds = (kind for one in (parameters, *parameters.later) for kind in one.archetypes)
    if not any(kind.terms.reads_measures or kind.ladder != NO_LADDER for kind in kinds):
        return parameters
    measures = replace(parameters.measures, is_read=True)
    later = tuple(replace(one, measures=measures) for one in parameters.later)
    return replace(parameters, measures=measures, later=later)


def _met(parameters: Parameters) -> Parameters:
    """Direct sales come to accounts in all months, if something asks for it in some."""
    blocks = (parameters, *parameters.later)
    if not any(claims.asks_for_direct for one in blocks for claims in one.claims):
        return parameters
    asked = [
        replace(one, claims=tuple(replace(claims, asks_for_direct=True) for claims in one.claims)) for one in blocks
    ]
    return replace(asked[0], later=tuple(asked[1:]))


def _in_force(scenario: Scenario, locked: Mapping[str, Sequence[Locked]], known: Blocks) -> Parameters:
    """The parameters of months in which nothing changes, with the terms that deals have locked by archetype."""
    over = 0 if scenario.start is None else scenario.start.month
    claims = known.made(
        claims_parameters, scenario.registration, scenario.attribution, scenario.conflict, scenario.influence,
        scenario.has_routes,
    )  # fmt: skip
    parameters = converted(
        known,
        Parameters,
        scenario,
        vendor=known.made(vendor_parameters, scenario.vendor, scenario.start_month, scenario.months),
        readiness=known.made(readiness_parameters, scenario.readiness, scenario.months, over),
        program=known.made(program_parameters, scenario.program),
        phases=known.made(
            phase_parameters,
            scenario.phases,
            scenario.phase_order,
            scenario.program.manager_cost_per_year,
            scenario.program.staff_cost_per_year,
        ),
        archetypes=tuple(
            _archetype(scenario, name, claims, locked.get(name, ()), known) for name in sorted(scenario.archetypes)
        ),
        payout=known.made(payout_parameters, scenario.payout),
        rebates=max((len(kind.terms.rebates) for kind in scenario.archetypes.values()), default=0),
        bonuses=tuple(
            known.made(bonus_parameters, name, scenario.bonuses[name], scenario.archetypes, scenario.ladders)
            for name in sorted(scenario.bonuses)
        ),
        ladders=known.made(
            ladders_parameters,
            scenario.ladders,
            scenario.certificates,
            bool(claims),
            *(kind.segments for kind in scenario.archetypes.values()),
        ),
        lines=known.made(lines_asked, scenario.ladders, scenario.archetypes),
        certificates=known.made(certificates_parameters, scenario.certificates),
        effects=known.made(effects_parameters, scenario.ladders, scenario.certificates),
        claims=claims,
        measures=known.made(measures_parameters, scenario.start_month, scenario.fiscal_year_month),
        clawback=() if scenario.clawback is None else known.made(clawback_parameters, scenario.clawback),
        start=(),
        changes=(),
        later=(),
    )
    if scenario.start is None:
        return parameters
    return begun(parameters, started_parameters(known, scenario, scenario.start.state))


def _archetype(
    scenario: Scenario, name: str, claims: Sequence[ClaimsParameters], locked: Sequence[Locked], known: Blocks
) -> ArchetypeParameters:
    return known.made(
        archetype_parameters,
        name,
        scenario.archetypes[name],
        scenario.mix.get(name, 0.0),
        scenario.payout,
        scenario.ladders,
        scenario.certificates,
        known.made(_line_names, scenario.archetypes),
        claims,
        scenario.segments,
        known.made(class_pay_parameters, scenario.attribution),
        known.made(locked_by_deals, *_locked(known, locked)),
    )


def _locked(known: Blocks, locked: Sequence[Locked]) -> Iterator[Any]:
    """Terms and class pay that deals have locked, in turn."""
    for one in locked:
        yield one.terms
        yield known.made(class_pay_parameters, one.attribution)


def started_parameters(known: Blocks, scenario: Scenario, state: StartState) -> StartParameters:
    """Those of a start state in a scenario."""
    kinds = [scenario.archetypes[name] for name in known.archetypes]
    funnels = tuple(kind.funnel_order for kind in kinds)
    lines = tuple(tuple(sorted(kind.segments)) for kind in kinds)
    return known.made(start_parameters, state, scenario.phase_order, known.archetypes, funnels, lines)


def blocks_of(scenario: Scenario) -> Blocks:
    """The blocks of a scenario's parameters, for the worlds drawn from it."""
    blocks = Blocks(scenario.archetypes)
    parameters_of(scenario, blocks)
    blocks.close()
    return blocks
