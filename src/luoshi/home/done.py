"""已办: what one person has done, in all parts, newest first; looking, taking out and signing in are no such thing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse

from luoshi.common.actor import Actor
from luoshi.common.models import AuditEvent
from luoshi.selection.queries import calls_visible_to

from .changes import Named, in_runs, timeline_of, visible_rows
from .log.selections import OF_CALL
from .log.words import LOG_WORDS

LOOKED = (
    "查看",
    "查找",
    "搜索",
    "下载",
    "登录",
    "退出登录",
    "阅读",
    "在页面上导出",
    "短时间内",
    "再次输入密码",
)
OF_ONESELF = ("accounts.end_session", "accounts.end_other_sessions", "registers.find_entries")
OF_THE_BELL = ("notices.mark_unread", "notices.read_all", "notices.unread_all")
DONE_WORDS = {
    action: words
    for action, words in LOG_WORDS.items()
    if not words.startswith(LOOKED) and action not in (*OF_ONESELF, *OF_THE_BELL)
}
CALL = "selection.call"
WAYS = {model._meta.label_lower: (model, way) for model, way in OF_CALL}


def acts_of(user_public_id: str) -> QuerySet[AuditEvent]:
    done = AuditEvent.objects.filter(result=AuditEvent.Result.DONE, action__in=DONE_WORDS)
    return done.filter(user=user_public_id).order_by("-at", "-id").defer("changes")


def done_lines(actor: Actor, events: Iterable[AuditEvent]) -> list[dict[str, Any]]:
    """Items for the timeline. The same again and again on one day is one line; what belongs to a selection is told by
    the selection, where the person sees it.
    """
    runs = in_runs(events)
    latest = [run[0] for run in runs]
    items = timeline_of(latest, visible_rows(actor), DONE_WORDS, _selections(actor, latest))
    for item, run in zip(items, runs, strict=True):
        if len(run) > 1:
            item["what"] = f"{item['what']}（{len(run)} 次）"
    return items


def _selections(actor: Actor, events: list[AuditEvent]) -> dict[tuple[str, str], Named]:
    """One query for each kind of object that occurs."""
    found: dict[tuple[str, str], Named] = {}
    calls = calls_visible_to(actor).order_by()
    for label in sorted({event.object_type for event in events} & {CALL, *WAYS}):
        ids = [event.object_id for event in events if event.object_type == label]
        if label == CALL:
            rows = calls.filter(public_id__in=ids).values_list("public_id", "public_id", "title")
        else:
            model, way = WAYS[label]
            of = model._base_manager.filter(public_id__in=ids, **{f"{way}__in": calls.values("pk")})
            rows = of.values_list("public_id", F(f"{way}__public_id"), F(f"{way}__title"))
        for public_id, call, title in rows:
            found[label, public_id] = Named(title, reverse("call", args=[call]))
    return found
