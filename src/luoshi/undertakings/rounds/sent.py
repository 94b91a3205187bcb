"""What was sent stays as sent (`papers.Sending`): outside the school it is read as far as it has come."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor
from luoshi.common.dataforms.models import Answer, FormVersion
from luoshi.common.dataforms.showing import lines_of
from luoshi.papers.contents import Content, Grid
from luoshi.papers.models import Sending
from luoshi.papers.queries import sendings_for

from . import asked
from .models import Application, Wish
from .queries import is_inside, wishes_of
from .states import ApplicationState


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


def content_of(application: Application) -> Content:
    """Inside the act that sends it: all ticked rows as they are now, personal answers masked as readers see them."""
    rows = rows_as_json(application)
    version, words, grids = application.round.form_version, [], []
    for row in rows:
        how = leading_words(application.organisation, row["led_by"])
        amount = f"，数量 {row['quantity']}" if row["quantity"] is not None else ""
        words.append((row["title"], f"{how}{amount}。{row['reason']}"))
        for line in _lines(version, row["values"]):
            if "table" in line:
                grids.append(_grid(row["title"], line))
            elif line["value"]:
                words.append((f"{row['title']}：{line['label']}", line["value"]))
    facts = [("轮次", application.round.name), ("单位", application.organisation.name)]
    return Content(application.title, facts, words, grids, {"rows": rows})


def _grid(title: str, line: dict[str, Any]) -> Grid:
    columns = [_headed(each) for each in line["table"]["columns"]]
    rows = [[row["head"], *(text for text, _, _ in row["cells"])] for row in line["table"]["rows"]]
    rows += [["合计", *line["table"]["sums"]]] if line["table"]["sums"] else []
    return Grid(f"{title}：{line['label']}", ["行", *columns], rows)


def _headed(column: dict[str, Any]) -> str:
    return f"{column['label']}（{column['unit']}）" if column["unit"] else str(column["label"])


def rows_as_json(application: Application) -> list[dict[str, Any]]:
    wishes, version = list(wishes_of(application)), application.round.form_version
    given = asked.answers_of(wishes, version)
    return [row_of(wish, version, given.get(wish.public_id)) for wish in wishes]


def row_of(wish: Wish, version: FormVersion | None, answer: Answer | None) -> dict[str, Any]:
    return {
        "wish": wish.public_id,
        "title": str(wish.round_task.task),
        "reason": wish.reason,
        "quantity": None if wish.quantity is None else f"{wish.quantity.normalize():f}",
        "led_by": wish.led_by.short if wish.led_by else "",
        "leader": wish.led_by.public_id if wish.led_by else "",
        "values": asked.values_of(answer, version, masked=True) if version is not None else {},
    }


def last_of(application: Application) -> Sending | None:
    """What was sent last, whoever may read it; None for a draft."""
    if application.approval is None or application.state == ApplicationState.DRAFT:
        return None
    return application.approval.sendings.order_by("-number").first()


def last_seen_by(actor: Actor, application: Application) -> Sending | None:
    """What was sent last and has come to the actor."""
    if application.approval is None or application.state == ApplicationState.DRAFT:
        return None
    sendings = sendings_for(application.approval, actor)
    return sendings[-1] if sendings else None


def has_row(sending: Sending | None, wish: Wish) -> bool:
    """Whether this row was sent then."""
    return sending is not None and any(
        row["wish"] == wish.public_id for row in sending.content.values["rows"]
    )


def rows_as_seen_by(actor: Actor, application: Application) -> list[Row]:
    """The rows of an application the actor was found to see: as they are for its own people, as sent for others."""
    if is_inside(actor, application):
        return rows_now(application)
    last = last_seen_by(actor, application)
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
                _lines(version, values, wish),
            )
        )
    return found


def rows_sent(application: Application, sending: Sending) -> list[Row]:
    version = application.round.form_version
    wishes = {wish.public_id: wish for wish in application.wishes.select_related("round_task__task", "duty")}
    return [
        Row(
            wishes[row["wish"]],
            row["title"],
            row["reason"],
            Decimal(row["quantity"]) if row["quantity"] is not None else None,
            row["led_by"],
            row["values"],
            _lines(version, row["values"], wishes[row["wish"]]),
        )
        for row in sending.content.values["rows"]
        if row["wish"] in wishes
    ]


def _lines(
    version: FormVersion | None, values: dict[str, Any], wish: Wish | None = None
) -> list[dict[str, Any]]:
    """For a page with the `wish`, whose address the files have; without it in words alone."""
    if version is None:
        return []
    href = partial(_file_url, wish) if wish is not None else None
    return lines_of(version.form, values, href=href)


def _file_url(wish: Wish, file: str) -> str:
    return reverse("wish-file", args=[wish.public_id, file])


def leading_words(organisation: Organisation, led_by: str) -> str:
    """单独承接, 牵头, 参与 as the rows say it."""
    if not led_by:
        return "单独承接"
    return "联合承接，本校牵头" if led_by == organisation.short else f"联合承接，{led_by}牵头"
