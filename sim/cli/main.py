"""The ``partnersim`` command. A subcommand's module is imported only when it is used, so that help is fast."""

import os
import sys
import warnings
from collections.abc import Callable
from difflib import get_close_matches
from functools import partial
from importlib import import_module
from io import StringIO
from typing import Any, NoReturn

import click

from sim.cli.environment import foreign_variables_aside, talking_library
from sim.cli.interrupts import interrupted_status, is_interrupted, leave, listen, stop_listening
from sim.cli.status import DONE, FAILED, INTERRUPTED, PARTIAL
from sim.cli.streams import open_streams, release_streams
from sim.letters import visible
from sim.report.charts.failure import ChartWarning, LettersWarning
from sim.version import __version__

COMMANDS = {
    "run": "Simulate a scenario: odds of the board's rule, fan chart, money.",
    "compare": "Scenarios side by side in the same futures: paired differences.",
    "sweep": "One or two levers over a range: odds and money at each value.",
    "scenarios": "List ready-made scenarios, show one, or start a new file.",
    "start": "Your company as it is, from its exports: a scenario that begins there.",
    "validate": "Check scenario files: errors, red flags, assumptions without a source.",
    "explain": "Where a number comes from: unit, bounds, rule, source, grade.",
    "trace": "Every event of one future, reconciled to its reported revenue.",
    "verify": "Do both engines give the same ledger, row for row?",
}
TRACEBACK_VARIABLE = "PARTNERSIM_TRACEBACK"


class UnexpectedError(Exception):
    """Its cause is an error of the program."""


class Commands(click.Group):
    """Commands by name and help line; their modules are imported on demand."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"sim.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            raise click.UsageError(f"there is no command '{args[0]}'.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """The command's exit status. Errors that click would take for Ctrl-D or a reader that left are failures."""
        try:
            return super().invoke(ctx)
        except (EOFError, BrokenPipeError) as error:
            raise UnexpectedError from error

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Runs a command and exits with its status; never shows a traceback."""
        extra["standalone_mode"] = False
        extra["prog_name"] = "partnersim"
        sys.exit(_status(lambda: super(Commands, self).main(*args, **extra)))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="partnersim", message="%(prog)s %(version)s")
def commands() -> None:
    """Forecast a partner program: the odds that partners bring 10% of revenue by month 24.

    Begin with: partnersim run coach
    """


def main() -> NoReturn:
    """The command line in a process of its own."""
    listen()
    open_streams()
    foreign_variables_aside()
    try:
        commands.main()
    finally:
        release_streams()
        if is_interrupted():
            leave()


def _status(work: Callable[[], Any]) -> int:
    """Exit status of ``work``; an error becomes one line on stderr."""
    lost_charts: list[str] = []
    try:
        with warnings.catch_warnings(), talking_library():
            warnings.simplefilter("always", ChartWarning)
            warnings.simplefilter("always", LettersWarning)
            warnings.showwarning = partial(_say_warning, lost_charts, set())
            result = work()
        sys.stdout.flush()
    except click.ClickException as error:
        said = StringIO()
        error.show(file=said)
        click.echo(visible(said.getvalue()), err=True, nl=False)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        return _interrupted()
    except Exception as error:
        return _interrupted() if is_interrupted() else _failed(error)
    finally:
        stop_listening()
    if result == INTERRUPTED:
        return interrupted_status()
    status = result if isinstance(result, int) else DONE
    return PARTIAL if status == DONE and lost_charts else status


def _interrupted() -> int:
    click.echo("interrupted", err=True)
    return interrupted_status()


def _failed(error: Exception) -> int:
    """Says what went wrong: what the user can change, or an error of this program."""
    from sim.engine.preparation import EngineError

    if isinstance(error, UnexpectedError) and isinstance(error.__cause__, Exception):
        error = error.__cause__
    if isinstance(error, EngineError):
        click.echo(visible(str(error)), err=True)
        return FAILED
    if os.environ.get(TRACEBACK_VARIABLE):
        raise error
    text = " ".join(str(error).split()) or "no details"
    click.echo(visible(f"partnersim failed: {type(error).__name__}: {text}"), err=True)
    click.echo(f"(set {TRACEBACK_VARIABLE}=1 for the traceback)", err=True)
    return FAILED


def _say_warning(
    lost_charts: list[str], said: set[str], message: Warning | str, category: type[Warning], *_: Any, **__: Any
) -> None:
    """A warning as a line on stderr, without its place in the source; the same one once."""
    if issubclass(category, ChartWarning):
        lost_charts.append(str(message))
    if str(message) in said:
        return
    said.add(str(message))
    click.echo(visible(f"warning: {message}"), err=True)
