"""Who may do what with notices."""

from __future__ import annotations

from luoshi.accounts.models import Organisation, User
from luoshi.common.actor import Actor

from .models import Delivery, Notice, PhoneCall
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


def can_send_notice(actor: Actor, organisation: Organisation) -> bool:
    """In the name of the own organisation."""
    return actor.may("send_notices") and organisation.pk == actor.organisation_id


def can_manage_sent(actor: Actor, notice: Notice) -> bool:
    """What the own organisation wrote: the sender and the colleagues who may send."""
    return notice.written and actor.may("send_notices") and notice.organisation_id == actor.organisation_id


def can_follow_up(actor: Actor, delivery: Delivery) -> bool:
    return can_manage_sent(actor, delivery.notice)


def can_take_back_call(actor: Actor, call: PhoneCall) -> bool:
    return can_manage_sent(actor, call.delivery.notice)


def can_set_rules(actor: Actor, anything: object) -> bool:
    """The bureau's officers set when the system reminds."""
    return actor.may("set_reminders")


def can_set_holidays(actor: Actor, anything: object) -> bool:
    return actor.may("manage_site")


def can_set_own_days(actor: Actor, anything: object) -> bool:
    """The days its own bureau adds: for it and those below it."""
    return actor.may("set_workdays")


def can_manage_channels(actor: Actor, anything: object) -> bool:
    """The system administrator, for the whole site."""
    return actor.may("manage_site")


def only_the_system(actor: Actor, anything: object) -> bool:
    """The job that sends."""
    return actor.is_system


NOTICES_WHO = {
    "notices.tell": can_tell,
    "notices.mark_read": can_handle_notice,
    "notices.mark_unread": can_handle_notice,
    "notices.receive": can_handle_notice,
    "notices.take_back_receipt": can_handle_notice,
    "notices.read_all": can_handle_own,
    "notices.unread_all": can_handle_own,
    "notices.send_notice": can_send_notice,
    "notices.correct_notice": can_manage_sent,
    "notices.remind_notice": can_manage_sent,
    "notices.withdraw_notice": can_manage_sent,
    "notices.restore_notice": can_manage_sent,
    "notices.note_phone_call": can_follow_up,
    "notices.take_back_call": can_take_back_call,
    "notices.add_rule": can_set_rules,
    "notices.remove_rule": can_set_rules,
    "notices.set_holidays": can_set_holidays,
    "notices.set_own_days": can_set_own_days,
    "notices.add_channel": can_manage_channels,
    "notices.change_channel": can_manage_channels,
    "notices.switch_channel": can_manage_channels,
    "notices.try_channel": can_manage_channels,
    "notices.allow_host": can_manage_channels,
    "notices.forbid_host": can_manage_channels,
    "notices.note_letter": only_the_system,
    "notices.send_again": can_manage_channels,
    "notices.save_wish": can_handle_own,
    "notices.make_feed": can_handle_own,
    "notices.revoke_feed": can_handle_own,
}
