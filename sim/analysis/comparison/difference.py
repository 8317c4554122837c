"""One scenario against the base, outcome by outcome."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.analysis.figures.opposed import Opposed, opposed_of
from sim.analysis.figures.outcomes import Outcome
from sim.analysis.figures.paired import Paired, paired_of
from sim.experiment.ensemble import Ensemble, FloatArray


@dataclass(frozen=True, slots=True)
class Difference:
    """A scenario against the base."""

    label: str
    base: str
    pairs: int
    left_out: int
    """Replications that failed in either."""
    is_same: bool
    """Whether both have the same inputs: the difference is then zero and known."""
    outcomes: dict[str, Paired]

    @property
    def opposed(self) -> Opposed:
        """The shares that move against revenue: a company that shrinks has the higher share."""
        return opposed_of(self.outcomes)


def difference_of(
    labels: tuple[str, str],
    ensembles: tuple[Ensemble, Ensemble],
    values: tuple[dict[str, FloatArray], dict[str, FloatArray]],
    measured: Sequence[Outcome],
) -> Difference:
    """The second of each pair against the first. Raises ValueError if no replication completed in both."""
    both = ensembles[0].completed & ensembles[1].completed
    if not both.any():
        raise ValueError(f"no replication completed in both {labels[0]} and {labels[1]}")
    is_same = ensembles[0].input_digest == ensembles[1].input_digest
    runs = ensembles[0].runs
    return Difference(
        label=labels[1],
        base=labels[0],
        pairs=int(both.sum()),
        left_out=int((~both).sum()),
        is_same=is_same,
        outcomes={
            outcome.name: paired_of(
                values[0][outcome.name], values[1][outcome.name], both, outcome, labels, runs, is_same=is_same
            )
            for outcome in measured
        },
    )  # fmt: skip
