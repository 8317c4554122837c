"""Exit statuses, and errors that end a command with a message instead of a traceback."""

from typing import IO, Any

import click

DONE = 0
FAILED = 1
USAGE = 2
PARTIAL = 3
INTERRUPTED = 130

ENOUGH_COMPLETED = 0.99
"""Least share of completed replications for results without the failed ones (status 3); below it the command fails."""


class Refusal(click.ClickException):
    """The request cannot be carried out; the message is printed as it is."""

    exit_code = USAGE

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, file=file, err=file is None)


class Failure(Refusal):
    """The work was started and did not succeed."""

    exit_code = FAILED
