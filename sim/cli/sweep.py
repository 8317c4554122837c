"""``partnersim sweep``: one or two levers varied over their values, in the same worlds."""

from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.folder import held, sized, sizes_of, writing
from sim.cli.memory import fitting
from sim.cli.options import (
    engine_option,
    force_option,
    futures_option,
    json_option,
    load,
    max_runs_option,
    months_option,
    options,
    out_option,
    precision_option,
    quiet_option,
    runs_option,
    scenario_argument,
    seed_option,
    set_option,
    with_option,
    workers_option,
)
from sim.cli.output import print_json, print_page, talk
from sim.cli.progress import progress_bar, step
from sim.cli.status import DONE, ENOUGH_COMPLETED, PARTIAL, Failure, Refusal

if TYPE_CHECKING:
    from sim.analysis.sweep.lever import Lever
    from sim.analysis.sweep.sweep import Sweep
    from sim.experiment.folder import ResultsFolder
    from sim.scenario.schema import Scenario

over_option = click.option(
    "--over",
    multiple=True,
    required=True,
    metavar="PATH=START:STOP:POINTS",
    help="A lever or uncertainty and its values, both ends included (may be given twice); or mix=…, see above.",
)

maximise_option = click.option(
    "--maximise",
    metavar="METRIC",
    default="incremental_contribution",
    show_default=True,
    help="What to make greatest subject to the required odds: a metric, total or outcome by its name.",
)


@click.command("sweep", short_help="Vary one or two levers.")
@options(
    scenario_argument, over_option, maximise_option, runs_option, futures_option, seed_option, months_option,
    set_option, with_option, engine_option, workers_option, precision_option, max_runs_option, out_option, force_option,
    json_option,
    quiet_option,
)  # fmt: skip
def command(
    scenario: str, over: tuple[str, ...], maximise: str, runs: int, futures: int, seed: int, months: int | None,
    overrides: tuple[str, ...], overlays: tuple[str, ...], engine: str, workers: int | None,
    precision: float | None, max_runs: int, out: Path | None, force: bool, as_json: bool, quiet: bool,
) -> int:  # fmt: skip
    """Vary one or two levers of SCENARIO: odds, revenue, contribution, cash trough and NPV at each value, and the
    greatest METRIC with the required odds.

    Example: partnersim sweep coach --over archetypes.reseller.terms.rate=0.05:0.50:10

    A path is that of --set: with * for any name ('phases.*.managers=1:5:5') and relative changes, with which ranges
    move along ('archetypes.*.committed_reps_probability*=0.5:1.2:8').

    Mixes of archetypes, with the contacts and headcount of each phase unchanged: mix=ARCHETYPE:START:STOP:POINTS
    varies one share and keeps the others in proportion (mix=reseller:0:1:6); mix=MIX/MIX/... ranks mixes, each
    [NAME:]ARCHETYPE=SHARE,ARCHETYPE=SHARE with shares that sum to 1, or "own" for the scenario's own mix
    (mix=own/heavy:reseller=.7,referral=.3).
    """
    chosen = load(scenario, overrides, months, overlays, quiet=quiet)
    max_runs = fitting([chosen, chosen], runs, futures, precision, max_runs, quiet=quiet)  # two points at a time
    folders = _folders(chosen, over, out, sizes_of(runs, precision, max_runs), futures, seed, force=force)
    with held(*folders, quiet=quiet):
        swept = _swept(
            chosen, over, quiet=quiet, runs=runs, futures=futures, seed=seed, engine=engine, workers=workers,
            precision=precision, max_runs=max_runs, maximise=maximise,
        )  # fmt: skip
        status = _status(swept, quiet=quiet)

        from sim.report.sweep.files import write_sweep
        from sim.report.sweep.words import sentences

        folder = sized(folders, swept.runs)
        summary = {**swept.to_dict(), "sentences": sentences(swept)}
        with writing(folder.place), step("writing charts and files", quiet=quiet):
            write_sweep(folder, swept, summary)
    if as_json:
        print_json(summary)
    else:
        from sim.report.sweep.page import sweep_page

        print_page(sweep_page(swept, folder.place))
    return status


def _folders(
    chosen: "Scenario", over: tuple[str, ...], out: Path | None, sizes: list[int], futures: int, seed: int,
    *, force: bool,
) -> "list[ResultsFolder]":  # fmt: skip
    from sim.analysis.sweep.lever import SweepError
    from sim.report.sweep.files import sweep_folders
    from sim.scenario.load import ScenarioError

    try:
        return sweep_folders(out, chosen, over, sizes, futures=futures, seed=seed, force=force)
    except (SweepError, ScenarioError) as error:
        raise Refusal(str(error)) from None


def _swept(chosen: "Scenario", over: tuple[str, ...], *, quiet: bool, engine: str, **asked: Any) -> "Sweep":
    from sim.analysis.sweep.lever import SweepError
    from sim.analysis.sweep.levers import grid_of, levers_of
    from sim.analysis.sweep.objective import objective_of
    from sim.analysis.sweep.sweep import sweep
    from sim.engine.preparation import prepare
    from sim.report.words.counting import counted
    from sim.scenario.load import ScenarioError

    try:
        objective_of(asked["maximise"], chosen)
        levers = levers_of(over, chosen)
        points = len(grid_of(levers))
        _say_cuts(chosen, levers, quiet=quiet)
        what = f"sweeping {chosen.name}: {counted(points, 'point')} of {counted(asked['runs'], 'run')}"
        prepare(engine)
        with progress_bar(what, asked["futures"], quiet=quiet) as progress:
            return sweep(chosen, over, engine=engine, progress=progress, **asked)
    except (SweepError, ScenarioError) as error:
        raise Refusal(str(error)) from None


def _say_cuts(chosen: "Scenario", levers: "Sequence[Lever]", *, quiet: bool) -> None:
    """A line for every range that moves along with a lever, and is cut at the field's bounds where the lever ends."""
    from sim.analysis.sweep.lever import settings_of
    from sim.analysis.sweep.variation import with_values
    from sim.scenario.cuts import cut_ranges
    from sim.scenario.notes import note_lines

    for corner in product(*((min(lever.values), max(lever.values)) for lever in levers)):
        settings = settings_of(levers, corner)
        place = "--over " + ", ".join(f"{path}={value:g}" for path, value in settings.items())
        for line in note_lines(cut_ranges(with_values(chosen, settings), place)):
            talk(line, quiet=quiet)


def _status(swept: "Sweep", *, quiet: bool) -> int:
    """Exit status by failed replications; too many at any point are an error."""
    failed = max(point.failures for point in swept.points)
    if not failed:
        return DONE
    total = swept.runs * swept.futures
    line = f"up to {failed:,} of the {total:,} futures of a point failed"
    if failed > (1 - ENOUGH_COMPLETED) * total:
        raise Failure(line)
    talk(line, quiet=quiet)
    return PARTIAL
