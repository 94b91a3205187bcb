"""Personal values: opened one at a time with a reason, cleared. How they go for good: `erasing`."""

from __future__ import annotations

import datetime as dt

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.dataforms.many import Carrying
from luoshi.common.errors import RuleBroken
from luoshi.common.models import AuditEvent
from luoshi.core.fields import Form

from ..identity import form_of
from ..models import Entry
from ..permissions import can_change_entry, can_reveal
from .entries import change_entry

SHORTEST = 4  # characters of a reason
AN_HOUR = 60  # values opened by one person: enough for work, too few to carry a register away


@acts.act("registers.reveal", who=can_reveal, under="entry", proof=True)
def reveal(*, entry: Entry, path: str, reason: str, by: Actor) -> Entry:
    """One personal value (`field` or `table.column`) is about to be shown to the actor: who, which, why enter the log.

    Nothing of the entry changes.
    """
    if path not in personal_paths(form_of(entry.register)):
        raise RuleBroken("没有这一项个人信息，请刷新页面。")
    if entry.erased_at is not None:
        raise RuleBroken("这一条的个人信息已经清除。")
    if len(reason.strip()) < SHORTEST:
        raise RuleBroken(f"请写明为什么要看，至少 {SHORTEST} 个字。查看会记入操作日志。")
    _refuse_too_many(by)
    acts.note_each("revealed", [[entry, path]])
    acts.note_reason(reason.strip()[:300])
    return entry


def _refuse_too_many(by: Actor) -> None:
    since = clock.now() - dt.timedelta(hours=1)
    opened = AuditEvent.objects.filter(at__gte=since, action="registers.reveal", user=by.user_public_id)
    if opened.count() >= AN_HOUR:
        raise RuleBroken(
            f"一小时内最多查看 {AN_HOUR} 项个人信息，请过一会儿再看。要整批核对的，请登记的单位自己核对后确认。"
        )


def personal_paths(form: Form) -> list[str]:
    return [path for path, field in form.walk() if field.personal]


@acts.act("registers.clear_personal", who=can_change_entry, on="entry", proof=True)
def clear_personal(*, entry: Entry, path: str, by: Actor) -> Entry:
    """One personal value is no longer kept; the one before stays in the history, sealed, until it is erased."""
    field, current = form_of(entry.register).field(path), entry.register.definition.current
    if field is None or current is None or not field.personal or entry.answer is None:
        raise RuleBroken("没有这一项个人信息，请刷新页面。")
    if field.required:
        raise RuleBroken(f"“{field.label}”必须填写，不能清空。登错了请改成对的。")
    values = {key: value for key, value in Carrying(current).values(entry.answer).items() if key != path}
    changed: Entry = change_entry(entry=entry, values=values, since=entry.since, by=by)
    return changed
