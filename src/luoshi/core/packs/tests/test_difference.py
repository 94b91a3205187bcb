"""Loading again: the pack's changes come, the site's stay, and where both changed a person is asked."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.packs import Kind, applied, difference, parse_pack, snapshot

from .conftest import PACKS

OLD, SITES, NEW = {"title": "原"}, {"title": "本站改"}, {"title": "新"}


def kind_of(last, site, new):
    def state(fields):
        return {"tasks": {} if fields is None else {"7": fields}}

    (entry,) = difference(state(last), state(site), state(new)).objects
    return entry.kind


@pytest.mark.parametrize(
    ("last", "site", "new", "kind"),
    [
        (None, None, NEW, Kind.ADDED),
        (OLD, OLD, OLD, Kind.UNCHANGED),
        (OLD, OLD, NEW, Kind.CHANGED),
        (OLD, SITES, OLD, Kind.SITE_KEPT),
        (OLD, SITES, NEW, Kind.CONFLICT),
        (OLD, NEW, NEW, Kind.UNCHANGED),
        (OLD, OLD, None, Kind.WITHDRAWN),
        (OLD, SITES, None, Kind.CONFLICT),
        (OLD, None, OLD, Kind.SITE_KEPT),
        (OLD, None, NEW, Kind.CONFLICT),
        (OLD, None, None, Kind.UNCHANGED),
        (None, SITES, None, Kind.SITE_KEPT),
        (None, NEW, NEW, Kind.UNCHANGED),
        (None, SITES, NEW, Kind.CONFLICT),
    ],
)
def test_every_combination_has_one_meaning(last, site, new, kind):
    assert kind_of(last, site, new) == kind


def test_two_people_changing_different_fields_are_both_heard():
    last = {"tasks": {"7": {"title": "原", "order": 1}}}
    site = {"tasks": {"7": {"title": "本站改", "order": 1}}}
    new = {"tasks": {"7": {"title": "原", "order": 2}}}
    found = difference(last, site, new)
    (entry,) = found.objects
    assert [(field.field, field.kind) for field in entry.fields] == [
        ("title", Kind.SITE_KEPT),
        ("order", Kind.CHANGED),
    ]
    assert applied(site, found) == {"tasks": {"7": {"title": "本站改", "order": 2}}}


def test_nothing_empty_text_and_an_empty_list_are_the_same_nothing():
    last = {"tasks": {"7": {"code": None, "clauses": []}}}
    site = {"tasks": {"7": {"code": "", "clauses": []}}}
    assert difference(last, site, {"tasks": {"7": {}}}).of(Kind.UNCHANGED) != ()
    assert kind_of({"code": "0"}, {"code": "0"}, {"code": ""}) == Kind.CHANGED


def test_zero_and_no_are_not_nothing():
    assert kind_of({"declared": 0}, {"declared": 0}, {"declared": None}) == Kind.CHANGED
    assert kind_of({"and_above": False}, {"and_above": False}, {}) == Kind.CHANGED


def test_a_revised_annex_differs_cell_by_cell(yichang_plan):
    last = snapshot(yichang_plan.data)
    revised = copy.deepcopy(yichang_plan.data)
    revised["undertakings"]["4.2"] = ["sanxia", "yidu", "zigui"]
    revised["undertakings"]["36.1"] = ["jidian"]
    found = difference(last, last, snapshot(revised))
    assert [(entry.section, entry.key, entry.kind) for entry in found.of(Kind.ADDED, Kind.WITHDRAWN)] == [
        ("undertakings", "4.2/zigui", Kind.ADDED),
        ("undertakings", "36.1/jidian", Kind.ADDED),
        ("undertakings", "4.2/xingshan", Kind.WITHDRAWN),
    ]
    assert found.of(Kind.CHANGED, Kind.CONFLICT, Kind.SITE_KEPT) == ()


def test_a_school_that_left_a_task_stays_out_when_the_pack_is_loaded_again(yichang_plan):
    last = snapshot(yichang_plan.data)
    site = copy.deepcopy(last)
    del site["undertakings"]["51/xingshan"]
    found = difference(last, site, last)
    assert [(entry.key, entry.kind) for entry in found.of(Kind.SITE_KEPT)] == [
        ("51/xingshan", Kind.SITE_KEPT)
    ]
    assert found.is_empty
    assert applied(site, found) == site


def test_the_first_load_brings_everything_and_the_second_nothing(yichang_plan):
    new = snapshot(yichang_plan.data)
    first = difference(None, {}, new)
    assert len(first.objects) == len(first.of(Kind.ADDED)) == sum(len(objects) for objects in new.values())
    second = difference(new, applied({}, first), new)
    assert second.is_empty
    assert len(second.of(Kind.UNCHANGED)) == len(first.objects)


def test_a_renamed_task_in_the_file_is_a_change_of_its_title_alone(yichang_plan):
    text = (PACKS / "plans/yichang-2021.yaml").read_text(encoding="utf-8")
    revised = parse_pack("new", text.replace("title: 推进“中文+职业技能”项目", "title: 推进中文加职业技能"))
    last = snapshot(yichang_plan.data)
    found = difference(last, last, snapshot(revised.data))
    (entry,) = found.of(Kind.CHANGED)
    assert (entry.section, entry.key, [field.field for field in entry.fields]) == ("tasks", "54", ["title"])
    assert found.to_json()["counts"]["changed"] == 1
    assert [row["key"] for row in found.to_json()["objects"]] == ["54"]


fields = st.dictionaries(st.sampled_from("xyz"), st.sampled_from([None, "", 0, 1, "甲", []]), max_size=3)
states = st.dictionaries(
    st.sampled_from(["tasks", "targets"]),
    st.dictionaries(st.sampled_from("abcd"), fields, max_size=4),
    max_size=2,
)


def keys_in(state):
    return {(section, key) for section, objects in state.items() for key in objects}


def told(value):
    return None if value in ("", []) and value != 0 else value


@given(states, states, states)
def test_loading_twice_changes_nothing_more(last, site, new):
    after = applied(site, difference(last, site, new))
    again = difference(new, after, new)
    assert again.is_empty
    assert applied(after, again) == after


@given(states, states, states)
def test_what_the_site_changed_is_never_reverted(last, site, new):
    after = applied(site, difference(last, site, new))
    for section, key in keys_in(site):
        was = last.get(section, {}).get(key)
        for name, value in site[section][key].items():
            if was is None or told(was.get(name)) != told(value):
                kept = after[section][key].get(name)
                assert told(kept) == told(value) or (was is None and told(value) is None)


@given(states, states, states)
def test_what_the_site_took_out_does_not_come_back(last, site, new):
    after = applied(site, difference(last, site, new))
    for section, key in keys_in(last) - keys_in(site):
        assert key not in after.get(section, {})


@given(states, states, states)
def test_only_what_the_pack_itself_once_brought_is_withdrawn(last, site, new):
    found = difference(last, site, new)
    gone = keys_in(site) - keys_in(applied(site, found))
    assert gone == {(entry.section, entry.key) for entry in found.of(Kind.WITHDRAWN)}
    assert gone <= keys_in(last) - keys_in(new)


@given(states, states)
def test_a_site_that_changed_nothing_becomes_the_new_pack(last, new):
    after = applied(last, difference(last, last, new))
    assert keys_in(after) == keys_in(new)
    for section, key in keys_in(new):
        names = after[section][key].keys() | new[section][key].keys()
        assert all(told(after[section][key].get(n)) == told(new[section][key].get(n)) for n in names)


@given(states, states, states)
def test_inputs_are_left_alone_and_the_answer_is_always_the_same(last, site, new):
    before = copy.deepcopy((last, site, new))
    assert difference(last, site, new) == difference(last, site, new)
    applied(site, difference(last, site, new))
    assert (last, site, new) == before
