"""By what he declared, and asks to be lifted, an expert learns nothing of who applies (controls BL-01); and an officer
who keeps away learns nothing of who reads (controls BL-08).
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from lxml import html

from luoshi.accounts.models import Organisation
from luoshi.notices.models import Delivery
from luoshi.selection.applying import actions as applying
from luoshi.selection.panel import actions

from .helping import do, seated

pytestmark = pytest.mark.django_db
NEW_EACH_TIME = re.compile(
    r'(name="(?:csrfmiddlewaretoken|_once)" value="|X-CSRFToken": "|(?:id|for)="\w+-)[^"]*'
)


def as_he_sees_it(seat: Any, client: Any, unit: Organisation) -> list[Any]:
    """His page once he declared this organisation, what asking for a lift answers, and his page afterwards."""
    own, ask = (reverse(name, args=[seat.public_id]) for name in ("own-panel", "panel-ask-lift"))
    sid = transaction.savepoint()
    do(actions.declare_unit, seat, seat.expert.membership, on="seat", organisation=unit, reason="亲属")
    before = client.get(own).content.decode()
    asked = client.post(ask, {"reason": "看错了单位"})
    page = html.fromstring(client.get(own).content)
    after = [" ".join(each.text_content().split()) for each in page.xpath("//section")]
    transaction.savepoint_rollback(sid)
    return [
        NEW_EACH_TIME.sub("", before),
        asked.status_code,
        [re.sub(r"\d\d:\d\d", "", each) for each in after],
    ]


def test_whether_a_school_applies_shows_neither_by_what_he_declared_nor_by_asking(
    there: Any, signed_in: Any
) -> None:
    seat = seated(there)[0]
    applies = [each.organisation for each in there.applications]
    idle = Organisation.objects.filter(kind="school").exclude(pk__in=[each.pk for each in applies])[0]
    client = signed_in(seat.expert.membership)
    with_it, without = (as_he_sees_it(seat, client, unit) for unit in (applies[0], idle))
    assert with_it == without
    assert with_it[1] == 302


def test_an_officer_who_keeps_away_is_not_told_who_reads(there: Any) -> None:
    seat, head = seated(there)[0], there.post("section_head")
    said = {"membership": there.officer, "reason": "示例：配偶在申报单位任职"}
    do(applying.say_conflict, there.applications[0], there.officer, on="application", **said)
    do(actions.ask_lift, seat, seat.expert.membership, on="seat", reason="看错了单位")
    told = Delivery.objects.filter(notice__title__contains="请求解除误报").values_list(
        "membership", flat=True
    )
    assert set(told) == {head.pk, there.monitor.pk}
