"""Published partner shares, forecast from the year before: ``python -m tests.benchmarks.backtest TABLE.csv``.

(``--runs``.) A company-year is forecast if the table has the company's year before. Known are that
year's share, its revenue growth and, if the table has it, the share of the year before that. The vendor of
``backtest.toml`` has no program: partners are its roster. Growth is of the size class (E-30 to E-32); the roster grows
relative to it, by the range that ``partnersim start`` writes for these shares: by the usual change of a share's logit
(E-35), or by .7 of the last change where two years are known. A year's share is that of its middle, so that revenue of
month 12 is compared with it.

The table has a row a company and year: ``share`` of revenue through partners and revenue ``growth`` of that year as
fractions (growth may be empty: not published), class of its revenue in millions of US dollars, source.
``partner_shares.csv`` beside this file has the years of annual reports:

* left out: quarters and nine months; Autodesk 2026, where resellers became agents (a change of definition);
* fiscal years bear the name of the year in which they end; shares are as published, Bentley's and Tenable's in whole
  percent (at 7% half a percent is .08 of the logit, at 91% .06);
* Tenable is near saturation and kept, as changes are those of the logit; totals are printed without it, too;
* revenue above a billion has the class 200+, whose growth was measured at $200M to $1B.

Constants of E-35 were measured on published shares, among them some of these: this checks what the engine makes of
them, and is no test on companies that nobody had seen.
"""

import argparse
import csv
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from sim.experiment.run import simulate
from sim.exports.roster_growth import roster_growth
from sim.rules.share import logit
from sim.scenario.load import load_scenario

FloatArray = npt.NDArray[np.float64]
SCENARIO = Path(__file__).parent / "backtest.toml"
COLUMNS = ("company", "year", "share", "growth", "revenue_usd_m", "source")
REVENUE = 1e8
"""Revenue of the simulated vendor; only its parts matter."""
DECILE = NormalDist().inv_cdf(0.9)
SEED = 1
SATURATED = 0.85
POINTS = 10_000
"""Probabilities at which a normal forecast is taken."""

USUAL_MEAN, USUAL_SD = 0.07, 0.18
"""Change of a share's logit in a year as a normal distribution, for the simple forecast (E-35)."""


@dataclass(frozen=True)
class SizeClass:
    """Growth of a year of companies of one size, in log but for the median."""

    median_growth: float
    """E-30"""
    level_sd: float
    """spread of lasting levels (E-32)"""
    yearly_sd: float
    """spread of a year around its level (E-32)"""
    persistence: float
    """E-32"""
    intercept: float
    """E-31, as the two that follow"""
    slope: float
    band: float
    """p10 and p90 lie so far from the mean, the last year known"""

    def next_year(self, growth: float | None) -> tuple[float, float]:
        """Mean and standard deviation of the next year's log growth, given the last year's growth if it is known."""
        if growth is None:
            return math.log1p(self.median_growth), math.hypot(self.level_sd, self.yearly_sd)
        return self.intercept + self.slope * math.log1p(growth), self.band / DECILE


CLASSES = {
    "10-50": SizeClass(0.10, 0.115, 0.20, 0.20, 0.05, 0.39, 0.28),
    "50-200": SizeClass(0.22, 0.076, 0.175, 0.37, 0.06, 0.61, 0.17),
    "200+": SizeClass(0.16, 0.078, 0.12, 0.41, 0.04, 0.64, 0.13),
}


class TableError(ValueError):
    """All that is wrong with a table, a line a problem."""


@dataclass(frozen=True)
class Row:
    """A company's year as published."""

    company: str
    year: int
    share: float
    growth: float | None
    size: str


@dataclass(frozen=True)
class Case:
    """A company-year, and what was known of it the year before."""

    company: str
    year: int
    actual: float
    share: float
    earlier_share: float | None
    growth: float | None
    size: str

    def growth_beyond(self) -> tuple[float, float, float]:
        """p10, p50 and p90 of the growth of partners' revenue beyond that of all other, as the product takes it."""
        known = None if self.earlier_share is None else (self.earlier_share, self.share)
        return roster_growth((), known).points


@dataclass(frozen=True)
class Score:
    """A forecast of a company-year against what came."""

    low: float
    middle: float
    high: float
    inside: bool
    crps: float


def share_of(log_odds: float) -> float:
    """The share of log odds."""
    return 1.0 / (1.0 + math.exp(-log_odds))


def read(path: Path) -> list[Row]:
    """The rows of a table. TableError with every problem; OSError if there is no such file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        found = tuple(reader.fieldnames or ())
        missing = [name for name in COLUMNS if name not in found]
        unknown = [name for name in found if name not in COLUMNS]
        if missing or unknown:
            words = [f"no column {name}" for name in missing] + [f"unknown column {name}" for name in unknown]
            raise TableError(f"{path}:1: {', '.join(words)}: the columns are {', '.join(COLUMNS)}")
        lines = [(reader.line_num, line) for line in reader]
    problems: list[str] = []
    rows: dict[tuple[str, int], Row] = {}
    for number, line in lines:
        try:
            row = _row(line)
        except ValueError as error:
            problems.append(f"{path}:{number}: {error}")
            continue
        if (row.company, row.year) in rows:
            problems.append(f"{path}:{number}: {row.company} {row.year} is there twice: keep one")
        rows[row.company, row.year] = row
    if problems:
        raise TableError("\n".join(problems))
    return list(rows.values())


def _row(line: Mapping[str | None, str | None]) -> Row:
    if None in line or None in line.values():
        raise ValueError(f"needs {len(COLUMNS)} values, as the first line has")
    cells = {str(name): (value or "").strip() for name, value in line.items()}
    for name in ("company", "source"):
        if not cells[name]:
            raise ValueError(f"{name}: is empty")
    if not cells["year"].isdecimal():
        raise ValueError(f"year: {cells['year']!r} is no year: write 2024 for a fiscal year that ends in 2024")
    if cells["revenue_usd_m"] not in CLASSES:
        raise ValueError(f"revenue_usd_m: {cells['revenue_usd_m']!r} is none of {', '.join(CLASSES)}")
    share = _number("share", cells["share"])
    if not 0 < share < 1:
        raise ValueError(f"share: {share:g} is not between 0 and 1: write 0.25 for 25%")
    growth = _number("growth", cells["growth"]) if cells["growth"] else None
    if growth is not None and not -0.9 <= growth <= 5:
        raise ValueError(f"growth: {growth:g} is not between -0.9 and 5: write 0.25 for 25%")
    return Row(cells["company"], int(cells["year"]), share, growth, cells["revenue_usd_m"])


def _number(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{name}: {text!r} is no number: write 0.25 for 25%") from None


def cases_of(rows: Sequence[Row]) -> list[Case]:
    """The company-years with a year before, in the order of the table."""
    by_year = {(row.company, row.year): row for row in rows}
    found = []
    for row in rows:
        last = by_year.get((row.company, row.year - 1))
        if last is not None:
            earlier = by_year.get((row.company, row.year - 2))
            known = None if earlier is None else earlier.share
            found.append(Case(row.company, row.year, row.share, last.share, known, last.growth, last.size))
    return found


def settings(case: Case) -> list[str]:
    """What the scenario states for a company-year, as overrides."""
    size = CLASSES[case.size]
    mean, sd = size.next_year(case.growth)
    p10, p50, p90 = case.growth_beyond()
    return [
        f"vendor.direct.starting_arr={REVENUE * (1 - case.share):.2f}",
        f"vendor.roster.starting_arr={REVENUE * case.share:.2f}",
        f"vendor.direct.arr_growth_per_year={math.expm1(mean)!r}",
        f"vendor.roster.arr_growth_per_year={p50!r}",
        f'uncertainty."vendor.roster.arr_growth_per_year"={{p10={p10!r}, p50={p50!r}, p90={p90!r}}}',
        f"vendor.growth.yearly_sigma={sd!r}",
        f"vendor.growth.persistence={size.persistence!r}",
        "vendor.roster.growth_basis=relative",
    ]


def simulated(case: Case, runs: int, seed: int = SEED) -> FloatArray:
    """The share one year on in each future, (runs,)."""
    scenario = load_scenario(SCENARIO, settings(case))
    ensemble = simulate(scenario, runs=runs, seed=seed, workers=1)
    if not ensemble.completed.all():
        raise RuntimeError(f"{case.company} {case.year}: futures failed: {ensemble.failures[0]}")
    return np.asarray(ensemble.values("roster_share")[:, -1], dtype=np.float64)


def usual(case: Case) -> FloatArray:
    """The share after the usual change, at ``POINTS`` probabilities."""
    change = NormalDist(USUAL_MEAN, USUAL_SD)
    points = (change.inv_cdf((rank + 0.5) / POINTS) for rank in range(POINTS))
    return np.array([share_of(logit(case.share) + point) for point in points])


def same(case: Case) -> FloatArray:
    """The share as it was."""
    return np.array([case.share])


def crps(sample: FloatArray, actual: float) -> float:
    """Continuous ranked probability score of a sample: mean distance to ``actual`` less half that between two draws."""
    ordered, size = np.sort(sample), sample.size
    weights = 2.0 * np.arange(size) + 1.0 - size
    return float(np.abs(ordered - actual).mean() - (weights * ordered).sum() / (size * size))


def score(sample: FloatArray, actual: float) -> Score:
    """A sample of a forecast against what came."""
    low, middle, high = (float(value) for value in np.quantile(sample, (0.1, 0.5, 0.9)))
    return Score(low, middle, high, low <= actual <= high, crps(sample, actual))


def backtest(cases: Sequence[Case], runs: int) -> dict[str, list[Score]]:
    """Scores by forecast, in the order of the company-years."""
    forecasts: dict[str, Callable[[Case], FloatArray]] = {
        "model": lambda case: simulated(case, runs),
        "share + usual change": usual,
        "same share": same,
    }
    return {name: [score(make(case), case.actual) for case in cases] for name, make in forecasts.items()}


def table(cases: Sequence[Case], scores: Mapping[str, Sequence[Score]]) -> str:
    """What was found, as text; shares and scores in percent of revenue."""
    lines = [f"{'company':20}{'year':>5}{'years known':>13}{'last':>8}{'actual':>8}{'p10':>8}{'p50':>8}{'p90':>8}"]
    for case, found in zip(cases, scores["model"], strict=True):
        values = (case.share, case.actual, found.low, found.middle, found.high)
        known = 1 if case.earlier_share is None else 2
        lines.append(
            f"{case.company[:19]:20}{case.year:5}{known:13}"
            + "".join(f"{100 * value:8.2f}" for value in values)
            + ("  inside" if found.inside else "  outside")
        )
    everything = list(range(len(cases)))
    below = [position for position in everything if cases[position].share < SATURATED]
    lines += ["", *_totals("all", everything, scores)]
    if 0 < len(below) < len(cases):
        lines += ["", *_totals(f"shares below {SATURATED:.0%}", below, scores)]
    return "\n".join(lines)


def _totals(what: str, chosen: Sequence[int], scores: Mapping[str, Sequence[Score]]) -> list[str]:
    size = len(chosen)
    expected = f"80% expected, ± {100 * math.sqrt(0.16 / size):.0f} by chance"
    lines = [f"{f'{what}: {size}':24}{'inside':>9}{'coverage':>10}{'CRPS':>8}{'width':>8}   ({expected})"]
    for name, each in scores.items():
        found = [each[position] for position in chosen]
        inside = sum(one.inside for one in found)
        width = sum(one.high - one.low for one in found) / size
        band = f"{inside:9}{100 * inside / size:9.0f}%" if width > 0 else f"{'-':>9}{'-':>10}"
        mean = sum(one.crps for one in found) / size
        lines.append(f"{name:24}{band}{100 * mean:8.2f}{100 * width:8.2f}")
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 2 if the table cannot be used."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("table", type=Path, metavar="TABLE.csv")
    parser.add_argument("--runs", type=int, default=10_000)
    options = parser.parse_args(arguments)
    if options.runs < 1:
        parser.error("--runs is at least 1")
    try:
        cases = cases_of(read(options.table))
        if not cases:
            raise TableError(f"{options.table}: no company has two years in a row: there is nothing to forecast")
    except (OSError, TableError) as error:
        print(error, file=sys.stderr)
        return 2
    print(table(cases, backtest(cases, options.runs)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
