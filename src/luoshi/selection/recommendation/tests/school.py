"""A school that selects among its own people for an open call of its city: posts, applications, the way to a result."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from luoshi.accounts.actions import add_person
from luoshi.accounts.models import Membership
from luoshi.accounts.organisations import found_department
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.actor import anonymous_actor, system_actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import AuditEvent
from luoshi.selection import actions as selection
from luoshi.selection.applying import actions as applying
from luoshi.selection.applying.models import Application
from luoshi.selection.applying.queries import applications_visible_to
from luoshi.selection.applying.tests import helping as below
from luoshi.selection.models import Call
from luoshi.selection.outcome import actions as outcome
from luoshi.selection.outcome.listing import list_digest
from luoshi.selection.outcome.models import Result
from luoshi.selection.outcome.queries import results_visible_to
from luoshi.selection.outcome.sealing import Words
from luoshi.selection.outcome.sweeping import end_overdue
from luoshi.selection.outcome.tests import helping as deciding
from luoshi.selection.panel import actions as panel
from luoshi.selection.panel.checking import conflicts_now
from luoshi.selection.panel.models import Assigned, Expert
from luoshi.selection.panel.queries import panel_calls_of, with_facts
from luoshi.selection.panel.tests import helping as drawing
from luoshi.selection.recognition import actions as granting
from luoshi.selection.recognition.actions.granting import shown_of
from luoshi.selection.recognition.queries import announcements_visible_to, awards_visible_to, to_grant
from luoshi.selection.recognition.tests import helping as recognition
from luoshi.selection.review import actions as review
from luoshi.selection.review.content import Content
from luoshi.selection.review.models import Scoring
from luoshi.selection.review.scoring import computed
from luoshi.selection.review.tests.helping import act, end_round, fresh

KEY = "zhijiang"
RULES = {
    "team": {"least": 1, "most": 4},
    "group_titles": [],
    "materials": [],
    "quota": {"by": "school", "number": 1, "raised": 1, "most": 2},
    "own_selection": True,
    "own_notice_days": 3,
    "notice_days": 3,
    "panel": {"need": 2, "most": 10},
    "levels": [
        {"key": "first", "title": "一等奖", "percent": 34},
        {"key": "second", "title": "二等奖", "percent": 34},
    ],
}
POSTS = {"officer": "office", "head": "deputy_head", "leader": "school_head", "monitor": "monitor"}
GOALS = {"示例课一": 38, "示例课二": 30, "示例课三": 20}


def opened(yichang: Any) -> SimpleNamespace:
    """`there`: `.city` (its open call), `.call` (the school's own), posts by name; `.applications` arrived there."""
    city = below.start(yichang, rules=RULES, days=60)
    there = SimpleNamespace(city=city.call, post=yichang.post, yichang=yichang, actor=_actor)
    Call.objects.filter(pk=city.call.pk).update(level="city")
    for name, role in POSTS.items():
        setattr(there, name, yichang.post(role, KEY))
    there.school = there.bureau = there.officer.organisation
    there.teachers = [yichang.post("teacher", KEY) for _ in GOALS]
    there.rival = yichang.post("department_head", KEY)
    there.outsider, there.city_officer = yichang.post("office", "xingshan"), city.officer
    there.section = found_department(
        parent=there.school, name="示例实训部", on=clock.today(), by=actor_for(there.officer)
    )
    Membership.objects.filter(pk=there.teachers[0].pk).update(section=there.section)
    there.kind = selection.take_kind(call=fresh(city.call), by=actor_for(there.officer))
    until = clock.now() + dt.timedelta(days=9)
    there.call = selection.start_call(
        kind=there.kind, facts=selection.CallFacts("2026年校内遴选", level="school", until=until),
        parent=fresh(city.call), by=actor_for(there.officer),
    )  # fmt: skip
    there.call = act(selection.open_call, actor_for(there.officer), call=there.call)
    there.applications = [
        handed_in(there, post, title) for post, title in zip(there.teachers, GOALS, strict=True)
    ]
    return there


def _actor(who: Any) -> Any:
    return actor_for(who)


def handed_in(there: Any, post: Any, title: str) -> Application:
    row = drafted(there, post, title)
    return below.do(applying.send_application, row, actor_for(post))


def drafted(there: Any, post: Any, title: str) -> Application:
    by = actor_for(post)
    row = applying.start_application(call=fresh(there.call), title=title, by=by)
    values = {"summary": f"{title}的做法", "students": 40, "contact": "10000000001"}
    row = below.do(applying.fill_application, row, by, values=values, answer_version=0)
    row = below.do(applying.add_person, row, by, name=post.user.name, role="leader", membership=post)
    return below.do(applying.tick_statements, row, by, ticked=["true"])


def seen_by(post: Any) -> set[str]:
    return set(applications_visible_to(actor_for(post)).values_list("title", flat=True))


def why(expert: Expert, row: Application) -> list[Any]:
    return conflicts_now(with_facts(Expert.objects.filter(pk=expert.pk)).get(), row, clock.today())


def teaching_expert(there: Any, name: str, section: Any) -> Expert:
    """A teacher of the school who is one of its experts too."""
    post = there.post("expert", KEY)
    teaches = add_person(
        name=post.user.name,
        mobile=post.user.mobile,
        organisation=there.school,
        role="teacher",
        by=system_actor(),
    )
    Membership.objects.filter(pk=teaches.pk).update(section=section)
    made: Expert = drawing.an_expert(there, f"示例{name}", post=post)
    return made


def closed(there: Any) -> Any:
    """By the officer, whose actor this answers."""
    Call.objects.filter(pk=there.call.pk).update(until=clock.now())
    there.call = act(selection.close_call, actor_for(there.officer), call=there.call)
    there.applications = [fresh(row) for row in there.applications]
    return actor_for(there.officer)


def reopened(there: Any) -> None:
    """An extension that was confirmed after the end."""
    now, later = clock.now(), clock.now() + dt.timedelta(days=2)
    there.call.extensions.create(
        before=there.call.until, until=later, reason="系统故障", said_by=there.officer, confirmed_by=there.head,
        confirmed_at=now,
    )  # fmt: skip
    Call.objects.filter(pk=there.call.pk).update(state="open", until=later, closed_at=None)
    there.call = fresh(there.call)


def judged(there: Any) -> None:
    """Checked, drawn with the school's monitor, scored blind by its own experts, opened by two persons."""
    by = actor_for(there.officer)
    closed(there)
    for row in there.applications:
        row = below.do(applying.clear_person, row, by, person=row.people.get(), clear=True)
        row = below.do(applying.check_application, row, by, lines={"whole": (True, ""), "who": (True, "")})
        below.do(applying.accept_application, row, by)
    act(applying.end_checks, by, call=there.call)
    there.call.refresh_from_db()
    there.text = drawing.do(
        panel.write_text, there.school, there.officer, on="organisation", words=drawing.WORDS
    )
    there.experts = [teaching_expert(there, f"专家{number}", None) for number in range(3)]
    for seat in drawing.seated(there):
        drawing.signed(there, seat)
    drawing.confirmed(there)
    for task in Assigned.objects.select_related("seat__expert__membership__user", "application"):
        goal = str(GOALS[task.application.title])
        review.hand_in_sheet(
            assigned=task, content=Content({"a": goal, "b": "50"}), by=actor_for(task.seat.expert.membership)
        )
    end_round(there, by=there.officer, other=there.monitor)
    act(review.close_review, by, call=there.call, shown=computed(there.call).digest)
    there.call.refresh_from_db()


def finished(there: Any, settings: Any, tmp_path: Any, signed_in: Any) -> None:
    """Decided by one and shown by another; its days pass; decided again and published."""
    act(outcome.draw_up, actor_for(there.officer), call=there.call)
    for stage in ("before", "after"):
        outcome.decide(
            call=fresh(there.call), meeting=outcome.Meeting(stage, "校长办公会", clock.today(), "同意。", "纪要1号"),
            minutes=deciding.files.put([deciding.PDF]), minutes_name="纪要.pdf", shown=list_digest(there.call),
            by=actor_for(there.head),
        )  # fmt: skip
        call = fresh(there.call)
        if stage == "before":
            notice = outcome.publish_notice(
                call=call, facts=deciding.facts(days=3), shown=list_digest(call), by=actor_for(there.officer),
                version=call.version,
            )  # fmt: skip
            there.notice = notice
            with transaction.atomic():
                reading_leaves_lines(there, signed_in)
                transaction.set_rollback(True)
            nobody_outside_reads(there, signed_in)
            deciding.days_on(settings, tmp_path, (notice.until_on - clock.today()).days + 1)
            end_overdue()
    act(outcome.finish_call, actor_for(there.officer), call=there.call)
    there.call.refresh_from_db()


def nobody_outside_reads(there: Any, signed_in: Any) -> None:
    """校内公示 is for the people of the school; what is sealed and what was scored for nobody else."""
    page = reverse("outcome-public", args=[there.notice.public_id])
    assert Client().get(page).status_code == 404
    assert there.notice.title not in Client().get(reverse("public-notices")).content.decode()
    listed = signed_in(there.rival).get(reverse("public-notices")).content.decode()
    assert (there.notice.title in listed, "校内公示" in listed) == (True, True)
    assert there.notice.title not in signed_in(there.outsider).get(reverse("public-notices")).content.decode()
    for post, code in ((there.outsider, 404), (there.city_officer, 404), (there.rival, 200)):
        assert signed_in(post).get(page).status_code == code
    for post in (there.city_officer, there.outsider):
        assert not results_visible_to(actor_for(post)).exists()
        assert there.call not in panel_calls_of(actor_for(post))


def nobody_outside_sees_its_awards(there: Any) -> None:
    """What it gave is a matter of the school: above it comes through the register and what goes up (ADR 0034)."""
    type(there.kind).objects.filter(pk=there.kind.pk).update(outcome="recognise")
    shown = shown_of(list(to_grant(fresh(there.call))))
    act(
        granting.grant_awards, actor_for(there.officer), call=there.call, on=clock.today(),
        document_number="校发1号", shown=shown,
    )  # fmt: skip
    type(there.kind).objects.filter(pk=there.kind.pk).update(outcome="recommend")
    county = there.post("county_officer", below.county_of(there.school).key)
    assert awards_visible_to(actor_for(there.officer)).count() == 2
    for post in (there.city_officer, county, there.post("monitor"), there.outsider):
        assert not awards_visible_to(actor_for(post)).exists(), post.role


def reading_leaves_lines(there: Any, signed_in: Any) -> None:
    """BL-10: results, minutes, an objection, a report: a line for each thing read, none again within a minute."""
    said = Words("他的课是抄的", "示例李四", "10000990001", "本校")
    made = outcome.object_to(notice=there.notice, words=said, arrived=clock.now(), by=anonymous_actor("x"))
    told = outcome.report_misconduct(call=fresh(there.call), words=Words("收礼"), by=anonymous_actor("x"))
    here, decision = there.call.public_id, there.call.decisions.get()
    pages = {
        "outcome": here, "outcome-minutes": decision.public_id, "outcome-objections": here,
        "outcome-objection": made.public_id, "misconduct": told.public_id,
    }  # fmt: skip
    for post in (there.officer, there.leader, there.monitor):
        client, read = signed_in(post), AuditEvent.objects.filter(user=post.user.public_id)
        for name, key in pages.items():
            before, answers = read.count(), [client.get(reverse(name, args=[key])) for _ in range(2)]
            seen = answers[0].status_code == 200
            for answer in answers:
                b"".join(answer)  # a file is closed once it was read
            assert read.count() - before == seen, (post.role, name)
        assert seen == (post == there.monitor)


def nobody_outside_reads_what_it_announces(there: Any) -> None:
    """The numbered notice of the school's own result; where there is no list of it there is no file either."""
    made = recognition.announced(there, title="示例校内公布")
    file = reverse("public-announcement", args=[made.public_id])
    assert made in announcements_visible_to(actor_for(there.rival))
    assert made not in announcements_visible_to(actor_for(there.outsider))
    assert "示例校内公布" not in Client().get(reverse("public-notices")).content.decode()
    assert Client().get(file).status_code == 404


def won(call: Call, row: Application) -> None:
    """Published, this one first."""
    Call.objects.filter(pk=call.pk).update(state="ended", closed_at=clock.now())
    scoring = Scoring.objects.create(call=call, number=1, data={"results": []}, names={}, digest="0" * 64)
    Result.objects.create(
        call=call, application=row, scoring=scoring, code="0001", place=1, score="90", passed=True, proposed="first",
        level="first", selected=True, order=1,
    )  # fmt: skip


def returned_and_sent_again(there: Any, made: Application) -> Application:
    """What won is not written anew on its way up, not even after the county returned it; mended, it goes through all
    the steps of its own school again.
    """
    by, today, officer = actor_for(made.owner), clock.today(), actor_for(there.officer)
    said = applying.OwnSelected(
        today, "全票第一。", today - dt.timedelta(19), today - dt.timedelta(9), "没有。"
    )
    with pytest.raises(RuleBroken, match="晋级上来的，不能收回修改"):
        below.do(applying.recall_application, made, officer)
    county = actor_for(there.post("county_officer", below.county_of(there.school).key))
    made = below.do(applying.return_application, made, county, comment="请补一张照片")
    for change, given in (
        (applying.change_application, {"title": "另一门课"}),
        (applying.add_person, {"name": "另一个人"}),
        (applying.remove_person, {"person": made.people.get()}),
        (applying.note_own_selection, {"said": said}),
    ):
        with pytest.raises(RuleBroken, match="以下级遴选的结果为准"):
            below.do(change, fresh(made), by, **given)
    values = {"summary": "补了照片", "students": 40, "contact": "10000000001"}
    made = below.do(
        applying.fill_application, fresh(made), by, values=values, answer_version=made.answer.version
    )
    made = below.do(applying.resubmit_application, made, officer)
    assert (made.state, made.approval.current.organisation, made.lower.title) == (
        "sent",
        there.school,
        made.title,
    )
    return made
