"""What school and county do with an application on its pages, from the register's words to the county's order."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import html

from luoshi.common import clock
from luoshi.common.dataforms.models import FormVersion
from luoshi.selection.applying import actions
from luoshi.selection.applying.models import Application
from luoshi.selection.models import Call

from . import helping, made
from .test_pages import page, text_of
from .test_sending import ranked_call

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_the_form_opens_with_what_the_register_says(there: Any, signed_in: Any) -> None:
    """Issue 6 §2: nobody types a second time what stands in the register."""
    fields = [
        {"key": "leader", "kind": "text", "label": "负责人", "prefill": "applying.entry"},
        {"key": "held", "kind": "long_text", "label": "台账内容", "prefill": "applying.entry_words"},
    ]
    version = there.call.form_version
    asks = FormVersion.objects.create(
        definition=version.definition, number=9, content={"fields": fields}, published_at=clock.now()
    )
    Call.objects.filter(pk=there.call.pk).update(form_version=asks)
    facts = {"name": "示例数控团队", "specialty": "数控技术", "leader": "示例负责人"}
    members = [{"name": "示例成员", "source": "school"}]
    team = helping.entered(there, "teams", there.school, members=members, **facts)
    said = {"call": helping.fresh(there.call), "title": "示例", "group": "思政"}
    row = actions.start_application(by=there.actor(there.office), **said)
    Application.objects.filter(pk=row.pk).update(entry=team)
    shown = html.fromstring(signed_in(there.office).get(page(row, "apply-form")).content)
    assert shown.xpath("//input[@name='leader']/@value") == ["示例负责人"]
    [words] = shown.xpath("//textarea[@name='held']")
    assert ["示例数控团队" in words.text, "数控技术" in words.text] == [True, True]


def test_the_schools_own_selection_is_written_down_on_its_page(there: Any, signed_in: Any, send: Any) -> None:
    """Issue 6 §2: own selection and 校内公示, before the sending."""
    rules = {**there.call.rules, "own_selection": True, "own_notice_days": 5}
    Call.objects.filter(pk=there.call.pk).update(rules=rules)
    row, client = helping.filled(there, "zhijiang"), signed_in(there.office)
    own, today = page(row, "apply-own-selection"), clock.today()
    assert f'href="{own}"' in text_of(client.get(page(row)))
    assert send(client, page(row, "apply-send"), row).status_code == 422
    days = dict(zip(("decided_on", "notice_from", "notice_until"), (21, 20, 1), strict=True))
    said: dict[str, Any] = {name: (today - dt.timedelta(days=ago)).isoformat() for name, ago in days.items()}
    said |= {"words": "教师大会评选", "outcome": "没有收到异议"}
    wrong = send(client, own, helping.fresh(row), **{**said, "words": ""})
    assert (wrong.status_code, "请写明怎样评选出来的" in text_of(wrong)) == (422, True)
    said["files"] = SimpleUploadedFile("纪要.pdf", made.pdf("minutes"))
    assert send(client, own, helping.fresh(row), **said).status_code == 302
    assert "教师大会评选" in text_of(client.get(page(row)))
    send(client, page(row, "apply-send"), helping.fresh(row))
    assert helping.fresh(row).state == "sent"


def test_school_and_county_pass_it_on_and_rank_on_their_pages(there: Any, signed_in: Any, send: Any) -> None:
    """Issue 6 §2: draft → school → county, which ranks within its places → the bureau."""
    ranked_call(there)
    rows = [helping.filled(there, "zhijiang", number=number) for number in (0, 1)]
    for row in rows:
        send(signed_in(there.office), page(row, "apply-send"), row)
    ranking = reverse("apply-ranking", args=[there.call.public_id])
    assert signed_in(there.office).get(ranking).status_code == 403
    for row in rows:
        _agreed(there, row, signed_in, send)
    clerk = signed_in(there.clerk)
    assert f'href="{ranking}"' in text_of(clerk.get(reverse("call", args=[there.call.public_id])))
    shown = html.fromstring(clerk.get(ranking).content)
    [seen] = shown.xpath("//input[@name='_seen']/@value")
    two = {f"rank-{row.public_id}": str(number) for number, row in enumerate(rows, 1)}
    refused = send(clerk, ranking, _seen=seen, **two)
    assert (refused.status_code, "名额是 1 个" in text_of(refused)) == (422, True)
    assert send(clerk, ranking, _seen=seen, **{f"rank-{rows[1].public_id}": "1"}).status_code == 302
    assert [helping.fresh(row).rank for row in rows] == [None, 1]
    for row in rows:
        _agreed(there, row, signed_in, send)
    assert [helping.fresh(row).state for row in rows] == ["sent", "received"]


def _agreed(there: Any, row: Application, signed_in: Any, send: Any) -> None:
    """As far as it goes: by whoever's turn it is, by the button of the page."""
    while True:
        row = helping.fresh(row)
        step = row.approval.current
        if row.state != "sent" or step is None:
            return
        helping.holder(there, step)
        client, button = signed_in(there.posts[step.role, step.organisation.key]), page(row, "apply-pass")
        assert f'action="{button}"' in text_of(client.get(page(row)))
        if send(client, button, row).status_code != 302:
            return
        then = helping.fresh(row).approval.current
        if row.rank is None and then is not None and then.role == "county_leader":
            return
