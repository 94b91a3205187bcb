"""An officer sees what counting anew would change, then counts; of many schools the worker does both."""

from __future__ import annotations

import pytest
from django.urls import reverse

from luoshi.common import clock, jobs
from luoshi.common.models import AuditEvent
from luoshi.core.periods import period_of
from luoshi.indicators.entry import recounting
from luoshi.indicators.entry.actions import recounting as acts_of
from luoshi.indicators.entry.views import recounting as pages
from luoshi.indicators.models import Indicator, Observation
from luoshi.indicators.periods import find
from luoshi.notices.models import Delivery
from luoshi.registers.models import Entry
from luoshi.registers.tests.samples import LI, WANG

from .test_computing import enter, shown

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def stale(there):
    """Two teachers were counted; one of them is taken back to a draft without anybody's act."""
    entries = enter(there, "office", WANG, LI)
    Entry.objects.filter(pk=entries[1].pk).update(state="draft")
    assert shown(there, "teachers").numerator == 2
    return there


def url_of(there, key="teachers"):
    return reverse("recount-indicator", args=[there.indicators[key].public_id])


def said(there, **more):
    row = Indicator.objects.get(pk=there.indicators["teachers"].pk)
    period = find(period_of("quarter", clock.today()))
    return {"_version": row.version, "period": period.public_id, **more}


def test_what_would_change_is_shown_and_then_done_with_a_line_in_the_log(stale, signed_in):
    there, city = stale, signed_in(stale.posts["city"])
    before = Observation.objects.count()
    page = city.get(url_of(there))
    changes = {each.school: (each.before, each.after) for each in page.context["rows"]}
    assert changes[there.school.short] == ("2 人", "1 人")
    assert Observation.objects.count() == before, "looking writes nothing"
    for who, status in (("office", 403), ("county", 403), ("leader", 403)):
        client = signed_in(there.posts[who])
        assert (
            client.get(url_of(there)).status_code,
            client.post(url_of(there), said(there)).status_code,
        ) == (
            status,
            status,
        )
    old = said(there)
    assert city.post(url_of(there), {**old, "_once": "r"}).status_code == 302
    assert shown(there, "teachers").numerator == 1
    event = AuditEvent.objects.filter(action="indicator_entry.recount").latest("pk")
    assert event.object_id == there.indicators["teachers"].public_id
    assert city.post(url_of(there), {**old, "_once": "s"}).status_code == 409, "an older copy"
    assert city.get(url_of(there)).context["rows"] == []
    assert "没有要改的" in city.get(url_of(there)).content.decode()


def test_what_is_filled_in_is_not_counted_and_nonsense_is_no_period(stale, signed_in):
    city = signed_in(stale.posts["city"])
    period = find(period_of("quarter", clock.today()))
    typed = city.post(
        url_of(stale, "land"), {"_version": stale.indicators["land"].version, "period": period.public_id}
    )
    assert (typed.status_code, "不由台账计算" in typed.content.decode()) == (422, True)
    for nonsense in ("x", "\0", "9" * 500):
        assert city.post(url_of(stale), {**said(stale), "period": nonsense}).status_code in (400, 404)


def test_of_many_schools_the_worker_looks_first_and_counts_when_it_is_told(stale, signed_in, monkeypatch):
    for module in (recounting, acts_of, pages):
        monkeypatch.setattr(module, "FEW", 1)
    there, city = stale, signed_in(stale.posts["city"])
    unseen = city.post(url_of(there), said(there, _once="a"))
    assert (unseen.status_code, "请先看会改什么" in unseen.content.decode()) == (422, True)
    assert city.post(url_of(there), said(there, _look="1", _once="b")).status_code == 302
    assert "正在后台计算" in city.get(url_of(there)).content.decode()
    assert city.post(url_of(there), said(there, _look="1", _once="c")).status_code == 422, "it is at it"
    assert jobs.run_next()
    page = city.get(url_of(there))
    assert ("2 人", "1 人") in [(each.before, each.after) for each in page.context["rows"]]
    assert shown(there, "teachers").numerator == 2, "only looked at"
    assert city.post(url_of(there), said(there, _once="d")).status_code == 302
    assert jobs.run_next()
    assert shown(there, "teachers").numerator == 1
    told = Delivery.objects.filter(membership=there.posts["city"]).values_list("notice__title", flat=True)
    assert any(title.startswith("重新计算完成") for title in told)
    assert recounting.asked(Indicator.objects.get(pk=there.indicators["teachers"].pk)) == {}
