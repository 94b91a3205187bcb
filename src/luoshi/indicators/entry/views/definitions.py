"""Definitions: the list, one with its versions, making and changing one, taking it out of use and back."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.accounts.models import Organisation
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import find, version_of
from luoshi.common.routes import policy
from luoshi.plans.models import Target
from luoshi.plans.permissions import can_edit_part
from luoshi.plans.queries import targets_visible_to

from ...models import Indicator, IndicatorVersion
from .. import actions, permissions
from ..definitions import counting_of, current
from ..forms import DefinitionForm, stored
from ..queries import indicators_visible_to
from ..registers import Words, asked_forms
from ..wording import rules_in_words, standard_in_words

READERS = "看指标的各岗位"
OFFICERS = "归口教育局的经办、科长"


def crumbs(found: Indicator | None = None, last: str = "") -> list[tuple[str, str]]:
    rows = [("指标", reverse("indicators"))]
    if found is not None:
        rows.append((found.title, reverse("indicator", args=[found.public_id]) if last else ""))
    return [*rows, (last, "")] if last else rows


@policy(f"{READERS}：指标目录")
def indicators(request: HttpRequest) -> HttpResponse:
    require(request.actor.may("read_figures"))
    rows = IndicatorVersion.objects.filter(
        superseded_at__isnull=True, indicator__in=indicators_visible_to(request.actor).order_by().values("pk")
    ).select_related("indicator__owner")
    way = request.GET.get("way", "")
    found = [
        row
        for row in rows.order_by("indicator__order", "indicator_id")
        if not way or bool(row.computed) is (way == "counted")
    ]
    groups = [(name, list(part)) for name, part in groupby(found, key=lambda row: row.indicator.group)]
    ways = (("", "全部"), ("counted", "由台账计算"), ("typed", "填报"))
    context = {
        "groups": groups,
        "filters": [
            {"label": label, "url": f"?way={key}" if key else "?", "on": way == key, "whole": not key}
            for key, label in ways
        ],
        "may_make": permissions.can_make_indicator(request.actor),
        "crumbs": [("指标", "")],
    }
    return render(request, "entry/indicators.html", context)


@policy(f"{READERS}：一个指标的口径和各版")
def indicator(request: HttpRequest, indicator: str) -> HttpResponse:
    found = find(indicators_visible_to(request.actor), indicator)
    return indicator_page(request, found)


def indicator_page(
    request: HttpRequest, found: Indicator, status: int = 200, refusal: Any = None
) -> HttpResponse:
    versions = list(found.versions.order_by("-number"))
    words, titles = Words(), _titles(versions)
    edits = permissions.can_edit_indicator(request.actor, found)
    targets = list(targets_visible_to(request.actor).order_by("plan_id", "order", "id"))
    context = {
        "indicator": found,
        "versions": [_shown(version, words, titles) for version in versions],
        "edits": edits,
        "counted": bool(versions and versions[0].computed),
        "targets": [row for row in targets if row.extra.get("indicator") == found.key],
        "others": _others(request, found, targets) if edits else [],
        "refusal": refusal,
        "crumbs": crumbs(found),
    }
    return render(request, "entry/indicator.html", context, status=status)


def _others(request: HttpRequest, found: Indicator, targets: list[Target]) -> list[Target]:
    """Targets of the own bureau's plans that are measured by nothing yet."""
    return [row for row in targets if not row.extra.get("indicator") and can_edit_part(request.actor, row)]


def _titles(versions: list[IndicatorVersion]) -> dict[str, str]:
    """Of the indicators that these are parts of."""
    wholes = {(version.rules or {}).get("part_of", "") for version in versions}
    return dict(Indicator.objects.filter(key__in=wholes).values_list("key", "title"))


def _shown(version: IndicatorVersion, words: Words, titles: dict[str, str]) -> dict[str, Any]:
    counting = counting_of(version)
    return {
        "version": version,
        "counting": words.of(counting, version.kind) if counting else "",
        "rules": rules_in_words(version, titles),
        "standard": standard_in_words(version.extra.get("standard"), version.unit),
        "facts": _facts(version),
    }


def _facts(version: IndicatorVersion) -> list[tuple[str, str]]:
    day = f"{version.count_day.replace('-', ' 月 ')} 日" if version.count_day else "周期最后一天"
    rows = [
        ("类型", version.get_kind_display()),
        ("时间性质", version.get_nature_display()),
        ("统计周期", version.get_period_type_display()),
        ("单位", version.unit or "无"),
        ("管理口", version.get_scope_display()),
    ]
    if version.nature == "stock":
        rows.append(("统计日", day))
    for name, label in (("numerator", "分子"), ("denominator", "分母"), ("basis", "依据")):
        if version.extra.get(name):
            rows.append((label, version.extra[name]))
    return rows


def _page(request: HttpRequest, found: Indicator | None, about: Any) -> FormPage:
    version = current(found) if found is not None else None
    registers = asked_forms(request.actor)
    others = indicators_visible_to(request.actor)

    def make(**given: Any) -> DefinitionForm:
        return DefinitionForm(registers=registers, others=others, indicator=found, version=version, **given)

    def send(said: dict[str, Any]) -> Indicator:
        once = Once.of(request)
        if found is None:
            made: Indicator = actions.make_indicator(fields=said["fields"], by=request.actor, once=once)
            return made
        changed: Indicator = actions.change_definition(
            indicator=found, fields=said["fields"], valid_from=said["valid_from"], by=request.actor,
            version=version_of(request), once=once,
        )  # fmt: skip
        return changed

    back = reverse("indicator", args=[found.public_id]) if found is not None else reverse("indicators")
    return FormPage(
        request,
        "entry/define.html",
        make=make,
        name="indicator_entry.definition",
        about=about,
        versioned=found is not None,
        send=send,
        then=lambda saved: reverse("indicator", args=[saved.public_id]),
        stored=lambda: (
            stored(found, version) if found is not None and version is not None else {"peers": "5"}
        ),
        said="已保存为新的一版，以前的数据仍按原来的口径。" if found is not None else "已建立。",
        context={
            "title": "修改口径" if found is not None else "新建指标",
            "cancel_url": back,
            "crumbs": crumbs(found, "修改口径") if found is not None else [*crumbs(), ("新建", "")],
        },
    )


@policy(f"{OFFICERS}：新建指标", methods=("GET", "POST"))
def make_indicator(request: HttpRequest) -> HttpResponse:
    require(permissions.can_make_indicator(request.actor))
    own = Organisation.objects.get(pk=request.actor.organisation_id)
    return answer(_page(request, None, own))


@policy(f"{OFFICERS}：修改一个指标的口径，另存为新的一版", methods=("GET", "POST"))
def change_indicator(request: HttpRequest, indicator: str) -> HttpResponse:
    found = find(indicators_visible_to(request.actor), indicator)
    require(permissions.can_edit_indicator(request.actor, found))
    return answer(_page(request, found, found))


def _press(request: HttpRequest, indicator: str, act: Any, words: str, **said: Any) -> HttpResponse:
    found = find(indicators_visible_to(request.actor), indicator)
    require(permissions.can_edit_indicator(request.actor, found))
    try:
        act(indicator=found, by=request.actor, version=version_of(request), once=Once.of(request), **said)
    except Busy:
        raise
    except Refusal as refusal:
        fresh = find(indicators_visible_to(request.actor), indicator)
        return indicator_page(request, fresh, status=refusal.status, refusal=refusal)
    messages.success(request, words)
    return redirect("indicator", found.public_id)


@policy(f"{OFFICERS}：停用一个指标", methods=("POST",))
def withdraw_indicator(request: HttpRequest, indicator: str) -> HttpResponse:
    return _press(request, indicator, actions.withdraw_indicator, "已停用，以前的数据都还在。")


@policy(f"{OFFICERS}：恢复一个停用的指标", methods=("POST",))
def restore_indicator(request: HttpRequest, indicator: str) -> HttpResponse:
    return _press(request, indicator, actions.restore_indicator, "已恢复。")


def _target(request: HttpRequest) -> Target:
    key = request.POST.get("target", "").replace("\0", "")[:20]
    found: Target = find(targets_visible_to(request.actor), key)
    return found


@policy(f"{OFFICERS}：用一个指标衡量计划的一个目标", methods=("POST",))
def link_target(request: HttpRequest, indicator: str) -> HttpResponse:
    require(
        permissions.can_edit_indicator(request.actor, find(indicators_visible_to(request.actor), indicator))
    )
    return _press(
        request, indicator, actions.link_target, "已对应，学校的数与这个目标比。", target=_target(request)
    )


@policy(f"{OFFICERS}：不再用一个指标衡量计划的一个目标", methods=("POST",))
def unlink_target(request: HttpRequest, indicator: str) -> HttpResponse:
    require(
        permissions.can_edit_indicator(request.actor, find(indicators_visible_to(request.actor), indicator))
    )
    return _press(request, indicator, actions.unlink_target, "已取消对应。", target=_target(request))
