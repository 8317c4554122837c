"""Standing and claims worked by hand (``worked_claims.md``, one table of rows a scenario) against both engines.

The tables were worked out before they were compared. A blank column is one that the papers leave open.
"""

import pytest

from .test_hand import ENGINES, HERE, of_kind, rows_of
from .test_worked_pay import of_partners, run_of, table

engines = pytest.mark.parametrize("engine", ENGINES)
RESELLER = "reseller/0/0"


def of(rows, partner, *kinds):
    return [row for row in of_kind(rows, *kinds) if row[2] == partner]


def rows(name, engine, *overrides):
    return rows_of(HERE / f"{name}.toml", overrides, engine=engine)


@engines
@pytest.mark.parametrize("name", ["claims"])
def test_every_row_is_the_one_worked_by_hand(name, engine):
    found, wanted = of_partners(rows(name, engine)), table(name)
    for number, (row, paper) in enumerate(zip(found, wanted, strict=False)):
        said = tuple(there if on_paper is None else on_paper for there, on_paper in zip(row, paper, strict=True))
        assert row == said, f"row {number} of {len(wanted)}: engine {row}, by hand {paper}"
    assert len(found) == len(wanted)


# ---------------------------------------------------------------- Claims


@engines
def test_the_share_at_the_gate(engine):
    """Sourced and credited revenue of months 16 to 18, and all revenue."""
    _, metrics = run_of("claims", engine)
    total, sourced, credited = (
        sum(metrics[name][15:]) for name in ("total_revenue", "sourced_revenue", "credited_revenue")
    )
    assert (sourced, credited, total) == (3_723_459, 3_896_898, 49_852_782)


@engines
def test_a_claim_that_is_renewed_is_alive(engine):
    """All that changes is the pay and the class of the alliance's deal."""
    found = rows("claims", engine, "registration.renewals=1")
    assert [row[6] for row in of_kind(found, "WON")] == [2, 0, 4, 0]
    assert {row[4] for row in of_kind(found, "SHARE_ACCRUED")} == {20_834}
    assert {row[6] for row in of(found, "alliance/0/0", "REVENUE")} == {0}
    others = [row for row in of_partners(found) if row[2] != "alliance/0/0"]
    assert others == [row for row in of_partners(rows("claims", engine)) if row[2] != "alliance/0/0"]


@engines
@pytest.mark.parametrize(
    ("overrides", "of_class", "booked"),
    [
        (["archetypes.reseller.mention_probability=1"], 3, 3_000_030),
        (["archetypes.reseller.support_probability=0"], 3, 3_000_030),
        (["archetypes.reseller.support_probability=0", "attribution.influence=broad"], 2, 2_775_028),
    ],
)
def test_support_that_is_none(overrides, of_class, booked, engine):
    won = of(rows("claims", engine, *overrides), RESELLER, "WON")
    assert [(row[4], row[6]) for row in won] == [(booked, 2 * of_class)]
