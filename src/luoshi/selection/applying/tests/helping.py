"""A call with applications, for tests of this package and the later ones.

    there = call_with(yichang, applications=3)               # DRAWING, three accepted applications
    there = call_with(yichang, applications=1, state="open", reached="sent")

`there`: `.call`, `.applications`, `.officer` (post of the city's 职成科), `.offices` (post by key of the school),
`.actor(post)`, and `.post` of the site. Real files and people; received and accepted applications are written as rows
by themselves (30 ms each) unless `by_acts`, which takes a second each.
"""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django.db import transaction
from django.db.models import F

from luoshi.accounts.models import Membership, Organisation
from luoshi.accounts.queries import actor_for, ancestors
from luoshi.common import clock, files
from luoshi.common.actor import system_actor
from luoshi.common.dataforms import answers
from luoshi.common.dataforms.actions import set_up_form
from luoshi.common.dataforms.models import Answer, FormDefinition
from luoshi.common.models import SiteState
from luoshi.papers.models import Approval
from luoshi.registers.actions import add_entry, confirm_entries
from luoshi.registers.models import Register
from luoshi.selection.applying import actions, receiving, sent
from luoshi.selection.applying.kinds import KIND
from luoshi.selection.applying.models import Application
from luoshi.selection.applying.queries import legs_of, page_of
from luoshi.selection.models import Call, Kind

from . import made

FORM: dict[str, Any] = {
    "fields": [
        {"key": "summary", "kind": "long_text", "label": "主要做法", "required": True},
        {"key": "students", "kind": "integer", "label": "受益学生", "unit": "人", "find": True},
        {"key": "contact", "kind": "text", "label": "联系人手机", "personal": True},
    ]
}
RULES: dict[str, Any] = {
    "applicant": "team",
    "team": {"least": 2, "most": 4},
    "group_titles": ["思政", "专业课"],
    "quota": {"by": "school", "number": 30},
    "materials": [
        {
            "key": "report",
            "title": "申报报告",
            "kinds": ["pdf", "docx"],
            "megabytes": 1,
            "pages": 20,
            "most": 2,
        },
        {"key": "video", "title": "课堂实录", "kinds": ["mp4"], "required": False, "seconds": 600},
    ],
    "statements": [{"key": "true", "title": "真实性承诺", "words": "所填内容真实，无知识产权争议。"}],
    "checks": [{"key": "whole", "title": "材料齐全"}, {"key": "who", "title": "申报资格符合"}],
    "blindness": "double",
    "rubric": {
        "total": 100,
        "items": [{"key": "a", "title": "目标", "most": 40}, {"key": "b", "title": "实施", "most": 60}],
    },
    "levels": [{"key": "first", "title": "一等", "number": 1}],
}
WAY = ("draft", "sent", "received", "accepted")


def call_with(
    yichang: Any,
    *,
    applications: int = 3,
    state: str = "drawing",
    reached: str = "accepted",
    rules: dict[str, Any] | None = None,
    schools: list[str] | None = None,
    people: int = 2,
    by_acts: bool = False,
) -> Any:
    """`reached`: how far each application has come (draft, sent, received, accepted); `schools`: keys, in turn; all
    schools of the site where none are named; `rules` over RULES."""
    there = start(yichang, rules=rules)
    keys = schools or [school.key for school in yichang.schools]
    bring = brought if by_acts or WAY.index(reached) < 2 else written
    there.applications = [
        bring(there, keys[number % len(keys)], number=number, reached=reached, people=people)
        for number in range(applications)
    ]
    if state in ("checking", "drawing"):
        close(there)
    if state == "drawing":
        do(actions.end_checks, there.call, there.actor(there.officer))
        there.call.refresh_from_db()
    return there


def start(yichang: Any, *, rules: dict[str, Any] | None = None, days: int = 7) -> Any:
    """An open call of the city's bureau, begun yesterday, for so many days."""
    SiteState.objects.update_or_create(pk=1, defaults={"mode": "test"})
    there = SimpleNamespace(
        post=yichang.post,
        bureau=yichang.bureau,
        schools=yichang.schools,
        actor=actor_for,
        offices={},
        posts={},
    )
    there.officer = yichang.post("city_officer")
    kind = Kind.objects.create(
        organisation=there.bureau,
        title="示例团队",
        rules={**RULES, **(rules or {})},
        definition=a_form(there),
    )
    there.kind, there.call = kind, open_call(there, kind, days=days)
    return there


def a_form(there: Any, key: str = "selection-sample") -> FormDefinition:
    bureau = there.bureau
    set_up_form(
        key=key,
        title="示例申报书",
        owner_id=bureau.pk,
        owner_public_id=bureau.public_id,
        owner_name=bureau.name,
        content=FORM,
        by=system_actor(),
    )
    return FormDefinition.objects.get(key=key, owner_id=bureau.pk)


def open_call(there: Any, kind: Kind, *, days: int = 7, title: str = "2026年示例遴选") -> Call:
    now = clock.now()
    return Call.objects.create(
        organisation=there.bureau,
        officer=there.officer,
        kind=kind,
        title=title,
        rules=kind.rules,
        form_version=kind.definition.current,
        opens_at=now - dt.timedelta(days=1),
        opened_at=now - dt.timedelta(days=1),
        until=now + dt.timedelta(days=days),
        state="open",
    )


def close(there: Any) -> Call:
    """The closing time has come."""
    now = clock.now()
    Call.objects.filter(pk=there.call.pk).update(state="checking", until=now, closed_at=now)
    there.call.refresh_from_db()
    return there.call


def fresh(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def do(act: Any, row: Any, by: Any, **said: Any) -> Any:
    """The act on the row as it is now; the row after it."""
    row = fresh(row)
    keyword = {Application: "application", Call: "call"}.get(type(row), "conflict")
    act(**{keyword: row}, by=by, version=row.version, **said)
    return fresh(row)


def office_of(there: Any, key: str) -> Membership:
    """The post that writes for this school, made when it is first needed."""
    if key not in there.offices:
        there.offices[key] = there.post("office", key)
    return there.offices[key]


def holder(there: Any, step: Any) -> Any:
    """Somebody who holds the post of a step."""
    found = (step.role, step.organisation.key)
    if found not in there.posts:
        there.posts[found] = there.post(*found)
    return there.actor(there.posts[found])


def brought(
    there: Any, key: str, *, number: int = 0, reached: str = "accepted", people: int = 2
) -> Application:
    """One application of this school, brought so far along its way."""
    application = filled(there, key, number=number, people=people)
    if WAY.index(reached) >= 1:
        application = do(actions.send_application, application, there.actor(office_of(there, key)))
    if WAY.index(reached) >= 2:
        application = passed(there, application)
    if WAY.index(reached) >= 3:
        application = accepted(there, application)
    return application


def filled(there: Any, key: str, *, number: int = 0, people: int = 2, **said: Any) -> Application:
    """A draft with all that the rules ask for."""
    by = there.actor(office_of(there, key))
    groups = there.call.rules.get("group_titles") or [""]
    title = said.get("title", f"示例团队{number + 1}")
    made_ = actions.start_application(
        call=fresh(there.call), title=title, group=groups[number % len(groups)], by=by
    )
    values = {"summary": f"第{number + 1}份的主要做法", "students": 100 + number, "contact": "10000000001"}
    row = do(actions.fill_application, made_, by, values=values, answer_version=0)
    if there.call.rules.get("applicant") != "school":
        row = with_people(there, row, by, number, people)
    if any(each["key"] == "report" for each in there.call.rules["materials"]):
        row = with_report(row, by, number)
    return do(actions.tick_statements, row, by, ticked=["true"])


def with_people(there: Any, row: Application, by: Any, number: int, people: int) -> Application:
    for each in range(people):
        role, name = (
            ("member", f"示例成员{number + 1}之{each}") if each else ("leader", f"示例主持{number + 1}")
        )
        row = do(actions.add_person, row, by, name=name, role=role)
    for person in row.people.all():
        row = do(actions.clear_person, row, by, person=person, clear=True)
    return row


def written(
    there: Any, key: str, *, number: int = 0, reached: str = "accepted", people: int = 2
) -> Application:
    """One application that arrived, as the acts leave it: rows, receipt, what was sent; not the steps between."""
    office = office_of(there, key)
    groups = there.call.rules.get("group_titles") or [""]
    row = Application.objects.create(
        call=there.call,
        organisation=office.organisation,
        owner=office,
        title=f"示例团队{number + 1}",
        group=groups[number % len(groups)],
        statements={"true": {"by": office.user.name, "at": clock.now().isoformat()}},
        edition=people + 2,
    )
    _with_rows(there, row, number, people if there.call.rules.get("applicant") != "school" else 0)
    received(there, row)
    if reached == "accepted":
        for line in there.call.rules["checks"]:
            row.checks.create(item=line["key"], met=True, checked_by="示例", checked_at=clock.now())
        Application.objects.filter(pk=row.pk).update(state="accepted")
    return fresh(row)


def accepted_row(
    call: Call, owner: Membership, number: int, title: str, leader: str, **more: Any
) -> Application:
    """One accepted application as a bare row with its leader, for tests that begin after the formal check and read
    neither its form nor its receipt."""
    row: Application = Application.objects.create(
        call=call, organisation=owner.organisation, owner=owner, title=title, state="accepted", sequence=number,
        sent_at=clock.now(), receipt={"示例": True}, **more,
    )  # fmt: skip
    row.people.create(role="leader", name=leader, organisation=owner.organisation)
    return row


def _with_rows(there: Any, row: Application, number: int, people: int) -> None:
    said = {"summary": f"第{number + 1}份的主要做法", "students": 100 + number, "contact": "10000000001"}
    version = there.call.form_version
    answer = Answer(
        definition=version.definition,
        form_version=version,
        about_type="applying.application",
        about_id=row.public_id,
        organisation_id=row.organisation_id,
        organisation_name=row.organisation.name,
    )
    answer.values, personal = answers.apart(version.form, said)
    answer.sealed = answers.seal(answer, personal)
    answer.save()
    answers.project([answer])
    row.answer = answer
    row.save(update_fields=["answer"])
    for each in range(people):
        role, name = (
            ("member", f"示例成员{number + 1}之{each}") if each else ("leader", f"示例主持{number + 1}")
        )
        cleared = {"clear": True, "clear_by": "示例", "clear_at": clock.now()}
        row.people.create(role=role, name=name, organisation=row.organisation, order=each, **cleared)
    if any(each["key"] == "report" for each in there.call.rules["materials"]):
        stored = files.put([made.pdf(f"report {number + 1}")])
        row.materials.create(item="report", stored=stored, name=f"申报报告{number + 1}.pdf", pages=1)


def received(there: Any, row: Application) -> None:
    now = clock.now()
    Call.objects.filter(pk=there.call.pk).update(received=F("received") + 1)
    there.call.refresh_from_db()
    row.call = there.call
    with transaction.atomic():
        given = receiving.receipt_of(row, there.call.received, now, actor_for(row.owner))
    approval = Approval.objects.create(
        kind=KIND.key,
        title=f"{there.call.title}：{row.title}",
        href=page_of(row),
        about_type="applying.application",
        about_id=row.public_id,
        organisation=row.organisation,
        author=row.owner,
        state="passed",
        reached=len(legs_of(row)),
        ended_at=now,
    )
    content = sent.content_of(row)
    sending = approval.sendings.create(
        number=1, title=content.title, body=content.as_json(), reached=approval.reached
    )
    for file in sent.files_of(row):
        sending.files.create(stored=file.stored, name=file.name)
    said = {"sequence": there.call.received, "receipt": given, "sent_at": now, "approval": approval}
    said["received_as"] = receiving.parts_of(row)
    Application.objects.filter(pk=row.pk).update(state="received", **said)


def a_file(data: bytes, name: str, **measured: Any) -> actions.Measured:
    return actions.Measured(files.put([data]), name, **measured)


def with_report(row: Application, by: Any, number: int = 0) -> Application:
    report = a_file(made.pdf(f"report {number + 1}"), f"申报报告{number + 1}.pdf", pages=1)
    return do(actions.add_materials, row, by, item="report", files=[report])


def passed(there: Any, application: Application) -> Application:
    """Agreed to at every step of the school and its county."""
    while application.state == "sent":
        by = holder(there, application.approval.current)
        application = do(actions.pass_application, application, by)
    return application


def accepted(there: Any, application: Application) -> Application:
    by = there.actor(there.officer)
    lines = {each["key"]: (True, "") for each in there.call.rules["checks"]}
    return do(actions.accept_application, do(actions.check_application, application, by, lines=lines), by)


def county_of(school: Organisation) -> Organisation:
    return Organisation.objects.get(path__in=ancestors(school.path), kind="county_bureau")


def entered(there: Any, key: str, school: Organisation, **values: Any) -> Any:
    """An entry of that register, confirmed by its school."""
    by = actor_for(there.post("office", school.key))
    register = Register.objects.get(key=key, withdrawn_at__isnull=True)
    entry = add_entry(register=register, values=values, by=by)
    confirm_entries(register=register, entries=[entry], by=by)
    return entry
