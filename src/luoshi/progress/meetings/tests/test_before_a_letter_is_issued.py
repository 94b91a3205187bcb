"""Before a letter goes out: which facts it rests on, who may issue it and under whose name; at the school one line."""

from __future__ import annotations

import pytest

from luoshi.common.errors import RuleBroken
from luoshi.notices.desk import desk_items as told_desk
from luoshi.notices.models import Delivery, Notice
from luoshi.progress.meetings import actions, desk
from luoshi.progress.meetings.case_papers import facts_of, offered_facts
from luoshi.progress.meetings.models import Case, Letter
from luoshi.progress.telling import reminder_key
from luoshi.progress.tests.helping import due, steps

from .helping import fresh, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def drafted(there, signed_in, send):
    """The officer's window and the page of a case whose letter was drafted and not issued."""
    officer = signed_in(there.officer)
    said = {"title": "任务逾期", "words": "一周内整改", "reply_by": today(7).isoformat()}
    url = send(officer, "/supervision/new/", school=there.school.public_id, **said).url
    return officer, url


def issue(officer, send):
    letter = Letter.objects.get()
    assert send(officer, f"/supervision/letters/{letter.public_id}/issue/", letter).status_code == 302
    return fresh(letter)


def test_facts_are_taken_out_one_by_one_until_the_letter_is_issued(there, drafted, send):
    officer, url = drafted
    case = Case.objects.get()
    lines = case.facts.splitlines()
    assert (len(lines), "去掉不写的" in officer.get(url).content.decode()) == (3, True)
    page = officer.get(f"{url}facts/").content.decode()
    assert page.count(" checked") == 3
    assert send(officer, f"{url}facts/", case, facts=lines[1:]).status_code == 302
    assert fresh(case).facts.splitlines() == lines[1:]
    assert offered_facts(there.actor("officer"), fresh(case))[0] == (lines[0], False), (
        "it can be taken in again"
    )
    due(40, steps(there)[1])
    offered = offered_facts(there.actor("officer"), fresh(case))
    assert (lines[1], True) in offered, "what was so when it was drafted stays until it is taken out"
    issue(officer, send)
    assert "去掉不写的" not in officer.get(url).content.decode()
    with pytest.raises(RuleBroken, match="已经印发"):
        actions.change_facts(
            case=fresh(case), facts=[], by=there.actor("officer"), version=fresh(case).version
        )


def test_many_facts_are_all_read_before_it_is_issued_and_then_stand_behind_what_is_to_be_done(
    there, drafted, send
):
    officer, url = drafted
    Case.objects.update(facts="\n".join(f"第 {number} 条逾期" for number in range(1, 10)))
    page = officer.get(url).content.decode()
    assert (page.count("条逾期"), "都写在督办函里" in page) == (9, False)
    issue(officer, send)
    page = officer.get(url).content.decode()
    first, _, behind = page.partition("另有 6 条，都写在督办函里")
    assert (first.count("条逾期"), behind.count("条逾期")) == (3, 6)


def test_a_letter_says_how_often_the_owners_were_reminded(there):
    first = steps(there)[0]
    assert facts_of(there.actor("officer"), there.school).count("系统还没有提醒过") == 3
    for number in range(2):
        notice = Notice.objects.create(kind="progress", title="提醒", key=f"k{number}")
        for post in (there.office, there.head):  # one that went to two of the school counts once
            key = f"{reminder_key(first.key)}|{number}"
            Delivery.objects.create(notice=notice, membership=post, user=post.user, key=key)
    facts = facts_of(there.actor("officer"), there.school)
    assert (facts.count("系统已提醒 2 次"), facts.count("系统还没有提醒过")) == (1, 2)


def test_the_page_says_who_may_issue_it_and_keeps_who_did(there, drafted, send):
    officer, url = drafted
    page = officer.get(url).content.decode()
    name = there.officer.user.name
    assert f"{name}（市局经办）" in page.partition("能印发的：")[2].partition("。")[0]
    assert "以印发人本人的名义印发，不另经审批" in page
    assert f"印发人记为您（{name}）" in page
    assert issue(officer, send).issued_by == f"{name}（市局经办）"
    page = officer.get(url).content.decode()
    assert (f"{name}（市局经办）印发" in page, "能印发的" in page) == (True, False)


def test_a_letter_is_one_line_at_the_school_and_is_signed_for_on_its_page(there, drafted, signed_in, send):
    officer, url = drafted
    letter = issue(officer, send)
    head = there.actor("head")

    def waiting():
        """As the desk lists them: a message that leads to a page where it is signed for is left out."""
        items = [item for item in [*told_desk(head), *desk.desk_items(head)] if item.group == "todo"]
        signed = {item.href for item in items if item.signs}
        return [item.action for item in items if letter.mark in item.title and item.about not in signed]

    assert waiting() == ["去回复"]
    client = signed_in(there.head)
    assert ">签收</button>" in client.get(url).content.decode()
    answer = {"said": "已整改"}
    assert (
        send(client, f"/supervision/letters/{letter.public_id}/reply/", letter, **answer).status_code == 302
    )
    assert ">签收</button>" not in client.get(url).content.decode()
    rows = Delivery.objects.filter(notice__receipt=True, membership__organisation=there.school)
    assert rows.get(membership=there.head).received_at, "who replies has it"
    assert not rows.filter(received_at__isnull=True, let_off_at__isnull=True).exists(), (
        "the others need not sign"
    )
    assert waiting() == []
