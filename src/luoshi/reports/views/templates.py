"""Templates: which are in use, a new version, versions side by side, all markers with what they say now."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from luoshi.accounts.models import Organisation
from luoshi.common import clock, files
from luoshi.common.access import require
from luoshi.common.acts import Once
from luoshi.common.downloads import as_download, hand_out_stored
from luoshi.common.errors import Busy, Refusal
from luoshi.common.pages import find, page_of
from luoshi.common.routes import policy
from luoshi.core.periods import period_before
from luoshi.core.reading.structure import Unreadable
from luoshi.core.report_templates import Fault
from luoshi.indicators.periods import find as find_period
from luoshi.plans.queries import plans_visible_to

from .. import actions, making, permissions
from ..choices import What, all_of, usual_span, what_of
from ..differing import compare_texts
from ..forms import TemplateForm
from ..models import TemplateVersion
from ..queries import version_in_use, versions_visible_to
from ..shipped import shipped
from ..values import Catalogue, Facts
from ..values.showing import GROUPS, rows_of
from .reports import MAKERS, crumbs

NO_MARKER = Fault(
    "", "文件里没有一个标记，生成的报告每次都会一样。请从“可用标记”里复制需要的，写进模板再上传。"
)
A_PAGE = 12


def _asked(request: HttpRequest) -> What:
    """The kind the address names; foreign and unknown ones are 404."""
    require(permissions.can_make_reports(request.actor))
    found = what_of(request.actor, request.POST.get("about") or request.GET.get("about", ""))
    if found is None:
        raise Http404
    return found


def _href(name: str, what: What, **more: str) -> str:
    return f"{reverse(name)}?{urlencode({'about': what.about, **more})}"


def _facts(request: HttpRequest, what: What) -> Facts:
    """Of the own organisation, the usual period and the newest plan."""
    actor = request.actor
    own = Organisation.objects.get(pk=actor.organisation_id)
    span = usual_span(what.kind, clock.today())
    plan = plans_visible_to(actor).order_by("-start", "-id").first()
    return Facts(
        actor, own, own, span, plan=plan, register=what.register,
        period=find_period(span), before=find_period(period_before(span)),
    )  # fmt: skip


@policy(f"{MAKERS}：各种报告用的模板")
def templates(request: HttpRequest) -> HttpResponse:
    require(permissions.can_make_reports(request.actor))
    last: dict[str, TemplateVersion] = {}
    for row in versions_visible_to(request.actor).defer("texts", "used").order_by("number"):
        last[row.about] = row
    rows = [
        {"what": each, "version": last.get(each.about), "href": _href("report-template", each)}
        for each in all_of(request.actor)
    ]
    return render(request, "reports/templates.html", {"rows": rows, "crumbs": crumbs(("模板", ""))})


@policy(f"{MAKERS}：一种报告的模板：下载、改好上传、以前的版本", methods=("GET", "POST"))
def template(request: HttpRequest) -> HttpResponse:
    what = _asked(request)
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return _show(request, what, TemplateForm())
    if not form.is_valid():
        return _show(request, what, form, 422)
    return _take(request, what, form)


def _take(request: HttpRequest, what: What, form: TemplateForm) -> HttpResponse:
    upload = form.cleaned_data["upload"]
    name, data = files.given_name(upload.name), upload.read()
    try:
        read = making.read_template(name, data)
    except Unreadable as reason:
        form.add_error("upload", str(reason))
        return _show(request, what, form, 422)
    faults = making.faults_in(read, Catalogue(_facts(request, what)))
    if faults or not read["used"]:
        return _show(request, what, form, 422, faults=faults or [NO_MARKER])
    kept = actions.Template(files.put([data]), name, read["kind"], making.names_in(read), read["texts"])
    return _do(
        request,
        what,
        lambda: actions.keep_template(
            kind=what.kind, register=what.register, template=kept, by=request.actor, once=Once.of(request)
        ),
        "模板已上传，以后生成的报告用它；以前生成的不变。",
    )


def _do(request: HttpRequest, what: What, act: Any, said: str) -> HttpResponse:
    try:
        act()
    except Busy:
        raise
    except Refusal as refusal:
        return _show(request, what, TemplateForm(), refusal.status, refusal=refusal)
    messages.success(request, said)
    return redirect(_href("report-template", what))


def _show(
    request: HttpRequest,
    what: What,
    form: TemplateForm,
    status: int = 200,
    *,
    faults: list[Fault] | None = None,
    refusal: Any = None,
) -> HttpResponse:
    versions = versions_visible_to(request.actor).filter(about=what.about).defer("texts")
    page = page_of(request, versions)
    last = version_in_use(request.actor.organisation_id, what.about)
    context = {
        "what": what,
        "form": form,
        "faults": faults or [],
        "refusal": refusal,
        "page_obj": page,
        "last": last,
        "is_shipped": last is None or last.is_shipped,
        "urls": {
            "shipped": _href("shipped-template", what),
            "markers": _href("report-markers", what),
            "new": _href("new-made-report", what),
            "current": reverse("template-version-file", args=[last.public_id])
            if last is not None and not last.is_shipped
            else _href("shipped-template", what),
        },
        "crumbs": crumbs(("模板", reverse("report-templates")), (what.label, "")),
    }
    return render(request, "reports/template.html", context, status=status)


@policy(f"{MAKERS}：下载样例模板")
def shipped_file(request: HttpRequest) -> HttpResponse:
    what = _asked(request)
    name, data = shipped(what.kind, what.register)
    return as_download(data, name)


@policy(f"{MAKERS}：改用样例模板", methods=("POST",))
def use_shipped(request: HttpRequest) -> HttpResponse:
    what = _asked(request)
    return _do(
        request,
        what,
        lambda: actions.use_shipped(
            kind=what.kind, register=what.register, by=request.actor, once=Once.of(request)
        ),
        "已改用样例模板，本单位以前的版本都在，随时可以恢复。",
    )


def _what_of(request: HttpRequest, row: TemplateVersion) -> What:
    return What(row.kind, row.register)


@policy(f"{MAKERS}：模板的一个版本，和前一版的差别")
def version(request: HttpRequest, template_version: str) -> HttpResponse:
    row: TemplateVersion = find(versions_visible_to(request.actor), template_version)
    what = _what_of(request, row)
    before = versions_visible_to(request.actor).filter(about=row.about, number__lt=row.number).first()
    last = version_in_use(row.organisation_id, row.about)
    context = {
        "row": row,
        "what": what,
        "before": before,
        "lines": compare_texts(before.texts, row.texts) if before is not None and not row.is_shipped else [],
        "in_use": last is not None and last.pk == row.pk,
        "crumbs": crumbs(
            ("模板", reverse("report-templates")),
            (what.label, _href("report-template", what)),
            (f"第 {row.number} 版", ""),
        ),
    }
    return render(request, "reports/version.html", context)


@policy(f"{MAKERS}：下载模板的一个版本")
def version_file(request: HttpRequest, template_version: str) -> HttpResponse:
    row: TemplateVersion = find(versions_visible_to(request.actor), template_version)
    if row.stored is None:
        name, data = shipped(row.kind, row.register)
        return as_download(data, name)
    return hand_out_stored(request, row.stored, row.file_name, action="reports.fetch_template", about=row)


@policy(f"{MAKERS}：恢复模板以前的版本", methods=("POST",))
def restore_template(request: HttpRequest, template_version: str) -> HttpResponse:
    row: TemplateVersion = find(versions_visible_to(request.actor), template_version)
    return _do(
        request,
        _what_of(request, row),
        lambda: actions.restore_template(row=row, by=request.actor, once=Once.of(request)),
        f"已恢复第 {row.number} 版。",
    )


@policy(f"{MAKERS}：可以写进模板的标记，和它们现在的值")
def markers(request: HttpRequest) -> HttpResponse:
    what = _asked(request)
    facts = _facts(request, what)
    group = request.GET.get("group", "")
    group = group if group in GROUPS else GROUPS[0]
    wanted = request.GET.get("q", "").replace("\0", "").strip()[:40]
    page = page_of(request, rows_of(Catalogue(facts), group, wanted), A_PAGE)
    context = {
        "what": what,
        "facts": facts,
        "group": group,
        "tabs": [
            {"label": each, "url": _href("report-markers", what, group=each), "current": each == group}
            for each in GROUPS
        ],
        "page_obj": page,
        "blocks": [each.shown(facts) for each in page],
        "crumbs": crumbs(
            ("模板", reverse("report-templates")),
            (what.label, _href("report-template", what)),
            ("可用标记", ""),
        ),
    }
    return render(request, "reports/markers.html", context)
