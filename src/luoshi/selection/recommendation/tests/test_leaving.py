"""The letter leaves the house: stamped, by another person than who entered the decision; what the desk says of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pypdfium2
import pytest
from django.urls import reverse

from luoshi.common import clock, files
from luoshi.common.errors import RuleBroken
from luoshi.notices.models import Notice
from luoshi.papers.filed.models import FiledPaper
from luoshi.selection.outcome.models import Decision, Result
from luoshi.selection.outcome.tests.helping import days_on
from luoshi.selection.recommendation import actions
from luoshi.selection.recommendation.desk import desk_items
from luoshi.selection.recommendation.invariants import INVARIANTS
from luoshi.selection.recommendation.models import Recommendation

from .helping import answer_of, answered, do, drawn, first, fresh, sent, stamped, upper

pytestmark = pytest.mark.django_db


def broken() -> list[Any]:
    return [each for invariant in INVARIANTS for each in invariant.check()]


def test_it_leaves_is_asked_back_and_those_it_is_about_are_told(there: Any) -> None:
    letter = sent(there)
    told = Notice.objects.filter(title__startswith="已推荐上报")
    assert told.count() == 2
    back = do(actions.unsend, there.actor("officer"), recommendation=letter, reason="登记早了")
    assert (back.state, back.sent_on, back.sent_how) == ("drawn", None, "")
    with pytest.raises(RuleBroken, match="怎么报送"):
        do(actions.send, there.actor("head"), recommendation=back, on=clock.today(), how=" ")
    do(actions.send, there.actor("head"), recommendation=back, on=clock.today(), how="机要")
    back = do(actions.unsend, there.actor("officer"), recommendation=back, reason="登记早了")
    gone = do(actions.recall, there.actor("officer"), recommendation=back, reason="上级暂停")
    again = do(actions.restore, there.actor("officer"), recommendation=gone, reason="上级恢复")
    assert (again.state, again.recall_reason, again.stamped_at) == ("drawn", "", None)
    with pytest.raises(RuleBroken, match="还没有盖章"):
        do(actions.send, there.actor("head"), recommendation=again, on=clock.today(), how="机要")
    assert broken() == []


def test_what_was_answered_is_neither_asked_back_nor_recalled_and_a_recalled_print_counts_no_more(
    there: Any,
) -> None:
    letter = sent(there)
    paper = printed(letter, state="stamped", red_print=True)
    upper = answered(letter, first(there))
    for act in (actions.unsend, actions.recall):
        with pytest.raises(RuleBroken, match="请先撤销上级结果"):
            do(act, there.actor("officer"), recommendation=fresh(letter), reason="登记错了")
    do(actions.undo_upper_result, there.actor("officer"), upper=fresh(upper), reason="登记错了")
    with pytest.raises(RuleBroken, match="写明理由"):
        do(actions.recall, there.actor("officer"), recommendation=fresh(letter), reason=" ")
    gone = do(actions.recall, there.actor("officer"), recommendation=fresh(letter), reason="上级暂停")
    assert (gone.state, gone.recall_reason, fresh(paper).outdated_at is None) == (
        "recalled",
        "上级暂停",
        False,
    )
    assert broken() == []


def test_nobody_decides_sends_and_answers_alone(there: Any) -> None:
    """The person counts, not the post (controls SE-05): entered and sent by two, sent and answered by two."""
    letter = stamped(there, drawn(there))
    leaving = {"recommendation": letter, "on": clock.today(), "how": "机要"}
    with pytest.raises(RuleBroken, match="要有两个人核对名单"):
        do(actions.send, there.actor("officer"), **leaving)
    letter = do(actions.send, there.actor("head"), **leaving)
    noting = {"recommendation": letter, "level": "province", "rows": [answer_of(first(there))]}
    with pytest.raises(RuleBroken, match="请由另一名经办或科长对照上级文件登记"):
        do(actions.note_upper_results, there.actor("head"), **noting)
    do(actions.note_upper_results, there.actor("officer"), **noting)
    assert broken() == []
    Decision.objects.filter(pk=letter.decision_id).update(entered_by=there.head)
    assert [words for _, words in broken()] == ["登记审定和发出推荐函的是同一个人"]


def printed(letter: Recommendation, **said: Any) -> FiledPaper:
    """Its print, as it stands among the filed papers."""
    stored = files.put([b"%PDF-1.4 letter"])
    made: FiledPaper = FiledPaper.objects.create(
        organisation=letter.call.organisation, about_type=letter._meta.label_lower, about_id=letter.public_id,
        about_version=letter.number, kind="recommendation", kind_name="推荐函", title=letter.title, href="/",
        code="K7QF93XM", print=stored, page_count=1, seen_above=False, made_by=letter.call.officer, made_by_name="示例",
    )  # fmt: skip
    if "copies" in said:
        said |= {"received_on": clock.today(), "received_by": letter.call.officer}
    elif said:
        said |= {"stamped": stored, "stamped_at": clock.now()}
    FiledPaper.objects.filter(pk=made.pk).update(**said)
    return made


def leaving(letter: Recommendation) -> dict[str, Any]:
    return {"recommendation": fresh(letter), "on": clock.today(), "how": "公文交换"}


@pytest.mark.parametrize(
    ("said", "leaves"),
    [
        ({}, False),
        ({"state": "stamped"}, False),  # the scan came back, and no page is red anywhere
        ({"state": "stamped", "red_print": True}, True),
        ({"state": "received", "copies": 1}, True),  # somebody had the paper in hands
        ({"state": "stamped", "red_print": True, "outdated_at": clock.now()}, False),
    ],
)
def test_it_leaves_once_its_print_came_back_with_the_seal(
    there: Any, said: dict[str, Any], leaves: bool
) -> None:
    letter = drawn(there)
    printed(letter, **said)
    if not leaves:
        with pytest.raises(RuleBroken, match="推荐函还没有盖章，不能登记发出"):
            do(actions.send, there.actor("head"), **leaving(letter))
        assert fresh(letter).state == "drawn"
        return
    gone = do(actions.send, there.actor("head"), **leaving(letter))
    assert (gone.state, gone.stamped_by) == ("sent", there.head)
    with pytest.raises(RuleBroken, match="请刷新页面"):
        stamped(there, fresh(letter))
    assert broken() == []


def test_what_was_stamped_elsewhere_is_noted_and_leaves(there: Any) -> None:
    letter = drawn(there)
    with pytest.raises(RuleBroken, match="登记“已盖章印发”"):
        do(actions.send, there.actor("head"), **leaving(letter))
    letter = stamped(there, letter)
    with pytest.raises(RuleBroken, match="已经盖章"):
        stamped(there, letter)
    assert do(actions.send, there.actor("head"), **leaving(letter)).stamped_by == there.officer
    Recommendation.objects.update(stamped_at=None)
    assert [words for _, words in broken()] == ["推荐函没有盖章，却登记了发出"]


@pytest.mark.parametrize("noted", [True, False])
def test_once_it_is_stamped_nothing_is_printed_and_the_page_offers_what_is_left(
    there: Any, signed_in: Any, noted: bool
) -> None:
    letter, here = drawn(there), reverse("recommendation", args=[there.call.public_id])
    client = signed_in(there.officer)
    press = reverse("recommendation-print", args=[letter.public_id])

    def page() -> tuple[bool, bool]:
        text = client.get(here).content.decode()
        return f'action="{press}"' in text, reverse(
            "recommendation-promote", args=[there.call.public_id]
        ) in text

    assert page() == (True, False), "it goes up by the letter, not on to a selection"
    if noted:
        letter = stamped(there, letter)
    else:
        printed(letter, state="stamped", red_print=True)
    assert page() == (False, False)
    answer = client.post(press, {"_version": fresh(letter).version, "_once": "print-1"})
    assert (answer.status_code, "不用再打印" in answer.content.decode()) == (422, True)
    upper(there)
    assert page() == (False, True)


def desk(there: Any, who: str = "officer") -> list[tuple[str, str, str]]:
    return [(item.title, item.source, item.group) for item in desk_items(there.actor(who))]


def test_the_desk_says_what_lies_there_for_how_many_days(there: Any, settings: Any, tmp_path: Any) -> None:
    """§5: the letter that has not left, the answer that has not been noted, with days."""
    title = there.call.title
    assert desk(there) == [(f"拟推荐函：{title}", "推荐上报", "todo")]
    letter = drawn(there)
    days_on(settings, tmp_path, 3)
    assert desk(there) == [(f"推荐函待盖章：{title}", "成文已 3 天", "todo")]
    assert desk(there, "head") == []
    letter = stamped(there, letter)
    letter = do(actions.send, there.actor("head"), recommendation=letter, on=clock.today(), how="机要")
    waits = f"上级结果未登记：{title}（还有 2 项）"
    assert desk(there) == [(waits, "发出已 0 天", "mine")]
    Recommendation.objects.update(sent_on=clock.today() - dt.timedelta(days=30))
    assert desk(there) == [(waits, "发出已 30 天", "todo")]
    answered(fresh(letter), first(there))
    assert desk(there)[0][0] == f"上级结果未登记：{title}（还有 1 项）"
    answered(fresh(letter), Result.objects.get(call=there.call, order=2), won=False, title="")
    assert desk(there) == []


def test_it_lies_on_the_desk_of_everybody_who_may_send_it(there: Any) -> None:
    """Its officer entered the decision: he waits, and everybody else who runs selections here finds it."""
    letter, title = stamped(there, drawn(there)), there.call.title
    assert desk(there) == [(f"推荐函等另一人登记发出：{title}", "成文已 0 天", "mine")]
    assert desk(there, "head") == [(f"推荐函未发出：{title}", "成文已 0 天", "todo")]
    Decision.objects.filter(pk=letter.decision_id).update(entered_by=there.head)
    assert desk(there) == [(f"推荐函未发出：{title}", "成文已 0 天", "todo")]
    assert [desk(there, who) for who in ("head", "leader", "monitor")] == [[], [], []]
    do(actions.send, there.actor("officer"), **leaving(letter))
    waits = (f"上级结果未登记：{title}（还有 2 项）", "发出已 0 天", "mine")
    assert [desk(there, who) for who in ("officer", "head")] == [[], [waits]], "who sent it notes nothing"


def noted(there: Any, letter: Recommendation, **said: Any) -> Any:
    given = {"recommendation": letter, "level": "province", "rows": [answer_of(first(there))], **said}
    return do(actions.note_upper_results, there.actor("officer"), **given)


def test_who_noted_the_answers_brings_the_paper_and_another_compares_them(there: Any) -> None:
    letter, paper = sent(there), (files.put([b"%PDF-1.4 paper"]), "公布.pdf")
    letter = noted(there, letter)
    checking = {"recommendation": letter, "level": "province"}
    with pytest.raises(RuleBroken, match="请附上文件再核对"):
        do(actions.check_upper_results, there.actor("head"), **checking)
    noted(there, fresh(letter), rows=[], paper=paper)  # the paper alone, later
    assert desk(there, "head")[0][0] == f"核对上级结果：{there.call.title}"
    with pytest.raises(RuleBroken, match="结果是您登记的"):
        do(
            actions.check_upper_results,
            there.actor("officer"),
            **{**checking, "recommendation": fresh(letter)},
        )
    checked = do(
        actions.check_upper_results, there.actor("head"), **{**checking, "recommendation": fresh(letter)}
    )
    [row] = checked.upper_results.all()
    assert (row.file_name, row.checked_by) == ("公布.pdf", there.head)
    assert "核对上级结果" not in str(desk(there, "head"))
    with pytest.raises(RuleBroken, match="没有要核对的"):
        do(actions.check_upper_results, there.actor("head"), **{**checking, "recommendation": fresh(letter)})
    with pytest.raises(RuleBroken, match="没有要登记的"):  # what was checked keeps its paper
        noted(there, fresh(letter), rows=[], paper=paper)
    assert broken() == []
    checked.upper_results.update(checked_by=there.officer)
    assert [words for _, words in broken()] == ["登记和核对上级结果的是同一个人"]


def test_what_is_printed_for_the_seal_lists_them_in_their_order_behind_the_signature(
    there: Any, signed_in: Any
) -> None:
    """§5: 推荐函 with ranked 汇总表: the print that comes back stamped is the same letter."""
    letter = drawn(there)
    own = f"/recommendation-letters/{letter.public_id}/"
    signed_in(there.officer).post(f"{own}print/", {"_version": letter.version})
    paper = FiledPaper.objects.get(about_id=letter.public_id)
    document = pypdfium2.PdfDocument(files.path_of(paper.print.digest).read_bytes())
    pages = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    text = "".join(pages)
    said = [
        letter.letter_number,
        letter.title,
        f"{letter.to}：",
        "附件：",
        "推荐次序",
        "示例案例1",
        "示例案例2",
    ]
    at = [text.index(word) for word in said]
    assert at == sorted(at)
    signed = text.index(there.call.organisation.name, at[3])
    assert at[3] < signed < at[4], "who signs stands between the letter and its table"
    assert len(pages) > 1, "the table stands on a page of its own"
    assert Result.objects.get(call=there.call, order=1).application.title == "示例案例1"
