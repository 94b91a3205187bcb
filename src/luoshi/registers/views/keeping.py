"""Lists kept as they stood: taken, looked at beside another or today, removed; entries merged and split."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common import clock
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy

from .. import actions, permissions
from ..listing import is_several
from ..models import Entry, Register, Snapshot
from ..queries import (
    entries_visible_to,
    registers_visible_to,
    schools_within,
    snapshots_to_keep,
    snapshots_visible_to,
)
from ..snapshots import compared, labels_of, rows_on
from ..states import EntryState
from .entry import RUNNERS, crumbs, entry_page
from .lists import READERS

TAKERS = f"{RUNNERS}，上级教育局经办、科长"
SHOWN = 200


class TakeForm(forms.Form):
    """What is kept is called something, and stood on a day."""

    label = forms.CharField(
        label="名称",
        max_length=40,
        help_text="例如：2026学年初。",
        error_messages={"required": "请起个名称。", "max_length": "最多 40 个字。"},
    )
    day = forms.DateField(
        label="哪一天的",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        initial=clock.today,
        error_messages={"required": "请填写日期。", "invalid": "日期的写法不对，例如 2026-09-01。"},
    )


@policy(f"{READERS}：台账的历次留存")
def snapshots(request: HttpRequest, register: str) -> HttpResponse:
    return snapshots_page(request, find(registers_visible_to(request.actor), register))


def snapshots_page(
    request: HttpRequest, found: Register, form: Any = None, status: int = 200, refusal: Any = None
) -> HttpResponse:
    rows = snapshots_visible_to(request.actor).filter(register=found).order_by("-day", "-id")
    page = page_of(request, rows.defer("rows", "fields"))
    removed = snapshots_to_keep(request.actor).filter(register=found, removed_at__isnull=False)
    removed = removed.defer("rows", "fields").order_by("-removed_at", "-id")[:SHOWN]
    context = {
        "register": found,
        "page_obj": page,
        "removed": [row for row in removed if permissions.can_remove_snapshot(request.actor, row)],
        "may_take": permissions.can_take_snapshot(request.actor, found),
        "form": form or TakeForm(),
        "several": is_several(request.actor),
        "refusal": refusal,
        "crumbs": crumbs(found, None, "历次留存"),
    }
    return render(request, "registers/snapshots.html", context, status=status)


@policy(f"{TAKERS}：把台账现在或某天的样子留存下来", methods=("POST",))
def take_snapshot(request: HttpRequest, register: str) -> HttpResponse:
    found = find(registers_visible_to(request.actor), register)
    require(permissions.can_take_snapshot(request.actor, found))
    form = TakeForm(request.POST)
    if not form.is_valid():
        return snapshots_page(request, found, form, status=422)
    schools = list(schools_within(request.actor))
    try:
        actions.take_snapshot(
            register=found,
            organisations=schools,
            by=request.actor,
            once=Once.of(request),
            **form.cleaned_data,
        )
    except Busy:
        raise
    except Refusal as refusal:
        return snapshots_page(request, found, form, status=refusal.status, refusal=refusal)
    messages.success(request, f"已留存 {len(schools)} 个学校的台账。")
    return redirect("register-snapshots", found.public_id)


@policy(f"{READERS}：一次留存，与另一次或今天比较")
def snapshot(request: HttpRequest, register: str, register_snapshot: str) -> HttpResponse:
    found = find(registers_visible_to(request.actor), register)
    one = find(snapshots_visible_to(request.actor).filter(register=found), register_snapshot)
    others = snapshots_visible_to(request.actor).filter(register=found, organisation=one.organisation)
    others = others.exclude(pk=one.pk).order_by("-day", "-id")
    other = others.filter(public_id=request.GET.get("with", "")[:20].replace("\0", "")).first()
    result = _beside(one, other, request)
    context = {
        "register": found,
        "snapshot": one,
        "other": other,
        "others": others.defer("rows", "fields")[:50],
        "today": clock.today(),
        "result": result,
        "added": result.added[:SHOWN],
        "left": result.left[:SHOWN],
        "changed": result.changed[:SHOWN],
        "shown": SHOWN,
        "may_remove": permissions.can_remove_snapshot(request.actor, one),
        "crumbs": [
            *crumbs(found),
            ("历次留存", reverse("register-snapshots", args=[found.public_id])),
            (one.label, ""),
        ],
    }
    return render(request, "registers/snapshot.html", context)


def _beside(one: Snapshot, other: Snapshot | None, request: HttpRequest) -> Any:
    """The earlier first; without another one as it stands today."""
    if other is None:
        now = rows_on(one.register, one.organisation, clock.today())
        return compared(one.rows, now, labels_of(one))
    first, second = sorted((one, other), key=lambda row: (row.day, row.pk))
    return compared(first.rows, second.rows, labels_of(first, second))


@policy(f"{TAKERS}：作废一次留存", methods=("POST",))
def remove_snapshot(request: HttpRequest, register: str, register_snapshot: str) -> HttpResponse:
    found = find(registers_visible_to(request.actor), register)
    one = find(snapshots_visible_to(request.actor).filter(register=found), register_snapshot)
    require(permissions.can_remove_snapshot(request.actor, one))
    actions.remove_snapshot(
        snapshot=one, by=request.actor, version=version_of(request), once=Once.of(request)
    )
    messages.success(request, "已作废，可以恢复。")
    return redirect("register-snapshots", found.public_id)


@policy(f"{TAKERS}：恢复作废的一次留存", methods=("POST",))
def restore_snapshot(request: HttpRequest, register: str, register_snapshot: str) -> HttpResponse:
    found = find(registers_visible_to(request.actor), register)
    one = find(snapshots_to_keep(request.actor).filter(register=found), register_snapshot)
    require(permissions.can_remove_snapshot(request.actor, one))
    try:
        actions.restore_snapshot(
            snapshot=one, by=request.actor, version=version_of(request), once=Once.of(request)
        )
    except Busy:
        raise
    except Refusal as refusal:
        return snapshots_page(request, found, status=refusal.status, refusal=refusal)
    messages.success(request, "已恢复。")
    return redirect("register-snapshots", found.public_id)


class MergeForm(forms.Form):
    """Which entry stands for this one."""

    def __init__(self, *args: Any, entries: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["into"] = forms.ModelChoiceField(
            label="留下哪一条",
            queryset=entries,
            to_field_name="public_id",
            error_messages={"required": "请选择留下的那一条。", "invalid_choice": "没有这一条，请重新选择。"},
        )
        self.fields["into"].label_from_instance = lambda row: f"{row.label}（{row.get_state_display()}）"


@policy(f"{RUNNERS}：把重复登记的一条并入另一条", methods=("GET", "POST"))
def merge_entry(request: HttpRequest, register_entry: str) -> HttpResponse:
    found = find(entries_visible_to(request.actor), register_entry)
    require(permissions.can_run_entry(request.actor, found))
    here = reverse("register-entry", args=[found.public_id])
    page = FormPage(
        request,
        "registers/small_form.html",
        make=lambda **given: MergeForm(entries=_others(found), **given),
        name="registers.merge",
        about=found,
        send=lambda said: actions.merge_entries(
            entry=found,
            into=said["into"],
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
        ),
        then=lambda saved: here,
        said="已并入。办错了可以分开。",
        context={
            "title": f"并入另一条：{found.label}",
            "words": "同一个人、同一件事登记了两次，留下一条，这一条不再算在内，已经过去的统计期不改。"
            "佐证和建设阶段留在各自的条目上。",
            "button": "并入",
            "cancel_url": here,
            "crumbs": crumbs(found.register, found, "并入另一条"),
        },
    )
    return answer(page)


def _others(entry: Entry) -> Any:
    rows = Entry.objects.filter(register=entry.register_id, organisation=entry.organisation_id)
    return rows.exclude(pk=entry.pk).exclude(state=EntryState.ENDED).order_by("label", "pk")


@policy(f"{RUNNERS}：把并入的条目重新分开", methods=("POST",))
def split_entry(request: HttpRequest, register_entry: str) -> HttpResponse:
    found = find(entries_visible_to(request.actor), register_entry)
    require(permissions.can_run_entry(request.actor, found))
    try:
        actions.split_entries(
            entry=found, by=request.actor, version=version_of(request), once=Once.of(request)
        )
    except Busy:
        raise
    except Refusal as refusal:
        found.refresh_from_db()
        return entry_page(request, found, status=refusal.status, refusal=refusal)
    messages.success(request, "已分开。")
    return redirect("register-entry", found.public_id)
