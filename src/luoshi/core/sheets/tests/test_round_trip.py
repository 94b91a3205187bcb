"""What is filled in comes back the same, from every template; what was not filled stays as it was."""

import pytest

from luoshi.core.sheets import Arrangement, fill, merge, read_filled, read_template

from .corpus import SCHOOLS, XLSX
from .documents import DOCX
from .made import answer_for, elements, packed_parts, parts, with_cells
from .others import OTHERS
from .sloppy import SLOPPY

ALL = {**XLSX, **DOCX, **OTHERS, **SLOPPY}


@pytest.mark.parametrize("name", ALL)
def test_the_merged_file_holds_what_the_schools_answered(name: str) -> None:
    data = ALL[name][0]()
    template = read_template(name, data, SCHOOLS)
    answers = [answer_for(template, school, number, number + 2) for number, school in enumerate(SCHOOLS[:3])]
    merged = merge(template, data, answers)
    assert [
        check for check in merged.checks if check.code in ("not-written", "school-without-row", "choice")
    ] == []
    if template.arrangement is Arrangement.FORM:
        for answer, (school, own) in zip(answers, merged.each, strict=True):
            assert school == answer.school.name
            back = read_filled(template, own, [answer.school])
            assert (back.answers, back.faults) == ((answer,), ())
    else:
        back = read_filled(template, merged.data, SCHOOLS[:3])
        assert (back.answers, back.faults) == (tuple(answers), ())


@pytest.mark.parametrize("name", ALL)
def test_every_part_without_a_filled_cell_keeps_its_compressed_bytes(name: str) -> None:
    data = ALL[name][0]()
    template = read_template(name, data, SCHOOLS)
    out = fill(template, data, answer_for(template, SCHOOLS[0], 1, 1))
    before, after = packed_parts(data), packed_parts(out)
    assert list(before) == list(after)
    differing = {part for part in before if before[part] != after[part]}
    assert differing
    assert all(part.startswith("xl/worksheets/sheet") or part == "word/document.xml" for part in differing)


@pytest.mark.parametrize("name", ALL)
def test_every_element_besides_the_filled_ones_is_unchanged(name: str) -> None:
    data = ALL[name][0]()
    template = read_template(name, data, SCHOOLS)
    out = fill(template, data, answer_for(template, SCHOOLS[0], 1, 1))
    before, after = parts(data), parts(out)
    for part in [name for name in before if before[name] != after[name]]:
        assert elements(before[part]) == elements(after[part]), part


@pytest.mark.parametrize("name", XLSX)
def test_cells_that_nobody_filled_are_unchanged_and_filled_ones_keep_their_style(name: str) -> None:
    data = XLSX[name][0]()
    template = read_template(name, data, SCHOOLS)
    out = fill(template, data, answer_for(template, SCHOOLS[0], 1, 1))
    for part in parts(data):
        if part.startswith("xl/worksheets/sheet"):
            before, after = with_cells(data, part), with_cells(out, part)
            changed = [at for at in after if before.get(at) != after[at]]
            assert set(before) <= set(after)
            assert len(changed) < len(after)
            for at in changed:
                assert _style(before.get(at, after[at])) == _style(after[at])


def _style(cell: bytes) -> bytes:
    return cell.partition(b' s="')[2].partition(b'"')[0]
