"""Whether an actor made when the request began may still act: asked inside the transaction of each act.

A request can be held open for minutes, and two can run at the same moment; meanwhile the post may have ended, the
account may have been closed, the person signed out.
"""

from __future__ import annotations

from luoshi.common.actor import Actor

from .models import Session
from .queries import memberships_today


def still_acting(by: Actor) -> bool:
    """Post, account and session as they are now. The post is locked until the act is done, so that of two people
    who take each other's post at the same moment one comes first and the other is refused.
    """
    if by.membership_id is None:
        return True  # nobody: not signed in, or a record without a post
    held = memberships_today().select_related(None).select_related("user")
    held = held.select_for_update(of=("self", "user"), no_key=True).order_by("pk")
    if not held.filter(pk=by.membership_id, user_id=by.user_id).first():
        return False
    return not by.session or Session.objects.filter(session_key=by.session).exists()
