"""A public notice: stands on a decision, shows the whitelist only, never changes, ends by the clock."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from luoshi.accounts.calendars import workdays_of
from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.common.ids import new_public_id
from luoshi.common.models import Holiday
from luoshi.core.public_notice import digest, window
from luoshi.notices.models import Delivery
from luoshi.selection.models import Call
from luoshi.selection.outcome import actions
from luoshi.selection.outcome.actions import Standing
from luoshi.selection.outcome.forms import suggested
from luoshi.selection.outcome.listing import list_digest
from luoshi.selection.outcome.models import PublicNotice
from luoshi.selection.outcome.queries import shown_today
from luoshi.selection.outcome.sweeping import end_overdue

from .helping import act, changed, days_on, drawn_up, facts, fresh, meeting, published, result, results

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def publish(there: Any, **said: Any) -> PublicNotice:
    given = {"facts": facts(), "shown": list_digest(there.call), **said}
    made: PublicNotice = act(actions.publish_notice, there.actor("officer"), call=there.call, **given)
    return made


def test_it_shows_the_list_that_was_decided_on_and_nothing_else(there: Any) -> None:
    notice = published(there)
    assert notice.call.state == "noticed"
    names = [person.name for person in there.applications[0].people.all()]
    assert notice.snapshot["rows"][0] == [
        "1", "示例案例1", there.applications[0].organisation.name, names[0], "一等",
    ]  # fmt: skip
    assert len(notice.snapshot["rows"]) == 3
    assert notice.digest == digest(notice.snapshot)
    scores = [row.score for row in results(there) if row.score]
    assert not any(score in repr(notice.snapshot) for score in scores)
    assert notice.rows == [row.public_id for row in results(there)[:3]]


def test_the_next_notice_begins_with_where_the_same_organisation_received_objections(there: Any) -> None:
    assert suggested(there.call, None)["contact"] == ""
    notice = published(there)
    other = Call.objects.get(pk=notice.call_id)
    other.pk, other.public_id, other.title = None, new_public_id(), "另一次遴选"
    other.save()
    assert suggested(other, None)["contact"] == notice.contact
    other.organisation = there.school.organisation
    assert suggested(other, None)["contact"] == "", "of another house"


def test_schools_are_told_once(there: Any) -> None:
    notice = published(there)
    told = Delivery.objects.filter(notice__title=f"公示：{notice.call.title}")
    assert there.school.user_id in set(told.values_list("user", flat=True))


def test_it_needs_a_decision_on_this_very_list(there: Any) -> None:
    drawn_up(there)
    with pytest.raises(RuleBroken, match="还没有审定"):
        publish(there)
    meeting(there)
    changed(there, "0005", Standing(True, "two"))
    with pytest.raises(RuleBroken, match="重新审定"):
        publish(there)
    meeting(there)
    with pytest.raises(RuleBroken, match="名单有了变更"):
        publish(there, shown="0" * 64)
    assert publish(there).number == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"days": 4}, "至少公示 5 个工作日"),
        ({"contact": " "}, "电话、邮箱和地址"),
        ({"fields": ("score",)}, "公示不能包含"),
    ],
)
def test_what_may_not_be_published(there: Any, said: dict[str, Any], words: str) -> None:
    drawn_up(there)
    meeting(there)
    with pytest.raises(RuleBroken, match=words):
        publish(there, facts=facts(**said))
    assert not PublicNotice.objects.exists()


@pytest.mark.parametrize("who", ["monitor", "leader", "school"])
def test_only_officers_publish(there: Any, who: str) -> None:
    drawn_up(there)
    meeting(there)
    with pytest.raises(PermissionDenied):
        act(actions.publish_notice, there.actor(who), call=there.call, facts=facts(), shown="")


@pytest.mark.parametrize("field", ["snapshot", "title", "until_on", "digest", "publisher"])
def test_the_database_refuses_to_change_it(there: Any, field: str) -> None:
    notice = published(there)
    value = {"snapshot": {}, "until_on": clock.today(), "publisher": there.head}.get(field, "x")
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        PublicNotice.objects.filter(pk=notice.pk).update(**{field: value})
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        PublicNotice.objects.filter(pk=notice.pk).delete()


def test_it_ends_by_the_clock(there: Any, settings: Any, tmp_path: Any) -> None:
    notice = published(there)
    end_overdue()
    assert fresh(notice).state == "shown"
    left = (notice.until_on - clock.today()).days
    days_on(settings, tmp_path, left)
    assert shown_today().exists()
    end_overdue()
    assert fresh(notice).state == "shown"
    days_on(settings, tmp_path, 1)
    assert not shown_today().exists()
    end_overdue()
    assert fresh(notice).state == "over"
    assert fresh(notice).taken_down_at is not None
    assert fresh(there.call).state == "noticed"


def test_a_stopped_one_sends_the_list_back_and_another_may_follow(there: Any) -> None:
    notice = published(there)
    with pytest.raises(RuleBroken, match="请写明理由"):
        act(actions.stop_notice, there.actor("officer"), notice=notice, reason=" ")
    act(actions.stop_notice, there.actor("officer"), notice=notice, reason="名称有误")
    assert (fresh(notice).state, fresh(there.call).state) == ("stopped", "deciding")
    assert not shown_today().exists()
    with pytest.raises(RuleBroken, match="公示过"):
        act(actions.undo_draw_up, there.actor("officer"), call=there.call, reason="重来")
    assert publish(there).number == 2


def test_a_corrected_one_takes_its_place_with_days_of_its_own(
    there: Any, settings: Any, tmp_path: Any, client: Any
) -> None:
    notice = published(there)
    days_on(settings, tmp_path, 2)
    changed(there, "0003", Standing(False, ""))
    correct = {"facts": facts(), "reason": "结果变更"}
    with pytest.raises(RuleBroken, match="重新审定"):
        act(actions.correct_notice, there.actor("officer"), notice=notice, shown="", **correct)
    assert fresh(notice).state == "shown"
    meeting(there)
    made = act(
        actions.correct_notice,
        there.actor("officer"),
        notice=notice,
        shown=list_digest(there.call),
        **correct,
    )
    assert (fresh(notice).state, made.number, made.replaces) == ("replaced", 2, notice)
    assert made.from_on == clock.today()
    assert len(made.snapshot["rows"]) == 2
    assert len(fresh(notice).snapshot["rows"]) == 3
    assert list(shown_today()) == [made]
    answer = client.get(f"/public-notices/{made.public_id}/")
    page = answer.content.decode()
    assert "更正理由：结果变更" in page
    assert ("共 2 项" in page, 'href="#objecting"' in page) == (True, False), (
        "short: the way to object is in sight"
    )
    _long_leads_to_how_to_object(answer)
    former = client.get(f"/public-notices/{notice.public_id}/")
    told = former.content.decode()
    assert former.status_code == 410
    for wanted in (f"/public-notices/{made.public_id}/", "结果变更", "公示已更正 · 落实"):
        assert wanted in told


def _long_leads_to_how_to_object(answer: Any) -> None:
    """A list of many leads past itself: a phone would turn fifty pages."""
    keys = ("notice", "shown", "replaced", "first", "last", "signed", "numeric", "call", "is_drawn")
    given = {key: answer.context[key] for key in keys}
    page = render_to_string("outcome/public.html", given | {"lines": answer.context["lines"] * 15})
    assert ("共 30 项" in page, 'href="#objecting"' in page, 'id="objecting"' in page) == (True, True, True)


def test_its_days_are_those_worked_here(there: Any, settings: Any, tmp_path: Any) -> None:
    """Begun on Thursday, 31 December 2026: New Year's Day is off, the weekend is worked instead: by weekdays
    alone it would be the 7th."""
    for day, kind in (("2027-01-01", "holiday"), ("2027-01-02", "workday"), ("2027-01-03", "workday")):
        Holiday.objects.update_or_create(day=day, defaults={"kind": kind})
    settings.CLOCK_FILE = str(tmp_path / "clock")
    (tmp_path / "clock").write_text("2026-12-31T09:00:00+08:00")
    notice = published(there)
    assert (str(notice.from_on), str(notice.until_on)) == ("2026-12-31", "2027-01-06")
    for moment, shown in (("2027-01-06T23:59:00+08:00", True), ("2027-01-07T00:00:00+08:00", False)):
        (tmp_path / "clock").write_text(moment)
        assert shown_today().exists() is shown


def test_a_year_without_a_holiday_table_is_told_before_it_is_published(
    there: Any, signed_in: Any, settings: Any, tmp_path: Any
) -> None:
    drawn_up(there)
    meeting(there)
    Holiday.objects.exclude(day__year=2026).delete()
    Holiday.objects.update_or_create(day="2026-12-31", defaults={"kind": "workday"})
    settings.CLOCK_FILE = str(tmp_path / "clock")
    client, form = signed_in(there.officer), reverse("outcome-publish", args=[there.call.public_id])
    told = []
    for moment in ("2026-12-10T09:00:00+08:00", "2026-12-30T09:00:00+08:00"):
        (tmp_path / "clock").write_text(moment)
        shown = client.get(form).content.decode().split('id="preview"')[1]
        told.append("节假日表只到 2026年12月31日" in shown)
    assert told == [False, True]


def test_where_the_bureau_showed_it_is_noted_with_a_picture(there: Any, signed_in: Any) -> None:
    notice, client = published(there), signed_in(there.officer)
    here = reverse("outcome-notice", args=[notice.public_id])
    picture = SimpleUploadedFile("官网.png", PNG)
    said = {"_version": notice.version, "_once": "picture", "url": "https://example.com/gs", "file": picture}
    assert client.post(reverse("outcome-official", args=[notice.public_id]), said).status_code == 302
    page = client.get(here).content.decode()
    assert ("https://example.com/gs" in page, "官网.png" in page) == (True, True)
    got = client.get(reverse("outcome-notice-picture", args=[notice.public_id]))
    assert b"".join(got.streaming_content) == PNG
    act(actions.note_official, there.actor("officer"), notice=notice, url="https://example.com/gs2")
    assert fresh(notice).picture is not None, "another address takes no picture away"


def test_the_form_shows_what_the_public_will_see_and_until_when(there: Any, signed_in: Any) -> None:
    drawn_up(there)
    client, form = signed_in(there.officer), reverse("outcome-publish", args=[there.call.public_id])
    page = client.get(form).content.decode()
    assert "还没有审定，不能公示" in page
    assert '<button class="button primary">发布公示</button>' not in page
    meeting(there)
    row = result(there, "0001").application
    last = window(clock.today(), 5, workdays_of(there.call.organisation.path)).until_on
    listed = client.get(form).content.decode().split('id="preview"')[1]
    assert f"<strong>{last.year}年{last.month}月{last.day}日</strong>" in listed
    assert "5 个：" in listed
    assert row.title in listed
    assert row.people.get().name not in listed, "only the columns chosen"
    said = {
        "title": "公示",
        "words": "",
        "contact": "电话",
        "columns": ["people"],
        "days": "7",
        "_preview": "1",
    }
    shown = client.post(form, said, follow=True).content.decode().split('id="preview"')[1]
    assert row.people.get().name in shown
    assert "7 个：" in shown
    assert not PublicNotice.objects.filter(call=there.call).exists()


def test_who_entered_the_decision_publishes_nothing_alone(
    there: Any, settings: Any, tmp_path: Any, signed_in: Any
) -> None:
    """Two persons have the list in hands before it is public, at the notice and at the end (controls SE-05)."""
    drawn_up(there)
    meeting(there)
    given = {"facts": facts(), "shown": list_digest(fresh(there.call))}
    with pytest.raises(RuleBroken, match="审定是您登记的"):
        act(actions.publish_notice, there.actor("head"), call=there.call, **given)
    form = reverse("outcome-publish", args=[there.call.public_id])
    pages = [signed_in(post).get(form).content.decode() for post in (there.head, there.officer)]
    assert ["审定是您登记的" in page for page in pages] == [True, False], "said before the form is filled in"
    button = '<button class="button primary">发布公示</button>'
    assert [button in page for page in pages] == [False, True]
    notice = publish(there)
    days_on(settings, tmp_path, (notice.until_on - clock.today()).days + 1)
    end_overdue()
    meeting(there, "after", number="纪要2号")
    with pytest.raises(RuleBroken, match="审定是您登记的"):
        act(actions.finish_call, there.actor("head"), call=there.call)
    act(actions.finish_call, there.actor("officer"), call=there.call)
    there.call.refresh_from_db()
    assert there.call.state == "ended"
