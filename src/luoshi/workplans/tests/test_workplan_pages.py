"""The pages of a workplan: written part by part, the timetable in a grid, what is sent and what readers get."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.common.dataforms import actions as forms
from luoshi.undertakings.models import Duty
from luoshi.workplans import actions
from luoshi.workplans.models import Workplan
from luoshi.workplans.timetable import Names, lines_of

from .helping import (
    STEPS,
    act,
    department,
    fresh,
    lines,
    page_of,
    parts_of,
    passed,
    rows_of,
    sent,
    started,
    wording,
    written,
)

pytestmark = pytest.mark.once


@pytest.fixture
def office(there, signed_in):
    return signed_in(there.office)


def test_from_the_list_to_a_draft_with_its_parts(there, office, send):
    assert "起草《" in office.get("/workplans/").content.decode()
    answer = send(office, f"/plans/{there.plan.public_id}/workplans/start/", round="")
    workplan = Workplan.objects.get()
    assert answer.url == f"/workplans/{workplan.public_id}/"
    text = office.get(answer.url).content.decode()
    assert all(wording(there, part) in text for part in parts_of(workplan))
    assert "报送前还要补上" in text


def test_a_part_is_written_with_numbers_and_money(there, office, send):
    workplan = started(there)
    part = next(part for part in parts_of(workplan) if wording(there, part) != str(there.duty.task))
    url = f"/workplans/parts/{part.public_id}/"
    page = office.get(url)
    own = page.context["form"].own
    said = {"baseline": "有基础", "measures": "一、建课程", "mechanism": "每月例会", "deliverables": "两门课"}
    target, year = own.targets[0], own.years[-1]
    goal, money = f"own-goal_{target.public_id}_{year}", f"own-money_own_{year}"
    assert send(office, url, part, **said, **{goal: "三", money: "12.5"}).status_code == 422
    assert part.goals.filter(school__isnull=False).count() == 0
    assert send(office, url, part, **said, **{goal: "３", money: "１2．5"}).status_code == 302
    assert [goal.school for goal in part.goals.filter(year=year)] == [3]
    assert [str(row.amount) for row in part.money.all()] == ["12.50"]
    part.refresh_from_db()
    first = f"own-money_central_{own.years[0]}"
    send(
        office,
        url,
        part,
        **said,
        **{goal: "3", money: "12.5", first: "2"},
        **{f"own-money_own_{own.years[0]}": "1"},
    )
    own = office.get(url).context["form"].own
    assert [str(each) for each in own.year_sums()] == ["3", *["0"] * (len(own.years) - 2), "12.5", "15.5"]
    sums = {row["name"]: str(row["sum"]) for row in own.money_rows()}
    assert (sums["中央财政"], sums["学校自筹"]) == ("2", "13.5")
    text = page_of(office, workplan).content.decode()
    assert "15.50" in text
    assert "一、建课程" in text
    assert "12.50" in text


def test_a_part_asks_for_basis_measures_mechanism_results_and_risks(there, office):
    page = office.get(f"/workplans/parts/{parts_of(started(there))[0].public_id}/").content.decode()
    labels = ["建设基础", "主要举措", "推进机制与领导小组", "预期成果", "风险与应对"]
    assert re.findall(rf"<label[^>]*>({'|'.join(labels)})", page) == labels


def test_a_workplan_keeps_the_questions_it_was_begun_with_and_the_next_asks_those_of_the_day(there, office):
    workplan = started(there)
    part, by = parts_of(workplan)[0], there.actor("officer")
    definition = workplan.form_version.definition
    draft = forms.draft_version(definition=definition, by=by)
    question = {"key": "partners", "kind": "text", "label": "合作企业名称"}
    content = {**draft.content, "fields": [*draft.content["fields"], question]}
    forms.change_draft(version_row=draft, content=content, by=by, version=draft.version)
    draft.refresh_from_db()
    forms.publish(version_row=draft, steps=(), by=by, version=draft.version)
    assert "合作企业名称" not in office.get(f"/workplans/parts/{part.public_id}/").content.decode()
    later = parts_of(started(there, round_="2043"))[0]
    assert "合作企业名称" in office.get(f"/workplans/parts/{later.public_id}/").content.decode()


def test_a_share_is_not_more_than_the_whole_and_a_growth_may_be(there, office, send):
    part = next(part for part in parts_of(started(there)) if wording(there, part) != str(there.duty.task))
    url = f"/workplans/parts/{part.public_id}/"
    own = office.get(url).context["form"].own
    target, year = own.targets[0], own.years[-1]
    goal = f"own-goal_{target.public_id}_{year}"
    for words, value, status in (("双师占比", "155", 422), ("双师占比", "55", 302), ("招生增长", "155", 302)):
        type(target)._base_manager.filter(pk=target.pk).update(unit="%", words=words)
        part.refresh_from_db()
        answer = send(office, url, part, **{goal: value})
        assert answer.status_code == status, words
        assert ("百分数不能超过 100" in answer.content.decode()) is (status == 422)


def test_less_than_the_document_asks_of_each_school_is_told_where_it_is_written_and_where_it_is_decided(
    there, office, signed_in, send
):
    workplan = written(there)
    part = next(part for part in parts_of(workplan) if wording(there, part) != str(there.duty.task))
    url = f"/workplans/parts/{part.public_id}/"
    own = office.get(url).context["form"].own
    target, year = own.targets[0], own.years[-1]
    strict = {"unit": "%", "scope": "each_school", "comparator": "more_than", "quantity": 50, "upper": None}
    type(target)._base_manager.filter(pk=target.pk).update(**strict, words="双师占比过半", due="")
    goal = f"own-goal_{target.public_id}_{year}"
    text = {"measures": "建设课程", "mechanism": "每月例会", "deliverables": "两门", "baseline": "有"}
    assert send(office, url, part, **text, **{goal: "49.9"}).status_code == 302
    form = office.get(url).content.decode()
    assert "文件要求：超过 50%" in form
    assert "没有达到文件要求" in form
    told = f"“双师占比过半”{year} 年填 49.9，文件要求超过 50%"
    assert told in page_of(office, workplan).content.decode()
    workplan = passed(
        there, act(actions.send_workplan, workplan, there.actor("office")), "head", "county", "leader"
    )
    assert told in page_of(signed_in(there.section), workplan).content.decode()
    said = {"comment": "", "parts": {part.public_id: "补足"}}
    act(actions.return_workplan, workplan, there.actor("section"), **said)
    part.refresh_from_db()
    send(office, url, part, **text, **{goal: "50"})  # a goal of more than 50
    assert "低于文件要求" not in page_of(office, workplan).content.decode()
    assert told in page_of(signed_in(there.section), workplan).content.decode()  # as it was sent


def test_a_department_that_nobody_heads_is_told_when_tasks_are_handed_to_it(there, office, send):
    workplan = started(there)
    section, part = department(there), parts_of(workplan)[0]
    url = f"/workplans/{workplan.public_id}/departments/"
    assert f"{section.short}（现在没有负责人）" in office.get(url).content.decode()
    send(office, url, workplan, **{part.public_id: section.public_id})
    page = page_of(office, workplan).content.decode()
    assert "处室负责人可以填写自己的任务了" not in page
    assert f"{section.short}现在没有负责人" in page
    there.dean.section = section
    there.dean.save()
    assert "现在没有负责人）" not in office.get(url).content.decode()
    send(office, url, fresh(workplan), **{part.public_id: section.public_id})
    assert "处室负责人可以填写自己的任务了" in page_of(office, workplan).content.decode()


def test_what_was_typed_on_an_older_version_is_kept_beside_what_stands(there, office, send):
    part = parts_of(started(there))[0]
    url = f"/workplans/parts/{part.public_id}/"
    assert send(office, url, part, baseline="先写的").status_code == 302
    answer = send(office, url, part, baseline="后写的")
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "先写的" in text
    assert "后写的" in text


def test_the_grid_is_saved_and_every_wrong_cell_is_named(there, office, send):
    workplan = started(there)
    url = f"/workplans/{workplan.public_id}/timetable/"
    found = lines(there, workplan)
    found[1].cells |= {"owner": "没有这个人", "due": "下月"}
    answer = send(office, url, workplan, **rows_of(found))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "第 2 行“责任人”：本校现在没有“没有这个人”这个人" in text
    assert 'href="#due-2"' in text
    assert not fresh(workplan).milestones.exists()
    assert "没有这个人" in office.get(url).content.decode()  # kept as a draft
    assert send(office, url, workplan, **rows_of(lines(there, workplan))).status_code == 302
    saved = fresh(workplan)
    assert saved.milestones.count() == 4
    second = saved.milestones.order_by("order")[1]
    assert [str(second.due), second.depends_on.get().title, second.owner] == [
        "2027-06-30", "制定办法", there.owner,
    ]  # fmt: skip


def test_pasted_rows_are_added_and_sorting_renumbers_what_they_wait_for(there, office, send):
    workplan = started(there)
    url = f"/workplans/{workplan.public_id}/timetable/"
    part = wording(there, parts_of(workplan)[0])
    pasted = f"里程碑\t完成时间\t前置\t任务\n后做\t2027.6\t2\t{part}\n先做\t2026.6\t\t{part}"
    page = send(office, url, workplan, pasted=pasted, _paste="1")
    assert [row["cells"][1][2] for row in page.context["rows"][:2]] == ["后做", "先做"]
    data = {}
    for row in page.context["rows"]:
        data |= {f"{column}-{row['number']}": text for column, _, text, *_ in row["cells"]}
    page = send(office, url, workplan, **data, _sort="1")
    assert [(row["cells"][1][2], row["cells"][5][2]) for row in page.context["rows"][:2]] == [
        ("先做", ""), ("后做", "1"),
    ]  # fmt: skip


def test_of_two_on_one_timetable_the_second_sees_both_versions_and_loses_nothing(there, office, send):
    workplan = started(there)
    url = f"/workplans/{workplan.public_id}/timetable/"
    seen = workplan.version
    act(actions.set_timetable, workplan, there.actor("head"), lines=lines(there, workplan))
    mine = lines(there, workplan)[:1]
    mine[0].cells["title"] = "我的里程碑"
    answer = office.post(url, {"_once": "two-of-us", "_version": seen, **rows_of(mine)})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "两个版本的差别" in text
    assert "完成建设" in text
    assert f"我的里程碑（{mine[0].cells['part'][:40]}）" in text
    assert fresh(workplan).milestones.count() == 4


def test_readers_above_get_what_was_sent_and_the_author_goes_on_writing(there, signed_in):
    workplan = passed(there, sent(there), "head", "county", "leader")
    section = signed_in(there.section)
    assert "建设课程" in page_of(section, workplan).content.decode()
    part = parts_of(workplan)[0]
    said = {"comment": "请改", "parts": {part.public_id: "太笼统"}}
    workplan = act(actions.return_workplan, workplan, there.actor("section"), **said)
    part = parts_of(workplan)[0]
    text = {
        "baseline": "改了一半",
        "measures": "建设课程",
        "mechanism": "每月例会",
        "deliverables": "课程两门",
    }
    actions.write_part(part=part, answers=text, by=there.actor("office"), version=part.version)
    assert "改了一半" not in page_of(section, workplan).content.decode()
    own = page_of(signed_in(there.office), workplan).content.decode()
    assert "改了一半" in own
    assert "太笼统" in own
    assert "保持不变" in own


def test_the_buttons_carry_it_all_the_way(there, office, signed_in, send):
    workplan = written(there)
    url = f"/workplans/{workplan.public_id}/"
    assert send(office, f"{url}send/", fresh(workplan)).status_code == 302
    for name in STEPS:
        client = signed_in(getattr(there, name))
        assert send(client, f"{url}pass/", fresh(workplan), comment="同意").status_code == 302
    assert fresh(workplan).state == "filed"
    answer = send(office, f"{url}revise/", fresh(workplan), reason="专业调整")
    new = Workplan.objects.get(state="draft")
    assert answer.url == f"/workplans/{new.public_id}/"
    found = lines(there, new)
    for row, key in zip(found, new.milestones.order_by("order").values_list("key", flat=True), strict=True):
        row.key = key
    found[0].cells["due"] = "2026-09-30"
    act(actions.set_timetable, new, there.actor("office"), lines=found)
    text = office.get(f"/workplans/{new.public_id}/compare/").content.decode()
    assert "里程碑“制定办法”的完成时间" in text
    assert "2026-09-30" in text
    told = office.get("/workplans/").content.decode()  # before another is begun for a year of it
    assert "这份计划已有整个计划期的方案" in told
    assert "年度目标以年度方案备案的数为准" in told


def test_a_list_of_thirty_costs_what_one_costs(there, signed_in):
    officer, first = signed_in(there.officer), passed(there, sent(there))

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert officer.get("/workplans/").status_code == 200
        return len(seen)

    officer.get("/workplans/")
    one = queries()
    for number in range(2, 31):
        first.pk, first.public_id, first.round = None, f"copy-{number}", f"20{number:02}"
        first.save()
    assert Workplan.objects.count() == 30
    assert queries() == one
    short = first.organisation.short
    assert officer.get("/workplans/", {"q": short}).context["page_obj"].paginator.count == 30
    none = officer.get("/workplans/", {"q": "没有这所学校", "state": "filed"}).content.decode()
    assert ("没有符合条件的实施方案" in none, "按学校查找" in none) == (True, True)


def test_a_workplan_with_more_parts_costs_no_more_questions(there, office):
    workplan = written(there)
    page_of(office, workplan)

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert page_of(office, workplan).status_code == 200
        return len(seen)

    few = queries()
    Duty.objects.filter(organisation=there.school, stage="left").update(stage="undertaken", left_at=None)
    act(actions.refresh_parts, workplan, there.actor("office"))
    assert len(parts_of(workplan)) > 4
    assert queries() <= few + 5  # those without steps are looked for in other plans' workplans


def test_the_timetable_goes_out_as_a_workbook_and_comes_back_into_the_grid(there, office, send):
    workplan = started(there)
    workplan = act(actions.set_timetable, workplan, there.actor("office"), lines=lines(there, workplan))
    url = f"/workplans/{workplan.public_id}/timetable"
    out = office.get(f"{url}.xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(out))
    sheet = book["进度表"]
    head = next(row for row in sheet.iter_rows() if any(str(cell.value).startswith("里程碑") for cell in row))
    at = {str(cell.value).removesuffix(" *"): cell.column for cell in head}
    first = head[0].row + 1
    sheet.cell(first, at["里程碑"]).value = "表里改的"
    sheet.cell(first + 1, at["责任人"]).value = "外人"
    back = io.BytesIO()
    book.save(back)
    now = lines_of(workplan, Names(workplan))
    now[0].cells["acceptance"] = "页面上改的"
    workplan = act(actions.set_timetable, workplan, there.actor("head"), lines=now)
    upload = SimpleUploadedFile("进度表.xlsx", back.getvalue())
    page = send(office, f"{url}/", workplan, _upload="1", workbook=upload)
    rows = [{column: text for column, _, text, *_ in row["cells"]} for row in page.context["rows"]]
    assert (rows[0]["title"], rows[0]["acceptance"]) == ("表里改的", "页面上改的")
    assert [problem.place for problem in page.context["problems"]] == ["第 2 行“责任人”"]
    told = [
        row["label"].partition("（")[0] + row["label"].rpartition("）")[2]
        for row in page.context["conflict"]["rows"]
    ]
    assert told == ["制定办法 · 里程碑", "完成建设 · 责任人"]  # the task stands between
    assert fresh(workplan).milestones.filter(title="表里改的").count() == 0
    broken = SimpleUploadedFile("坏.xlsx", b"PK no workbook")
    assert send(office, f"{url}/", workplan, _upload="1", workbook=broken).status_code == 422


@pytest.mark.parametrize("typed", ["sNaN", "1e9999999", "Infinity"])
def test_a_box_full_of_nonsense_is_refused_and_comes_back(there, signed_in, send, typed):
    part = next(part for part in parts_of(written(there)) if wording(there, part) != str(there.duty.task))
    url = f"/workplans/parts/{part.public_id}/"
    client = signed_in(there.office)
    own = client.get(url).context["form"].own
    target, year = own.targets[0], own.years[-1]
    strict = {"scope": "each_school", "comparator": "more_than", "quantity": 50, "upper": None, "due": ""}
    type(target)._base_manager.filter(pk=target.pk).update(**strict)
    boxes = dict.fromkeys((f"own-money_own_{year}", f"own-goal_{target.public_id}_{year}"), typed)
    page = send(client, url, part, **boxes)
    assert page.status_code == 422
    autosaved = client.post(url, boxes, headers={"X-Requested-With": "autosave"})
    assert autosaved.status_code == 204
    assert client.get(url).status_code == 200


def test_a_row_with_a_number_of_another_script_is_no_row(there, signed_in, send):
    workplan = written(there)
    page = send(
        signed_in(there.office), f"/workplans/{workplan.public_id}/timetable/", workplan, **{"title-²": "x"}
    )
    assert page.status_code < 500


def test_whoever_decides_writes_his_opinion_under_each_task_and_sends_it_with_the_rest(
    there, signed_in, send
):
    workplan = passed(there, sent(there), "head")
    first, second = parts_of(workplan)[:2]
    url, county = f"/workplans/{workplan.public_id}/", signed_in(there.county)
    text = page_of(county, workplan).content.decode()
    for part in (first, second):
        section = text.split(f'id="part-{part.public_id}"')[1].split("</section>")[0]
        assert f'name="part_{part.public_id}"' in section
        assert 'form="decide"' in section
        assert text.count(f'name="part_{part.public_id}"') == 1
    assert 'id="decide"' in text
    assert "写对这一项的意见" not in page_of(signed_in(there.head), workplan).content.decode()
    many = {f"part_{first.public_id}": "字" * 2001, f"part_{second.public_id}": "写清分工"}
    refused = send(county, f"{url}return/", fresh(workplan), **many)
    assert refused.status_code == 422
    section = refused.content.decode().split(f'id="part-{second.public_id}"')[1].split("</section>")[0]
    assert "写清分工</textarea>" in section, "what was typed stays where it was typed"
    many[f"part_{first.public_id}"] = ""
    assert send(county, f"{url}return/", fresh(workplan), **many).status_code == 302
    assert "写清分工" in page_of(signed_in(there.office), workplan).content.decode()
