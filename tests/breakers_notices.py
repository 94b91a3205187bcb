"""What breaks each invariant of notices; joined into `test_invariants`."""

from luoshi.accounts.models import Membership
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.notices.actions import tell
from luoshi.notices.models import Delivery, Notice


def make_rows():
    posts = list(Membership.objects.order_by("id")[:3])
    tell(to=posts, title="示例消息", kind="test", href="/desk/", key="k", by=system_actor())


def first(model, **fields):
    model.objects.filter(pk=model.objects.order_by("id").first().pk).update(**fields)


BREAKERS = {
    "notice-nobody": lambda: Notice.objects.create(kind="x", title="没有人收到"),
    "notice-person": lambda: first(Delivery, user=Membership.objects.last().user),
    "notice-key": lambda: first(Delivery, key="other"),
    "notice-receipt": lambda: first(Delivery, read_at=clock.now(), received_at=clock.now()),
    "notice-read-early": lambda: first(Delivery, read_at="2020-01-01T00:00:00Z"),
    "notice-href": lambda: first(Notice, href="//evil.example"),
}
