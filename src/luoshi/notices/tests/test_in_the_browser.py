"""The pages of notices in Chromium: nothing, a few, 300 recipients with long names; width, axe, copying."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.tests.looking import faults_at
from luoshi.notices.actions import send_notice, tell
from luoshi.notices.models import Channel, Delivery, InHouse, Letter, Notice

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "三峡现代职业教育与区域先进制造业产教深度融合高质量发展协同创新示范实训基地（筹）"
ASKEW = """[...document.querySelectorAll("main h1, main .narrow")].some((one, _, all) =>
  Math.abs(one.getBoundingClientRect().left - all[0].getBoundingClientRect().left) > 1)"""
UNBROKEN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" * 2


def make_ugly(site, officer):
    """300 recipients, names as long as they may be, words without a place to break."""
    school = site.schools[0]
    Organisation.objects.filter(pk=school.pk).update(short=LONG[:40], name=LONG[:60])
    people = [site.post("teacher", school.key) for _ in range(300)]
    type(people[0].user).objects.filter(pk__in=[p.user_id for p in people]).update(name=UNBROKEN[:40])
    send(site, officer, people, title=(UNBROKEN + LONG * 3)[:200], body=(LONG + UNBROKEN) * 9)


def send(site, officer, people, **more):
    given = {"organisation": site.bureau, "receipt": True, "by": actor_for(officer)}
    return send_notice(to=people, meant=site.schools, **given, **more)


@pytest.mark.prove
@pytest.mark.parametrize("kind", ["nothing", "normal", "ugly"])
def test_the_pages_hold_whatever_stands_in_them(yichang, window, axe_source, kind):
    officer = yichang.post("city_officer")
    heads = [yichang.post("office", school.key) for school in yichang.schools[:6]]
    if kind == "normal":
        send(
            yichang,
            officer,
            [officer, *heads],
            title="关于报送实施方案的通知",
            body="请报送。\n\n联系人见附件。",
        )
        tell(to=[officer], title="宜都市职业教育中心退回了进展", kind="x", href="/desk/", by=system_actor())
    elif kind == "ugly":
        make_ugly(yichang, officer)
        tell(
            to=[officer], title=UNBROKEN + LONG, body=UNBROKEN * 5, kind="x", receipt=True, by=system_actor()
        )
    page = window(officer, "/desk/")
    names = {name: reverse(name) for name in ("notices", "sent-notices", "new-notice", "reminder-rules")}
    if written := Notice.objects.filter(written=True).first():
        names |= {
            n: reverse(n, args=[written.public_id]) for n in ("sent-notice", "urge-notice", "correct-notice")
        }
    if mine := Delivery.objects.filter(user=officer.user).order_by("id").last():
        names["notice"] = reverse("notice", args=[mine.notice.public_id])
    assert faults_at(page, kind, axe_source, names, never=ASKEW) == []


def test_reading_signing_and_copying_by_hand(yichang, window):
    officer, head = yichang.post("city_officer"), yichang.post("school_head", "zhijiang")
    notice = send(yichang, officer, [head], title="请签收", body="内容")
    told = tell(to=[head], title="只要看过", kind="x", by=system_actor())
    page = window(head, reverse("notice", args=[told.public_id]))
    expect(page.locator("h1")).to_have_text("只要看过")
    page.wait_for_load_state("networkidle")
    assert Delivery.objects.get(notice=told).read_at is not None, "the page says by itself that it was read"
    page.goto(page.url.partition("/notices/")[0] + reverse("notice", args=[notice.public_id]))
    page.wait_for_load_state("networkidle")
    opened = Delivery.objects.get(notice=notice)
    assert opened.read_at is not None, "opening counts as read where a receipt is asked too"
    assert opened.received_at is None, "and never as a receipt"
    sender = window(officer, reverse("sent-notice", args=[notice.public_id]))
    expect(sender.locator("main")).to_contain_text("已读 1 · 已签收 0")
    page.get_by_role("button", name="签收", exact=True).click()
    expect(page.locator("main")).to_contain_text("已签收，发送单位可以看到签收时间。")
    other = window(officer, reverse("urge-notice", args=[notice.public_id]))
    other.get_by_role("button", name="复制文字").click()
    expect(other.locator("[data-copied]")).to_contain_text("已")
    selected = other.evaluate("document.getElementById('urge-text').selectionEnd")
    assert selected == other.evaluate("document.getElementById('urge-text').value.length")


def test_the_administrators_pages_and_ones_own_wishes(yichang, window, axe_source):
    admin = yichang.post("system_admin")
    channel = Channel(kind="webhook", name=LONG[:40], organisation=yichang.bureau, enabled=True)
    channel.sealed = channel.sealed_settings({"url": "https://hook.example.org/", "secret": "x" * 16})
    channel.save()
    states = ("sent", "unknown", "failed", "waiting")
    for state in states:
        letter = Letter(channel=channel, key=state, state=state, problem="邮件服务器没有正常应答。" * 3)
        letter.sealed, letter.sent_at = letter.sealed_content({}), clock.now() if state == "sent" else None
        letter.save()
    InHouse.objects.create(host=f"{UNBROKEN[:60]}.bureau.local".lower(), port=465, reason=LONG)
    page = window(admin, "/desk/")
    names = {name: reverse(name) for name in ("channels", "wishes", "holidays", "workdays")}
    names["new-channel"] = reverse("new-channel", args=["mail"])
    names["channel"] = reverse("channel", args=[channel.public_id])
    assert faults_at(page, "admin", axe_source, names, never=ASKEW) == []
