"""Quotas reckoned from numbers that are held: the rule is chosen, the table is read, then it is set."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import version_of
from luoshi.common.routes import policy
from luoshi.core.quota_rule import HIGHEST, ROUNDED, By, QuotaBasis, Rounding, in_words, to_json
from luoshi.core.selection import Rules, read_rules

from .. import actions
from ..actions.reckoning import ByHand, Reckoning
from ..measured import (
    Source,
    as_json,
    digest_of,
    lines_of,
    number_sources,
    same_source,
    shown_rows,
    type_sources,
)
from ..models import Call
from ..quotas import units
from ..states import CallState
from .calls import crumbs
from .making import OFFICERS, run_by

BAD_NUMBER = {
    "required": "请填写整数。",
    "invalid": "请填写整数。",
    "min_value": "不能小于 %(limit_value)s。",
    "max_value": "不能大于 %(limit_value)s。",
}


def _whole(
    label: str, low: int = 0, high: int = HIGHEST, help_text: str = "", **given: Any
) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=low, max_value=high, error_messages=BAD_NUMBER, help_text=help_text, **given
    )


class BasisForm(forms.Form):
    """The rule. By a number: which, one place for how many, rounded how; by type: a number for each."""

    def __init__(
        self, *args: Any, rules: Rules, numbers: list[Source], kind: Source | None, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.kind, self.rules = kind, rules
        high = rules.quota.most or HIGHEST
        if kind is not None:
            for key, label in kind.values:
                self.fields[f"type-{key}"] = _whole(f"{label}每校", 0, high, initial=rules.quota.number)
        else:
            self._by_number(numbers, high)
        cap = f"连同原来的合计不超过类别里的上限 {high} 个。" if high < HIGHEST else "不加就填 0。"
        self.fields["each_win"] = _whole("上一届每项结果加（个）", 0, 100, cap, initial=rules.quota.raised)

    def _by_number(self, numbers: list[Source], high: int) -> None:
        groups: dict[str, list[tuple[str, str]]] = {}
        for each in numbers:
            groups.setdefault(each.group, []).append((each.key, each.label))
        self.fields["source"] = forms.ChoiceField(
            label="按哪个数",
            choices=list(groups.items()),
            error_messages={"invalid_choice": "请从列出的数里选择。"},
        )
        self.fields["per"] = _whole(
            "每多少 1 个名额", 1, 1_000_000, "例如每 30 名专任教师 1 个，填 30。", initial=30
        )
        self.fields["rounding"] = forms.ChoiceField(label="除不尽时", choices=list(ROUNDED.items()))
        self.fields["least"] = _whole("最少（个）", 0, high, initial=1)
        self.fields["most"] = _whole("最多（个）", 1, high, "不填，按类别里的上限。", required=False)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("most") and said.get("least") is not None and said["most"] < said["least"]:
            self.add_error("most", "最多的不能少于最少的。")
        return said

    def basis(self) -> QuotaBasis:
        said, quota = self.cleaned_data, self.rules.quota
        more = {"each_win": said["each_win"], "cap": quota.most}
        if self.kind is not None:
            types = tuple((key, said[f"type-{key}"]) for key, _ in self.kind.values)
            return QuotaBasis(By.TYPE, self.kind.key, types=types, **more)
        rounding, most = Rounding(said["rounding"]), said["most"] or quota.most
        rule = {"per": said["per"], "rounding": rounding, "least": said["least"], "most": most}
        return QuotaBasis(By.NUMBER, said["source"], **rule, **more)


@policy(f"{OFFICERS}：按数量或学校类型测算限额", methods=("GET", "POST"))
def reckon_quotas(request: HttpRequest, selection: str) -> HttpResponse:
    found = run_by(request, selection)
    here = reverse("call", args=[found.public_id])
    if request.method == "GET" and (found.state != CallState.DRAFT or not units(found)):
        return redirect(here)
    kinds, numbers = type_sources(found), number_sources(request.actor, found)
    said = request.POST if request.method == "POST" else request.GET
    kind = next((each for each in kinds if each.key == said.get("type")), None)
    asked = "each_win" in said
    form = BasisForm(said if asked else None, rules=read_rules(found.rules), numbers=numbers, kind=kind)
    page = {"form": form, "kinds": kinds, "kind": kind}
    if not asked or not form.is_valid():
        return _show(request, found, page, status=422 if asked else 200)
    reckoning = _reckoning(request, form, numbers)
    if request.method != "POST":
        return _show(request, found, page, reckoning)
    by_hand, wrong = by_hand_of(request.POST)
    try:
        if wrong:
            return _show(request, found, page, reckoning, wrong=wrong, status=422)
        actions.reckon_quotas(
            call=found, reckoning=reckoning, by_hand=by_hand, by=request.actor, version=version_of(request),
            once=Once.of(request),
        )  # fmt: skip
    except Busy:
        raise
    except Refusal as refusal:
        again = run_by(request, selection)
        return _show(request, again, page, reckoning, wrong=refusal.message, status=refusal.status)
    messages.success(request, "名额已设定，依据的数留在这次遴选里。")
    return redirect(here)


def _reckoning(request: HttpRequest, form: BasisForm, numbers: list[Source]) -> Reckoning:
    basis = form.basis()
    source = form.kind or next(each for each in numbers if each.key == basis.source)
    labels = dict(source.values)
    words = in_words(basis, source.label, source.unit, labels)
    return Reckoning(basis, words, source.unit, labels, request.POST.get("_shown", "")[:64])


def by_hand_of(post: QueryDict) -> tuple[dict[str, ByHand], str]:
    """Numbers in place of the reckoned ones by public id of the unit, and what of them is wrong."""
    found = {}
    for name in post:
        typed = post[name].strip()
        if name.startswith("number-") and typed:
            key = name.removeprefix("number-")[:20]
            if not (typed.isascii() and typed.isdigit() and len(typed) <= 5 and int(typed) <= HIGHEST):
                return {}, f"“改为”只能填 0 至 {HIGHEST} 的整数。"
            found[key] = ByHand(int(typed), post.get(f"why-{key}", "").replace("\0", "").strip()[:120])
    return found, ""


def _sum_of(rows: list[dict[str, Any]], common: int) -> str:
    """How many places that makes, of each group where there are groups."""
    known = [row["total"] for row in rows if row["total"] is not None]
    words = f"{len(known)} 个单位按规则共 {sum(known)} 个名额"
    left = len(rows) - len(known)
    more = f"，另有 {left} 个单位按统一名额各 {common} 个" if left else ""
    return f"{words}{more}。"


def _show(
    request: HttpRequest,
    call: Call,
    page: dict[str, Any],
    reckoning: Reckoning | None = None,
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    rules = read_rules(call.rules)
    context = page | {
        "call": call,
        "wrong": wrong,
        "common": rules.quota.number,
        "groups": rules.group_titles,
        "most": rules.quota.most or HIGHEST,
        "replaces": call.quotas.exists(),
        "crumbs": crumbs(call, "测算名额"),
    }
    if reckoning is not None:
        rows = as_json(lines_of(request.actor, call, reckoning.basis))
        context["asked"] = [(name, page["form"].data.get(name, "")) for name in page["form"].fields]
        context["shown"] = digest_of(to_json(reckoning.basis), rows)
        context["rule"] = reckoning.words
        context["rows"] = shown_rows(reckoning.basis, rows, reckoning.unit, reckoning.labels)
        context["unknown"] = unknown = sum(row["number"] is None for row in rows)
        lacking = "类型" if page["kind"] is not None else "数"
        context["unknown_said"] = f"有 {unknown} 个单位没有登记{lacking}"
        context["sum_said"] = _sum_of(context["rows"], rules.quota.number)
        context["same"] = same_source(context["rows"])
        for row in context["rows"]:
            row["typed"] = request.POST.get(f"number-{row['unit']}", "")[:5]
            row["typed_why"] = request.POST.get(f"why-{row['unit']}", "")[:120]
    return render(request, "selection/reckon.html", context, status=status)
