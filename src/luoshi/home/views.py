"""The desk and the way to it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from luoshi.common.routes import policy
from luoshi.plans.queries import plans_visible_to


@policy("任何人：转到工作台或登录页", public=True)
def front(request: HttpRequest) -> HttpResponse:
    return redirect("desk" if request.user.is_authenticated else "sign-in")


@policy("登录人员：本人工作台")
def desk(request: HttpRequest) -> HttpResponse:
    return render(request, "home/desk.html", {"own_plans": plans_visible_to(request.actor)})
