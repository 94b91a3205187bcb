"""Sample applications of a demo site: written by the offices of schools, brought as far along their way as asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random
from typing import Any

from luoshi.accounts.demo_schools import GIVEN, SURNAMES
from luoshi.accounts.models import Membership, User
from luoshi.accounts.queries import actor_for, memberships_today
from luoshi.common import clock, files
from luoshi.common.actor import Actor
from luoshi.common.rendering.paper import Paper, Words
from luoshi.common.rendering.pdf import print_paper
from luoshi.core.selection import Applicant, read_rules
from luoshi.selection.applying import actions
from luoshi.selection.applying.models import Application
from luoshi.selection.applying.queries import is_from_within
from luoshi.selection.models import Call

SAID = (
    "坚持需求导向，先在两个班试行一学期，再在全年级推开（示例）。",
    "校企双方每月教研一次，把岗位规范编进任务单，学生每周到岗实践半天（示例）。",
    "用过程记录代替一次考试，学生、教师和企业师傅三方评价（示例）。",
    "一年来学生出勤率、技能考核通过率都有提高，家长满意度调查九成以上（示例）。",
)
OBJECTS = ("汽车维修", "数控加工", "护理", "学前教育", "电子商务", "现代农艺", "烹饪", "计算机网络")
DEEDS = ("岗课赛证融合的实践", "班级自主管理的做法", "校企双导师育人", "劳动教育进课堂", "技能训练分层推进")


@dataclass(slots=True)
class Sheaf:
    """One selection that fills: its call, the officer's actor, chance; mark: what stands behind each title."""

    call: Call
    officer: Actor
    chance: Random
    mark: str = "示例"
    made: list[Application] = field(default_factory=list)


def an_application(sheaf: Sheaf, office: Membership, reached: str, *, named: bool = False) -> Application:
    """reached: empty (just begun), draft (whole), sent, received, accepted, correcting, returned. named: a file of it
    says whose it is, against the rule of a blind review."""
    number, by = len(sheaf.made) + 1, actor_for(office)
    title = f"{OBJECTS[number % 8]}专业{DEEDS[number % 5]}（{sheaf.mark}{number}）"
    groups = read_rules(sheaf.call.rules).group_titles
    row = actions.start_application(
        call=Call.objects.get(pk=sheaf.call.pk), title=title, group=groups[number % len(groups)] if groups else "",
        by=by,
    )  # fmt: skip
    sheaf.made.append(row)
    if reached != "empty":
        _written(sheaf, row, by, named)
    if reached not in ("empty", "draft"):
        _brought(sheaf, row, by, reached)
    row.refresh_from_db()
    return row


def _written(sheaf: Sheaf, row: Application, by: Actor, named: bool) -> None:
    """All that is asked for."""
    rules, chance = read_rules(sheaf.call.rules), sheaf.chance
    on(actions.fill_application, row, by, values=_values(sheaf, by), answer_version=0)
    if rules.applicant is not Applicant.SCHOOL:
        for each in range(max(rules.team.least, 1)):
            role = "member" if each else "leader"
            on(actions.add_person, row, by, name=_name(chance), role=role, words="负责实施（示例）")
        if not is_from_within(row):  # there whoever selects looks at it, once it has arrived
            _cleared(row, by)
    for line in rules.materials:
        _add_file(row, by, line.key, line.title, named)
    on(actions.tick_statements, row, by, ticked=[each.key for each in rules.statements])
    if rules.own_selection:
        _selected_in_school(row, by)


def _cleared(row: Application, by: Actor) -> None:
    for person in row.people.all():
        on(actions.clear_person, row, by, person=person, clear=True)


def _selected_in_school(row: Application, by: Actor) -> None:
    today = clock.today()
    own = actions.OwnSelected(
        decided_on=today - dt.timedelta(days=25),
        words="校内申报三项，经学术委员会评议推荐本项（示例）。",
        notice_from=today - dt.timedelta(days=22),
        notice_until=today - dt.timedelta(days=8),
        outcome="公示期间没有收到异议（示例）。",
    )
    on(actions.note_own_selection, row, by, said=own)


def _values(sheaf: Sheaf, by: Actor) -> dict[str, Any]:
    """Words in every field of the form; all of them are texts."""
    version = sheaf.call.form_version
    assert version is not None
    said: dict[str, Any] = {"leader": _name(sheaf.chance), "phone": "10000000000"}
    for at, asked in enumerate(version.form.fields):
        if asked.key not in said:
            said[asked.key] = "".join(
                SAID[(at + each) % len(SAID)] for each in range(sheaf.chance.randint(1, 4))
            )
    return said


def _name(chance: Random) -> str:
    """Nobody's of the site: whoever bears the name of an applicant has to keep away."""
    while True:
        name = f"示例·{chance.choice(SURNAMES)}{chance.choice(SURNAMES)}{chance.choice(GIVEN)}"
        if not User.objects.filter(name=name).exists():
            return name


def _add_file(row: Application, by: Actor, item: str, title: str, named: bool) -> None:
    whose = f"{row.organisation.name}编写。" if named else ""
    blocks = [Words(f"{whose}{each}") for each in SAID]
    stored = files.put([print_paper(Paper(title=f"{row.title}：{title}", blocks=blocks)).pdf])
    measured = actions.Measured(stored, f"{title}.pdf", pages=1)
    on(actions.add_materials, row, by, item=item, files=[measured])


def _brought(sheaf: Sheaf, row: Application, by: Actor, reached: str) -> None:
    on(actions.send_application, row, by)
    if reached == "sent":
        return
    if reached == "returned":
        words = "请把成效写得具体一些再报（示例）。"
        on(actions.return_application, row, _holder(row), comment=words)
        return
    while row.state == "sent":
        on(actions.pass_application, row, _holder(row))
    if reached != "received":
        looked_at(sheaf, row, reached)


def looked_at(sheaf: Sheaf, row: Application, reached: str) -> None:
    """The formal check; of a school's own selection once nobody applies any more."""
    lines: dict[str, tuple[bool | None, str]] = {
        each.key: (True, "") for each in read_rules(sheaf.call.rules).checks
    }
    if reached == "correcting":
        lines[next(iter(lines))] = (False, "申报书缺少签字页，请补上（示例）。")
    if is_from_within(row):
        _cleared(row, sheaf.officer)
    on(actions.check_application, row, sheaf.officer, lines=lines)
    decide = actions.ask_correction if reached == "correcting" else actions.accept_application
    on(decide, row, sheaf.officer)


def _holder(row: Application) -> Actor:
    """Somebody who holds the post of the step it waits at."""
    assert row.approval is not None
    step = row.approval.current
    assert step is not None
    posts = memberships_today().filter(organisation=step.organisation, role=step.role)
    return actor_for(posts.order_by("id")[0])


def on(act: Any, row: Application, by: Actor, **said: Any) -> None:
    row.refresh_from_db()
    act(application=row, by=by, version=row.version, **said)
    row.refresh_from_db()
