"""The bureau's pages in Chromium at both widths, ugly names too. The clicks are in `test_round_journey`."""

from __future__ import annotations

import pytest

from luoshi.accounts.models import Organisation
from luoshi.common.tests.looking import faults_at
from luoshi.papers.tests.conftest import chromium, window
from luoshi.undertakings.rounds import actions

from .helping import applied, confirmed, do, judged
from .test_in_the_browser import LONG

__all__ = ["chromium", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCHOOLS = ("sanxia", "yidu", "jidian", "dangyang", "xingshan")


@pytest.mark.prove
@pytest.mark.parametrize("ugly", [False, True])
def test_the_pages_fit_both_widths(there, window, it_is, ugly, axe_source):
    if ugly:
        for number, each in enumerate(Organisation.objects.filter(kind="school")):
            Organisation.objects.filter(pk=each.pk).update(
                name=f"{LONG}{number}", short=f"{LONG[:28]}{number}"
            )
    applications = [applied(there, key, tasks=list(there.round.tasks.all())) for key in SCHOOLS]
    wish = applications[0].wishes.first()
    words = "场地在哪里，能容纳多少人？" * (9 if ugly else 1)
    do(actions.remark_on_wish, wish, there.actor("officer"), text=words)
    base = f"/rounds/{there.round.public_id}/"
    pages = {
        "overview": f"{base}overview/",
        "judge": f"/wishes/{wish.public_id}/judge/",
        "confirm": f"{base}confirm/",
        "rows": f"{base}rows/",
        "extend": f"{base}extend/",
        "round": base,
    }
    page, kind = window(there.officer, base), "ugly" if ugly else "normal"
    assert faults_at(page, f"city-{kind}", axe_source, pages) == []
    for application in applications:
        judged(there, application)
    confirmed(there, it_is)
    assert faults_at(page, f"city-{kind}", axe_source, {"list": f"{base}list/"}) == []
