"""What the page of a recommendation says is left to do, and that it stops saying so."""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.common import clock
from luoshi.selection.outcome.models import Result
from luoshi.selection.recommendation import actions
from luoshi.selection.tests.helping import as_shown

from . import helping
from .helping import TO, answered, do, fresh, proved, sent

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def read_by(there: Any, signed_in: Any, who: Any) -> str:
    return signed_in(who).get(f"/recommendations/{there.call.public_id}/").content.decode()


def test_once_all_is_noted_from_above_nobody_is_asked_for_it_any_more(there: Any, signed_in: Any) -> None:
    letter, rows = sent(there), list(Result.objects.filter(call=there.call, selected=True).order_by("order"))
    for number in range(len(rows)):
        shown = read_by(there, signed_in, there.officer)
        assert ("登记上级结果</a>" in shown, "改已登记的结果" in shown) == (True, False), number
        assert "等另一个人登记上级结果" in read_by(there, signed_in, there.head)
        assert ("确认撤回推荐" in shown, "换一版" in shown) == (number == 0, number == 0)
        upper = answered(fresh(letter), rows[number])
    shown = read_by(there, signed_in, there.officer)
    assert ("登记上级结果</a>" in shown, "改已登记的结果" in shown) == (False, True)
    shown = read_by(there, signed_in, there.head)
    assert ("等另一个人登记上级结果" in shown, shown.count("还没有另一人核对")) == (False, len(rows))
    proved(there, upper)
    assert "已核对" in read_by(there, signed_in, there.head)


def test_how_it_comes_to_be_stamped_and_what_leaves(there: Any, signed_in: Any) -> None:
    letter, officer = helping.drawn(there), signed_in(there.officer)
    assert "点“打印盖章”" in read_by(there, signed_in, there.officer)
    officer.post(f"/recommendation-letters/{letter.public_id}/print/", {"_version": letter.version})
    shown = read_by(there, signed_in, there.officer)
    assert ("下载打印稿" in shown, "点“打印盖章”" in shown) == (True, False)
    do(actions.note_stamped, there.actor("officer"), recommendation=fresh(letter))
    page = signed_in(there.head).get(f"/recommendation-letters/{letter.public_id}/send/").content.decode()
    assert f"{letter.letter_number}，报送{TO}，推荐 {letter.size} 项。" in page


def test_a_register_is_spoken_of_only_where_there_is_one(there: Any, signed_in: Any) -> None:
    letter, officer = sent(there), signed_in(there.officer)
    grid = f"/recommendation-letters/{letter.public_id}/results/province/"
    assert "写进学校的台账" in officer.get(grid).content.decode()
    rules = {**fresh(there.call).rules, "register": ""}
    type(there.call).objects.filter(pk=there.call.pk).update(rules=rules)
    assert "写进学校的台账" not in officer.get(grid).content.decode()
    answer = as_shown(officer, grid, **{"results-0-outcome": "lost"}, on=clock.today().isoformat())
    said = [str(each) for each in officer.get(answer["Location"]).context["messages"]]
    assert said == ["上级结果已登记。等另一人对照上级文件核对。"]
