"""What a kind's calendar and form do for the next call, and what earlier awards tell a school before it writes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from luoshi.core.fields import read
from luoshi.core.selection import read_rules
from luoshi.selection.forms import prefilled
from luoshi.selection.models import Call
from luoshi.selection.quotas import allowed, units

from . import helping
from .helping import fresh, made, opened
from .test_quotas import won

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_a_new_call_begins_with_the_days_of_its_kinds_calendar(there: Any, signed_in: Any) -> None:
    """Issue 6 §1: changed on screen; the end falls on a working day, school and county have theirs before it."""
    kind, client = made(there), signed_in(there.officer)
    rules = reverse("selection-kind-rules", args=[kind.public_id, "ending"])
    helping.as_shown(client, rules, open_days="21", school_days="6", county_days="3")
    calendar = read_rules(fresh(kind).rules).calendar
    friday = dt.date(2026, 11, 27)
    start = prefilled("示例", calendar, friday, "city_bureau")
    assert timezone.localtime(start["until"]) == timezone.make_aware(dt.datetime(2026, 12, 18, 17))
    assert (start["school_until"], start["county_until"]) == (dt.date(2026, 12, 12), dt.date(2026, 12, 15))
    saturday = prefilled("示例", calendar, friday + dt.timedelta(days=1), "city_bureau")
    assert timezone.localtime(saturday["until"]).date() == dt.date(2026, 12, 21)
    helping.as_shown(client, reverse("new-call", args=[kind.public_id]))
    call = Call.objects.get(kind=kind)
    last = timezone.localtime(call.until).date()
    assert (last - call.school_until, last - call.county_until) == (
        dt.timedelta(days=6),
        dt.timedelta(days=3),
    )


def test_an_earlier_award_is_asked_for_before_anything_is_written(there: Any, signed_in: Any) -> None:
    """Issue 6 §1: conditions by rule from earlier awards, told with their reason on the page of the call."""
    test = {"field": "held", "op": "ge", "value": 1}
    rule = {"key": "c1", "words": "已有一项有效认定", "about": "earlier", "test": test, "veto": True}
    call = opened(there, helping.with_rules(there, made(there), register="teams", conditions=[rule]))
    here, client = reverse("call", args=[call.public_id]), signed_in(there.office)
    page = client.get(here).content.decode()
    assert "不满足，因为“现有的有效认定”是 0 项" in page
    assert "现在还不能申报" in page
    won(there)
    assert "现在还不能申报" not in client.get(here).content.decode()


def test_the_form_of_a_kind_is_changed_from_its_page(there: Any, signed_in: Any) -> None:
    """Issue 6 §1: the form is part of what is made and changed on screen; a call that is out keeps its own."""
    kind, client = made(there), signed_in(there.officer)
    call = opened(there, kind)
    form = reverse("form", args=[kind.definition.public_id])
    assert f'href="{form}"' in client.get(reverse("selection-kind", args=[kind.public_id])).content.decode()
    draft = client.post(f"{form}draft/", {"_once": "draft", "_version": kind.definition.version})
    assert draft.status_code == 302
    assert "接着改新版" in client.get(reverse("selection-kind", args=[kind.public_id])).content.decode()
    version = kind.definition.versions.get(published_at=None)
    edit = reverse("edit-field", args=[version.public_id, read(version.content)[0].fields[0].key])
    helping.as_shown(client, edit, label="改过的一项")
    version.refresh_from_db()
    publish = reverse("publish-form", args=[version.public_id])
    assert client.post(publish, {"_once": "publish", "_version": version.version}).status_code == 302
    later = opened(there, fresh(kind), title="下一次")
    assert [each.form_version == version for each in (fresh(call), later)] == [False, True]
    assert "改过的一项" in client.get(reverse("selection-kind", args=[kind.public_id])).content.decode()


def test_a_number_for_one_group_of_a_school_is_written_on_the_page_of_quotas(
    there: Any, signed_in: Any
) -> None:
    """Issue 6 §1: quotas per school and per 组别."""
    rules = {"group_titles": ["思政", "专业课"], "quota": {"by": "school", "number": 2}, "conditions": []}
    call = helping.drafted(there, helping.with_rules(there, made(there), **rules))
    at = units(call).index(there.school) * 2 + 1
    client, here = signed_in(there.officer), reverse("call-quotas", args=[call.public_id])
    assert f"{there.school.short}　专业课" in client.get(here).content.decode()
    assert helping.as_shown(client, here, **{f"quotas-{at}-number": "1"}).status_code == 302
    [row] = fresh(call).quotas.all()
    assert (row.organisation, row.group, row.number) == (there.school, "专业课", 1)
    assert [allowed(fresh(call), there.school, each).number for each in ("思政", "专业课")] == [2, 1]
