"""A selection whose applications are accepted and whose panel is to be made, with experts in the pool; rows by the
models, for tests that begin where the formal check ends.

    there = panel_of(yichang, applications=4, experts=5)

`there`: `.call`, `.applications`, `.experts`, `.officer`, `.monitor`, `.text`, `.bureau`, `.schools`, `.post`,
`.actor`.
"""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import actor_for
from luoshi.common import clock, jobs
from luoshi.common.actor import system_actor
from luoshi.common.dataforms.actions import set_up_form
from luoshi.common.dataforms.models import FormDefinition
from luoshi.core.assignment.tasks import draw as solve
from luoshi.selection.applying.models import Application
from luoshi.selection.applying.tests.helping import accepted_row, entered
from luoshi.selection.models import Call, Kind
from luoshi.selection.panel import actions
from luoshi.selection.panel.models import Draw, Expert, Seat

__all__ = ["entered"]
FORM: dict[str, Any] = {"fields": [{"key": "summary", "kind": "text", "label": "主要做法"}]}
RULES: dict[str, Any] = {
    "group_titles": ["思政", "专业课"],
    "panel": {"need": 2, "most": 10},
    "rubric": {"total": 100, "items": [{"key": "a", "title": "目标", "most": 100}]},
}
WORDS = "我承诺：不与申报单位私下接触，不泄露评审内容，应当回避的主动申明。"


def panel_of(
    yichang: Any, *, applications: int = 4, experts: int = 5, rules: dict[str, Any] | None = None
) -> Any:
    there = SimpleNamespace(
        post=yichang.post, bureau=yichang.bureau, schools=yichang.schools, actor=actor_for, experts=[]
    )
    there.officer, there.monitor = yichang.post("city_officer"), yichang.post("monitor")
    there.call = a_call(there, {**RULES, **(rules or {})})
    there.applications = [an_application(there, number) for number in range(applications)]
    there.text = do(actions.write_text, there.bureau, there.officer, on="organisation", words=WORDS)
    for number in range(experts):
        there.experts.append(an_expert(there, f"示例专家{number + 1}"))
    return there


def a_call(there: Any, rules: dict[str, Any], title: str = "2026年示例遴选") -> Call:
    bureau, now = there.bureau, clock.now()
    set_up_form(
        key=f"panel-{title}", title="示例申报书", owner_id=bureau.pk, owner_public_id=bureau.public_id,
        owner_name=bureau.name, content=FORM, by=system_actor(),
    )  # fmt: skip
    form = FormDefinition.objects.get(key=f"panel-{title}", owner_id=bureau.pk)
    kind = Kind.objects.create(organisation=bureau, title=title, rules=rules, definition=form)
    return Call.objects.create(
        organisation=bureau, officer=there.officer, kind=kind, title=title, rules=rules, form_version=form.current,
        opens_at=now - dt.timedelta(days=20), until=now - dt.timedelta(days=9), opened_at=now - dt.timedelta(days=20),
        closed_at=now - dt.timedelta(days=9), state="drawing",
    )  # fmt: skip


def an_application(
    there: Any, number: int, school: Organisation | None = None, call: Call | None = None
) -> Application:
    """Accepted, of a school of the city's own, with one person."""
    school = school or there.schools[number % 3]
    owner = there.offices.get(school.key) if hasattr(there, "offices") else None
    if owner is None:
        there.__dict__.setdefault("offices", {})[school.key] = owner = there.post("office", school.key)
    said = {"group": ("思政", "专业课")[number % 2]}
    return accepted_row(
        call or there.call, owner, number + 1, f"示例团队{number + 1}", f"示例教师{number + 1}", **said
    )


def an_expert(there: Any, name: str, post: Any = None, **facts: Any) -> Expert:
    """In the pool, bound to an account of his name, working in a university outside."""
    post = post or there.post("expert")
    post.user.name = name
    post.user.save(update_fields=["name"])
    tenures = facts.pop("tenures", [{"name": "示例大学", "organisation": None, "since": None, "until": None}])
    said = {"title": "教授", "sort": "school", "region": "province", "fields": ["思政"], "load": 10, **facts}
    expert = do(
        actions.add_expert, there.bureau, there.officer, on="organisation", name=name, tenures=tenures, **said
    )
    return do(actions.bind_expert, expert, there.officer, on="expert", post=post)


def do(act: Any, row: Any, who: Any, /, *, on: str, **said: Any) -> Any:
    """By this post, on the row as it is now."""
    row.refresh_from_db()
    return act(**{on: row}, by=actor_for(who), version=row.version, **said)


def seated(there: Any) -> list[Seat]:
    do(actions.add_seats, there.call, there.officer, on="call", experts=there.experts)
    return list(Seat.objects.filter(call=there.call).select_related("expert", "call").order_by("code"))


def started(there: Any, need: int = 2, **more: Any) -> Draw:
    return do(actions.start_draw, there.call, there.officer, on="call", need=need, **more)


def drawn(there: Any, need: int = 2, *, by_job: bool = False, **more: Any) -> Draw:
    """Pool closed and worked out: by the job in its child process, or here, as the child would."""
    draw = started(there, need, **more)
    do(actions.close_pool, draw, there.officer, on="draw")
    if by_job:
        assert jobs.run_next()
    else:
        answer = solve([], {"problem": draw.problem, "seconds": 60})
        note = actions.note_impossible if "clashes" in answer else actions.note_drawn
        do(note, draw, there.officer, on="draw", **answer)
    return Draw.objects.select_related("call").get(pk=draw.pk)


def confirmed(there: Any, need: int = 2, **more: Any) -> Draw:
    draw = drawn(there, need, **more)
    do(actions.witness_draw, draw, there.monitor, on="draw")
    do(actions.confirm_draw, draw, there.officer, on="draw")
    there.call.refresh_from_db()
    return draw


def signed(there: Any, seat: Seat) -> Seat:
    return do(actions.sign, seat, seat.expert.membership, on="seat", text=there.text)
