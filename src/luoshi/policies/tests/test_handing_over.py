"""Imports under way pass to the successor with their waiting work."""

from luoshi.accounts import leaving
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.models import Job
from luoshi.policies.models import Reading


def test_an_import_under_way_passes_to_the_successor(yichang, signed_in):
    officer, head = yichang.post("city_officer"), yichang.post("section_head")
    admin = actor_for(yichang.post("security_admin"))
    signed_in(officer).post(
        "/imports/new/", {"pasted": "一、示例\n办好学校。", "title": "示例", "plan": "new"}
    )
    reading = Reading.objects.get()
    leaving.leave_posts(
        user=officer.user,
        leavings=[leaving.Leaving(officer, officer.version, head)],
        on=clock.today(),
        reason="调任",
        by=admin,
    )
    reading.refresh_from_db()
    assert reading.started_by == head.user
    assert Job.objects.get(pk=reading.job_id).membership_id == head.pk
    assert "示例" in signed_in(head).get("/desk/?tab=mine").content.decode()
