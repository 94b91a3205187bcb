"""Awards: the list, one of them with its steps and its certificate, and each act on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import hand_out
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy
from luoshi.papers.buttons import Buttons
from luoshi.selection.own_words import words_of

from .. import actions, permissions
from ..certifying import STANDING_TONES, WORDS, in_groups, standing_of
from ..desk import wants_entry
from ..forms import AcceptForm, LinkForm, MidTermForm, RecogniseForm, RenewForm, RevokeForm
from ..models import Award, Revocation
from ..printing import print_certificate
from ..queries import awards_visible_to, revocations_visible_to, standing_certificate
from ..states import AWARD, REVOCABLE, TONES, AwardState
from .calls import OFFICERS

READERS = "获认定单位和它的上级、组织单位的人员"


@policy(f"{READERS}：认定")
def awards(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    require(actor.may("read_selections"))
    rows, wanted = awards_visible_to(actor), request.GET.get("state", "")
    if wanted in AwardState.values:
        rows = rows.filter(state=wanted)
    page = page_of(request, rows)
    for row in page:
        row.tone = "muted" if row.is_expired else TONES[row.state]
    context = {
        "page_obj": page,
        "state": wanted,
        "states": AwardState.choices,
        "may_grant": actor.may("run_selections"),
        "crumbs": [("认定", "")],
    }
    return render(request, "recognition/awards.html", context)


@policy(f"{READERS}：一项认定的过程和证书")
def award(request: HttpRequest, award: str) -> HttpResponse:
    return award_page(request, find(awards_visible_to(request.actor), award))


def award_page(
    request: HttpRequest, found: Award, status: int = 200, refusal: Any = None, **_: Any
) -> HttpResponse:
    actor = request.actor
    runs = permissions.can_run_award(actor, found)
    certificate = standing_certificate(found)
    standing = standing_of(certificate) if certificate is not None else None
    asked = revocations_visible_to(actor).filter(award=found, dropped_at__isnull=True).first()
    context = {
        "award": found, "tone": "muted" if found.is_expired else TONES[found.state], "facts": _facts(found),
        "steps": found.steps.select_related("stage"), "certificate": certificate,
        "code": in_groups(certificate.code) if certificate is not None else "",
        "standing": WORDS[standing] if standing else "", "standing_tone": STANDING_TONES[standing] if standing else "",
        "asked": asked, "may_confirm": asked is not None and permissions.can_confirm_revocation(actor, asked),
        "runs": runs, "links": _links(found, asked) if runs else [], "buttons": _buttons(found, runs),
        "may_link": wants_entry(found) and found.state in REVOCABLE and permissions.can_link_entry(actor, found),
        "refusal": refusal, "crumbs": [("认定", reverse("awards")), (found.title, "")],
    }  # fmt: skip
    return render(request, "recognition/award.html", context, status=status)


def _facts(found: Award) -> list[tuple[str, str]]:
    rows = [
        ("单位", found.holder),
        ("称号", found.full_honour),
        ("公布", f"{found.granted_on} {found.document_number}"),
    ]
    if found.number:
        until = found.valid_until.isoformat() if found.valid_until else "长期"
        rows.append(("证书编号", found.number))
        if found.state != AwardState.REVOKED:
            rows.append(("有效期至", until))
    if found.reason:
        rows.append(("终止理由", found.reason))
    return rows


def _links(found: Award, asked: Revocation | None) -> list[tuple[str, str]]:
    """Pages of the acts that are open now; none while its revocation waits for the second person."""
    if asked is not None and asked.confirmed_at is None:
        return []
    names = {
        AwardState.CULTIVATED: (("award-mid-term", "登记中期检查"), ("award-accept", "登记验收通过")),
        AwardState.ACCEPTED: (("award-recognise", "认定"),),
        AwardState.RECOGNISED: (("award-renew", "登记到期复核通过"),) if found.valid_until else (),
    }.get(AwardState(found.state), ())
    more = (("award-revoke", "提出撤销"),) if found.state in REVOCABLE else ()
    return [(reverse(name, args=[found.public_id]), words) for name, words in (*names, *more)]


def _buttons(found: Award, runs: bool) -> list[dict[str, Any]]:
    urls = {
        f"recognition.{name}_award": reverse(f"award-{name}", args=[found.public_id])
        for name in ("end", "resume")
    }
    return AWARD.buttons(found, lambda action: runs, urls)


BUTTONS = Buttons(
    visible=awards_visible_to, on="award", page="award", show=award_page, author=permissions.can_run_award
)


def _form(
    request: HttpRequest,
    public_id: str,
    make: Callable[..., forms.Form],
    act: Any,
    title: str,
    said: str,
    words: str = "",
    may: Any = permissions.can_run_award,
) -> HttpResponse:
    found: Award = find(awards_visible_to(request.actor), public_id)
    require(may(request.actor, found))
    here = reverse("award", args=[found.public_id])
    page = FormPage(
        request,
        "selection/form.html",
        make=make,
        name=act.act_name,
        about=found,
        send=lambda given: act(
            award=found, by=request.actor, version=version_of(request), once=Once.of(request), **given
        ),
        then=lambda saved: here,
        said=said,
        context={
            "title": title, "words": words, "button": title, "cancel_url": here,
            "crumbs": [("认定", reverse("awards")), (found.title, here), (title, "")],
        },
    )  # fmt: skip
    return answer(page)


@policy(f"{OFFICERS}：登记中期检查", methods=("GET", "POST"))
def mid_term(request: HttpRequest, award: str) -> HttpResponse:
    return _form(request, award, MidTermForm, actions.note_mid_term, "登记中期检查", "已登记。")


@policy(f"{OFFICERS}：登记验收通过", methods=("GET", "POST"))
def accept(request: HttpRequest, award: str) -> HttpResponse:
    return _form(request, award, AcceptForm, actions.accept_award, "登记验收通过", "已登记，可以认定了。")


@policy(f"{OFFICERS}：验收通过的认定，签发证书", methods=("GET", "POST"))
def recognise(request: HttpRequest, award: str) -> HttpResponse:
    said = "已认定，证书已签发。"
    return _form(request, award, RecogniseForm, actions.recognise_award, "认定", said)


@policy(f"{OFFICERS}：登记到期复核通过，换发证书", methods=("GET", "POST"))
def renew(request: HttpRequest, award: str) -> HttpResponse:
    words = "复核通过的从复核日期起再有效一个周期，原证书由新证书替换。"
    return _form(request, award, RenewForm, actions.renew_award, "登记到期复核通过", "已换发证书。", words)


@policy(f"{OFFICERS}：提出撤销认定", methods=("GET", "POST"))
def revoke(request: HttpRequest, award: str) -> HttpResponse:
    who = words_of(request.actor).leader
    words = f"要由{who}确认才生效。生效以后证书查验页写明已撤销，不能恢复。"
    said = "已提出，等另一个人确认。"
    return _form(request, award, RevokeForm, actions.say_revocation, "提出撤销", said, words)


@policy(
    "获认定单位的校长、分管校长、项目办和组织单位的经办、科长：选定登记到哪一条台账", methods=("GET", "POST")
)
def link(request: HttpRequest, award: str) -> HttpResponse:
    found: Award = find(awards_visible_to(request.actor), award)

    def make(**given: Any) -> forms.Form:
        return LinkForm(award=found, actor=request.actor, **given)

    words = "选定以后，立项、验收、认定等各个阶段写进这一条。台账里还没有的，请先到台账登记并确认。"
    title, said = "登记到台账", "已登记到台账。"
    return _form(request, award, make, actions.link_entry, title, said, words, permissions.can_link_entry)


@policy(f"{OFFICERS}：终止培育，写明理由", methods=("POST",))
def end(request: HttpRequest, award: str) -> HttpResponse:
    reason = request.POST.get("reason", "")[:300]
    return BUTTONS.press(request, award, actions.end_award, "已终止，可以恢复。", reason=reason)


@policy(f"{OFFICERS}：恢复终止的培育", methods=("POST",))
def resume(request: HttpRequest, award: str) -> HttpResponse:
    reason = request.POST.get("reason", "")[:300]
    return BUTTONS.press(request, award, actions.resume_award, "已恢复培育。", reason=reason)


def _show_revocation(request: HttpRequest, found: Any, **given: Any) -> HttpResponse:
    return award_page(request, find(awards_visible_to(request.actor), found.award.public_id), **given)


def _press(request: HttpRequest, public_id: str, act: Any, may: Any, words: str) -> HttpResponse:
    found = find(revocations_visible_to(request.actor), public_id)
    require(may(request.actor, found))
    try:
        act(revocation=found, by=request.actor, version=version_of(request), once=Once.of(request))
    except Busy:
        raise
    except Refusal as refusal:
        return _show_revocation(request, found, status=refusal.status, refusal=refusal)
    messages.success(request, words)
    return redirect("award", found.award.public_id)


@policy("组织单位的另一名经办、科长或领导：确认撤销认定", methods=("POST",))
def confirm_revocation(request: HttpRequest, award_revocation: str) -> HttpResponse:
    may = permissions.can_confirm_revocation
    return _press(request, award_revocation, actions.confirm_revocation, may, "已撤销，证书同时失效。")


@policy(f"{OFFICERS}：撤回没有确认的撤销", methods=("POST",))
def drop_revocation(request: HttpRequest, award_revocation: str) -> HttpResponse:
    may = permissions.can_drop_revocation
    return _press(request, award_revocation, actions.drop_revocation, may, "已撤回，认定不变。")


@policy(f"{READERS}：打印证书")
def certificate_pdf(request: HttpRequest, award: str) -> HttpResponse:
    found: Award = find(awards_visible_to(request.actor), award)
    certificate = standing_certificate(found)
    if certificate is None or certificate.revoked_on is not None:
        raise Http404
    content, name = print_certificate(certificate).pdf, f"{found.title}-证书.pdf"
    return hand_out(request, content, name, action="recognition.fetch_certificate", about=found, rows=1)


@policy(f"{READERS}：下载电子证书，可以离线核对")
def certificate_file(request: HttpRequest, award: str) -> HttpResponse:
    found: Award = find(awards_visible_to(request.actor), award)
    certificate = standing_certificate(found)
    if certificate is None or certificate.revoked_on is not None:
        raise Http404
    content, name = certificate.credential.encode(), f"{found.title}-电子证书.jwt"
    return hand_out(request, content, name, action="recognition.fetch_certificate", about=found, rows=1)
