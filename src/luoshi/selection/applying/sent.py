"""What was handed in stays as it was (`papers.Sending`): outside the school that is what is read until it arrives."""

from __future__ import annotations

from typing import Any

from luoshi.common.dataforms.answers import values_of
from luoshi.common.dataforms.showing import lines_of
from luoshi.core.selection import read_rules
from luoshi.papers.actions import Proof
from luoshi.papers.contents import Content, Grid

from .models import Application
from .queries import handed_in, people_of


def content_of(application: Application) -> Content:
    """Inside the act that sends it; personal answers masked as readers see them."""
    facts = [
        ("遴选", application.call.title),
        ("申报单位", application.organisation.name),
        ("申报名称", application.title),
    ]
    if application.group:
        facts.append(("组别", application.group))
    if application.entry is not None:
        facts.append(("台账条目", application.entry.label))
    words, grids = _form(application)
    people = [
        [each.get_role_display(), each.name, each.works_at, each.words] for each in people_of(application)
    ]
    if people:
        grids.insert(0, Grid("人员", ["身份", "姓名", "单位", "分工"], people))
    words += _promised(application)
    return Content(application.title, facts, words, grids, {"sequence": application.sequence})


def _form(application: Application) -> tuple[list[tuple[str, str]], list[Grid]]:
    version, words, grids = application.call.form_version, [], []
    if version is None or application.answer is None:
        return [], []
    for line in lines_of(version.form, values_of(application.answer, masked=True)):
        if "table" in line:
            grids.append(_grid(line))
        elif line["value"]:
            words.append((line["label"], line["value"]))
    return words, grids


def _grid(line: dict[str, Any]) -> Grid:
    table = line["table"]
    columns = [
        f"{each['label']}（{each['unit']}）" if each["unit"] else each["label"] for each in table["columns"]
    ]
    rows = [[row["head"], *(text for text, _, _ in row["cells"])] for row in table["rows"]]
    rows += [["合计", *table["sums"]]] if table["sums"] else []
    return Grid(line["label"], ["行", *columns], rows)


def _promised(application: Application) -> list[tuple[str, str]]:
    titles = {each.key: each.title for each in read_rules(application.call.rules).statements}
    ticked = [titles[key] for key in application.statements if key in titles]
    found = [("承诺", "、".join(ticked))] if ticked else []
    own = getattr(application, "own_selection", None)
    if own is not None:
        days = f"{own.notice_from:%Y-%m-%d} 至 {own.notice_until:%Y-%m-%d} 公示，{own.outcome}"
        found.append(("校内遴选", f"{own.decided_on:%Y-%m-%d} 评选：{own.words}。{days}"))
    return found


def files_of(application: Application) -> list[Proof]:
    """What goes with it."""
    return [Proof(stored, name) for name, stored in handed_in(application)]
