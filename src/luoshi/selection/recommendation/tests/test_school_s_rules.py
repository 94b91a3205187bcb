"""What a school takes over of a city's rules asks nothing of it that makes no sense among its own people."""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.accounts.queries import actor_for
from luoshi.core.selection import read_rules
from luoshi.selection import actions as selection
from luoshi.selection.applying.tests import helping as below
from luoshi.selection.forms import prefilled
from luoshi.selection.models import Call
from luoshi.selection.shown import rules_shown

from . import school

pytestmark = pytest.mark.django_db


def test_no_line_of_the_check_no_notice_and_no_validity_of_what_only_the_city_does(yichang: Any) -> None:
    city = below.start(yichang, rules=school.RULES, days=60)
    lines = [
        *city.call.rules["checks"],
        {"key": "seal", "title": "盖章齐全"},
        {"key": "quota", "title": "限额以内"},
    ]
    rules = {**city.call.rules, "checks": lines, "valid_months": 36, "build_months": 12}
    Call.objects.filter(pk=city.call.pk).update(rules=rules)
    by = actor_for(yichang.post("office", school.KEY))
    kind = selection.take_kind(call=Call.objects.get(pk=city.call.pk), by=by)
    assert [each["key"] for each in kind.rules["checks"]] == [
        each["key"] for each in city.call.rules["checks"]
    ]
    shown = rules_shown(read_rules(kind.rules), kind)
    assert [title for title, _ in shown.papers] == ["补正时间"]
    assert {"建设期", "有效期"} & {title for title, _ in shown.ending} == set()
    above = rules_shown(read_rules(rules), city.call)
    assert "校内评选和公示" in dict(above.papers)
    assert {"建设期", "有效期"} <= set(dict(above.ending))
    calendar = read_rules(kind.rules).calendar
    named = [
        prefilled("示例", calendar, city.call.opened_at.date(), owner)["title"]
        for owner in ("school", "city_bureau")
    ]
    assert [title[5:] for title in named] == ["校内示例遴选", "示例遴选"]
