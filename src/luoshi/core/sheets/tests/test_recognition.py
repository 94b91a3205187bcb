"""How well templates are recognised: twelve of our own that the reader was made with (a fit, no estimate)."""

from luoshi.core.sheets import read_template

from .corpus import SCHOOLS, XLSX
from .documents import DOCX
from .scoring import score


def test_every_template_that_the_reader_was_made_with_is_read_whole() -> None:
    astray = {}
    for name, (make, truth) in {**XLSX, **DOCX}.items():
        found = score(read_template(name, make(), SCHOOLS), truth)
        if found.missed or found.false:
            astray[name] = found
    assert astray == {}
