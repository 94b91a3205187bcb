"""Registers made and changed on screen: in preparation, opened, what tells entries apart, checks, withdrawn, packs."""

import pytest
from django.urls import reverse

from luoshi.common import acts, clock
from luoshi.common.actor import system_actor
from luoshi.common.dataforms.actions import draft_version, publish
from luoshi.common.dataforms.queries import draft_of
from luoshi.common.errors import RuleBroken, Stale
from luoshi.common.packs import PackLoad
from luoshi.core.fields import Field, Form, Step
from luoshi.core.packs.difference import difference
from luoshi.notices.models import Notice
from luoshi.registers import actions, findings, pack
from luoshi.registers.actions import PutRow
from luoshi.registers.actions.erasing import erase_due
from luoshi.registers.derived_values import form_with_derived
from luoshi.registers.effects import effect_of, named_anew
from luoshi.registers.facts import facts_of
from luoshi.registers.models import Entry, Register
from luoshi.registers.setting_forms import IdentityForm, stored_columns
from luoshi.registers.sweeping import sweep

from .samples import LI, PEOPLE, WANG

pytestmark = [pytest.mark.django_db, pytest.mark.once]
FACTS = {
    "title": "校外实训点",
    "group": "产教融合",
    "tells": "每个实训点一条。",
    "stages": "none",
    "retention_years": "3",
    "expected": "",
}
FIELDS = [
    {"key": "f1", "kind": "text", "label": "名称", "required": True, "find": True},
    {"key": "f2", "kind": "text", "label": "联系人证件", "personal": True},
    {"key": "f3", "kind": "date", "label": "协议到期"},
]


def url(row, *more):
    return f"/registers/{row.public_id}/settings/" + "".join(f"{each}/" for each in more)


def text(answer):
    return answer.content.decode()


@pytest.fixture
def officer(there, signed_in):
    return signed_in(there.posts["city"])


@pytest.fixture
def made(there, officer):
    """A register in preparation, its form published."""
    sent = officer.post("/registers/new/", {**FACTS, "like": ""})
    assert sent.status_code == 302, text(sent)
    row = Register.objects.get(title=FACTS["title"])
    draft = draft_of(row.definition)
    type(draft).objects.filter(pk=draft.pk).update(content={"fields": FIELDS})
    draft.refresh_from_db()
    publish(version_row=draft, steps=(), by=there.city, version=draft.version)
    row.refresh_from_db()
    return row


@pytest.fixture
def two(there):
    """The same name in two schools with different numbers, both confirmed."""
    for actor, number in ((there.office, "1"), (there.other, "2")):
        values = {"name": "王示例", "id_number": number}
        entry = actions.add_entry(register=there.people, values=values, by=actor)
        actions.confirm_entries(register=there.people, entries=[entry], by=actor)
    Register.objects.filter(pk=there.people.pk).update(owner=there.posts["city"].organisation)
    there.people.refresh_from_db()
    return there.people


def test_a_register_made_on_screen_is_seen_by_schools_once_it_is_opened(there, officer, made, signed_in):
    office = signed_in(there.posts["office"])
    here = f"/registers/{made.public_id}/"
    assert (office.get(here).status_code, office.get(url(made)).status_code) == (404, 404)
    page = text(officer.get(url(made)))
    assert "筹备中" in page
    assert "还没有选清单显示哪几列" in page
    refused = officer.post(url(made, "restore"), {"_version": made.version})
    assert (refused.status_code, "还不能启用" in text(refused)) == (422, True)
    personal = officer.post(url(made, "identity"), {"_version": made.version, "column1": "f2"})
    assert (personal.status_code, personal.context["form"].errors.keys()) == (422, {"column1"})
    chosen = {"identity": ["f1", "f2"], "column1": "f1", "column2": "f3"}
    assert officer.post(url(made, "identity"), {**chosen, "_version": made.version}).status_code == 302
    made.refresh_from_db()
    assert (made.identity, made.shows) == (["f1", "f2"], ["f1", "f3"])
    assert officer.post(url(made, "restore"), {"_version": made.version}).status_code == 302
    assert "校外实训点" in text(office.get(here))
    assert office.get(url(made)).status_code == 403
    made.refresh_from_db()
    entry = actions.add_entry(register=made, values={"f1": "一厂", "f2": "x"}, by=there.office)
    assert entry.label == "一厂"


def test_nonsense_and_a_name_that_is_taken_are_told_and_nothing_is_made(there, officer, made):
    odd = {**FACTS, "retention_years": "1e400", "stages": "both", "title": "", "expected": "字" * 81}
    sent = officer.post("/registers/new/", odd)
    assert sent.status_code == 422
    assert {"retention_years", "stages", "title", "expected"} <= sent.context["form"].errors.keys()
    again = officer.post("/registers/new/", {**FACTS, "like": "nobody"})
    assert (again.status_code, "like" in again.context["form"].errors) == (422, True)
    taken = officer.post("/registers/new/", {**FACTS, "like": ""})
    assert (taken.status_code, "已经有叫" in text(taken)) == (422, True)
    assert Register.objects.filter(title=FACTS["title"]).count() == 1


def test_what_follows_is_set_on_screen_and_checks_and_figures_may_ask_for_it(there, officer, made, signed_in):
    """FIELDS: which of them is the end of validity is said once."""
    assert "还没有。说明哪一项是出生日期" in text(officer.get(url(made)))
    page = text(officer.get(url(made, "derived")))
    assert ("有效期截止是哪一项" in page, "活动的日期" in page) == (True, False), "no table has a day"
    nonsense = officer.post(url(made, "derived"), {"_version": made.version, "valid_until": "f1"})
    assert nonsense.status_code == 422
    sent = officer.post(url(made, "derived"), {"_version": made.version, "valid_until": "f3"})
    assert sent.status_code == 302, text(sent)
    made.refresh_from_db()
    assert "自动算出、不用填：已经过期、离到期天数" in text(officer.get(url(made)))
    check = {
        "key": "late",
        "rule": "filled",
        "field": "f1",
        "when": {"field": "is_expired", "op": "eq", "value": True},
    }
    actions.set_checks(register=made, checks=[check], removed=[], by=there.city, version=made.version)
    made.refresh_from_db()
    refused = officer.post(url(made, "derived"), {"_version": made.version})
    assert (refused.status_code, "核查规则用到了" in text(refused)) == (422, True)
    Register.objects.filter(pk=made.pk).update(shows=["f1"])
    made.refresh_from_db()
    made = actions.restore_register(register=made, by=there.city, version=made.version)
    entry = actions.add_entry(register=made, values={"f1": "一厂", "f3": "2020-01-01"}, by=there.office)
    actions.confirm_entries(register=made, entries=[entry], by=there.office)
    (facts,) = facts_of(made, [there.school.pk], day=clock.today())
    assert (facts.values["is_expired"], facts.values["f3"]) == (True, "2020-01-01")
    assert "valid_until" not in facts.values
    entry.refresh_from_db()
    assert ("已经过期", "是") in findings.follows(Entry.objects.get(pk=entry.pk))
    asked = form_with_derived(made)
    assert asked.label("is_expired") == "已经过期（系统算出）"
    copied = officer.post("/registers/new/", {**FACTS, "title": "另一个", "like": made.public_id})
    assert copied.status_code == 302
    assert Register.objects.get(title="另一个").extra["roles"] == {"valid_until": "f3"}


def test_a_copy_brings_form_identity_columns_and_checks(there, officer):
    sent = officer.post("/registers/new/", {**FACTS, "title": "教师二", "like": there.people.public_id})
    assert sent.status_code == 302, text(sent)
    row = Register.objects.get(title="教师二")
    assert (row.identity, row.shows, row.checks) == (
        there.people.identity,
        there.people.shows,
        there.people.checks,
    )
    labels = [field.label for field in draft_of(row.definition).form.fields]
    assert labels[:2] == ["姓名", "证件号码"]


def test_what_would_join_entries_is_shown_first_and_refused_unseen(there, two, officer):
    before = list(two.entries.values_list("identity", flat=True))
    said = {"identity": ["name"], "column1": "name", "_version": two.version}
    looked = officer.post(url(two, "identity"), said)
    page = text(looked)
    assert (looked.status_code, "1 组变成同一条" in page, "王示例（2 条" in page) == (200, True, True)
    assert list(two.entries.values_list("identity", flat=True)) == before
    rows = named_anew(two, ["name"], ["name"])
    with pytest.raises(RuleBroken, match="请先看清影响"):
        actions.set_identity(
            register=two, identity=["name"], shows=["name"], rows=rows, by=there.city, version=two.version
        )
    agreed = looked.context["effect"].stamp()
    actions.put_entries(register=two, organisation=there.school, rows=[PutRow(None, LI)], by=there.office)
    two.refresh_from_db()
    with pytest.raises(RuleBroken, match="刚才有人登记"):
        actions.set_identity(
            register=two, identity=["name"], shows=["name"], rows=rows, agreed=agreed, by=there.city,
            version=two.version,
        )  # fmt: skip
    looked = officer.post(url(two, "identity"), {**said, "agreed": agreed})
    assert (looked.status_code, looked.context["effect"].entries) == (200, 3)  # one came: seen anew
    sent = officer.post(url(two, "identity"), {**said, "agreed": looked.context["effect"].stamp()})
    assert sent.status_code == 302
    assert len(set(two.entries.filter(label="王示例").values_list("identity", flat=True))) == 1
    two.refresh_from_db()
    back = effect_of(named_anew(two, ["name", "id_number"]))
    assert ([group.size for group in back.parted], back.before, back.after) == ([2], 2, 3)


def test_alike_in_one_school_stay_two_until_merged(there, two):
    actions.put_entries(
        register=two,
        organisation=there.school,
        rows=[PutRow(None, {"name": "王示例", "id_number": "9"})],
        by=there.office,
    )
    effect = effect_of(named_anew(two, ["name"]))
    assert [group.schools for group in effect.doubles] == [(there.school.short,)]
    assert (effect.before, effect.after) == (3, 2)


def test_a_field_that_tells_entries_apart_cannot_be_taken_out_of_the_form(there, two):
    two.definition.refresh_from_db()
    fields = PEOPLE["form"]["fields"]
    without = {"fields": [each for each in fields if each["key"] != "id_number"]}
    drop = (Step("id_number", "drop"),)
    with pytest.raises(RuleBroken, match="“证件号码”是“教师示例”台账里“怎样算同一条”的依据"):
        publish_in_an_act(two.definition, without, drop, there.city)
    renamed = {
        "fields": [{**each, "key": "number"} if each["key"] == "id_number" else each for each in fields]
    }
    publish_in_an_act(two.definition, renamed, (Step("id_number", "rename", "number"),), there.city)
    two.refresh_from_db()
    assert effect_of(named_anew(two)).changes_counting is False


def loaded(by, objects):
    """As a site pack is loaded: inside an act."""
    act = acts.act("registers.set_up_register", who=lambda actor, target: True)
    try:
        act(lambda *, by: pack.apply(PackLoad("", by), list(objects)))(by=by)
    finally:
        acts.REGISTRY["registers.set_up_register"] = actions.set_up_register


def publish_in_an_act(definition, content, steps, by):
    draft = draft_version(definition=definition, by=by)
    type(draft).objects.filter(pk=draft.pk).update(content=content)
    draft.refresh_from_db()
    try:
        return publish(version_row=draft, steps=steps, by=by, version=draft.version)
    finally:
        draft.refresh_from_db()
        if draft.published_at is None:
            draft.delete()


def test_checks_are_chosen_set_moved_taken_out_and_brought_back(there, two, officer, made):
    row = made
    add = url(row, "checks", "new")
    empty = officer.post(f"{add}filled/", {"_version": row.version, "when-mode": "all"})
    assert (empty.status_code, "field" in empty.context["form"].errors) == (422, True)
    assert officer.get(f"{add}nonsense/").status_code == 404
    assert officer.get(f"{add}?rule=expired").url == f"{add}expired/"
    said = {
        "_version": row.version,
        "field": "f3",
        "soon": "0",
        "what": "协议",
        "called": "协议到期",
        "when-mode": "all",
    }
    sent = officer.post(f"{add}expired/", {**said, "_version": row.version})
    assert sent.status_code == 302, text(sent)
    row.refresh_from_db()
    assert row.checks == [
        {"called": "协议到期", "field": "f3", "what": "协议", "soon": 0, "key": "expired", "rule": "expired"}
    ]
    stale = officer.post(f"{add}doubled/", {"_version": row.version - 1, "when-mode": "all"})
    assert stale.status_code == 409
    officer.post(f"{add}doubled/", {"_version": row.version, "when-mode": "all"})
    row.refresh_from_db()
    arrange = url(row, "checks", "arrange")
    for do, keys in (
        ("up 1", ["doubled", "expired"]),
        ("remove 0", ["expired"]),
        ("restore 0", ["expired", "doubled"]),
    ):
        assert officer.post(arrange, {"_version": row.version, "do": do}).status_code == 302
        row.refresh_from_db()
        assert [each["key"] for each in row.checks] == keys
    odd = officer.post(arrange, {"_version": row.version, "do": "remove ９"})
    assert (odd.status_code, "不在了" in text(odd)) == (422, True)
    page = text(officer.get(url(row)))
    assert "看哪个日期：协议到期" in page


def test_a_check_never_speaks_of_what_is_personal(there, two):
    shown = {"key": "x", "rule": "expired", "field": "mobile"}
    asked = {"key": "x", "rule": "doubled", "when": {"field": "id_number", "op": "eq", "value": "1"}}
    for row in (shown, asked):
        with pytest.raises(RuleBroken, match="是个人信息"):
            actions.set_checks(register=two, checks=[row], removed=[], by=there.city, version=two.version)
        two.refresh_from_db()


def test_what_a_pack_wrote_stays_when_one_parameter_is_changed(there, two, officer):
    row = {
        "key": "team",
        "rule": "team",
        "least": 15,
        "when": {
            "all": [
                {"field": "level_rank", "op": "ge", "value": 2},
                {"any": [{"field": "state", "op": "empty"}]},
            ]
        },
        "versions": {"city": None},
    }
    Register.objects.filter(pk=two.pk).update(checks=[row])
    page = officer.get(url(two, "checks", "0"))
    form = page.context["form"]
    said = {"_version": two.version, "least": "12", "when-mode": "all", "when-keep": "1"}
    assert form.fields["when"].widget.words
    assert officer.post(url(two, "checks", "0"), said).status_code == 302
    two.refresh_from_db()
    assert two.checks == [{**row, "least": 12}]


def test_fewer_years_and_stages_that_stand_lose_nothing_unasked(there, two, officer, signed_in):
    wang = actions.add_entry(register=two, values=WANG, by=there.office)
    actions.end_entry(
        entry=wang, kind="left", on=wang.created_at.date(), by=there.office, version=wang.version
    )
    long_ago = "2024-01-01T00:00:00+08:00"
    type(wang).objects.filter(pk=wang.pk).update(ended_on="2024-01-01", ended_at=long_ago)
    facts = {**FACTS, "title": two.title, "retention_years": "1", "_version": two.version}
    refused = officer.post(url(two, "facts"), facts)
    assert (refused.status_code, "有 1 条的个人信息期满清除" in text(refused)) == (422, True)
    sent = officer.post(url(two, "facts"), {**facts, "why_fewer": "按新的保管规定"})
    two.refresh_from_db()
    assert (sent.status_code, two.retention_years, two.definition.purpose) == (302, 3, FACTS["tells"])
    said = two.erasures.get()
    assert "等另一人确认：个人信息保留年数改为 1 年" in text(officer.get(url(two)))
    confirm = reverse("confirm-register-erasure", args=[said.public_id])
    assert officer.post(confirm, {"_version": said.version}).status_code == 403
    second = there.site.post("city_officer", "yichang")
    assert signed_in(second).post(confirm, {"_version": said.version}).status_code == 302
    two.refresh_from_db()
    assert (two.retention_years, erase_due(system_actor())) == (1, 1)
    Register.objects.filter(pk=there.projects.pk).update(owner=there.posts["city"].organisation)
    team = actions.add_entry(register=there.projects, values={"name": "一队"}, by=there.office)
    actions.note_project_stage(entry=team, kind="set_up", on=team.created_at.date(), by=there.office)
    none = {"title": "团队", "group": "组", "tells": "一条", "stages": "none", "retention_years": 3}
    none["expected"] = []
    with pytest.raises(RuleBroken, match="已有 1 条建设阶段"):
        actions.change_register(
            register=there.projects, facts=none, by=there.city, version=there.projects.version
        )


def test_withdrawn_with_a_reason_restored_whole_and_never_reverted_by_a_pack(there, two, officer, signed_in):
    office, here = signed_in(there.posts["office"]), f"/registers/{two.public_id}/"
    last = {"registers": {two.key: pack.as_fields(two)}}
    no_reason = officer.post(url(two, "withdraw"), {"_version": two.version, "reason": " "})
    assert no_reason.status_code == 422
    two.refresh_from_db()
    officer.post(url(two, "withdraw"), {"_version": two.version, "reason": "并入新台账"})
    assert office.get(here).status_code == 404
    assert "并入新台账" in text(officer.get(url(two)))
    assert difference(last, {}, last).objects[0].kind == "site_kept"
    two.refresh_from_db()
    officer.post(url(two, "restore"), {"_version": two.version})
    assert "王示例" in text(office.get(here))
    two.refresh_from_db()
    checks = [{"key": "doubled", "rule": "doubled"}]
    actions.set_checks(register=two, checks=checks, removed=[], by=there.city, version=two.version)
    new = {"registers": {two.key: {**last["registers"][two.key], "group": "新组"}}}
    found = difference(last, {"registers": {two.key: pack.as_fields(two)}}, new)
    loaded(there.city, found.objects)
    two.refresh_from_db()
    assert (two.group, two.checks) == ("新组", checks)


def test_two_officers_at_once_the_second_is_told(there, two):
    version = two.version
    actions.set_checks(register=two, checks=[], removed=[], by=there.city, version=version)
    with pytest.raises(Stale):
        actions.withdraw_register(register=two, reason="不用了", by=there.city, version=version)


def test_what_a_pack_joins_is_told_to_the_officers(there, two):
    found = difference({}, {"registers": {two.key: pack.as_fields(two)}}, {}).objects
    assert [each.kind for each in found] == ["site_kept"]
    Register.objects.filter(pk=two.pk).update(identity=["name"], read_as="")
    sweep()
    notice = Notice.objects.get(kind="register")
    assert (notice.title, notice.href) == ("“教师示例”台账的内容改了，1 组变成同一条", url(two))
    assert "现在算 1 个，以前 2 个" in notice.body
    sweep()
    assert Notice.objects.filter(kind="register").count() == 1


def test_twelve_columns_of_a_pack_are_kept_and_seven_fields_for_one_identity_are_too_many():
    keys = [f"f{at}" for at in range(1, 13)]
    form = Form(tuple(Field(key, "text", key) for key in keys))
    stood = stored_columns([], keys)
    assert IdentityForm(stood, form=form, initial=stood).is_valid()
    sent = IdentityForm({**stood, "identity": keys[:7]}, form=form, initial=stood)
    assert (sent.is_valid(), sent.cleaned_data["shows"], list(sent.errors)) == (False, keys, ["identity"])
