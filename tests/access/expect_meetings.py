"""What each route of meetings answers to whom; how a line is read: `expectations`."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.evidence.models import Evidence, EvidenceUse
from luoshi.progress.meetings.models import AgendaItem, Case, Letter, Meeting, MeetingFile, Raised, Resolution
from luoshi.progress.meetings.queries import possible_owners, schools_below

from .expect_evidence import to_take_out
from .expect_papers import post_of
from .lines import EDITORS, Expected, Form, button, page, version

# Who calls meetings, and who may act on the world's, which the city called.
CALLERS = EDITORS | frozenset({"county_officer", "school_head", "deputy_head", "office"})
RUNNERS = EDITORS
MEETING_READERS = CALLERS | frozenset(
    {"bureau_leader", "county_leader", "party_secretary", "council_chair", "department_head"}
)


def runs(meeting: Meeting, user: Any) -> bool:
    post = post_of(user)
    return post is not None and post.organisation_id == meeting.organisation_id and post.role in RUNNERS


def put(meeting: Meeting, user: Any, state: str) -> dict[str, Any]:
    """In this state for those who run it; the others, who might no longer see it, are asked as it stands."""
    if runs(meeting, user):
        Meeting.objects.filter(pk=meeting.pk).update(state=state, calls=1, held_on=clock.today())
    return version(meeting)


def in_state(state: str, **fields: Any) -> Form:
    return lambda row, user: {**fields, **put(row, user, state)}


def to_cancel(meeting: Meeting, user: Any) -> dict[str, Any]:
    if runs(meeting, user):
        meeting.resolutions.all().delete()
    return {"reason": "不开了", **put(meeting, user, "called")}


def not_held(meeting: Meeting, user: Any) -> dict[str, Any]:
    if runs(meeting, user):
        meeting.files.update(removed_at=clock.now())
    return {"reason": "改期", **put(meeting, user, "held")}


def to_close(meeting: Meeting, user: Any) -> dict[str, Any]:
    if runs(meeting, user):
        stored = MeetingFile.objects.first().stored
        MeetingFile.objects.create(meeting=meeting, stored=stored, name="纪要.pdf")
    return put(meeting, user, "held")


def on_part(row: AgendaItem | MeetingFile, user: Any) -> dict[str, Any]:
    state = "called" if isinstance(row, AgendaItem) else "held"
    return {"to": "up", **put(row.meeting, user, state)}


def ticked(meeting: Meeting, user: Any) -> dict[str, Any]:
    return {"item": [meeting.items.values_list("public_id", flat=True)[0]], **put(meeting, user, "called")}


def uploaded(meeting: Meeting, user: Any) -> dict[str, Any]:
    return {"files": SimpleUploadedFile("a.pdf", b"%PDF-1.4 sample"), **put(meeting, user, "held")}


def a_meeting(row: Any = None, user: Any = None) -> dict[str, Any]:
    return {"title": "调度会", "held_on": clock.today().isoformat(), "_version": getattr(row, "version", 1)}


def changed(meeting: Meeting, user: Any) -> dict[str, Any]:
    put(meeting, user, "draft")
    return a_meeting(meeting)


def a_resolution(meeting: Meeting, user: Any) -> dict[str, Any]:
    owner = possible_owners(meeting)[0].public_id
    return {"words": "办好", "owner": owner, "due": clock.today().isoformat(), **put(meeting, user, "held")}


def resolved(state: str, **fields: Any) -> Form:
    def form(row: Resolution, user: Any) -> dict[str, Any]:
        done = {"done_words": "办了", "done_by": row.owner, "done_at": clock.now()} if state == "done" else {}
        Resolution.objects.filter(pk=row.pk).update(state=state, **done)
        return {**fields, **version(row)}

    return form


def another_one(row: Resolution, user: Any) -> dict[str, Any]:
    resolved("open")(row, user)
    said = {"words": "改好", "owner": row.owner.public_id, "due": clock.today().isoformat()}
    return {**said, **version(row)}


BUREAUS = EDITORS | {"county_officer"}


def of_city(state: str, letter: str = "issued", **fields: Any) -> Form:
    """For those who run it in this state; the others, who might no longer see it, are asked as it stands."""

    def form(row: Case | Letter, user: Any) -> dict[str, Any]:
        case = row if isinstance(row, Case) else row.case
        post = post_of(user)
        if post is not None and post.organisation_id == case.organisation_id and post.role in RUNNERS:
            Case.objects.filter(pk=case.pk).update(state=state)
            numbered = {"year": clock.today().year, "number": 90 + case.pk, "issued_at": clock.now()}
            none = dict.fromkeys(numbered)
            case.letters.update(state=letter, **(none if letter == "draft" else numbered))
        return {**fields, **version(row)}

    return form


def to_recall(letter: Letter, user: Any) -> dict[str, Any]:
    if letter.number:
        said = {"reply": "已整改", "replied_at": clock.now(), "replied_by": letter.case.runner}
        Letter.objects.filter(pk=letter.pk).update(state="replied", **said)
    return {"reason": "写错了", **version(letter)}


def to_reply(letter: Letter, user: Any) -> dict[str, Any]:
    if letter.number:
        Letter.objects.filter(pk=letter.pk).update(state="issued")
    return {"said": "已整改", **version(letter)}


def a_case(row: Any = None, user: Any = None) -> dict[str, Any]:
    school = next((each for each in schools_below(actor_for(post_of(user)))), None) if post_of(user) else None
    said = {"title": "逾期", "words": "整改", "reply_by": clock.today().isoformat()}
    return {**said, "school": school.public_id if school else ""}


TODAY = clock.today().isoformat()
PROVERS = frozenset({"school_head", "deputy_head", "office", "department_head", "task_owner"})
UNCITERS = PROVERS


def chosen(row: Resolution, user: Any) -> dict[str, Any]:
    found = Evidence.objects.filter(organisation=row.owner.organisation, withdrawn_at=None).order_by("pk")[0]
    return {"pieces": found.public_id, "pages": "1"}


def piece(row: Resolution, user: Any) -> dict[str, Any]:
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.4 sample")
    return {"happened_on": clock.today().isoformat(), "files": file}


def cited(use: EvidenceUse, user: Any) -> dict[str, Any]:
    EvidenceUse.objects.filter(pk=use.pk).update(removed_at=None)
    return to_take_out(use, user)


RAISERS = frozenset({"school_head", "deputy_head", "office"})


def handled(level: str, state: str = "open", **fields: Any) -> Form:
    """With the actor's own organisation, at this level; the others are asked as it stands."""

    def form(raised: Raised, user: Any) -> dict[str, Any]:
        post = post_of(user)
        if post is not None and post.role in RUNNERS:
            own = {"holder": post.organisation, "level": level, "addressee": "某局", "state": state}
            Raised.objects.filter(pk=raised.pk).update(**own)
        return {**fields, **version(raised)}

    return form


def passed_up(raised: Raised, user: Any) -> dict[str, Any]:
    """With the school or the county: for the city there is no level above, and it is not its turn either."""
    post = post_of(user)
    if post is not None and post.role in RUNNERS:
        Raised.objects.filter(pk=raised.pk).update(holder=raised.organisation, level="school", state="open")
    if post is not None and post.role in (*RAISERS, "county_officer"):
        level = "county" if post.role == "county_officer" else "school"
        Raised.objects.filter(pk=raised.pk).update(holder=post.organisation, level=level, state="open")
    return {"said": "请上级协调", **version(raised)}


def of_school(state: str) -> Form:
    def form(raised: Raised, user: Any) -> dict[str, Any]:
        Raised.objects.filter(pk=raised.pk).update(state=state)
        return {"reason": "有变化", **version(raised)}

    return form


EXPECTED_MEETINGS: dict[str, Expected] = {
    "cases": page(MEETING_READERS),
    "new-case": Expected(get=BUREAUS, post=BUREAUS, form=a_case),
    "case": page(),
    "edit-case-facts": Expected(get=RUNNERS, post=RUNNERS, form=of_city("draft", "draft")),
    "add-letter": Expected(get=RUNNERS, post=RUNNERS, form=of_city("open", words="再整改", reply_by=TODAY)),
    "note-talk": Expected(get=RUNNERS, post=RUNNERS, form=of_city("open", on=TODAY, words="约谈")),
    "note-circular": Expected(get=RUNNERS, post=RUNNERS, form=of_city("open", on=TODAY, words="通报")),
    "circular-draft": page(RUNNERS),
    "close-case": button(RUNNERS, of_city("open", reason="已整改")),
    "reopen-case": button(RUNNERS, of_city("closed", reason="又逾期")),
    "edit-letter": Expected(
        get=RUNNERS, post=RUNNERS, form=of_city("draft", "draft", words="整改", reply_by=TODAY)
    ),
    "issue-letter": button(RUNNERS, of_city("draft", "draft")),
    "recall-letter": button(RUNNERS, of_city("open", "issued", reason="发错了")),
    "recall-reply": button(RAISERS, to_recall),
    "letter-paper": page(),
    "reply-letter": button(RAISERS, to_reply),
    "letter-reply-file": page(),
    "accept-reply": button(RUNNERS, of_city("open", "replied")),
    "return-reply": Expected(
        get=RUNNERS, post=RUNNERS, form=of_city("open", "replied", reason="不够", reply_by=TODAY)
    ),
    "matters": page(MEETING_READERS),
    "new-matter": Expected(
        get=RAISERS, post=RAISERS, form=lambda row=None, user=None: {"title": "用地", "words": "手续"}
    ),
    "matter": page(),
    "answer-matter": button(RUNNERS, handled("city", said="已答复")),
    "solve-matter": button(RUNNERS, handled("city", said="已解决")),
    "pass-up-matter": button(RAISERS | {"county_officer"}, passed_up),
    "send-down-matter": button(RUNNERS, handled("city", said="请县局办理")),
    "ask-outside": Expected(
        get=RUNNERS, post=RUNNERS, form=handled("city", addressee="某局", request="请办理")
    ),
    "matter-letter": page(RUNNERS),
    "note-matter-reply": button(RUNNERS, handled("outside", said="已回复")),
    "take-back-letter": button(RUNNERS, handled("outside", reason="不发了")),
    "unsolve-matter": button(RUNNERS, handled("city", "solved", reason="点错了")),
    "withdraw-matter": button(RAISERS, of_school("open")),
    "reopen-matter": button(RAISERS, of_school("solved")),
    "matter-file": page(),
    "meetings": page(MEETING_READERS),
    "new-meeting": Expected(get=CALLERS, post=CALLERS, form=a_meeting),
    "meeting": page(),
    "edit-meeting": Expected(get=RUNNERS, post=RUNNERS, form=changed),
    "meeting-minutes": page(RUNNERS),
    "call-meeting": button(RUNNERS, in_state("draft")),
    "hold-meeting": button(RUNNERS, in_state("called")),
    "unhold-meeting": button(RUNNERS, not_held),
    "close-meeting": button(RUNNERS, to_close),
    "reopen-meeting": button(RUNNERS, in_state("closed", reason="漏记")),
    "cancel-meeting": button(RUNNERS, to_cancel),
    "restore-meeting": button(RUNNERS, in_state("cancelled")),
    "refresh-agenda": button(RUNNERS, in_state("called")),
    "add-agenda-item": Expected(get=RUNNERS, post=RUNNERS, form=in_state("called", title="通报")),
    "move-agenda-item": button(RUNNERS, on_part),
    "remove-agenda-items": button(RUNNERS, ticked),
    "restore-agenda-items": button(RUNNERS, ticked),
    "add-meeting-files": button(RUNNERS, uploaded),
    "meeting-file": page(),
    "remove-meeting-file": button(RUNNERS, on_part),
    "restore-meeting-file": button(RUNNERS, on_part),
    "add-resolution": Expected(get=RUNNERS, post=RUNNERS, form=a_resolution),
    "resolution": page(),
    "edit-resolution": Expected(get=RUNNERS, post=RUNNERS, form=another_one),
    "finish-resolution": button(RUNNERS | {"task_owner"}, resolved("open", words="已办")),
    "take-back-done": button({"task_owner"}, resolved("done", reason="点错了")),
    "reopen-resolution": button(RUNNERS, resolved("done", reason="没有办好")),
    "choose-resolution-evidence": Expected(get=PROVERS, post=PROVERS, form=chosen),
    "upload-resolution-evidence": Expected(get=PROVERS, post=PROVERS, form=piece),
    "remove-resolution-evidence": button(UNCITERS, cited),
    "drop-resolution": button(RUNNERS, resolved("open", reason="任务取消")),
}
