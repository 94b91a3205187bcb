"""A sample fits every field of every form, so that trying says something."""

from hypothesis import given

from luoshi.core.fields import ROW, Choice, Field, Form, problems_of, settle
from luoshi.core.fields.definition import is_canonical
from luoshi.core.fields.model import PICKED
from luoshi.core.fields.sample import sample_of

from .making import CHOICES, PEOPLE, TYPED, field

PICKS = {"organisation": PEOPLE}


@given(TYPED)
def test_each_value_is_one_of_its_kind(made):
    each, _ = made
    value = sample_of(Form((each,)), PICKS)[each.key]
    assert each.kind in PICKED or is_canonical(each, value)
    assert problems_of(Form((each,)), settle(Form((each,)), {each.key: value})) == []


def test_ranges_lengths_and_rows_are_kept():
    columns = (
        field("year", key="y", unique=True, required=True),
        field("integer", key="n", low=3),
        field("money", key="m", high=5),
        field("text", key="t", length=3, unique=True),
        Field("c", "choice", "性质", choices=CHOICES),
    )
    free = Field("t", "table", "表", columns=columns, least=3, most=9, required=True)
    fixed = Field("u", "table", "定", columns=columns[1:3], rows=(Choice("a", "甲"), Choice("b", "乙")))
    form = Form((free, fixed, field("evidence"), field("organisation", key="o")))
    values = sample_of(form, PICKS)
    assert problems_of(form, settle(form, values)) == []
    assert [row[ROW] for row in values["u"]] == ["a", "b"]
    assert len(values["t"]) == 3
    assert "evidence" not in values
    assert sample_of(form, {}).get("o") is None
