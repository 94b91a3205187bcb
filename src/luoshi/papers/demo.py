"""Sample papers of a demo site: one under way and printed, one returned, one agreed to whose copies have come."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for, memberships_today
from luoshi.common import clock

from . import actions
from .filed.actions import register_received
from .filed.models import FiledPaper
from .models import Brief
from .prints import prepare_print

MARK = "示例："
INVENTED = "这是演示用的呈批件，内容均为虚构。"
SAMPLES = (
    (
        "关于添置数控实训设备的请示",
        Brief.Kind.REQUEST,
        "为保证实训教学开出率，拟添置数控车床 4 台，预算 60 万元，从专项经费中列支。\n妥否，请批示。",
    ),
    (
        "关于调整实训中心开放时间的报告",
        Brief.Kind.REPORT,
        "实训中心拟自下月起每周三、周五晚间开放两小时，由实训处安排教师值班。\n特此报告。",
    ),
    (
        "教师企业实践安排方案",
        Brief.Kind.SCHEME,
        "每名专业课教师每年到企业实践不少于一个月，由教务处排定时间，实训处联系企业。",
    ),
)


def make_sample_papers() -> list[Brief]:
    """Empty where there are briefs already, or nobody of the cast. A second run changes nothing."""
    author, office, head = (_of_cast(key) for key in ("department-head", "school-office", "school-head"))
    if author is None or office is None or head is None or Brief.objects.exists():
        return []
    under_way, returned, agreed = (_sent(author, *sample) for sample in SAMPLES)
    _act(actions.pass_brief, under_way, office, comment="设备清单已核（示例）。")
    _print(under_way, office)
    said = {"comment": "请补充各班级的排课情况（示例）。", "due": clock.today() + dt.timedelta(days=5)}
    _act(actions.return_brief, returned, office, **said)
    for post in (office, head):
        _act(actions.pass_brief, agreed, post, comment="同意（示例）。")
    paper = _print(agreed, office)
    register_received(paper=paper, copies=2, on=clock.today(), by=actor_for(office), version=paper.version)
    return [under_way, returned, agreed]


def _of_cast(key: str) -> Membership | None:
    return memberships_today().filter(user__cast_key=key).first()


def _sent(author: Membership, title: str, kind: str, text: str) -> Brief:
    by, school = actor_for(author), author.organisation
    said = {"title": f"{MARK}{title}", "kind": kind, "text": f"{INVENTED}\n{text}"}
    brief: Brief = actions.start_brief(organisation=school, up_to=school, by=by, **said)
    _act(actions.send_brief, brief, author)
    return brief


def _act(act: Any, brief: Brief, post: Membership, **said: Any) -> None:
    brief.refresh_from_db()
    act(brief=brief, by=actor_for(post), version=brief.version, **said)


def _print(brief: Brief, post: Membership) -> FiledPaper:
    brief.refresh_from_db()
    approval: Any = brief.approval
    sending, prepared = prepare_print(approval)
    paper: FiledPaper = actions.print_approval(
        approval=approval, sending=sending, prepared=prepared, by=actor_for(post)
    )
    return paper
