"""Change requests on a loaded site, and what would break each of their invariants; see `test_invariants`."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.papers.models import Entry, Step
from luoshi.undertakings import actions
from luoshi.undertakings.models import ChangeRequest, Duty, RequestPart

from .breakers_papers import post


def make_requests() -> None:
    """One in force, one under way; the bureau's officer asks, the section head agrees."""
    officer = actor_for(post("city-officer"))
    bureau = post("city-officer").organisation
    head = Membership.objects.filter(organisation=bureau, role="section_head").first()
    duties = Duty.objects.filter(organisation__key="zhijiang", basis="undertaken").order_by("pk")[:2]
    for number, duty in enumerate(duties):
        request = actions.start_request(
            organisation=duty.organisation, task=duty.task, kind="quantity", by=officer
        )
        answers = {"done_so_far": "未开始", "touched": ["nobody"], "what_follows": "照常"}
        said = {"reason": "核实", "basis": "", "number": "", "quantity": 2, "answers": answers}
        _act(actions.change_request, request, officer, **said)
        _act(actions.send_request, request, officer)
        if not number and head is not None:
            _act(actions.pass_request, request, actor_for(head))


def _act(act: Any, request: ChangeRequest, by: Any, **said: Any) -> None:
    request.refresh_from_db()
    act(change_request=request, by=by, version=request.version, **said)


def _of_another_school() -> None:
    other = Organisation.objects.filter(kind="school").exclude(key="zhijiang").first()
    ChangeRequest.objects.filter(state="applied").update(organisation=other)


def _jointly() -> None:
    """Led by one that was not asked, and no duty to show for it."""
    request = ChangeRequest.objects.filter(state="applied").first()
    schools = list(Organisation.objects.filter(kind="school").order_by("pk")[:3])
    for number, school in enumerate(schools):
        led_after = schools[-1] if number < 2 else schools[0]
        RequestPart.objects.create(
            request=request, organisation=school, carried=False, carries=True, led_after=led_after
        )


def _under_nobody() -> None:
    duty = Duty.objects.filter(left_at__isnull=True, basis="undertaken").first()
    Duty.objects.filter(pk=duty.pk).update(led_by=Organisation.objects.get(key="yichang"))


def minutes_of_the_author(kind: str) -> None:
    """The last word on a paper in force is turned into minutes that its sender entered."""
    last = Entry.objects.filter(approval__kind=kind, outcome="passed")
    entry = last.exclude(step=None).order_by("approval", "step__order").last()
    assert entry is not None
    assert entry.step is not None
    Step.objects.filter(pk=entry.step.pk).update(form="meeting")
    Step.objects.filter(approval=entry.approval, order__gt=entry.step.order).delete()
    sender = Entry.objects.filter(approval=entry.approval, outcome="sent").first()
    Entry.objects.filter(pk=entry.pk).update(
        way="entered",
        by=sender.by if sender else None,
        decided_on=clock.today(),
        number="1",
        leader_name="会",
    )


BREAKERS: dict[str, Any] = {
    "request-minutes": lambda: minutes_of_the_author("change-request"),
    "duty-led": _under_nobody,
    "request-leader": _jointly,
    "request-part-duty": _jointly,
    "request-approval": lambda: ChangeRequest.objects.filter(state="running").update(state="returned"),
    "request-sent": lambda: ChangeRequest.objects.filter(state="running").update(reason="没有报送的理由"),
    "request-duty": _of_another_school,
}
