"""Wrong agreements, one table: each is refused by every door with its line, its path and a cure (issues 21 and 22).

And agreements that are valid and do not work as they are: the warning, and what ends it.
"""

from pathlib import Path
from typing import NamedTuple

import pytest

from sim.cli.status import Refusal
from sim.cli.variants import load_variant, variant
from sim.scenario.lint import red_flags
from sim.scenario.load import ScenarioError

from .test_doors import DOORS, SMALL, Statement, overrides

REFERRAL, RESELLER = "archetypes.referral", "archetypes.reseller"
STEPS = "{a={from=0.0, rate=0.1}, b={from=1e4, rate=0.2}}"
ON: Statement = (f"{RESELLER}.ladder", "", '"metal"')


class Bad(NamedTuple):
    """A wrong agreement, and what is said of it."""

    statements: list[Statement]
    path: str
    what: str
    cure: str
    stands: int = -1
    """Which of the statements is wrong."""


def bands(stated: str, path: str, what: str, cure: str) -> Bad:
    above = f"{REFERRAL}.terms"
    given: list[Statement] = [(f"{above}.rate", "", "false"), (f"{above}.later_rates", "", "[]")]
    return Bad([*given, (f"{above}.bands", "", stated)], f"{above}.bands.{path}", what, cure)


def rebate(stated: str, path: str, what: str, cure: str) -> Bad:
    above = f"{REFERRAL}.terms.rebates"
    return Bad([(above, "", f"{{r={{base='sold', {stated}, steps={STEPS}}}}}")], f"{above}.r.{path}", what, cure)


def ladder(
    path: str, what: str, cure: str, *, tiers: str = "tin={}, gold={needs={deals=3}}", more: str = "",
    order: str = "['tin', 'gold']",
) -> Bad:  # fmt: skip
    stated = f"{{metal={{order={order}, tiers={{{tiers}}}{more}}}}}"
    return Bad([ON, ("ladders", "", stated)], f"ladders.metal.{path}", what, cure)


def needs(stated: str, path: str, what: str, cure: str, more: str = "") -> Bad:
    return ladder(f"tiers.gold.needs.{path}", what, cure, tiers=f"tin={{}}, gold={{needs={{{stated}}}}}", more=more)


def one(path: str, value: str, what: str, cure: str, at: str = "") -> Bad:
    return Bad([(path, "", value)], f"{path}{at}", what, cure)


OF_PAY: dict[str, Bad] = {
    "bands that begin above 0": bands(
        "{measure='sold', steps={a={from=5.0, rate=0.1}}}", "steps.a.from", "the first step begins at 5", "write 0",
    ),
    "bands with two equal steps": bands(
        "{measure='sold', steps={a={from=0.0, rate=0.1}, b={from=0.0, rate=0.2}}}", "steps.b.from",
        "it begins at 0, as a does", "state another, or leave one out",
    ),
    "bands beside a rate": one(
        f"{REFERRAL}.terms.bands", "{measure='sold', steps={a={from=0.0, rate=0.1}}}",
        "they stand in for rate, which is stated too", "keep one of the two (rate = false)",
    ),
    "bands by number that are whole, of a fee at the win": bands(
        f"{{measure='deals', period='month', mode='whole', steps={STEPS.replace('1e4', '3')}}}", "mode",
        "the number of deals is known at the close", "state marginal",
    ),
    "a line that is no segment": one(
        f"{REFERRAL}.terms.lines", "{cloud={rate=0.1}}", "there is no segment 'cloud'", "such as segments.cloud = 0.2",
        ".cloud",
    ),
    "later years by name and in a list": Bad(
        [(f"{REFERRAL}.terms.later_rates", "", "[0.1]"), (f"{REFERRAL}.terms.later", "", "{year_2=0.1}")],
        f"{REFERRAL}.terms.later", "later_rates states the fees of later years too", "keep one of the two",
    ),
    "months of a share of another model": one(
        f"{REFERRAL}.terms.share_months", "12", "have no months of a share", 'leave it out, or state model = "share"'
    ),
    "a rate and points above 1": Bad(
        [(f"{RESELLER}.terms.registered_rate", "", "0.5"), (f"{RESELLER}.terms.rate", "", "0.6")],
        f"{RESELLER}.terms.registered_rate", "more than the whole price", "lower one of the two", 0,
    ),
    "a drawn rate and points above 1": Bad(
        [(f"{RESELLER}.terms.registered_rate", "", "0.2"),
         (f"uncertainty.{RESELLER}.terms.rate", "", "{low=0.1, high=0.85}")],
        f"uncertainty.{RESELLER}.terms.rate", "more than the whole price", "narrow the range",
    ),
    "a rate and a distributor that have all": Bad(
        [(f"{RESELLER}.terms.rate", "", "0.5"), (f"{RESELLER}.distributor_rate", "", "0.5")],
        f"{RESELLER}.distributor_rate", "leave nothing of the price", "lower one of the two",
    ),
    "a marginal rebate by another measure": rebate(
        "measure='billed', mode='marginal'", "measure", "the steps are of sold itself", 'or state mode = "whole"'
    ),
    "a rebate paid less often than it is counted": rebate(
        "period='month', paid='year'", "paid", "a year is longer than the month that is counted", "leave it out"
    ),
    "days of a clawback out of order": one(
        "clawback", "{full_days=60, partial_days=30}", "it is below full_days", "state partial_days of at least",
        ".partial_days",
    ),
    "a window of cancellation past the renewal": one(
        f"{REFERRAL}.early_cancel_first_day", "300", "ends past the renewal on day 360", "together are at most 360"
    ),
    "a minimum without resale": one(
        f"{REFERRAL}.terms.minimum_per_month", "100", "owe nothing for their customers' use",
        'or state model = "resale"',
    ),
    "a distributor without resale": one(
        f"{REFERRAL}.distributor_rate", "0.1", "have no margin off list", 'or state terms.model = "resale"'
    ),
    "a change of what the terms do not state": one(
        "changes", f"{{a={{month=9, set={{{REFERRAL}.terms.renewal_rate=0.1}}}}}}", "is not stated",
        "add renewal_rate = …", f".a.set.{REFERRAL}.terms.renewal_rate",
    ),
    "a change past the horizon": one(
        "changes", "{a={month=99, set={phases.pilot.staff=3.0}}}", "99 lies past the horizon",
        "set an earlier month or a longer horizon", ".a.month",
    ),
    "product lines that are not all deals": one(
        f"{REFERRAL}.segments", "{a=0.5, b=0.4}", "the shares must sum to 1", "(they sum to 0.9)"
    ),
    "15 for 0.15": one(f"{REFERRAL}.terms.renewal_rate", "15", "is a fraction", "write 0.15 for 15%"),
}  # fmt: skip
"""Issue 21."""
TWO_LADDERS = (
    "{metal={order=['tin', 'gold'], tiers={tin={}, gold={needs={deals=3}}}}, wood={order=['oak'], tiers={oak={}}}}"
)
OF_STANDING: dict[str, Bad] = {
    "an order that is not the tiers": ladder(
        "order", "must name every tier once", "add [ladders.metal.tiers.silver]", order="['tin', 'silver']"
    ),
    "an order that lacks a tier": ladder(
        "order", "must name every tier once", "(order ['tin'], tiers ['gold', 'tin'])", order="['tin']"
    ),
    "a measure that does not exist": needs("delas=3", "delas", "there is no measure 'delas'", "there are billed,"),
    "a certificate that does not exist": needs(
        "certified={sales=3}", "certified.sales", "there is no certificate 'sales'", "state it, [certificates.<name>]"
    ),
    "certified people without a certificate": needs(
        "certified=3", "certified", "are counted by certificate", "state certified = {"
    ),
    "a segment that does not exist": needs(
        "live_customers={cloud=3}", "live_customers.cloud", "there is no product line 'cloud'",
        "state it, archetypes.<name>.segments, or leave it out",
    ),
    "a window of a measure that does not exist": ladder(
        "windows.delas", "there is no measure 'delas'", "there are billed,", more=", windows={delas=6}"
    ),
    "a segment of a bonus that does not exist": one(
        "bonuses", "{b={amount=10.0, segments=['cloud']}}", "there is no segment 'cloud'",
        "such as archetypes.<name>.segments.cloud = 0.2", ".b.segments",
    ),
    "an archetype of a bonus that does not exist": one(
        "bonuses", "{b={amount=10.0, archetypes=['resellers']}}", "there is no archetype 'resellers'",
        "(there are referral, reseller)", ".b.archetypes",
    ),
    "an archetype of a segment that does not exist": Bad(
        [(f"{RESELLER}.segments", "", "{a=1.0}"), ("segments", "", "{a={sold_by=['reseller', 'resellers']}}")],
        "segments.a.sold_by", "there is no archetype 'resellers'", "(there are referral, reseller)",
    ),
    "a ladder that does not exist": one(
        f"{RESELLER}.ladder", '"metal"', "there is no ladder 'metal'", "state [ladders.metal], or leave it out"
    ),
    "a certificate that requires none there is": one(
        "certificates", "{a={pass_probability=0.5, requires='b'}}", "there is no certificate 'b'",
        "state [certificates.b], or leave it out", ".a.requires",
    ),
    "points of points": needs(
        "points=3", "points", "points are not made of points", "leave it out", ", points={points=1}"
    )._replace(path="ladders.metal.points.points"),
    "points for a rank": needs(
        "points=3", "points", "it compares partners", "leave it out", ", points={top_share=1}"
    )._replace(path="ladders.metal.points.top_share"),
    "bands by a rank": bands(
        "{measure='top_share', steps={a={from=0.0, rate=0.1}}}", "measure", "must be one of 'sold', 'deals'",
        "got 'top_share'",
    ),
    "a rebate by a rank": rebate("measure='top_share'", "measure", "must be one of 'sold', 'deals'", "got 'top_share'"),
    "a rank by a rank": ladder(
        "volume", "must be one of 'sourced', 'involved'", "got 'top_share'",
        tiers="tin={}, gold={needs={top_share=0.1}}", more=", volume='top_share'",
    ),
    "a rate card for a tier of another ladder": Bad(
        [ON, ("ladders", "", TWO_LADDERS), (f"{RESELLER}.terms.by_tier", "", "{oak={rate=0.1}}")],
        f"{RESELLER}.terms.by_tier.oak", "there is no tier 'oak' on ladder 'metal'", "(there are tin, gold)",
    ),
    "a rate card of a line for a tier of another ladder": Bad(
        [ON, ("ladders", "", TWO_LADDERS), (f"{RESELLER}.segments", "", "{a=1.0}"),
         (f"{RESELLER}.terms.lines", "", "{a={by_tier={oak={rate=0.1}}}}")],
        f"{RESELLER}.terms.lines.a.by_tier.oak", "there is no tier 'oak' on ladder 'metal'", "(there are tin, gold)",
    ),
    "a rate card for a tier of no ladder": one(
        f"{RESELLER}.terms.by_tier", "{oak={rate=0.1}}", "the kind is on no ladder", f"state {RESELLER}.ladder", ".oak"
    ),
    "a rebate from a tier of another ladder": Bad(
        [ON, ("ladders", "", TWO_LADDERS),
         (f"{RESELLER}.terms.rebates", "", f"{{r={{base='sold', from_tier='oak', steps={STEPS}}}}}")],
        f"{RESELLER}.terms.rebates.r.from_tier", "there is no tier 'oak' on ladder 'metal'", "(there are tin, gold)",
    ),
    "a fixed tier of another ladder": Bad(
        [ON, ("ladders", "", TWO_LADDERS), (f"{RESELLER}.fixed_tier", "", '"oak"')],
        f"{RESELLER}.fixed_tier", "there is no tier 'oak' on ladder 'metal'", "(there are tin, gold)",
    ),
    "a fiscal review that does not divide the year": ladder(
        "review_months", "need months that divide it", "1, 2, 3, 4, 6 or 12",
        more=", review_at='fiscal', review_months=5",
    ),
    "promotions that do not divide the year": ladder(
        "promotion_months", "5 do not divide the year", "1, 2, 3, 4, 6 or 12", more=", promotion_months=5"
    ),
    "a provisional tier without months": ladder(
        "provisional_tier", "newcomers stay there for some months", "state provisional_months",
        more=", provisional_tier='gold'",
    ),
    "a provisional tier that does not exist": ladder(
        "provisional_tier", "there is no tier 'oak'", "(there are tin, gold)",
        more=", provisional_tier='oak', provisional_months=6",
    ),
    "certificates that require each other": one(
        "certificates", "{a={pass_probability=0.5, requires='b'}, b={pass_probability=0.5, requires='a'}}",
        "nobody can hold them, a requires b requires a", "leave one requires out", ".a.requires",
    ),
    "a certificate that requires itself": one(
        "certificates", "{a={pass_probability=0.5, requires='a'}}", "nobody can hold them, a requires a",
        "leave one requires out", ".a.requires",
    ),
    "growth over more than twelve months": ladder(
        "window_months", "growth compares with months up to a year ago", "state ladders.metal.windows.growth = 12",
        tiers="tin={}, gold={needs={growth=3.0}}", more=", window_months=18",
    ),
    "a rate of growth over more than twelve months": ladder(
        "windows.growth_rate", "growth_rate compares with months up to a year ago",
        "state ladders.metal.windows.growth_rate = 12", tiers="tin={}, gold={needs={growth_rate=0.3}}",
        more=", windows={growth_rate=13}",
    ),
    "a share above 1": needs("channel_share=10.0", "channel_share", "a share is at most 1", "write 0.1 for 10%"),
}  # fmt: skip
CLAIM: Statement = (f"{RESELLER}.registration_probability", "", "0.5")
OF_CLAIMS: dict[str, Bad] = {
    "protection longer than validity": Bad(
        [CLAIM, ("conflict", "", "{protected_odds_multiplier=0.5}"),
         (f"{RESELLER}.direct_overlap_probability", "", "0.3"),
         ("registration", "", "{valid_days=30, protection_days=60}")],
        "registration.protection_days", "60 are more than valid_days, 30", "lower it",
    ),
    "a segment that only those without it may sell": Bad(
        [(f"{RESELLER}.segments", "", "{a=1.0}"), ("segments", "", "{a={sold_by=['referral']}}")],
        "segments.a.sold_by", "nobody who has opportunities of it may sell in it", "name one of them",
    ),
    "settlement by registration where no kind registers": Bad(
        [(f"{RESELLER}.partner_overlap_probability", "", "0.1"), ("conflict", "", "{settlement='first_registered'}")],
        "conflict.settlement", "no kind of partner registers", 'conflict.settlement = "first_contact"',
    ),
    "phases that open registration where there is none": one(
        "phases.scale.opens", "['registration']", "there is no [registration] to open", "state it, or leave this out"
    ),
    "a mix that is not all contacts": one(
        "mix", "{referral=0.5, reseller=0.4}", "the shares must sum to 1", "(they sum to 0.9)"
    ),
}  # fmt: skip
"""Issue 22."""
BAD = OF_PAY | OF_STANDING | OF_CLAIMS


def stated(door: str, folder: Path, statements: list[Statement]) -> None:
    """By a door; a variant is typed by who stands in the folder, for a message prints the beginning of a long word."""
    if door != "variant":
        DOORS[door](folder, statements)
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(SMALL.parent)
        load_variant(variant(f"{SMALL.name}:{','.join(overrides(statements))}"), (), (), None, quiet=True)


def lines_of(fault: str, door: str, folder: Path) -> list[str]:
    with pytest.raises((ScenarioError, Refusal)) as caught:
        stated(door, folder, BAD[fault].statements)
    return str(caught.value if isinstance(caught.value, ScenarioError) else caught.value.message).splitlines()


def line_of(fault: str, door: str) -> str:
    """Where the wrong statement stands: a line of a file, or the setting as it was typed."""
    bad = BAD[fault]
    number = range(len(bad.statements))[bad.stands]
    if "file" in door:
        return f"child.toml:{number + 2}: "
    if "overlay" in door:
        return f".toml:{number + 1}: "
    return f"{SMALL.name}:{bad.statements[number][0]}=" if door == "variant" else f"--set {bad.statements[number][0]}"


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("fault", BAD)
def test_a_wrong_agreement_is_refused_with_line_path_and_cure(fault: str, door: str, tmp_path: Path) -> None:
    bad = BAD[fault]
    lines = lines_of(fault, door, tmp_path)
    assert len(lines) == 1, "one fault, one line"
    (line,) = lines
    assert line_of(fault, door) in line
    before, path, said = line.partition(f"{bad.path}: ")
    if path:
        assert before.endswith((": ", "--set "))
    else:
        assert door == "variant", line
        said = line
    assert bad.what in said
    assert bad.cure in said


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """A file with one of each kind: bands, a ladder, a segment, certificates, a change."""
    several = (
        "15 for 0.15", "a line that is no segment", "an order that is not the tiers",
            "a segment that only those without it may sell",
        "certificates that require each other", "a change past the horizon", "protection longer than validity",
    )  # fmt: skip
    statements = list(dict.fromkeys(one for fault in several for one in BAD[fault].statements))
    with pytest.raises(ScenarioError) as caught:
        DOORS["file"](tmp_path, statements)
    said = str(caught.value)
    for fault in several:
        place = statements.index(BAD[fault].statements[BAD[fault].stands])
        assert f"child.toml:{place + 2}: {BAD[fault].path}: " in said
        assert BAD[fault].what in said


FIVE = ", ".join(f"t{tier}={{needs={{deals={tier}}}}}" for tier in range(1, 5))
REGISTERING: list[Statement] = [CLAIM, ("registration", "", "{valid_days=90}")]
OPENED: Statement = ("phases.scale.opens", "", "['registration']")
WARNED: dict[str, tuple[list[Statement], str, str, list[Statement]]] = {
    # stated, rule, words of the warning, what ends it
    "more than four tiers": (
        [ON, ("ladders", "", f"{{metal={{order=['t0', 't1', 't2', 't3', 't4'], tiers={{t0={{}}, {FIVE}}}}}}}")],
        "R-103", "ladders.metal.order has 5 tiers: more than four confuse",
        [("ladders.metal.order", "", "['t0', 't1', 't2', 't3']"), ("ladders.metal.tiers.t4", "", "false")],
    ),
    "a lowest tier that can earn nothing that counts": (
        [ON, *REGISTERING, OPENED, ("attribution", "", "{unregistered_credit_share=0.0}"),
         ("ladders", "", "{metal={order=['tin', 'gold'], tiers={tin={may_register=false}, "
          "gold={may_register=true, needs={deals=1}}}}}")],
        "R-109", "ladders.metal.tiers.tin.may_register: partners at tin may not register",
        [("ladders.metal.tiers.tin.may_register", "", "true")],
    ),
    "a next tier that asks the lowest for what it cannot bring": (
        [ON, *REGISTERING, OPENED,
         ("ladders", "", "{metal={order=['tin', 'gold'], tiers={tin={may_register=false}, "
          "gold={may_register=true, needs={registrations=1}}}}}")],
        "R-109", "ladders.metal.tiers.gold.needs.registrations: nobody at tin can bring any",
        [("ladders.metal.tiers.tin.may_register", "", "true")],
    ),
    "registration that no phase opens": (
        [*REGISTERING, ("phases.pilot.opens", "", "[]"), ("phases.scale.opens", "", "[]")],
        "R-41", "registration: no phase opens it, so that every deal is unregistered", [OPENED],
    ),
    "validity shorter than the median cycle": (
        [CLAIM, OPENED, ("registration", "", "{valid_days=20}")],
        "R-50", "registration.valid_days: a claim lives for 20 days, and half of the deals of archetypes.reseller take",
        [("registration.renewals", "", "20")],
    ),
    "a claim that is never in time": (
        [*REGISTERING, OPENED, ("attribution", "", "{test='rules'}"),
         (f"{RESELLER}.registration_delay_days", "", "30"), (f"{RESELLER}.registration_delay_least_days", "", "20")],
        "R-80", "no claim of theirs is ever in time", [("attribution.within_days", "", "21")],
    ),
    "a rate that leaves less than the floor": (
        [(f"{RESELLER}.terms.rate", "", "0.5"), ("finance.least_contribution_share", "", "0.35")],
        "R-13", "under 35% (finance.least_contribution_share)", [("finance.least_contribution_share", "", "0.1")],
    ),
    "more opportunities than a month can hold": (
        [(f"{RESELLER}.opportunities_per_month", "", "50.0"), (f"{RESELLER}.qualification_probability", "", "0.3")],
        "R-26", "are simulated: the others are lost", [(f"{RESELLER}.opportunities_per_month", "", "5.0")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("door", ["file", "overlay by path", "--set", "variant", "Python API"])
@pytest.mark.parametrize("name", WARNED)
def test_an_agreement_that_does_not_work_as_it_is_is_warned_of(name: str, door: str, tmp_path: Path) -> None:
    stated, rule, words, ended = WARNED[name]
    said = [flag for flag in red_flags(DOORS[door](tmp_path, stated)) if words in flag.message]
    assert [flag.rule for flag in said] == [rule]
    (tmp_path / "cured").mkdir()
    later = [one for one in stated if one[0] not in {path for path, _, _ in ended}]
    if door in ("--set", "Python API"):
        cured = DOORS[door](tmp_path / "cured", [*later, *ended])
        assert not [flag for flag in red_flags(cured) if words in flag.message]
