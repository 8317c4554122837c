"""What shared futures buy: a 1-point change of the reseller rate on `coach`, paired against unpaired at equal runs.

``python -m tests.benchmarks.pairing`` (``--runs``, ``--futures``, ``--json``). Claims: the paired 95% interval of the
odds and of program contribution is at most a third of the unpaired one; and for that, at a rate at least 5 points from
its maximum, it leaves out zero. The exit status is 1 if one fails. The maximum lies where the paired difference changes
sign, interpolated between the rates.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from statistics import NormalDist

from sim.analysis.comparison.comparison import comparison_of
from sim.analysis.figures.paired import Paired
from sim.experiment.run import simulate
from sim.scenario.load import load_scenario

PATH = "archetypes.reseller.terms.rate"
RATES = (0.05, 0.10, 0.15, 0.20, 0.25, 0.30, 0.35, 0.40, 0.45)
STEP = 0.01
MOST_WIDTH = 1 / 3
AWAY = 0.05
MEASURES = ("odds", "program_contribution")
_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Pair:
    """One measure at a rate and a point above it."""

    rate: float
    measure: str
    difference: float
    ci_low: float
    ci_high: float
    width: float
    """Paired interval over the unpaired one, of the same runs."""
    runs_saved: float | None
    """Variance of the unpaired difference over that of the paired one."""


@dataclass(frozen=True)
class Found:
    """All that was measured, and what it says of the claims."""

    runs: int
    futures: int
    pairs: tuple[Pair, ...]
    best_rate: float | None
    """Where program contribution is greatest; None where its paired difference never changes sign."""

    def too_wide(self) -> list[Pair]:
        """Pairs whose interval is more than a third of the unpaired one."""
        return [pair for pair in self.pairs if pair.width > MOST_WIDTH]

    def unsure(self) -> list[Pair]:
        """Pairs of program contribution, both rates at least 5 points from the maximum, whose interval holds zero."""
        return [pair for pair in self.away() if pair.ci_low <= 0 <= pair.ci_high]

    def away(self) -> list[Pair]:
        """Pairs of program contribution of which both rates lie at least 5 points from the maximum."""
        return [
            pair
            for pair in self.pairs
            if pair.measure == "program_contribution"
            and self.best_rate is not None
            and min(abs(pair.rate - self.best_rate), abs(pair.rate + STEP - self.best_rate)) >= AWAY
        ]


def measure(runs: int, futures: int = 1, rates: Sequence[float] = RATES) -> Found:
    """Every pair, over one seed."""
    pairs = []
    for rate in rates:
        ensembles = [
            simulate(load_scenario("coach", [f"{PATH}={value:.2f}"]), runs=runs, futures=futures)
            for value in (rate, rate + STEP)
        ]
        changed = comparison_of(["at", "above"], ensembles).differences[0].outcomes
        pairs += [_pair(rate, name, changed[name]) for name in MEASURES]
    return Found(
        runs, futures, tuple(pairs), _best_rate([pair for pair in pairs if pair.measure == "program_contribution"])
    )


def _pair(rate: float, name: str, paired: Paired) -> Pair:
    low, high, apart = paired.ci_low, paired.ci_high, paired.unpaired_standard_error
    if paired.difference is None or low is None or high is None or apart is None:
        raise ValueError("two runs at least are needed")
    return Pair(
        rate, name, float(paired.difference), float(low), float(high), float((high - low) / (2 * _Z * apart)),
        paired.variance_reduction,
    )  # fmt: skip


def _best_rate(contribution: Sequence[Pair]) -> float | None:
    for left, right in pairwise(contribution):
        if left.difference > 0 >= right.difference:
            way = left.difference / (left.difference - right.difference)
            return left.rate + STEP / 2 + way * (right.rate - left.rate)
    return None


def table(found: Found) -> str:
    """What was measured, as text."""
    lines = [
        f"coach, {PATH} + 1 point, {found.runs:,} runs x {found.futures}, paired",
        "",
        f"{'rate':>5}  {'measure':22}{'difference':>12}  {'95% interval':>24}{'of unpaired':>13}{'runs saved':>12}",
    ]
    for pair in found.pairs:
        scale, unit = (100, " points") if pair.measure == "odds" else (1e-3, "k")
        interval = f"{scale * pair.ci_low:+.2f} to {scale * pair.ci_high:+.2f}{unit}"
        saved = "" if pair.runs_saved is None else f"{pair.runs_saved:,.0f}x"
        lines.append(
            f"{100 * pair.rate:4.0f}%  {pair.measure:22}{scale * pair.difference:+12.2f}  {interval:>24}"
            f"{100 * pair.width:12.0f}%{saved:>12}"
        )
    where = "outside these rates" if found.best_rate is None else f"at a rate of {100 * found.best_rate:.1f}%"
    wide, unsure = found.too_wide(), found.unsure()
    lines += [
        "",
        f"Program contribution is greatest {where}.",
        f"At most a third of the unpaired interval: {len(found.pairs) - len(wide)} of {len(found.pairs)}"
        + "".join(f"; not {pair.measure} at {100 * pair.rate:.0f}% ({100 * pair.width:.0f}%)" for pair in wide),
        f"Program contribution 5 points or more from there, zero left out: {len(found.away()) - len(unsure)} of "
        f"{len(found.away())}" + "".join(f"; not at {100 * pair.rate:.0f}%" for pair in unsure),
    ]
    return "\n".join(lines)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--futures", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    found = measure(options.runs, options.futures)
    print(json.dumps(asdict(found), allow_nan=False) if options.json else table(found))
    sys.exit(1 if found.too_wide() or found.unsure() or not found.away() else 0)


if __name__ == "__main__":
    main()
