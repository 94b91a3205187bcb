"""A selection in the middle of its review: accepted applications, experts who signed, what each of them reads."""

from __future__ import annotations

import datetime as dt
import io
from types import SimpleNamespace
from typing import Any

import docx
from PIL import Image

from luoshi.accounts.permissions import only_the_system
from luoshi.accounts.queries import actor_for
from luoshi.common import acts, clock, files, jobs
from luoshi.common.actor import system_actor
from luoshi.common.dataforms.models import Answer, FormDefinition, FormVersion
from luoshi.selection.applying.models import Application, Material
from luoshi.selection.applying.tests.helping import accepted_row
from luoshi.selection.models import Call, Kind
from luoshi.selection.panel.drawing import digest_of, hash_of, result_digest
from luoshi.selection.panel.models import Assigned, Discipline, DisciplineText, Draw, Expert, Seat
from luoshi.selection.review import actions
from luoshi.selection.review.content import Content

SCHOOLS = ("zhijiang", "xingshan", "yuanan")
ITEMS = [
    {"key": "veto", "title": "材料造假", "kind": "veto"},
    {"key": "goal", "title": "目标", "most": 40, "step": "0.5"},
    {"key": "deed", "title": "实施", "kind": "grade", "most": 50, "grades": {"优": 1, "良": "0.8", "中": "0.6"}},
    {"key": "share", "title": "双师比例", "kind": "steps", "steps": [[50, 10], [30, 7]], "below": 4, "comment": True},
    {"key": "more", "title": "创新加分", "kind": "bonus", "most": 5},
]  # fmt: skip
RULES: dict[str, Any] = {
    "materials": [
        {"key": "report", "title": "实施报告", "kinds": ["pdf", "docx", "jpg", "mp4"], "most": 9},
        {"key": "proof", "title": "身份证明", "kinds": ["pdf"], "blind": False, "required": False},
    ],
    "form_hides": ["leader"],
    "blindness": "double",
    "rubric": {"title": "评分标准", "total": 100, "items": ITEMS, "opinion": True},
    "method": {"combine": "mean", "veto": "half", "apart": 20, "ties": [{"by": "item", "key": "goal"}]},
    "panel": {"need": 2, "most": 30},
}
FORM = {
    "fields": [
        {"key": "leader", "kind": "text", "label": "负责人"},
        {"key": "story", "kind": "long_text", "label": "做法"},
    ]
}
WHOLE = {
    "goal": "35",
    "deed": "优",
    "share": "60",
    "share__comment": "有名册",
    "opinion": "做法扎实，可推广。",
}


def word(text: str = "建设成效明显", author: str = "金丝雀") -> bytes:
    """A Word file with these words and somebody's name in its properties."""
    made = docx.Document()
    made.add_paragraph(text)
    made.core_properties.author = author
    made.core_properties.last_modified_by = author
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def photo(artist: str = "金丝雀") -> bytes:
    notes = Image.Exif()
    notes[0x013B] = artist
    out = io.BytesIO()
    Image.new("RGB", (60, 40), (30, 90, 30)).save(out, "JPEG", exif=notes)
    return out.getvalue()


def made(
    yichang: Any, *, applications: int = 3, experts: int = 2, state: str = "reviewing", **rules: Any
) -> SimpleNamespace:
    """`there`: call, applications, experts (memberships), officer, monitor, school (office); `.assigned[e][a]`."""
    there = SimpleNamespace(
        officer=yichang.post("city_officer"),
        head=yichang.post("section_head"),
        monitor=yichang.post("monitor"),
        school=yichang.post("office", SCHOOLS[0]),
        other=yichang.post("office", SCHOOLS[1]),
        experts=[yichang.post("expert") for _ in range(experts)],
        post=yichang.post,
    )
    there.actor = lambda name: actor_for(name if not isinstance(name, str) else getattr(there, name))
    _make(there=there, number=applications, state=state, rules={**RULES, **rules}, by=system_actor())
    return there


@acts.act("test.make_review", who=only_the_system)
def _make(*, there: Any, number: int, state: str, rules: dict[str, Any], by: Any) -> None:
    bureau = there.officer.organisation
    before = str(FormDefinition.objects.filter(key__startswith="apply-test").count() or "")
    definition = FormDefinition.objects.create(
        key=f"apply-test{before}", title="申报书", owner_id=bureau.pk, owner_public_id=bureau.public_id,
        owner_name=bureau.name,
    )  # fmt: skip
    version = FormVersion.objects.create(
        definition=definition, number=1, content=FORM, published_at=clock.now()
    )
    kind = Kind.objects.create(
        organisation=bureau, title=f"示例遴选{before}", rules=rules, definition=definition
    )
    now = clock.now()
    there.call = Call.objects.create(
        organisation=bureau, officer=there.officer, kind=kind, title="2026年示例遴选", rules=rules,
        form_version=version, opens_at=now - dt.timedelta(days=30), until=now - dt.timedelta(days=3),
        opened_at=now - dt.timedelta(days=30), closed_at=now - dt.timedelta(days=3), state=state,
    )  # fmt: skip
    owners = [there.school, there.other, there.post("office", SCHOOLS[2])]
    there.applications = [_application(there.call, owners[at % 3], at) for at in range(number)]
    texts = DisciplineText.objects.filter(organisation=bureau).count()
    text = DisciplineText.objects.create(organisation=bureau, number=texts + 1, words="遵守纪律。")
    there.seats = [_seat(there.call, post, text, at) for at, post in enumerate(there.experts)]
    there.draw = drawn(there.call, there.monitor)
    there.assigned = [
        [
            Assigned.objects.create(seat=seat, application=each, given_at=now, draw=there.draw)
            for each in there.applications
        ]
        for seat in there.seats
    ]


def drawn(call: Call, monitor: Any, round: str = "") -> Draw:
    """A draw of a round that was witnessed and confirmed, of so many readers as the rules want."""
    now, seed, result = clock.now(), "示例种子", {"pairs": []}
    papers, readers = [{"id": "1", "need": 1, "conflicts": []}], [{"id": "A", "max": 1}]
    problem = {"papers": papers, "reviewers": readers, "fit": [], "seed": seed}
    return Draw.objects.create(
        call=call, round=round, need=call.rules["panel"]["need"], commitment=digest_of(seed), committed_at=now,
        seed=seed, closed_at=now, problem=problem, problem_hash=hash_of(problem), result=result,
        result_hash=result_digest(result), drawn_at=now, witnessed_by=monitor, witnessed_at=now, confirmed_at=now,
        state="confirmed",
    )  # fmt: skip


def _application(call: Call, owner: Any, at: int) -> Application:
    leader = f"示例负责人{'甲乙丙丁'[at % 4]}{at}"
    row = accepted_row(call, owner, at + 1, f"示例案例{at + 1}", leader)
    row.answer = Answer.objects.create(
        definition=call.form_version.definition, form_version=call.form_version, about_type="applying.application",
        about_id=row.public_id, organisation_id=owner.organisation_id, organisation_name=owner.organisation.name,
        values={"leader": f"示例负责人{at}", "story": f"{owner.organisation.name}的做法：每周一次。"},
    )  # fmt: skip
    row.save()
    return row


def _seat(call: Call, post: Any, text: DisciplineText, at: int) -> Seat:
    expert = Expert.objects.create(
        organisation=call.organisation, membership=post, name=post.user.name, state="active"
    )
    seat = Seat.objects.create(call=call, expert=expert, held_by=post, code=f"专家{at + 1:02d}", most=30)
    Discipline.objects.create(seat=seat, text=text, signed_by=post, signed_at=clock.now())
    return seat


def hand_in_file(application: Application, data: bytes, name: str, item: str = "report") -> Material:
    return Material.objects.create(application=application, item=item, stored=files.put([data]), name=name)


def work() -> None:
    """Everything that waits for the worker."""
    while jobs.run_next():
        pass


def fresh(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def act(action: Any, by: Any, **rows: Any) -> Any:
    """The act on the row as it is now; the first keyword names it."""
    name = next(iter(rows))
    row = fresh(rows[name])
    return action(**{**rows, name: row}, by=by, version=row.version)


def content(goal: str = "35", deed: str = "优") -> Content:
    return Content({"veto": False, "goal": goal, "deed": deed, "share": "60"}, {"share": "有名册"}, "扎实。")


def hand_in(there: Any, expert: int, application: int, what: Content | None = None) -> Any:
    task = there.assigned[expert][application]
    return actions.hand_in_sheet(
        assigned=task, content=what or content(), by=there.actor(there.experts[expert])
    )


def all_in(there: Any, goals: Any = (("35", "30", "25"), ("35", "32", "27"))) -> None:
    for expert, row in enumerate(goals):
        for application, goal in enumerate(row):
            hand_in(there, expert, application, content(goal))


def end_round(
    there: Any, round: str = "", reason: str = "", by: Any = "officer", other: Any = "head"
) -> None:
    """Said by one, confirmed by another."""
    said = act(actions.propose_closing, there.actor(by), call=there.call, round=round, reason=reason)
    act(actions.close_round, there.actor(other), proposal=said)


def propose(there: Any, by: Any = "officer", **said: Any) -> Any:
    return act(actions.propose_closing, there.actor(by), call=there.call, **{"round": "", **said})


def confirm(there: Any, said: Any, by: Any = "head") -> Any:
    return act(actions.close_round, there.actor(by), proposal=said)


def rename(post: Any, name: str) -> None:
    post.user.name = name
    post.user.save(update_fields=["name"])
