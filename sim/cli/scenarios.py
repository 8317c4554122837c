"""``partnersim scenarios``: list the ready-made scenarios, show one, write a starting file."""

import re
from pathlib import Path

import click

from sim.cli.folder import PathToWrite, write_new_file
from sim.cli.output import talk
from sim.cli.status import Refusal

STARTING_FILE = """\
# Your own scenario: everything that is not stated here is as in 'coach'.
# Check it with:  partnersim validate {file}
# Run it with:    partnersim run {file}
# Every field, with its unit, bounds and source:  partnersim explain {file}

extends = "coach"
name = "{name}"
title = "{title}"

# Your own business, in the scenario's currency. ARR: recurring revenue a year.
[vendor.direct]
# starting_arr = 7_500_000        # in force on the day the program starts
# arr_growth_per_year = 0.30      # without a program, net of churn and expansion

[vendor.inbound]
# starting_arr = 2_500_000

# How ready you are for partners, 0 to 1 (0.9: no loss; 0.3: most of the effect is lost). Score yourself
# strictly: a score stated here is taken as certain and replaces coach's range of scores.
[readiness]
# product_maturity = 0.7          # can it be sold and supported without your own people?
# sales_clarity = 0.7             # could others repeat the way you win deals?
# positioning = 0.7
# margin_headroom = 0.7
# organisational_capacity = 0.7   # people and systems that can carry partners
# direct_discipline = 0.7         # does your own sales team respect partners' deals?
#
# A readiness may change over the months, for example if it is improved before the start.
# sales_clarity = {{ months = [1, 12], scores = [0.4, 0.8] }}

# What partners earn.
[archetypes.reseller.terms]
# model = "resale"                # a margin off list price, every year
# rate = 0.25

[archetypes.referral.terms]
# model = "referral"              # a fee on the first year's contract value
# rate = 0.12

# Which partners you approach (shares, together 1), how many a month, and who looks after them.
# [mix]                           # state all of them if you state one
# referral = 0.35
# reseller = 0.45
# technology = 0.15
# alliance = 0.05

[phases.pilot]
# contacts_per_month = 30
# managers = 1.5

[phases.stabilise]
# contacts_per_month = 22
# managers = 2.0

# The board's rule.
[gate]
# month = 24
# threshold = 0.10                # share of revenue
# required_probability = 0.50     # odds the board wants

# The sources of your numbers: a value with a source is not listed as an assumption.
[sources]
# "vendor.direct.starting_arr" = {{ source = "finance, closing of December", grade = "A" }}
"""


@click.group("scenarios", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List ready-made scenarios, show one, or start a new file."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_command)


@command.command("list")
def list_command() -> None:
    """Names and titles of the ready-made scenarios."""
    from sim.scenario.load import load_scenario, ready_made_names

    names = ready_made_names()
    width = max((len(name) for name in names), default=0)
    for name in names:
        click.echo(f"{name:<{width}}  {load_scenario(name).title}".rstrip())


@command.command("show")
@click.argument("name")
def show_command(name: str) -> None:
    """Print the file of a ready-made scenario."""
    from difflib import get_close_matches

    from sim.scenario.load import ready_made_folder, ready_made_names

    names = list(ready_made_names())
    if name not in names:
        near = get_close_matches(name, names, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        raise Refusal(f"there is no ready-made scenario '{name}' (there are {', '.join(names)}).{hint}")
    click.echo((Path(ready_made_folder()) / f"{name}.toml").read_text(encoding="utf-8"), nl=False)


@command.command("new")
@click.argument("file", type=PathToWrite())
def new_command(file: Path) -> None:
    """Write a commented starting file that extends 'coach'."""
    if file.name in ("", ".."):
        raise Refusal(f"{file}: names a folder; name a file in it, such as {file / 'my.toml'}")
    path = file if file.suffix == ".toml" else file.with_name(file.name + ".toml")
    name = re.sub(r"[^a-z0-9_]+", "_", path.stem.lower()).strip("_")[:40]
    name = name if re.match(r"[a-z]", name) else f"scenario_{name}".rstrip("_")[:40]
    title = f"{name.replace('_', ' ').capitalize()}, after coach"
    text = STARTING_FILE.format(file=path, name=name, title=title)
    write_new_file(path, text)
    click.echo(path)
    talk(f"Next: edit it, then 'partnersim validate {path}' and 'partnersim run {path}'.")
