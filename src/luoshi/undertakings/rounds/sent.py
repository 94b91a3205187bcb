"""What was sent stays as sent: written at each sending, read by everybody outside the school."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.dataforms.models import Answer, FormVersion
from luoshi.common.dataforms.showing import lines_of
from luoshi.papers.actions.moving import name_of_post, post_of

from . import asked
from .models import Application, Sent, Wish
from .queries import is_inside, wishes_of


@dataclass(slots=True)
class Row:
    """One ticked task as somebody reads it. `values`: of the data form, personal ones masked for readers outside."""

    wish: Wish
    title: str
    reason: str
    quantity: Decimal | None
    led_by: str
    values: dict[str, Any] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)


def write(application: Application, by: Actor) -> Sent:
    """Inside the act that sends: all ticked rows as they are now."""
    wishes, version = list(wishes_of(application)), application.round.form_version
    given = asked.answers_of(wishes, version)
    made: Sent = acts.create(
        Sent,
        application=application,
        number=application.sendings.count() + 1,
        rows=[row_of(wish, version, given.get(wish.public_id)) for wish in wishes],
        by_name=name_of_post(post_of(by)),
        at=clock.now(),
    )
    return made


def row_of(wish: Wish, version: FormVersion | None, answer: Answer | None) -> dict[str, Any]:
    return {
        "wish": wish.public_id,
        "title": str(wish.round_task.task),
        "reason": wish.reason,
        "quantity": None if wish.quantity is None else f"{wish.quantity.normalize():f}",
        "led_by": wish.led_by.short if wish.led_by else "",
        "values": asked.values_of(answer, version, masked=True) if version is not None else {},
    }


def last_of(application: Application) -> Sent | None:
    return application.sendings.order_by("-number").first()


def rows_as_seen_by(actor: Actor, application: Application) -> list[Row]:
    """The rows of an application the actor was found to see: as they are for its own people, as sent for others."""
    if is_inside(actor, application):
        return rows_now(application)
    last = last_of(application)
    return rows_sent(application, last) if last else []


def rows_now(application: Application) -> list[Row]:
    version = application.round.form_version
    wishes = list(wishes_of(application))
    given = asked.answers_of(wishes, version)
    found = []
    for wish in wishes:
        values = asked.values_of(given.get(wish.public_id), version) if version is not None else {}
        led_by = wish.led_by.short if wish.led_by else ""
        found.append(
            Row(
                wish,
                str(wish.round_task.task),
                wish.reason,
                wish.quantity,
                led_by,
                values,
                _lines(version, values),
            )
        )
    return found


def rows_sent(application: Application, sent: Sent) -> list[Row]:
    version = application.round.form_version
    wishes = {wish.public_id: wish for wish in application.wishes.select_related("round_task__task")}
    return [
        Row(
            wishes[row["wish"]],
            row["title"],
            row["reason"],
            Decimal(row["quantity"]) if row["quantity"] is not None else None,
            row["led_by"],
            row["values"],
            _lines(version, row["values"]),
        )
        for row in sent.rows
        if row["wish"] in wishes
    ]


def _lines(version: FormVersion | None, values: dict[str, Any]) -> list[dict[str, Any]]:
    return lines_of(version.form, values) if version is not None else []


def leading_words(organisation: Organisation, led_by: str) -> str:
    """单独承接, 牵头, 参与 as the rows say it."""
    if not led_by:
        return "单独承接"
    return "联合承接，本校牵头" if led_by == organisation.short else f"联合承接，{led_by}牵头"
