"""The pool of experts of a bureau."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import as_download
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, page_of, version_of
from luoshi.common.routes import policy
from luoshi.common.stages import installed
from luoshi.papers.buttons import Buttons
from luoshi.selection import reads

from .. import actions, permissions
from ..forms import BindForm, ExpertForm, TextForm, initial_of
from ..models import DisciplineText, Expert
from ..queries import (
    experts_visible_to,
    kept_from_panels,
    makes_or_watches,
    runs_or_watches,
    seats_visible_to,
    with_load,
)
from ..sheets import pool_workbook
from ..states import EXPERT, EXPERT_TONES, ExpertState

KEEPERS = "本单位的经办、科长"
READERS = "本单位的经办、科长、监督员"
HOME = ("专家库", "panel-experts")


@policy(f"{READERS}：本单位的评审专家库")
def experts(request: HttpRequest) -> HttpResponse:
    require(runs_or_watches(request.actor))
    said = request.GET.get("q", "").strip()[:40]
    state = request.GET.get("state", "")
    rows = experts_visible_to(request.actor)
    filters = [_filter(request, rows, each, state) for each in ExpertState]
    if said:
        rows = rows.filter(Q(name__icontains=said) | Q(title__icontains=said))
    rows = rows.filter(state=state) if state in ExpertState else rows.exclude(state=ExpertState.REMOVED)
    page = page_of(request, with_load(rows, request.actor).prefetch_related("tenures"))
    if said or page.object_list:
        named = [row.public_id for row in page]
        reads.note_list(request.actor, _bureau(request), named, _size(request), said)
    for row in page:
        row.tone = EXPERT_TONES[row.state]
        row.employers = [each.name for each in row.tenures.all() if each.removed_at is None]
    context = {
        "page_obj": page,
        "said": said,
        "filters": filters,
        "keeps": permissions.can_keep_pool(request.actor),
        "text": DisciplineText.objects.filter(organisation=request.actor.organisation_id).first(),
        "crumbs": [("评审组", reverse("panels")), ("专家库", "")],
    }
    return render(request, "panel/experts.html", context)


def _size(request: HttpRequest) -> int:
    return experts_visible_to(request.actor).exclude(state=ExpertState.REMOVED).count()


def _filter(request: HttpRequest, rows: Any, state: Any, chosen: str) -> dict[str, Any]:
    return {"label": state.label, "url": f"?state={state}", "on": state == chosen}


@policy(f"{READERS}：下载评审专家库", methods=("POST",))
def experts_xlsx(request: HttpRequest) -> HttpResponse:
    """A POST, for that it was taken out is itself written into the log."""
    require(runs_or_watches(request.actor))
    rows = with_load(experts_visible_to(request.actor), request.actor).prefetch_related("tenures")
    actions.fetch_pool(organisation=_bureau(request), rows=rows.count(), by=request.actor)
    return as_download(pool_workbook(rows), "评审专家库.xlsx")


@policy(f"{READERS}，专家看自己的：一位专家")
def expert(request: HttpRequest, expert: str) -> HttpResponse:
    found: Expert = find(with_load(experts_visible_to(request.actor), request.actor), expert)
    return expert_page(request, found)


def _note_read(request: HttpRequest, found: Expert) -> None:
    """Whoever reads another's facts, the host as well, through whatever page shows them."""
    if makes_or_watches(request.actor):
        reads.note_read(reads.EXPERT, request.actor, found)


def _bureau(request: HttpRequest) -> Organisation:
    return Organisation.objects.get(pk=request.actor.organisation_id)


def expert_page(
    request: HttpRequest, found: Expert, status: int = 200, refusal: Any = None, **_: Any
) -> HttpResponse:
    _note_read(request, found)
    keeps = permissions.can_change_expert(request.actor, found)
    names = ("pause_expert", "resume_expert", "remove_expert", "restore_expert")
    urls = {
        f"panel.{name}": reverse(f"panel-{name.replace('_', '-')}", args=[found.public_id]) for name in names
    }
    context = {
        "expert": found,
        "tone": EXPERT_TONES[found.state],
        "keeps": keeps,
        "kept_from": permissions.can_keep_pool(request.actor) and kept_from_panels(request.actor).exists(),
        "tenures": found.tenures.filter(removed_at__isnull=True).order_by("id"),
        "seats": seats_visible_to(request.actor).filter(expert=found).order_by("-id")[:50]
        if makes_or_watches(request.actor)
        else (),
        "buttons": EXPERT.buttons(found, lambda action: keeps, urls),
        "facts": _facts(found),
        "panels": [
            panel
            for stage in installed()
            if "expert" in stage.panels
            and (panel := stage.panels["expert"](request.actor, found)) is not None
        ],
        "refusal": refusal,
        "crumbs": _crumbs(request, found.name),
    }
    return render(request, "panel/expert.html", context, status=status)


def _facts(found: Expert) -> list[tuple[str, str]]:
    away = "—"
    if found.away_from or found.away_until:
        away = f"{found.away_from or '…'} 至 {found.away_until or '…'} 不能参加"
    given = getattr(found, "given", None)
    return [
        ("来源", found.get_sort_display()),
        ("地区", found.get_region_display()),
        ("评审领域", "、".join(found.fields) or "—"),
        ("一次最多评审", f"{found.load} 件"),
        ("时间", away),
        *(
            []
            if given is None
            else [
                ("参加遴选", f"{found.asked} 次，退出 {found.left} 次"),
                ("评审任务", f"{given} 件，收回 {found.taken} 件"),
            ]
        ),
    ]


def _crumbs(request: HttpRequest, last: str) -> list[tuple[str, str]]:
    if not makes_or_watches(request.actor):
        return [("我的评审", reverse("own-panels")), (last, "")]
    if not runs_or_watches(request.actor):
        return [("评审组", reverse("panels")), (last, "")]
    return [("评审组", reverse("panels")), ("专家库", reverse("panel-experts")), (last, "")]


BUTTONS = Buttons(
    visible=lambda actor: with_load(experts_visible_to(actor), actor),
    on="expert",
    page="panel-expert",
    show=expert_page,
    author=permissions.can_change_expert,
)


def _own(request: HttpRequest) -> Organisation:
    require(permissions.can_keep_pool(request.actor))
    return _bureau(request)


@policy(f"{KEEPERS}：登记评审专家", methods=("GET", "POST"))
def new_expert(request: HttpRequest) -> HttpResponse:
    bureau = _own(request)
    made: list[ExpertForm] = []
    page = FormPage(
        request,
        "workplans/form.html",
        make=lambda **given: _kept(made, ExpertForm(**given)),
        name="panel.expert",
        about=bureau,
        versioned=False,
        send=lambda said: actions.add_expert(
            organisation=bureau,
            by=request.actor,
            once=Once.of(request),
            tenures=made[-1].tenures,
            **made[-1].facts,
        ),
        then=lambda saved: reverse("panel-expert", args=[saved.public_id]),
        said="已登记。下一步绑定账号，专家登录后才能签署承诺、参加评审。",
        context=_form("登记评审专家", "登记", reverse("panel-experts"), _crumbs(request, "登记")),
    )
    return answer(page)


def _kept(made: list[Any], form: Any) -> Any:
    made.append(form)
    return form


def _form(title: str, button: str, cancel: str, crumbs: Any, words: str = "") -> dict[str, Any]:
    return {"title": title, "button": button, "cancel_url": cancel, "crumbs": crumbs, "words": words}


@policy(f"{KEEPERS}：修改评审专家", methods=("GET", "POST"))
def edit_expert(request: HttpRequest, expert: str) -> HttpResponse:
    found = BUTTONS.found(request, expert)
    _note_read(request, found)
    here = reverse("panel-expert", args=[found.public_id])
    made: list[ExpertForm] = []
    page = FormPage(
        request,
        "workplans/form.html",
        make=lambda **given: _kept(made, ExpertForm(**given)),
        name="panel.edit-expert",
        about=found,
        stored=lambda: initial_of(found),
        send=lambda said: actions.change_expert(
            expert=found,
            by=request.actor,
            version=version_of(request),
            once=Once.of(request),
            tenures=made[-1].tenures,
            **made[-1].facts,
        ),
        then=lambda saved: here,
        context=_form("修改评审专家", "保存", here, _crumbs(request, found.name)),
    )
    return answer(page)


@policy(f"{KEEPERS}：绑定专家账号", methods=("GET", "POST"))
def bind_expert(request: HttpRequest, expert: str) -> HttpResponse:
    found = BUTTONS.found(request, expert)
    _note_read(request, found)
    here = reverse("panel-expert", args=[found.public_id])
    words = (
        "账号由安全管理员登记：在“人员”里登记这位专家、授予“评审专家”岗位，由系统管理员发出邀请链接或打印邀请单；"
        "登记好的在这里选。"
    )
    page = FormPage(
        request,
        "workplans/form.html",
        make=lambda **given: BindForm(actor=request.actor, **given),
        name="panel.bind",
        about=found,
        send=lambda said: actions.bind_expert(
            expert=found, by=request.actor, version=version_of(request), once=Once.of(request), **said
        ),
        then=lambda saved: here,
        said="已绑定，可以选入候选。",
        context=_form("绑定专家账号", "绑定", here, _crumbs(request, found.name), words),
    )
    return answer(page)


@policy(f"{KEEPERS}：修订纪律承诺书", methods=("GET", "POST"))
def write_text(request: HttpRequest) -> HttpResponse:
    bureau = _own(request)
    last = DisciplineText.objects.filter(organisation=bureau).first()
    here = reverse("panel-experts")
    page = FormPage(
        request,
        "workplans/form.html",
        make=lambda **given: TextForm(**given),
        name="panel.text",
        about=bureau,
        versioned=False,
        stored=lambda: {"words": last.words if last else PROPOSED_COMMITMENT},
        send=lambda said: actions.write_text(
            organisation=bureau, by=request.actor, once=Once.of(request), **said
        ),
        then=lambda saved: here,
        said=lambda saved: f"第 {saved.number} 版已生效，此后签署的都是这一版。",
        context=_form("修订纪律承诺书", "保存为新版", here, _crumbs(request, "纪律承诺书")),
    )
    return answer(page)


PROPOSED_COMMITMENT = """我自愿担任本次评审专家，郑重承诺：
一、独立、客观、公正评审，不受任何单位和个人的影响。
二、与申报单位、申报人有任职、亲属、师生、合作等关系，可能影响公正的，主动申明回避。
三、不泄露评审专家身份、申报材料、评分和评审意见，不复制、留存和传播申报材料。
四、评审期间不与申报单位、申报人私下联系，不接受礼品、宴请和其他利益。
五、按时完成评审，亲自评审，不委托他人。
违反以上承诺的，愿意承担相应责任，接受退出专家库和通报等处理。"""  # where nothing was written yet: to begin with


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")[:300]


@policy(f"{KEEPERS}：暂停专家", methods=("POST",))
def pause_expert(request: HttpRequest, expert: str) -> HttpResponse:
    return BUTTONS.press(request, expert, actions.pause_expert, "已暂停，可以恢复。", reason=_reason(request))


@policy(f"{KEEPERS}：恢复暂停的专家", methods=("POST",))
def resume_expert(request: HttpRequest, expert: str) -> HttpResponse:
    return BUTTONS.press(request, expert, actions.resume_expert, "已恢复。")


@policy(f"{KEEPERS}：把专家移出专家库", methods=("POST",))
def remove_expert(request: HttpRequest, expert: str) -> HttpResponse:
    words = "已移出专家库，以前的记录保留，可以恢复入库。"
    return BUTTONS.press(request, expert, actions.remove_expert, words, reason=_reason(request))


@policy(f"{KEEPERS}：恢复移出的专家", methods=("POST",))
def restore_expert(request: HttpRequest, expert: str) -> HttpResponse:
    return BUTTONS.press(request, expert, actions.restore_expert, "已恢复入库，请重新绑定账号。")
