"""Change requests on the Yichang plan: a county school, its bureaus, and the way of a request."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import actor_for, ancestors
from luoshi.common import clock, files
from luoshi.common.models import SiteState
from luoshi.papers.actions import Proof
from luoshi.plans.models import Task
from luoshi.undertakings import actions
from luoshi.undertakings.models import ChangeRequest, Duty

ANSWERS = {"done_so_far": "未开始", "touched": ["nobody"], "what_follows": "由教务处安排"}
ROLES = {
    "office": ("office", "school"),
    "head": ("school_head", "school"),
    "deputy": ("deputy_head", "school"),
    "teacher": ("teacher", "school"),
    "county": ("county_officer", "county"),
    "leader": ("county_leader", "county"),
    "section": ("section_head", "city"),
    "officer": ("city_officer", "city"),
}
STEPS = ("head", "county", "leader", "section")  # who passes, in turn, what the school's office sends


def cast(yichang: Any) -> Any:
    """`.office`, `.head` … posts; `.actor("office")` acts for one; `.duty` of `.school`; `.free`: a task it lacks."""
    SiteState.objects.update_or_create(pk=1, defaults={"mode": "test"})
    school = Organisation.objects.get(key="zhijiang")
    county = Organisation.objects.get(path__in=ancestors(school.path), kind="county_bureau")
    keys = {"school": "zhijiang", "county": county.key, "city": "yichang"}
    posts = {name: yichang.post(role, keys[place]) for name, (role, place) in ROLES.items()}
    carried = Duty.objects.filter(organisation=school).values("task")
    return SimpleNamespace(
        **posts,
        school=school,
        county_bureau=county,
        plan=yichang.plan,
        duty=Duty.objects.get(task__key="4.3", organisation=school, basis="undertaken"),
        free=Task.objects.filter(plan=yichang.plan, basis="undertaken").exclude(pk__in=carried).first(),
        actor=lambda name: actor_for(posts[name]),
    )


def drafted(there: Any, kind: str = "withdraw", by: str = "office", task: Any = None, **said: Any) -> Any:
    """A draft with all that is asked."""
    actor = there.actor(by)
    made = actions.start_request(organisation=there.school, task=task or there.duty.task, kind=kind, by=actor)
    given = {"reason": "专业调整", "basis": "校长办公会纪要", "number": "", "quantity": made.quantity}
    return act(actions.change_request, made, actor, **{"answers": ANSWERS, **given, **said})


def sent(there: Any, kind: str = "withdraw", by: str = "office", **said: Any) -> ChangeRequest:
    return act(actions.send_request, drafted(there, kind, by, **said), there.actor(by))


def passed(there: Any, request: ChangeRequest, *steps: str) -> ChangeRequest:
    """Passed by these in turn; by all where none is named."""
    for name in steps or STEPS:
        act(actions.pass_request, request, there.actor(name))
    return fresh(request)


def act(action: Any, request: ChangeRequest, by: Any, **said: Any) -> ChangeRequest:
    """The act on the row as it is now."""
    row = fresh(request)
    action(change_request=row, by=by, version=row.version, **said)
    return fresh(row)


def fresh(request: ChangeRequest) -> ChangeRequest:
    return ChangeRequest.objects.select_related("approval", "duty").get(pk=request.pk)


def a_paper(name: str = "签批单.jpg") -> Proof:
    return Proof(files.put([f"signed {name}".encode()]), name)


def on_paper(**said: Any) -> dict[str, Any]:
    return {"outcome": "passed", "decided_on": clock.today(), "proofs": [a_paper()], **said}
