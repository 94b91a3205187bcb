"""What a school takes over of a city's rules asks nothing of it that makes no sense among its own people."""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.core.selection import read_rules
from luoshi.selection import actions as selection
from luoshi.selection.forms import prefilled
from luoshi.selection.models import Call, Kind
from luoshi.selection.shown import rules_shown

from .helping import fresh

pytestmark = pytest.mark.django_db
KEPT = {"key": "fits", "title": "符合申报条件"}
LEFT = [{"key": "quota", "title": "在限额以内"}, {"key": "notice", "title": "校内公示时间足够"}]


def test_no_line_of_the_check_no_notice_and_no_validity_of_what_only_the_city_does(there: Any) -> None:
    rules = {**there.call.rules, "checks": [KEPT, *LEFT], "valid_months": 36, "build_months": 12}
    Call.objects.filter(pk=there.call.pk).update(rules=rules)
    kind = selection.take_kind(call=fresh(there.call), by=actor_for(there.school))
    assert [each["key"] for each in kind.rules["checks"]] == ["fits"]
    shown = rules_shown(read_rules(kind.rules), kind)
    assert [title for title, _ in shown.papers] == ["补正时间"]
    assert {"建设期", "有效期"} & {title for title, _ in shown.ending} == set()
    Kind.objects.filter(pk=there.call.kind_id).update(outcome="recognise")
    above = rules_shown(read_rules(rules), fresh(there.call))
    assert "校内评选和公示" in dict(above.papers)
    assert {"建设期", "有效期"} <= set(dict(above.ending))


def test_a_school_s_own_is_named_as_one(there: Any) -> None:
    calendar, day = read_rules(there.call.rules).calendar, clock.today()
    named = [
        prefilled("示例", calendar, day, owner)["title"].partition("年")[2]
        for owner in ("school", "city_bureau")
    ]
    assert named == ["校内示例遴选", "示例遴选"]
