"""An expert with thirty applications and one evening: the list, and what it asks of the database."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from luoshi.selection.panel.models import Assigned
from luoshi.selection.review.content import sealed
from luoshi.selection.review.models import Sheet

from . import helping
from .test_desk import GOOD, TYPED, expert, url_of

__all__ = ["expert"]
pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_the_list_costs_the_same_for_one_and_for_three(there, expert, django_assert_num_queries):
    for task in there.assigned[0]:
        done = {"done_by": task.seat.held_by, "done_at": task.given_at}
        Sheet.objects.create(assigned=task, **done, **sealed(GOOD, task.public_id))
    expert.get(reverse("review-desk"))
    with CaptureQueriesContext(connection) as three:
        expert.get(reverse("review-desk"))
    for task in there.assigned[0][1:]:
        task.void_at, task.void_reason = task.given_at, "示例"
        task.save()
    with CaptureQueriesContext(connection) as one:
        expert.get(reverse("review-desk"))
    assert len(three) == len(one)


def test_an_evening_with_thirty(there, expert, send):
    """Thirty on one page, in the order of his codes; from each the next one that is left (issue 6, part 4)."""
    seat = there.seats[0]
    for at in range(27):
        paper = helping._application(there.call, there.school, at + 10)
        Assigned.objects.create(seat=seat, application=paper, given_at=paper.sent_at, draw=there.draw)
    with CaptureQueriesContext(connection) as listing:
        page = expert.get(reverse("review-desk")).content.decode()
    assert len(listing) <= 15  # issue 6, part 7: the frame of the page included
    assert "<strong>0 / 30</strong>" in page
    rows = html.fromstring(page).xpath("//tbody/tr/th/a/@href")
    assert len(rows) == 30
    with CaptureQueriesContext(connection) as asked:
        assert send(expert, rows[0], **TYPED).url == rows[1]
    ties = [each for each in asked.captured_queries if 'FROM "registers_register"' in each["sql"]]
    assert len(ties) == 2  # the page and the act: once each, all registers in one go
    assert send(expert, rows[29], **TYPED).url == rows[1]
    left = expert.get(reverse("review-desk"), {"show": "left"}).content.decode()
    assert "<strong>2 / 30</strong>" in left
    assert rows[0] not in left
    assert "第 2 件，共 30 件" in expert.get(rows[1]).content.decode()


def test_what_is_kept_as_it_is_typed_goes_through_no_list(there, expert):
    """Every few seconds, by everybody who reads: what bars him from this one is asked, his other tasks are not."""
    task = there.assigned[0][0]
    autosave = {"headers": {"X-Requested-With": "autosave"}}
    expert.post(url_of(task), TYPED, **autosave)
    with CaptureQueriesContext(connection) as asked:
        assert expert.post(url_of(task), {**TYPED, "i3": "61"}, **autosave).status_code == 204
    assert [each["sql"] for each in asked.captured_queries if 'FROM "review_rounddue"' in each["sql"]] == []
    assert len(asked) <= 30
