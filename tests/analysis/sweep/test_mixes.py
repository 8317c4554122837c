"""Mixes of archetypes: levers, the same contacts and heads, points that equal runs, and their order."""

import json
from dataclasses import fields

import numpy as np
import pytest

import sim
from sim.analysis.comparison.compare import compare
from sim.analysis.figures.contacts import contacts_of
from sim.analysis.sweep.lever import SweepError
from sim.analysis.sweep.levers import lever_of, levers_of
from sim.analysis.sweep.measures import ESTIMATED
from sim.analysis.sweep.mix_levers import MixShare, NamedMixes
from sim.analysis.sweep.mixes import mixes_of
from sim.analysis.sweep.point import Point, Sample
from sim.analysis.sweep.variation import with_values
from sim.experiment.run import simulate
from sim.rules.selection import MILLION, contact_quota
from sim.scenario.load import load_scenario
from sim.scenario.parameters import parameters_of

SHORT = ("months=12", "gate.month=12")
NAMED = "mix=heavy:reseller=.7,referral=.3/own/alliance=.6,referral=.4"
HEADS = ("manager_cost", "staff_cost", "owner_cost", "infrastructure_cost", "fixed_cost")


@pytest.fixture(scope="module")
def short():
    return load_scenario("coach", SHORT)


@pytest.fixture(scope="module")
def swept(short):
    return sim.sweep(short, NAMED, runs=8, futures=2, seed=3, workers=1, elasticity=False)


def as_set(settings):
    return [f"{path}={share!r}" for path, share in settings.items()]


def test_a_share_keeps_the_others_in_proportion(short):
    lever = lever_of("mix=reseller:0:1:5", short)
    assert lever.values == (0.0, 0.25, 0.5, 0.75, 1.0)
    for value in lever.values:
        shares = lever.settings(value)
        assert shares["mix.reseller"] == value
        assert sum(shares.values()) == pytest.approx(1, abs=1e-11)
        assert shares["mix.referral"] * 0.15 == pytest.approx(shares["mix.technology"] * 0.35)
    assert lever.settings(0.45) == {f"mix.{name}": share for name, share in short.mix.items()}


def test_named_mixes_state_every_share(short):
    lever = lever_of(NAMED, short)
    assert [lever.said(value) for value in lever.values] == ["heavy", "own mix", "alliance 60%, referral 40%"]
    assert lever.settings(0) == {"mix.referral": 0.3, "mix.reseller": 0.7, "mix.technology": 0.0, "mix.alliance": 0.0}
    assert lever.settings(1) == {f"mix.{name}": share for name, share in short.mix.items()}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mix=", "write mix=reseller:0:1:5"),
        ("mix", "write mix=reseller:0:1:5"),
        ("mix=reseller", "'reseller' is not own, nor a mix"),
        ("mix=reseller:0:1", "not ARCHETYPE:start:stop:points"),
        ("mix=reseler:0:1:3", "there is no archetype 'reseler'. Did you mean 'reseller'? There are: alliance, ref"),
        ("mix=reseller:0:1:1", "points must be"),
        ("mix=reseller:0:1.2:3", "a share lies between 0 and 1 (got 1.2). Write 0.012 for 1.2%."),
        ("mix=reseller:-0.1:1:3", "a share lies between 0 and 1 (got -0.1)"),
        ("mix=reseller:a:1:3", "'a' is not a number; write mix="),
        ("mix=reseller:0.5:0.5:2", "twice"),
        ("mix=own/own", "two mixes are named 'own mix'"),
        ("mix=own", "between 2 and 26 mixes"),
        ("mix=own/reseller=.6,referral=.3", "the shares must sum to 1 (they sum to 0.9)"),
        ("mix=own/reseller=.6,referral", "'referral' is not ARCHETYPE=SHARE"),
        ("mix=own/reseller=.6,reseller=.4", "reseller is given twice"),
        ("mix=own/resell=1", "Did you mean 'reseller'"),
        ("mix=own/reseller=x", "'x' is not a number"),
        ("mix=own/reseller=nan", "'nan' is not a number"),
        ("mix=own/reseller=70,referral=30", "Write 0.7 for 70%"),
        ("mix=own/a:reseller=1/b:reseller=1", "'b' is the same mix as 'a'"),
        ("mix=own/own:reseller=1", "is not 'own'"),
        ("mix=own/:reseller=1", "a name before the colon"),
        ("mix=own//reseller=1", "'' is not own"),
        ("mix=" + "/".join(f"m{k}:reseller=.{k:02},referral=.{100 - k}" for k in range(10, 37)), "26 mixes"),
        ("mix=own/referral=.35,reseller=.45,technology=.15,alliance=.05", "is the same mix as 'own mix'"),
    ],
)
def test_what_is_no_mix_is_said(text, said, short):
    with pytest.raises(SweepError, match="--over mix") as caught:
        lever_of(text, short)
    assert said in str(caught.value)


def test_nothing_to_rescale():
    alone = load_scenario("coach", ["mix={reseller=1.0,referral=0.0,technology=0.0,alliance=0.0}"])
    with pytest.raises(SweepError, match="no other archetype has a share in coach"):
        lever_of("mix=reseller:0:1:3", alone)
    assert lever_of("mix=referral:0:1:2", alone).settings(0.25)["mix.reseller"] == 0.75


def test_mix_levers_beside_others(short):
    share, rate = levers_of(["mix=reseller:0:1:2", "archetypes.reseller.terms.rate=0.1:0.2:2"], short)
    assert isinstance(share, MixShare)
    with pytest.raises(SweepError, match="one mix lever at a time"):
        levers_of(["mix=reseller:0:1:2", "mix=referral:0:1:2"], short)
    with pytest.raises(SweepError, match="named mixes have no order"):
        levers_of([NAMED, f"{rate.path}=0.1:0.2:2"], short)


@pytest.mark.parametrize("text", [NAMED, "mix=reseller:0:1:4"])
def test_contacts_and_heads_of_a_phase_are_the_same_for_every_mix(text, short):
    """Only the shares differ between what the engines get; their contacts sum to those of the phase."""
    lever = lever_of(text, short)
    stated = parameters_of(short)
    for value in lever.values:
        mixed = parameters_of(with_values(short, lever.settings(value)))
        same = [field.name for field in fields(stated) if getattr(stated, field.name) == getattr(mixed, field.name)]
        assert set(same) == {field.name for field in fields(stated)} - ({"archetypes"} if mixed != stated else set())
        for phase in mixed.phases:
            for capacity in (0.4, 0.731, 1.0):
                quotas = [contact_quota(phase.contacts_per_month, a.mix_share, capacity) for a in mixed.archetypes]
                assert abs(sum(quotas) - phase.contacts_per_month * capacity * MILLION) <= len(quotas) / 2


def test_in_one_phase_heads_cost_the_same_in_every_future():
    pilot = load_scenario("coach", ["months=8", "gate.month=8"])
    lever = lever_of(NAMED, pilot)
    ensembles = [simulate(with_values(pilot, lever.settings(v)), runs=6, workers=1) for v in lever.values]
    for ensemble in ensembles[1:]:
        for cost in HEADS:
            assert np.array_equal(ensemble.monthly[cost], ensembles[0].monthly[cost])
            assert ensemble.monthly[cost].any() or cost == "infrastructure_cost"
        planned = ensemble.values("planned_contacts") - ensembles[0].values("planned_contacts")
        assert np.abs(planned).max() < 3e-6, "but for the rounding of each archetype's share"
    assert ensembles[0].monthly["contacts"].sum() > ensembles[2].monthly["contacts"].sum()


def test_every_planned_contact_is_made_where_lists_are_long():
    """All but the fraction of a contact that each archetype carries over."""
    lists = [f"archetypes.{name}.candidates=2000" for name in ("alliance", "referral", "reseller", "technology")]
    scenario = load_scenario("coach", ["months=30", *lists])
    ensemble = simulate(scenario, runs=10, futures=2, workers=1)
    planned = ensemble.values("planned_contacts").cumsum(axis=1)
    left = planned - ensemble.monthly["contacts"].cumsum(axis=1)
    assert planned[:, -1].min() > 100
    assert left.min() > -1e-3
    assert left.max() < 4
    assert len(np.unique(planned[:, -1])) > 5


def test_a_list_that_is_too_short_is_found(swept):
    heavy, _, alliances = (point.contacts for point in swept.points)
    (short,) = [each for each in alliances.short if each.archetype == "alliance"]
    assert short.names == 3
    assert short.planned == pytest.approx(0.6 * alliances.planned)
    assert 0.4 < alliances.lost_share < 0.6
    assert heavy.short == ()
    assert heavy.lost_share < 0.02


def test_names_of_a_list_are_the_first_and_those_of_every_later_month():
    few = [*SHORT, "archetypes.reseller.candidates=10", "archetypes.reseller.candidates_per_month=2"]
    scenario = load_scenario("coach", [*few, "mix={reseller=1.0,referral=0.0,technology=0.0,alliance=0.0}"])
    ensemble = simulate(scenario, runs=2, workers=1)
    (short,) = contacts_of(ensemble).short
    assert (short.archetype, short.names) == ("reseller", 10 + 11 * 2)


@pytest.mark.parametrize("text", [NAMED, "mix=reseller:0.1:1:2"])
def test_a_point_is_a_run_with_those_shares_to_the_bit(text, short):
    swept = sim.sweep(short, text, runs=3, futures=2, seed=5, workers=1, elasticity=False)
    for point in swept.to_dict()["points"]:
        run = simulate(load_scenario("coach", [*SHORT, *as_set(point["set"])]), runs=3, futures=2, seed=5, workers=1)
        assert point["digest"] == run.digest
        assert point["input_digest"] == run.input_digest


def test_differences_are_those_of_compare(swept, short):
    lever = lever_of(NAMED, short)
    mixed = [with_values(short, lever.settings(value)) for value in lever.values]
    compared = compare([mixed[1], mixed[0]], runs=8, futures=2, seed=3, workers=1).differences[0].outcomes
    assert swept.mixes.base == 1
    assert swept.mixes.base_is_own
    ours = swept.mixes.differences[0]
    for name in ("odds", "program_contribution", "incremental_contribution", "cash_trough", "npv"):
        for part in ("difference", "ci_low", "ci_high", "p_better"):
            assert getattr(ours[name], part) == pytest.approx(getattr(compared[name], part), nan_ok=True)
    for paired in swept.mixes.differences[1].values():
        assert (paired.difference, paired.ci_low, paired.ci_high, paired.equal) == (0, 0, 0, 1)


def test_the_object_is_plain_and_readable(swept):
    printed = json.loads(json.dumps(swept.to_dict(), allow_nan=False))
    names = ["heavy", "own mix", "alliance 60%, referral 40%"]
    assert printed["over"] == [{"path": "mix", "unit": "name", "values": names}]
    assert [point["values"]["mix"] for point in printed["points"]] == names
    assert [each["mix"] for each in printed["mixes"]["differences"]] == names
    ranking = printed["mixes"]["rankings"]["program_contribution"]
    assert [step["mix"] for step in ranking["steps"]] == ranking["order"][:-1]
    assert [step["next"] for step in ranking["steps"]] == ranking["order"][1:]
    assert all(step["difference"] >= 0 and 0 <= step["better"] <= 1 for step in ranking["steps"])
    assert printed["crossings"] == []
    assert printed["best"]["program_contribution"]["values"]["mix"] in names
    assert printed["best"]["program_contribution"]["ci_low"] is None
    assert printed["points"][2]["contacts"]["short"][0]["archetype"] == "alliance"
    assert "mix=heavy: odds" in repr(swept)
    assert [row["mix"] for row in swept.rows()] == names


def sample(contribution, passed):
    """A point of one future a world, with these results."""
    contribution = np.asarray(contribution, dtype=np.float64)
    point = Point((0.0,), {}, {}, "", "", len(contribution), 0)
    values = {**dict.fromkeys(ESTIMATED, contribution), "odds": np.asarray(passed, dtype=np.float64)}
    return Sample(point, np.ones(len(contribution), dtype=np.bool_), values)


def test_order_and_neighbours_on_constructed_futures(short):
    luck = np.random.default_rng(1).normal(0, 100, 400)
    noise = np.random.default_rng(2).normal(0, 1, 400)
    noise -= noise.mean()
    few, many = np.arange(400) % 4 == 0, np.arange(400) % 4 != 0
    samples = [sample(luck + 1 + 50 * noise, few), sample(luck, few), sample(luck + 2 + noise, many)]
    lever = NamedMixes("mix", (0.0, 1.0, 2.0), {"a": {"reseller": 1.0}, "b": {"referral": 1.0}, "c": short.mix})
    mixes = mixes_of(lever, samples, 400, short)
    assert mixes.base == 2
    by_money = mixes.rankings["program_contribution"]
    assert by_money.order == (2, 0, 1)
    assert by_money.are_apart == (False, False)
    assert [step.difference for step in by_money.steps] == pytest.approx([1, 1])
    by_odds = mixes.rankings["odds"]
    assert by_odds.order == (2, 0, 1)
    assert by_odds.are_apart == (True, False)
    less_noise = [sample(luck + 1 + noise, few), *samples[1:]]
    apart = mixes_of(lever, less_noise, 400, short).rankings["program_contribution"]
    assert apart.are_apart == (True, True)
    assert apart.steps[1].ci_low == pytest.approx(1 - 1.966 * noise.std(ddof=1) / 20, abs=0.01)


def test_the_first_is_the_base_without_the_own_mix(short):
    swept = sim.sweep(short, "mix=reseller:0:1:2", runs=2, workers=1, elasticity=False)
    assert swept.mixes.base == 0
    assert not swept.mixes.base_is_own


def test_contacts_outside_a_phase_are_none():
    """Before the first phase begins nobody is contacted."""
    late = load_scenario("coach", ["phases.pilot.earliest_month=5", "months=24"])
    ensemble = simulate(late, runs=2, workers=1)
    planned = ensemble.values("planned_contacts")
    assert not planned[:, :4].any()
    assert planned[:, 4].all()
    assert contacts_of(ensemble).planned == pytest.approx(planned.sum(axis=1).mean())


def test_contacts_end_with_the_month_of_a_sunset():
    lists = [f"archetypes.{name}.candidates=2000" for name in ("alliance", "referral", "reseller", "technology")]
    ended = load_scenario("coach", ["sunset.month=14", "sunset.sourced_share=0.5", "months=24", *lists])
    ensemble = simulate(ended, runs=3, workers=1)
    planned = ensemble.values("planned_contacts")
    assert planned[:, 13].all()
    assert not planned[:, 14:].any()
    assert np.abs(planned.sum(axis=1) - ensemble.monthly["contacts"].sum(axis=1)).max() < 4
