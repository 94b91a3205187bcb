"""Where anybody checks a certificate, without an account. Whatever code was never issued gets the same answer."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from luoshi.accounts.sign_in import network_of
from luoshi.common import clock, files
from luoshi.common.checkpoints import public_key
from luoshi.common.downloads import as_download
from luoshi.common.pages import find, page_of
from luoshi.common.routes import policy
from luoshi.core.credentials import LARGEST, BadCredential, check, key_file
from luoshi.core.days import day_in_words
from luoshi.core.receipts import KIND, BadReceipt, fingerprint
from luoshi.core.receipts import check as check_receipt
from luoshi.notices import throttle
from luoshi.selection.outcome.queries import notices_readable_by
from luoshi.selection.panel.opened import calls_open_to

from ..certifying import STANDING_TONES, WORDS, in_groups, read_code, revoked_certificates, told_of
from ..models import Certificate
from ..queries import in_place_of, public_announcements

ANYBODY = "任何人"
SLOW_DOWN = "查询太多，请 15 分钟后再试。"


def _page(request: HttpRequest, status: int = 200, **said: Any) -> HttpResponse:
    context = {"fingerprint": fingerprint(public_key()), "sample": _sample(), **said}
    answer = render(request, "recognition/verify.html", context, status=status)
    if status == 429:
        answer["Retry-After"] = "900"
    return answer


def _sample() -> str:
    """On a demo site the code of a sample certificate, to try the page with."""
    if settings.LUOSHI_MODE != "demo":
        return ""
    code = Certificate.objects.order_by("pk").values_list("code", flat=True).first()
    return in_groups(code) if code else ""


def _too_often(request: HttpRequest) -> bool:
    return throttle.too_often(network_of(request), "certificate")


@policy(f"{ANYBODY}：证书查验", public=True)
def verify(request: HttpRequest) -> HttpResponse:
    """The page to begin with; a code that was typed leads to the certificate's own address."""
    code = read_code(request.GET.get("code", "")[:100])
    if code.isascii() and code:
        return redirect("verify-certificate", code)
    return _page(request, unreadable=bool(request.GET.get("code")))


@policy(f"{ANYBODY}：按查验码查验一份证书", public=True)
def certificate(request: HttpRequest, certificate_code: str) -> HttpResponse:
    if _too_often(request):
        return _page(request, 429, refused=SLOW_DOWN)
    found = told_of(certificate_code)
    if found is None:
        return _page(request, 404, unknown=True)
    return _page(request, told=found, code=in_groups(found.certificate.code))


@policy(f"{ANYBODY}：核对电子证书文件、申报回执", methods=("POST",), public=True)
def verify_file(request: HttpRequest) -> HttpResponse:
    """Its signature by the site's key, and what the table says of it now. Nothing of it is kept."""
    if _too_often(request):
        return _page(request, 429, refused=SLOW_DOWN)
    upload = request.FILES.get("file")
    if upload is None or upload.size is None or upload.size > LARGEST:
        return _page(request, 422, refused="请选择下载的电子证书文件或申报回执，不是打印件。")
    data = upload.read(LARGEST)
    if f'"{KIND}"'.encode() in data:
        return _receipt(request, data)
    try:
        found = check(data, clock.today(), key=public_key())
    except BadCredential as bad:
        return _page(request, 422, refused=str(bad))
    if found.faults:
        return _page(request, 422, refused="".join(found.faults))
    told = told_of(found.granted.id.rstrip("/").rpartition("/")[2])
    if told is None:
        standing = found.standing
        return _page(request, granted=found.granted, words=WORDS[standing], tone=STANDING_TONES[standing])
    return _page(request, told=told, code=in_groups(told.certificate.code), signed=True)


def _receipt(request: HttpRequest, data: bytes) -> HttpResponse:
    """A receipt of an application: whether it is as this site signed it, and what it says."""
    try:
        found = check_receipt(data)
    except BadReceipt as bad:
        return _page(request, 422, refused=str(bad))
    faults = list(found.faults)
    if found.fingerprint != fingerprint(public_key()):
        faults.append("这份回执不是本系统签发的。")
    if faults:
        return _page(request, 422, refused="".join(faults))
    return _page(request, receipt=found.statement, received_at=found.statement.received_at)


@policy(f"{ANYBODY}：正在公示的和已公布的", public=True)
def notices(request: HttpRequest) -> HttpResponse:
    """Public notices on show today, which leave the page with their last day, and numbered announcements; for people of
    a school, signed in, the notices of its own selections too.
    """
    page = page_of(request, public_announcements())
    shown = notices_readable_by(request.actor).order_by("until_on", "pk")
    drawn = calls_open_to(request.actor).filter(pk__in=[row.call_id for row in page])
    context = {
        "shown": list(shown),
        "page_obj": page,
        "today": clock.today(),
        "drawn": set(drawn.values_list("pk", flat=True)),
    }
    return render(request, "recognition/public_notices.html", context)


@policy(f"{ANYBODY}：下载一份公布文件", public=True)
def announcement_file(request: HttpRequest, public_announcement: str) -> HttpResponse:
    """The version that stands; in place of one that was replaced which came, when and why, and no file."""
    latest = in_place_of(public_announcement)
    if latest is not None:
        return render(request, "recognition/public_replaced.html", {"latest": latest}, status=410)
    found = find(public_announcements(), public_announcement)
    return files.answer(found.stored, f"{found.title}（{day_in_words(found.on)}）.docx")


@policy(f"{ANYBODY}：下载签发证书的公钥", public=True)
def key(request: HttpRequest) -> HttpResponse:
    return as_download(key_file(public_key()), "公钥.pem")


@policy(f"{ANYBODY}：下载撤销名单", public=True)
def revoked(request: HttpRequest) -> HttpResponse:
    if _too_often(request):
        return HttpResponse(
            SLOW_DOWN, status=429, headers={"Retry-After": "900"}, content_type="text/plain; charset=utf-8"
        )
    return as_download(json.dumps(revoked_certificates(), ensure_ascii=False), "撤销名单.json")
