"""``partnersim run``: simulate, write the run directory, print the page."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.folder import held, sized, sizes_of, writing
from sim.cli.interrupts import telling
from sim.cli.memory import fitting
from sim.cli.options import (
    engine_option,
    force_option,
    json_option,
    load,
    max_runs_option,
    months_option,
    options,
    out_option,
    precision_option,
    quiet_option,
    run_size_options,
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
    from rich.console import RenderableType

    from sim.analysis.figures.precision import Reason, Stopped
    from sim.experiment.ensemble import Ensemble
    from sim.experiment.folder import ResultsFolder
    from sim.experiment.partial import Partial
    from sim.scenario.schema import Scenario

_CONTINUES = "; finished parts are kept, --resume continues"

full_option = click.option("--full", is_flag=True, help="Print every table below the page.")
resume_option = click.option("--resume", is_flag=True, help="Continue an interrupted run, or enlarge a finished one.")


@click.command("run", short_help="Simulate a scenario.")
@options(
    scenario_argument, *run_size_options, seed_option, months_option, set_option, with_option, engine_option,
    workers_option, precision_option, max_runs_option, out_option, force_option, resume_option, full_option,
    json_option, quiet_option,
)  # fmt: skip
def command(
    scenario: str, runs: int | None, futures: int | None, seed: int, months: int | None,
    overrides: tuple[str, ...], overlays: tuple[str, ...], engine: str,
    workers: int | None, precision: float | None, max_runs: int, out: Path | None, force: bool, resume: bool,
    full: bool, as_json: bool, quiet: bool,
) -> int:  # fmt: skip
    """Simulate SCENARIO (a ready-made name or a file): odds of the board's rule, fan chart, money.

    Writes a folder with charts and data, and prints a page.
    """
    if resume and precision is not None:
        raise click.UsageError("--precision decides the number of runs itself: it cannot be used with --resume")
    chosen = load(scenario, overrides, months, overlays, quiet=quiet)

    from sim.analysis.run.summary import summarise
    from sim.experiment.size import RUNS, size_of
    from sim.report.run.page import Page

    hint = _hint(runs, futures)
    bounded = precision is None and runs is None and max_runs < RUNS
    runs, futures = size_of(runs, futures, engine, max_runs)
    max_runs = fitting([chosen], runs, futures, precision, max_runs, quiet=quiet)
    sizes = sizes_of(runs, precision, max(runs, max_runs))
    folders = _folders(chosen, out, sizes, futures, seed, force=force)
    with held(*folders, quiet=quiet):
        partial = None
        if precision is None:
            partial = _partial(chosen, folders[0], futures, seed, resume=resume, hint=hint, quiet=quiet)
        with _keeping(partial):
            stopped: Reason | None = "max runs" if bounded else None
            if precision is None:
                assert partial is not None
                ensemble = _simulated(chosen, runs, futures, seed, engine, workers, partial, quiet=quiet)
            else:
                found = _until_precise(chosen, precision, max_runs, runs, futures, seed, engine, workers, quiet=quiet)
                ensemble, stopped = found.ensemble, found.reason
            folder = sized(folders, ensemble.runs)
            status = _status(ensemble, quiet=quiet)
            summary = {**summarise(ensemble), "precision": {"half_width": precision, "stopped": stopped}}
            printed = Page(chosen, summary, folder.place, full=full)
            with step("writing charts and files", quiet=quiet):
                _write(folder, ensemble, summary, printed, kept=_CONTINUES if partial is not None else "")
        with telling(f"Interrupted. The run is finished: {folder.place}"):
            if partial is not None:
                partial.discard()
            _say_why(summary, quiet=quiet)
            if as_json:
                print_json(summary)
            else:
                print_page(printed)
    return status


def _folders(
    scenario: "Scenario", out: Path | None, sizes: list[int], futures: int, seed: int, *, force: bool
) -> "list[ResultsFolder]":
    """The folder of each possible size: that of ``--out`` for any."""
    from sim.experiment.storage import run_directory, run_folder
    from sim.report.run.files import FILES
    from sim.scenario.resolved import input_digest

    digest = input_digest(scenario, seed, futures, scenario.months)
    return [
        run_folder(out or run_directory(scenario, digest, size), scenario, digest, size, texts=FILES, force=force)
        for size in (sizes if out is None else sizes[-1:])
    ]


@contextmanager
def _keeping(partial: "Partial | None") -> Iterator[None]:
    """Says what is kept of a run that is interrupted, or for whose parts there is no space; nothing of one refused."""
    from sim.experiment.folder import shown
    from sim.experiment.partial import StorageError

    left = "Interrupted. Nothing was written: a run with --precision keeps no partial results."
    if partial is not None:
        place = shown(partial.folder)
        left = f"Interrupted. Finished worlds are in {place}; the same command with --resume continues."
    try:
        with telling(left):
            yield
    except StorageError as error:
        raise Failure(f"{error}{_CONTINUES}") from None
    except Exception:
        if partial is not None:
            partial.discard_empty()
        raise


def _hint(runs: int | None, futures: int | None) -> str:
    """The likely cause where a run made without ``--runs`` is to be enlarged and is not found."""
    from sim.experiment.size import FUTURES

    if runs is None or futures is not None:
        return ""
    return f" (a run made without --runs has {FUTURES} futures per world: add --futures {FUTURES})"


def _say_why(summary: dict[str, Any], *, quiet: bool) -> None:
    from sim.report.run.odds import stopped_line

    if line := stopped_line(summary):
        talk(line, quiet=quiet)


def _partial(
    scenario: "Scenario", folder: "ResultsFolder", futures: int, seed: int, *, resume: bool, hint: str, quiet: bool
) -> "Partial":
    """The folder of finished parts, with ``--resume`` those of the interrupted run; ``hint`` if there are none."""
    from sim.experiment.folder import shown
    from sim.experiment.identity import Identity
    from sim.experiment.partial import NothingToResumeError, ResumeError, resume_partial, start_partial
    from sim.experiment.storage import other_sizes, run_directory

    identity, runs = Identity.of(scenario, seed, futures), folder.runs
    try:
        with writing(folder.place):
            if resume:
                is_default = folder.place == run_directory(scenario, folder.input_digest, runs)
                others = other_sizes(scenario, folder.input_digest, runs) if is_default else ()
                return resume_partial(folder.folder, identity, runs=runs, others=others, force=folder.force)
            partial, discarded = start_partial(folder.folder, identity, runs=runs, force=folder.force)
    except NothingToResumeError as error:
        raise Refusal(f"{error}{hint}") from None
    except ResumeError as error:
        raise Refusal(str(error)) from None
    if discarded:
        talk(f"{shown(partial.folder)}: finished parts of an interrupted run were discarded", quiet=quiet)
    return partial


def _simulated(
    scenario: "Scenario", runs: int, futures: int, seed: int, engine: str, workers: int | None,
    partial: "Partial", *, quiet: bool,
) -> "Ensemble":  # fmt: skip
    from sim.engine.preparation import prepare
    from sim.experiment.run import simulate
    from sim.report.words.counting import counted

    what = f"simulating {scenario.name}: {counted(runs, 'run')} of {counted(futures, 'future')}"
    prepare(engine)
    with progress_bar(what, futures, quiet=quiet) as progress:
        return simulate(
            scenario, runs=runs, futures=futures, seed=seed, engine=engine, workers=workers,
            progress=progress, partial=partial,
        )  # fmt: skip


def _until_precise(
    scenario: "Scenario", precision: float, max_runs: int, runs: int, futures: int, seed: int, engine: str,
    workers: int | None, *, quiet: bool,
) -> "Stopped":  # fmt: skip
    """Batches of worlds until the odds are precise enough."""
    from sim.analysis.figures.precision import simulate_until
    from sim.engine.preparation import prepare

    prepare(engine)
    with progress_bar(f"simulating {scenario.name}: until the odds are known", futures, quiet=quiet) as progress:
        return simulate_until(
            scenario, precision, max_runs=max(runs, max_runs), runs=runs, futures=futures, seed=seed,
            engine=engine, workers=workers, progress=progress,
        )  # fmt: skip


def _status(ensemble: "Ensemble", *, quiet: bool) -> int:
    """Exit status by failed replications; too many are an error."""
    if not ensemble.failures:
        return DONE
    first = ensemble.failures[0]
    reason = first.traceback.strip().splitlines()[-1] if first.traceback.strip() else "no reason given"
    total = ensemble.runs * ensemble.futures
    line = (
        f"{len(ensemble.failures):,} of {total:,} futures failed; "
        f"the first is world {first.world}, future {first.future}: {reason}"
    )
    if ensemble.completed.mean() < ENOUGH_COMPLETED:
        raise Failure(line)
    talk(line, quiet=quiet)
    return PARTIAL


def _write(
    folder: "ResultsFolder", ensemble: "Ensemble", summary: dict[str, Any], printed: "RenderableType", *, kept: str
) -> None:
    from sim.experiment.storage import write_run
    from sim.report.run.files import write_files

    with writing(folder.place, kept):
        write_run(folder, ensemble, summary, charts=lambda staging: write_files(staging, ensemble, summary, printed))
