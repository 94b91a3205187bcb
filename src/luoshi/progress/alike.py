"""One sentence for many boxes of a report, ticked by the writer: into those still empty, and out again. Nothing
is stored before the form is saved; until then the draft holds it.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from luoshi.common import form_pages
from luoshi.common.form_pages import FormPage

from .actions.reports import LONGEST_REASON
from .models.reports import LONGEST

INTO, BACK = "_same", "_same_back"
NOTHING_SAID = "请先写明这一句话，再填到勾选的各处。"
NOTHING_TICKED = "请勾选要填到哪几处。"
TOO_LONG = f"差距说明最多 {LONGEST_REASON} 个字，请写短一些，或不勾选差距说明。"


def is_asked(request: HttpRequest) -> bool:
    return INTO in request.POST or BACK in request.POST


def answered(page: FormPage) -> HttpResponse:
    return _taken_out(page) if BACK in page.request.POST else _written_in(page)


def _written_in(page: FormPage) -> HttpResponse:
    typed = page.request.POST.copy()
    words = typed.get("same_words", "").strip()[:LONGEST]
    form: Any = page.make(data=typed)
    ticked = set(typed.getlist("same_to"))
    names = [name for _, name, _, _ in form.alike() if name in ticked]
    if refused := _refusal(words, names):
        return _shown(page, typed, same_refused=refused, same_said=words, same_ticked=ticked)
    for name in names:
        typed[name] = words
    return _shown(page, typed, same_names=names, same_said=words)


def _refusal(words: str, names: list[str]) -> str:
    if not words:
        return NOTHING_SAID
    if not names:
        return NOTHING_TICKED
    too_long = len(words) > LONGEST_REASON and any(name.startswith("reason_") for name in names)
    return TOO_LONG if too_long else ""


def _taken_out(page: FormPage) -> HttpResponse:
    """Of the boxes it was written into those that still read so; what was changed since stays."""
    typed = page.request.POST.copy()
    words = typed.get("same_was", "").strip()
    form: Any = page.make(data=typed)
    names = [
        name
        for name in typed.getlist("same_filled")
        if name in form.fields and name.startswith(("words_", "reason_")) and form.text(name) == words
    ]
    for name in names:
        typed[name] = ""
    return _shown(page, typed, same_out=str(len(names) or ""))


def _shown(page: FormPage, typed: QueryDict, **more: Any) -> HttpResponse:
    form_pages.keep_typed(page, typed)
    return form_pages.opened(page, **more)
