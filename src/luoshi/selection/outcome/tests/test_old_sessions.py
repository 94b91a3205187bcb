"""An open browser alone publishes nothing: the password is asked on the page itself (controls SE-05)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from luoshi.accounts.models import Session
from luoshi.common import clock
from luoshi.selection.outcome.listing import list_digest
from luoshi.selection.outcome.models import PublicNotice
from luoshi.selection.outcome.sweeping import end_overdue

from .helping import days_on, drawn_up, fresh, meeting, published

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PASSWORD = "Mq3#riverstone"


def of_ten_minutes_ago(there: Any, signed_in: Any, settings: Any) -> Any:
    settings.LUOSHI_MODE = "production"
    there.officer.user.set_password(PASSWORD)
    there.officer.user.save()
    client = signed_in(there.officer)
    Session.objects.update(started_at=clock.now() - dt.timedelta(minutes=10))
    return client


def test_a_notice_is_published_with_the_password_and_not_without(
    there: Any, signed_in: Any, settings: Any
) -> None:
    drawn_up(there)
    meeting(there)
    client, page = (
        of_ten_minutes_ago(there, signed_in, settings),
        reverse("outcome-publish", args=[there.call.public_id]),
    )
    said = {
        "title": "公示", "words": "现公示。", "contact": "电话", "columns": ["people"], "days": "5",
        "shown": list_digest(fresh(there.call)), "_version": fresh(there.call).version, "_once": "publish",
    }  # fmt: skip
    asked = client.post(page, said)
    assert (asked.status_code, "您刚才的操作还没有生效" in asked.content.decode()) == (401, True)
    assert (PublicNotice.objects.exists(), fresh(there.call).state) == (False, "deciding")
    assert client.post(page, {**said, "_password": PASSWORD}).status_code == 302
    assert fresh(there.call).state == "noticed"


def test_results_are_published_with_the_password_and_not_without(
    there: Any, signed_in: Any, settings: Any, tmp_path: Any
) -> None:
    notice = published(there)
    days_on(settings, tmp_path, (notice.until_on - clock.today()).days + 1)
    end_overdue()
    meeting(there, "after", number="纪要2号")
    client, page = (
        of_ten_minutes_ago(there, signed_in, settings),
        reverse("outcome-finish", args=[there.call.public_id]),
    )
    said = {"_version": fresh(there.call).version, "_once": "finish"}
    assert (client.post(page, said).status_code, fresh(there.call).state) == (401, "noticed")
    assert client.post(page, {**said, "_password": PASSWORD}).status_code == 302
    assert fresh(there.call).state == "ended"


def test_the_whole_list_leaves_with_the_password_and_not_without(
    there: Any, signed_in: Any, settings: Any
) -> None:
    drawn_up(there)
    client = of_ten_minutes_ago(there, signed_in, settings)
    page = reverse("outcome-results-xlsx", args=[there.call.public_id])
    assert client.get(page).status_code == 405
    assert client.post(page).status_code == 401
    whole = client.post(page, {"_password": PASSWORD})
    assert (whole.status_code, whole.content[:2]) == (200, b"PK")
