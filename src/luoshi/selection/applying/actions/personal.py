"""A personal value of an application is opened by the officer who has to call: one at a time, with a reason."""

from __future__ import annotations

import datetime as dt

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import AuditEvent

from .. import permissions
from ..models import Application

SHORTEST = 4  # characters of a reason
AN_HOUR = 60  # values opened by one person: as the registers have it


def personal_fields(application: Application) -> list[tuple[str, str]]:
    """(path, label) of what the form keeps masked."""
    version = application.call.form_version
    if version is None or application.answer is None:
        return []
    return [
        (path, field.label if "." in path else version.form.label(path))
        for path, field in version.form.walk()
        if field.personal
    ]


@acts.act("applying.reveal", who=permissions.can_reveal, under="application", proof=True)
def reveal(*, application: Application, path: str, reason: str, by: Actor) -> Application:
    """One personal value is about to be shown to the actor: who, which, why enter the log. Nothing changes."""
    if path not in dict(personal_fields(application)):
        raise RuleBroken("没有这一项个人信息，请刷新页面。")
    if len(reason.strip()) < SHORTEST:
        raise RuleBroken(f"请写明为什么要看，至少 {SHORTEST} 个字。查看会记入操作日志。")
    since = clock.now() - dt.timedelta(hours=1)
    opened = AuditEvent.objects.filter(at__gte=since, action="applying.reveal", user=by.user_public_id)
    if opened.count() >= AN_HOUR:
        raise RuleBroken(f"一小时内最多查看 {AN_HOUR} 项个人信息，请过一会儿再看。")
    acts.note_each("revealed", [[application, path]])
    acts.note_reason(reason.strip()[:300])
    return application
