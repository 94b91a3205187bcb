"""The letter: drawn up, downloaded, printed for the seal, sent, recalled."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from luoshi.common import clock, files
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import RuleBroken
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.core.reading.structure import Unreadable
from luoshi.core.selection import read_rules
from luoshi.papers.filed.printing import Prepared, prepare
from luoshi.selection.models import Call
from luoshi.selection.outcome.listing import list_digest

from .. import actions, permissions
from ..drawing import Letter, letter_docx, listed_of, paper_of, table_xlsx
from ..forms import DrawForm, SendForm
from ..models import Recommendation
from ..queries import (
    LETTER,
    decisions_for,
    is_stamped,
    last_of,
    recommendations_visible_to,
    rows_of,
    selected_of,
    standing_of,
)
from .calls import BUREAU, OFFICERS, call_of, form_page, press, reason_of


def letter_of(request: HttpRequest, public_id: str, runs: bool = True) -> Recommendation:
    found: Recommendation = find(recommendations_visible_to(request.actor), public_id)
    if runs:
        require(permissions.can_run_recommendation(request.actor, found))
    return found


@policy(f"{OFFICERS}：拟推荐函和汇总表，或换一版", methods=("GET", "POST"))
def draw(request: HttpRequest, recommended_call: str) -> HttpResponse:
    found = call_of(request, recommended_call, runs=True)
    current, last = standing_of(found), last_of(found)
    selected, decisions = selected_of(found), decisions_for(found)
    words = "" if decisions else actions.drawing_up.no_decision(found)
    return form_page(
        request,
        found,
        lambda *given, **more: DrawForm(
            *given, call=found, selected=selected, decisions=decisions, again=last is not None, **more
        ),
        name="recommendation.draw",
        about=current or found,
        send=lambda said: _drawn(request, found, current, said),
        stored=lambda: _begun(found, last),
        title="换一版推荐函" if current else "拟推荐函和汇总表",
        button="换版" if current else "拟好",
        words=words or "拟好以后不能修改，只能换版。Word 推荐函按公文格式生成，汇总表作附件，另有 Excel。",
        said="推荐函和汇总表已拟好，可以下载、打印盖章。",
    )


def _begun(call: Call, last: Recommendation | None) -> dict[str, Any]:
    """The last version, or the usual words."""
    decision = next(iter(decisions_for(call)), None)
    key = decision.public_id if decision is not None else ""
    if last is not None:
        names = ("to", "letter_number", "title", "words", "on", "rows", "columns", "skipped_words")
        return {"decision": key} | {name: getattr(last, name) for name in names}
    body = f"经{decision.body}研究" if decision is not None else "经研究"
    words = (
        f"根据通知要求，{call.organisation.name}组织了申报、评审和公示，{body}，现将推荐名单报上，请审核。"
    )
    return {
        "decision": key, "title": f"关于报送{call.title}推荐名单的函"[:120], "words": words, "on": clock.today(),
        "rows": _best(call), "to": _above(call),
    }  # fmt: skip


def _above(call: Call) -> str:
    """Whose selection the winners go on to, where that is another organisation."""
    above = call.parent.organisation if call.parent is not None else call.organisation
    return "" if above == call.organisation else above.name


def _best(call: Call) -> list[str]:
    """As many as may go up, the best first, in each 组别."""
    limit, counted, found = read_rules(call.rules).next_number, dict[str, int](), []
    for row in selected_of(call):
        counted[row.group] = counted.get(row.group, 0) + 1
        if not limit or counted[row.group] <= limit:
            found.append(row.public_id)
    return found


def _drawn(
    request: HttpRequest, call: Call, current: Recommendation | None, said: dict[str, Any]
) -> Recommendation:
    shown, letter = list_digest(call), said["letter"]
    columns, rows = said.get("columns", []), set(said["rows"])
    listed = listed_of(call, [row for row in selected_of(call) if row.public_id in rows], columns)
    draft = actions.Draft(
        letter=letter, decision=said["decision"], rows=said["rows"], columns=columns, shown=shown,
        stored=files.put([letter_docx(call, letter, listed)]), table=files.put([table_xlsx(listed)]),
        skipped_words=said["skipped_words"],
    )  # fmt: skip
    given = {"by": request.actor, "version": version_of(request), "once": Once.of(request)}
    reason = said.get("reason", "")
    if current is not None:
        made: Recommendation = actions.renew(recommendation=current, draft=draft, reason=reason, **given)
    else:
        made = actions.draw_up(call=call, draft=draft, reason=reason, **given)
    return made


@policy(f"{BUREAU}：下载推荐函", methods=("POST",))
def letter(request: HttpRequest, recommendation: str) -> HttpResponseBase:
    found = letter_of(request, recommendation, runs=False)
    name = f"{found.title}.docx"
    actions.fetch_letter(recommendation=found, stored=found.letter, by=request.actor)
    return files.answer(found.letter, name)


@policy(f"{BUREAU}：下载推荐汇总表", methods=("POST",))
def table(request: HttpRequest, recommendation: str) -> HttpResponseBase:
    found = letter_of(request, recommendation, runs=False)
    name = f"{found.call.title}推荐汇总表.xlsx"
    actions.fetch_letter(recommendation=found, stored=found.table, by=request.actor)
    return files.answer(found.table, name)


@policy(f"{OFFICERS}：打印推荐函，盖章后扫描传回", methods=("POST",))
def print_(request: HttpRequest, recommendation: str) -> HttpResponse:
    found = letter_of(request, recommendation)

    def act(**given: Any) -> Recommendation:
        made: Recommendation = actions.print_letter(recommendation=found, prepared=_prepared(found), **given)
        return made

    return press(
        request, found.call, act, "已打印。请打开“盖章”里的推荐函报送件，下载盖章，扫描后在那里传回。"
    )


def _prepared(found: Recommendation) -> Prepared:
    """Before the act begins: half a second in a child process. Raises RuleBroken in words."""
    letter = Letter(found.to, found.letter_number, found.title, found.words, found.on)
    listed = listed_of(found.call, rows_of(found), found.columns)
    organisation = found.call.organisation
    try:
        return prepare(
            about=found, version=found.number, kind=LETTER, kind_name="推荐函", organisation=organisation,
            paper=paper_of(organisation.name, letter, listed),
            href=reverse("recommendation", args=[found.call.public_id]), seen_above=False,
        )  # fmt: skip
    except Unreadable as wrong:
        raise RuleBroken(str(wrong)) from wrong


@policy(f"{OFFICERS}：登记推荐函已盖章印发", methods=("POST",))
def stamped(request: HttpRequest, recommendation: str) -> HttpResponse:
    found = letter_of(request, recommendation)
    others = found.call.own_words.another
    words = f"已登记盖章印发。登记审定的人不能登记发出，请由{others}登记。"
    return press(request, found.call, actions.note_stamped, words, recommendation=found)


@policy(f"{OFFICERS}：登记推荐函发出", methods=("GET", "POST"))
def send(request: HttpRequest, recommendation: str) -> HttpResponse:
    found = letter_of(request, recommendation)
    return form_page(
        request,
        found.call,
        SendForm,
        name="recommendation.send",
        about=found,
        send=lambda said: actions.send(
            recommendation=found, by=request.actor, version=version_of(request), once=Once.of(request), **said
        ),
        stored=lambda: {"on": clock.today()},
        title="登记发出",
        button="登记",
        words=_what_leaves(found) if is_stamped(found) else actions.moving.NOT_STAMPED,
        said="已登记发出，申报单位已收到通知。",
    )


def _what_leaves(found: Recommendation) -> str:
    told = "登记以后，申报单位看得到“已推荐上报”。"
    return f"{found.letter_number}，报送{found.to}，推荐 {found.size} 项。{told}"


@policy(f"{OFFICERS}：撤销发出登记", methods=("POST",))
def unsend(request: HttpRequest, recommendation: str) -> HttpResponse:
    return _move(request, recommendation, actions.unsend, "已撤销发出登记。")


@policy(f"{OFFICERS}：撤回推荐", methods=("POST",))
def recall(request: HttpRequest, recommendation: str) -> HttpResponse:
    return _move(request, recommendation, actions.recall, "已撤回推荐，可以恢复，也可以另出一份。")


@policy(f"{OFFICERS}：恢复撤回的推荐", methods=("POST",))
def restore(request: HttpRequest, recommendation: str) -> HttpResponse:
    return _move(request, recommendation, actions.restore, "已恢复。")


def _move(request: HttpRequest, public_id: str, act: Any, words: str) -> HttpResponse:
    found = letter_of(request, public_id)
    return press(request, found.call, act, words, recommendation=found, reason=reason_of(request))
