"""What a package holds besides what came to be: how the quotas were reckoned, and what was declined."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from luoshi.common import clock
from luoshi.common.checkpoints import public_key
from luoshi.core.archive import layout
from luoshi.core.archive.verifying import verify
from luoshi.core.quota_rule import By, QuotaBasis, to_json
from luoshi.selection.archive.models import Package
from luoshi.selection.archive.queries import came_since
from luoshi.selection.models import Call
from luoshi.selection.recognition.models import NoAnnouncement

from . import helping

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_what_was_reckoned_and_what_was_declined_goes_along(there: Any, tmp_path: Path) -> None:
    """The numbers behind the quotas, and who did not agree to what: nobody's name, no reason that tells an expert."""
    now, school = clock.now(), there.applications[0].organisation
    basis = QuotaBasis(By.NUMBER, "figure.teachers", per=30)
    row = {"unit": school.public_id, "name": school.short, "wins": 0, "number": 2, "raised": 0, "by_hand": 3}
    row["why"] = helping.PHONE
    row["held"] = [[school.short, "70", "", "教师数", "", "/indicators/"]]
    kept = {"rule": to_json(basis), "words": "每 30 人 1 个", "unit": "人", "labels": {}, "rows": [row]}
    Call.objects.filter(pk=there.call.pk).update(
        quota_basis={**kept, "by": there.officer.user.name, "at": ""}
    )
    two = {"said_by": there.officer, "declined_by": there.head, "dropped_at": now}
    there.call.extensions.create(
        before=now, until=now + dt.timedelta(1), reason="系统故障", declined_words="没有故障", **two
    )
    seat = {"seat": there.seats[0], "application": there.applications[0]}
    there.call.panel_proposals.create(reason="他是金丝雀", declined_words="他不是", **seat, **two)
    package = helping.packed(there)
    assert verify(helping.as_file(package, tmp_path), public_key()).faults == ()
    inside = helping.texts_of(package)
    root = next(iter(inside)).split("/")[0]
    found = json.loads(inside[f"{root}/{layout.DECLINED}"])["proposals"]
    assert [(each["what"], each["reason"], each["declined_words"]) for each in found] == [
        ("延期", "系统故障", "没有故障"), ("指派或改派", "", ""),
    ]  # fmt: skip
    assert {each["said_by"] == each["declined_by"] for each in found} == {False}
    reckoned = json.loads(inside[f"{root}/{layout.RULES}"])["quota_basis"]
    assert ("by" in reckoned, reckoned["rows"][0]["why"], reckoned["rows"][0]["number"]) == (
        False,
        "138****2222",
        2,
    )
    changed = {**kept, "rows": [{**row, "number": 5}]}
    Call.objects.filter(pk=there.call.pk).update(quota_basis=changed)
    found = verify(helping.as_file(helping.packed(there), tmp_path), public_key()).faults
    assert any("测算的名额与规则和当时的数不一致" in each for each in found)


def test_why_no_paper_was_made_goes_along_without_names(there: Any, tmp_path: Path) -> None:
    package = helping.packed(there)
    assert paper_of(package)["without"] is None
    NoAnnouncement.objects.create(
        call=there.call, reason=f"示例专家甲说由{helping.OBJECTOR}发，电话{helping.PHONE}",
        said_by=f"示例 {there.officer.user.name}", said_at=clock.now(),
    )  # fmt: skip
    assert "登记不出公布文件 1 次" in came_since(package)
    package = helping.packed(there)
    assert list(came_since(package)) == []
    said = paper_of(package)["without"]
    assert (said.pop("said_at") is not None, said) == (
        True,
        {"reason": "专家03说由（异议人）发，电话138****2222"},
    )
    assert verify(helping.as_file(package, tmp_path), public_key()).faults == ()


def paper_of(package: Package) -> Any:
    inside = helping.texts_of(package)
    return json.loads(inside[f"{next(iter(inside)).split('/')[0]}/{layout.ANNOUNCEMENTS}"])
