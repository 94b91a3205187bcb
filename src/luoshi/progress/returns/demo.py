"""Sample returns of a demo site: one under way with sheets in all states, one merged into an upper office's file."""

from __future__ import annotations

import datetime as dt
import io
import random
from typing import Any

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import actor_for, memberships_today
from luoshi.common import clock, files
from luoshi.common.actor import Actor
from luoshi.common.dataforms import actions as forms
from luoshi.common.dataforms.queries import draft_of
from luoshi.common.rendering import excel

from . import actions
from .actions.judging import Doubt
from .jobs import apply_merging, apply_reading, prepare_merging, prepare_reading
from .models import Return, ReturnSheet
from .queries import possible_recipients
from .review import content_of, corrected
from .review_form import ReviewForm

SEED = 11
HEADS = (
    "序号",
    "学校名称",
    "在校生数（人）",
    "其中：女生（人）",
    "专任教师（人）",
    "经费投入（万元）",
    "备注",
)
CONTENT = {
    "fields": [
        {"key": "school", "kind": "text", "label": "学校名称", "prefill": "organisation.name"},
        {
            "key": "majors",
            "kind": "integer",
            "label": "开设专业",
            "unit": "个",
            "required": True,
            "find": True,
        },
        {"key": "new", "kind": "integer", "label": "其中：今年新设", "unit": "个", "find": True},
        {"key": "money", "kind": "money", "label": "专业建设投入", "unit": "万元", "find": True},
        {"key": "contact", "kind": "text", "label": "联系人手机", "personal": True},
    ]
}
# How far each school's sheet has come in the return that is under way; the rest has not begun.
STATES = ("received", "received", "doubtful", "sent", "sent", "filling")


def make_sample_returns() -> int:
    """Returns how many returns were made: none where there are some already. A second run changes nothing."""
    officer = memberships_today().filter(user__cast_key="city-officer").first()
    if officer is None or Return.objects.exists():
        return 0
    offices = _offices(officer.organisation)
    by, chance = actor_for(officer), random.Random(SEED)
    if not offices:
        return 0
    _merged(by, officer.organisation, offices, chance)
    _under_way(by, offices, chance)
    return 2


def _offices(bureau: Organisation) -> list[Membership]:
    """One of each school that has one, in the order of the schools."""
    rows = memberships_today().filter(organisation__in=possible_recipients(bureau), role="office")
    found: dict[int, Membership] = {}
    for post in rows.order_by("organisation__order", "organisation_id", "id"):
        found.setdefault(post.organisation_id, post)
    return list(found.values())


def _facts(title: str, days: int) -> actions.Facts:
    return actions.Facts(
        title=f"{title}（示例）",
        basis="示例函〔2026〕1号",
        section="职成科",
        purpose="汇总上报省厅（示例）",
        until=clock.now() + dt.timedelta(days=days),
    )


def _under_way(by: Actor, offices: list[Membership], chance: random.Random) -> None:
    row = actions.start_return(facts=_facts("专业设置情况统计", 4), by=by)
    draft = draft_of(row.definition)
    assert draft is not None
    forms.change_draft(version_row=draft, content=CONTENT, by=by, version=draft.version)
    _act(actions.open_return, row, by)
    for post, state in zip(offices, STATES, strict=False):
        majors = chance.randint(6, 18)
        values = {"school": post.organisation.name, "majors": majors, "new": chance.randint(0, 2)}
        values["money"] = chance.randint(20, 300) * 1_000_000
        sheet = _filled(row, post, values)
        if state == "filling":
            continue
        _on(actions.send_sheet, sheet, actor_for(post))
        if state == "received":
            _on(actions.receive_sheet, sheet, by)
        elif state == "doubtful":
            doubts = [Doubt("majors", "开设专业", "与备案的专业数不一致，请核对（示例）。", f"{majors} 个")]
            _on(actions.doubt_sheet, sheet, by, doubts=doubts)


def _merged(by: Actor, bureau: Organisation, offices: list[Membership], chance: random.Random) -> None:
    """From a workbook to the merged one that went up; the worker's part is done here at once."""
    row = actions.start_return(facts=_facts("学校基本情况统计", 2), by=by)
    names = [school.short for school in possible_recipients(bureau)]
    book = (files.put([_workbook(names)]), "中等职业学校基本情况统计表（示例）.xlsx")
    _act(actions.add_template, row, by, template=book)
    _do(row, prepare_reading, apply_reading)
    read = row.template_read
    said = ReviewForm(template=read["template"]).initials
    taken = {"template": corrected(read["template"], said)}
    keys = [name.removeprefix("take-") for name, on in said.items() if name.startswith("take-") and on]
    content = content_of(read["template"], said)
    _act(actions.take_template, row, by, content=content, mapping={"keys": keys}, read={**read, **taken})
    _act(actions.open_return, row, by)
    for post in offices:
        students = chance.randint(800, 3600)
        values = dict(zip(keys, (students, students * 45 // 100, students // 18), strict=False))
        _on(actions.send_sheet, _filled(row, post, values), actor_for(post))
    _act(actions.close_return, row, by)
    _act(actions.start_merge, row, by)
    _do(row, prepare_merging, apply_merging)
    _act(actions.send_up, row, by, number="示例函〔2026〕8号", words="已通过公文系统报省厅（示例）")


def _workbook(names: list[str]) -> bytes:
    stream = io.BytesIO()
    with excel.new_workbook(stream) as book:
        sheet, boxed = book.add_worksheet("统计表"), book.add_format({"border": 1})
        sheet.merge_range(0, 0, 0, len(HEADS) - 1, "中等职业学校基本情况统计表（示例）", boxed)
        sheet.write(1, 0, "填报单位（盖章）：")
        for column, head in enumerate(HEADS):
            sheet.write(2, column, head, boxed)
        for line, name in enumerate(names, 3):
            for column, said in enumerate((line - 2, name, "", "", "", "", "")):
                sheet.write(line, column, said, boxed)
        foot = len(names) + 3
        sheet.write(foot, 0, "合计", boxed)
        sheet.write(foot, 1, "", boxed)
        for column, letter in enumerate("CDEF", 2):
            sheet.write_formula(foot, column, f"=SUM({letter}4:{letter}{foot})", boxed)
        sheet.write(foot, 6, "", boxed)
    return stream.getvalue()


def _do(row: Return, prepare: Any, apply: Any) -> None:
    """What the worker would do with the job of this return."""
    row.refresh_from_db()
    job = row.job
    assert job is not None
    apply(job, prepare(job, lambda *said: None))
    type(job).objects.filter(pk=job.pk).update(state="done", finished_at=clock.now())
    row.refresh_from_db()


def _filled(row: Return, post: Membership, values: dict[str, Any]) -> ReturnSheet:
    sheet = ReturnSheet.objects.get(asked_in=row, organisation=post.organisation)
    _on(actions.save_sheet, sheet, actor_for(post), values=values, answer_version=0)
    return sheet


def _act(act: Any, row: Return, by: Actor, **said: Any) -> None:
    row.refresh_from_db()
    act(row=row, by=by, version=row.version, **said)


def _on(act: Any, sheet: ReturnSheet, by: Actor, **said: Any) -> None:
    sheet.refresh_from_db()
    act(sheet=sheet, by=by, version=sheet.version, **said)
