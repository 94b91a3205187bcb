"""The sample selections of a demo site: three in different states and two of schools' own, once, known as invented."""

import re
from collections import Counter
from typing import Any

import pytest
from django.test import Client

from luoshi.accounts.demo import make_cast
from luoshi.accounts.demo_schools import make_sample_people
from luoshi.accounts.models import User
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.invariants import check_all
from luoshi.common.models import Job, SiteState
from luoshi.home.demo_selections import EXPERTS, OPEN_STATES, SIZES, make_sample_selections
from luoshi.selection.applying.models import Application, Person
from luoshi.selection.models import Call
from luoshi.selection.outcome.queries import shown_today
from luoshi.selection.panel.models import Assigned, Conflict, Expert
from luoshi.selection.recognition.models import Certificate
from luoshi.selection.recommendation.models import Promotion
from luoshi.selection.review.models import NameHit, Sheet, ThirdReading

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_three_selections_stand_at_three_places_and_a_second_run_changes_nothing(yichang, settings) -> None:
    SiteState.objects.update_or_create(pk=1, defaults={"mode": "demo"})
    make_cast()
    make_sample_people(by=system_actor())
    assert (sum(SIZES), EXPERTS) == (60, 20)  # what `luoshi demo --stage selection` makes; fewer will do here
    assert make_sample_selections(sizes=(7, 3, 2), experts=7) == 6
    assert make_sample_selections() == 0
    went_up = _two_of_schools_own()
    open_, half, over, ended = Call.objects.exclude(organisation__kind="school").order_by("pk")
    certificates = Certificate.objects.filter(award__call=ended)
    assert ["示例" in each.award.full_honour + each.award.title for each in certificates] == [True, True]
    assert _tried_on_the_verify_page(settings) == certificates.order_by("pk")[0].award.number
    assert [row.state for row in (open_, half, over)] == ["open", "reviewing", "noticed"]
    states = Counter(Application.objects.filter(call=open_).values_list("state", flat=True))
    assert len(states) == len(OPEN_STATES) - 1  # one just begun and one whole: both drafts
    below_it = Application.objects.filter(call__parent=open_).count()
    assert (Application.objects.count(), below_it) == (12 + 3 + 5 + 1, 5)
    assert went_up.call == open_
    assert Expert.objects.filter(organisation=open_.organisation).count() == 7
    sheets = Sheet.objects.filter(assigned__seat__call=half).count()
    tasks = Assigned.objects.filter(seat__call=half, void_at__isnull=True).count()
    assert 0 < sheets < tasks
    assert Conflict.objects.filter(kind="declared", application__call=half).count() == 1
    assert NameHit.objects.filter(copy__material__application__call=half).exists()
    assert ThirdReading.objects.get(application__call=over).application.call == over
    assert over.scorings.get().digest
    (notice,) = shown_today()
    assert (notice.call, "示例" in notice.title, len(notice.snapshot["rows"]) > 0) == (over, True, True)
    assert not Job.objects.filter(
        state__in=("queued", "running"), kind__startswith=("panel.", "review.")
    ).exists()
    assert [row.title for row in Call.objects.all() if "示例" not in row.title] == []
    names = [*User.objects.values_list("name", flat=True), *Person.objects.values_list("name", flat=True)]
    assert [name for name in names if not name.startswith("示例")] == []
    assert check_all()["violations"] == []


def _tried_on_the_verify_page(settings: Any) -> str:
    """The number of the certificate to which the code leads that a stranger is offered to try."""
    settings.LUOSHI_MODE = "demo"
    client = Client()
    [offered] = re.findall(r'href="(/verify/\?code=[^"]+)"', client.get("/verify/").content.decode())
    shown = client.get(offered, follow=True).content.decode()
    return next(row.award.number for row in Certificate.objects.all() if row.award.number in shown)


def _two_of_schools_own() -> Application:
    """One half way, one published; what went up, which the office above reads."""
    half, over = Call.objects.filter(organisation__kind="school").order_by("pk")
    assert (half.state, over.state) == ("reviewing", "ended")
    assert Sheet.objects.filter(assigned__seat__call=half).count() > 0
    notice = over.public_notices.get()
    assert (notice.state, notice.until_on < clock.today()) == ("over", True)
    return Promotion.objects.get(result__call=over).application
