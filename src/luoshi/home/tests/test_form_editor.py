"""An officer makes a form on screen: fields, columns, conditions, checks; tries, publishes, changes, takes back."""

import re

import pytest
from django.test import Client

from luoshi.accounts.queries import actor_for
from luoshi.common.actor import system_actor
from luoshi.common.dataforms.models import FormDefinition, FormVersion
from luoshi.common.dataforms.queries import OF_REGISTER, draft_of
from luoshi.home.profile.actions import save_profile, set_up_profiles
from luoshi.undertakings.rounds.actions.making import make_round
from luoshi.undertakings.rounds.models import Round

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PROFILE_VALUES = {
    "name": "示例", "sort": "c1", "owner": "c1", "contact": "示例何", "phone": "0717",
    "students": 10, "teachers": 3, "specialist": 2,
}  # fmt: skip


@pytest.fixture(scope="module")
def begun(standing, loaded_site):
    """The site, its officer and the draft he began, made once for this file."""
    site = loaded_site()
    site.officer = site.post("city_officer")
    client = Client()
    client.force_login(site.officer.user, backend="luoshi.accounts.sign_in.Backend")
    client.post("/forms/new/", {"title": "示例收表", "purpose": "了解情况", "basis": "示例〔2026〕1号"})
    return site


@pytest.fixture
def _django_db_helper(taken_back):
    """See `taken_back`."""


@pytest.fixture
def yichang(begun, taken_back):
    return begun


@pytest.fixture
def officer(yichang, signed_in):
    return signed_in(yichang.officer)


def version_in(page):
    return re.search(r'name="_version" value="(\d+)"', page.content.decode())[1]


def send(client, path, **fields):
    """Fill in the page at `path` and send it; the version comes from the page."""
    page = client.get(path)
    assert page.status_code == 200, path
    found = re.search(r'name="_version" value="(\d+)"', page.content.decode())
    return client.post(path, {**({"_version": found[1]} if found else {}), **fields})


def on_screen():
    """The forms of this file: those of the bundled registers apart."""
    return FormDefinition.objects.exclude(key__startswith=OF_REGISTER)


def arrange(client, version, do):
    version.refresh_from_db()
    return client.post(
        f"/form-versions/{version.public_id}/arrange/", {"do": do, "_version": version.version}
    )


@pytest.fixture
def draft(officer):
    return draft_of(on_screen().get())


@pytest.fixture
def base(draft):
    return f"/form-versions/{draft.public_id}/"


@pytest.fixture
def made(officer, draft, base):
    """A form with a choice, a number, a table with two columns, a condition and a check."""
    choices = {"label": "性质", "choices": "公办\n民办\n", "required": "on"}
    assert send(officer, f"{base}fields/new/?kind=choice", **choices).status_code == 302
    number = {"label": "人数", "unit": "人", "low": "0", "high": "１万", "find": "on"}
    number |= {
        "shown_if-mode": "all",
        "shown_if-0-field": "f1",
        "shown_if-0-op": "eq",
        "shown_if-0-value": "民办",
    }
    assert send(officer, f"{base}fields/new/?kind=integer", **number).status_code == 302
    assert send(officer, f"{base}fields/new/?kind=table", label="经费", most="10").status_code == 302
    column = {"label": "金额", "unit": "万元", "sums": "on"}
    assert send(officer, f"{base}fields/new/?kind=money&table=f3", **column).status_code == 302
    check = {"must-mode": "all", "must-0-field": "f3.c2", "must-0-op": "le", "must-0-value": "100万元"}
    assert send(officer, f"{base}checks/new/", message="合计不能超过100万元。", **check).status_code == 302
    draft.refresh_from_db()
    return draft


def test_what_is_made_on_screen_is_a_form_without_a_fault(made):
    assert made.problems == []
    choice, number, table = made.form.fields
    assert [each.label for each in choice.choices] == ["公办", "民办"]
    assert (number.low, number.high, number.unit, number.find) == (0, 10_000, "人", True)
    assert made.content["fields"][1]["shown_if"] == {"field": "f1", "op": "eq", "value": "c2"}
    assert [(c.key, c.kind, c.sums) for c in table.columns] == [("c1", "text", False), ("c2", "money", True)]
    assert made.content["checks"] == [
        {"must": {"field": "f3.c2", "op": "le", "value": 100_000_000}, "message": "合计不能超过100万元。"}
    ]


def test_the_page_says_all_of_it_in_words_and_a_published_one_offers_no_change(officer, made, base):
    text = officer.get(base).content.decode()
    assert "当“性质”等于“民办”时才问" in text
    assert "“经费“金额”合计”不超过100 万元" in text
    send(officer, f"{base}publish/")
    text = officer.get(base).content.decode()
    assert "arrange/" not in text
    assert officer.get(f"{base}fields/f1/").status_code == 404


def test_a_field_is_changed_and_choices_keep_their_keys(officer, made, base):
    changed = {"label": "办学性质", "choices": "民办\n国有\n混合", "required": ""}
    assert send(officer, f"{base}fields/f1/", **changed).status_code == 302
    made.refresh_from_db()
    field = made.form.fields[0]
    assert (field.label, field.required) == ("办学性质", False)
    assert {each.label: each.key for each in field.choices}["民办"] == "c2"
    assert len({each.key for each in field.choices}) == 3


def test_fields_are_moved_removed_and_brought_back(officer, made):
    assert arrange(officer, made, "down f1").status_code == 302
    made.refresh_from_db()
    assert [each.key for each in made.form.fields] == ["f2", "f1", "f3"]
    arrange(officer, made, "remove f3")
    made.refresh_from_db()
    assert "核对规则" not in str(made.problems)
    assert [each.key for each in made.form.fields] == ["f2", "f1"]
    arrange(officer, made, "restore 0")
    made.refresh_from_db()
    assert len(made.form.fields[2].columns) == 2
    assert arrange(officer, made, "remove nothing").status_code == 422
    assert arrange(officer, made, "remove check:0").status_code == 302
    made.refresh_from_db()
    assert made.form.checks == ()
    assert arrange(officer, made, "restore 0").status_code == 302
    made.refresh_from_db()
    assert len(made.form.checks) == 1


def test_two_officers_do_not_overwrite_each_other(officer, made, base):
    seen = made.version
    arrange(officer, made, "down f1")
    late = officer.post(f"{base}arrange/", {"do": "up f1", "_version": seen})
    assert late.status_code == 409
    assert "别人已经修改过" in late.content.decode()


def test_what_is_typed_wrong_comes_back_with_its_error(officer, made, base):
    wrong = send(officer, f"{base}fields/new/?kind=integer", label="数", low="很多", high="3")
    assert wrong.status_code == 422
    text = wrong.content.decode()
    assert 'value="很多"' in text
    assert "不是数字" in text
    bad = {"must-mode": "all", "must-0-field": "f2", "must-0-op": "le", "must-0-value": ""}
    assert "与什么比较" in send(officer, f"{base}checks/new/", message="不。", **bad).content.decode()


def test_a_column_of_files_is_not_offered(officer, made, base):
    columns = (
        officer.get(base).content.decode().partition('aria-label="列的类型"')[2].partition("</select>")[0]
    )
    assert 'value="text"' in columns
    assert "evidence" not in columns
    assert officer.get(f"{base}fields/new/?kind=evidence&table=f3").status_code == 404
    assert officer.get(f"{base}fields/f3.c1/?kind=evidence").status_code == 404
    assert officer.get(f"{base}fields/new/?kind=evidence").status_code == 200


def test_what_is_typed_waits_as_a_draft(officer, made, base):
    path = f"{base}fields/new/?kind=text"
    officer.post(path, {"label": "写了一半"}, headers={"X-Requested-With": "autosave"})
    assert 'value="写了一半"' in officer.get(path).content.decode()


def test_it_can_be_tried_without_leaving_anything(officer, made, base):
    bad = officer.post(f"{base}try/", {"f1": ""})
    assert bad.status_code == 422
    assert "这样填不能提交" in bad.content.decode()
    assert "没有保存" not in bad.content.decode(), "nothing is saved on this page in any case"
    good = officer.post(f"{base}try/", {"f1": "c1", "f3-total": "1", "f3-0-c1": "甲", "f3-0-c2": "3"})
    assert good.status_code == 200
    assert "可以提交" in good.content.decode()
    over = officer.post(f"{base}try/", {"f1": "c1", "f3-total": "1", "f3-0-c1": "甲", "f3-0-c2": "300"})
    assert "合计不能超过100万元。" in over.content.decode()
    assert "□ 公办" in officer.get(f"{base}print/").content.decode()


def test_publishing_a_new_version_asks_what_becomes_of_each_field_that_goes(officer, made, base):
    send(officer, f"{base}publish/")
    definition = on_screen().get()
    assert definition.current_id == made.pk
    officer.post(f"/forms/{definition.public_id}/draft/")
    new = draft_of(definition)
    arrange(officer, new, "remove f2")
    page = f"/form-versions/{new.public_id}/publish/"
    refused = send(officer, page)
    assert refused.status_code == 422
    assert "“人数”新版里没有这一项" in refused.content.decode()
    assert send(officer, page, **{"step-f2": "drop"}).status_code == 302
    new.refresh_from_db()
    assert (new.number, new.steps) == (2, [["f2", "drop", ""]])
    back = f"/form-versions/{new.public_id}/withdraw/"
    assert officer.post(back, {"reason": "", "_version": new.version}).status_code == 422
    assert officer.post(back, {"reason": "写错了", "_version": new.version}).status_code == 302
    definition.refresh_from_db()
    assert definition.current_id == made.pk


def test_publishing_asks_before_a_personal_field_becomes_public(officer, made, base):
    assert send(officer, f"{base}fields/new/?kind=text", label="电话", personal="on").status_code == 302
    send(officer, f"{base}publish/")
    definition = on_screen().get()
    officer.post(f"/forms/{definition.public_id}/draft/")
    new = draft_of(definition)
    key = new.form.fields[-1].key
    own = f"/form-versions/{new.public_id}/"
    assert send(officer, f"{own}fields/{key}/", label="电话", find="on").status_code == 302
    refused = send(officer, f"{own}publish/")
    assert refused.status_code == 422
    assert "“电话”：原来是个人信息，新版不再是" in refused.content.decode()
    assert send(officer, f"{own}publish/", **{f"step-{key}": "drop"}).status_code == 422
    assert send(officer, f"{own}publish/", **{f"step-{key}": "open"}).status_code == 302
    new.refresh_from_db()
    assert new.steps == [[key, "open", ""]]


def test_a_form_can_begin_as_the_built_in_one_only_once(officer):
    ready = {"title": "单位概况", "purpose": "填一次", "begin": "organisation-profile"}
    assert officer.post("/forms/new/", ready).status_code == 302
    assert draft_of(on_screen().latest("id")).problems == []
    again = officer.post("/forms/new/", ready)
    assert again.status_code == 422
    assert "已经有这张自带的表" in again.content.decode()


def test_a_form_is_stopped_and_taken_up_again(officer, made):
    definition = on_screen().get()
    path = f"/forms/{definition.public_id}/"
    officer.post(f"{path}withdraw/", {"reason": "不用了", "_version": definition.version})
    definition.refresh_from_db()
    assert definition.withdrawn_at is not None
    officer.post(f"{path}restore/", {"_version": definition.version})
    assert (
        send(officer, f"{path}facts/", title="新名", purpose="新用途", until="2026-12-31").status_code == 302
    )
    definition.refresh_from_db()
    assert (definition.withdrawn_at, definition.title, str(definition.until)) == (None, "新名", "2026-12-31")


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        ("section_head", "yichang", 200),
        ("county_officer", "zhijiang-bureau", 404),
        ("bureau_leader", "yichang", 404),
    ],
)
def test_only_the_offices_own_editors_come_in(yichang, signed_in, made, base, role, place, status):
    client = signed_in(yichang.post(role, place))
    assert client.get(base).status_code == status
    assert client.get(f"/forms/{made.definition.public_id}/").status_code == status


SCRIPT = "<script>alert(1)</script>"


def test_whatever_an_officer_writes_is_text(officer, made, base):
    send(officer, f"{base}fields/new/?kind=choice", label=SCRIPT, help=SCRIPT, choices=SCRIPT, section=SCRIPT)
    for path in (base, f"{base}try/", f"{base}print/", f"{base}fields/f4/"):
        assert SCRIPT not in officer.get(path).content.decode()
    assert FormVersion.objects.get(definition__in=on_screen()).form.fields[-1].label == SCRIPT


def test_the_burden_is_told_before_publishing_and_counted_by_organisation_after(
    officer, yichang, base, draft
):
    set_up_profiles(system_actor())
    send(officer, f"{base}fields/new/?kind=integer", label="全日制在校生数", unit="人")
    send(officer, f"{base}fields/new/?kind=text", label="学校名称", prefill="organisation.name")
    send(officer, f"{base}fields/new/?kind=evidence", label="证明", most="3")
    text = officer.get(f"{base}publish/").content.decode()
    assert "3 项，必填 0 项，都填是 1 格" in text
    assert "1 项不用再填" in text
    assert f"下属学校 {len(yichang.schools)} 所，都填合计 {len(yichang.schools)} 格" in text
    assert "“全日制在校生数”：在《单位概况》里叫“全日制在校生数”" in text
    assert send(officer, f"{base}publish/").status_code == 302
    profile = FormDefinition.objects.get(key="organisation-profile", owner_id=yichang.bureau.pk)
    for number in (0, 1):
        school = yichang.schools[number]
        office = actor_for(yichang.post("office", school.key))
        own = {"address": "某路", "name": school.name}  # the name as the register has it: brought, not typed
        typed = {**PROFILE_VALUES, **({} if number else own)}
        save_profile(
            organisation=school, form_version=profile.current, values=typed, answer_version=0, by=office
        )
    page = officer.get(f"/forms/{profile.public_id}/")
    counted = [(row["name"], row["typed_cells"], row["brought_cells"]) for row in page.context["answered"]]
    first, second = (school.name for school in yichang.schools[:2])
    assert sorted(counted) == sorted([(first, 8, 1), (second, 8, 0)])
    assert page.context["answered_all"] == {"organisations": 2, "typed": 16, "brought": 1}


def test_a_form_is_tried_with_a_sample(officer, made, base):
    page = officer.get(f"{base}try/?sample=1").content.decode()
    assert 'name="f3-0-c1" value="示例内容1"' in page
    assert 'name="f3-1-c1" value="示例内容2"' in page
    sent = {"f1": "c2", "f2": "0", "f3-total": "1", "f3-0-c1": "示例内容1", "f3-0-c2": "10"}
    assert "可以提交" in officer.post(f"{base}try/?sample=1", sent).content.decode()


def test_the_pages_say_where_a_form_is_used_and_that_this_one_is_used_nowhere_yet(
    officer, yichang, made, base
):
    path = f"/forms/{made.definition.public_id}/"
    nowhere = "还没有用在哪里，现在没有单位会收到"
    for page in (path, f"{base}publish/"):
        text = officer.get(page).content.decode()
        assert nowhere in text
        assert "把它选作“每项任务填写的表”" in text
        assert "用到全部学校时，下属学校" in text
    assert "把它选作“每项任务填写的表”" in officer.get("/forms/new/").content.decode()
    send(officer, f"{base}publish/")
    made.refresh_from_db()
    by = actor_for(yichang.post("city_officer"))
    round_ = make_round(plan=yichang.plan, name="春季一轮", by=by)
    Round.objects.filter(pk=round_.pk).update(form_version=made)
    text = officer.get(path).content.decode()
    assert nowhere not in text
    assert "承接申报“春季一轮”（起草）：学校每申报一项任务填一份" in text
    assert f'href="/rounds/{round_.public_id}/"' in text
    set_up_profiles(system_actor())
    profile = FormDefinition.objects.get(key="organisation-profile", owner_id=yichang.bureau.pk)
    text = officer.get(f"/forms/{profile.public_id}/").content.decode()
    assert "单位概况：下面每所学校填一份" in text
    assert 'href="/profiles/"' in text


def test_a_form_begins_as_a_copy_of_one_in_use_and_a_new_version_opens_at_once(officer, made, base):
    send(officer, f"{base}publish/")
    source = on_screen().get()
    offered = officer.get(f"/forms/new/?from={source.public_id}").content.decode()
    assert f'value="{source.public_id}" selected>照着“示例收表”' in offered
    said = {"title": "照做的表", "purpose": "另一件事", "basis": "某文", "begin": source.public_id}
    assert officer.post("/forms/new/", said).status_code == 302
    copied = FormDefinition.objects.get(title="照做的表")
    assert (copied.purpose, copied.basis) == ("另一件事", "某文")
    assert draft_of(copied).content["fields"] == made.content["fields"]
    assert draft_of(copied).problems == []
    said |= {"title": "申报用表", "begin": "ready:undertaking-round"}
    assert officer.post("/forms/new/", said).status_code == 302
    ready = draft_of(FormDefinition.objects.get(title="申报用表"))
    assert [field.label for field in ready.form.fields][:2] == ["承接基础", "分年度数量和经费"]
    assert ready.definition.key != "undertaking-round"
    to = officer.post(f"/forms/{source.public_id}/draft/")["Location"]
    assert to == f"/form-versions/{draft_of(source).public_id}/"


def test_what_is_seldom_used_stays_folded_and_ends_go_no_further(officer, made, base):
    first = officer.get(f"{base}fields/f1/").content.decode()
    assert '<details class="condition-fold"><summary>' in first
    second = officer.get(f"{base}fields/f2/").content.decode()
    assert '<details class="condition-fold" open><summary>' in second
    text = officer.get(base).content.decode()
    assert re.findall(r'aria-label="(.移：[^"]+)" disabled', text) == [
        "上移：性质", "下移：经费", "上移：名称", "下移：金额",
    ]  # fmt: skip
    assert "最多 10 行" in text
    assert "给“经费”加一列" in text


def test_a_first_field_has_no_conditions_as_there_is_nothing_to_look_at(officer, base):
    assert "condition-fold" not in officer.get(f"{base}fields/new/?kind=text").content.decode()


def test_a_long_table_leads_to_its_end_and_says_on_a_phone_in_what_it_counts(officer, made, base):
    assert send(officer, f"{base}fields/f3/", label="经费", most="40", least="40").status_code == 302
    rows = {f"f3-{n}-{key}": value for n in range(40) for key, value in (("c1", f"甲{n}"), ("c2", "1"))}
    page = officer.post(f"{base}try/", {"f1": "c1", "f3-total": "40", **rows}).content.decode()
    assert 'data-label="金额（万元）" class="number"' in page
    assert 'href="#end-f3">共 40 行，跳到表末' in page
    assert 'id="end-f3"' in page
    assert "跳到表末" not in officer.get(f"{base}try/").content.decode()
