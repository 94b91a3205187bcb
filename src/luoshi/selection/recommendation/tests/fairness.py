"""What must hold between rivals of a school's own selection; played on the site of `test_school_first`."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.queries import actor_for
from luoshi.selection.applying.queries import keeps_away, organisation_named
from luoshi.selection.applying.tests import helping as below
from luoshi.selection.desk import desk_items
from luoshi.selection.queries import calls_visible_to

from . import school

TYPED = ("{0} {1}", "{0}\u3000{1}", "{0}{1}\u200b", "{0}·{1}", "{0}{1}（副校长）")


def told_of_rivals(there: Any) -> list[str]:
    """What a teacher of the school is told on the desk, once it holds who sees what."""
    school.drafted(there, there.rival, "示例草稿")
    assert school.seen_by(there.teachers[0]) == {"示例课一"}
    assert school.seen_by(there.rival) == {"示例草稿"}, (
        "though heads of departments read what their school sends elsewhere"
    )
    for post in (there.officer, there.head, there.leader, there.monitor):
        assert school.seen_by(post) == set(school.GOALS)
    for role in ("teacher", "party_secretary", "department_head"):
        assert school.seen_by(there.post(role, school.KEY)) == set(), role
    county = there.post("county_officer", below.county_of(there.school).key)
    for post in (there.outsider, there.city_officer, there.post("monitor"), county):
        assert school.seen_by(post) == set()
        assert there.call not in calls_visible_to(actor_for(post))
    assert there.call in calls_visible_to(actor_for(there.teachers[0]))
    return [item.title for item in desk_items(actor_for(there.teachers[0]))]


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
