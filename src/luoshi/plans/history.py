"""What was done to one plan or part, from the operation log, in words: for those who edit it."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation, User
from luoshi.accounts.roles import ROLES
from luoshi.common.models import AuditEvent, Base

from .states import EXTRA_WORDS, PLANS_ACT_WORDS

SHOWN = 20


def history_of(row: Base) -> list[dict[str, Any]]:
    """Items of the timeline component, newest first: when, who, what, and the fields that changed. Three queries."""
    events = list(
        AuditEvent.objects.filter(
            object_type=row._meta.label_lower,
            object_id=row.public_id,
            action__in=PLANS_ACT_WORDS,
            result=AuditEvent.Result.DONE,
        ).order_by("-at", "-id")[:SHOWN]
    )
    names = _names(User, "name", {event.user for event in events})
    organisations = _names(Organisation, "short", {event.organisation for event in events})
    return [
        {
            "when": event.at,
            "who": _who(event, names, organisations),
            "what": PLANS_ACT_WORDS[event.action],
            "note": "；".join(_changes(row, event.changes)),
        }
        for event in events
    ]


def _names(model: type[Any], column: str, wanted: set[str]) -> dict[str, str]:
    return dict(model.objects.filter(public_id__in=wanted - {""}).values_list("public_id", column))


def _who(event: AuditEvent, names: dict[str, str], organisations: dict[str, str]) -> str:
    role = ROLES[event.role].name if event.role in ROLES else ""
    parts = (organisations.get(event.organisation, ""), role, names.get(event.user, ""))
    return " ".join(part for part in parts if part) or "系统"


def _changes(row: Base, changes: list[dict[str, Any]]) -> list[str]:
    """任务名称：旧 → 新; for a row just made nothing, the row itself says it."""
    return [words for change in changes if (words := _change(row, change))]


def _change(row: Base, change: dict[str, Any]) -> str:
    name = change.get("field")
    if change.get("id") != row.public_id or name is None:
        return ""
    fields = {each.name: each for each in row._meta.fields}
    if name == "extra" and isinstance(change["before"], dict) and isinstance(change["after"], dict):
        return "；".join(_extra_changes(change["before"], change["after"]))
    if name in EXTRA_WORDS:
        return f"改了{EXTRA_WORDS[name]}"
    if name not in fields or not fields[name].editable or name in ("order", "binds_all", "span"):
        return ""
    if change["before"] is None and row.version == 1:
        return ""
    label = fields[name].verbose_name if _is_chinese(str(fields[name].verbose_name)) else "依据"
    if fields[name].is_relation:
        return f"改了{label}"
    return f"{label}：{_said(fields[name], change['before'])} → {_said(fields[name], change['after'])}"


def _extra_changes(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [
        f"{words}：{before.get(name) or '—'} → {after.get(name) or '—'}"
        for name, words in EXTRA_WORDS.items()
        if (before.get(name) or "") != (after.get(name) or "")
    ]


def _said(each: Any, value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(dict(each.flatchoices).get(value, value)) if value not in (None, "") else "—"


def _is_chinese(text: str) -> bool:
    return any("一" <= sign <= "鿿" for sign in text)
