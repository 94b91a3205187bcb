"""The county prints its own opinion on what lies with it, no page of the school's; the school none of the county's."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from luoshi.papers.filed.models import FiledPaper

from . import helping

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OPINIONS = [
    {"key": "school", "title": "学校意见", "words": "同意推荐。"},
    {"key": "county", "title": "县市意见", "words": "同意推荐。"},
]


def url(row: Any, key: str) -> str:
    return reverse("apply-opinion", args=[row.public_id, key])


def test_the_county_prints_its_opinion_while_it_lies_there(there: Any, signed_in: Any, send: Any) -> None:
    row = helping.brought(there, "zhijiang", reached="sent")
    helping.Call.objects.filter(pk=row.call_id).update(rules={**there.call.rules, "opinions": OPINIONS})
    county = helping.county_of(row.organisation)
    officer = signed_in(there.post("county_officer", county.key))
    early = send(officer, url(row, "county"), helping.fresh(row))
    assert early.status_code in (403, 404), "the school has not agreed yet"
    while row.approval.current.organisation != county:
        by = helping.holder(there, row.approval.current)
        row = helping.do(helping.actions.pass_application, row, by)
    assert send(officer, url(row, "school"), helping.fresh(row)).status_code == 403
    office = signed_in(there.offices["zhijiang"])
    assert send(office, url(row, "county"), helping.fresh(row)).status_code == 403
    assert not FiledPaper.objects.filter(about_id=row.public_id).exists()
    printed = send(officer, url(row, "county"), helping.fresh(row))
    paper = FiledPaper.objects.get(about_id=row.public_id)
    assert printed.headers["Location"] == reverse("filed-paper", args=[paper.public_id])
    assert (paper.kind_name, paper.organisation, paper.title) == ("县市意见", county, paper.title)
    assert officer.get(reverse("filed-paper", args=[paper.public_id])).status_code == 200
    assert office.get(reverse("filed-paper", args=[paper.public_id])).status_code == 404
