"""The receipt of an application: the signed file, and the page that people read, print and file away."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from luoshi.common.downloads import as_download
from luoshi.common.routes import policy
from luoshi.core.days import day_in_words
from luoshi.core.receipts import BadReceipt, check

from ..models import Application
from ..queries import is_inside
from ..receiving import is_as_received
from .pages import READERS, crumbs, find_read


def _received(request: HttpRequest, public_id: str) -> Application:
    found = find_read(request, public_id)
    if not found.receipt:
        raise Http404
    return found


def _signed(receipt: Any) -> bytes:
    return json.dumps(receipt, ensure_ascii=False, indent=1).encode()


def _asked(request: HttpRequest, found: Application) -> Any:
    """The last one, or the one before it that the address names: the first is number 1."""
    number = request.GET.get("no", "")
    before = found.receipts_before
    if not number:
        return found.receipt
    if not (number.isascii() and number.isdigit() and 0 < int(number[:3]) <= len(before)):
        raise Http404
    return before[int(number) - 1]


@policy(f"{READERS}：下载申报回执")
def receipt(request: HttpRequest, selection_application: str) -> HttpResponse:
    """What `luoshi verify-receipt` checks, anywhere."""
    found = _received(request, selection_application)
    signed = _signed(_asked(request, found))
    return as_download(signed, f"回执-第{found.sequence}号.json")


@policy(f"{READERS}：申报回执，可以打印")
def receipt_page(request: HttpRequest, selection_application: str) -> HttpResponse:
    """The same in words, from what was signed: a draft that was changed since changes nothing here."""
    found = _received(request, selection_application)
    try:
        read = check(_signed(_asked(request, found)))
    except BadReceipt as bad:
        raise Http404 from bad
    address = settings.BASE_URL + reverse("verify")  # a page of recognition: signed files are checked there
    context = {
        "application": found,
        "said": read.statement,
        "at": _moment(read.statement.received_at),
        "fingerprint": read.fingerprint,
        "faults": read.faults,
        "number": request.GET.get("no", ""),
        "others": _others(request, found),
        "corrected": _came_after_the_end(found, read.statement.received_at),
        "changed": not request.GET.get("no")
        and is_inside(request.actor, found)
        and not is_as_received(found),
        "address": address,
        "qr": segno.make(address, error="m").svg_data_uri(scale=4, border=2),
        "crumbs": [*crumbs(), (found.title, reverse("apply-page", args=[found.public_id])), ("回执", "")],
    }
    return render(request, "applying/receipt.html", context)


def _others(request: HttpRequest, found: Application) -> list[tuple[str, str]]:
    """Those there are besides: when it came, by which address."""
    here = reverse("apply-receipt-page", args=[found.public_id])
    rows = [*found.receipts_before, found.receipt]
    numbers = [str(at) for at in range(1, len(rows))] + [""]
    asked = request.GET.get("no", "")
    return [
        (_moment(dt.datetime.fromisoformat(row["received_at"])), f"{here}?no={number}" if number else here)
        for row, number in zip(rows, numbers, strict=True)
        if number != asked
    ]


def _came_after_the_end(found: Application, at: dt.datetime) -> bool:
    """Mended on request: what counts for the end is the receipt before."""
    return found.correct_until is not None and found.call.until is not None and at > found.call.until


def _moment(at: dt.datetime) -> str:
    """2026年11月25日 17:30:05: to the second, for that is what a deadline is held against."""
    local = timezone.localtime(at)
    return f"{day_in_words(local.date())} {local:%H:%M:%S}"
