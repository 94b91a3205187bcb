"""A sample round of a demo site: open, one school half way through its application, another's at the county."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import actor_for, memberships_today
from luoshi.common import clock
from luoshi.plans.models import Plan

from . import actions
from .actions.making import Terms
from .models import Application, Round, Wish

NAME = "示例：2026年承接申报"
WORDS = "这是演示用的一轮申报，内容均为虚构。请各校结合实际选择任务，校内研究同意后报送。"
TASKS, DAYS = 6, 30
YEARS = [
    {"_row": "r1", "year": "2026", "amount": "1", "local": 20_000_000, "own": 10_000_000},
    {"_row": "r2", "year": "2027", "amount": "1", "own": 15_000_000},
]
ANSWERS = {"basis": "已有实训室两个，专业教师十二人（示例）。", "years": YEARS, "in_charge": "教务处"}


def make_sample_round() -> Round | None:
    """None where there is a round already, or nobody of the cast. A second run changes nothing."""
    officer = memberships_today().filter(user__cast_key="city-officer").first()
    plan = Plan.objects.filter(issuer=officer.organisation).order_by("pk").first() if officer else None
    if officer is None or plan is None or Round.objects.exists():
        return None
    by = actor_for(officer)
    made: Round = actions.make_round(plan=plan, name=NAME, by=by)
    tasks = [Terms(row.task, most=5, joint=True) for row in made.tasks.select_related("task")[:TASKS]]
    _act(actions.set_tasks, "round_", made, by, terms=tasks)
    said: dict[str, Any] = {"opens_at": None, "closes_at": clock.now() + dt.timedelta(days=DAYS)}
    said |= {"least": 1, "most": 4, "form_version": made.form_version, "reference": made.reference}
    _act(actions.change_round, "round_", made, by, name=NAME, words=WORDS, **said)
    _act(actions.open_round, "round_", made, by)
    schools = Organisation.objects.filter(kind="school", withdrawn_at__isnull=True).order_by("order", "id")
    first, second = [post for school in schools if (post := _post(school, "office"))][:2] or (None, None)
    if first is not None and second is not None:
        _applied(made, first, whole=False)
        _applied(made, second, whole=True)
    return made


def _post(school: Organisation, role: str) -> Membership | None:
    return memberships_today().filter(organisation=school, role=role).order_by("id").first()


def _applied(round_: Round, office: Membership, *, whole: bool) -> None:
    by = actor_for(office)
    made: Application = actions.start_application(round_=Round.objects.get(pk=round_.pk), by=by)
    _act(actions.choose_tasks, "application", made, by, chosen=list(round_.tasks.all()[:2]))
    for wish in made.wishes.all()[: 2 if whole else 1]:
        reason = "符合学校发展方向，已列入年度工作要点（示例）。"
        given = {"reason": reason, "quantity": 2, "led_by": None, "answers": ANSWERS}
        _act(actions.write_wish, "wish", wish, by, **given)
    head = _post(office.organisation, "school_head")
    if whole and head is not None:
        _act(actions.send_application, "application", made, by)
        _act(actions.pass_application, "application", made, actor_for(head))


def _act(act: Any, keyword: str, row: Round | Application | Wish, by: Any, **said: Any) -> None:
    row.refresh_from_db()
    act(**{keyword: row}, by=by, version=row.version, **said)
