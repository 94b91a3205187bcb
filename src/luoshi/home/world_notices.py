"""Notices of the test world, a canary in each text: for those they reached, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luoshi.accounts.queries import actor_for
from luoshi.common import acts, files
from luoshi.common.actor import Actor
from luoshi.notices.actions import note_phone_call, send_notice, tell
from luoshi.notices.models import Channel, InHouse, Letter, Wish

if TYPE_CHECKING:
    from .world import World


def make_notices(world: World, by: Actor) -> None:
    """One to everybody of each city, one to a single head with a receipt. Runs inside the world's act."""
    west = [key for key in world.people if key.endswith("-west")]
    east = [key for key in world.people if key not in west]
    for keys in (east, west, ["school-head"]):
        title, body = world.canary(), world.canary()
        notice = tell(
            to=[world.people[key] for key in keys],
            title=title,
            body=body,
            kind="world",
            receipt=len(keys) == 1,
            by=by,
        )
        assert notice is not None
        world.add("notice", notice, [title, body], keys)
    for sender, readers in (("city-officer", ["school-head", "teacher"]), ("school-head", ["deputy-head"])):
        _written(world, sender, readers)
    _written(world, "city-officer-west", ["school-head-west"])
    _ways_out(world)


def _written(world: World, sender: str, readers: list[str]) -> None:
    """What somebody sent: text and file for readers and for those who send in the same organisation."""
    title, body, name, text = (world.canary() for _ in range(4))
    post = world.people[sender]
    notice = send_notice(
        organisation=post.organisation,
        to=[world.people[key] for key in readers],
        title=title,
        body=body,
        files=[(files.put([text.encode()]), f"{name}.txt")],
        by=actor_for(post),
    )
    colleagues = [
        key
        for key, actor in world.actors().items()
        if actor.may("send_notices") and actor.organisation_id == post.organisation_id
    ]
    world.add("notice", notice, [], readers, "reached")
    world.add("notice text", notice, [title, body], [*readers, *colleagues])
    world.add("sent", notice, [], colleagues)
    world.add("attachment", notice.files.get(), [name, text], [*readers, *colleagues])
    for delivery in notice.deliveries.all():
        world.add("delivery", delivery, [], colleagues)
        world.add("call", note_phone_call(delivery=delivery, by=actor_for(post)), [], colleagues)


def _ways_out(world: World) -> None:
    """A channel, a letter that did not leave, a machine of the house, somebody's wishes."""
    admin, teacher = world.people["system-admin"], world.people["teacher"]
    name, text, reason, address = (world.canary() for _ in range(4))
    channel = Channel(kind=Channel.Kind.WEBHOOK, name=name, organisation=admin.organisation)
    channel.sealed = channel.sealed_settings({"url": "https://hook.example.org/", "secret": text})
    channel.save()
    letter = Letter(channel=channel, key="world", state=Letter.State.FAILED, problem="对方没有应答")
    letter.sealed = letter.sealed_content({"text": text})
    letter.save()
    machine = InHouse.objects.create(host="mail.example.org", port=25, reason=reason)
    wish = Wish(user=teacher.user)
    wish.address_sealed = wish.sealed_address(f"{address}@example.org")
    wish.save()
    acts.note_bulk("ways out", [channel, letter, machine, wish])
    world.add("channel", channel, [name], ["system-admin"])
    world.add("letter", letter, [], ["system-admin"], letter.state)
    world.add("letter text", letter, [text], [])
    world.add("machine", machine, [reason], ["system-admin"])
    world.add("wish", wish, [address], ["teacher"])
