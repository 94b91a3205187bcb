"""What publishes, reveals or gives rights wants a password not older than five minutes (controls SE-05)."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils.html import escape

from luoshi.accounts.models import Membership, Session
from luoshi.accounts.proving import FRESH
from luoshi.common import acts, clock
from luoshi.common.models import AuditEvent

from .conftest import GOOD_PASSWORD

pytestmark = pytest.mark.once
WANTED = (
    "accounts.add_post", "accounts.admit_person", "accounts.apply_list", "accounts.confirm_ticket",
    "applying.deny_named", "applying.reveal",
    "archive.note_fetched", "binders.fetch_making", "home.export_log", "home.export_selection_log",
    "outcome.confirm_change", "outcome.correct_notice", "outcome.fetch_results",
    "outcome.finish_call", "outcome.publish_notice",
    "outcome.stop_notice", "outcome.undo_decision", "panel.bind_expert",
    "panel.confirm_draw", "panel.confirm_proposal", "panel.fetch_pool",
    "recognition.confirm_revocation", "recognition.grant_awards", "recognition.issue_announcement",
    "recognition.note_stamped",
    "recognition.recognise_award", "recognition.renew_award",
    "recommendation.fetch_letter",
    "registers.clear_personal",
    "registers.confirm_erasure", "registers.propose_erasure", "registers.reveal",
    "review.close_round", "review.fetch_scoring", "review.reopen_review",
    "returns.fetch_merged", "returns.fetch_sheet",
    "selection.confirm_extension", "selection.confirm_quotas", "selection.confirm_withdrawal", "selection.open_call",
    "selection.set_host", "selection.withdraw_call",
)  # fmt: skip


@pytest.fixture
def office(town):
    """A security administrator who signed in ten minutes ago, and the form that gives a teacher a second post."""
    admin, teacher = town.person("security_admin", password=GOOD_PASSWORD), town.person("teacher", "academy")
    client = Client()
    client.post("/sign-in/", {"account": admin.user.mobile, "password": GOOD_PASSWORD})
    long_ago(10)
    form = {"organisation": town.academy.public_id, "role": "school_head", "_once": "示例<键>"}
    return client, f"/people/{teacher.user.public_id}/posts/", form, teacher


def long_ago(minutes):
    Session.objects.update(started_at=clock.now() - dt.timedelta(minutes=minutes))


def posts_of(teacher):
    return Membership.objects.filter(user=teacher.user).count()


def logged(action):
    return AuditEvent.objects.filter(action=action).count()


def test_an_old_session_is_asked_and_the_same_form_is_taken_with_the_password(office):
    client, page, form, teacher = office
    answer = client.post(page, form)
    assert (answer.status_code, posts_of(teacher)) == (401, 1)
    told = answer.content.decode()
    assert "您刚才的操作还没有生效" in told
    kept = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', told))
    assert kept == {
        "csrfmiddlewaretoken": kept["csrfmiddlewaretoken"],
        **{name: escape(value) for name, value in form.items()},
    }
    again = client.post(page, {**form, "_password": GOOD_PASSWORD})
    assert (again.status_code, posts_of(teacher), logged("accounts.prove")) == (302, 2, 1)


def test_a_wrong_password_changes_nothing_and_guessing_is_stopped(office):
    client, page, form, teacher = office
    answers = [client.post(page, {**form, "_password": f"Wrong-{number}-Xv"}) for number in range(6)]
    assert [each.status_code for each in answers] == [401] * 5 + [429]
    assert "密码不对" in answers[0].content.decode()
    assert client.post(page, {**form, "_password": GOOD_PASSWORD}).status_code == 429
    assert posts_of(teacher) == 1
    assert (logged("accounts.prove_failed"), logged("accounts.prove_throttled")) == (5, 2)


def test_the_page_leads_back_to_where_the_form_was_sent_from_and_nowhere_else(office):
    """What brings a file leaves the page standing."""
    client, page, form, _ = office
    here = "http://testserver/people/?role=teacher"
    asked = client.post(page, form, headers={"referer": here}).content.decode()
    assert 'href="/people/?role=teacher">回到刚才的页面' in asked
    wrong = {**form, "_password": "Wrong-1-Xv", "_back": "/people/?role=teacher"}
    assert 'href="/people/?role=teacher">回到刚才的页面' in client.post(page, wrong).content.decode()
    for there in ("https://example.org/", "//example.org/"):
        away = client.post(page, {**wrong, "_back": there}, headers={"referer": there}).content.decode()
        assert "example.org" not in away


def test_a_proof_lasts_five_minutes_and_is_of_one_browser(office):
    client, page, form, teacher = office
    client.post(page, {**form, "_password": GOOD_PASSWORD})
    proved = client.session.session_key
    assert client.post(page, {**form, "role": "office", "_once": "b"}).status_code == 302
    Session.objects.filter(session_key=proved).update(proved_at=clock.now() - FRESH)
    assert client.post(page, {**form, "role": "school_head", "_once": "c"}).status_code == 401
    assert posts_of(teacher) == 3


def test_the_password_reaches_neither_the_view_nor_the_log(office):
    client, page, form, _ = office
    answer = client.post(page, {**form, "_password": GOOD_PASSWORD})
    assert "_password" not in answer.wsgi_request.POST
    assert not AuditEvent.objects.filter(changes__icontains=GOOD_PASSWORD).exists()


def test_without_a_token_no_guess_is_counted(office):
    _, page, form, _ = office
    stranger = Client(enforce_csrf_checks=True)
    stranger.cookies["luoshi"] = Session.objects.get().session_key
    answer = stranger.post(page, {**form, "_password": "Wrong-1-Xv"})
    assert (answer.status_code, logged("accounts.prove_failed")) == (403, 0)


def test_sample_people_have_no_password_and_elsewhere_one_is_wanted_first(office, town, signed_in, settings):
    _, page, form, teacher = office
    client = signed_in(town.person("security_admin"))
    long_ago(10)
    settings.LUOSHI_MODE = "production"
    answer = client.post(page, form)
    assert (answer.status_code, "还没有设置登录密码" in answer.content.decode()) == (401, True)
    settings.LUOSHI_MODE = "demo"
    assert (client.post(page, form).status_code, posts_of(teacher)) == (302, 2)


def test_every_act_that_should_want_it_does():
    assert sorted(name for name, act in acts.REGISTRY.items() if act.proof) == sorted(WANTED)
