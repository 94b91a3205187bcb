"""Lists of applications: what they cost, and that whoever reads them is written down."""

import pytest
from django.db import connection, transaction
from django.urls import reverse

from luoshi.accounts.permissions import only_the_system
from luoshi.common import acts, audit
from luoshi.common.actor import system_actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import AuditEvent
from luoshi.selection import reads
from luoshi.selection.applying import following
from luoshi.selection.applying.queries import applications_visible_to, calls_kept_from

from . import helping
from .test_pages import page, text_of


@acts.act("test.pass_on_applications", who=only_the_system)
def passing(*, leaving, successor, by):
    following.hand_over(leaving, successor, by)


del acts.REGISTRY["test.pass_on_applications"]
pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_lists_cost_the_same_for_one_and_for_thirty(there, signed_in, django_assert_max_num_queries):
    client = signed_in(there.officer)
    address = f"{reverse('selection-applications')}?call={there.call.public_id}"
    numbers = []
    for more in (1, 29):
        start = helping.Application.objects.count()
        for number in range(more):
            helping.written(there, "zhijiang", number=start + number)
        client.get(address)  # that it was listed is written once a minute
        with django_assert_max_num_queries(40) as counted:
            client.get(address)
        numbers.append(len(counted))
    assert numbers[0] == numbers[1]


def test_the_work_of_a_list_grows_with_its_rows_not_with_their_pairs(there):
    """Of 2,000 applications the pairs took half a minute. Counted are the steps of SQLite's machine."""
    by = there.actor(there.officer)
    lists = (
        applications_visible_to(by).filter(call=there.call),
        helping.Application.objects.filter(calls_kept_from(by, "call")),
    )
    office, steps = helping.office_of(there, "zhijiang"), []
    for numbers in (range(60), range(60, 240)):
        for number in numbers:
            helping.accepted_row(there.call, office, number, f"示例{number}", f"示例人{number}")
        steps.append([steps_of(rows) for rows in lists])
    assert [after < 6 * before for before, after in zip(*steps, strict=True)] == [True, True], steps


def steps_of(rows):
    """Hundreds of steps that the database's machine takes for these rows."""
    passed = []
    connection.connection.set_progress_handler(lambda: passed.append(None), 100)
    try:
        list(rows.all())
    finally:
        connection.connection.set_progress_handler(None, 0)
    return len(passed)


def test_a_list_of_a_schools_own_selection_is_read_by_others_of_the_school_and_costs_the_same(
    there, signed_in, django_assert_max_num_queries
):
    """There the head reads what his teachers hand in: he takes part in none of them (controls BL-10)."""
    helping.Call.objects.filter(pk=there.call.pk).update(organisation=there.school)
    client, address = signed_in(there.post("school_head", "zhijiang")), reverse("selection-applications")
    numbers = []
    for more in (1, 11):
        start = helping.Application.objects.count()
        rows = [helping.written(there, "zhijiang", number=start + number) for number in range(more)]
        assert rows[0].title in text_of(client.get(address))
        with django_assert_max_num_queries(40) as counted:
            client.get(address)
        numbers.append(len(counted))
    assert numbers[0] == numbers[1]
    signed_in(there.office).get(address)  # who wrote them reads his own
    assert AuditEvent.objects.filter(action=reads.LISTED).count() == 1


def test_a_list_and_a_search_that_name_applications_are_read_in_the_log_of_their_selection(there, signed_in):
    """Controls BL-10: by others than those who apply; the same list once a minute, each search with its words, and
    whoever searches is told so.
    """
    row = helping.filled(there, "zhijiang", number=0)
    row = helping.do(helping.actions.send_application, row, there.actor(there.office))
    holder = helping.holder(there, row.approval.current)
    row = helping.do(helping.actions.pass_application, row, holder)
    listed, found = reverse("selection-applications"), f"/search/?q={row.title}"
    for who in (there.office, there.clerk):
        client = signed_in(who)
        for address in (listed, listed, found, f"{found}&kind=approvals"):
            shown = text_of(client.get(address))
            assert row.title in shown
            assert ("监督员看得到" in shown) == (who == there.clerk and address.startswith(found))
    lines = AuditEvent.objects.filter(action__in=(reads.LISTED, reads.FOUND)).order_by("id")
    about = [(each.action, each.user, each.object_id) for each in lines]
    clerk, call = there.clerk.user.public_id, there.call.public_id
    assert about == [(action, clerk, call) for action in (reads.LISTED, reads.FOUND, reads.FOUND)]
    assert audit.opened(lines[1].changes[0]["asked"]["commitment"]) == row.title


def test_an_application_shown_after_a_refusal_is_read_as_well(there, signed_in):
    """Controls BL-10: of another's, each is a line, whatever button was pressed; the receipt too; of one's own none."""
    rows = [helping.written(there, "zhijiang", number=number, reached="received") for number in range(4)]
    officer = signed_in(there.officer)
    for row, name in zip(rows, ("apply-refuse", "apply-conflict", "apply-check"), strict=False):
        said = {"_version": "0", "_once": name, "reason": ""}
        assert row.title in text_of(officer.post(page(row, name), said))
    assert officer.get(page(rows[3], "apply-receipt")).status_code == 200
    signed_in(there.office).get(page(rows[0]))
    lines = AuditEvent.objects.filter(action="selection.read_application").order_by("id")
    assert [(each.object_id, each.user) for each in lines] == [
        (row.public_id, there.officer.user.public_id) for row in rows
    ]


def test_what_is_left_goes_to_who_has_none_of_the_same_name_there(there):
    """In a school's own selection each of its people applies for himself."""
    first, second = (helping.written(there, "zhijiang", number=number) for number in (0, 1))
    head = there.post("school_head", "zhijiang")
    helping.Application.objects.filter(pk=second.pk).update(owner=head, title=first.title)
    with transaction.atomic(), pytest.raises(RuleBroken, match="不能两份同名"):
        passing(leaving=first.owner, successor=head, by=system_actor())
    helping.Application.objects.filter(pk=second.pk).update(title="另一份")
    passing(leaving=first.owner, successor=head, by=system_actor())
    assert helping.fresh(first).owner == head
