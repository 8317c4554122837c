"""``partnersim run``: simulate, write the run directory, print the page."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.folder import check_folder, writing
from sim.cli.interrupts import telling
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
from sim.cli.output import page_console, print_json, talk
from sim.cli.progress import progress_bar, step
from sim.cli.status import DONE, ENOUGH_COMPLETED, PARTIAL, Failure, Refusal

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sim.analysis.figures.precision import Reason, Stopped
    from sim.experiment.ensemble import Ensemble
    from sim.experiment.partial import Partial
    from sim.experiment.storage import Output
    from sim.scenario.schema import Scenario

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
    chosen = load(scenario, overrides, months, overlays, quiet=quiet)

    from sim.analysis.run.summary import summarise
    from sim.experiment.size import RUNS, size_of
    from sim.experiment.storage import Output, run_directory
    from sim.report.run.page import Page
    from sim.scenario.resolved import input_digest

    hint = _hint(runs, futures)
    bounded = precision is None and runs is None and max_runs < RUNS
    runs, futures = size_of(runs, futures, engine, max_runs)
    digest = input_digest(chosen, seed, futures, chosen.months)
    output = Output("run", chosen.name, digest, force)
    partial = None
    if precision is None:
        folder = out or run_directory(chosen, digest, runs)
        partial = _partial(
            chosen,
            folder,
            output,
            runs,
            futures,
            seed,
            resume=resume,
            own_folder=out is not None,
            hint=hint,
            quiet=quiet,
        )
        ensemble = _simulated(chosen, runs, futures, seed, engine, workers, partial, quiet=quiet)
        stopped: Reason | None = "max runs" if bounded else None
    else:
        if resume:
            raise click.UsageError("--precision decides the number of runs itself: it cannot be used with --resume")
        if out is not None:
            check_folder(out, output)
        found = _until_precise(chosen, precision, max_runs, runs, futures, seed, engine, workers, quiet=quiet)
        ensemble, stopped = found.ensemble, found.reason
        folder = out or run_directory(chosen, digest, ensemble.runs)
    status = _status(ensemble, quiet=quiet)
    with telling(_left(partial)):
        summary = {**summarise(ensemble), "precision": {"half_width": precision, "stopped": stopped}}
        printed = Page(chosen, summary, folder, full=full)
        with step("writing charts and files", quiet=quiet):
            _write(folder, ensemble, summary, printed, force=force)
    with telling(f"Interrupted. The run is finished: {folder}"):
        _say_why(summary, quiet=quiet)
        if partial is not None:
            partial.discard()
        if as_json:
            print_json(summary)
        else:
            page_console().print(printed)
    return status


def _left(partial: "Partial | None") -> str:
    """What there is after an interruption."""
    if partial is None:
        return "Interrupted. Nothing was written: a run with --precision keeps no partial results."
    return f"Interrupted. Finished worlds are in {partial.folder}; the same command with --resume continues."


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
    scenario: "Scenario", folder: Path, output: "Output", runs: int, futures: int, seed: int,
    *, resume: bool, own_folder: bool, hint: str, quiet: bool,
) -> "Partial":  # fmt: skip
    """The folder of finished parts, with ``--resume`` those of the interrupted run; ``hint`` if there are none."""
    from sim.experiment.partial import Identity, ResumeError, resume_partial, start_partial
    from sim.experiment.storage import OutputError, check_output, other_sizes

    identity = Identity.of(scenario, seed, futures)
    try:
        check_output(folder, replace(output, force=output.force or resume))
        if resume:
            others = () if own_folder else other_sizes(scenario, identity.input_digest, runs)
            resumed = resume_partial(folder, identity, runs=runs, others=others)
            check_output(folder, output)
            return resumed
        partial, discarded = start_partial(folder, identity)
    except ResumeError as error:
        raise Refusal(f"{error}{hint}") from None
    except OutputError as error:
        raise Refusal(str(error)) from None
    except OSError as error:
        raise Refusal(f"{folder}: cannot be written: {error.strerror}") from None
    if discarded:
        talk(f"{partial.folder}: an interrupted run was discarded (--resume would have continued it)", quiet=quiet)
    return partial


def _simulated(
    scenario: "Scenario", runs: int, futures: int, seed: int, engine: str, workers: int | None,
    partial: "Partial", *, quiet: bool,
) -> "Ensemble":  # fmt: skip
    from sim.engine.preparation import prepare
    from sim.experiment.run import simulate
    from sim.report.words.counting import counted

    what = f"simulating {scenario.name}: {counted(runs, 'run')} of {counted(futures, 'future')}"
    with telling(_left(partial)):
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

    with telling(_left(None)):
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
    folder: Path, ensemble: "Ensemble", summary: dict[str, Any], printed: "RenderableType", *, force: bool
) -> None:
    from sim.experiment.storage import write_run
    from sim.report.run.files import write_files

    with writing(folder):
        write_run(
            folder, ensemble, summary, force=force,
            charts=lambda staging: write_files(staging, ensemble, summary, printed),
        )  # fmt: skip
