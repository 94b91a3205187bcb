"""A return of the bureau's officer, and schools that fill it in."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.dataforms import actions as forms
from luoshi.common.dataforms.queries import draft_of
from luoshi.progress.returns import actions
from luoshi.progress.returns.models import Return, ReturnSheet
from luoshi.progress.returns.queries import answer_of

SCHOOLS = ("zhijiang", "xingshan")
CONTENT = {
    "fields": [
        {"key": "school", "kind": "text", "label": "学校名称", "prefill": "organisation.name"},
        {
            "key": "students",
            "kind": "integer",
            "label": "在校生数",
            "unit": "人",
            "required": True,
            "find": True,
        },
        {"key": "money", "kind": "money", "label": "经费投入", "unit": "万元", "find": True},
        {"key": "contact", "kind": "text", "label": "联系人手机", "personal": True},
    ]
}


def cast(yichang: Any) -> Any:
    """The officer; of the first school its office, head and a teacher; the office of a second one; a county officer."""
    posts = {
        "officer": yichang.post("city_officer"),
        "office": yichang.post("office", "zhijiang"),
        "head": yichang.post("school_head", "zhijiang"),
        "teacher": yichang.post("teacher", "zhijiang"),
        "other": yichang.post("office", "xingshan"),
    }
    there = SimpleNamespace(**posts, bureau=yichang.bureau, schools=yichang.schools, post=yichang.post)
    there.actor = lambda name: actor_for(getattr(there, name))
    there.school, there.second = posts["office"].organisation, posts["other"].organisation
    return there


def facts(**more: Any) -> actions.Facts:
    said = {
        "title": "2026年专业设置情况统计",
        "basis": "示例函〔2026〕1号",
        "section": "职成科",
        "purpose": "汇总上报省厅",
        "until": clock.now() + dt.timedelta(days=3),
    }
    return actions.Facts(**{**said, **more})


def fresh(row: Any) -> Any:
    if isinstance(row, ReturnSheet):
        return ReturnSheet.objects.select_related(
            "organisation", "approval", "asked_in__organisation", "asked_in__form_version__definition"
        ).get(pk=row.pk)
    return Return.objects.select_related("organisation", "definition", "form_version__definition", "job").get(
        pk=row.pk
    )


def act(action: Any, row: Any, by: Any, **said: Any) -> Any:
    """The act on the row as it is now."""
    row = fresh(row)
    keyword = "sheet" if isinstance(row, ReturnSheet) else "row"
    action(**{keyword: row}, by=by, version=row.version, **said)
    return fresh(row)


def drafted(there: Any, content: dict[str, Any] = CONTENT, **more: Any) -> Return:
    row = actions.start_return(facts=facts(**more), by=there.actor("officer"))
    draft = draft_of(row.definition)
    if content:
        forms.change_draft(
            version_row=draft, content=content, by=there.actor("officer"), version=draft.version
        )
    return fresh(row)


def opened(there: Any, content: dict[str, Any] = CONTENT, **more: Any) -> Return:
    return act(actions.open_return, drafted(there, content, **more), there.actor("officer"))


def sheet_of(row: Return, organisation: Any) -> ReturnSheet:
    return fresh(row.sheets.get(organisation=organisation))


def filled(there: Any, sheet: ReturnSheet, by: str = "office", **values: Any) -> ReturnSheet:
    said = {"school": sheet.organisation.name, "students": 1200, "money": 12_500_000, **values}
    answer = answer_of(sheet)
    version = answer.version if answer else 0
    return act(actions.save_sheet, sheet, there.actor(by), values=said, answer_version=version)


def sent(there: Any, sheet: ReturnSheet, by: str = "office", **values: Any) -> ReturnSheet:
    return act(actions.send_sheet, filled(there, sheet, by, **values), there.actor(by))


def sent_by_all(there: Any, row: Return, count: int, start: int = 100) -> list[ReturnSheet]:
    """The first `count` schools send, each with its own numbers; an office is made for each."""
    found = []
    for number, sheet in enumerate(list(row.sheets.select_related("organisation"))[:count]):
        name = f"office_of_{sheet.organisation_id}"
        if not hasattr(there, name):
            setattr(there, name, there.post("office", sheet.organisation.key))
        found.append(sent(there, fresh(sheet), name, students=start * (number + 1)))
    return found


def from_a_workbook(there: Any, data: bytes, name: str = "统计表.xlsx") -> Return:
    """A draft whose template was read by the worker and taken over as it was read."""
    from luoshi.common import files, jobs
    from luoshi.progress.returns.review import content_of, corrected
    from luoshi.progress.returns.review_form import ReviewForm

    officer = there.actor("officer")
    row = act(actions.add_template, drafted(there, content=None), officer, template=(files.put([data]), name))
    assert jobs.run_next()
    read = fresh(row).template_read
    said = ReviewForm(template=read["template"]).initials
    keys = [key[5:] for key, on in said.items() if key.startswith("take-") and on]
    taken = {"content": content_of(read["template"], said), "mapping": {"keys": keys}}
    return act(
        actions.take_template,
        row,
        officer,
        read={**read, "template": corrected(read["template"], said)},
        **taken,
    )
