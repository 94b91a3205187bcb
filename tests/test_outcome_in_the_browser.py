"""Pages after a review in Chromium at both widths: with nothing, and with a long list, long names and long reasons."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.tests.looking import faults_at
from luoshi.papers.tests.conftest import chromium, window
from luoshi.selection.applying.models import Application
from luoshi.selection.outcome import actions
from luoshi.selection.outcome.actions import Standing
from luoshi.selection.outcome.listing import list_digest
from luoshi.selection.outcome.models import Result
from luoshi.selection.outcome.sealing import Words
from luoshi.selection.outcome.tests.helping import (
    act,
    drawn_up,
    facts,
    fresh,
    meeting,
    objected,
    result,
    scored,
    taken,
)  # fmt: skip
from luoshi.workplans.tests.test_workplans_in_the_browser import LONG

__all__ = ["chromium", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MANY = 200


@pytest.fixture
def there(yichang: Any, settings: Any, tmp_path: Any) -> Any:
    settings.LUOSHI_HOME = tmp_path
    return scored(yichang)


def _many(there: Any) -> None:
    """The list as long and as ugly as it comes."""
    first, at_first = result(there, "0001"), there.applications[0]
    Organisation.objects.filter(pk=at_first.organisation_id).update(name=LONG, short=LONG[:40])
    for row in there.applications:
        Application.objects.filter(pk=row.pk).update(title=f"{LONG}之{row.pk}")
    taken_numbers = Result.objects.filter(call=there.call, selected=True).count()
    for at in range(taken_numbers + 1, MANY + 1):
        made = Application.objects.create(
            call=there.call, organisation_id=at_first.organisation_id, owner=at_first.owner, title=f"{LONG}{at}",
            state="accepted", sequence=500 + at, sent_at=clock.now(), receipt={},
        )  # fmt: skip
        Result.objects.create(
            call=there.call, application=made, scoring=first.scoring, code=f"{500 + at:04d}", level="two",
            selected=True, order=at, place=at, score="61.25", passed=True,
        )  # fmt: skip


def test_the_pages_after_a_review_fit_both_widths(there: Any, window: Any, axe_source: str) -> None:
    list_page, here = reverse("outcomes"), reverse("outcome", args=[there.call.public_id])
    objections = reverse("outcome-objections", args=[there.call.public_id])
    page = window(there.officer, here)
    assert faults_at(page, "empty", axe_source, {"outcome": here, "objections": objections}) == []
    drawn_up(there)
    _many(there)
    said = actions.say_change(
        result=result(there, "0004"), after=Standing(False, "", excluded=True), reason="核查属实，" * 50,
        objection=None, by=there.actor("officer"),
    )  # fmt: skip
    change = reverse("outcome-say-change", args=[said.result.public_id])
    pages = {"outcomes": list_page, "outcome": here, "change": change}
    assert faults_at(page, "deciding", axe_source, pages) == []
    act(actions.confirm_change, there.actor("head"), change=said)
    meeting(there, words="会议听取了汇报，原则同意。" * 15)
    pages = {
        "decide": reverse("outcome-decide", args=[there.call.public_id]),
        "publish": reverse("outcome-publish", args=[there.call.public_id]),
    }
    assert faults_at(page, "deciding", axe_source, pages) == []
    notice = _publish(there)
    objection = taken(
        there, objected(notice, words=Words("材料有出入。" * 80, "金丝雀", "10000990001", LONG))
    )
    pages = {
        "outcome": here, "notice": reverse("outcome-notice", args=[notice.public_id]), "objections": objections,
        "objection": reverse("outcome-objection", args=[objection.public_id]),
        "register": reverse("outcome-register", args=[notice.public_id]),
    }  # fmt: skip
    assert faults_at(page, "noticed", axe_source, pages) == []
    _public(there, notice, window, axe_source)


def _publish(there: Any) -> Any:
    call = fresh(there.call)
    return actions.publish_notice(
        call=call, facts=facts(), shown=list_digest(call), by=there.actor("officer"), version=call.version
    )


def _public(there: Any, notice: Any, window: Any, axe_source: str) -> None:
    """What a school and, by the same addresses, a stranger see; the reports, for the monitor."""
    shown = reverse("outcome-public", args=[notice.public_id])
    page = window(there.school, shown)
    expect(page.get_by_role("link", name="提出异议")).to_be_visible()
    assert page.locator("tbody tr").count() == MANY
    assert page.locator("tbody td:not([data-label])").count() == 0  # on the phone each cell says what it is
    pages = {
        "notice": shown, "object": reverse("outcome-object", args=[notice.public_id]),
        "report": reverse("outcome-report", args=[there.call.public_id]), "own": reverse("outcome-own-objections"),
    }  # fmt: skip
    assert faults_at(page, "public", axe_source, pages) == []
    page = window(there.monitor, reverse("misconduct-list"))
    assert faults_at(page, "monitor", axe_source, {"misconduct": reverse("misconduct-list")}) == []
