"""Personal values of an entry: one is opened with a reason, cleared."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.core.fields import shown

from .. import actions, permissions
from ..facts import Carrying
from ..models import Entry
from ..queries import entries_visible_to
from .entry import KEEPERS, entry_page


@policy("本校登记台账的人、上级核对台账的人：写明理由查看一项个人信息，记入日志", methods=("POST",))
def reveal(request: HttpRequest, register_entry: str) -> HttpResponse:
    """The value is in this one answer and nowhere else: no address leads back to it. Sent again, the form opens it
    anew: the act gets no key by which a repeat would be answered without an event and without counting.
    """
    found = find(entries_visible_to(request.actor), register_entry)
    require(permissions.can_reveal(request.actor, found))
    path = request.POST.get("path", "")[:90]
    try:
        actions.reveal(entry=found, path=path, reason=request.POST.get("reason", ""), by=request.actor)
    except Busy:
        raise
    except Refusal as refusal:
        return entry_page(request, found, status=refusal.status, refusal=refusal)
    answer = entry_page(request, found, revealed=_opened(found, path))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _opened(entry: Entry, path: str) -> dict[str, Any]:
    version = entry.register.definition.current
    assert version is not None
    field = version.form.at(path)
    values = Carrying(version).values(entry.answer) if entry.answer is not None else {}
    table, _, column = path.partition(".")
    if field is None:
        return {}
    if column:
        said = "；".join(filter(None, (shown(field, row.get(column)) for row in values.get(table) or [])))
    else:
        said = shown(field, values.get(path))
    return {"label": version.form.label(path) if not column else field.label, "value": said or "没有填写"}


@policy(f"{KEEPERS}：清空一项个人信息", methods=("POST",))
def clear_personal(request: HttpRequest, register_entry: str) -> HttpResponse:
    found = find(entries_visible_to(request.actor), register_entry)
    require(permissions.can_change_entry(request.actor, found))
    path = request.POST.get("path", "")[:90]
    return _done(request, found, "已清空。", actions.clear_personal, path=path)


def _done(request: HttpRequest, found: Entry, words: str, act: Any, **said: Any) -> HttpResponse:
    try:
        act(entry=found, by=request.actor, version=version_of(request), once=Once.of(request), **said)
    except Busy:
        raise
    except Refusal as refusal:
        found.refresh_from_db()
        return entry_page(request, found, status=refusal.status, refusal=refusal)
    messages.success(request, words)
    return redirect(reverse("register-entry", args=[found.public_id]))
