"""Cutting a text at marked passages."""

from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.passages import Piece, cut


def test_a_passage_is_cut_out() -> None:
    assert cut("甲乙丙丁", {"a": [1, 3]}) == [Piece("甲"), Piece("乙丙", ("a",)), Piece("丁")]


def test_overlapping_passages_share_their_pieces() -> None:
    assert cut("甲乙丙", {"a": [0, 2], "b": [1, 3]}) == [
        Piece("甲", ("a",)),
        Piece("乙", ("a", "b")),
        Piece("丙", ("b",)),
    ]


def test_spans_that_cannot_be_are_left_out() -> None:
    for span in ([], [1], [2, 1], [1, 1], [-1, 2], [0, 99], ["0", "1"], [0, 1, 2]):
        assert cut("甲乙丙", {"a": span}) == [Piece("甲乙丙")], span


def test_an_empty_text_has_no_pieces() -> None:
    assert cut("", {"a": [0, 1]}) == []


@given(st.text(max_size=30), st.dictionaries(st.text(max_size=3), st.lists(st.integers(-2, 32), max_size=3)))
def test_the_pieces_joined_are_the_text(text: str, spans: dict[str, list[int]]) -> None:
    pieces = cut(text, spans)
    assert "".join(piece.text for piece in pieces) == text
    for key, span in spans.items():
        marked = "".join(piece.text for piece in pieces if key in piece.keys)
        sound = len(span) == 2 and 0 <= span[0] < span[1] <= len(text)
        assert marked == (text[span[0] : span[1]] if sound else "")
