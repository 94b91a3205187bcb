"""What the page of a register's settings shows: what is missing, the form, the checks, how it differs from the pack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from luoshi.common.actor import Actor
from luoshi.common.dataforms.editor.reading import lines_of
from luoshi.common.dataforms.queries import draft_of
from luoshi.common.models import SiteState
from luoshi.common.stages import installed
from luoshi.core.conditions import BadCondition
from luoshi.core.fields import words_of
from luoshi.core.packs.difference import FieldDifference, difference
from luoshi.core.registers import ABOUT, NAMES, PARAMETERS, Param, wrong_in_checks
from luoshi.core.registers.facts import condition_of
from luoshi.core.registers.roles import ROLES, candidates, names_played
from luoshi.plans.queries import last_version

from .actions.setting import missing_to_open
from .derived_values import derived_here, form_with_derived, roles_of
from .identity import form_of, keys_now
from .models import Register
from .pack import as_fields
from .queries import registers_visible_to
from .states import StageKind, Stages

PACK_WORDS = {
    "title": "名称",
    "group": "分组",
    "tells": "登记什么",
    "identity": "怎样算同一条",
    "shows": "清单的列",
    "stages": "建设阶段",
    "expected": "应有清单",
    "checks": "核查规则",
    "retention_years": "个人信息保留年数",
    "form": "登记的内容",
    "owner": "归口单位",
}


def shown_settings(register: Register, actor: Actor) -> dict[str, Any]:
    form = form_of(register)
    paths, played = [path for path, _ in form.walk()], names_played(roles_of(register))
    return {
        "missing": missing_to_open(register) if register.withdrawn_at is not None else [],
        "withdrawn_words": register.extra.get("withdrawn_words", ""),
        "facts": _facts(register),
        "lines": lines_of(register.definition.current, actor) if register.definition.current else [],
        "draft": draft_of(register.definition),
        "identity": [form.label(key) for key in keys_now(register.definition, register.identity)],
        "columns": [form.label(key) for key in keys_now(register.definition, register.shows)],
        "derived": [each.label for each in derived_here(register, [field.key for field in form.fields])],
        "may_derive": any(candidates(form, role) for role in ROLES),
        "checks": _checks(register, actor, register.checks),
        "removed": [_name(row) for row in register.extra.get("removed_checks", [])],
        "wrong": wrong_in_checks(register.key, register.checks, [*paths, *played]) if form.fields else [],
        "rules": [(rule, name, ABOUT[rule]) for rule, name in NAMES.items()],
        "counted": _counted(register, actor),
        "entries": register.entries.count(),
        "differences": [_difference(register, each) for each in pack_differences(register)],
    }


def _facts(register: Register) -> list[tuple[str, Any]]:
    return [
        ("分组", register.group),
        ("登记什么", register.tells),
        ("建设阶段", "有" if register.has_stages else "没有"),
        ("个人信息保留", f"结束后 {register.retention_years} 年"),
        ("应有清单", "、".join(register.expected) or "没有"),
    ]


def _counted(register: Register, actor: Actor) -> list[Any]:
    """What later stages compute from it, as they say (their panel `register`): words and address."""
    panels = [stage.panels["register"] for stage in installed() if "register" in stage.panels]
    return [line for panel in panels for line in panel(register, actor)]


def _name(row: Mapping[str, Any]) -> str:
    return str(row.get("called") or NAMES.get(str(row.get("rule")), row.get("rule", "")))


def _checks(register: Register, actor: Actor, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    titles = dict(registers_visible_to(actor).values_list("key", "title"))
    return [
        {
            "name": _name(row),
            "about": ABOUT.get(str(row.get("rule")), "这条规则系统不认识，不会执行。"),
            "told": _told(register, row, titles),
            "source": row.get("source", ""),
            "known": row.get("rule") in NAMES,
        }
        for row in rows
    ]


def _told(register: Register, row: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """Its parameters and condition in words."""
    form = form_with_derived(register)
    said = [
        f"{each.label}：{_words(register, each, row[each.key], titles)}"
        for each in PARAMETERS.get(str(row.get("rule")), ())
        if each.key in row
    ]
    try:
        condition = condition_of(row)
    except BadCondition:
        condition = None
    if condition is not None:
        said.append(f"只查：{words_of(form, condition)}")
    return "；".join(said)


def _words(register: Register, each: Param, value: Any, titles: Mapping[str, str]) -> str:
    form = form_with_derived(register)
    if each.kind == "register":
        return titles.get(str(value), "没有这个台账")
    if each.kind == "stages":
        return "、".join(StageKind(key).label for key in value if key in StageKind.values)
    if each.kind in ("field", "fields", "day", "table"):
        keys = [value] if isinstance(value, str) else value
        own = form_of(register)
        return "、".join(own.at(key).label if own.at(key) else form.label(key) for key in keys)  # type: ignore[union-attr]
    if each.kind == "column":
        named = [field.label for path, field in form_of(register).walk() if path.endswith(f".{value}")]
        return named[0] if named else "没有这一列"
    return "是" if value is True else str(value)


def pack_differences(register: Register) -> tuple[FieldDifference, ...]:
    """Where the site says something else than the pack that was loaded last: kept at every later load."""
    state = SiteState.objects.first()
    version = last_version("site", state.key) if state is not None and state.key else None
    last = version.snapshot.get("registers", {}).get(register.key) if version is not None else None
    if last is None or register.definition.current is None:
        return ()
    sides = [{"registers": {register.key: said}} for said in (last, as_fields(register), last)]
    return difference(*sides).objects[0].fields


def _difference(register: Register, each: FieldDifference) -> dict[str, str]:
    return {
        "label": PACK_WORDS.get(each.field, each.field),
        "last": _said(register, each.field, each.last),
        "site": _said(register, each.field, each.site),
    }


def _said(register: Register, name: str, value: Any) -> str:
    if name == "form":
        fields = value.get("fields", []) if isinstance(value, dict) else []
        return f"{len(fields)} 项：{'、'.join(str(field.get('label', '')) for field in fields)}"
    if name == "checks":
        return "；".join(_name(row) for row in value or []) or "没有"
    if name in ("identity", "shows"):
        form = form_of(register)
        return "、".join(form.label(key) for key in value or []) or "没有"
    if name == "stages":
        return Stages(value or Stages.NONE).label
    if isinstance(value, list):
        return "、".join(str(each) for each in value) or "没有"
    return str(value if value is not None else "市教育局" if name == "owner" else "没有")


def settings_url(register: Register) -> str:
    return reverse("register-settings", args=[register.public_id])
