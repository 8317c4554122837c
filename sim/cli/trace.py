"""``partnersim trace``: the events of one future, and the proof that they add up to what the run reports."""

import re
from typing import TYPE_CHECKING

import click

from sim.cli.memory import fitting
from sim.cli.options import (
    DEFAULT_RUNS,
    MOST_RUNS,
    engine_option,
    futures_option,
    json_option,
    load,
    months_option,
    options,
    quiet_option,
    scenario_argument,
    seed_option,
    set_option,
    with_option,
    workers_option,
)
from sim.cli.output import print_json, talk
from sim.cli.progress import progress_bar
from sim.cli.status import DONE, FAILED, Failure, Refusal

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario


@click.command("trace", short_help="Every event of one future.")
@options(
    scenario_argument,
    click.option("--replication", type=click.IntRange(min=0), help="Number of the future: world * futures + future."),
    click.option("--like", metavar="pNN", help="The future nearest this percentile of the gate's share, such as p10."),
    click.option("--partner", metavar="ID", help="Only the events of one partner, such as reseller/0/17."),
    click.option(
        "--runs", type=click.IntRange(1, MOST_RUNS), default=DEFAULT_RUNS, show_default=True,
        help="Worlds from which --like chooses.",
    ),
    futures_option, seed_option, months_option, set_option, with_option, engine_option, workers_option, json_option,
    quiet_option,
)  # fmt: skip
def command(
    scenario: str, replication: int | None, like: str | None, partner: str | None, runs: int, futures: int, seed: int,
    months: int | None, overrides: tuple[str, ...], overlays: tuple[str, ...], engine: str, workers: int | None,
    as_json: bool, quiet: bool,
) -> int:  # fmt: skip
    """List the events of one future of SCENARIO and reconcile them to its reported revenue.

    Amounts are in the scenario's currency. The month is the one to which an event is booked.
    """
    if (replication is None) == (like is None):
        raise click.UsageError("choose the future: either --replication K or --like p10")
    level = None if like is None else _level(like)
    chosen = load(scenario, overrides, months, overlays)

    from sim.engine.preparation import prepare

    if level is not None or engine == "compiled":  # a single future is the reference engine's by default
        prepare(engine, say=lambda text: talk(text, quiet=quiet))
    if level is not None:
        replication = _nearest(chosen, level, runs, futures, seed, engine, workers, quiet=quiet)
    assert replication is not None
    world, future = divmod(replication, futures)

    from sim.analysis.trace.trace import trace

    try:
        traced = trace(chosen, seed, world, future, engine, partner)
    except ValueError as error:
        raise Refusal(str(error)) from None
    if as_json:
        from sim.report.trace.json_object import trace_object

        print_json(trace_object(traced, replication))
    else:
        from sim.report.trace.lines import event_lines, reconciliation_lines, title_line

        for line in (title_line(traced, replication), "", *event_lines(traced), "", *reconciliation_lines(traced)):
            click.echo(line)
    return DONE if traced.reconciles else FAILED


def _level(like: str) -> float:
    match = re.fullmatch(r"p(\d{1,2}(?:\.\d+)?|100)", like.strip().lower())
    if match is None:
        raise click.BadParameter(f"'{like}' is not a percentile: write p10 for the 10th", param_hint="--like")
    return float(match.group(1)) / 100


def _nearest(
    scenario: "Scenario", level: float, runs: int, futures: int, seed: int, engine: str, workers: int | None,
    *, quiet: bool,
) -> int:  # fmt: skip
    """The replication whose share at the gate is nearest the percentile; the first of several."""
    from sim.analysis.trace.nearest import nearest_replication
    from sim.experiment.run import simulate

    fitting([scenario], runs, futures, None, runs, quiet=quiet)
    what = f"simulating {scenario.name}: {runs:,} runs, to find the future nearest p{100 * level:g}"
    with progress_bar(what, futures, quiet=quiet) as progress:
        ensemble = simulate(
            scenario, runs=runs, futures=futures, seed=seed, engine=engine, workers=workers, progress=progress
        )
    try:
        return nearest_replication(ensemble, level)
    except ValueError as error:
        raise Failure(str(error)) from None
