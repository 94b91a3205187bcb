"""Who registered the paper does not take it in himself: the page names who does, or says how somebody can be had."""

from typing import Any

import pytest

from luoshi.accounts.models import Membership
from luoshi.common import clock
from luoshi.selection.applying.models import Application
from luoshi.selection.applying.second import HANDS_IN, who_takes_it_in

from . import helping

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(yichang: Any, settings: Any, tmp_path: Any) -> Application:
    settings.LUOSHI_HOME = tmp_path
    there = helping.call_with(yichang, applications=1, state="checking", reached="received")
    [made] = there.applications
    paper = {"paper_at": clock.now(), "paper_by": there.officer, "paper_reason": "断网"}
    Application.objects.filter(pk=made.pk).update(**paper)
    Membership.objects.filter(role__in=HANDS_IN).exclude(pk=there.officer.pk).update(end=clock.today())
    return helping.fresh(made)


def test_where_nobody_else_can_it_says_how_somebody_can_be_had(row: Application) -> None:
    words = who_takes_it_in(row)
    assert words.startswith(f"{row.call.organisation.short}现在没有别的人可以受理。请安全管理员再登记")


def test_others_are_named_but_nobody_who_keeps_away(row: Application, yichang: Any) -> None:
    free, barred = yichang.post("section_head"), yichang.post("city_officer")
    row.officer_conflicts.create(membership=barred, reason="亲属", said_by=free)
    assert who_takes_it_in(row) == f"请由{free.user.name}受理。"
