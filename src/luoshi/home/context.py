"""What every page's frame needs: who acts, the menu of the role, the plans, the links of the person."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from luoshi.common.actor import Actor

# (label, icon, name of the page, permission): in the order of the process
MENU = [
    ("工作台", "home", "desk", ""),
]
BOTTOM = ("desk",)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame's context; for somebody not signed in only what a public page shows."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.user_id is None:
        return {
            "sign_in_url": reverse("sign-in"),
            "home_url": "/",
            "sample_data": settings.LUOSHI_MODE == "demo",
        }
    menu = _menu(request, actor)
    return {
        "actor": actor,
        "posts": getattr(request, "posts", []),
        "menu": menu,
        "bottom_menu": [item for item in menu if item["name"] in BOTTOM][:5],
        "home_url": reverse("desk"),
        "switch_post_url": reverse("switch-post"),
        "sign_out_url": reverse("sign-out"),
        "sample_data": settings.LUOSHI_MODE == "demo",
    }


def _menu(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    entries = []
    for label, icon, name, permission in MENU:
        if permission and not actor.may(permission):
            continue
        url = reverse(name)
        entries.append(
            {"label": label, "icon": icon, "name": name, "url": url, "current": request.path.startswith(url)}
        )
    return entries
