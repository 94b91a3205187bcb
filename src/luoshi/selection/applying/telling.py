"""Whom the school has to tell what became of its application: whoever fills it in, and who sent it; and who is told
that somebody keeps away from it.
"""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.notices.actions import tell

from .models import Application, OfficerConflict
from .named import posts_asked
from .queries import monitors_of, page_of

KIND = "selection"


def say(application: Application, title: str, by: Actor, body: str = "", due: dt.date | None = None) -> None:
    to = {application.owner}
    if application.approval is not None:
        to.add(application.approval.author)
    tell(
        to=sorted(to, key=lambda post: post.pk),
        title=f"{title}：{application.title}",
        body=body,
        kind=KIND,
        href=page_of(application),
        about=application,
        due=due,
        by=by,
    )


def tell_of_conflict(conflict: OfficerConflict, by: Actor) -> None:
    """Said or lifted. Whom it binds is told of the selection alone; the monitors who see the application, of whom and
    why: keeping somebody away unnoticed would be a way to be watched by nobody (controls BL-05).
    """
    application, bound, lifted = conflict.application, conflict.membership, conflict.lifted_at is not None
    call, done = application.call, "解除" if lifted else "登记"
    if bound.user_id != by.user_id:
        tell(
            to=[bound],
            title=f"已{done}您的回避：{call.title}",
            body=f"{by.name}{done}您对其中一份申报的回避。"
            + ("您又可以查看、办理这份申报了。" if lifted else "您看不到，也不能办理这份申报。")
            + "有不同意见的，请向监督员或您的负责人提出。",
            kind=KIND,
            href=reverse("call", args=[call.public_id]),
            about=call,
            by=by,
        )
    tell(
        to=monitors_of(call).exclude(user__in=(by.user_id, bound.user_id)),
        title=f"{done}了回避：{call.title}",
        body=f"{by.name}{done}{bound.user.name}对“{application.title}”的回避。"
        f"理由：{conflict.lift_reason if lifted else conflict.reason}",
        kind=KIND,
        href=page_of(application),
        about=application,
        by=by,
    )


def tell_of_paper(application: Application, by: Actor) -> None:
    """Those who watch the selection, of each that one person says had come in time: when it came and was entered."""
    came, now = (timezone.localtime(at) for at in (application.paper_at, clock.now()) if at is not None)
    tell(
        to=monitors_of(application.call).exclude(user=by.user_id),
        title=f"登记了纸质申报：{application.call.title}",
        body=f"{by.name}在{now:%Y-%m-%d %H:%M}登记：{application.organisation.name}的“{application.title}”"
        f"纸质材料于{came:%Y-%m-%d %H:%M}收到。原因：{application.paper_reason}。受理由另一人办。",
        kind=KIND,
        href=page_of(application),
        about=application,
        by=by,
    )


def tell_named(application: Application, by: Actor) -> None:
    """Everybody whom others named in what was handed in, once: being named binds him as soon as it arrives."""
    call = application.call
    tell(
        to=[post for post in posts_asked(application) if post.user_id != by.user_id],
        title=f"请确认是否参加申报：{call.title}",
        body=f"{_whose(application)}报送的“{application.title}”写了您（或本单位）参加。请确认；不是您的，请点“不是我”。"
        "确认以前，送到组织单位以后也按参加核对回避。",
        kind=KIND,
        href=reverse("apply-named"),
        by=by,
        key=f"named:{application.public_id}",
    )


def tell_of_denial(application: Application, by: Actor) -> None:
    """The school, which may have to name somebody else, and those who watch the selection: in a school's own not of
    which application, which is sealed from them as long as anybody applies.
    """
    body = f"{by.organisation_name}{by.name}否认参加这份申报，已从申报里移除，不能再填写。"
    say(application, "有人否认参加遴选申报", by, body)
    tell(
        to=monitors_of(application.call).exclude(user=by.user_id),
        title=f"有人否认参加遴选申报：{application.call.title}",
        body=f"{by.organisation_name}{by.name}否认参加{_which(application)}，已从申报里移除。",
        kind=KIND,
        href=reverse("call", args=[application.call.public_id]),
        by=by,
    )


def _which(application: Application) -> str:
    if application.call.organisation_id == application.organisation_id:
        return "一份申报"
    return f"{application.organisation.name}的“{application.title}”"


def _whose(application: Application) -> str:
    if application.call.organisation_id == application.organisation_id:
        return application.owner.user.name
    return application.organisation.name
