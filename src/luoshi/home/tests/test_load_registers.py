"""Registers in the site pack: out and back byte for byte, three-way difference, entries stay."""

import pytest

from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.dataforms import actions as forms
from luoshi.common.errors import RuleBroken
from luoshi.core.fields import Step
from luoshi.core.packs.difference import Kind
from luoshi.home import loading
from luoshi.registers import actions
from luoshi.registers.facts import with_values
from luoshi.registers.identity import columns_of, identity_of
from luoshi.registers.invariants import entries_are_found_by_what_they_say
from luoshi.registers.sweeping import sweep
from luoshi.registers.tests.samples import PEOPLE, PROJECTS, WANG

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OWN = ("sample-teachers", "sample-teams")


@pytest.fixture
def register(yichang):
    actions.set_up_register(row=PROJECTS, by=system_actor())
    return actions.set_up_register(row=PEOPLE, by=system_actor())


def exported():
    return loading.export_pack("site", "yichang")


def load(text):
    return loading.load_text("site.yaml", text, system_actor())


def bent(text, *changes):
    """Changed in the registers of this file alone, which stand behind the bundled ones."""
    others, first, ours = text.partition("  - key: sample-teams")
    for old, new in changes:
        assert old in ours
        ours = ours.replace(old, new)
    return others + first + ours


def found(text):
    difference = loading.compare("site.yaml", text).difference
    return [(each.kind, each.key) for each in difference.objects if each.key in OWN and each.fields]


def test_a_register_goes_out_comes_back_and_is_withdrawn_and_restored(yichang, register):
    text = exported()
    assert "key: sample-teachers" in text
    assert load(text) is not None
    assert (load(text), exported(), found(text)) == (None, text, [])
    load(text[: text.index("  - key: sample-teachers")])
    register.refresh_from_db()
    assert register.withdrawn_at is not None
    load(text)
    register.refresh_from_db()
    assert (register.withdrawn_at, exported()) == (None, text)


def test_a_field_renamed_on_screen_keeps_entries_columns_and_identities(yichang, register):
    load(exported())
    text = exported()
    officer, office = actor_for(yichang.post("city_officer")), actor_for(yichang.post("office", "zhijiang"))
    entry = actions.add_entry(register=register, values=WANG, by=office)
    fields = [
        {**each, "key": "full_name" if each["key"] == "name" else each["key"]}
        for each in PEOPLE["form"]["fields"]
    ]
    draft = forms.draft_version(definition=register.definition, by=officer)
    forms.change_draft(version_row=draft, content={"fields": fields}, by=officer, version=draft.version)
    steps = (Step("name", "rename", "full_name"),)
    forms.publish(version_row=draft, steps=steps, by=officer, version=draft.version)
    register.definition.refresh_from_db()
    assert [field.label for field in columns_of(register)] == ["姓名", "职称", "双师型"]
    (fact,) = with_values(register, register.entries.all(), clock.today())
    assert fact[1]["full_name"] == "王示例"
    assert identity_of(register, fact[1], entry.organisation) == entry.identity
    assert list(entries_are_found_by_what_they_say()) == []
    assert found(text) == [(Kind.SITE_KEPT, "sample-teachers")]
    assert register.read_as != register.definition.current.public_id
    sweep()
    register.refresh_from_db()
    assert register.read_as == register.definition.current.public_id
    assert list(entries_are_found_by_what_they_say()) == []
    load(exported())
    with pytest.raises(RuleBroken, match="steps"):
        load(bent(exported(), ("key: dual\n", "key: double\n"), ("title, dual]", "title, double]")))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("shows: [name, title, dual]", "shows: [id_number, title]", "个人信息"),
        ("shows: [name, title, dual]", "shows: [practice]", "表格"),
        ("identity: [name, id_number]", "identity: [nobody]", "没有“nobody”"),
        ("stages: project", "stages: many", "不在可选的范围里"),
        ("rule: expired", "rules: expired", "key 和 rule"),
        ("label: 职称", "label: ''", "请写名称"),
    ],
)
def test_what_is_wrong_in_a_register_is_told_with_its_line(yichang, register, old, new, words):
    text = exported()
    with pytest.raises(loading.PackRefused) as refused:
        loading.compare("site.yaml", bent(text, (old, new)))
    problem = next(each for each in refused.value.problems if words in each.message)
    assert problem.line > text[: text.index("registers:")].count("\n")


def test_a_pack_does_not_erase_what_takes_two_persons(yichang, register):
    """Fewer years by which personal values would go: said on the page, confirmed by another one (controls SE-05)."""
    load(exported())
    years, fewer = (f"retention_years: {each}" for each in (register.retention_years, 1))
    office = actor_for(yichang.post("office", "zhijiang"))
    entry = actions.add_entry(register=register, values=WANG, by=office)
    actions.end_entry(entry=entry, kind="left", on=clock.today(), by=office, version=entry.version)
    sooner = bent(exported(), (years, fewer))
    long_ago = {"ended_on": "2024-01-01", "ended_at": "2024-01-01T00:00:00+08:00"}
    type(entry).objects.filter(pk=entry.pk).update(**long_ago)
    with pytest.raises(RuleBroken, match="马上有 1 条的个人信息期满清除，要由两个人办理，不能用装载包缩短"):
        load(sooner)
    register.refresh_from_db()
    assert f"retention_years: {register.retention_years}" == years
    type(entry).objects.filter(pk=entry.pk).update(ended_on=clock.today())
    assert load(sooner) is not None, "nothing would go now: it is as on the page"
