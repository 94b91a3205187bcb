"""Whose a line of the desk is: one's own stands apart from what one's office may do."""

import datetime as dt

import pytest
from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.common.stages import OFFICE, DeskItem
from luoshi.home.hands import Line, each_once, parted, shared_words

pytestmark = pytest.mark.django_db


def line(title: str, post: Membership, handler: int | None = None, **more) -> Line:
    return Line(
        DeskItem(title, more.pop("href", "/x/"), "办理", handler=handler, **more), str(post), post_id=post.pk
    )


def titles(lines: list[Line]) -> list[str]:
    return [each.item.title for each in lines]


def test_what_is_in_a_colleagues_hand_names_him_and_stands_apart(yichang) -> None:
    me, other = yichang.post("city_officer"), yichang.post("city_officer")
    lines = [
        line("问我的", me),
        line("我经办的", me, me.pk),
        line("他经办的", me, other.pk),
        line("科室的", me, OFFICE),
    ]
    own, shared = parted(lines, [me])
    assert titles(own) == ["问我的", "我经办的"]
    assert [(each.item.title, each.hand) for each in shared] == [
        ("他经办的", f"{other.user.name}经办"),
        ("科室的", ""),
    ]
    Membership.objects.filter(pk=other.pk).update(end=dt.date(2020, 1, 1))
    own, shared = parted(lines, [me])
    assert titles(own) == ["问我的", "我经办的", "他经办的", "科室的"], (
        "who has gone handles nothing; I am alone now"
    )


def test_the_only_clerk_of_an_office_has_all_of_it_and_a_head_none(yichang) -> None:
    head, office = yichang.post("section_head"), yichang.post("office", "zhijiang")
    assert titles(parted([line("科室的", head, OFFICE)], [head])[1]) == ["科室的"]
    assert titles(parted([line("本校的", office, OFFICE)], [office])[0]) == ["本校的"]
    yichang.post("office", "zhijiang")
    assert titles(parted([line("本校的", office, OFFICE)], [office])[1]) == ["本校的"]


def test_a_message_is_left_out_where_its_page_stands_and_lets_him_sign(yichang) -> None:
    me, other = yichang.post("office", "zhijiang"), yichang.post("office", "sanxia")
    lines = [
        line("签收", me, href="/notices/1/", about="/case/"),
        line("回复", me, href="/case/", signs=True),
        line("另一条", me, href="/notices/2/", about="/elsewhere/"),
        line("另一岗位", other, href="/notices/3/", about="/case/"),
    ]
    assert titles(each_once(lines)) == ["回复", "另一条", "另一岗位"]


def test_the_desk_of_a_head_shows_what_the_office_may_do_below(yichang, signed_in) -> None:
    head = yichang.post("section_head")
    yichang.post("city_officer")
    html = signed_in(head).get(reverse("desk")).content.decode()
    own, _, shared = html.partition('id="shared"')
    assert "本科室可办" in shared
    assert ("没有单位承担" in shared, "没有单位承担" in own) == (True, False)
    assert "没有待您办理的事项" in own
    assert shared_words(type("A", (), {"role": "office"})) == "本校可办"
