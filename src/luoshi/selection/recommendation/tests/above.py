"""What the office above reads of a school's own selection, and where a school finds the way to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.common.rendering.paper import Paper, Words
from luoshi.notices.models import Delivery
from luoshi.papers.filed.models import FiledPaper
from luoshi.papers.filed.printing import prepare
from luoshi.papers.filed.queries import current_paper_of
from luoshi.selection.applying import actions as applying
from luoshi.selection.applying.kinds import OPINION
from luoshi.selection.applying.permissions import can_print_opinion
from luoshi.selection.applying.queries import opinions_to_print
from luoshi.selection.applying.tests import helping as below
from luoshi.selection.asking import warnings
from luoshi.selection.models import Call
from luoshi.selection.outcome.tests import helping as deciding
from luoshi.selection.panel.tests import helping as drawing
from luoshi.selection.recommendation import actions
from luoshi.selection.recommendation.models import Promotion
from luoshi.selection.recommendation.promoting import why_not
from luoshi.selection.review.tests.helping import fresh

from . import school

OPINIONS = [{"key": "school", "title": "学校意见"}, {"key": "county", "title": "县市教育局推荐意见"}]


def reads_how_far(there: Any, signed_in: Any) -> bool:
    """Which school, how far, how many from three on, whether its list came up; who applies with what stays below."""
    page = reverse("recommendation-lower", args=[there.city.public_id])
    county = there.post("county_officer", below.county_of(there.school).key)
    elsewhere = there.post("county_officer", below.county_of(there.outsider.organisation).key)
    for post, code in ((there.officer, 404), (there.teachers[0], 404), (there.outsider, 404), (county, 200)):
        assert signed_in(post).get(page).status_code == code, post.role
    assert "还没有单位先在内部评选" in signed_in(elsewhere).get(page).content.decode()
    client = signed_in(there.city_officer)
    words = client.get(page).content.decode()
    told = (there.school.short, "受理申报", "3 份", "还没有报", "没有报上来的 1")
    assert [each for each in told if each not in words] == []
    assert [each for each in (there.call.title, *school.GOALS, "逾期") if each in words] == []
    Call.objects.filter(pk=there.call.pk).update(received=2)
    Call.objects.filter(pk=there.city.pk).update(school_until=clock.today() - dt.timedelta(1))
    with CaptureQueriesContext(connection) as few:
        words = client.get(page).content.decode()
    assert ["不到 3 份" in words, "2 份" in words, words.count("逾期未报")] == [True, False, 1]
    assert "1 个单位先在内部评选" in client.get(reverse("call", args=[there.city.public_id])).content.decode()
    for key in ("xingshan", "yuanan", "sanxia"):
        _begun(there, there.post("office", key))
    with CaptureQueriesContext(connection) as many:
        assert client.get(page).content.decode().count("逾期未报") == 4
    assert len(many) == len(few)
    with came_up(there):
        assert client.get(page).content.decode().count("逾期未报") == 3
    return True


def _begun(there: Any, post: Membership) -> None:
    """A selection of another school's own for the same call above."""
    Call.objects.create(
        organisation=post.organisation, officer=post, kind=there.kind, title=post.organisation.short, state="open",
        opened_at=clock.now(), until=clock.now(), form_version=there.call.form_version, parent=there.city,
    )  # fmt: skip


@contextmanager
def came_up(there: Any) -> Iterator[None]:
    """One of the school's winners is above."""
    row = there.applications[0]
    school.won(there.call, row)
    made = Promotion.objects.create(result=row.result, application=row, promoted_at=clock.now())
    yield
    made.delete()


def urged(there: Any) -> set[int]:
    """Which posts were told."""
    by, other = actor_for(there.city_officer), actor_for(there.outsider)
    with pytest.raises(PermissionDenied):
        actions.urge_lower(call=there.city, by=other)
    actions.urge_lower(call=there.city, by=by)
    with pytest.raises(RuleBroken, match="今天已经催过"):
        actions.urge_lower(call=there.city, by=by)
    with came_up(there), pytest.raises(RuleBroken, match="没有要催的"):
        actions.urge_lower(call=there.city, by=by)
    Call.objects.filter(pk=there.city.pk).update(until=clock.now())
    with pytest.raises(RuleBroken, match="不接收申报"):
        actions.urge_lower(call=fresh(there.city), by=by)
    told = Delivery.objects.filter(notice__title=f"请报送评选结果：{there.city.title}")
    return set(told.values_list("membership", flat=True))


def with_the_opinion(there: Any, row: Any) -> None:
    """The city wants the school's opinion stamped: printed of the winner once it is over, filed, and along it goes."""
    rules = {**fresh(there.city).rules, "opinions": OPINIONS}
    Call.objects.filter(pk=there.city.pk).update(rules=rules)
    by, kind = actor_for(there.officer), f"{OPINION}school"
    row = fresh(row)
    assert [each.key for each in opinions_to_print(row)] == ["school"], "the county gives its own"
    for other in (there.teachers[0], there.rival, there.city_officer):
        assert not can_print_opinion(actor_for(other), row)
    [why] = [each for each in why_not(row.result, fresh(there.city)) if "盖章" in each]
    assert "学校意见" in why
    paper = Paper(title="学校意见", blocks=[Words("意见：")])
    prepared = prepare(
        about=row, version=row.edition, kind=kind, kind_name="学校意见", organisation=row.organisation, paper=paper,
        href="/", seen_above=False,
    )  # fmt: skip
    applying.print_opinion(application=row, prepared=prepared, by=by, version=row.version)
    stamped = current_paper_of(row, kind)
    assert stamped is not None
    FiledPaper.objects.filter(pk=stamped.pk).update(
        stamped=deciding.files.put([deciding.PDF]), stamped_at=clock.now(), state="stamped"
    )
    assert not any("盖章" in each for each in why_not(row.result, fresh(there.city)))


def menus(there: Any, signed_in: Any) -> bool:
    assert not any("来不及报上去" in each for each in warnings(there.call))
    Call.objects.filter(pk=there.call.pk).update(until=fresh(there.city).until)
    assert any("来不及报上去" in each for each in warnings(fresh(there.call)))
    menu = [f'href="{reverse(name)}"' for name in ("panels", "outcomes", "recommendations")]
    words = signed_in(there.officer).get(reverse("calls")).content.decode()
    assert [each in words for each in menu] == [True, True, True]
    assert f'<a href="{reverse("call", args=[there.call.public_id])}">' in words
    client = signed_in(there.outsider)
    words = client.get(reverse("calls")).content.decode()
    assert [each in words for each in menu] == [False, False, False]
    assert f"{reverse('call', args=[there.city.public_id])}#own-first" in words
    Call.objects.filter(pk=there.city.pk).update(until=clock.now())
    assert "上级现在没有正在受理的遴选" in client.get(reverse("calls")).content.decode()
    assert "先在本单位评选" not in signed_in(there.teachers[0]).get(reverse("calls")).content.decode()
    kinds = signed_in(there.officer).get(reverse("selection-kinds")).content.decode()
    assert ["发起遴选" in kinds, "照着建" in kinds] == [True, False]
    return True


def people_named_bind(there: Any, signed_in: Any) -> bool:
    by = actor_for(there.outsider)
    row = applying.start_application(call=there.city, title="示例联队", by=by)
    client, page = signed_in(there.outsider), reverse("apply-people", args=[row.public_id])
    there.bureau, there.officer = there.city.organisation, there.city_officer
    employed = [{"name": there.school.name, "organisation": there.school, "since": None, "until": None}]
    typed = [{"name": "示例 研究院", "organisation": None, "since": None, "until": None}]
    colleague = drawing.an_expert(there, "示例甲", post=there.post("expert"), tenures=employed)
    researcher = drawing.an_expert(there, "示例乙", post=there.post("expert"), tenures=typed)
    member = there.post("teacher", "xingshan")
    judge = drawing.an_expert(there, "示例另名", post=there.post("expert"))
    Membership.objects.filter(pk=judge.membership_id).update(user=member.user)
    assert [school.why(each, row) for each in (colleague, researcher)] == [[], []]
    said = [
        {"name": "示例队员一", "place": there.school.short},
        {"name": "示例队员二", "place": "示例研究院"},
        {"name": member.user.name, "membership": member.public_id},
    ]
    for number, one in enumerate(said):
        form = {"_once": f"person-{number}", "_version": fresh(row).version, "role": "member", **one}
        assert client.post(page, form).status_code == 302, one
    assert [each.works_at for each in row.people.order_by("id")] == [
        there.school.short, "示例研究院", there.outsider.organisation.short,
    ]  # fmt: skip
    ties = [[each.tie for each in school.why(expert, row)] for expert in (colleague, researcher, judge)]
    assert ties == [["employer"], ["employer"], ["own", "employer", "county"]]
    for wrong, words in (
        ({"name": "别人", "membership": member.public_id}, "和上面的姓名不一致"),
        ({"name": member.user.name, "membership": member.public_id, "place": "某大学"}, "请清空一处"),
    ):
        form = {"_once": f"wrong-{words}", "_version": fresh(row).version, "role": "member", **wrong}
        answer = client.post(page, form)
        assert (answer.status_code, words in answer.content.decode()) == (422, True)
    return True
