"""Options that several commands share, and loading the scenario that they name."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sim.cli.environment import keep_library_quiet
from sim.cli.folder import PathToWrite
from sim.cli.output import talk
from sim.cli.status import Refusal

if TYPE_CHECKING:
    from sim.scenario.load import Loaded
    from sim.scenario.overrides import Override
    from sim.scenario.schema import Scenario

F = TypeVar("F", bound=Callable[..., Any])

DEFAULT_RUNS = 1000
DEFAULT_MAX_RUNS = 100_000
MOST_RUNS = 10_000_000

scenario_argument = click.argument("scenario")
set_option = click.option(
    "--set",
    "overrides",
    multiple=True,
    metavar="PATH=VALUE",
    help="Change a value: gate.threshold=0.12; add or multiply: 'phases.*.managers+=1', 'PATH*=0.7' (its range moves "
    "along); multiply odds: 'PATH={odds_times=0.5}'; * is any name. May be repeated.",
)
with_option = click.option(
    "--with",
    "overlays",
    multiple=True,
    metavar="OVERLAY",
    help="Apply an overlay, a file or a ready-made stress test ('scenarios list'), to the scenario (may be repeated; "
    "--set comes last).",
)
months_option = click.option(
    "--months", type=click.IntRange(1, 240), help="Horizon in months (default: the scenario's)."
)
seed_option = click.option(
    "--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True, help="Random seed."
)
runs_option = click.option(
    "--runs",
    type=click.IntRange(1, MOST_RUNS),
    default=DEFAULT_RUNS,
    show_default=True,
    help="Worlds to simulate: sets of input values.",
)
futures_option = click.option(
    "--futures",
    type=click.IntRange(1, 100_000),
    default=1,
    show_default=True,
    help="Futures per world.",
)
run_size_options = (
    click.option(
        "--runs", type=click.IntRange(1, MOST_RUNS), help="Worlds to simulate: sets of input values (default: 1000)."
    ),
    click.option(
        "--futures",
        type=click.IntRange(1, 100_000),
        help="Futures per world; several separate chance from ignorance (default: 4; 1 with --runs alone or the "
        "reference engine).",
    ),
)
"""The size of ``run``, whose default depends on the other options."""
precision_option = click.option(
    "--precision",
    type=click.FloatRange(0, 0.5, min_open=True, max_open=True),
    metavar="HALF_WIDTH",
    help="Add runs until the odds are known to ± this, such as 0.01, or are clearly above or below the required "
    "probability.",
)
max_runs_option = click.option(
    "--max-runs",
    type=click.IntRange(1, MOST_RUNS),
    default=DEFAULT_MAX_RUNS,
    show_default=True,
    help="Most worlds to simulate with --precision, and for run without --runs.",
)
engine_option = click.option(
    "--engine",
    type=click.Choice(["auto", "reference", "compiled"]),
    default="auto",
    show_default=True,
    help="Which engine simulates.",
)
workers_option = click.option(
    "--workers",
    type=click.IntRange(1, 1024),
    help="Threads, or processes of the reference engine (default: one per core; results do not change).",
)
out_option = click.option(
    "-o",
    "--out",
    type=PathToWrite(),
    metavar="FOLDER",
    help="Folder of the results (default: one below reports/); other results there are replaced only with --force.",
)
force_option = click.option(
    "--force",
    is_flag=True,
    help="Replace results of another scenario or command in the folder, or of more runs, and discard finished "
    "parts of an interrupted run.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")


def _hush(_: click.Context, __: click.Parameter, quiet: bool) -> bool:
    """Also the modules that talk by themselves are quiet."""
    if quiet:
        keep_library_quiet()
    return quiet


quiet_option = click.option("--quiet", is_flag=True, callback=_hush, help="No progress or messages on stderr.")


def options(*chosen: Callable[[F], F]) -> Callable[[F], F]:
    """Several options as one decorator, in the order of the help text."""

    def decorate(function: F) -> F:
        for option in reversed(chosen):
            function = option(function)
        return function

    return decorate


def load(
    name: str,
    overrides: "Sequence[Override]" = (),
    months: int | None = None,
    overlays: Sequence[str] = (),
    *,
    quiet: bool = False,
) -> "Scenario":
    """The scenario as requested, with its notes on stderr; an invalid one ends the command with every problem.

    Ranges that a ready-made scenario ends are told by ``validate`` alone: who runs it did not state the values.
    """
    from sim.scenario.notes import MOST_NAMED, note_lines

    found = load_noted(name, overrides, months, overlays)
    for line in note_lines([note for note in found.notes if not note.is_of_ready_made], most=MOST_NAMED):
        talk(line, quiet=quiet)
    return found.scenario


def load_noted(
    name: str, overrides: "Sequence[Override]" = (), months: int | None = None, overlays: Sequence[str] = ()
) -> "Loaded[Scenario]":
    """The scenario as requested, and its notes; an invalid one ends the command with every problem listed."""
    from sim.scenario.load import ScenarioError, loaded
    from sim.scenario.overrides import Setting
    from sim.scenario.schema import Scenario

    horizon = () if months is None else (Setting(f"months={months}", f"--months {months}"),)
    try:
        return loaded(Scenario, name, overrides=(*overrides, *horizon), overlays=overlays)
    except ScenarioError as error:
        raise Refusal(str(error)) from None
