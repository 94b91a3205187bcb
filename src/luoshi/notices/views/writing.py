"""Writing a notice: to whom, what, and to whom it would not come; corrections."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.accounts.queries import organisations_under, people_visible_to
from luoshi.common import clock, files
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find
from luoshi.common.routes import policy

from .. import actions
from ..forms import USUAL_ROLES, NoticeForm, TextForm
from ..models import Notice
from ..queries import groups_open_to, sent_visible_to
from ..unreached import in_words
from .sent import WHO, own_sent

NAMED = 20  # people, in the preview


def _kept(data: dict[str, Any]) -> list[tuple[Any, str]]:
    """The attachments in the store, before the act begins."""
    uploads = data.pop("attachments")
    return [(files.put(upload.chunks()), files.given_name(upload.name or "")) for upload in uploads]


@policy("能发送消息的岗位：向本单位和下属单位发消息", methods=("GET", "POST"))
def new_notice(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("send_notices"))
    own = Organisation.objects.get(pk=request.actor.organisation_id)
    again = find(sent_visible_to(request.actor), request.GET["again"]) if "again" in request.GET else None

    def send(data: dict[str, Any]) -> Notice:
        names = ("to", "title", "body", "due", "receipt", "urgent", "channels", "meant")
        said = {name: data[name] for name in names} | {"again": again, "by": request.actor}
        return actions.send_notice(organisation=own, files=_kept(data), once=Once.of(request), **said)

    return answer(
        FormPage(
            request=request,
            template="notices/new.html",
            make=_form_for(request, own),
            name="notice" if again is None else "notice-again",
            about=own if again is None else again,
            versioned=False,
            stored=lambda: _begun(request) if again is None else _once_more(request, again),
            send=send,
            then=lambda notice: reverse("sent-notice", args=[notice.public_id]),
            preview=_preview,
            said="已发送。谁还没有看、没有签收，都列在下面。",
            context={"again": again},
        )
    )


def _form_for(request: HttpRequest, own: Organisation) -> Any:
    bound = {
        "own": own.pk,
        "organisations": organisations_under(request.actor),
        "people": people_visible_to(request.actor).order_by("organisation__order", "organisation", "id"),
        "channels": groups_open_to(request.actor),
    }
    return lambda data=None, initial=None: NoticeForm(
        data, request.FILES if data is not None else None, initial=initial, **bound
    )


def _preview(data: dict[str, Any]) -> str:
    to = data.get("to") or []
    names = "、".join(f"{post.organisation.short} {post.user.name}" for post in to[:NAMED])
    more = " 等" if len(to) > NAMED else ""
    sent = f"将发给 {len(to)} 人：{names}{more}。" if to else "还没有选出收件人。"
    return sent + in_words(data.get("gaps") or ())


def _begun(request: HttpRequest) -> dict[str, Any]:
    """What the page that led here already knows: a title, and to which organisations."""
    wanted = [each[:40] for each in request.GET.getlist("place")]
    places = list(organisations_under(request.actor).filter(public_id__in=wanted)) if wanted else []
    title = request.GET.get("title", "")[:200]
    begun: dict[str, Any] = {"places": places, "roles": list(USUAL_ROLES)} if places else {}
    return begun | ({"title": title} if title else {})


def _once_more(request: HttpRequest, notice: Notice) -> dict[str, Any]:
    """What an earlier notice said, to those it did not reach, at the posts that somebody holds there now."""
    places = [row.organisation for row in notice.unreached.select_related("organisation")]
    held = people_visible_to(request.actor).filter(organisation__in=[place.pk for place in places])
    return {
        "title": notice.title,
        "body": notice.body,
        "due": notice.due if notice.due is not None and notice.due >= clock.today() else None,
        "receipt": notice.receipt,
        "urgent": notice.urgent,
        "places": places,
        "roles": [*USUAL_ROLES, *held.order_by().values_list("role", flat=True).distinct()],
    }


@policy(f"{WHO}：发送更正", methods=("GET", "POST"))
def correct(request: HttpRequest, sent: str) -> HttpResponse:
    found = own_sent(request, sent)

    def send(data: dict[str, Any]) -> Notice:
        kept = _kept(data)
        return actions.correct_notice(
            notice=found, files=kept, by=request.actor, once=Once.of(request), **data
        )

    start = {
        "title": found.title if found.title.startswith("更正：") else f"更正：{found.title}"[:200],
        "body": found.body,
        "due": found.due,
        "receipt": found.receipt,
        "urgent": found.urgent,
    }
    return answer(
        FormPage(
            request=request,
            template="notices/correct.html",
            make=lambda data=None, initial=None: TextForm(
                data, request.FILES if data is not None else None, initial=initial
            ),
            name="correct-notice",
            about=found,
            versioned=False,
            stored=lambda: start,
            send=send,
            then=lambda made: reverse("sent-notice", args=[made.public_id]),
            said="更正已发给原来的收件人。",
            context={"notice": found},
        )
    )
