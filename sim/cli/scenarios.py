"""``partnersim scenarios``: list the ready-made scenarios, show one, write a starting file."""

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click

from sim.cli.folder import PathToWrite, write_new_file
from sim.cli.output import line_width, print_lines, talk
from sim.cli.status import Refusal
from sim.report.tables.columns import with_story

DEFAULT_PARENT = "coach"


@click.group("scenarios", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List ready-made scenarios, show one, or start a new file."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_command)


@command.command("list")
def list_command() -> None:
    """Names and titles of the ready-made scenarios, and of the overlays for --with and compare."""
    from sim.scenario.load import load_scenario, ready_made_names
    from sim.scenario.ready_made import overlay_names, overlay_title

    titles = {name: load_scenario(name).title for name in ready_made_names()}
    overlays = {name: overlay_title(name) for name in overlay_names()}
    width = max((len(name) for name in (*titles, *overlays)), default=0)
    print_lines(line for name, title in titles.items() for line in _named(name, title, width))
    print_lines(["", "overlays (partnersim run coach --with NAME; partnersim compare coach coach+NAME)"])
    print_lines(line for name, title in overlays.items() for line in _named(name, title, width))


def _named(name: str, title: str, width: int) -> Iterator[str]:
    return with_story(f"{name:<{width}}", title, line_width())


@command.command("show")
@click.argument("name")
def show_command(name: str) -> None:
    """Print the file of a ready-made scenario or overlay."""
    from sim.scenario.load import ready_made_names
    from sim.scenario.problems import meant, suggestion
    from sim.scenario.ready_made import file_of, overlay_file, overlay_names

    names, overlays = ready_made_names(), overlay_names()
    if name not in (*names, *overlays):
        hint = meant(suggestion(name, (*names, *overlays))) or "."
        there = f"scenarios {', '.join(names)}; overlays {', '.join(overlays)}"
        raise Refusal(f"there is no ready-made scenario or overlay '{name}' ({there}){hint}")
    file = file_of(name) if name in names else overlay_file(name)
    click.echo(file.read_text(encoding="utf-8"), nl=False)


@command.command("new")
@click.argument("file", type=PathToWrite(), required=False)
@click.option("-o", "--out", type=PathToWrite(), metavar="FILE", help="The file, as an option.")
@click.option(
    "--extends", "parent", default=DEFAULT_PARENT, metavar="SCENARIO", show_default=True,
    help="What it builds on: a ready-made name or a file.",
)  # fmt: skip
def new_command(file: Path | None, out: Path | None, parent: str) -> None:
    """Write a commented starting file with every value that a company states about itself."""
    if file is None or out is not None:
        if file is not None or out is None:
            raise click.UsageError("name one file: 'scenarios new my.toml' or 'scenarios new -o my.toml'")
        file = out
    from sim.cli.options import load
    from sim.scenario.starting_file import starting_file

    if file.name in ("", ".."):
        raise Refusal(f"{file}: names a folder; name a file in it, such as {file / 'my.toml'}")
    path = file if file.suffix == ".toml" else file.with_name(file.name + ".toml")
    name = re.sub(r"[^a-z0-9_]+", "_", path.stem.lower()).strip("_")[:40]
    name = name if re.match(r"[a-z]", name) else f"scenario_{name}".rstrip("_")[:40]
    text = starting_file(load(parent), seen_from(path, parent), _in_a_comment(path), name)
    write_new_file(path, text)
    click.echo(path)
    talk(f"Next: edit it, then 'partnersim validate {path}' and 'partnersim run {path}'.")


def seen_from(path: Path, parent: str) -> str:
    """How a file names the scenario that it extends: a path is relative to the file's folder."""
    from sim.scenario.ready_made import is_path

    if not is_path(parent) or Path(parent).is_absolute():
        return parent
    near = os.path.relpath(parent, path.parent)
    return near if is_path(near) else f"./{near}"


def _in_a_comment(path: Path) -> str:
    """A path as one argument of a command, in one line of a comment."""
    return shlex.quote("".join(sign if sign.isprintable() else "?" for sign in str(path)))
