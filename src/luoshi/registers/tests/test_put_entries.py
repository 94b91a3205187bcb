"""Many entries at once: all or nothing, what is not named stays, the same again changes nothing."""

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.common.dataforms.answers import values_of
from luoshi.common.dataforms.invariants import cells_say_what_was_answered, sealed_answers_open
from luoshi.common.errors import RuleBroken
from luoshi.registers import actions
from luoshi.registers.actions import PutRow, bulk
from luoshi.registers.facts import with_answers
from luoshi.registers.identity import identity_of
from luoshi.registers.invariants import INVARIANTS
from luoshi.registers.models import Entry
from luoshi.registers.sweeping import sweep

from .samples import LI, WANG

pytestmark = pytest.mark.django_db


def put(there, *rows, by=None):
    actor = by or there.office
    return actions.put_entries(register=there.people, organisation=there.school, rows=rows, by=actor)


def test_new_changed_and_same(there, django_assert_max_num_queries):
    done = put(there, PutRow(None, WANG, "第 3 行"), PutRow(None, LI, "第 4 行"))
    assert ([each.label for each in done.added], done.same) == (["王示例", "李示例"], 0)
    wang, li = Entry.objects.filter(register=there.people).order_by("pk")
    actions.confirm_entries(register=there.people, entries=[wang], by=there.office)
    before = wang.answer.version
    done = put(there, PutRow(wang, {"title": "senior"}), PutRow(li, LI))
    assert ([each.pk for each in done.changed], done.added, done.same) == ([wang.pk], (), 1)
    wang = Entry.objects.get(pk=wang.pk)
    assert values_of(wang.answer) == {**WANG, "title": "senior"}
    assert (wang.answer.version, wang.state, wang.answer.past.get().values["title"]) == (
        before + 1,
        "confirmed",
        "middle",
    )
    put(there, PutRow(wang, {"mobile": None}))
    assert "mobile" not in values_of(Entry.objects.get(pk=wang.pk).answer)
    with django_assert_max_num_queries(40):
        put(there, *(PutRow(None, {"name": f"示例{n}"}) for n in range(120)))
    broken = [each for invariant in INVARIANTS for each in invariant.check()]
    assert broken + list(cells_say_what_was_answered()) + list(sealed_answers_open()) == []


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            [(None, WANG, "第 3 行"), (None, {**WANG, "mobile": "10000000009"}, "第 9 行")],
            "第 3 行和第 9 行是同一条",
        ),
        ([(None, LI, "第 3 行"), (None, {"title": "senior"}, "第 9 行")], "第 9 行：请填写“姓名”"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_put(there, rows, words):
    with pytest.raises(RuleBroken, match=words):
        put(there, *(PutRow(*row) for row in rows))
    assert not Entry.objects.filter(register=there.people).exists()


def test_what_stands_already_or_elsewhere_is_not_put_again(there):
    (wang,) = put(there, PutRow(None, WANG)).added
    with pytest.raises(RuleBroken, match="已经登记过"):
        put(there, PutRow(None, WANG, "第 2 行"))
    with pytest.raises(RuleBroken, match="同一条"):
        put(there, PutRow(wang, LI), PutRow(wang, WANG))
    with pytest.raises(RuleBroken, match="只能登记本单位"):
        put(there, PutRow(None, LI), by=there.other)
    with pytest.raises(PermissionDenied):
        put(there, PutRow(None, LI), by=there.city)
    actions.confirm_entries(register=there.people, entries=[wang], by=there.office)
    with pytest.raises(RuleBroken, match="已经确认"):
        put(there, PutRow(wang, {"dual": False}), by=there.department)


def test_a_field_that_no_longer_tells_things_apart_leaves_two_that_count_by_themselves(there):
    number = next(each for each in there.people.definition.current.form.fields if each.key == "id_number")
    assert number.personal
    twin = {**WANG, "id_number": "110101199001010019"}
    put(there, PutRow(None, WANG), PutRow(None, twin))
    before = set(there.people.entries.values_list("identity", flat=True))
    there.people.identity = ["name"]
    there.people.read_as = ""
    there.people.save()
    sweep()
    after = list(there.people.entries.order_by("pk").values_list("identity", flat=True))
    assert len(set(after)) == 2
    assert not before & set(after)
    there.people.refresh_from_db()
    assert after[0] == identity_of(there.people, WANG, there.school)
    assert [each for invariant in INVARIANTS for each in invariant.check()] == []


def test_entries_of_a_long_list_share_their_forms_so_that_twenty_thousand_fit_in_memory(
    there, django_assert_num_queries
):
    """Read with each entry, the forms of a long list fill a gigabyte."""
    put(there, *(PutRow(None, {"name": f"示例{n}"}) for n in range(9)))
    rows = Entry.objects.filter(register=there.people).order_by("pk")
    with django_assert_num_queries(2):
        found = list(with_answers(there.people, rows))
        assert len({id(entry.answer.form_version) for entry in found}) == 1
        assert {id(entry.answer.definition) for entry in found} == {id(there.people.definition)}
        assert [values_of(entry.answer)["name"] for entry in found] == [f"示例{n}" for n in range(9)]
    known = bulk._known(there.people, there.school, [PutRow(entry, {}) for entry in found])
    assert len({id(entry.answer.form_version) for entry in known.values()}) == 1
