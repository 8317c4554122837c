"""``partnersim verify``: both engines on the same replications, compared row for row."""

import click

from sim.cli.options import (
    MOST_RUNS,
    json_option,
    load,
    months_option,
    options,
    quiet_option,
    scenario_argument,
    seed_option,
    set_option,
    with_option,
)
from sim.cli.output import line_width, print_json, print_lines, talk
from sim.cli.progress import progress_bar
from sim.cli.status import DONE, FAILED

DEFAULT_REPLICATIONS = 20


@click.command("verify", short_help="Do both engines give the same ledger?")
@options(
    scenario_argument,
    click.option(
        "--runs", type=click.IntRange(1, MOST_RUNS), default=DEFAULT_REPLICATIONS, show_default=True,
        help="Replications to compare, each with its twin without a program.",
    ),
    seed_option, months_option, set_option, with_option, json_option, quiet_option,
)  # fmt: skip
def command(
    scenario: str,
    runs: int,
    seed: int,
    months: int | None,
    overrides: tuple[str, ...],
    overlays: tuple[str, ...],
    as_json: bool,
    quiet: bool,
) -> int:
    """Simulate SCENARIO with both engines and compare every row of their ledgers, and the metrics.

    The reference engine is written to be read, the compiled engine to be fast; they must agree to the cent, so a run
    may use either. Shows the first row that differs and ends with status 1.
    """
    chosen = load(scenario, overrides, months, overlays, quiet=quiet)

    from sim.engine.preparation import prepare
    from sim.experiment.verification import COMPILED, verify
    from sim.report.verification.json_object import verification_object
    from sim.report.verification.lines import time_line, verification_lines
    from sim.report.words.counting import counted
    from sim.version import SCHEMA_VERSION

    prepare(COMPILED)
    what = f"comparing the engines on {chosen.name}: {counted(runs, 'replication')}"
    with progress_bar(what, 1, quiet=quiet) as report:
        found = verify(chosen, runs, seed, lambda done, total: report(done, total, 0, 0))
    if as_json:
        print_json({"schema_version": SCHEMA_VERSION, **verification_object(found)})
    else:
        print_lines(verification_lines(found, line_width()))
    talk(time_line(found), quiet=quiet)
    return DONE if found.is_equal else FAILED
