"""Who still owes a sheet, and by when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse

from luoshi.common.stages import Reminder

from .keys import NOTICE_KIND, sheet_reminder
from .models import ReturnSheet
from .queries import fillers_of
from .states import ReturnState, SheetState


def due_sheets(today: dt.date) -> Iterable[Reminder]:
    owing = ReturnSheet.objects.filter(
        asked_in__state=ReturnState.OPEN,
        state__in=(SheetState.TODO, SheetState.FILLING, SheetState.CHECKING, SheetState.DOUBTFUL),
    ).select_related("asked_in__organisation", "asked_in__plan", "organisation")
    for sheet in owing.order_by("pk"):
        row = sheet.asked_in
        yield Reminder(
            key=sheet_reminder(row.public_id, sheet.organisation.public_id),
            title=f"填报送出：{row.title}",
            due=row.last_day,
            to=tuple(fillers_of(sheet.organisation)),
            kind=NOTICE_KIND,
            href=reverse("return-sheet", args=[sheet.public_id]),
            about=sheet,
            plan=row.plan.public_id if row.plan is not None else "",
        )
