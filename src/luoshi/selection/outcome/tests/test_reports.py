"""Reports of misconduct about whoever watches: nobody makes one vanish that is about himself."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from luoshi.selection.models import Call
from luoshi.selection.outcome import actions
from luoshi.selection.outcome.models import Misconduct
from luoshi.selection.outcome.queries import misconduct_visible_to

from .helping import act, published

pytestmark = pytest.mark.django_db


def test_a_report_about_the_monitor_himself_goes_to_the_monitor_above_or_the_leader(there: Any) -> None:
    """No monitor of the bureau reads it, ends it or lifts its hold."""
    call = published(there).call
    said = {"words": "收礼", "watch": "on"}
    page = Client().post(reverse("outcome-report", args=[call.public_id]), said).content.decode()
    assert "由上级的监督员核查" in page
    report = Misconduct.objects.get()
    second = there.post("monitor")
    for who in ("monitor", second, "officer"):
        assert not misconduct_visible_to(there.actor(who)).exists()
        with pytest.raises(PermissionDenied):
            act(actions.dismiss_misconduct, there.actor(who), report=report, words="没有")
    assert list(misconduct_visible_to(there.actor("leader"))) == [report]
    school = there.school.organisation
    Call.objects.filter(pk=call.pk).update(organisation=school)  # as if it were the school's own
    near, head = there.post("monitor", school.key), there.post("school_head", school.key)
    for who, rows in ((near, []), (head, []), (second, [report])):
        assert list(misconduct_visible_to(there.actor(who))) == rows
    act(actions.take_misconduct, there.actor(second), report=report)
