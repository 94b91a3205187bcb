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
def row(there: Any) -> Application:
    """Its paper was registered by the officer, the only one of the bureau who may take it in."""
    made = helping.written(there, "zhijiang", reached="received")
    paper = {"paper_at": clock.now(), "paper_by": there.officer, "paper_reason": "断网"}
    Application.objects.filter(pk=made.pk).update(**paper)
    helping.close(there)
    Membership.objects.filter(role__in=HANDS_IN).exclude(pk=there.officer.pk).update(end=clock.today())
    return helping.fresh(made)


def test_where_nobody_else_can_it_says_how_somebody_can_be_had(row: Application) -> None:
    words = who_takes_it_in(row)
    assert words.startswith(f"{row.call.organisation.short}现在没有别的人可以受理。请安全管理员再登记")


def test_others_are_named_but_nobody_who_keeps_away(row: Application, there: Any) -> None:
    Membership.objects.filter(pk=there.section.pk).update(end=None)
    assert who_takes_it_in(row) == f"请由{there.section.user.name}受理。"
    barred = there.post("city_officer")
    row.officer_conflicts.create(membership=barred, reason="亲属", said_by=there.section)
    assert who_takes_it_in(row) == f"请由{there.section.user.name}受理。"
