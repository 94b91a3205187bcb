"""The template prints the codes where the reader of scans expects them."""

import pypdfium2
import pytest

from luoshi.common.rendering.paper import Paper, Words
from luoshi.common.rendering.pdf import Marks, print_paper
from luoshi.core.scans.finding import find_codes
from luoshi.core.scans.pages import place_of
from luoshi.core.scans.tests.making import code_text

FINENESS = 200 / 25.4  # pixels in a millimetre


@pytest.mark.parametrize("landscape", [False, True])
def test_both_codes_stand_where_they_are_looked_for(landscape: bool) -> None:
    corners = "CD" if landscape else "AB"
    marks = Marks("K7QF-93XM", lambda number: tuple(code_text("K7QF93XM", number, each) for each in corners))
    printed = print_paper(Paper(title="题", blocks=[Words("正文")], landscape=landscape), marks)
    document = pypdfium2.PdfDocument(printed.pdf)
    try:
        picture = document[0].render(scale=200 / 72).to_pil()
    finally:
        document.close()
    found = find_codes(picture)
    assert {one.code.corner for one in found} == set(corners)
    for one in found:
        for (x, y), (u, v) in zip(place_of(one.code.corner), one.quad, strict=True):
            assert abs(u / FINENESS - x) < 0.5
            assert abs(v / FINENESS - y) < 0.5
