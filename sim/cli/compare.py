"""``partnersim compare``: scenarios side by side in the same futures."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.folder import held, sized, sizes_of, writing
from sim.cli.memory import fitting
from sim.cli.options import (
    engine_option,
    force_option,
    json_option,
    max_runs_option,
    months_option,
    options,
    out_option,
    precision_option,
    quiet_option,
    run_size_options,
    seed_option,
    set_option,
    with_option,
    workers_option,
)
from sim.cli.output import print_json, print_page, talk
from sim.cli.progress import progress_bar, step
from sim.cli.status import DONE, ENOUGH_COMPLETED, PARTIAL, Failure, Refusal
from sim.cli.variants import Variant, read_variants

if TYPE_CHECKING:
    from sim.analysis.comparison.comparison import Comparison
    from sim.scenario.schema import Scenario


@click.command("compare", short_help="Scenarios side by side in the same futures.")
@options(
    click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO..."),
    *run_size_options, seed_option, months_option, set_option, with_option, engine_option, workers_option,
    precision_option, max_runs_option, out_option, force_option, json_option, quiet_option,
)  # fmt: skip
def command(
    scenarios: tuple[str, ...], runs: int | None, futures: int | None, seed: int, months: int | None,
    overrides: tuple[str, ...], overlays: tuple[str, ...], engine: str, workers: int | None, precision: float | None,
    max_runs: int, out: Path | None, force: bool, as_json: bool, quiet: bool,
) -> int:  # fmt: skip
    """Compare SCENARIOs with the first of them, replication by replication in the same futures.

    A SCENARIO is a ready-made name or a file; with overlays of its own: coach+growth-half, coach+mine.toml; with
    settings: coach:archetypes.reseller.terms.rate=0.30 or 'coach:phases.*.managers+=1' (several:
    PATH=VALUE,PATH=VALUE); or both: coach+growth-half:gate.month=30. --with and --set apply to all of them, first.
    Up to four scenarios have the size of run by default, more have one future per world.
    """
    if len(scenarios) < 2:
        raise click.UsageError("name at least two scenarios: the others are compared with the first")

    from sim.analysis.comparison.compare import size_for

    variants, chosen = read_variants(scenarios, overrides, overlays, months, quiet=quiet)
    runs, futures = size_for(len(chosen), runs, futures, engine, max_runs)
    _check(chosen)
    max_runs = fitting(chosen, runs, futures, precision, max_runs, quiet=quiet)
    from sim.report.comparison.files import comparison_folders, write_comparison

    folders = comparison_folders(
        out, chosen, [each.label for each in variants], sizes_of(runs, precision, max_runs),
        futures=futures, seed=seed, force=force,
    )  # fmt: skip
    with held(*folders, quiet=quiet):
        comparison = _compared(
            variants, chosen, quiet=quiet, runs=runs, futures=futures, seed=seed, engine=engine, workers=workers,
            precision=precision, max_runs=max_runs,
        )  # fmt: skip
        status = _status(comparison, quiet=quiet)
        folder = sized(folders, comparison.ensembles[0].runs)
        with writing(folder.place), step("writing charts and files", quiet=quiet):
            write_comparison(folder, comparison)
    if as_json:
        print_json(comparison.to_dict())
    else:
        from sim.report.comparison.page import comparison_page

        print_page(comparison_page(comparison, folder.place))
    return status


def _check(chosen: "list[Scenario]") -> None:
    from sim.analysis.comparison.compare import check_comparable

    try:
        check_comparable(chosen)
    except ValueError as error:
        raise Refusal(str(error)) from None


def _compared(variants: "list[Variant]", chosen: "list[Scenario]", *, quiet: bool, **asked: Any) -> "Comparison":
    from sim.analysis.comparison.compare import compare
    from sim.engine.preparation import prepare
    from sim.report.words.counting import counted

    size = "until the odds are known"
    if asked["precision"] is None:
        size = f"{counted(asked['runs'], 'run')} of {counted(asked['futures'], 'future')} each"
    prepare(asked["engine"])
    try:
        with progress_bar(f"simulating {len(chosen)} scenarios: {size}", asked["futures"], quiet=quiet) as progress:
            return compare(chosen, labels=[each.label for each in variants], progress=progress, **asked)
    except ValueError as error:
        raise Failure(str(error)) from None


def _status(comparison: "Comparison", *, quiet: bool) -> int:
    """Exit status by the replications left out of a pair; too many are an error."""
    worst = max(comparison.differences, key=lambda difference: difference.left_out)
    if not worst.left_out:
        return DONE
    total = worst.pairs + worst.left_out
    line = f"{worst.left_out:,} of {total:,} futures failed under {worst.base} or {worst.label}"
    if worst.pairs < ENOUGH_COMPLETED * total:
        raise Failure(line)
    talk(line, quiet=quiet)
    return PARTIAL
