"""What the editor's pages show of a form: its fields in words, what is wrong, what changed."""

from __future__ import annotations

from typing import Any

from luoshi.common.actor import Actor
from luoshi.core.fields import KINDS, Form, Problem, changed, words_of
from luoshi.core.fields.converting import Changed
from luoshi.core.fields.model import Field

from ..models import FormVersion
from ..queries import before
from ..sources import all_prefills

OPENS = "公开：以后填的上级看得到；已填的继续封存，不带入新版，由各单位自己重填，表上写明这一变化"


SAME = "只是改了写法，意思没有变：原来填的照搬"


def lines_of(version: FormVersion, actor: Actor) -> list[dict[str, Any]]:
    """One line a field, columns below their table."""
    form = version.form
    wrong: dict[tuple[str, ...], list[str]] = {}
    for problem in version.problems:
        wrong.setdefault(problem.path[:2], []).append(problem.message)
    found, sources = [], {name: each.label for name, each in all_prefills(actor).items()}
    for field in form.fields:
        line = _line(form, field, field.key, "", wrong)
        if field.prefill in sources:
            line["notes"].append(f"自动带出（{sources[field.prefill]}）")
        line["columns"] = [_line(form, c, f"{field.key}.{c.key}", field.key, wrong) for c in field.columns]
        _mark_ends(line["columns"])
        found.append(line)
    _mark_ends(found)
    return found


def _mark_ends(lines: list[dict[str, Any]]) -> None:
    """The first goes no further up, the last no further down."""
    if lines:
        lines[0]["first"] = lines[-1]["last"] = True


def _rows_in_words(field: Field) -> str:
    if field.rows:
        return f"固定 {len(field.rows)} 行"
    if field.least:
        return f"正好 {field.least} 行" if field.least == field.most else f"{field.least} 至 {field.most} 行"
    return f"最多 {field.most} 行"


def _line(
    form: Form, field: Field, path: str, table: str, wrong: dict[tuple[str, ...], list[str]]
) -> dict[str, Any]:
    notes = [_rows_in_words(field)] if field.kind == "table" else []
    if field.required:
        notes.append("必填")
    if field.required_if is not None:
        notes.append(f"当{words_of(form, field.required_if, table)}时必填")
    if field.shown_if is not None:
        notes.append(f"当{words_of(form, field.shown_if)}时才问")
    if field.personal:
        notes.append("个人信息")
    if field.choices:
        notes.append(
            "、".join(each.label for each in field.choices[:6]) + ("……" if len(field.choices) > 6 else "")
        )
    return {
        "path": path,
        "label": field.label,
        "kind": KINDS[field.kind] + (f"（{field.unit}）" if field.unit else ""),
        "is_table": field.kind == "table",
        "section": field.section,
        "notes": notes,
        "problems": wrong.get(tuple(path.split(".")), []),
    }


def loose_problems(version: FormVersion) -> list[Problem]:
    """Problems that no line shows."""
    known = {path for path, _ in version.form.walk()}
    return [each for each in version.problems if ".".join(each.path[:2]) not in known]


def checks_of(version: FormVersion) -> list[dict[str, Any]]:
    form = version.form
    return [
        {
            "number": number,
            "words": words_of(form, check.must, check.table),
            "message": check.message,
            "table": form.label(check.table) if check.table else "",
        }
        for number, check in enumerate(form.checks)
    ]


def questions_of(version: FormVersion) -> list[tuple[Changed, list[tuple[str, str]]]]:
    """For publishing: each changed field of the version before, with what may be declared of it."""
    earlier = before(version)
    if earlier is None:
        return []
    found = []
    for change in changed(earlier.form, version.form):
        if change.opens:
            found.append((change, [("open", OPENS)]))
            continue
        options = [(f"to:{path}", _goes_on(version.form, change, path)) for path in change.to]
        if change.reworded:
            options = [(f"to:{change.path}", SAME)]
        found.append((change, [*options, ("drop", "不再要：原来填的只留在旧版里")]))
    return found


def _goes_on(form: Form, change: Changed, path: str) -> str:
    if path == change.path:
        return "换了类型：能转换的自动转换"
    field = form.at(path)
    return f"就是现在的“{field.label if field else path}”：内容照搬"
