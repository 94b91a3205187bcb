"""What may stand in an 申报书 as a marker, and what is put in its place: the form, the people, the basics."""

from __future__ import annotations

import base64
from typing import Any

from luoshi.common import files, sandbox
from luoshi.common.dataforms.answers import values_of
from luoshi.common.dataforms.models import FormVersion
from luoshi.common.dataforms.showing import lines_of
from luoshi.common.models import StoredFile
from luoshi.core.report_templates import ROW, faults_of, key_of
from luoshi.core.report_templates.tasks import marked_from

from .models import Application
from .queries import people_of
from .states import PersonRole

SECONDS = 60
BASICS = ("申报名称", "申报单位", "组别", "遴选名称", "主持人", "成员", "台账条目")
PEOPLE, PEOPLE_COLUMNS = "人员", ("姓名", "身份", "单位", "分工")


def known(version: FormVersion | None) -> dict[str, tuple[str, str]]:
    """By key the name as it is offered, and the list it is a column of (empty for none)."""
    names = dict.fromkeys(BASICS, "")
    names |= {f"{ROW}{PEOPLE} {column}": PEOPLE for column in PEOPLE_COLUMNS}
    for field in version.form.fields if version is not None else ():
        if field.kind == "table":
            names |= {f"{ROW}{field.label} {column.label}": field.label for column in field.columns}
        else:
            names.setdefault(field.label, "")
    return {key_of(name): (name, of) for name, of in names.items()}


def faults(stored: StoredFile, name: str, version: FormVersion | None) -> list[str]:
    """What is wrong with a template, a sentence each. Raises Unreadable for what is no Word file."""
    marked = marked_from(_run("read", stored, name, {}))
    found = [
        f"{each.where}：{each.message}{f'是不是“{each.near[0]}”？' if each.near else ''}"
        for each in faults_of(marked, known(version))
    ]
    return found or (
        [] if marked.used else ["文件里没有标记，填不进内容。请在要填的地方写上标记，例如 {{申报名称}}。"]
    )


def filled(application: Application, stored: StoredFile, name: str, *, masked: bool, mark: str = "") -> bytes:
    """The office's own file with what was filled in; above it the words of `mark`. Raises Unreadable."""
    version = application.call.form_version
    columns = {key: of for key, (_, of) in known(version).items() if of}
    singles, lists = _basics(application), {PEOPLE: _people(application)}
    if version is not None and application.answer is not None:
        values = values_of(application.answer, masked=masked)
        for line in lines_of(version.form, values, empty=""):
            if "table" in line:
                lists[line["label"]] = _rows(line)
            else:
                singles.setdefault(key_of(line["label"]), [line["value"], ""])
    for key, (_, of) in known(version).items():
        if not of:
            singles.setdefault(key, ["", ""])
    options = {"singles": singles, "columns": columns, "lists": lists, "mark": mark}
    return base64.b64decode(_run("fill", stored, name, options)["data"])


def _basics(application: Application) -> dict[str, list[str]]:
    people = list(people_of(application))
    leaders = [each.name for each in people if each.role == PersonRole.LEADER]
    others = [each.name for each in people if each.role != PersonRole.LEADER]
    said = (
        application.title,
        application.organisation.name,
        application.group,
        application.call.title,
        "、".join(leaders),
        "、".join(others),
        application.entry.label if application.entry else "",
    )
    return {key_of(name): [text, ""] for name, text in zip(BASICS, said, strict=True)}


def _people(application: Application) -> list[dict[str, list[str]]]:
    return [
        _row(
            PEOPLE,
            PEOPLE_COLUMNS,
            [
                each.name,
                each.get_role_display(),
                each.organisation.name if each.organisation else each.place,
                each.words,
            ],
        )
        for each in people_of(application)
    ]


def _rows(line: dict[str, Any]) -> list[dict[str, list[str]]]:
    labels = [column["label"] for column in line["table"]["columns"]]
    return [
        _row(line["label"], labels, [text for text, _, _ in row["cells"]]) for row in line["table"]["rows"]
    ]


def _row(of: str, columns: Any, texts: list[str]) -> dict[str, list[str]]:
    return {key_of(f"{ROW}{of} {column}"): [text, ""] for column, text in zip(columns, texts, strict=True)}


def _run(task: str, stored: StoredFile, name: str, options: dict[str, Any]) -> dict[str, Any]:
    return sandbox.run_in_child(
        f"luoshi.core.report_templates.tasks.{task}",
        [files.path_of(stored.digest)],
        {"names": [name], **options},
        seconds=SECONDS,
    )
