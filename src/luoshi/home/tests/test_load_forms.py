"""Forms in the site pack: out and back byte for byte, three-way difference, older versions and answers stay."""

import pytest

from luoshi.accounts.queries import actor_for
from luoshi.common.actor import system_actor
from luoshi.common.dataforms import actions
from luoshi.common.dataforms.answers import find_answer, in_version
from luoshi.common.dataforms.models import FormDefinition
from luoshi.common.dataforms.tests.conftest import answer_form
from luoshi.common.dataforms.tests.samples import CONTENT, VALUES
from luoshi.common.errors import RuleBroken
from luoshi.core.fields import Step
from luoshi.core.packs.difference import Kind
from luoshi.home import loading
from luoshi.home.profile.actions import set_up_profiles

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def officer(yichang):
    return actor_for(yichang.post("city_officer"))


def publish(definition, content, by, steps=()):
    draft = definition.versions.filter(published_at=None).first()
    draft = draft or actions.draft_version(definition=definition, by=by)
    actions.change_draft(version_row=draft, content=content, by=by, version=draft.version)
    return actions.publish(version_row=draft, steps=steps, by=by, version=draft.version)


@pytest.fixture
def made(officer):
    definition = actions.start_form(
        title="示例情况表：甲", purpose="了解“情况”", basis="示例〔2026〕1号", key="situation", by=officer
    )
    publish(definition, CONTENT, officer)
    return definition


def exported():
    return loading.export_pack("site", "yichang")


def load(text):
    return loading.load_text("site.yaml", text, system_actor())


def found(text):
    difference = loading.compare("site.yaml", text).difference
    return [(each.kind, each.key) for each in difference.objects if each.section == "forms"]


def test_a_site_without_forms_of_its_own_writes_none(yichang):
    set_up_profiles(system_actor())
    assert "forms:" not in exported()


def test_a_form_made_on_screen_goes_out_and_comes_back_byte_for_byte(yichang, made, officer):
    publish(made, {**CONTENT, "checks": []}, officer)
    text = exported()
    assert "key: situation" in text
    comparison = loading.compare("site.yaml", text)
    assert comparison.difference.is_empty
    load(text)
    assert load(text) is None
    assert exported() == text
    assert made.versions.count() == 2


def test_a_pack_brings_a_form_to_a_site_that_never_had_it(yichang, made):
    text = exported()
    made.refresh_from_db()
    other = text.replace("key: situation", "key: situation-2").replace("示例情况表：甲", "示例情况表：乙")
    assert found(other) == [(Kind.ADDED, "yichang/situation-2"), (Kind.SITE_KEPT, "yichang/situation")]
    load(other)
    brought = FormDefinition.objects.get(key="situation-2")
    assert (brought.owner_name, brought.title) == (yichang.bureau.name, "示例情况表：乙")
    assert brought.current.content == made.current.content
    assert exported().count("- key: situation") == 2


def test_a_changed_form_is_a_new_version_and_answers_are_carried_over(yichang, made, officer):
    made.refresh_from_db()
    office = actor_for(yichang.post("office", "zhijiang"))
    answer_form(version_of_form=made.current, about=None, values=VALUES, answer_version=0, by=office)
    load(exported())
    forms, line, registers = exported().partition("\nregisters:\n")
    text = forms.replace("key: council", "key: board").replace("label: 在校生", "label: 学生")
    with pytest.raises(RuleBroken, match=r"示例情况表：甲.*理事会名称.*steps"):
        load(text + line + registers)
    assert made.versions.count() == 1
    steps = "      steps:\n        - path: council\n          how: rename\n          to: board\n"
    load(text + "\n" + steps.rstrip() + line + registers)
    made.refresh_from_db()
    assert (made.current.number, made.current.declared) == (2, (Step("council", "rename", "board"),))
    values, losses = in_version(find_answer(made, None, office.organisation_id), made.current)
    assert (values["students"], losses) == (1200, [])
    assert exported() == text + "\n" + steps.rstrip() + line + registers


def test_what_the_site_changed_is_kept_and_where_both_did_a_person_decides(yichang, made, officer):
    load(exported())
    text = exported()
    made.refresh_from_db()
    actions.change_form(
        definition=made, title="本站改的", purpose="", basis="", by=officer, version=made.version
    )
    assert found(text) == [(Kind.SITE_KEPT, "yichang/situation")]
    theirs = text.replace("示例情况表：甲", "包里改的")
    assert found(theirs) == [(Kind.CONFLICT, "yichang/situation")]
    load(theirs)
    assert FormDefinition.objects.get(pk=made.pk).title == "本站改的"
    comparison = loading.compare("site.yaml", text.replace("示例情况表：甲", "包里又改"))
    loading.load_pack(
        comparison=comparison,
        text=text.replace("示例情况表：甲", "包里又改"),
        by=system_actor(),
        taken=frozenset({("forms", "yichang/situation")}),
    )
    assert FormDefinition.objects.get(pk=made.pk).title == "包里又改"


def test_a_form_that_left_the_pack_is_put_out_of_use_and_comes_back(yichang, made):
    with_form = exported()
    load(with_form)
    without = with_form[: with_form.index("forms:")]
    assert found(without) == [(Kind.WITHDRAWN, "yichang/situation")]
    load(without)
    made.refresh_from_db()
    assert made.withdrawn_at is not None
    load(with_form)
    made.refresh_from_db()
    assert (made.withdrawn_at, made.versions.count()) == (None, 1)


def test_a_version_being_written_keeps_a_pack_from_publishing_another(yichang, made, officer):
    load(exported())
    text = exported().replace("label: 在校生", "label: 学生")
    actions.draft_version(definition=made, by=officer)
    with pytest.raises(RuleBroken, match="正在修改的新版"):
        load(text)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("owner: yichang", "owner: nowhere", "没有这个单位"),
        ("kind: percent", "kind: picture", "类型不认识"),
        ("kind: money", "kind: music", "类型不认识"),
        ("op: eq", "op: like", ""),
        ("title: 示例情况表：甲", "titel: 示例情况表：甲", "是不是“title”"),
    ],
)
def test_what_is_wrong_in_a_form_is_told_with_its_line(yichang, made, old, new, words):
    text = exported()
    head, tail = text[: text.index("forms:")], text[text.index("forms:") :]
    spoilt = head + tail.replace(old, new)
    with pytest.raises(loading.PackRefused) as refused:
        loading.compare("site.yaml", spoilt)
    problem = next(each for each in refused.value.problems if words in each.message + each.remedy)
    assert spoilt.splitlines()[problem.line - 1].strip() != ""
    assert problem.line > head.count("\n")
