"""An application in a selection on a loaded site, and what would break each invariant; see `test_invariants`."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django.db.models import Value
from django.db.models.functions import Concat

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.selection.applying import actions
from luoshi.selection.applying.models import Application
from luoshi.selection.applying.tests import helping
from luoshi.selection.models import Call, Kind

from .breakers_papers import post
from .breakers_requests import minutes_of_the_author

RULES: dict[str, Any] = {"applicant": "school", "checks": [{"key": "whole", "title": "材料齐全"}]}


def make_applications() -> None:
    """An open call without a form; a school has sent its application, the head agreed."""
    officer, head = post("city-officer"), post("school-head")
    bureau, now = officer.organisation, clock.now()
    kind = Kind.objects.create(organisation=bureau, title="示例", rules=RULES, definition=_any_form())
    call = Call.objects.create(
        organisation=bureau,
        officer=officer,
        kind=kind,
        title="示例遴选",
        rules=RULES,
        form_version=None,
        until=now + dt.timedelta(days=9),
        state="draft",
    )
    _open_without_a_form(call)
    defaults = {"user": head.user, "start": head.start}
    office, _ = Membership.objects.get_or_create(
        organisation=head.organisation, role="office", defaults=defaults
    )
    author = actor_for(office)
    row = actions.start_application(call=Call.objects.get(pk=call.pk), title="示例申报", by=author)
    values = {"title": "示例"}
    _act(actions.fill_application, row, author, values=values, answer_version=0)
    _act(actions.send_application, row, author)
    _act(actions.pass_application, row, actor_for(head))


def _any_form() -> Any:
    from luoshi.common.actor import system_actor
    from luoshi.common.dataforms.actions import set_up_form
    from luoshi.common.dataforms.models import FormDefinition

    bureau = post("city-officer").organisation
    content = {"fields": [{"key": "title", "kind": "text", "label": "名称"}]}
    named = {"owner_id": bureau.pk, "owner_public_id": bureau.public_id, "owner_name": bureau.name}
    set_up_form(key="selection-broken", title="申报书", content=content, by=system_actor(), **named)
    return FormDefinition.objects.get(key="selection-broken", owner_id=bureau.pk)


def _open_without_a_form(call: Call) -> None:
    now = clock.now()
    said = {"opens_at": now - dt.timedelta(days=1), "opened_at": now - dt.timedelta(days=1)}
    Call.objects.filter(pk=call.pk).update(state="open", form_version=call.kind.definition.current, **said)


def _act(act: Any, row: Any, by: Any, **said: Any) -> None:
    row.refresh_from_db()
    act(application=row, by=by, version=row.version, **said)


def arrive(call: Call) -> None:
    """Applications that a later package wrote as rows come as the acts would have left them: in time, agreed to,
    with their receipts, looked at line by line."""
    there = SimpleNamespace(call=call)
    Call.objects.filter(pk=call.pk).update(until=clock.now() + dt.timedelta(days=1), received=0)
    rows = Application.objects.filter(call=call)
    rows.update(state="draft", sequence=None, sent_at=None, receipt=None)
    for row in rows.order_by("pk"):
        helping.received(there, row)
        for line in call.rules.get("checks", []):
            row.checks.create(item=line["key"], met=True, checked_by="示例", checked_at=clock.now())
    rows.update(state="accepted")


def _first() -> Any:
    """The application made here: those of panels and reviews come after it."""
    return Application.objects.order_by("pk")[0]


def _accepted_unlooked() -> None:
    row = _first()
    row.checks.create(item="whole", met=None)
    Application.objects.update(state="accepted")


def _ranked_by_nobody() -> None:
    """A second one of the same school with the same rank."""
    row = _first()
    row.pk, row.public_id, row.title, row.sequence = None, "another-application", "另一份", 99
    row.answer = None
    row.save()
    Application.objects.update(rank=1)


BREAKERS: dict[str, Any] = {
    "selection-minutes": lambda: minutes_of_the_author("selection"),
    "selection-approval": lambda: Application.objects.update(state="accepted"),
    "selection-in-time": lambda: Application.objects.update(sent_at=clock.now() + dt.timedelta(days=20)),
    "selection-numbers": lambda: Application.objects.filter(pk=_first().pk).update(sequence=77),
    "selection-receipts": lambda: Application.objects.update(title=Concat("title", Value("改"))),
    "selection-ranks": _ranked_by_nobody,
    "selection-checked": _accepted_unlooked,
    "selection-ended": lambda: Call.objects.update(state="drawing", closed_at=clock.now()),
}
