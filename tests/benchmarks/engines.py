"""Speed of the engines, side by side in one run: ``python tests/benchmarks/engines.py`` (``--json``, ``--quick``).

Contestants take turns, round after round, and a figure is a median over the rounds; a ratio is the median of the ratios
within a round, so that a slow spell of the machine hits both sides. One core is timed by the CPU time of the process,
two threads by the clock. Before anything is timed, ledgers or totals are asserted to be equal, and the numbers of
events and rows to be the recorded ones.

An event is a month close, or a row of a kind in ``EVENT_KINDS``: what the agenda leads to. A row is a ledger row.
"""

import argparse
import json
import multiprocessing
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, astuple, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parents[1]))

from sim.engine.compiled import simulate as simulate_compiled  # noqa: E402
from sim.engine.compiled import simulate_worlds  # noqa: E402
from sim.engine.compiled.run import WorldTallies  # noqa: E402
from sim.engine.reference import simulate as simulate_reference  # noqa: E402
from sim.experiment.replication import WorldSource, tallies  # noqa: E402
from sim.experiment.replication import simulate_worlds as measure_worlds  # noqa: E402
from sim.experiment.run import simulate as simulate_ensemble  # noqa: E402
from sim.ledger import IntArray, Kind  # noqa: E402
from sim.metrics.tallies import COUNTS, DEALS_BY_CLASS  # noqa: E402
from sim.randomness import chance_key  # noqa: E402
from sim.rules.attribution import CLASSES  # noqa: E402
from sim.scenario.load import load_scenario  # noqa: E402
from sim.scenario.parameters import Parameters, parameters_of  # noqa: E402
from tests.benchmarks import plain_simpy  # noqa: E402
from tests.benchmarks.native import TOTALS, Native, compiler, engine_order  # noqa: E402

SEED = 1
SCALE = 60
EVENT_KINDS = (
    Kind.STAGE_PASSED, Kind.REFUSED, Kind.POSTPONED, Kind.ONBOARDING_ENDED, Kind.PILOT_PASSED, Kind.PILOT_EXTENDED,
    Kind.PILOT_FAILED, Kind.REJECTED, Kind.QUALIFIED, Kind.WON, Kind.LOST, Kind.LOST_TO_CONFLICT,
    Kind.LOST_WITH_PARTNER, Kind.GO_LIVE, Kind.CANCELLED, Kind.RENEWED, Kind.CHURNED,
)  # fmt: skip

PAY, CLAIMS = str(FOLDER / "pay.toml"), str(FOLDER / "claims.toml")
"""Every form of pay and settlement at once; ladders, certificates and claims at once."""
PAY_KINDS = (
    Kind.FEE_ACCRUED, Kind.SHARE_ACCRUED, Kind.BONUS_ACCRUED, Kind.SERVICES_FEE_ACCRUED, Kind.REBATE_ACCRUED,
    Kind.REBATE_FUNDED, Kind.CLAWED_BACK, Kind.DOWNGRADED, Kind.FEE_CUT, Kind.DISTRIBUTOR_MARGIN, Kind.PARTNER_FEE,
    Kind.SHORTFALL, Kind.SUPPORT_BORNE, Kind.DISPUTED, Kind.FEE_PAID, Kind.REBATE_PAID, Kind.TERMS_CHANGED,
)  # fmt: skip
CLAIM_KINDS = (
    Kind.TIER_CHANGED, Kind.COST_TIER, Kind.PARTNER_FEE, Kind.CERTIFIED, Kind.LAPSED, Kind.COST_CERTIFICATION,
    Kind.COST_DELIVERY, Kind.REGISTERED, Kind.ROUTED, Kind.COLLIDED, Kind.CLAIM_LOST, Kind.COST_SPLIT_CREDIT,
)  # fmt: skip
"""Each of which they write."""
STATED = {"pay": ("every form of pay", PAY, PAY_KINDS), "claims": ("ladders and claims", CLAIMS, CLAIM_KINDS)}

PINNED: dict[str, tuple[int, int]] = {
    "coach_ready, 4 worlds": (37_603, 74_699),
    "submodel, 8 futures": (54_130, 116_820),
    "coach_ready x 60, 1 world": (559_616, 1_104_842),
    "pay, 4 worlds": (37_909, 88_312),
    "claims, 4 worlds": (28_799, 66_038),
}
"""Events and rows of the first replications under seed 1. A change of the model moves them: record the new ones."""


@dataclass(frozen=True)
class Sizes:
    """How much is timed in a round."""

    rounds: int
    reference: int
    """replications of the SimPy engine and of the plain script"""
    compiled: int
    """replications of what is fast"""
    plain: int
    """runs of the plain script whose means are compared"""
    threads: int
    """replications shared by two threads"""


FULL = Sizes(rounds=7, reference=4, compiled=200, plain=200, threads=1200)
QUICK = Sizes(rounds=1, reference=2, compiled=4, plain=12, threads=8)


@dataclass
class Line:
    """One line of the table."""

    part: str
    what: str
    ms_per_replication: float
    events_per_second: float
    rows_per_second: float
    clock: str = "cpu"


@dataclass
class Ratio:
    """One ratio, with its bar if there is one."""

    part: str
    what: str
    value: float
    rounds: list[float]
    bar: str = ""


@dataclass
class Report:
    """All that was measured."""

    machine: dict[str, Any]
    lines: list[Line] = field(default_factory=list)
    ratios: list[Ratio] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Contestant:
    """Something to time: replications done by one call, and events and rows of one replication."""

    name: str
    call: Callable[[], object]
    replications: int
    events: float
    rows: float


def events_and_rows(result: WorldTallies) -> tuple[int, int]:
    """Events and rows of all futures, twins left out."""
    counts = result.run.sums[:, COUNTS]
    events = result.run.counts(*EVENT_KINDS).sum() + counts.shape[0] * counts.shape[-1]
    return int(events), int(counts.sum())


def counts_and_list(result: WorldTallies) -> list[IntArray]:
    """Won deals, agreements, qualified opportunities and list revenue of each future."""
    run = result.run
    kinds = (Kind.WON, Kind.SIGNED, Kind.QUALIFIED)
    return [*(run.counts(kind).sum(axis=1) for kind in kinds), run.listed(Kind.REVENUE).sum(axis=1)]


def assert_all_stated(name: str, result: WorldTallies) -> None:
    """Each kind of row that a scenario is there for is in some future, and each class of deal where claims are."""
    silent = [kind.name for kind in STATED[name][2] if not result.run.counts(kind).any()]
    assert not silent, f"{name}.toml brings no {', '.join(silent)}"
    if name == "claims":
        by_class = [result.run.stock(DEALS_BY_CLASS + class_ - 1).any() for class_ in range(1, CLASSES)]
        assert all(by_class), f"deals by class from 1 on: {by_class}"


def check_pinned(name: str, result: WorldTallies) -> None:
    """The numbers of events and rows are the recorded ones."""
    found = events_and_rows(result)
    assert found == PINNED[name], f"{name}: events and rows {found}, recorded {PINNED[name]} (record them in PINNED)"


def worlds(name: str, count: int) -> tuple[list[Parameters], IntArray]:
    """Parameters of the first worlds of a scenario, by name or path, and the keys of one future each.

    They are drawn as those of an ensemble are: what worlds have in common is one object.
    """
    source = WorldSource(load_scenario(name))
    keys = np.array([[chance_key(SEED, world, 0)] for world in range(count)], dtype=np.int64)
    return [source.world(SEED, world)[1] for world in range(count)], keys


def submodel(futures: int) -> tuple[Parameters, IntArray]:
    """The sub-model at its stated values, and the keys of futures of that one world."""
    parameters = parameters_of(load_scenario(FOLDER / "submodel.toml"))
    keys = np.array([[chance_key(SEED, 0, future) for future in range(futures)]], dtype=np.int64)
    return parameters, keys


def reference_run(all_parameters: list[Parameters], keys: IntArray) -> None:
    """Ledgers of runs and twins on the SimPy engine."""
    for parameters, key in zip(all_parameters, keys.ravel().tolist(), strict=True):
        simulate_reference(parameters, key)
        simulate_reference(parameters, key, with_program=False)


def assert_equal_ledgers(all_parameters: list[Parameters], keys: IntArray) -> None:
    """Both engines write the same rows, and the compiled one's own sums are those of the rows."""
    if len(all_parameters) > 1:
        result = simulate_worlds(all_parameters, keys)
    else:
        result = simulate_worlds(all_parameters, keys.reshape(1, -1))
        all_parameters = all_parameters * keys.size
    for number, (parameters, key) in enumerate(zip(all_parameters, keys.ravel().tolist(), strict=True)):
        for with_program, sums in ((True, result.run.sums), (False, result.twin.sums)):
            ledger = simulate_reference(parameters, key, with_program)
            assert np.array_equal(ledger.array(), simulate_compiled(parameters, key, with_program).array())
            assert np.array_equal(tallies(ledger, parameters).sums, sums[number])


def assert_equal_totals(parameters: Parameters, keys: IntArray) -> None:
    """The C loops give the compiled engine's tallies, and its totals without tallies, replication by replication."""
    result = simulate_worlds([parameters], keys)
    whole, alone = Native(parameters, whole=True).run(keys[0]), Native(parameters, whole=False).run(keys[0])
    assert whole.sums is not None
    assert whole.twin_sums is not None
    assert whole.stocks is not None
    assert np.array_equal(engine_order(whole.sums), result.run.sums)
    assert np.array_equal(engine_order(whole.twin_sums), result.twin.sums)
    assert np.array_equal(whole.stocks.transpose(0, 2, 1), result.run.stocks)
    events = result.run.counts(*EVENT_KINDS).sum(axis=1) + result.run.sums.shape[-1]
    expected = [*counts_and_list(result), events]
    for position, column in enumerate(expected):
        assert np.array_equal(alone.totals[:, position], column), TOTALS[position]
        assert np.array_equal(whole.totals[:, position], column), TOTALS[position]
    assert np.array_equal(alone.totals[:, -1], result.run.recruited_arr.sum(axis=1))


def assert_plain_agrees(parameters: Parameters, runs: int) -> None:
    """Means of the plain script lie within 4 standard errors of the engine's."""
    plain = np.array([astuple(plain_simpy.simulate(parameters, seed)) for seed in range(runs)], dtype=np.float64)
    result = simulate_worlds([parameters], submodel(1000)[1])
    engine = np.stack(counts_and_list(result), axis=1)
    error = np.sqrt(plain.var(axis=0, ddof=1) / len(plain) + engine.var(axis=0, ddof=1) / len(engine))
    off = np.abs(plain.mean(axis=0) - engine.mean(axis=0)) / error
    assert (off <= 4).all(), f"means of the plain script are {off} standard errors off"


def race(contestants: list[Contestant], rounds: int, clock: Callable[[], float]) -> list[list[float]]:
    """Seconds a replication of each contestant in each round; they take turns, the first call warms up."""
    for contestant in contestants:
        contestant.call()
    seconds: list[list[float]] = [[] for _ in contestants]
    for number in range(rounds):
        order = range(len(contestants)) if number % 2 == 0 else reversed(range(len(contestants)))
        for position in order:
            start = clock()
            contestants[position].call()
            seconds[position].append((clock() - start) / contestants[position].replications)
    return seconds


def add_lines(report: Report, part: str, contestants: list[Contestant], seconds: list[list[float]], clock: str) -> None:
    """A line a contestant."""
    for contestant, times in zip(contestants, seconds, strict=True):
        median = statistics.median(times)
        report.lines.append(
            Line(part, contestant.name, 1e3 * median, contestant.events / median, contestant.rows / median, clock)
        )


def add_ratio(report: Report, part: str, what: str, above: list[float], below: list[float], bar: str = "") -> None:
    """The median of a ratio over the rounds."""
    ratios = [a / b for a, b in zip(above, below, strict=True)]
    report.ratios.append(Ratio(part, what, statistics.median(ratios), ratios, bar))


def part_a(report: Report, sizes: Sizes) -> None:
    """Both engines on ``coach_ready``, a world a replication."""
    pinned = worlds("coach_ready", 4)
    assert_equal_ledgers(*pinned)
    check_pinned("coach_ready, 4 worlds", simulate_worlds(*pinned))
    all_parameters, keys = worlds("coach_ready", sizes.compiled)
    few, few_keys = all_parameters[: sizes.reference], keys[: sizes.reference]
    assert_equal_ledgers(few, few_keys)
    scenario = load_scenario("coach_ready")
    events, rows = events_and_rows(simulate_worlds(few, few_keys))
    all_events, all_rows = events_and_rows(simulate_worlds(all_parameters, keys))
    slow = (len(few), events / len(few), rows / len(few))
    fast = (len(keys), all_events / len(keys), all_rows / len(keys))
    contestants = [
        Contestant("SimPy engine: ledgers of run and twin", lambda: reference_run(few, few_keys), *slow),
        Contestant("compiled engine: tallies of run and twin", lambda: simulate_worlds(all_parameters, keys), *fast),
        Contestant(
            "SimPy engine, worlds drawn and metrics taken",
            lambda: measure_worlds(scenario, SEED, range(len(few)), [0], "reference"), *slow,
        ),
        Contestant(
            "compiled engine, worlds drawn and metrics taken",
            lambda: measure_worlds(scenario, SEED, range(len(keys)), [0], "compiled"), *fast,
        ),
    ]  # fmt: skip
    seconds = race(contestants, sizes.rounds, time.process_time)
    add_lines(report, "A coach_ready", contestants, seconds, "cpu")
    slow_event = [one / contestants[0].events for one in seconds[0]]
    fast_event = [one / contestants[1].events for one in seconds[1]]
    add_ratio(report, "A", "SimPy : compiled, time an event", slow_event, fast_event, "at least 20")
    slow_event = [one / contestants[2].events for one in seconds[2]]
    fast_event = [one / contestants[3].events for one in seconds[3]]
    add_ratio(report, "A", "SimPy : compiled, time an event, worlds and metrics included", slow_event, fast_event)


def part_b(report: Report, sizes: Sizes) -> None:
    """The sub-model: SimPy engine, plain SimPy script, compiled engine, C."""
    parameters, pinned_keys = submodel(8)
    check_pinned("submodel, 8 futures", simulate_worlds([parameters], pinned_keys))
    assert_plain_agrees(parameters, sizes.plain)
    _, keys = submodel(sizes.compiled)
    few = keys[:, : sizes.reference]
    assert_equal_ledgers([parameters], few)
    events, rows = events_and_rows(simulate_worlds([parameters], keys))
    size = (events / keys.size, rows / keys.size)

    def plain() -> None:
        for seed in range(few.size):
            plain_simpy.simulate(parameters, seed)

    contestants = [
        Contestant("SimPy engine", lambda: reference_run([parameters] * few.size, few), few.size, *size),
        Contestant("plain SimPy script with random", plain, few.size, *size),
        Contestant("compiled engine", lambda: simulate_worlds([parameters], keys), keys.size, *size),
    ]
    if compiler() is None:
        report.notes.append("B: no C compiler (cc, gcc, clang): the C loop is left out")
    else:
        assert_equal_totals(parameters, keys)
        whole, alone = Native(parameters, whole=True), Native(parameters, whole=False)
        contestants += [
            Contestant("C loop, the same work", lambda: whole.run(keys[0]), keys.size, *size),
            Contestant("C loop, the sub-model alone", lambda: alone.run(keys[0]), keys.size, *size),
        ]
    slow, fast = contestants[:2], contestants[2:]
    slow_seconds = race(slow, sizes.rounds, time.process_time)
    seconds = race(fast, 3 * sizes.rounds, time.process_time)
    add_lines(report, "B sub-model", slow + fast, slow_seconds + seconds, "cpu")
    medians = [statistics.median(times) for times in seconds]
    for contestant, times in zip(slow, slow_seconds, strict=True):
        add_ratio(report, "B", f"{contestant.name} : compiled engine", times, [medians[0]] * len(times))
    if len(fast) > 1:
        add_ratio(report, "B", "compiled engine : C loop, the same work", seconds[0], seconds[1], "at most 1.25")
        add_ratio(report, "B", "compiled engine : C loop, the sub-model alone", seconds[0], seconds[2])


def part_c(report: Report, sizes: Sizes) -> None:
    """Cost of an event with 60 times the candidates, contacts and managers."""
    (parameters,), keys = worlds("coach_ready", 1)
    large = scaled(parameters)
    check_pinned("coach_ready x 60, 1 world", simulate_worlds([large], keys))
    many = np.array([[chance_key(SEED, 0, future) for future in range(max(2, sizes.compiled // 2))]], dtype=np.int64)
    small_events, small_rows = events_and_rows(simulate_worlds([parameters], many))
    large_events, large_rows = events_and_rows(simulate_worlds([large], keys))
    contestants = [
        Contestant(
            "compiled engine, coach_ready", lambda: simulate_worlds([parameters], many), many.size,
            small_events / many.size, small_rows / many.size,
        ),
        Contestant(
            f"compiled engine, {SCALE} times the candidates", lambda: simulate_worlds([large], keys), 1,
            large_events, large_rows,
        ),
    ]  # fmt: skip
    seconds = race(contestants, sizes.rounds, time.process_time)
    add_lines(report, "C size", contestants, seconds, "cpu")
    growth = contestants[1].events / contestants[0].events
    large_event = [one / contestants[1].events for one in seconds[1]]
    small_event = [one / contestants[0].events for one in seconds[0]]
    add_ratio(
        report, "C", f"time an event, {growth:.0f} times the events : once", large_event, small_event, "at most 1.6"
    )


def scaled(parameters: Parameters) -> Parameters:
    """The same program with ``SCALE`` times the candidates, contacts and managers."""
    return replace(
        parameters,
        phases=tuple(
            replace(phase, contacts_per_month=SCALE * phase.contacts_per_month, managers=SCALE * phase.managers)
            for phase in parameters.phases
        ),
        archetypes=tuple(
            replace(kind, candidates=SCALE * kind.candidates, candidates_per_month=SCALE * kind.candidates_per_month)
            for kind in parameters.archetypes
        ),
    )


_share: list[tuple[list[Parameters], IntArray]] = []


def _prepare(count: int) -> None:
    _share.append(worlds("coach_ready", count))


def _simulate_share(bounds: tuple[int, int]) -> int:
    all_parameters, keys = _share[0]
    return len(simulate_worlds(all_parameters[slice(*bounds)], keys[slice(*bounds)]).run.sums)


def part_d(report: Report, sizes: Sizes) -> None:
    """Two threads against one, beside two processes against one; by the clock."""
    scenario, count = load_scenario("coach_ready"), sizes.threads
    all_parameters, keys = worlds("coach_ready", count)
    halves = [(0, count // 2), (count // 2, count)]
    events, rows = events_and_rows(simulate_worlds(all_parameters, keys))
    size = (count, events / count, rows / count)

    def kernel(bounds: tuple[int, int]) -> object:
        return simulate_worlds(all_parameters[slice(*bounds)], keys[slice(*bounds)])

    def ensemble(workers: int) -> IntArray:
        result = simulate_ensemble(scenario, runs=count, seed=SEED, engine="compiled", workers=workers)
        return result.monthly["total_revenue"]

    assert np.array_equal(ensemble(1), ensemble(2))
    context = multiprocessing.get_context("spawn")
    with ThreadPoolExecutor(2) as threads, context.Pool(2, _prepare, (count,)) as processes:
        contestants = [
            Contestant("run, 1 worker", lambda: ensemble(1), *size),
            Contestant("run, 2 workers (threads)", lambda: ensemble(2), *size),
            Contestant("kernel, 1 thread", lambda: kernel((0, count)), *size),
            Contestant("kernel, 2 threads", lambda: list(threads.map(kernel, halves)), *size),
            Contestant("kernel, 1 process", lambda: processes.map(_simulate_share, [(0, count)], 1), *size),
            Contestant("kernel, 2 processes", lambda: processes.map(_simulate_share, halves, 1), *size),
        ]
        for _ in range(3):  # both processes draw their worlds and warm up
            processes.map(_simulate_share, halves * 2, 1)
        seconds = race(contestants, sizes.rounds, time.perf_counter)
    add_lines(report, "D two cores", contestants, seconds, "wall")
    add_ratio(report, "D", "run: 1 worker : 2 workers", seconds[0], seconds[1], "at least 1.8")
    add_ratio(report, "D", "kernel: 1 thread : 2 threads", seconds[2], seconds[3], "at least 1.8")
    add_ratio(report, "D", "control: 1 process : 2 processes", seconds[4], seconds[5], "(1.9 for the bar to count)")


def part_e(report: Report, sizes: Sizes) -> None:
    """Every form of pay stated, then ladders, certificates and claims, beside none: time a row, and against SimPy."""
    for name, (what, path, _) in STATED.items():
        pinned = worlds(path, 4)
        assert_all_stated(name, simulate_worlds(*pinned))
        check_pinned(f"{name}, 4 worlds", simulate_worlds(*pinned))
        few, few_keys = pinned[0][: sizes.reference], pinned[1][: sizes.reference]
        assert_equal_ledgers(few, few_keys)
        contestants = []
        for of, scenario in (("coach_ready", "coach_ready"), (what, path)):
            all_parameters, keys = worlds(scenario, sizes.compiled)
            events, rows = (number / len(keys) for number in events_and_rows(simulate_worlds(all_parameters, keys)))
            call = partial(simulate_worlds, all_parameters, keys)
            contestants.append(Contestant(f"compiled engine, {of}", call, len(keys), events, rows))
        events, rows = (number / len(few) for number in events_and_rows(simulate_worlds(few, few_keys)))
        call = partial(reference_run, few, few_keys)
        contestants.append(Contestant(f"SimPy engine, {what}", call, len(few), events, rows))
        seconds = race(contestants, sizes.rounds, time.process_time)
        add_lines(report, f"E {name}", contestants, seconds, "cpu")
        plain, stated, slow = (
            [one / contestant.rows for one in times] for contestant, times in zip(contestants, seconds, strict=True)
        )
        add_ratio(report, "E", f"time a row, {what} : coach_ready", stated, plain, "at most 1.5")
        add_ratio(report, "E", f"SimPy : compiled, time a row, {what}", slow, stated, "at least 20")


PARTS: dict[str, Callable[[Report, Sizes], None]] = {
    "A": part_a, "B": part_b, "C": part_c, "D": part_d, "E": part_e,
}  # fmt: skip


def measure(parts: str, sizes: Sizes) -> Report:
    """The report of some parts, by their letters."""
    report = Report({
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "rounds": sizes.rounds,
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
    })  # fmt: skip
    for part in parts:
        PARTS[part](report, sizes)
    return report


def table(report: Report) -> str:
    """The report as text."""
    lines = [", ".join(f"{key} {value}" for key, value in report.machine.items()), ""]
    lines.append(f"{'':14}{'':50}{'ms/replication':>15}{'replications/s':>15}{'events/s':>13}{'rows/s':>13}  clock")
    for line in report.lines:
        lines.append(
            f"{line.part:14}{line.what:50}{line.ms_per_replication:15.3f}{1e3 / line.ms_per_replication:15.1f}"
            f"{line.events_per_second:13,.0f}{line.rows_per_second:13,.0f}  {line.clock}"
        )
    lines.append("")
    for ratio in report.ratios:
        spread = f"{min(ratio.rounds):.2f} to {max(ratio.rounds):.2f}" if len(ratio.rounds) > 1 else ""
        lines.append(f"{ratio.part:3}{ratio.what:66}{ratio.value:8.2f}  {spread:18}{ratio.bar}")
    return "\n".join(lines + report.notes)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--parts", default="ABCDE", help="letters of the parts to measure (default: ABCDE)")
    parser.add_argument("--rounds", type=int, help="rounds (default: 7)")
    parser.add_argument("--quick", action="store_true", help="one small round, to see that everything runs")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    if not set(options.parts) <= set(PARTS):
        parser.error(f"parts are letters of {''.join(PARTS)}")
    sizes = QUICK if options.quick else FULL
    if options.rounds is not None:
        sizes = replace(sizes, rounds=max(1, options.rounds))
    report = measure(options.parts, sizes)
    print(json.dumps(asdict(report), allow_nan=False) if options.json else table(report))


if __name__ == "__main__":
    main()
