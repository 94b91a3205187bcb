"""What anybody may open without signing in: how a draw is made once more, and its file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from luoshi.common.checkpoints import public_key
from luoshi.common.downloads import as_download
from luoshi.common.pages import find
from luoshi.common.routes import policy
from luoshi.core.receipts import fingerprint

from ..opened import calls_open_to, draws_open_to, file_of, names_nobody

ANYBODY = "公开"


@policy(f"{ANYBODY}：公示或公布了的遴选，评审专家怎样抽取、怎样重算", public=True)
def opened(request: HttpRequest, drawn_call: str) -> HttpResponse:
    found = find(calls_open_to(request.actor), drawn_call)
    draws = list(draws_open_to(request.actor).filter(call=found))
    for row in draws:
        row.is_given = names_nobody(row)
    context = {"call": found, "draws": draws, "fingerprint": fingerprint(public_key())}
    return render(request, "panel/opened.html", context)


@policy(f"{ANYBODY}：公示或公布了的遴选的抽取文件", public=True)
def opened_file(request: HttpRequest, drawn: str) -> HttpResponse:
    found = find(draws_open_to(request.actor), drawn)
    if not names_nobody(found):
        raise Http404
    return as_download(file_of(found), f"抽取文件{found.round_title}-第{found.number}次.json")
