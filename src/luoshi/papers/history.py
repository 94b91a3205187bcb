"""What was done with a paper, as one who may see it may read it.

Words of an inner step stay in the organisation that spoke them: comments, files and names inside a school are for the
school until the paper leaves it; what leaves with it is the decision of its last step. A return is for both sides.
Everybody who sees the paper reads of every step its name, its dates and whether it was entered or delegated.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils import timezone

from luoshi.accounts.models import Membership
from luoshi.accounts.queries import memberships_today
from luoshi.common import clock
from luoshi.common.actor import Actor
from luoshi.core.days import day_in_words, left_in_words

from .models import Approval, Entry, EntryFile, Objection, Step
from .states import ApprovalState, Outcome, StepState, Way

MARKS = {Way.ENTERED: "代录", Way.DELEGATE: "代办", Way.AUTHOR: "发起人经办"}
NOBODY = "这个岗位现在无人担任"
TO_COME = (StepState.CURRENT, StepState.WAITING)
SHORT = 60  # characters of a comment on a line of the desk
TONES = {Outcome.PASSED: "ok", Outcome.RETURNED: "warn", Outcome.RECALLED: "", Outcome.WITHDRAWN: "bad"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history. Empty words where the reader is not to see them (`inner`)."""

    entry: Entry
    where: str
    who: str
    what: str
    tone: str
    mark: str
    inner: bool
    facts: list[str] = field(default_factory=list)
    comment: str = ""
    parts: list[dict[str, str]] = field(default_factory=list)
    files: list[EntryFile] = field(default_factory=list)
    objection: Objection | None = None
    may_object: bool = False


def entries_of(approval: Approval) -> QuerySet[Entry]:
    return (
        Entry.objects.filter(approval=approval)
        .select_related("step__organisation", "organisation", "to_step__organisation", "objection", "by")
        .prefetch_related("files")
        .order_by("id")
    )


def lines_of(approval: Approval, actor: Actor, last_of_leg: dict[int, int] | None = None) -> list[Line]:
    """The history, the oldest first."""
    last = last_steps(approval) if last_of_leg is None else last_of_leg
    found, answered = [], None
    for entry in entries_of(approval):
        found.append(_line(approval, entry, actor, words_are_for(approval, entry, actor, last, answered)))
        answered = entry if entry.outcome == Outcome.RETURNED else answered
    return found


def last_steps(approval: Approval) -> dict[int, int]:
    """Leg → key of its last step: the one whose decision leaves the organisation."""
    return {step.leg: step.pk for step in sorted(approval.steps.all(), key=lambda step: step.order)}


def words_are_for(
    approval: Approval, entry: Entry, actor: Actor, last: dict[int, int], answered: Entry | None = None
) -> bool:
    """Whether the actor may read the words of this entry. `answered`: the return that a sending again answers."""
    own = actor.organisation_id
    if actor.is_system or entry.organisation_id == own:
        return True
    if entry.step is None:
        asked_by = answered.organisation_id if answered is not None else None
        return entry.outcome == Outcome.RESUBMITTED and asked_by == own
    if entry.outcome == Outcome.RETURNED:
        back_to = entry.to_step.organisation_id if entry.to_step else approval.organisation_id
        return own == back_to
    return last.get(entry.step.leg) == entry.step_id


def may_read(approval: Approval, entry: Entry, actor: Actor) -> bool:
    """`words_are_for` for one entry by itself: its files, its objection."""
    return words_are_for(approval, entry, actor, last_steps(approval))


def _line(approval: Approval, entry: Entry, actor: Actor, open_words: bool) -> Line:
    step = entry.step
    objection = getattr(entry, "objection", None)
    shown = {
        "where": f"{step.organisation.short}·{step.name}" if step else entry.organisation.short,
        "what": entry.get_outcome_display(),
        "tone": TONES.get(Outcome(entry.outcome), "info"),
        "mark": MARKS.get(Way(entry.way), ""),
    }
    if not open_words:
        return Line(entry=entry, who="", inner=step is not None, facts=[], **shown)
    mine = entry.leader_id is not None and entry.leader_id == actor.membership_id
    return Line(
        entry=entry,
        who=_who(entry),
        inner=False,
        facts=_facts(entry),
        comment=entry.comment,
        parts=entry.parts,
        files=list(entry.files.all()),
        objection=objection,
        may_object=mine and objection is None and entry.way in (Way.ENTERED, Way.DELEGATE),
        **shown,
    )


def _who(entry: Entry) -> str:
    if entry.way == Way.ENTERED:
        return f"{entry.leader_name}，由{entry.by_name}代录"
    if entry.way == Way.DELEGATE:
        return f"{entry.by_name} 代 {entry.leader_name} 办理"
    return entry.by_name


def _facts(entry: Entry) -> list[str]:
    """What goes with a decision besides its words."""
    facts = []
    if entry.number:
        facts.append(f"纪要 {entry.number}")
    if entry.decided_on:
        facts.append(f"{'开会' if entry.number else '签批'}日期 {day_in_words(entry.decided_on)}")
    if entry.outcome == Outcome.RETURNED:
        facts.append(f"退给{entry.to_step.name if entry.to_step else '发起人'}")
        facts.append(f"改好后{entry.get_resume_display()}")
        if entry.due:
            facts.append(f"最迟 {day_in_words(entry.due)} 报回")
    return facts


def steps_of(approval: Approval, actor: Actor, lines: list[Line]) -> list[dict[str, str]]:
    """All steps as the strip of steps shows them: who decided when, who has it how long, what is to come."""
    steps = list(approval.steps.all())
    last_line = {line.entry.step_id: line for line in lines if line.entry.step_id}
    running = approval.state == ApprovalState.RUNNING
    holders = holders_by_step([step for step in steps if step.state in TO_COME]) if running else {}
    found = []
    for step in steps:
        state, note = "todo", ""
        if running and step.state == StepState.WAITING and not holders[step.pk]:
            note = NOBODY
        if step.state == StepState.CURRENT:
            state, note = "current", waiting_words(step, holders.get(step.pk, []), actor)
        elif step.state == StepState.PASSED and step.pk in last_line:
            state, note = "done", _decided(last_line[step.pk])
        elif step.state == StepState.RETURNED and step.pk in last_line:
            state, note = "blocked", f"退回 {_day(last_line[step.pk].entry)}"
        found.append({"label": str(step), "state": state, "note": note})
    return found


def _decided(line: Line) -> str:
    name = (
        line.entry.leader_name.partition("（")[0] if line.entry.leader_name else line.who.partition("（")[0]
    )
    name = "" if line.inner else name
    return " ".join(part for part in (name, line.mark, _day(line.entry)) if part)


def _day(entry: Entry) -> str:
    at = timezone.localtime(entry.at)
    return f"{at.month}月{at.day}日"


def holders_by_step(steps: list[Step]) -> dict[int, list[Membership]]:
    """Who has each of these steps today, in one query."""
    places = {step.organisation_id for step in steps}
    posts = list(memberships_today().filter(organisation__in=places).order_by("id")) if places else []
    found = {}
    for step in steps:
        named = [post for post in posts if post.pk == step.person_id]
        of_role = [
            post for post in posts if (post.organisation_id, post.role) == (step.organisation_id, step.role)
        ]
        found[step.pk] = named or of_role
    return found


def waiting_words(step: Step, holders: list[Membership], actor: Actor) -> str:
    """Who has it and how long; that nobody has. Names only inside the own organisation."""
    if step.organisation_id != actor.organisation_id:
        return how_long(step) if holders else f"{NOBODY}，{how_long(step)}"
    names = "、".join(post.user.name for post in holders[:3]) + (
        f"等 {len(holders)} 人" if len(holders) > 3 else ""
    )
    who = names or NOBODY
    return f"{who}，{how_long(step)}"


def how_long(step: Step) -> str:
    if step.arrived_at is None:
        return ""
    arrived, today = timezone.localtime(step.arrived_at).date(), clock.today()
    late = f"，{left_in_words(today, step.due)}" if step.due is not None and step.due < today else ""
    since = f"{arrived.month}月{arrived.day}日收到，已 {(today - arrived).days} 天"
    return (since if arrived < today else "今天收到") + late


def returned_words(entry: Entry) -> str:
    """Who sent a paper back and the beginning of what he said, for its author."""
    where = f"{entry.step.organisation.short}·{entry.step.name}" if entry.step else entry.organisation.short
    said = entry.comment or (f"{entry.parts[0]['label']}：{entry.parts[0]['text']}" if entry.parts else "")
    if len(entry.parts) > 1 and not entry.comment:
        said += f"（共 {len(entry.parts)} 处）"
    said = " ".join(said.split())
    return f"{where}退回：{said[:SHORT]}{'……' if len(said) > SHORT else ''}"


def state_tone(state: str) -> str:
    return {
        ApprovalState.RUNNING: "busy",
        ApprovalState.RETURNED: "warn",
        ApprovalState.PASSED: "ok",
        ApprovalState.WITHDRAWN: "bad",
    }.get(ApprovalState(state), "")
