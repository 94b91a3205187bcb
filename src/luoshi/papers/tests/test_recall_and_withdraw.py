"""Taking a paper back, giving it up, taking it up again."""

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.common.errors import RuleBroken
from luoshi.papers import actions
from luoshi.papers.models import Approval
from luoshi.papers.queries import briefs_visible_to

from .conftest import decide, fresh, lies_at, send_back


def recall(brief, by):
    brief.refresh_from_db()
    return actions.recall_brief(brief=brief, by=by, version=brief.version)


def test_before_anybody_acted_the_author_takes_it_back_and_may_send_it_anew(town, paper):
    brief, author = paper(), town.actor("department_head")
    recall(brief, author)
    assert (fresh(brief).state, fresh(brief).current, brief.state) == ("recalled", None, "draft")
    brief.refresh_from_db()
    actions.send_brief(brief=brief, by=author, version=brief.version)
    assert (fresh(brief).state, Approval.objects.count()) == ("running", 2)


def test_the_author_s_own_step_does_not_count_as_somebody_acting(town, paper):
    brief = paper(author=("office", "school"))
    recall(brief, town.actor("office"))
    assert brief.state == "draft"


def test_once_somebody_acted_it_is_not_recalled(town, paper):
    brief = paper()
    decide(brief, town.actor("office"))
    with pytest.raises(RuleBroken, match="不能撤回"):
        recall(brief, town.actor("department_head"))
    assert lies_at(fresh(brief)) == "校长"


def test_after_sending_again_it_may_be_recalled_until_somebody_acts(town, paper):
    brief, author = paper(), town.actor("department_head")
    send_back(brief, town.actor("office"))
    brief.refresh_from_db()
    actions.resubmit_brief(brief=brief, by=author, version=brief.version)
    recall(brief, author)
    assert fresh(brief).state == "recalled"


def test_nobody_else_recalls_it(town, paper):
    brief = paper()
    for role in ("office", "school_head"):
        with pytest.raises(PermissionDenied):
            recall(brief, town.actor(role))
    assert fresh(brief).state == "running"


def test_a_returned_paper_is_given_up_with_a_reason_and_taken_up_again(town, paper):
    brief, author = paper(), town.actor("department_head")
    send_back(brief, town.actor("office"))
    brief.refresh_from_db()
    with pytest.raises(RuleBroken, match="理由"):
        actions.withdraw_brief(brief=brief, by=author, version=brief.version, reason="")
    brief.refresh_from_db()
    actions.withdraw_brief(brief=brief, by=author, version=brief.version, reason="不办了")
    assert (fresh(brief).state, brief.state) == ("withdrawn", "withdrawn")
    actions.restore_brief(brief=brief, by=author, version=brief.version)
    assert brief.state == "draft"


def test_what_is_under_way_is_not_given_up(town, paper):
    brief = paper()
    brief.refresh_from_db()
    with pytest.raises(RuleBroken, match="不能作废"):
        actions.withdraw_brief(
            brief=brief, by=town.actor("department_head"), version=brief.version, reason="x"
        )
    assert fresh(brief).state == "running"


def change(brief, by):
    brief.refresh_from_db()
    said = {"title": "未报送的标题", "text": "未报送的正文", "kind": brief.kind, "up_to": brief.up_to}
    actions.change_brief(brief=brief, by=by, version=brief.version, **said)


def give_up(brief, by):
    brief.refresh_from_db()
    actions.withdraw_brief(brief=brief, by=by, version=brief.version, reason="不办了")


def seers(town, brief):
    roles = ("department_head", "office", "school_head")
    return [role for role in roles if briefs_visible_to(town.actor(role)).filter(pk=brief.pk).exists()]


def test_recalled_changed_and_given_up_it_stays_with_its_author(town, paper):
    brief, author = paper(), town.actor("department_head")
    recall(brief, author)
    change(brief, author)
    assert seers(town, brief) == ["department_head"]
    give_up(brief, author)
    assert (brief.state, seers(town, brief)) == ("withdrawn", ["department_head"])


def test_given_up_after_its_return_it_is_read_until_it_is_a_draft_again(town, paper):
    brief, author = paper(), town.actor("department_head")
    send_back(brief, town.actor("office"))
    give_up(brief, author)
    assert seers(town, brief) == ["department_head", "office", "school_head"]
    actions.restore_brief(brief=brief, by=author, version=brief.version)
    change(brief, author)
    give_up(brief, author)
    assert seers(town, brief) == ["department_head"]
