"""The ladder: 提醒 → 督办函 → 约谈 → 通报 for one school, its facts and each rung."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common import clock
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import hand_out, hand_out_stored
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy
from luoshi.papers import uploads
from luoshi.papers.buttons import Buttons
from luoshi.papers.filed.queries import current_paper_of, stamped_copy_of
from luoshi.progress.sections import tabs

from .. import actions, permissions
from ..case_forms import CaseForm, CaseReplyForm, FactsForm, LetterForm, ReturnForm, RungForm
from ..case_papers import KIND, circular_docx, facts_of, offered_facts, printed
from ..models import Case, Letter
from ..queries import cases_visible_to, letters_visible_to, next_number
from ..states import CASE, TONES, CaseState, LetterState, Rung
from .letters import shown

READERS = "发函的教育局；印发后收函学校和上级，能看调度会的人"
ISSUERS = "发函的教育局经办、科长"
SCHOOL = "收函学校的校领导、项目办"
RUNS = permissions.can_run_case
FACTS_AT_ONCE = 3


@policy(f"{READERS}：督办列表")
def cases(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("read_meetings"))
    page = page_of(request, cases_visible_to(request.actor))
    for row in page:
        row.tone = TONES[row.state]
    context = {
        "page_obj": page,
        "tabs": tabs(request.actor, "cases"),
        "may_start": permissions.can_start_case(request.actor),
        "crumbs": [("进展", reverse("my-milestones")), ("督办", "")],
    }
    return render(request, "meetings/cases.html", context)


def _crumbs(found: Case, last: str = "") -> list[tuple[str, str]]:
    here = reverse("case", args=[found.public_id])
    return [("督办", reverse("cases")), (found.title, here if last else ""), *([(last, "")] if last else [])]


@policy(f"{READERS}：一项督办，事实和每一步")
def case(request: HttpRequest, case: str) -> HttpResponse:
    return case_page(request, find(cases_visible_to(request.actor), case))


def case_page(
    request: HttpRequest, found: Case, status: int = 200, refusal: Any = None, form: Any = None, **_: Any
) -> HttpResponse:
    actor = request.actor
    runs, key = RUNS(actor, found), found.public_id
    letters = [shown(actor, row) for row in letters_visible_to(actor).filter(case=found)]
    waits = next((each for each in letters if each["replies"]), None)
    rungs = list(found.rungs.select_related("said_by__user"))
    urls = {f"meetings.{name}_case": reverse(f"{name}-case", args=[key]) for name in ("close", "reopen")}
    open_now = runs and found.state == CaseState.OPEN
    talked = any(row.kind == Rung.TALK for row in rungs)
    context = {
        "case": found,
        "tone": TONES[found.state],
        "facts": [
            ("发函单位", found.organisation.name),
            ("学校", found.school.name, reverse("organisation", args=[found.school.public_id])),
            ("经办人", found.runner.user.name),
        ],
        "runs": runs,
        "letters": letters,
        "rungs": rungs,
        "form": (form or CaseReplyForm(initial={"said": waits["row"].reply})) if waits else None,
        "reply_url": reverse("reply-letter", args=[waits["row"].public_id]) if waits else "",
        "reply_to": waits["row"] if waits else None,
        "talk_url": reverse("note-talk", args=[key]) if open_now else "",
        "circular_url": reverse("note-circular", args=[key]) if open_now and talked else "",
        "draft_url": reverse("circular-draft", args=[key]) if open_now and talked else "",
        **_facts_shown(found, runs),
        "letter_url": reverse("add-letter", args=[key]) if _may_add(runs, found, letters) else "",
        "buttons": CASE.buttons(found, lambda action: runs, urls),
        "refusal": refusal,
        "crumbs": _crumbs(found),
    }
    return render(request, "meetings/case.html", context, status=status)


def _facts_shown(found: Case, runs: bool) -> dict[str, Any]:
    """All of them before whoever may still leave some out; else the first, for what is to be done stands below."""
    lines = found.facts.splitlines()
    changes = runs and _facts_open(found)
    first = len(lines) if changes or len(lines) <= FACTS_AT_ONCE + 1 else FACTS_AT_ONCE
    url = reverse("edit-case-facts", args=[found.public_id]) if changes else ""
    return {"facts_url": url, "first_facts": lines[:first], "more_facts": lines[first:]}


def _facts_open(found: Case) -> bool:
    return found.state == CaseState.DRAFT and not found.was_issued


def _may_add(runs: bool, found: Case, letters: list[dict[str, Any]]) -> bool:
    drafts = any(each["row"].state == LetterState.DRAFT for each in letters)
    return runs and found.state != CaseState.CLOSED and not drafts


BUTTONS = Buttons(visible=cases_visible_to, on="case", page="case", show=case_page, author=RUNS)


def _letter(request: HttpRequest, letter: str, may: Any) -> Letter:
    found: Letter = find(letters_visible_to(request.actor), letter)
    require(may(request.actor, found))
    return found


def _press(request: HttpRequest, found: Letter, act: Any, words: str, **said: Any) -> HttpResponse:
    """A button of a letter; refused, its case is shown again."""
    try:
        act(letter=found, by=request.actor, version=version_of(request), once=Once.of(request), **said)
    except Busy:
        raise
    except Refusal as refusal:
        fresh = find(cases_visible_to(request.actor), found.case.public_id)
        return case_page(request, fresh, status=refusal.status, refusal=refusal)
    messages.success(request, words)
    return redirect("case", found.case.public_id)


@policy(f"{ISSUERS}：印发督办函", methods=("POST",))
def issue_letter(request: HttpRequest, supervision_letter: str) -> HttpResponse:
    """Printed with its number before the act begins."""
    found = _letter(request, supervision_letter, permissions.can_run_letter)
    year = clock.today().year
    number = next_number(found.issuer, year)
    said = {"prepared": printed(found, year, number), "year": year, "number": number}
    words = "已印发，学校会收到消息。打印件在“报送件”里，盖章后扫描传回。"
    return _press(request, found, actions.issue_letter, words, **said)


@policy(f"{SCHOOL}：回复督办函", methods=("POST",))
def reply_letter(request: HttpRequest, supervision_letter: str) -> HttpResponse:
    found = _letter(request, supervision_letter, permissions.can_reply_letter)
    form = CaseReplyForm(request.POST, request.FILES)
    if not form.is_valid():
        return case_page(
            request, find(cases_visible_to(request.actor), found.case.public_id), status=422, form=form
        )
    said: dict[str, Any] = {"said": form.cleaned_data["said"]}
    if sent := form.cleaned_data.get("files"):
        said["file"] = uploads.keep(sent[:1])[0]
    return _press(request, found, actions.reply_letter, "已回复。", **said)


@policy(f"{ISSUERS}：学校签收以前撤回督办函", methods=("POST",))
def recall_letter(request: HttpRequest, supervision_letter: str) -> HttpResponse:
    found = _letter(request, supervision_letter, permissions.can_run_letter)
    said = {"reason": request.POST.get("reason", "")[:1000]}
    words = "已撤回，学校会收到消息。文号不再使用，要发的另外起草。"
    return _press(request, found, actions.recall_letter, words, **said)


@policy(f"{SCHOOL}：认可或退回以前撤回回复", methods=("POST",))
def recall_reply(request: HttpRequest, supervision_letter: str) -> HttpResponse:
    found = _letter(request, supervision_letter, permissions.can_reply_letter)
    said = {"reason": request.POST.get("reason", "")[:1000]}
    return _press(
        request, found, actions.recall_reply, "已撤回，改好后再回复；要附文件的，重新选择。", **said
    )


@policy(f"{ISSUERS}：认可回复", methods=("POST",))
def accept_reply(request: HttpRequest, supervision_letter: str) -> HttpResponse:
    found = _letter(request, supervision_letter, permissions.can_run_letter)
    return _press(request, found, actions.accept_reply, "已认可。没有别的要办就办结。")


@policy(f"{READERS}：下载回复的附件")
def letter_reply_file(request: HttpRequest, supervision_letter: str) -> FileResponse:
    rows = letters_visible_to(request.actor).filter(reply_stored__isnull=False, replied_at__isnull=False)
    found = find(rows, supervision_letter)
    return hand_out_stored(
        request, found.reply_stored, found.reply_name, action="meetings.fetch_file", about=found
    )


@policy(f"{READERS}：下载印发的督办函，有盖章件的给盖章件")
def letter_paper(request: HttpRequest, supervision_letter: str) -> FileResponse:
    found = find(letters_visible_to(request.actor).filter(number__isnull=False), supervision_letter)
    paper = current_paper_of(found, KIND)
    stored = stamped_copy_of(found, 1, KIND) or (paper.print if paper is not None else None)
    if stored is None:
        raise Http404
    name = f"督办函{found.mark}.pdf"
    return hand_out_stored(request, stored, name, action="meetings.fetch_letter", about=found)


@policy(f"{ISSUERS}：办结", methods=("POST",))
def close_case(request: HttpRequest, case: str) -> HttpResponse:
    reason = request.POST.get("reason", "")[:1000]
    return BUTTONS.press(request, case, actions.close_case, "已办结，可以重新督办。", reason=reason)


@policy(f"{ISSUERS}：重新督办", methods=("POST",))
def reopen_case(request: HttpRequest, case: str) -> HttpResponse:
    reason = request.POST.get("reason", "")[:1000]
    return BUTTONS.press(request, case, actions.reopen_case, "已重新督办。", reason=reason)


@policy(f"{ISSUERS}：下载通报草稿，Word")
def circular_draft(request: HttpRequest, case: str) -> HttpResponse:
    found = BUTTONS.found(request, case)
    name = f"{found.school.short}{found.title}通报.docx"
    return hand_out(
        request, circular_docx(found), name, action="meetings.fetch_circular", about=found, rows=1
    )


# ---- pages with a form


def _form(request: HttpRequest, about: Any, title: str, button: str, **page: Any) -> HttpResponse:
    found = about.case if isinstance(about, Letter) else about
    here = reverse("case", args=[found.public_id])
    context = {"title": title, "button": button, "cancel_url": here, "crumbs": _crumbs(found, title)}
    more = {"about": about, "then": lambda saved: here, "context": context, **page}
    return answer(FormPage(request, "workplans/form.html", **more))


def _said(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.actor, "version": version_of(request), "once": Once.of(request)}


@policy("能召集调度会的教育局人员：起草督办函", methods=("GET", "POST"))
def new_case(request: HttpRequest) -> HttpResponse:
    require(permissions.can_start_case(request.actor))

    def send(said: dict[str, Any]) -> Any:
        facts = facts_of(request.actor, said["school"])
        return actions.start_case(by=request.actor, once=Once.of(request), facts=facts, **said)

    page = FormPage(
        request,
        "workplans/form.html",
        make=lambda **given: CaseForm(actor=request.actor, **given),
        name="meetings.case",
        about=Organisation.objects.get(pk=request.actor.organisation_id),
        versioned=False,
        send=send,
        then=lambda made: reverse("case", args=[made.public_id]),
        said="督办函已起草，依据的事实列在下面。核对后印发。",
        context={
            "title": "起草督办函",
            "button": "起草",
            "cancel_url": reverse("cases"),
            "crumbs": [("督办", reverse("cases")), ("起草督办函", "")],
        },
    )
    return answer(page)


@policy(f"{ISSUERS}：印发以前核对依据的事实", methods=("GET", "POST"))
def edit_facts(request: HttpRequest, case: str) -> HttpResponse:
    found = BUTTONS.found(request, case)
    offered = offered_facts(request.actor, found)
    lines = [line for line, _ in offered]
    return _form(
        request, found, "核对依据的事实", "保存",
        make=lambda **given: FactsForm(offered=lines, **given),
        name="meetings.facts",
        stored=lambda: {"facts": [line for line, there in offered if there]},
        send=lambda said: actions.change_facts(case=found, **_said(request), **said),
    )  # fmt: skip


@policy(f"{ISSUERS}：同一事项再发一份督办函", methods=("GET", "POST"))
def add_letter(request: HttpRequest, case: str) -> HttpResponse:
    found = BUTTONS.found(request, case)
    return _form(
        request, found, "再发督办函", "起草",
        make=lambda **given: LetterForm(**given),
        name="meetings.more-letter",
        stored=lambda: _called_back(found),
        send=lambda said: actions.add_letter(case=found, **_said(request), **said),
    )  # fmt: skip


def _called_back(case: Case) -> dict[str, Any]:
    """What the last letter said, where it was called back: the next is mostly the same put right."""
    last = case.letters.order_by("-id").first()
    if last is None or last.state != LetterState.RECALLED:
        return {}
    return {"words": last.words, "reply_by": last.reply_by}


@policy(f"{ISSUERS}：修改没有印发的督办函", methods=("GET", "POST"))
def edit_letter(request: HttpRequest, supervision_letter: str) -> HttpResponse:
    found = _letter(request, supervision_letter, permissions.can_run_letter)
    return _form(
        request, found, "修改督办函", "保存",
        make=lambda **given: LetterForm(**given),
        name="meetings.letter-edit",
        stored=lambda: {"words": found.words, "reply_by": found.reply_by},
        send=lambda said: actions.change_letter(letter=found, **_said(request), **said),
    )  # fmt: skip


@policy(f"{ISSUERS}：退回回复", methods=("GET", "POST"))
def return_reply(request: HttpRequest, supervision_letter: str) -> HttpResponse:
    found = _letter(request, supervision_letter, permissions.can_run_letter)
    return _form(
        request, found, "退回重办", "退回",
        make=lambda **given: ReturnForm(**given),
        name="meetings.return-reply",
        send=lambda said: actions.return_reply(letter=found, **_said(request), **said),
    )  # fmt: skip


def _rung(request: HttpRequest, case: str, kind: Rung, title: str) -> HttpResponse:
    found = BUTTONS.found(request, case)
    return _form(
        request, found, title, "记下",
        make=lambda **given: RungForm(talk=kind == Rung.TALK, **given),
        name=f"meetings.{kind}",
        send=lambda said: actions.note_rung(case=found, kind=kind, **_said(request), **said),
    )  # fmt: skip


@policy(f"{ISSUERS}：记约谈", methods=("GET", "POST"))
def note_talk(request: HttpRequest, case: str) -> HttpResponse:
    return _rung(request, case, Rung.TALK, "记约谈")


@policy(f"{ISSUERS}：记通报", methods=("GET", "POST"))
def note_circular(request: HttpRequest, case: str) -> HttpResponse:
    return _rung(request, case, Rung.CIRCULAR, "记通报")
