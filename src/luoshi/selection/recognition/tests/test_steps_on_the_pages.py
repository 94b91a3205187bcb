"""Cultivation on its pages: mid-term, acceptance, recognition, renewal; given up and taken up again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from luoshi.common import clock

from .helping import PAPER, fresh, granted
from .test_awards import builds

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_from_cultivation_to_a_renewal_on_the_pages(there: Any, signed_in: Any) -> None:
    """Issue 6 §5: each step is offered to the officer when it is due, to the school never."""
    builds(there)
    today = clock.today()
    award = granted(there, on=today - dt.timedelta(days=900))[0]
    here, client, school = (
        reverse("award", args=[award.public_id]),
        signed_in(there.officer),
        signed_in(there.school),
    )
    steps = (
        ("mid-term", 500, {"passed": "yes", "words": "进展正常"}, "cultivated"),
        ("accept", 400, {"document_number": ""}, "accepted"),
        ("recognise", 300, {"document_number": PAPER}, "recognised"),
        ("renew", 0, {"document_number": "续〔2026〕1号"}, "recognised"),
    )
    for name, ago, said, state in steps:
        url = reverse(f"award-{name}", args=[award.public_id])
        offered = [f'href="{url}"' in who.get(here).content.decode() for who in (client, school)]
        assert offered == [True, False], name
        given = {**said, "on": (today - dt.timedelta(days=ago)).isoformat(), "_version": fresh(award).version}
        assert school.post(url, {**given, "_once": f"school-{name}"}).status_code == 403, name
        assert client.post(url, {**given, "_once": name}).status_code == 302, name
        assert fresh(award).state == state, name
    assert [row.replaced_at is None for row in award.certificates.order_by("pk")] == [False, True]
    told = school.get(here).content.decode()
    assert ["进展正常" in told, "续〔2026〕1号" in told] == [True, True]


def test_what_is_given_up_is_taken_up_again_on_its_page(there: Any, signed_in: Any) -> None:
    builds(there)
    award, client = granted(there)[0], signed_in(there.officer)
    here = reverse("award", args=[award.public_id])
    for name, state in (("end", "ended"), ("resume", "cultivated")):
        url = reverse(f"award-{name}", args=[award.public_id])
        assert f'action="{url}"' in client.get(here).content.decode(), name
        said = {"reason": "学校主动退出", "_version": fresh(award).version, "_once": name}
        assert client.post(url, said).status_code == 302
        assert fresh(award).state == state
