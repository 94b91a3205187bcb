"""What a person does with notices: reading, signing, taking back; at all posts, on the desk, at the bell."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.models import AuditEvent
from luoshi.notices.models import Delivery, Notice
from luoshi.notices.queries import notices_visible_to

pytestmark = pytest.mark.django_db


def bell(client):
    html = client.get(reverse("notices")).content.decode()
    found = re.search(r'<span class="count">(\d+)</span></a>\s*\n', html)
    return int(found[1]) if found else 0


def post(client, name, notice, **data):
    return client.post(reverse(name, args=[notice.public_id]), data)


def test_it_waits_at_the_bell_and_in_the_list_until_it_is_read(school, say, signed_in):
    notice = say(school.head, title="请看这条")
    client = signed_in(school.head)
    assert bell(client) == 1
    assert "请看这条" in client.get(reverse("notices")).content.decode()
    assert post(client, "notice-read", notice).status_code == 302
    assert bell(client) == 0
    assert "请看这条" not in client.get(reverse("notices")).content.decode()
    assert "请看这条" in client.get(reverse("notices") + "?tab=all").content.decode()
    assert post(client, "notice-unread", notice).status_code == 302
    assert bell(client) == 1


def test_the_bell_counts_on_the_notices_own_page_too(school, say, signed_in):
    say(school.head), say(school.head)
    client = signed_in(school.head)
    for notice in Notice.objects.all():
        html = client.get(reverse("notice", args=[notice.public_id])).content.decode()
        assert '<span class="count">2</span>' in html


def test_htmx_gets_no_page_back_for_reading(school, say, signed_in):
    notice = say(school.head)
    client = signed_in(school.head)
    answer = client.post(reverse("notice-read", args=[notice.public_id]), headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert Delivery.objects.get().read_at is not None


def test_who_opens_the_page_a_notice_leads_to_has_read_it_but_not_signed_for_it(school, say, signed_in):
    """The page asks for it by a POST of its own, as that of the notice does."""
    here, there = reverse("desk"), reverse("search")
    said = say(school.head, title="已通过", href=f"{here}#approval")
    say(school.head, title="别处的", href=there), say(school.head, title="要签收的", href=here, receipt=True)
    client = signed_in(school.head)
    asked = re.findall(r'hx-post="([^"]+)" hx-trigger="load"', client.get(here).content.decode())
    assert asked == [reverse("notice-read", args=[said.public_id])]
    assert client.post(asked[0], headers={"HX-Request": "true"}).status_code == 204
    assert bell(client) == 2
    assert "hx-post" not in client.get(here).content.decode()


@pytest.mark.parametrize("receipt", [False, True])
def test_opening_the_page_marks_nothing_by_itself(school, say, signed_in, receipt):
    """GET writes nothing; the page asks for it by a POST of its own."""
    notice = say(school.head, receipt=receipt)
    html = signed_in(school.head).get(reverse("notice", args=[notice.public_id])).content.decode()
    assert Delivery.objects.get().read_at is None
    assert f'hx-post="{reverse("notice-read", args=[notice.public_id])}" hx-trigger="load"' in html


@pytest.mark.parametrize(
    "name", ["notice", "notice-read", "notice-receive", "notice-unread", "notice-take-back"]
)
def test_to_anybody_else_it_does_not_exist(school, say, signed_in, name):
    notice = say(school.head, receipt=True)
    for person in (school.stranger, school.office, school.officer):
        client = signed_in(person)
        ask = client.get if name == "notice" else client.post
        assert ask(reverse(name, args=[notice.public_id])).status_code == 404
    assert Delivery.objects.filter(read_at=None, received_at=None).count() == 1


def test_signing_shows_when_and_counts_as_read(school, say, signed_in):
    notice = say(school.head, receipt=True)
    client = signed_in(school.head)
    assert post(client, "notice-read", notice).status_code == 302
    assert bell(client) == 1, "read but not signed still waits"
    assert post(client, "notice-receive", notice).status_code == 302
    delivery = Delivery.objects.get()
    assert delivery.received_at >= delivery.read_at
    assert bell(client) == 0
    assert "已签收" in client.get(reverse("notice", args=[notice.public_id])).content.decode()
    assert [event.action for event in AuditEvent.objects.order_by("id")][-2:] == [
        "notices.mark_read",
        "notices.receive",
    ]


def test_signing_twice_keeps_the_first_time(school, say, signed_in):
    notice = say(school.head, receipt=True)
    client = signed_in(school.head)
    post(client, "notice-receive", notice)
    first = Delivery.objects.get().received_at
    post(client, "notice-receive", notice)
    assert Delivery.objects.get().received_at == first


def test_a_receipt_can_be_taken_back_and_only_then_be_unread(school, say, signed_in):
    notice = say(school.head, receipt=True)
    client = signed_in(school.head)
    post(client, "notice-receive", notice)
    refused = post(client, "notice-unread", notice)
    assert refused.status_code == 422
    assert "请先撤回签收" in refused.content.decode()
    assert post(client, "notice-take-back", notice).status_code == 302
    assert Delivery.objects.get().received_at is None
    assert post(client, "notice-unread", notice).status_code == 302
    assert Delivery.objects.get().read_at is None


def test_what_needs_no_receipt_or_was_withdrawn_cannot_be_signed(school, say, signed_in):
    plain, gone = say(school.head), say(school.head, receipt=True)
    Notice.objects.filter(pk=gone.pk).update(withdrawn_at=clock.now())
    client = signed_in(school.head)
    for notice, words in ((plain, "不需要签收"), (gone, "已被发送单位撤回")):
        answer = post(client, "notice-receive", notice)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert not Delivery.objects.filter(received_at__isnull=False).exists()
    assert bell(client) == 1, "what was withdrawn waits for nobody"


def test_all_read_leaves_receipts_waiting_and_is_undone_as_a_whole(school, say, signed_in):
    early = say(school.head, title="早已读过")
    client = signed_in(school.head)
    post(client, "notice-read", early)
    say(school.head), say(school.head), say(school.head, receipt=True)
    answer = client.post(reverse("notices-read-all"))
    assert bell(client) == 1
    page = client.get(answer["Location"]).content.decode()
    at = re.search(r'name="at" value="([^"]+)"', page)[1]
    assert client.post(reverse("notices-unread-all"), {"at": at}).status_code == 302
    assert bell(client) == 3
    assert Delivery.objects.get(notice=early).read_at is not None


@pytest.mark.parametrize("at", ["", "昨天", "2026-02-30T99:00", "2026-11-25T08:00:00", "9" * 500])
def test_a_wrong_instant_undoes_nothing(school, say, signed_in, at):
    client = signed_in(school.head)
    post(client, "notice-read", say(school.head))
    assert client.post(reverse("notices-unread-all"), {"at": at}).status_code == 302
    assert client.get(reverse("notices"), {"undo": at}).status_code == 200
    assert Delivery.objects.get().read_at is not None


def test_a_person_sees_what_reached_any_post_held_today(town, school, say):
    second = Membership.objects.create(user=school.head.user, organisation=town.academy, role="office")
    notice = say(second)
    assert list(notices_visible_to(actor_for(school.head))) == [notice]
    Membership.objects.filter(pk=second.pk).update(end=clock.today())
    assert not notices_visible_to(actor_for(school.head)).exists()


def test_the_desk_shows_receipts_under_todo_and_the_rest_under_read(school, say, signed_in):
    say(school.head, title="只要看过"), say(school.head, title="必须签收", receipt=True)
    client = signed_in(school.head)
    todo, read = (client.get(reverse("desk"), query).content.decode() for query in ({}, {"tab": "read"}))
    assert ("必须签收" in todo, "只要看过" in todo) == (True, False)
    assert ("必须签收" in read, "只要看过" in read) == (False, True)


def test_many_notices_are_cut_on_the_desk_with_a_way_to_the_rest(school, say, signed_in):
    for number in range(52):
        say(school.head, title=f"第{number}条")
    html = signed_in(school.head).get(reverse("desk"), {"tab": "read"}).content.decode()
    assert html.count('<span class="muted small">系统') == 50
    assert "还有更多消息" in html


def queries_of_the_list(client):
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("notices"))
    return len(asked)


def test_the_list_costs_as_many_queries_for_thirty_as_for_one(school, say, signed_in):
    client = signed_in(school.head)
    say(school.head)
    queries_of_the_list(client)  # the first request notes that the person is there
    one = queries_of_the_list(client)
    for _ in range(29):
        say(school.head)
    assert queries_of_the_list(client) == one < 15


def test_markup_in_a_notice_is_shown_and_never_runs(school, say, signed_in):
    notice = say(
        school.head, title="<script>alert(1)</script>", body='<img src=x onerror="alert(2)">\n第二段'
    )
    client = signed_in(school.head)
    for path in (
        reverse("notices"),
        reverse("notice", args=[notice.public_id]),
        reverse("desk") + "?tab=read",
    ):
        html = client.get(path).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
