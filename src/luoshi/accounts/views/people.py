"""People and their posts. The security administrator registers people, grants posts and takes them back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common import clock
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import hand_out
from luoshi.common.errors import Refusal
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy
from luoshi.core.days import day_in_words

from .. import actions, confirming, people_sheet, permissions
from ..access import require_act
from ..forms import PersonForm, PostForm, ReasonForm
from ..lists import PeopleWanted
from ..models import Membership, Organisation, Ticket, User
from ..queries import (
    accounts_visible_to,
    handovers_visible_to,
    organisations_under,
    posts_of,
    posts_visible_to,
)


@policy("能查看人员的岗位：查看本单位及下属单位的人员")
def people(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("see_people"))
    wanted = PeopleWanted.of(request.GET)
    context = {
        "wanted": wanted,
        "page_obj": page_of(request, wanted.among(request.actor)),
        "grants": request.actor.may("grant_roles"),
        "excel_url": f"{reverse('people-xlsx')}?{request.GET.urlencode()}",
        "sends": request.actor.may("grant_roles") or request.actor.may("propose_people"),
        **wanted.choices(request.actor),
    }
    return render(request, "accounts/people.html", context)


@policy("能查看人员的岗位：把筛选出的人员存为 Excel")
def people_xlsx(request: HttpRequest) -> HttpResponse:
    """Exactly the rows the page shows for the same query."""
    require(request.actor.may("see_people"))
    posts = list(PeopleWanted.of(request.GET).among(request.actor))
    place = Organisation.objects.get(pk=request.actor.organisation_id)
    book = people_sheet.shown(posts)
    return hand_out(request, book, "人员.xlsx", action="accounts.fetch_people", about=place, rows=len(posts))


@policy("安全管理员：登记人员", methods=("GET", "POST"))
def new_person(request: HttpRequest) -> HttpResponse:
    own = Organisation.objects.get(pk=request.actor.organisation_id)
    if request.method == "POST":
        require_act("accounts.admit_person", request.actor, own)
    require(permissions.can_admit_person(request.actor, own))
    form = PersonForm(request.POST or None, organisations=organisations_under(request.actor))
    if request.method == "POST" and form.is_valid():
        try:
            post = actions.admit_person(**form.cleaned_data, by=request.actor, once=Once.of(request))
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(
                request,
                f"已登记{post.user.name}。请系统管理员在“账号”中发放邀请链接，本人设好密码后即可登录。",
            )
            return redirect("person", post.user.public_id)
    return render(request, "accounts/new_person.html", {"form": form}, status=422 if form.errors else 200)


@policy("安全管理员：查看一个人的岗位")
def person(request: HttpRequest, user: str) -> HttpResponse:
    require(request.actor.may("grant_roles"))
    found = find(accounts_visible_to(request.actor), user)
    return _page(request, found, _post_form(request))


def _post_form(request: HttpRequest) -> PostForm:
    return PostForm(request.POST or None, organisations=organisations_under(request.actor))


def _page(
    request: HttpRequest, user: User, form: PostForm, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    posts = [(post, permissions.can_end_post(request.actor, post)) for post in posts_of(user)]
    context = {
        "person": user,
        "form": form,
        "held": [row for row in posts if row[0].end is None or row[0].end > clock.today()],
        "past": [row[0] for row in posts if row[0].end is not None and row[0].end <= clock.today()],
        "handovers": handovers_visible_to(request.actor).filter(leaving__user=user),
        "may_grant": permissions.can_grant_post(request.actor, user),
        "waiting": confirming.waiting_ticket(user),
        "refusal": refusal,
    }
    return render(request, "accounts/person.html", context, status=refusal.status if refusal else status)


@policy("安全管理员：授予岗位", methods=("POST",))
def add_post(request: HttpRequest, user: str) -> HttpResponse:
    if not request.actor.may("grant_roles"):
        require_act("accounts.add_post", request.actor, None)
    found = find(accounts_visible_to(request.actor), user)
    require_act("accounts.add_post", request.actor, found)
    form = _post_form(request)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        post = actions.add_post(user=found, **form.cleaned_data, by=request.actor, once=Once.of(request))
    except Refusal as refusal:
        return _page(request, found, form, refusal)
    messages.success(request, f"已授予{found.name}“{post}”的岗位，{_from_when(post)}起有效。")
    return redirect("person", found.public_id)


@policy("安全管理员：确认管理员的一次性链接", methods=("POST",))
def confirm_ticket(request: HttpRequest, user: str) -> HttpResponse:
    said = "已确认。请告诉{}，链接现在可以使用。"
    act = partial(confirming.confirm_ticket, seen=request.POST.get("ticket", ""))
    return _decide_ticket("accounts.confirm_ticket", act, said, request, user)


@policy("安全管理员：作废管理员的一次性链接", methods=("POST",))
def void_ticket(request: HttpRequest, user: str) -> HttpResponse:
    said = "{}的链接已作废，不能再用。"
    return _decide_ticket("accounts.void_ticket", confirming.void_ticket, said, request, user)


def _decide_ticket(
    action: str, act: Callable[..., Ticket], said: str, request: HttpRequest, user: str
) -> HttpResponse:
    if not request.actor.may("grant_roles"):
        require_act(action, request.actor, None)
    found = find(accounts_visible_to(request.actor), user)
    require_act(action, request.actor, found)
    try:
        act(user=found, by=request.actor, once=Once.of(request))
    except Refusal as refusal:
        return _page(request, found, PostForm(organisations=organisations_under(request.actor)), refusal)
    messages.success(request, said.format(found.name))
    return redirect("person", found.public_id)


def _from_when(post: Membership) -> str:
    return "现在" if post.start <= clock.today() else day_in_words(post.start)


@policy("安全管理员：收回岗位", methods=("POST",))
def end_post(request: HttpRequest, post: str) -> HttpResponse:
    if not request.actor.may("grant_roles"):
        require_act("accounts.end_post", request.actor, None)
    found = find(posts_visible_to(request.actor), post)
    require_act("accounts.end_post", request.actor, found)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        actions.end_post(
            post=found, reason=reason, by=request.actor, version=version_of(request), once=Once.of(request)
        )
    except Refusal as refusal:
        empty = PostForm(organisations=organisations_under(request.actor))
        return _page(request, found.user, empty, refusal)
    messages.success(request, f"已收回{found.user.name}“{found}”的岗位，现在起不再有效。")
    return back_to(request, found.user)


def back_to(request: HttpRequest, user: User) -> HttpResponse:
    """The person's page; the list, where the person now belongs to others only."""
    seen = accounts_visible_to(request.actor).filter(pk=user.pk).exists()
    return redirect("person", user.public_id) if seen else redirect("people")
