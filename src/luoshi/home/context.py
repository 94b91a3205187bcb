"""What every page's frame needs."""

from typing import Any

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Actor, posts and menu for the frame."""
    return {"actor": getattr(request, "actor", None), "posts": getattr(request, "posts", [])}
