"""Whom the school has to tell what became of its application: whoever fills it in, and who sent it."""

from __future__ import annotations

import datetime as dt

from luoshi.common.actor import Actor
from luoshi.notices.actions import tell

from .models import Application
from .queries import page_of

KIND = "selection"


def say(application: Application, title: str, by: Actor, body: str = "", due: dt.date | None = None) -> None:
    to = {application.owner}
    if application.approval is not None:
        to.add(application.approval.author)
    tell(
        to=sorted(to, key=lambda post: post.pk),
        title=f"{title}：{application.title}",
        body=body,
        kind=KIND,
        href=page_of(application),
        about=application,
        due=due,
        by=by,
    )
