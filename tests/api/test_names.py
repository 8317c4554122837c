"""Names: listed, completed, and an unknown one says which was meant."""

import pytest

from sim.api.names import Named, UnknownNameError


@pytest.fixture
def few():
    return Named("fruit", ("apple", "pear"), str.upper, {"bread": "ask the baker"})


def test_values_are_made_by_name(few):
    assert few["pear"] == "PEAR"
    assert list(few) == few._ipython_key_completions_() == ["apple", "pear"]
    assert dict(few) == {"apple": "APPLE", "pear": "PEAR"}
    assert repr(few) == "<2 by name: apple, pear>"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("pears", "there is no fruit 'pears'. Did you mean 'pear'? There are: apple, pear"),
        ("zzz", "there is no fruit 'zzz'. There are: apple, pear"),
        ("bread", "there is no fruit 'bread': ask the baker"),
    ],
)
def test_an_unknown_name(few, name, said):
    with pytest.raises(UnknownNameError) as raised:
        few[name]
    assert str(raised.value) == said
    assert isinstance(raised.value, KeyError)


def test_many_names_are_not_all_listed_where_one_is_near():
    many = Named("number", [f"number_{position}" for position in range(50)], str)
    with pytest.raises(KeyError) as raised:
        many["numbr_7"]
    assert str(raised.value) == "there is no number 'numbr_7'. Did you mean 'number_7'?"
