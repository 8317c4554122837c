"""Labels cut or broken to the room there is keep both ends."""

from hypothesis import given
from hypothesis import strategies as st

from sim.report.words.labels import broken, cut, ending

LETTERS = st.text(alphabet="abcdefg", min_size=1, max_size=80)


def test_the_end_of_a_text_too_long() -> None:
    assert ending("a" * 50, 10) == "…" + "a" * 9


@given(LETTERS, st.integers(5, 40))
def test_a_cut_label_has_its_first_and_last_letters(text: str, most: int) -> None:
    short = cut(text, most)
    assert len(short) <= most
    assert (short[0], short[-1]) == (text[0], text[-1])
    assert (short == text) is (len(text) <= most)


@given(LETTERS, st.integers(5, 40))
def test_a_broken_label_has_two_lines_at_most(text: str, most: int) -> None:
    lines = broken(text, most)
    assert len(lines) <= 2
    assert max(map(len, lines)) <= most
    assert len(text) > 2 * most or "".join(lines) == text
