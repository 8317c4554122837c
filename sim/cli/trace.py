"""``partnersim trace``: why one future went as it did, its events, and the proof that they add up to its figures."""

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
from sim.cli.output import line_width, page_width, print_json, print_lines, stdout_encoding
from sim.cli.progress import progress_bar
from sim.cli.status import DONE, FAILED, Failure, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sim.analysis.agreement.by_tier import ByTier
    from sim.analysis.trace.trace import Trace
    from sim.experiment.ensemble import Ensemble
    from sim.scenario.schema import Scenario


@click.command("trace", short_help="Why one future went as it did, and every event of it.")
@options(
    scenario_argument,
    click.option("--replication", type=click.IntRange(min=0), help="Number of the future: world * futures + future."),
    click.option("--like", metavar="pNN", help="The future nearest this percentile of the gate's share, such as p10."),
    click.option("--partner", metavar="ID", help="Only the events of one partner, such as reseller/0/17."),
    click.option("--events", "every_event", is_flag=True, help="Every event instead of a line a month."),
    click.option(
        "--partners", "lists_partners", is_flag=True,
        help="A line for each partner instead: when it came, tier, deals won, revenue, pay.",
    ),
    click.option(
        "--runs", type=click.IntRange(1, MOST_RUNS),
        help="Worlds from which --like chooses and with which the future is compared (default: "
        f"{DEFAULT_RUNS} with --like, else none).",
    ),
    futures_option, seed_option, months_option, set_option, with_option, engine_option, workers_option, json_option,
    quiet_option,
)  # fmt: skip
def command(
    scenario: str, replication: int | None, like: str | None, partner: str | None, every_event: bool,
    lists_partners: bool, runs: int | None, futures: int, seed: int, months: int | None, overrides: tuple[str, ...],
    overlays: tuple[str, ...], engine: str, workers: int | None, as_json: bool, quiet: bool,
) -> int:  # fmt: skip
    """Explain one future of SCENARIO and reconcile its events to its reported revenue.

    What its world drew, when its phases began and how it compares with the median future; then its events by month.
    Amounts are in the scenario's currency. The month is the one to which an event is booked.
    """
    if (replication is None) == (like is None):
        raise click.UsageError("choose the future: either --replication K or --like p10")
    if lists_partners and (partner is not None or every_event):
        raise click.UsageError("--partners lists all of them: leave --partner and --events out")
    if every_event and as_json:
        raise click.UsageError("--json has every event: --events goes with the text alone")
    level = None if like is None else _level(like)
    if level is not None and runs is None:
        runs = DEFAULT_RUNS
    chosen = load(scenario, overrides, months, overlays, quiet=quiet)

    from sim.engine.preparation import prepare

    if runs is not None or engine == "compiled":  # a single future is the reference engine's by default
        prepare(engine)
    ensemble = None if runs is None else _ensemble(chosen, level, runs, futures, seed, engine, workers, quiet=quiet)

    from sim.analysis.trace.nearest import nearest_replication
    from sim.analysis.trace.trace import trace

    if level is not None and ensemble is not None:
        replication = nearest_replication(ensemble, level)
    assert replication is not None
    world, future = divmod(replication, futures)

    try:
        traced = trace(chosen, seed, world, future, engine, partner, ensemble)
    except ValueError as error:
        raise Refusal(str(error)) from None
    if as_json:
        print_json(_object(traced, replication, lists_partners=lists_partners))
    else:
        print_lines(_lines(traced, replication, every_event=every_event, lists_partners=lists_partners))
    return DONE if traced.reconciles else FAILED


def _object(traced: "Trace", replication: int, *, lists_partners: bool) -> "dict[str, Any]":
    """The trace as JSON: with every event, or with the partners in place of them."""
    from sim.report.agreement.worth import worth_object
    from sim.report.trace.json_object import trace_object

    found = trace_object(traced, replication)
    if lists_partners:
        from sim.analysis.trace.partners import partners_of
        from sim.report.trace.partners import partner_objects

        del found["events"]
        return found | {"partners": partner_objects(partners_of(traced))}
    worth = _by_tier(traced)
    return found if worth is None else found | {"pay_by_tier": worth_object(worth)}


def _lines(
    traced: "Trace", replication: int, *, every_event: bool, lists_partners: bool
) -> "Iterator[str]":  # fmt: skip
    """Why, what happened, and the proof that it adds up."""
    from sim.report.agreement.worth import worth_lines
    from sim.report.trace.claims import claim_lines
    from sim.report.trace.ladder import tier_lines
    from sim.report.trace.lines import events_table, reconciliation_lines
    from sim.report.trace.months import month_lines
    from sim.report.trace.why import WIDTH, why_lines

    width = min(page_width(), WIDTH)
    yield from why_lines(traced, replication, width, stdout_encoding())
    yield ""
    if lists_partners:
        from sim.analysis.trace.partners import partners_of
        from sim.report.trace.partners import partner_table

        yield from partner_table(partners_of(traced), traced.scenario.currency, line_width())
    else:
        yield from events_table(traced, line_width()) if every_event and traced.rows else month_lines(traced, width)
    if traced.claims:
        yield ""
        yield from claim_lines(traced, width)
    yield ""
    yield from tier_lines(traced, width)
    if (worth := _by_tier(traced)) is not None:
        yield from worth_lines(worth, traced.scenario.currency, width)
    yield from reconciliation_lines(traced, width)


def _by_tier(traced: "Trace") -> "ByTier | None":
    """What the deals of the partner pay by tier, where they do."""
    from sim.analysis.agreement.by_tier import pay_by_tier

    if traced.partner is None:
        return None
    return pay_by_tier(traced.scenario, traced.parameters, traced.partner.split("/")[0], traced.won)


def _level(like: str) -> float:
    match = re.fullmatch(r"p(\d{1,2}(?:\.\d+)?|100)", like.strip().lower())
    if match is None:
        raise click.BadParameter(f"'{like}' is not a percentile: write p10 for the 10th", param_hint="--like")
    return float(match.group(1)) / 100


def _ensemble(
    scenario: "Scenario", level: float | None, runs: int, futures: int, seed: int, engine: str, workers: int | None,
    *, quiet: bool,
) -> "Ensemble":  # fmt: skip
    """The futures among which one is found, or with which it is compared."""
    from sim.experiment.run import simulate

    fitting([scenario], runs, futures, None, runs, quiet=quiet)
    aim = "to compare with" if level is None else f"to find the future nearest p{100 * level:g}"
    with progress_bar(f"simulating {scenario.name}: {runs:,} runs, {aim}", futures, quiet=quiet) as progress:
        ensemble = simulate(
            scenario, runs=runs, futures=futures, seed=seed, engine=engine, workers=workers, progress=progress
        )
    if not ensemble.completed.any():
        raise Failure(f"every future failed: {ensemble.failures[0].traceback.strip().splitlines()[-1]}")
    return ensemble
