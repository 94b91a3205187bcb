"""What breaks each invariant of notices; joined into `test_invariants`."""

from luoshi.accounts.models import Membership
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.notices.actions import tell
from luoshi.notices.models import Channel, Delivery, Letter, Notice, PhoneCall, Unreached, Wish


def make_rows():
    posts = list(Membership.objects.order_by("id")[:3])
    tell(to=posts, title="示例消息", kind="test", href="/desk/", key="k", by=system_actor())
    channel = Channel(kind="webhook", name="示例", organisation=posts[0].organisation)
    channel.sealed = channel.sealed_settings({"url": "https://hook.example.org/", "secret": "x" * 16})
    channel.save()
    letter = Letter(channel=channel, key="k")
    letter.sealed = letter.sealed_content({"text": "示例"})
    letter.save()
    wish = Wish(user=posts[0].user)
    wish.address_sealed = wish.sealed_address("a@example.org")
    wish.save()


def first(model, **fields):
    model.objects.filter(pk=model.objects.order_by("id").first().pk).update(**fields)


def correction_of_a_strangers_notice():
    notice = Notice.objects.first()
    other = Membership.objects.exclude(organisation=None).last()
    later = Notice.objects.create(kind="x", title="更正", organisation=other.organisation, follows=notice)
    Delivery.objects.create(notice=later, membership=other, user=other.user)


BREAKERS = {
    "letter-sealed": lambda: first(Letter, sealed=b"0" * 40),
    "letter-attempts": lambda: first(Letter, attempts=11),
    "channel-sealed": lambda: first(Channel, sealed=b"0" * 40),
    "wish-sealed": lambda: first(Wish, address_sealed=b"0" * 40),
    "notice-call": lambda: PhoneCall.objects.create(
        delivery=Delivery.objects.first(), caller=Membership.objects.first()
    ),
    "notice-unreached": lambda: Unreached.objects.create(
        notice=Notice.objects.first(), organisation=Delivery.objects.first().membership.organisation
    ),
    "notice-correction": correction_of_a_strangers_notice,
    "notice-nobody": lambda: Notice.objects.create(kind="x", title="没有人收到"),
    "notice-person": lambda: first(Delivery, user=Membership.objects.last().user),
    "notice-key": lambda: first(Delivery, key="other"),
    "notice-receipt": lambda: first(Delivery, read_at=clock.now(), received_at=clock.now()),
    "notice-read-early": lambda: first(Delivery, read_at="2020-01-01T00:00:00Z"),
    "notice-href": lambda: first(Notice, href="//evil.example"),
}
