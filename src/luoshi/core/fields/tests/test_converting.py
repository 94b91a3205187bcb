"""From version to version: every change is declared, nothing is lost without being named."""

from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.fields import Form, Step, changed, convert, undeclared

from .making import CHOICES, TYPED, field


def form(*fields):
    return Form(tuple(fields))


OLD = form(field("integer", key="number", label="人数"), field("text", key="name", label="名称"))


def test_what_stays_needs_no_declaration():
    new = form(*OLD.fields, field("date", key="since", label="自"))
    assert changed(OLD, new) == []
    assert convert(OLD, new, (), {"number": 3, "name": "甲"}) == ({"number": 3, "name": "甲"}, [])


def test_a_field_that_goes_must_be_declared_renamed_or_dropped():
    new = form(field("integer", key="people", label="人员数"), OLD.fields[1])
    assert [each.path for each in undeclared(OLD, new, ())] == ["number"]
    assert undeclared(OLD, new, (Step("number", "rename", "people"),)) == []
    assert convert(OLD, new, (Step("number", "rename", "people"),), {"number": 3}) == ({"people": 3}, [])
    assert convert(OLD, new, (Step("number", "drop"),), {"number": 3}) == ({}, [])
    assert undeclared(OLD, new, (Step("number", "rename", "nothing"),)) != []


def test_a_text_becomes_a_number_where_it_can_and_is_named_where_it_cannot():
    new = form(OLD.fields[0], field("integer", key="name", label="名称"))
    steps = (Step("name", "convert", "name"),)
    assert undeclared(OLD, new, steps) == []
    assert convert(OLD, new, steps, {"name": "１２ "})[0] == {"name": 12}
    values, losses = convert(OLD, new, steps, {"name": "十二"})
    assert values == {}
    assert [(loss.label, loss.value) for loss in losses] == [("名称", "十二")]


def test_a_choice_that_is_gone_is_named():
    old = form(field("choice", key="a"))
    new = form(field("choice", key="a").__class__("a", "choice", "新", choices=CHOICES[:1]))
    assert convert(old, new, (), {"a": "a"}) == ({"a": "a"}, [])
    values, losses = convert(old, new, (), {"a": "b"})
    assert (values, losses[0].value) == ({}, "县属")


def test_money_in_another_unit_is_the_same_money():
    old, new = form(field("money", key="a", unit="元")), form(field("money", key="a", unit="万元"))
    assert convert(old, new, (), {"a": 123_456}) == ({"a": 123_456}, [])


def test_columns_are_declared_like_fields_and_rows_keep_their_ids():
    rows = [{"_row": "r1", "n": 3, "t": "甲"}]
    old = form(
        field(
            "table",
            key="x",
            columns=(field("integer", key="n", label="数"), field("text", key="t", label="字")),
        )
    )
    new = form(field("table", key="x", columns=(field("integer", key="m", label="量"),)))
    assert [each.path for each in changed(old, new)] == ["x.n", "x.t"]
    steps = (Step("x.n", "rename", "x.m"), Step("x.t", "drop"))
    assert convert(old, new, steps, {"x": rows}) == ({"x": [{"_row": "r1", "m": 3}]}, [])


def test_what_was_personal_is_opened_by_declaration_and_never_carried_into_the_open():
    secret = {"key": "a", "label": "电话", "personal": True}
    old = form(field("text", **secret), field("table", key="t", columns=(field("text", **secret),)))
    plain = field("text", key="a", label="电话")
    new = form(plain, field("table", key="t", columns=(plain,)))
    values = {"a": "13812345678", "t": [{"_row": "r", "a": "13812345678"}]}
    assert [(each.path, each.opens) for each in undeclared(old, new, ())] == [("a", True), ("t.a", True)]
    for how in ("keep", "convert", "rename", "drop"):
        wrong = (Step("a", how, "a"), Step("t.a", how, "t.a"))
        assert len(undeclared(old, new, wrong)) == 2
        assert "138" not in str(convert(old, new, wrong, values))
    steps = (Step("a", "open"), Step("t.a", "open"))
    assert undeclared(old, new, steps) == []
    assert convert(old, new, steps, values)[0] == {}
    again = form(field("text", key="b", label="号码"), field("table", key="u", columns=(plain,)))
    assert [each.to for each in changed(old, again)] == [(), ()]
    renamed = (Step("a", "rename", "b"), Step("t", "rename", "u"))
    assert len(undeclared(old, again, renamed)) == 2
    assert "138" not in str(convert(old, again, renamed, values))
    assert changed(new, old) == []


@given(TYPED, st.sampled_from(["text", "long_text"]))
def test_every_value_can_become_text(made, kind):
    each, value = made
    new = form(field(kind, key=each.key, label="新"))
    values, losses = convert(form(each), new, (Step(each.key, "convert", each.key),), {each.key: value})
    assert losses == [] or len(str(value)) > 100
    assert values or losses
