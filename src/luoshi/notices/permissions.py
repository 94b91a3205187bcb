"""Who may do what with notices."""

from __future__ import annotations

from luoshi.accounts.models import User
from luoshi.common.actor import Actor

from .models import Notice
from .queries import deliveries_to


def can_tell(actor: Actor, anything: object) -> bool:
    """By itself only the system tells; inside an act whoever may do that act."""
    return actor.is_system


def can_handle_notice(actor: Actor, notice: Notice) -> bool:
    """Reading and signing: a person it was sent to."""
    return deliveries_to(actor).filter(notice=notice).exists()


def can_handle_own(actor: Actor, user: User) -> bool:
    """Everything of one's own at once."""
    return actor.user_id is not None and user.pk == actor.user_id


NOTICES_WHO = {
    "notices.tell": can_tell,
    "notices.mark_read": can_handle_notice,
    "notices.mark_unread": can_handle_notice,
    "notices.receive": can_handle_notice,
    "notices.take_back_receipt": can_handle_notice,
    "notices.read_all": can_handle_own,
    "notices.unread_all": can_handle_own,
}
