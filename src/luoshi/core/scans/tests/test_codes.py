"""What a page's code says, and what is no code of ours."""

import hypothesis.strategies as st
import pytest
import segno
from hypothesis import given

from luoshi.core.scans.codes import (
    ALPHABET,
    CORNERS,
    LENGTH,
    MOST_PAGES,
    PageCode,
    base32,
    made,
    parsed,
    shown,
    tag_from,
    typed,
)
from luoshi.core.scans.pages import SIZES, place_of

from .making import SITE, code_text, tag_of

letters = st.text(ALPHABET, min_size=8, max_size=8)


@given(letters, st.integers(1, MOST_PAGES), st.sampled_from(CORNERS))
def test_a_code_says_what_it_was_made_of(paper: str, page: int, corner: str) -> None:
    text = made(SITE, paper, page, corner, tag_of)
    code = parsed(text)
    assert code == PageCode(SITE, paper, page, corner, text[-11:])
    assert code is not None
    assert tag_of(code.signed) == code.tag
    assert len(text) == LENGTH == 29


@given(letters, st.integers(1, MOST_PAGES), st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_a_changed_letter_breaks_the_tag_or_the_code(paper: str, page: int, at: int, letter: str) -> None:
    text = code_text(paper, page, "A")
    changed = text[:at] + letter + text[at + 1 :]
    code = parsed(changed)
    assert changed == text or code is None or tag_of(code.signed) != code.tag


@given(st.text(max_size=60))
def test_other_texts_are_no_codes(text: str) -> None:
    assert parsed(text) is None


@pytest.mark.parametrize("page", [0, -1, MOST_PAGES + 1])
def test_pages_beyond_the_numbers_of_a_code_are_refused(page: int) -> None:
    with pytest.raises(ValueError, match="pages"):
        made(SITE, "K7QF93XM", page, "A", tag_of)


def test_a_code_is_the_second_smallest_there_is_and_may_lose_a_quarter() -> None:
    code = segno.make(code_text("ZZZZZZZZ", MOST_PAGES, "D"), error="q", boost_error=False, micro=False)
    assert (code.version, code.error, code.symbol_size(border=0)) == (2, "Q", (25, 25))


def test_a_short_code_is_read_as_people_type_it() -> None:
    assert shown("K7QF93XM") == "K7QF-93XM"
    assert typed(" k7qf－93xm ") == "K7QF93XM"
    assert typed("o1il-uuuu") == "0111VVVV"  # what looks alike is taken for the letter that exists


def test_numbers_and_digests_become_letters() -> None:
    assert base32(0, 2) == "00"
    assert base32(33, 2) == "11"
    assert tag_from("f" * 64) == "Z" * 11


def test_the_codes_lie_in_the_margins_of_the_page() -> None:
    for corner in CORNERS:
        width, height = SIZES[corner in "CD"]
        (left, top), _, (right, bottom), _ = place_of(corner)
        assert 5 < left < right < width - 5
        assert 5 < top < bottom < height - 5
        margin = 37 if corner in "AB" else 30
        assert bottom < margin or top > height - margin
