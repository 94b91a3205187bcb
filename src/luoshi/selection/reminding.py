"""What is due: schools and counties are reminded before a call closes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse

from luoshi.common.stages import Reminder

from .models import Call
from .queries import told_of
from .states import CallState
from .telling import NOTICE_KIND, last_day

COUNTY = ("county_officer", "county_leader")


def due_calls(today: dt.date) -> Iterable[Reminder]:
    rows = Call.objects.filter(state=CallState.OPEN).select_related("organisation", "plan")
    for call in rows.order_by("pk"):
        if call.is_over:
            continue
        posts = list(told_of(call))
        counties = tuple(post for post in posts if post.role in COUNTY)
        schools = tuple(post for post in posts if post.role not in COUNTY)
        yield _reminder(call, "schools", f"申报截止：{call.title}", call.school_until, schools)
        yield _reminder(call, "counties", f"推荐截止：{call.title}", call.county_until, counties)


def _reminder(call: Call, whose: str, title: str, day: dt.date | None, to: tuple[object, ...]) -> Reminder:
    return Reminder(
        key=f"call:{call.public_id}:{whose}",
        title=title,
        due=day or last_day(call),
        to=to,
        kind=NOTICE_KIND,
        href=reverse("call", args=[call.public_id]),
        about=call,
        plan=call.plan.public_id if call.plan is not None else "",
    )
