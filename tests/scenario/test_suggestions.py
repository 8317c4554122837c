"""Names that messages suggest: close ones, and no others."""

import pytest

from sim.scenario.problems import suggestion

CLOSE = [
    ("coahc", "coach"), ("pich", "pitch"), ("technologie", "technology"), ("scal", "scale"), ("maturty", "maturity"),
    ("Alder Consultants", "Alder Consulting"), ("first_golive", "first_go_live"), ("arrr", "arr"),
    ("sigend", "signed"), ("qualifed_so_far", "qualified_so_far"), ("reseler", "reseller"), ("wrong_vp", "wrong-vp"),
    ("closed_one", "closed_won"), ("gate.treshold", "gate.threshold"), ("term_beginns", "term_begins"),
    ("Bob Smith Ltd", "Rob Smith Ltd"), ("rnu", "run"), ("nxo", "nox"),
]  # fmt: skip
FAR = [
    ("region", "term_begin"), ("owner", "won"), ("owner", "partner"), ("industry", "inbound"), ("notes", "name"),
    ("created", "archetype"), ("currency", "current_arr"), ("close", "score"), ("description", "inception"),
    ("manager", "partner"), ("territory", "category"), ("last_activity", "last_qualified"), ("status", "stage"),
    ("account_owner", "account_name"), ("partner_tier", "partner_type"), ("lead_source", "deal_source"),
    ("", "arr"), ("arr", ""),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "meant"), CLOSE)
def test_a_close_name_is_suggested(wrong: str, meant: str) -> None:
    others = [name for _, name in CLOSE + FAR]
    assert suggestion(wrong, [meant]) == meant
    assert suggestion(wrong, others) == suggestion(wrong, others[::-1]) == meant


@pytest.mark.parametrize(("wrong", "other"), FAR)
def test_a_name_that_is_not_close_is_not_suggested(wrong: str, other: str) -> None:
    assert suggestion(wrong, [other]) == ""


def test_the_nearest_of_several_is_suggested() -> None:
    names = ["signed", "signed_on", "sign"]
    assert suggestion("signedon", names) == suggestion("signedon", names[::-1]) == "signed_on"
