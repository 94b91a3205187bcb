"""A step at a post that nobody holds is seen by who can do something about it, and its author knows."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.notices.models import Delivery
from luoshi.papers import vacant
from luoshi.papers.desk import desk
from luoshi.papers.models import Brief, Step

from .conftest import decide, enter, fresh

FILL = "school“项目办”岗位无人担任，有 1 件审批等着办理"


@pytest.fixture
def stuck(town, paper) -> Brief:
    """Lies with an office that has left."""
    town.the("security_admin", "city")
    brief = paper()
    gone(town.the("office"))
    return brief


def gone(post) -> None:
    Membership.objects.filter(pk=post.pk).update(end=clock.today())


def told(post) -> list[str]:
    return [row.notice.title for row in Delivery.objects.filter(membership=post).select_related("notice")]


def on_desk(post) -> list[str]:
    lines = [f"{item.title} {item.action} {item.source}" for item in desk(actor_for(post))]
    return [line for line in lines if "无人担任" in line]


def test_who_leaves_while_a_paper_lies_with_him_is_missed_by_all_who_can_help_and_once(town, stuck):
    head, author, admin = (
        town.the("school_head"),
        town.the("department_head"),
        town.the("security_admin", "city"),
    )
    vacant.beat()
    vacant.beat()
    assert [title for title in told(head) if "无人担任" in title] == [
        f"“项目办”岗位无人担任，停在这里等着办理：{stuck.title}"
    ]
    assert [title for title in told(admin) if "无人担任" in title] == [
        "school“项目办”岗位无人担任，有审批等着办理"
    ], "the post, not the paper"
    assert [title for title in told(author) if "无人担任" in title] == [
        f"school·项目办无人担任，已提醒该单位和安全管理员：{stuck.title}"
    ]
    assert told(town.the("county_officer", "county")) == []
    assert [line.partition(" ")[0] for line in on_desk(head)] == [f"项目办无人担任，等着办理：{stuck.title}"]
    assert "登记接任的人" in on_desk(head)[0]
    assert on_desk(admin) == [f"{FILL} 去登记 登记接任的人以后，审批自动到他的工作台"]
    assert "这个岗位现在无人担任" in on_desk(author)[0]


def test_as_soon_as_somebody_has_the_post_it_is_his_and_nobody_is_asked_any_more(town, stuck):
    new = town.post("office")
    assert on_desk(town.the("school_head")) == []
    assert on_desk(town.the("security_admin", "city")) == []
    assert [item.title for item in desk(actor_for(new))] == [stuck.title]


def test_a_paper_that_comes_to_an_empty_post_is_told_at_once_and_may_be_entered_from_paper(town, paper):
    brief, office = paper(), town.the("office")
    gone(town.the("school_head"))
    decide(brief, actor_for(office))
    colleague = town.post("office")
    said = f"school·校长无人担任，已提醒该单位和安全管理员：{brief.title}"
    assert said in told(town.the("department_head"))
    assert on_desk(colleague)[0].startswith(f"校长无人担任，等着办理：{brief.title} 代录 ")
    enter(brief, actor_for(colleague), leader_name="王校长")
    assert fresh(brief).state == "passed"
    assert on_desk(colleague) == []


def test_many_papers_at_an_empty_post_cost_the_desk_as_much_as_one(
    town, paper, stuck, django_assert_num_queries
):
    head = town.actor("school_head")
    with CaptureQueriesContext(connection) as one:
        assert len(list(vacant.desk(head))) == 1
    gone(town.post("office"))
    for _ in range(3):
        paper()
    with django_assert_num_queries(len(one)):
        assert len(list(vacant.desk(head))) == 4


def test_a_post_ahead_that_nobody_holds_is_seen_before_the_paper_comes_there(town, paper, signed_in):
    brief = paper()
    gone(town.the("school_head"))
    page = signed_in(town.the("department_head")).get(f"/briefs/{brief.public_id}/").content.decode()
    assert page.count("这个岗位现在无人担任") == 1
    assert "审批停在这里" not in page


def test_others_read_that_nobody_has_it_and_the_own_house_who_fills_the_post(town, stuck, signed_in):
    step = Step.objects.get(state="current")
    post = town.the("security_admin", "city")
    admin = post.user.name
    own, other = (
        vacant.words_for(step, town.actor(*who)) for who in (("school_head",), ("county_officer", "county"))
    )
    assert f"请{post.organisation.short}安全管理员登记接任的人" in own
    assert admin not in own + other, "people of another house are not named"
    assert "无人担任" in other
    page = signed_in(town.the("department_head")).get(f"/briefs/{stuck.public_id}/").content.decode()
    assert page.index("school·项目办无人担任，审批停在这里") < page.index('id="approval"')
