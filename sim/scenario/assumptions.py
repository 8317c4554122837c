"""What the values of a scenario rest on: sources by grade, ranges, and the targets to which the defaults were tuned."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sim.scenario.catalogue import field_table, stated_values
from sim.scenario.load import load_scenario
from sim.scenario.schema import Scenario
from sim.scenario.targets import TARGETS

TUNED = "coach"
"""The ready-made scenario whose values are the defaults that were tuned."""
UNGRADED = "ungraded"


@dataclass(frozen=True, slots=True)
class Basis:
    """How many values of a scenario rest on what; switches, names and lists count as values too."""

    values: int
    by_grade: Mapping[str, int]
    """Values with an entry in ``[sources]``, by its grade: A, B, C, judgement or ungraded; without grades of none."""
    unsourced_fixed: int
    """Values without a source that are the same in every world."""
    unsourced_varied: int
    """Values without a source that are drawn from a range."""

    @property
    def unsourced(self) -> int:
        """Values without a source."""
        return self.unsourced_fixed + self.unsourced_varied


@dataclass(frozen=True, slots=True)
class Tuning:
    """What the defaults were tuned to, and how many of a scenario's values are such defaults."""

    targets: int
    """Rows of the behaviour table on which the defaults were tuned."""
    judgement: int
    """Of them, rows whose band has no source."""
    values: int
    """Values that the tuned scenario states."""
    kept: int
    """Of them, values that this scenario has as they were tuned, with the same range."""


def basis_of(scenario: Scenario) -> Basis:
    """Counts of the scenario's values by what they rest on."""
    fields = [field for field in field_table(scenario) if not field.is_neutral]
    without = [field for field in fields if field.is_assumption]
    varied = sum(field.uncertainty is not None for field in without)
    return Basis(
        values=len(fields),
        by_grade=Counter(field.grade or UNGRADED for field in fields if not field.is_assumption),
        unsourced_fixed=len(without) - varied,
        unsourced_varied=varied,
    )


def tuning_of(scenario: Scenario) -> Tuning | None:
    """What the scenario's defaults were tuned to; None if less than half of the tuned values are left in it.

    The values are compared, not the files they come from: what counts is what runs, whether it was stated in a file, by
    ``extends``, an overlay or ``--set``.
    """
    tuned, own = stated_values(load_scenario(TUNED)), stated_values(scenario)
    kept = sum(own.get(path) == stated for path, stated in tuned.items())
    rows = [target for target in TARGETS.values() if target.tuned]
    judgement = sum(target.is_judgement for target in rows)
    return Tuning(len(rows), judgement, len(tuned), kept) if 2 * kept >= len(tuned) else None
