"""The addresses behind the buttons of a paper that goes through steps: find it, ask who may, act, or show it again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.actor import Actor
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal, RuleBroken
from luoshi.common.pages import find, version_of

from .acting import answer_act

Who = Callable[[Actor, Any], bool]


@dataclass(frozen=True, slots=True)
class Buttons:
    """One kind of paper.

    visible  the rows that exist for somebody
    on       the keyword by which the acts take the row
    page     name of the address of its page
    show     the page again, after a refusal: takes request, row, and acted, status, refusal
    author   who may press the author's buttons
    asks     why the last word needs a reply of the level above, empty where it does not
    """

    visible: Callable[[Actor], QuerySet[Any]]
    on: str
    page: str
    show: Callable[..., HttpResponse]
    author: Who
    asks: Callable[[Any], str] = lambda row: ""

    def found(self, request: HttpRequest, public_id: str, may: Who | None = None) -> Any:
        row = find(self.visible(request.actor), public_id)
        require((may or self.author)(request.actor, row))
        return row

    def decide(
        self, request: HttpRequest, public_id: str, name: str, act: Any, may: Who | None = None
    ) -> HttpResponse:
        """One of pass, return, enter, resubmit, recall; without `may` the author's."""
        row = self.found(request, public_id, may)
        if row.approval is None:
            raise RuleBroken("还没有报送，没有可以办理的环节。")

        def again(acted: Any, status: int) -> HttpResponse:
            return self.show(request, find(self.visible(request.actor), public_id), acted, status)

        here = reverse(self.page, args=[row.public_id])
        deciding = partial(act, **{self.on: row})
        asks = self.asks(row) if name in ("pass", "return", "enter") else ""
        return answer_act(request, row.approval, name, deciding, then=here, again=again, asks=asks)

    def press(
        self,
        request: HttpRequest,
        public_id: str,
        act: Any,
        words: str,
        may: Who | None = None,
        **said: Any,
    ) -> HttpResponse:
        """A button without steps; `words` say that it was done."""
        row = self.found(request, public_id, may)
        try:
            act(
                **{self.on: row}, by=request.actor, version=version_of(request), once=Once.of(request), **said
            )
        except Busy:
            raise
        except Refusal as refusal:
            fresh = find(self.visible(request.actor), public_id)
            return self.show(request, fresh, status=refusal.status, refusal=refusal)
        messages.success(request, words)
        return redirect(self.page, row.public_id)

    def withdraw(self, request: HttpRequest, public_id: str, act: Any) -> HttpResponse:
        reason = request.POST.get("reason", "")[:1000]
        return self.press(request, public_id, act, "已作废，可以恢复为草稿。", reason=reason)

    def on_file(self, request: HttpRequest, public_id: str, file: str, act: Any, words: str) -> HttpResponse:
        """A button at one of its files."""
        row = find(self.visible(request.actor), public_id)
        found = get_object_or_404(row.files.all(), public_id=file)
        return self.press(request, public_id, act, words, file=found)
