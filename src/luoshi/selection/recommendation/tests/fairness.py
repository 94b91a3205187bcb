"""What must hold between rivals of a school's own selection (ATTACK14); played on the site of `test_school_first`."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from luoshi.accounts.queries import actor_for
from luoshi.common.errors import RuleBroken
from luoshi.notices.models import Notice
from luoshi.selection.applying import actions as applying
from luoshi.selection.applying.desk import desk_items as applying_desk
from luoshi.selection.applying.models import Application
from luoshi.selection.applying.queries import keeps_away, organisation_named
from luoshi.selection.applying.tests import helping as below
from luoshi.selection.desk import desk_items
from luoshi.selection.queries import calls_visible_to
from luoshi.selection.review.tests.helping import fresh

from . import school

TYPED = ("{0} {1}", "{0}\u3000{1}", "{0}{1}\u200b", "{0}·{1}", "{0}{1}（副校长）")


def told_of_rivals(there: Any) -> list[str]:
    """What a teacher of the school is told on the desk, once it holds who sees what."""
    school.drafted(there, there.rival, "示例草稿")
    assert school.seen_by(there.teachers[0]) == {"示例课一"}
    assert school.seen_by(there.rival) == {"示例草稿"}, (
        "though heads of departments read what their school sends elsewhere"
    )
    runs = (there.officer, there.head, there.leader, there.monitor)
    told = [item.title for item in desk_items(actor_for(there.teachers[0]))]
    assert [school.seen_by(post) for post in runs] == [set()] * 4, "they may still apply themselves"
    assert not [each for each in applying_desk(actor_for(there.officer)) if "形式审查" in each.title]
    school.closed(there)
    assert [school.seen_by(post) for post in runs] == [set(school.GOALS)] * 4
    for role in ("teacher", "party_secretary", "department_head"):
        assert school.seen_by(there.post(role, school.KEY)) == set(), role
    county = there.post("county_officer", below.county_of(there.school).key)
    for post in (there.outsider, there.city_officer, there.post("monitor"), county):
        assert school.seen_by(post) == set()
        assert there.call not in calls_visible_to(actor_for(post))
    assert there.call in calls_visible_to(actor_for(there.teachers[0]))
    return told


def hidden_by_a_name(there: Any) -> list[str]:
    """Ways of typing a name by which an officer or an expert who is of a team would not keep away: none."""
    expert, name = school.teaching_expert(there, "严格的专家", None), there.head.user.name
    row, rival, by, found = there.applications[0], there.applications[1], actor_for(there.head), []
    assert organisation_named(f" {there.school.name[:2]} {there.school.name[2:]}") == there.school
    for typed in TYPED:
        assert (keeps_away(by, there.call), school.why(expert, rival)) == (False, []), typed
        for said in (name, expert.name):
            row.people.create(name=typed.format(said[0], said[1:]), role="member", organisation=there.school)
        ties = [{each.tie for each in school.why(expert, one)} for one in (row, rival)]
        if (keeps_away(by, there.call), ties) != (True, [{"own", "applicant"}, {"applicant"}]):
            found.append(typed)
        row.people.filter(role="member").delete()
    return found


def after_reading_rivals(there: Any) -> Application:
    """Who read, and a team with somebody who did, are refused; without him it goes."""
    mine = school.handed_in(there, there.head, "示例分管")
    below.do(applying.withdraw_application, mine, actor_for(there.head), reason="先撤")
    team, by = school.drafted(there, there.rival, "示例迟到"), actor_for(there.rival)
    school.closed(there)
    assert (school.seen_by(there.head), len(school.seen_by(there.officer))) == ({"示例分管"}, 3)
    school.reopened(there)
    assert school.seen_by(there.officer) == set()
    late = school.drafted(there, there.officer, "抄来的")
    team = below.do(applying.add_person, team, by, name=there.leader.user.name)
    for row, post in ((late, there.officer), (team, there.rival)):
        with pytest.raises(RuleBroken, match="第一次截止以后看得到别人的申报"):
            below.do(applying.send_application, row, actor_for(post))
    named = team.people.get(name=there.leader.user.name)
    team = below.do(applying.remove_person, fresh(team), by, person=named)
    return below.do(applying.send_application, team, by)


def told_of_a_denial(there: Any, signed_in: Any) -> set[int]:
    """Posts that are told that the officer was not of it, after all that being named did and did not do."""
    runs, expert = (there.officer, there.head), school.teaching_expert(there, "严格的专家", None)
    row, by = school.drafted(there, there.rival, "搅局"), actor_for(there.rival)
    for name in (*(post.user.name for post in runs), expert.name):
        row = below.do(applying.add_person, row, by, name=name)
    assert [keeps_away(actor_for(post), there.call) for post in runs] == [False, False]
    assert school.why(expert, there.applications[0]) == []
    row = below.do(applying.send_application, row, by)
    assert [keeps_away(actor_for(post), there.call) for post in runs] == [True, True]
    assert [each.tie for each in school.why(expert, there.applications[0])] == ["applicant"]
    page, deny = reverse("apply-named"), reverse("apply-deny-named", args=[row.public_id])
    client, head = signed_in(there.officer), signed_in(there.head)
    assert "搅局" in client.get(page).content.decode()
    assert client.post(deny, {"_once": "no-1"}).status_code == 302
    confirm = reverse("apply-confirm-named", args=[row.public_id])
    assert head.post(confirm, {"_once": "yes-1"}).status_code == 302
    assert [keeps_away(actor_for(post), there.call) for post in runs] == [False, True]
    told = Notice.objects.filter(title__startswith="有人否认").values_list(
        "deliveries__membership", flat=True
    )
    shown = signed_in(there.rival).get(reverse("apply-page", args=[row.public_id])).content.decode()
    assert "否认，已移除" in shown
    assert client.post(deny, {"_once": "no-2"}).status_code == 404
    with pytest.raises(RuleBroken, match="已经否认参加"):  # in another of the same author
        below.do(
            applying.add_person,
            school.drafted(there, there.rival, "再来"),
            by,
            name=f" {there.officer.user.name}",
        )
    return set(told)
