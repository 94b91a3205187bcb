"""Events as lines that a person reads. A page costs one query for each kind of thing named, not for each line."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps

from luoshi.accounts.models import Membership, Organisation, User
from luoshi.accounts.roles import ROLES
from luoshi.common.dataforms.models import Answer
from luoshi.common.models import AuditEvent, Base

from .words import (
    OTHER,
    PROTECTED,
    REFUSED_WORDS,
    act_in_words,
    field_in_words,
    field_of,
    is_readable,
    object_in_words,
    one_line,
    value_in_words,
)

SHOWN = 30  # changes of one event
ANSWER = Answer._meta.label_lower
Change = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    at: dt.datetime
    person: str
    place: str
    act: str
    about: str
    about_id: str
    result: str
    refused: bool
    details: list[str]
    network: str
    number: str


@dataclass(slots=True)
class Names:
    """What things are called now, by (type, public id); what the log may not name goes by its kind."""

    wanted: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    found: dict[tuple[str, str], str] = field(default_factory=dict)
    answers: set[str] = field(default_factory=set)
    labels: dict[tuple[str, str], str] = field(
        default_factory=dict
    )  # (answer, key of the form's field) → label

    def want(self, object_type: str, public_id: Any) -> None:
        if object_type == ANSWER and isinstance(public_id, str):
            self.answers.add(public_id)
        if is_readable(object_type) and isinstance(public_id, str) and public_id:
            self.wanted[object_type].add(public_id)

    def look_up(self) -> None:
        for object_type, ids in sorted(self.wanted.items()):
            for row in _rows(object_type, ids):
                self.found[object_type, row.public_id] = one_line(row)
        if self.answers:
            self._look_up_labels()

    def _look_up_labels(self) -> None:
        """What the fields of answers are called on the form: its label is no business of anybody's."""
        for answer in Answer.objects.filter(public_id__in=self.answers).select_related("form_version"):
            for path, asked in answer.form_version.form.walk():
                self.labels[answer.public_id, path] = one_line(asked.label)

    def of(self, object_type: str, public_id: Any) -> str:
        return self.found.get((object_type, public_id), "")


def _rows(object_type: str, ids: set[str]) -> Iterable[Any]:
    try:
        model = apps.get_model(object_type)
    except (LookupError, ValueError):
        return []
    if not issubclass(model, Base):
        return []  # stored bytes and other plumbing have no public id and no name
    follow = [key.name for key in model._meta.fields if key.many_to_one and not key.null]
    return model._base_manager.filter(public_id__in=ids).select_related(*follow)


def lines_of(events: Iterable[AuditEvent]) -> list[Line]:
    """The lines of these events, with the names of all they mention."""
    events = list(events)
    names = _names_in(events)
    return [_line(event, names) for event in events]


def _names_in(events: list[AuditEvent]) -> Names:
    names = Names()
    for event in events:
        names.want(User._meta.label_lower, event.user)
        names.want(Organisation._meta.label_lower, event.organisation)
        names.want(event.object_type, event.object_id)
        for change in event.changes[:SHOWN]:
            names.want(change.get("type", ""), change.get("id"))
            for part in _parts_of(change):
                if isinstance(part, list):
                    names.want(*part)
            if target := _target_of(change):
                names.want(target, change.get("before"))
                names.want(target, change.get("after"))
    names.look_up()
    return names


def _target_of(change: Change) -> str:
    """The type a changed reference points to, or nothing for other fields."""
    found = field_of(change.get("type", ""), change.get("field", ""))
    return found.related_model._meta.label_lower if found is not None and found.many_to_one else ""


def _line(event: AuditEvent, names: Names) -> Line:
    role = ROLES[event.role].name if event.role in ROLES else ""
    place = names.of(Organisation._meta.label_lower, event.organisation)
    kind = object_in_words(event.object_type)
    return Line(
        at=event.at,
        person=names.of(User._meta.label_lower, event.user) or _nobody(event),
        place=" ".join(part for part in (place, role) if part),
        act=act_in_words(event.action),
        about=f"{kind} {names.of(event.object_type, event.object_id)}".strip(),
        about_id=event.object_id,
        result=event.get_result_display(),
        refused=event.result == AuditEvent.Result.REFUSED,
        details=_details(event, names),
        network=one_line(event.network),
        number=str(event.sequence),
    )


def _nobody(event: AuditEvent) -> str:
    return {"system": "系统", "anonymous": "未登录的人"}.get(event.role, "已不在册的人员")


def _details(event: AuditEvent, names: Names) -> list[str]:
    said = [_change_in_words(change, names) for change in event.changes[:SHOWN]]
    details = list(dict.fromkeys(said))  # the same words once
    left = len(event.changes) - SHOWN
    return [*details, f"另有 {left} 处变化"] if left > 0 else details


def _change_in_words(change: Change, names: Names) -> str:
    if "field" in change:
        return _field_in_words(change, names)
    if "refused" in change:
        return f"原因：{REFUSED_WORDS.get(change['refused'], '没有办成')}"
    if "asked" in change:
        return f"查找的词：{PROTECTED}"
    if "named" in change:
        return f"列出 {change['named']} 人"
    if "reason" in change:
        return f"理由：{PROTECTED}"
    if "account" in change:
        return f"账号：{PROTECTED}（同一账号的校验值相同：{one_line(change['account'])}）"
    if "bulk" in change:
        return _bulk_in_words(change, names)
    return OTHER


def _parts_of(change: Change) -> list[Any]:
    """What the rows shown of a bulk name: [type, public id], or a key."""
    return [part for row in change.get("each", [])[:SHOWN] for part in row]


def _bulk_in_words(change: Change, names: Names) -> str:
    if change["bulk"] == "file":
        return f"取走的文件里有 {change.get('rows', 0)} 项"
    words = f"成批变化 {change.get('rows', 0)} 项"
    said = [
        " ".join(_part_in_words(part, names) for part in row if part[0] != Membership._meta.label_lower)
        for row in change.get("each", [])[:SHOWN]
    ]
    more = "等" if len(change.get("each", [])) > SHOWN else ""
    return f"{words}：{'、'.join(said)}{more}" if said else words


def _part_in_words(part: Any, names: Names) -> str:
    if isinstance(part, list):
        return names.of(*part) or object_in_words(part[0]) or OTHER
    return ROLES[part].name if part in ROLES else OTHER


def _field_in_words(change: Change, names: Names) -> str:
    object_type, name = change.get("type", ""), change["field"]
    found, target = field_of(object_type, name), _target_of(change)
    before, after = (
        names.of(target, value) if target and value else value_in_words(found, value)
        for value in (change.get("before"), change.get("after"))
    )
    what = f"{object_in_words(object_type)} {names.of(object_type, change.get('id', ''))}".strip()
    label = names.labels.get((change.get("id", ""), name), "") if object_type == ANSWER else ""
    return f"{what}：{label or field_in_words(found, name)}，{before or OTHER} → {after or OTHER}"
