"""Who sends an application back to be mended is told until which day, and where nobody has entered its holidays."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from luoshi.common.models import Holiday
from luoshi.selection.applying import actions
from luoshi.selection.models import Call

from . import helping

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize(("entered", "last", "warned"), [(True, "5", False), (False, "4", True)])
def test_the_last_day_stands_there_before_it_is_fixed(
    there: Any, signed_in: Any, settings: Any, tmp_path: Any, entered: bool, last: str, warned: bool
) -> None:
    """Two working days from Thursday, 31 December 2026: is the Friday off, they end on Tuesday."""
    Holiday.objects.filter(day__year=2027).delete()
    Holiday.objects.update_or_create(day="2026-10-01", defaults={"kind": "holiday"})
    if entered:
        Holiday.objects.create(day="2027-01-01", kind="holiday")
    Call.objects.filter(pk=there.call.pk).update(rules={**there.call.rules, "correction_days": 2})
    row, by = helping.written(there, "zhijiang", reached="received"), there.actor(there.officer)
    settings.CLOCK_FILE = str(tmp_path / "clock")
    (tmp_path / "clock").write_text("2026-12-31T09:00:00+08:00")
    page = signed_in(there.officer).get(reverse("apply-page", args=[row.public_id])).content.decode()
    assert f"今天通知的到 2027年1月{last}日（含当日）为止" in page
    assert ("2027 年的放假安排还没有录入" in page, "通知以后截止日期不变" in page) == (warned, warned)
    row = helping.do(actions.check_application, row, by, lines={"whole": (False, "缺盖章页")})
    row = helping.do(actions.ask_correction, row, by)
    assert row.correct_until == dt.datetime.fromisoformat(f"2027-01-0{last}T23:59:59+08:00")
