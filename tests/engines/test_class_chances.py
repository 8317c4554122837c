"""What class partners expect their deals to have, and the effort that they make for what is left of pay (R-54, R-77).

The chances are worked out again over every day by the second version of attribution.
"""

from collections import Counter
from fractions import Fraction
from itertools import product
from math import log
from statistics import NormalDist

import pytest

from sim.engine.prepared import prepared_of
from sim.scenario.load import load_scenario
from sim.scenario.parameters import parameters_of
from tests.blind.attribution import History, Program, class_on

from .cases import SMALL

KIND = "archetypes.referral"
TERMS, MARKET = f"{KIND}.terms", f"{KIND}.market_terms"
CLASSES = ("registered", "unregistered", "influenced", "none")
PLAIN = (
    f"{TERMS}.later_rates=[]", f"{MARKET}.later_rates=[]", f"{KIND}.pay_elasticity=1.0", "program.effort_cap=5.0",
    f"{KIND}.acv_median=24_000.0", f"{TERMS}.rate=0.12", f"{MARKET}.rate=0.10", f"{KIND}.cycle_sigma=0.0",
    f"{KIND}.acv_sigma=0.0",
)  # fmt: skip
CLAIM = {
    "valid_days": 60, "approval_days": 3, "renewals": 0, "within_days": 7, "cycle": 45, "least": 2, "most": 14,
    "contact": 10, "overlap": 0.4, "from": -30, "to": 60, "registers": 0.7, "support": 0.6, "mention": 0.2,
    "test": "rules", "influence": "strict", "answer": 0,
}  # fmt: skip
CASES = {
    "in time and late": {},
    "broad": {"influence": "broad"},
    "expired": {"valid_days": 24, "renewals": 1},
    "not yet approved": {"approval_days": 50, "most": 30},
    "direct first": {"from": -40, "to": -9},
    "direct last": {"from": 40, "to": 90},
    "answered later": {"answer": 14, "valid_days": 45, "cycle": 40},
    "all": {"test": "all", "most": 40, "valid_days": 30, "within_days": 7, "support": 1.0, "mention": 0.0},
    "never registers": {"registers": 0.0},
}


def stated(given):
    """The scenario of a case; what only the rules ask for is left out of the test ``all``."""
    one = CLAIM | given
    rules = one["test"] == "rules"
    over = [
        *PLAIN, f"registration={{ valid_days={one['valid_days']}, approval_days={one['approval_days']}, "
        f"renewals={one['renewals']} }}", f"{KIND}.registration_probability={one['registers']}",
        f"{KIND}.registration_delay_least_days={one['least']}", f"{KIND}.registration_delay_days={one['most']}",
        f"{KIND}.first_contact_days={one['contact']}", f"{KIND}.cycle_median_days={one['cycle']}",
        "attribution.unregistered_pay_share=0.8",
    ]  # fmt: skip
    if rules:
        over += [
            "attribution.test=rules", f"attribution.within_days={one['within_days']}",
            f"attribution.influence={one['influence']}", f"{KIND}.direct_overlap_probability={one['overlap']}",
            f"{KIND}.support_probability={one['support']}", f"{KIND}.mention_probability={one['mention']}",
            f"conflict={{ engagement_from_days={one['from']}, engagement_to_days={one['to']}, "
            f"answer_days={one['answer']} }}",
        ]  # fmt: skip
    return over


def counted(given):
    """Chances by class, over every day of a submission and of direct sales, as exact fractions."""
    one = CLAIM | given
    program = Program(
        one["test"], one["within_days"], one["influence"] == "broad", one["valid_days"], one["approval_days"],
        one["renewals"],
    )  # fmt: skip

    def part(value):
        return Fraction(str(value))

    delays = [day - one["contact"] for day in range(one["least"], one["most"] + 1)]
    submissions = [(None, 1 - part(one["registers"]))]
    submissions += [(day, part(one["registers"]) / len(delays)) for day in delays]
    met = list(range(one["from"], one["to"] + 1))
    overlap = part(one["overlap"]) if one["test"] == "rules" else Fraction(0)
    directs = [(None, 1 - overlap), *((day, overlap / len(met)) for day in met)]
    mention, support = part(one["mention"]), part(one["support"])
    supports = [
        ("mention", mention), ("documented", (1 - mention) * support), ("nothing", (1 - mention) * (1 - support))
    ]  # fmt: skip
    found = Counter()
    for (submitted, chance), (direct, meets), (what, does) in product(submissions, directs, supports):
        waits = one["answer"] if direct is not None and direct <= one["cycle"] else 0
        history = History(-one["contact"], submitted, direct, what)
        found[class_on(program, history, one["cycle"] + waits)] += chance * meets * does
    return [found[name] for name in CLASSES]


def prepared(*over):
    return prepared_of(parameters_of(load_scenario(SMALL, over)))


def chances(*over, place=0):
    found = prepared(*over).pay[place].chances
    return [getattr(found, name) for name in CLASSES]


@pytest.mark.parametrize("name", CASES)
def test_chances_are_those_of_every_day(name):
    found = chances(*stated(CASES[name]))
    assert found == pytest.approx([float(one) for one in counted(CASES[name])], rel=1e-12, abs=1e-15)
    assert sum(found) == pytest.approx(1.0, rel=1e-15)


def test_the_cases_have_every_class():
    """Each class is common somewhere, and each case is another."""
    found = {name: counted(given) for name, given in CASES.items()}
    assert all(max(one[place] for one in found.values()) > 0.15 for place in range(4))
    assert len({tuple(one) for one in found.values()}) == len(CASES)


@pytest.mark.parametrize("sigma", [0.3, 0.8])
def test_a_spread_of_cycles_is_within_its_parts(sigma):
    """A claim of days 3 to 62: the chance that a cycle ends within them by the normal distribution, half a day each
    way; each end of it is at most one of the 64 parts off."""
    over = (*stated({"test": "all", "least": 0, "most": 0, "contact": 0, "cycle": 45}), f"{KIND}.cycle_sigma={sigma}")
    law = NormalDist()
    ends = [law.cdf(log(day / 45) / sigma) for day in (2.5, 62.5)]
    assert abs(chances(*over)[0] - 0.7 * (ends[1] - ends[0])) <= 0.7 * 2 / 128 + 1e-12


# ---------------------------------------------------------------- Pay and effort by class, by hand


def effort(*over, place=0):
    return prepared(*over).pay[place].effort


KEPT = ("registration={ valid_days=700 }", f"{KIND}.registration_probability=0.75")
"""Three of four deals are registered, and their claims do not end."""
HALF = "attribution={ unregistered_pay_share=0.5 }"
RESALE = (f"{TERMS}.model=resale", f"{MARKET}.model=resale")


@pytest.mark.parametrize(
    ("over", "pay"),
    [
        ((HALF,), 0.75 * 12 + 0.25 * 6),
        (("attribution={ unregistered_pay_share=0.0 }",), 0.75 * 12),
        ((HALF, f"{TERMS}.registered_rate=0.04"), 0.75 * 16 + 0.25 * 6),
        ((HALF, f"{TERMS}.flat_fee=480"), 0.75 * 14 + 0.25 * 7),
        ((HALF, f"{TERMS}.fee_most=1_920"), 0.75 * 8 + 0.25 * 6),
        ((HALF, f"{TERMS}.fee_least=2_400"), 0.75 * 12 + 0.25 * 10),
        ((HALF, f"{TERMS}.renewal_rate=0.08"), (0.75 * 20 + 0.25 * 10)),
        ((HALF, "registration.least_acv=24_000"), 0.75 * 12 + 0.25 * 6),
        ((HALF, "registration.least_acv=24_001"), 6),
        ((HALF, "registration.valid_days=1"), 6),
        ((HALF, f"{KIND}.services_share=0.5", f"{TERMS}.services_rate=0.2"), 0.75 * 22 + 0.25 * 11),
    ],
)
def test_effort_by_the_parts_of_classes(over, pay):
    """The market pays 10% of the first year, for no class less."""
    assert effort(*PLAIN, *KEPT, *over) == pytest.approx(pay / 10, rel=1e-12)


@pytest.mark.parametrize(
    ("over", "pay"),
    [
        ((HALF,), 0.75 * 12 + 0.25 * 6),
        ((HALF, f"{TERMS}.registered_rate=0.04"), 0.75 * 16 + 0.25 * 6),
        ((HALF, f"{TERMS}.flat_fee=480"), 0.75 * 13 + 0.25 * 6.5),
    ],
)
def test_a_margin_and_a_sum_beside_it(over, pay):
    """Over two years: 12% of each, and a sum of 2% of the first."""
    assert effort(*PLAIN, *RESALE, *KEPT, *over) == pytest.approx(pay / 10, rel=1e-12)


def test_own_services_are_left_whatever_the_class():
    """Half the ACV in services, of which a fifth is left: 10% of every deal, here and elsewhere."""
    own = (f"{KIND}.services_share=0.5", f"{KIND}.services_margin_share=0.2")
    assert effort(*PLAIN, *KEPT, HALF, *own) == pytest.approx((0.75 * 12 + 0.25 * 6 + 10) / 20, rel=1e-12)


def test_by_the_rules_all_parts_count():
    given = {"influence": "broad"}
    registered, unregistered, influenced, none = (float(one) for one in counted(given))
    parts = ("attribution.influenced_pay_share=0.4", "attribution.none_pay_share=0.1")
    pay = 12 * (registered + 0.8 * unregistered + 0.4 * influenced + 0.1 * none)
    assert effort(*stated(given), *parts) == pytest.approx(pay / 10, rel=1e-3)
    full = 12 * (registered + unregistered + influenced + none)
    in_full = [f"attribution.{name}_pay_share=1.0" for name in CLASSES[1:]]
    assert effort(*stated(given), *in_full) == pytest.approx(full / 10, rel=1e-12)


@pytest.mark.parametrize("given", CASES.values())
def test_where_every_class_is_paid_in_full_effort_is_that_of_no_claims_to_the_bit(given):
    over = stated(given)
    shares = CLASSES[1:] if "attribution.test=rules" in over else CLASSES[1:2]
    paid = [f"attribution.{name}_pay_share=1.0" for name in shares]
    odd = (f"{TERMS}.rate=0.1237", f"{TERMS}.renewal_rate=0.0311", f"{KIND}.pay_elasticity=0.83")
    assert effort(*over, *odd, *paid).hex() == effort(*PLAIN, *odd).hex()


@pytest.mark.parametrize("chance", [0.0, 0.3, 0.7123, 1.0])
def test_points_of_claims_that_hold_are_by_the_chance_to_register_to_the_bit(chance):
    points = (f"{TERMS}.registered_rate=0.0371", KEPT[0], f"{KIND}.registration_probability={chance}")
    expected = int(371 * chance + 0.5) / 10_000
    same = f"{TERMS}.rate={0.12 + expected:.4f}"
    assert effort(*PLAIN, *points).hex() == effort(*PLAIN, same).hex()


def test_points_are_of_claims_that_are_alive():
    """Of six days of a submission, 10 to 15 days after the contact on day −10, two are approved by day 3."""
    over = (
        *PLAIN, "registration={ valid_days=90, approval_days=2 }", f"{KIND}.registration_probability=0.75",
        f"{KIND}.registration_delay_least_days=10", f"{KIND}.registration_delay_days=15", f"{KIND}.cycle_median_days=3",
        f"{KIND}.first_contact_days=10", f"{TERMS}.registered_rate=0.04",
    )  # fmt: skip
    assert effort(*over) == pytest.approx((12 + 4 * 0.75 * 2 / 6) / 10, rel=1e-12)


def test_without_registration_nothing_is_registered_by_the_rules():
    """Points and full pay are of no deal; by the test ``all`` of every one."""
    points = f"{TERMS}.registered_rate=0.04"
    assert effort(*PLAIN, points) == pytest.approx(16 / 10, rel=1e-12)
    ruled = "attribution={ test='rules', unregistered_pay_share=0.5 }"
    assert effort(*PLAIN, points, ruled) == pytest.approx(6 / 10, rel=1e-12)


def test_a_tier_without_the_right_expects_unregistered_deals():
    ladder = (
        f"{KIND}.ladder=metal", "ladders.metal={ order = ['a', 'b'], tiers = { a = { may_register = false }, "
        "b = { may_register = true, needs = { deals = 1 } } } }",
    )  # fmt: skip
    found = [effort(*PLAIN, *KEPT, HALF, *ladder, place=place) for place in range(2)]
    assert found == pytest.approx([6 / 10, (0.75 * 12 + 0.25 * 6) / 10], rel=1e-12)


def test_under_a_cap_the_fee_is_that_of_the_classes_in_the_mean():
    """75% of $2,880.00 and 25% of half of it."""
    capped = prepared(*PLAIN, *KEPT, HALF, f"{TERMS}.cap_per_year=9_000.0").pay[0]
    assert capped.first_year_fee_cents == 252_000
    assert capped.first_year_pay == pytest.approx(12 * 1_050)


def test_renewals_are_weighed_by_the_pay_of_each_class():
    """A least fee of 10% binds where a deal earns half: year 2 pays 8% and 10% beside 12% and 10%."""
    given = (f"{TERMS}.renewal_rate=0.08", f"{TERMS}.fee_least=2_400", f"{KIND}.indifference_odds_multiplier=4.0")
    found = prepared(*PLAIN, *KEPT, HALF, *given)
    kept = 10 / (0.75 * 12 + 0.25 * 10)
    assert found.retention_odds[0] == pytest.approx(4 ** (1 - kept), rel=1e-12)
    plain = prepared(*PLAIN, *given)
    assert plain.retention_odds[0] == pytest.approx(4 ** (1 - 10 / 12), rel=1e-12)
