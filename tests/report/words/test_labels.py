"""Labels broken to the room there is are whole."""

from hypothesis import given
from hypothesis import strategies as st

from sim.report.words.labels import at_marks

LETTERS = st.text(alphabet="abcdefg._,:= ", min_size=1, max_size=200)


@given(LETTERS, st.integers(5, 40))
def test_a_broken_label_is_whole(text: str, most: int) -> None:
    lines = at_marks(text, most)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(len(line) <= most + 1 for line in lines), "a mark may stand after the last letter"


def test_settings_stay_whole_where_there_is_room() -> None:
    settings = "own:conflict.direct_credit_share=0,conflict.direct_commission_rate=0"
    assert at_marks(settings, 34) == ["own:", "conflict.direct_credit_share=0,", "conflict.direct_commission_rate=0"]
    assert at_marks(settings, 52) == ["own:conflict.direct_credit_share=0,", "conflict.direct_commission_rate=0"]
    assert at_marks(settings, 20)[-1] == "commission_rate=0"
