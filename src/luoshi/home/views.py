"""The front page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from luoshi.common.routes import policy


@policy("任何人：转到工作台或登录页", public=True)
def front(request: HttpRequest) -> HttpResponse:
    return redirect("desk" if request.user.is_authenticated else "sign-in")
