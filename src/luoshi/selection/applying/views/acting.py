"""The buttons of an application under way: one address for each act."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import RuleBroken
from luoshi.common.pages import find, version_of
from luoshi.common.rendering.paper import Field, Fields, Paper
from luoshi.common.routes import policy
from luoshi.papers.buttons import Buttons
from luoshi.papers.filed.printing import prepare
from luoshi.papers.filed.queries import current_paper_of
from luoshi.selection.deadline import arrival_of
from luoshi.selection.states import CallState

from .. import actions, permissions
from ..kinds import OPINION
from ..queries import (
    applications_visible_to,
    county_of,
    is_countys,
    is_from_within,
    opinions_to_print,
    page_of,
)
from .pages import application_page
from .writing import WRITERS, own

HOLDERS = "当前环节的办理人和代办人"
BUTTONS = Buttons(
    visible=applications_visible_to,
    on="application",
    page="apply-page",
    show=application_page,
    author=permissions.is_author_of_application,
)


@policy(f"{WRITERS}：报送", methods=("POST",))
def send(request: HttpRequest, selection_application: str) -> HttpResponse:
    may = permissions.can_write_application
    return BUTTONS.press(
        request,
        selection_application,
        actions.send_application,
        "已报送，回执可以下载了。",
        may,
        arrived=arrival_of(request),
    )


@policy(f"{HOLDERS}：同意", methods=("POST",))
def pass_(request: HttpRequest, selection_application: str) -> HttpResponse:
    may = permissions.can_decide_application
    return BUTTONS.decide(request, selection_application, "pass", actions.pass_application, may)


@policy(f"{HOLDERS}：退回", methods=("POST",))
def return_(request: HttpRequest, selection_application: str) -> HttpResponse:
    may = permissions.can_decide_application
    return BUTTONS.decide(request, selection_application, "return", actions.return_application, may)


@policy("当前环节单位的项目办（经办）：代录", methods=("POST",))
def enter(request: HttpRequest, selection_application: str) -> HttpResponse:
    may = permissions.can_enter_application
    return BUTTONS.decide(request, selection_application, "enter", actions.enter_application, may)


@policy("填报人：改好后重新报送", methods=("POST",))
def resubmit(request: HttpRequest, selection_application: str) -> HttpResponse:
    send_again = partial(actions.resubmit_application, arrived=arrival_of(request))
    return BUTTONS.decide(request, selection_application, "resubmit", send_again)


@policy("填报人：还没有人办理、没有截止时收回修改", methods=("POST",))
def recall(request: HttpRequest, selection_application: str) -> HttpResponse:
    return BUTTONS.decide(request, selection_application, "recall", actions.recall_application)


@policy(f"{WRITERS}：撤回申报", methods=("POST",))
def withdraw(request: HttpRequest, selection_application: str) -> HttpResponse:
    reason, may = request.POST.get("reason", "")[:1000], permissions.can_withdraw_application
    said: dict[str, Any] = {"reason": reason}
    return BUTTONS.press(
        request, selection_application, actions.withdraw_application, "已撤回，名额已空出。", may, **said
    )


@policy(f"{WRITERS}：恢复为草稿", methods=("POST",))
def restore(request: HttpRequest, selection_application: str) -> HttpResponse:
    may = permissions.can_write_application
    return BUTTONS.press(request, selection_application, actions.restore_application, "已恢复为草稿。", may)


ROOM_TO_WRITE, ROOM_TO_SIGN = 80, 30  # millimetres


@policy(f"{WRITERS}；审核推荐的县市；办校内遴选的项目办：打印意见页，签字盖章后扫描送回", methods=("POST",))
def print_opinion(request: HttpRequest, selection_application: str, opinion: str) -> HttpResponse:
    found = own(request, selection_application, permissions.can_print_opinion)
    line = next((each for each in opinions_to_print(found) if each.key == opinion), None)
    if line is None:
        raise RuleBroken("没有这一页意见，请刷新页面。")
    countys = permissions.gives_countys_opinion(request.actor, found)
    require(countys == is_countys(line))  # the county its own, and nobody that of the county in its place
    giver = county_of(found.organisation, found.call) if countys else None
    kind = f"{OPINION}{line.key}"[:40]
    prepared = prepare(
        about=found,
        version=found.edition,
        kind=kind,
        kind_name=line.title[:40],
        organisation=giver or found.organisation,
        paper=_opinion_paper(found, line),
        href=page_of(found),
        seen_above=False,
    )
    actions.print_opinion(
        application=found,
        prepared=prepared,
        by=request.actor,
        version=version_of(request),
        once=Once.of(request),
    )
    paper = current_paper_of(find(applications_visible_to(request.actor), selection_application), kind)
    return redirect("filed-paper", paper.public_id)


def _opinion_paper(found: Any, line: Any) -> Paper:
    """A form in a frame: whose, what is asked, and room to write by hand, to sign and to stamp."""
    over = is_from_within(found) and found.call.state == CallState.ENDED
    call = found.call.parent if over and found.call.parent is not None else found.call
    asked = [Field("填写要求", line.words)] if line.words else []
    fields = [
        Field("申报单位", found.organisation.name),
        Field("申报名称", found.title),
        *asked,
        Field("意见", room=ROOM_TO_WRITE),
        Field("签字盖章", room=ROOM_TO_SIGN),
        Field("日期", "　　　　年　　月　　日"),
    ]
    return Paper(title=f"{call.title}\n{line.title}", blocks=[Fields(fields)])
