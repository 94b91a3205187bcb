"""What the checks say of entries, to whom; and what follows from an entry's fields stands among its facts."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.registers import actions
from luoshi.registers.actions import PutRow
from luoshi.registers.facts import facts_of
from luoshi.registers.findings import findings, findings_of, follows, gaps
from luoshi.registers.models import Entry, ProjectStage, Register

pytestmark = pytest.mark.django_db
TEACHER = {
    "name": "示例教师",
    "id_number": "990101198001010014",
    "subject": "数控技术应用",
    "specialist": True,
    "dual": True,
    "dual_level": "middle",
    "dual_standard": "ministry_2022",
    "worked_since": "2005-09",
}


def register(key):
    return Register.objects.get(key=key)


def put(key, school, *rows, confirm=True):
    found = register(key)
    added = actions.put_entries(
        register=found, organisation=school, rows=[PutRow(None, row) for row in rows], by=system_actor()
    ).added
    if confirm:
        actions.confirm_entries(register=found, entries=added, by=system_actor())
    return added


def said(key, actor, *schools):
    return [(each.severity, each.words) for each in findings(register(key), actor, schools)]


def words(key, actor, *schools):
    return "\n".join(line for _, line in said(key, actor, *schools))


def other():
    return Organisation.objects.get(key="yidu")


def test_facts_carry_what_follows_from_fields_and_project_stages(there):
    put("teachers", there.school, TEACHER)
    (fact,) = facts_of(register("teachers"), [there.school.pk], day=clock.today())
    assert (fact.values["is_dual"], fact.values["is_specialist"]) == (True, True)
    assert "id_number" not in fact.values
    (team,) = put("teams", there.school, {"name": "数控团队", "specialty": "数控技术应用", "leader": "示例"})
    ProjectStage.objects.create(
        entry=team, kind="recognised", level="city", on=dt.date(2020, 1, 1), valid_until=dt.date(2023, 1, 1)
    )
    (fact,) = facts_of(register("teams"), [there.school.pk], day=clock.today())
    assert (fact.values["level_rank"], fact.values["is_expired"]) == (2, True)
    assert "认定有效期到2023年1月1日为止，已经过期" in words("teams", there.office, there.school)


def test_a_teacher_of_two_schools_is_told_by_name_only_to_who_sees_both(there):
    (mine,) = put("teachers", there.school, TEACHER)
    (draft,) = put("teachers", other(), TEACHER, confirm=False)
    assert "也填报" not in words("teachers", there.office, there.school)
    actions.confirm_entries(register=draft.register, entries=[draft], by=system_actor())
    told = words("teachers", there.office, there.school)
    assert "另有 1 个单位也填报，汇总时只算一个" in told
    assert other().name not in told
    assert other().name not in "".join(each.words for each in findings_of(mine, there.county))
    to_city = findings(register("teachers"), there.city, [there.school, other()])
    assert {each.organisation for each in to_city if "也填报了" in each.words} == {there.school, other()}
    assert f"{other().name}也填报了" in words("teachers", there.city, there.school)
    assert f"{there.school.name}也填报了" in words("teachers", there.city, other())


def test_a_list_is_judged_beside_the_other_registers_of_the_school(there):
    put(
        "specialties",
        there.school,
        {"name": "数控技术应用", "main": "city"},
        {"name": "电子商务", "main": "none"},
    )
    put("specialties", other(), {"name": "旅游服务", "main": "school"})
    put("teachers", there.school, {"name": "李示例", "employment": "part_time"})
    mentor = {"name": "李示例", "unit": "示例企业", "starts": "2026-01-01", "ends": "2099-01-01"}
    put("mentors", there.school, mentor)
    assert "也在教师台账里登记为兼职教师" in words("mentors", there.office, there.school)
    missing = findings(register("stations"), there.city, [there.school, other()])
    assert [(each.organisation, each.entry, each.words[:12]) for each in missing] == [
        (there.school, None, "主要专业“数控技术应用”"),
        (other(), None, "主要专业“旅游服务”还没"),
    ]
    regulations = {"name": "章程", "kind": "charter", "body": "staff", "adopted_on": "2020-01-01"}
    put("regulations", there.school, regulations)
    told = [line for _, line in said("regulations", there.office, there.school) if line.startswith("缺")]
    assert len(told) == len(register("regulations").expected) - 1
    listed = gaps(register("regulations"), there.city, [there.school, other()])
    assert "学校章程" not in listed[there.school.pk]  # it is called otherwise and says what it stands for
    assert [f"缺“{title}”。" for title in listed[there.school.pk]] == [
        line[: line.index("。") + 1] for line in told
    ]
    assert listed[other().pk] == register("regulations").expected
    assert len(said("regulations", there.city, other())) == len(register("regulations").expected)


def test_an_entry_is_told_of_alone_with_the_source_of_the_rule_and_an_ended_one_not(there):
    (mine, _) = put(
        "teachers", there.school, TEACHER, {**TEACHER, "name": "另一人", "id_number": "990101198001010022"}
    )
    (found,) = [each for each in findings_of(mine, there.office) if each.check == "企业实践时间"]
    assert (found.entry, found.severity_label) == (mine, "请核对")
    assert "教师〔2016〕3号" in found.source
    mine.refresh_from_db()
    actions.end_entry(entry=mine, kind="left", on=clock.today(), by=system_actor(), version=mine.version)
    assert findings_of(Entry.objects.get(pk=mine.pk), there.office) == []


def test_many_entries_cost_as_many_queries_as_one(there):
    put("teachers", there.school, TEACHER)

    def cost():
        with CaptureQueriesContext(connection) as asked:
            findings(register("teachers"), there.office, [there.school])
        return len(asked)

    one = cost()
    put(
        "teachers",
        there.school,
        *({**TEACHER, "name": f"示例{n}", "id_number": f"99010119800101{n:04d}"} for n in range(100, 130)),
    )
    assert cost() == one


def test_what_follows_is_told_in_words_and_never_from_what_is_personal(there):
    practised = [{"_row": "1", "starts": "2024-07-01", "ends": "2024-08-31"}]
    (mine,) = put("teachers", there.school, {**TEACHER, "birth": "1980-01", "practice": practised})
    told = dict(follows(Entry.objects.get(pk=mine.pk)))
    assert (told["是双师型教师"], told["算作专业课教师"]) == ("是", "是")
    assert told["近五年企业实践累计"].endswith(" 个月")
    assert "年龄" not in told
    members = [
        {"_row": str(n), "name": f"示例{n}", "source": "school", "dual": "middle" if n else "none"}
        for n in range(3)
    ]
    team = {"name": "团队", "specialty": "示例", "leader": "示例", "members": members}
    (team,) = put("teams", there.school, team)
    told = dict(follows(Entry.objects.get(pk=team.pk)))
    assert (told["成员人数"], told["双师型教师占比"]) == ("3 人", "66.66%")
