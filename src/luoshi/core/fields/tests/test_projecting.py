"""What is found again: one typed cell per value, numbers in ten-thousandths."""

import pytest

from luoshi.core.fields import Form, cells_of

from .making import PEOPLE, VALUES, field

FORM = Form(
    (
        field("money", find=True),
        field("percent", find=True),
        field("month", find=True),
        field("choices", find=True),
        field("organisation", find=True, personal=True),
        field("text"),
        field("table", columns=(field("integer", find=True), field("text"))),
    )
)


def test_each_value_to_be_found_gives_a_cell_of_its_kind():
    values = {
        "money": 1234,
        "percent": "62.5",
        "month": "2026-11",
        "choices": ["a", "b"],
        "organisation": {"id": PEOPLE[0].id, "text": PEOPLE[0].text},
        "text": "不找",
        "table": [{"_row": "r1", "integer": 5, "text": "不找"}],
    }
    found = [(c.path, c.row, c.text, c.number, c.day, c.personal) for c in cells_of(FORM, values)]
    assert found == [
        ("money", "", "", 123_400, None, False),
        ("percent", "", "", 625_000, None, False),
        ("month", "", "2026-11", None, "2026-11-01", False),
        ("choices", "", "a", None, None, False),
        ("choices", "", "b", None, None, False),
        ("organisation", "", "id1", None, None, True),
        ("table.integer", "r1", "", 50_000, None, False),
    ]


@pytest.mark.parametrize("kind", sorted(VALUES))
def test_a_personal_value_of_whatever_kind_gives_a_text_to_be_fingerprinted_and_nothing_else(kind):
    values = {"integer": 3141592600, "money": 314, "decimal": "3.14", "percent": "3.14", "choices": ["a"],
              "yes_no": True, "organisation": {"id": "a", "text": "a"}}  # fmt: skip
    value = values.get(kind, "1987-06-05")
    form = Form((field(kind, find=True, personal=True), field("table", columns=(
        field(kind, find=True, personal=True),))))  # fmt: skip
    given = {kind: value, "table": [{"_row": "r1", kind: value}]}
    found = list(cells_of(form, given))
    assert len(found) == 2
    assert all((c.personal, c.number, c.day) == (True, None, None) and c.text for c in found)
