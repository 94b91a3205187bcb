"""One entry: what it says, what became of it; added, changed, ended, resumed."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from luoshi.common import clock
from luoshi.common.access import require
from luoshi.common.actor import Actor
from luoshi.common.acts import Once
from luoshi.common.dataforms import attached
from luoshi.common.dataforms.answers import MASK, in_version
from luoshi.common.dataforms.history import history_of
from luoshi.common.dataforms.showing import lines_of
from luoshi.common.downloads import note_fetched
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.common.stages import installed
from luoshi.evidence.permissions import can_read_library
from luoshi.papers import two_persons

from .. import actions, permissions
from ..citing import cited_by
from ..findings import findings_of, follows
from ..forms import EndForm, entry_form, since_of, stored_open, with_personal
from ..identity import form_of
from ..models import Entry, Erasure, Register
from ..queries import entries_visible_to, erased_by, joins_visible_to, registers_visible_to
from ..states import ENTRY, TONES, EndKind, EntryState
from .lists import READERS

KEEPERS = "本校校长、分管校长、项目办、处室负责人"
RUNNERS = "本校校长、分管校长、项目办"
HISTORY = 12


def crumbs(register: Register, entry: Entry | None = None, last: str = "") -> list[tuple[str, str]]:
    found = [("台账", reverse("registers")), (register.title, reverse("register", args=[register.public_id]))]
    if entry is not None:
        found.append((entry.label, reverse("register-entry", args=[entry.public_id]) if last else ""))
    return [*found, (last, "")] if last else found


@policy(f"{READERS}：一个条目")
def entry(request: HttpRequest, register_entry: str) -> HttpResponse:
    return entry_page(request, find(entries_visible_to(request.actor), register_entry))


def entry_page(request: HttpRequest, found: Entry, status: int = 200, **more: Any) -> HttpResponse:
    actor, register = request.actor, found.register
    own = found.organisation_id == actor.organisation_id
    context = {
        "entry": found,
        "register": register,
        "stands_in": entries_visible_to(actor).filter(pk=found.merged_into_id).first()
        if found.merged_into_id
        else None,
        "merged_words": "这一条不再算在内。" if found.end_kind == EndKind.MISTAKE else found.end_words,
        "tone": TONES[EntryState(found.state)],
        "facts": facts_of(found),
        "lines": lines(found),
        **_may(actor, found),
        "buttons": _buttons(actor, found),
        "erased_words": _erased_words(found, permissions.can_run_entry(actor, found)),
        **erasing_of(actor, waiting_erasure(found) if permissions.can_run_entry(actor, found) else None),
        "stages": _stages(actor, found) if register.has_stages else [],
        "history": _history(found) if own else [],
        "cited": cited_by(actor, found) if can_read_library(actor) else None,
        "counted": _counted(actor, found),
        "joins": _joins(actor, found),
        "findings": findings_of(found, actor),
        "follows": follows(found),
        "own": own,
        "crumbs": crumbs(register, found),
        **more,
    }
    return render(request, "registers/entry.html", context, status=status)


def _may(actor: Actor, found: Entry) -> dict[str, Any]:
    """What the page offers to this reader."""
    form = form_of(found.register)
    paths = [(path, field) for path, field in form.walk() if field.personal]
    stored = form.fields and found.answer is not None and found.erased_at is None
    named = [(path, form.label(path) if "." not in path else field.label, "") for path, field in paths]
    return {
        "may_change": permissions.can_change_entry(actor, found) and not found.is_ended,
        "may_run": permissions.can_run_entry(actor, found),
        "may_note": found.register.has_stages
        and not found.is_ended
        and permissions.can_note_stage(actor, found),
        "may_join": not found.is_ended and permissions.can_join(actor, found),
        "may_reveal": permissions.can_reveal(actor, found),
        "personal": named if stored else [],
        "clears": [(path, field.label) for path, field in paths if "." not in path and not field.required],
    }


def _stages(actor: Actor, found: Entry) -> list[Any]:
    rows = list(found.stages.filter(taken_back_at__isnull=True))
    for row in rows:
        row.may_take_back = permissions.can_take_back_stage(actor, row)
        row.is_over = row.valid_until is not None and row.valid_until < clock.today()
    return rows


def _joins(actor: Actor, found: Entry) -> list[dict[str, Any]]:
    """With which entries of other schools an office joined it, for who sees both."""
    rows = joins_visible_to(actor).filter(register=found.register_id, entry__identity=found.identity)
    return [
        {
            "join": row,
            "others": [each for each in (row.entry, row.other) if each.pk != found.pk],
            "may_part": permissions.can_part(actor, row),
        }
        for row in rows
    ]


def _counted(actor: Actor, found: Entry) -> list[Any]:
    """Where it counts, as the later stages say (their panel `entry`): words and address."""
    panels = [stage.panels["entry"] for stage in installed() if "entry" in stage.panels]
    return [line for panel in panels for line in panel(found, actor)]


def lines(found: Entry) -> list[dict[str, Any]]:
    """What it says, personal values masked."""
    version = found.register.definition.current
    if version is None or found.answer is None:
        return []
    values, _ = in_version(found.answer, version, masked=True)
    rows = lines_of(
        version.form, values, href=lambda key: reverse("register-entry-file", args=[found.public_id, key])
    )
    for row in rows:
        row["masked"] = row.get("value") == MASK
    return rows


def facts_of(found: Entry) -> list[tuple[str, Any]]:
    said: list[tuple[str, Any]] = [("学校", found.organisation.name)]
    if found.since:
        said.append(("起算", f"{found.since:%Y-%m-%d}"))
    if found.confirmed_at and found.state != EntryState.DRAFT:
        said.append(("确认", found.confirmed_by))
    if found.state == EntryState.CHECKED:
        said.append(("核对", found.checked_by))
    if found.ended_on:
        said.append(
            ("结束", f"{found.ended_on:%Y-%m-%d} {found.get_end_kind_display()} {found.ended_by}".strip())
        )
    return said


def _buttons(actor: Actor, found: Entry) -> list[dict[str, Any]]:
    if not permissions.can_run_entry(actor, found):
        return []
    urls = {"registers.resume_entry": reverse("resume-register-entry", args=[found.public_id])}
    if found.merged_into_id is not None:
        split = reverse("split-register-entry", args=[found.public_id])
        return [{"label": "分开", "url": split, "question": "两条其实不是一回事：这一条恢复成原来的样子。"}]
    if found.erased_at is not None:
        return []  # it cannot be in use again
    buttons = ENTRY.buttons(found, lambda action: True, urls)
    if found.is_ended and _has_personal(found):
        erase = reverse("erase-register-entry", args=[found.public_id])
        question = (
            "写明理由，本校另一位校长、分管校长或项目办人员确认以后才清除。清除以后找不回来，条目也不能再恢复。"
            "到保留年数系统会自动清除，一般不用手工办。"
        )
        if not waiting_erasure(found):
            label = "提请清除个人信息"
            buttons.append(
                {"label": label, "url": erase, "danger": True, "question": question, "reason": True}
            )
    return buttons


def _erased_words(found: Entry, runs: bool) -> str:
    """When, and why: its time was over, or two persons had it erased, whom their own school reads."""
    if found.erased_at is None:
        return ""
    day = f"{timezone.localtime(found.erased_at):%Y-%m-%d}"
    asked = erased_by(found)
    if asked is None:
        return f"已满保留年数，个人信息已于 {day} 清除。"
    who = f"由{asked.said_by.user.name}提请、{asked.confirmed_by.user.name}确认，" if runs else ""
    return f"{who}个人信息已于 {day} 清除。"


def waiting_erasure(found: Entry) -> Erasure | None:
    if not found.is_ended or found.erased_at is not None:
        return None
    return two_persons.waiting(found.erasures.select_related("said_by__user")).first()


def erasing_of(actor: Actor, erasure: Erasure | None) -> dict[str, Any]:
    """What waits for another person, and whether this reader is one."""
    may = erasure is not None and permissions.can_confirm_erasure(actor, erasure)
    return {"erasure": erasure, "may_erase": may}


def _has_personal(found: Entry) -> bool:
    return any(field.personal for _, field in form_of(found.register).walk())


def _history(found: Entry) -> list[Any]:
    version = found.register.definition.current
    if version is None or found.answer is None:
        return []
    return history_of(found.answer, version, masked=True, count=HISTORY)


@policy(f"{READERS}：下载条目附的文件")
def entry_file(request: HttpRequest, register_entry: str, register_entry_file: str) -> HttpResponse:
    found = find(entries_visible_to(request.actor), register_entry)
    if found.answer is None or found.register.definition.current is None:
        return attached.serve((), register_entry_file)
    values, _ = in_version(found.answer, found.register.definition.current, masked=True)
    cited = (
        each for each in attached.files_in(found.register.definition.current.form, values) if each != MASK
    )
    action = "registers.fetch_file"
    return attached.serve(
        cited, register_entry_file, noted=partial(note_fetched, request, action, found, rows=1)
    )


@policy(f"{KEEPERS}：登记条目", methods=("GET", "POST"))
def add_entry(request: HttpRequest, register: str) -> HttpResponse:
    found = find(registers_visible_to(request.actor), register)
    require(permissions.can_keep(request.actor, found))
    page = FormPage(
        request,
        "registers/form.html",
        make=lambda **given: entry_form(found, None, request.actor, **given),
        name="registers.add",
        about=found,
        versioned=False,
        send=lambda said: actions.add_entry(
            register=found,
            values={key: value for key, value in said.items() if key != "since_"},
            since=since_of(said),
            by=request.actor,
            once=Once.of(request),
        ),
        then=lambda saved: _next(request, saved),
        said="已登记为草稿。确认以后上级才看得到，也才算在内。",
        context=_form_context(found, None),
    )
    return answer(page)


def _next(request: HttpRequest, saved: Entry) -> str:
    """On to the next one, or the page of the one just written."""
    if "_again" in request.POST:
        return reverse("add-register-entry", args=[saved.register.public_id])
    return reverse("register-entry", args=[saved.public_id])


def _form_context(register: Register, entry: Entry | None) -> dict[str, Any]:
    here = (
        reverse("register-entry", args=[entry.public_id])
        if entry
        else reverse("register", args=[register.public_id])
    )
    title = f"修改{entry.label}" if entry else f"登记{register.title}"
    return {
        "register": register,
        "entry": entry,
        "title": title,
        "cancel_url": here,
        "crumbs": crumbs(register, entry, "修改" if entry else "登记"),
    }


@policy(f"{KEEPERS}：修改条目，已确认的由校长、分管校长、项目办修改", methods=("GET", "POST"))
def change_entry(request: HttpRequest, register_entry: str) -> HttpResponse:
    found = find(entries_visible_to(request.actor), register_entry)
    require(permissions.can_change_entry(request.actor, found))
    version = found.register.definition.current
    if found.is_ended or version is None:
        return redirect("register-entry", found.public_id)
    page = FormPage(
        request,
        "registers/form.html",
        make=lambda **given: entry_form(found.register, found, request.actor, **given),
        name="registers.change",
        about=found,
        stored=lambda: stored_open(found),
        send=lambda said: actions.change_entry(
            entry=found,
            values=with_personal(found, version, said),
            since=since_of(said),
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
        ),
        then=lambda saved: reverse("register-entry", args=[found.public_id]),
        context=_form_context(found.register, found),
    )
    return answer(page)


@policy(f"{RUNNERS}：结束条目", methods=("GET", "POST"))
def end_entry(request: HttpRequest, register_entry: str) -> HttpResponse:
    found = find(entries_visible_to(request.actor), register_entry)
    require(permissions.can_run_entry(request.actor, found))
    here = reverse("register-entry", args=[found.public_id])
    page = FormPage(
        request,
        "registers/small_form.html",
        make=lambda **given: EndForm(**given),
        name="registers.end",
        about=found,
        send=lambda said: actions.end_entry(
            entry=found, by=request.actor, version=version_of(request), once=Once.of(request), **said
        ),
        then=lambda saved: here,
        said="已结束。登记的内容都还在，办错了可以恢复。",
        context={
            "title": f"结束{found.label}",
            "words": "调出、解散、到期的条目结束以后不再算在内，以前的数不变。",
            "button": "结束",
            "cancel_url": here,
            "crumbs": crumbs(found.register, found, "结束"),
        },
    )
    return answer(page)


@policy(f"{RUNNERS}：恢复已结束的条目", methods=("POST",))
def resume_entry(request: HttpRequest, register_entry: str) -> HttpResponse:
    found = find(entries_visible_to(request.actor), register_entry)
    require(permissions.can_run_entry(request.actor, found))
    try:
        actions.resume_entry(
            entry=found, by=request.actor, version=version_of(request), once=Once.of(request)
        )
    except Busy:
        raise
    except Refusal as refusal:
        found.refresh_from_db()
        return entry_page(request, found, status=refusal.status, refusal=refusal)
    return redirect("register-entry", found.public_id)
