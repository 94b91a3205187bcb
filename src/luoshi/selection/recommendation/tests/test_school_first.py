"""A school selects among its own people before it goes to the city (issue 6, section 6): school → county → city,
without retyping, and nobody outside sees anything of it before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import override_settings
from django.urls import reverse

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.selection import actions as selection
from luoshi.selection.applying import actions as applying
from luoshi.selection.applying.invariants import INVARIANTS as OF_APPLYING
from luoshi.selection.applying.models import Application
from luoshi.selection.applying.tests import helping as below
from luoshi.selection.asking import warnings
from luoshi.selection.desk import desk_items
from luoshi.selection.models import Call, Kind, Quota
from luoshi.selection.outcome.models import Result
from luoshi.selection.panel.models import Assigned
from luoshi.selection.panel.queries import panel_calls_of
from luoshi.selection.recommendation import actions
from luoshi.selection.review.names import names_of
from luoshi.selection.review.reading import shown_of
from luoshi.selection.review.tests.helping import act, fresh
from luoshi.selection.review.tests.test_nothing_leaks import plain

from . import above, fairness, school

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def prepared(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any, loaded_site: Any
) -> Iterator[Any]:
    with (
        django_db_blocker.unblock(),
        override_settings(LUOSHI_HOME=tmp_path_factory.mktemp("school")),
        transaction.atomic(),
    ):
        yield school.opened(loaded_site())
        transaction.set_rollback(True)


@pytest.fixture
def _taken_back(prepared: Any) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def _django_db_helper(_taken_back: None) -> None:
    """In place of pytest-django's own transaction, which would close the connection the site stands on."""


@pytest.fixture
def there(prepared: Any, _taken_back: None) -> Any:
    given = dict(vars(prepared))
    prepared.call, prepared.city = fresh(prepared.call), fresh(prepared.city)
    prepared.applications = [fresh(row) for row in prepared.applications]
    yield prepared
    vars(prepared).update(given)


def test_the_school_takes_the_rules_and_the_very_form_but_nothing_it_would_ask_of_itself(there: Any) -> None:
    rules, form = there.kind.rules, there.city.form_version.definition_id
    assert (there.kind.organisation, there.kind.definition_id) == (there.school, form)
    assert (rules["quota"]["by"], rules["own_selection"], rules["next_level"]) == ("none", False, "city")
    assert rules["next_number"] == 1, "its own places above"
    assert [row["percent"] for row in rules["levels"]] == [34, 34]
    with pytest.raises(RuleBroken, match="已经有叫"):
        selection.take_kind(call=there.city, by=actor_for(there.officer))


def test_it_arrives_at_once_and_is_looked_at_by_the_school(there: Any) -> None:
    row = there.applications[0]
    assert (row.state, row.sequence, row.approval, row.organisation) == ("received", 1, None, there.school)
    by = school.closed(there)
    row = below.do(applying.check_application, row, by, lines={"whole": (True, ""), "who": (True, "")})
    with pytest.raises(RuleBroken, match="师德师风和学术诚信还没有审核"):
        below.do(applying.accept_application, row, by)
    row = below.do(applying.clear_person, row, by, person=row.people.get(), clear=True)
    assert below.do(applying.accept_application, row, by).state == "accepted"


def test_colleagues_are_rivals_and_others_see_nothing(there: Any) -> None:
    """Teachers see their own, those who run, lead or watch it what arrived by the end; no other school, no bureau."""
    told = fairness.told_of_rivals(there)
    assert told == ["可以申报：2026年校内遴选"], "of its own school, not what the school's office is told of"


def test_an_officer_who_applies_himself_reads_none_of_the_others_and_judges_nothing(
    there: Any, signed_in: Any
) -> None:
    school.drafted(there, there.head, "示例分管")
    assert school.seen_by(there.head) == {"示例分管"}
    mine = school.handed_in(there, there.officer, "示例经办")
    assert school.seen_by(there.officer) == {"示例经办"}
    with pytest.raises(PermissionDenied):
        below.do(applying.accept_application, mine, actor_for(there.officer))
    assert there.call not in panel_calls_of(actor_for(there.officer))
    with pytest.raises(PermissionDenied):
        act(selection.withdraw_call, actor_for(there.officer), call=there.call, reason="不想办了")
    client, here = signed_in(there.officer), [there.call.public_id]
    assert "另一人办理（副校长、项目办）" in client.get(reverse("call", args=here)).content.decode()
    for page in ("withdraw-call", "extend-call", "call-host", "close-call"):
        answer = client.post(reverse(page, args=here), {"_version": fresh(there.call).version, "reason": "x"})
        assert (answer.status_code, "不能办理这次遴选" in answer.content.decode()) == (403, True), page
    assert not [item for item in desk_items(actor_for(there.officer)) if there.call.title in item.title]


def test_nobody_is_hidden_by_how_his_name_is_typed(there: Any) -> None:
    assert fairness.hidden_by_a_name(there) == []


def test_who_read_what_arrived_does_not_apply_when_it_is_opened_again(there: Any) -> None:
    assert fairness.after_reading_rivals(there).state == "received"


@pytest.mark.once
def test_being_named_binds_nobody_unseen_and_ends_with_a_word(there: Any, signed_in: Any) -> None:
    assert fairness.told_of_a_denial(there, signed_in) == {there.rival.pk, there.monitor.pk}


def test_of_one_title_each_has_his_own_and_learns_nothing_of_the_others(there: Any) -> None:
    assert school.drafted(there, there.rival, "示例课一").state == "draft"
    with pytest.raises(RuleBroken, match="您已经有一份"):
        applying.start_application(call=there.call, title="示例课一", by=actor_for(there.rival))


@pytest.mark.once
def test_pages_of_it_do_not_exist_for_others(there: Any, signed_in: Any) -> None:
    row = there.applications[0]
    pages = [reverse("call", args=[there.call.public_id]), reverse("apply-page", args=[row.public_id])]
    wanted = {
        there.teachers[0]: [200, 200], there.rival: [200, 404], there.officer: [200, 404],
        there.outsider: [404, 404], there.city_officer: [404, 404],
    }  # fmt: skip
    for post, codes in wanted.items():
        client = signed_in(post)
        assert [client.get(page).status_code for page in pages] == codes, post.role
    school.closed(there)
    client = signed_in(there.officer)
    assert "审核人员" in client.get(pages[1]).content.decode()
    people = client.get(reverse("apply-people", args=[row.public_id])).content.decode()
    assert "保存审核结论" in people
    assert "添加一位" not in people


@pytest.mark.once
def test_pairs_of_worlds_answer_all_others_byte_for_byte_alike(
    there: Any, signed_in: Any, settings: Any, tmp_path: Any
) -> None:
    """Who applies, with what, how many, what was found of them: a colleague, another school and the city read the same
    (controls O3).
    """
    row, late, here = there.applications[0], there.post("teacher", school.KEY), there.call.public_id
    others = (there.post("teacher", school.KEY), there.outsider, there.city_officer)
    clients = [signed_in(post) for post in others]
    pages = [
        *(reverse(name) for name in ("calls", "notices")),
        f"{reverse('selection-applications')}?call={here}&state=accepted&ordering=-score",
        *(reverse(name, args=[row.public_id]) for name in ("apply-page", "apply-receipt", "apply-people")),
        *(reverse(name, args=[here]) for name in ("call", "panel", "outcome")),
        "/search/?q=金丝雀",
    ]
    settings.CLOCK_FILE = str(tmp_path / "clock")
    (tmp_path / "clock").write_text(clock.now().isoformat())
    worlds = []
    for which in (0, 1):
        with transaction.atomic():
            if which:
                Application.objects.filter(pk=row.pk).update(title="金丝雀课", state="accepted")
                row.people.update(name="金丝雀", clear=False, clear_words="金丝雀")
                school.handed_in(there, late, "金丝雀又一课")
            worlds.append([[plain(client.get(page)) for page in pages] for client in clients])
            transaction.set_rollback(True)
    assert worlds[0] == worlds[1]


def test_the_office_above_reads_no_more_than_how_far_it_is(there: Any, signed_in: Any) -> None:
    assert above.reads_how_far(there, signed_in)


def test_who_sent_nothing_up_is_urged_once_a_day(there: Any) -> None:
    assert above.urged(there) == {there.officer.pk, there.head.pk}


@pytest.mark.once
def test_who_selects_has_the_menu_and_others_are_told_how_to_begin(there: Any, signed_in: Any) -> None:
    assert above.menus(there, signed_in)


def test_colleagues_of_one_department_keep_away_and_others_of_the_school_do_not(there: Any) -> None:
    """Everybody works in the school: that alone binds nobody, nor does the county all of it lies in."""
    row = there.applications[0]
    mate, other = (
        school.teaching_expert(there, name, section)
        for name, section in (("同部", there.section), ("别部", None))
    )
    assert [each.tie for each in school.why(mate, row)] == ["employer"]
    assert school.why(other, row) == []
    assert school.why(mate, there.applications[1]) == []


def test_the_name_of_the_school_tells_nothing_in_its_own_blind_review(there: Any) -> None:
    row = there.applications[0]
    assert there.school.name not in names_of(row)
    assert there.teachers[0].user.name in names_of(row)
    Call.objects.filter(pk=there.call.pk).update(rules={**there.call.rules, "form_hides": ["summary"]})
    row.people.update(removed_at=clock.now())
    assert "summary" not in [line["key"] for line in shown_of(fresh(row)).lines], "shown where none is named"


def test_without_a_monitor_or_a_second_person_it_does_not_go_out(there: Any) -> None:
    draft = selection.start_call(
        kind=fresh(there.kind), facts=selection.CallFacts("校内", level="school", until=clock.now() + dt.timedelta(9)),
        by=actor_for(there.officer),
    )  # fmt: skip
    Membership.objects.filter(pk__in=(there.monitor.pk, there.head.pk)).update(
        end=clock.today() - dt.timedelta(1)
    )
    with pytest.raises(RuleBroken, match="能办的不到两个人"):
        act(selection.open_call, actor_for(there.officer), call=draft)
    there.post("deputy_head", school.KEY)
    with pytest.raises(RuleBroken, match="没有登记监督员"):
        act(selection.open_call, actor_for(there.officer), call=draft)
    there.post("monitor", school.KEY)
    assert act(selection.open_call, actor_for(there.officer), call=draft).state == "open"


@pytest.mark.parametrize(
    ("change", "words"),
    [({"quota": {"by": "school", "number": 1}}, "不限额"), ({"own_selection": True}, "本身就是校内评选")],
)
def test_rules_that_make_no_sense_within_a_school_are_told(
    there: Any, change: dict[str, Any], words: str
) -> None:
    Kind.objects.filter(pk=there.kind.pk).update(rules={**there.kind.rules, **change})
    draft = selection.start_call(
        kind=fresh(there.kind), facts=selection.CallFacts("校内", level="school", until=clock.now() + dt.timedelta(9)),
        by=actor_for(there.officer),
    )  # fmt: skip
    with pytest.raises(RuleBroken, match=words):
        act(selection.open_call, actor_for(there.officer), call=draft)
    city = selection.CallFacts("市级", level="city")
    with pytest.raises(RuleBroken, match="级别只能是校级"):
        selection.start_call(kind=fresh(there.kind), facts=city, by=actor_for(there.officer))


def test_winners_go_on_through_the_county_to_the_city_without_being_typed_again(
    there: Any, settings: Any, tmp_path: Any, signed_in: Any
) -> None:
    """Prize shares, quota by numbers and by the last results, own selection and 校内公示 filled from what happened."""
    school.judged(there)
    school.finished(there, settings, tmp_path, signed_in)
    school.nobody_outside_reads_what_it_announces(there)
    school.nobody_outside_sees_its_awards(there)
    winners = list(Result.objects.filter(call=there.call, selected=True).order_by("order"))
    assert [(row.application.title, row.level) for row in winners] == [
        ("示例课一", "first"),
        ("示例课二", "second"),
    ]
    keys = [row.public_id for row in winners]
    with pytest.raises(RuleBroken, match="名额已经用完"):
        actions.promote(call=there.call, rows=keys, by=actor_for(there.officer))
    Quota.objects.create(
        call=there.city, organisation=there.school, number=1, raised=1, reason="按上一届结果"
    )
    one, other = (
        each.application for each in actions.promote(call=there.call, rows=keys, by=actor_for(there.officer))
    )
    own, notice = one.own_selection, there.notice
    assert (own.notice_from, own.notice_until) == (notice.from_on, notice.until_on)
    experts = Assigned.objects.filter(seat__call=there.call).values("seat").distinct().count()
    assert own.words == (
        f"本校组织“2026年校内遴选”：受理申报 3 份，{experts} 名专家评审，校长办公会审定，入选 2 项，本项排第 1。"
    )
    assert (own.outcome, own.name) == ("公示期间没有收到异议。", "纪要.pdf")
    assert (one.answer.values["summary"], one.people.get().clear) == ("示例课一的做法", True)
    assert (one.state, one.approval.current.organisation.kind, one.rank) == ("sent", "county_bureau", None)
    county = SimpleNamespace(actor=actor_for, posts={}, post=there.post)
    arrived = below.passed(county, fresh(one))
    assert arrived.state == "received"
    assert school.seen_by(there.city_officer) == {"示例课一"}, "the other lies with the county"
    other = school.returned_and_sent_again(there, fresh(other))
    [standing] = winners[1].promotions.all()
    act(actions.take_back_promotion, actor_for(there.officer), promotion=standing, reason="退赛")
    assert fresh(other).state == "withdrawn"
    assert [each for invariant in OF_APPLYING for each in invariant.check()] == []


@pytest.mark.once
def test_the_school_begins_on_screen_with_the_rules_of_the_city(there: Any, signed_in: Any) -> None:
    office = there.post("office", "yuanan")
    client, city = signed_in(office), reverse("call", args=[there.city.public_id])
    assert "先办校级遴选" in client.get(city).content.decode()
    answer = client.post(reverse("take-selection-kind", args=[there.city.public_id]), {"_once": "take-1"})
    form = client.get(answer.url).content.decode()
    assert [words in form for words in ("校级", "承办单位", "县市推荐日期")] == [True, False, False]
    until = f"{clock.now() + dt.timedelta(days=20):%Y-%m-%dT09:00}"
    said = {"_once": "start-1", "title": "远安校赛", "level": "school", "until": until}
    assert client.post(answer.url, said).status_code == 302
    made = Call.objects.get(title="远安校赛")
    assert (made.organisation, made.parent, made.state) == (office.organisation, there.city, "draft")
    above = client.get(city).content.decode()
    assert ("远安校赛" in above, "再发起一次校级遴选" in above) == (True, True)
    made.until = clock.now() + dt.timedelta(days=2)
    assert [each for each in warnings(made) if "申报人来不及" in each], (
        "a school asks nobody for an own selection"
    )
    assert "能办的不到两个人" in client.get(reverse("call", args=[made.public_id])).content.decode()
    kind = client.get(reverse("selection-kind", args=[made.kind.public_id])).content.decode()
    told = ("申报书和上级遴选的一样", "与申报人在同一个处室", "县市区", "由学校报送")
    assert [words in kind for words in told] == [True, True, False, False]


@pytest.mark.once
def test_people_named_on_the_page_bind_by_place_and_by_person(there: Any, signed_in: Any) -> None:
    """An organisation of ours, one typed, a post: an expert is met by each, not by his name alone."""
    assert above.people_named_bind(there, signed_in)


def test_a_county_selects_among_its_schools_the_same_way(there: Any) -> None:
    """School → county → city: its schools hand in to it, it decides who goes on, nobody stands between any more."""
    county = below.county_of(there.school)
    posts = [there.post(role, county.key) for role in ("county_officer", "county_officer", "monitor")]
    by, until = actor_for(posts[0]), clock.now() + dt.timedelta(days=9)
    kind = selection.take_kind(call=there.city, by=by)
    assert (kind.rules["own_selection"], kind.rules["next_level"]) == (True, "city")
    call = selection.start_call(
        kind=kind, facts=selection.CallFacts("县赛", level="county", until=until), parent=there.city, by=by
    )
    call = act(selection.open_call, by, call=call)
    own = SimpleNamespace(call=call, officer=posts[0], actor=actor_for, post=there.post, offices={}, posts={})
    row, today = below.filled(own, school.KEY), clock.today()
    said = applying.OwnSelected(
        today - dt.timedelta(20),
        "校内评选。",
        today - dt.timedelta(19),
        today - dt.timedelta(9),
        "没有异议。",
    )
    office = actor_for(own.offices[school.KEY])
    row = below.do(applying.note_own_selection, row, office, said=said)
    row = below.passed(own, below.do(applying.send_application, row, office))
    assert (row.state, row.approval.reached) == ("received", 1)
    row = below.accepted(own, row)
    assert row.title in school.seen_by(posts[1])
    assert school.seen_by(there.city_officer) == set()
    school.won(call, row)
    [promoted] = actions.promote(call=fresh(call), rows=[row.result.public_id], by=by)
    made = promoted.application
    assert (made.state, made.own_selection.words, made.approval) == ("received", "校内评选。", row.approval)
    assert school.seen_by(there.city_officer) == {row.title}


def test_from_a_school_of_the_city_it_arrives_at_once_and_holds_its_invariants(there: Any) -> None:
    """Nobody stands between; what it hands on has no steps of its own."""
    row = there.applications[0]
    Application.objects.filter(pk=row.pk).update(state="accepted")
    row.people.update(clear=True)
    school.won(there.call, row)
    Call.objects.filter(pk=there.city.pk).update(rules={**there.city.rules, "own_selection": False})
    above.with_the_opinion(there, row)
    below_the_city = there.school.path[: len(there.city.organisation.path)] + there.school.path[-4:]
    type(there.school).objects.filter(pk=there.school.pk).update(path=below_the_city)
    by = actor_for(fresh(there.officer))
    [promoted] = actions.promote(call=fresh(there.call), rows=[row.result.public_id], by=by)
    made = promoted.application
    assert (made.state, made.approval) == ("received", None)
    assert not [w for each in OF_APPLYING for w, _ in each.check() if made.public_id in w]
