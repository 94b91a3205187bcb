"""The upper office's template: handed in, its reading watched, checked column by column beside the original."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from luoshi.common.acts import Once
from luoshi.common.errors import Busy, Refusal
from luoshi.common.form_pages import FormPage, answer
from luoshi.common.pages import version_of
from luoshi.common.routes import policy

from .. import actions
from ..forms import TemplateForm
from ..laying_out import ANSWERED, laid_out
from ..models import Return
from ..queries import possible_recipients
from ..questions import questions_of
from ..review import ARRANGEMENTS, SHAPES, content_of, corrected
from ..review_form import ReviewForm
from ..states import Reading, ReturnState
from .acting import press
from .making import OFFICERS, crumbs, kept, run_by

REVIEWED = (Reading.READY, Reading.TAKEN)
SAID = ("label-", "required-", "source-")  # what the corrected template itself does not keep


@policy(f"{OFFICERS}：放入、核对上级的原表", methods=("GET", "POST"))
def return_template(request: HttpRequest, ad_hoc_return: str) -> HttpResponse:
    found = run_by(request, ad_hoc_return)
    if found.reading in REVIEWED and found.state == ReturnState.DRAFT:
        return _review(request, found)
    if request.method == "POST" or found.state != ReturnState.DRAFT:
        return redirect("return", found.public_id)
    return _state(request, found)


def _state(
    request: HttpRequest, found: Return, form: Any = None, status: int = 200, refusal: Any = None
) -> HttpResponse:
    context = {
        "row": found,
        "form": form or TemplateForm(),
        "refusal": refusal,
        "progress_url": reverse("return-template-progress", args=[found.public_id]),
        "crumbs": crumbs(found, "原表"),
    }
    return render(request, "returns/template.html", context, status=status)


@policy(f"{OFFICERS}：放入或更换上级的原表", methods=("POST",))
def add_template(request: HttpRequest, ad_hoc_return: str) -> HttpResponse:
    found = run_by(request, ad_hoc_return)
    form = TemplateForm(request.POST, request.FILES)
    if not form.is_valid():
        return _state(request, found, form, 422)
    template = kept(form.cleaned_data["template"])
    assert template is not None
    try:
        actions.add_template(
            row=found, template=template, by=request.actor, version=version_of(request), once=Once.of(request)
        )
    except Busy:
        raise
    except Refusal as refusal:
        return _state(request, run_by(request, ad_hoc_return), None, refusal.status, refusal)
    return redirect("return-template", found.public_id)


@policy(f"{OFFICERS}：识别进度")
def template_progress(request: HttpRequest, ad_hoc_return: str) -> HttpResponse:
    """Asked every two seconds; once it is read, the window loads the page to check."""
    found = run_by(request, ad_hoc_return)
    context = {"row": found, "progress_url": request.path}
    response = render(request, "returns/_progress.html", context)
    if found.reading != Reading.WAITING:
        response["HX-Refresh"] = "true"
    return response


@policy(f"{OFFICERS}：不用原表", methods=("POST",))
def drop_template(request: HttpRequest, ad_hoc_return: str) -> HttpResponse:
    return press(request, ad_hoc_return, actions.drop_template, "已去掉原表，可以在页面上做表。")


def _review(request: HttpRequest, found: Return) -> HttpResponse:
    read = found.template_read
    template, mapping = read["template"], found.mapping
    schools = list(possible_recipients(found.organisation).values_list("name", flat=True))
    here = reverse("return", args=[found.public_id])
    boxes = partial(
        ReviewForm,
        template=template,
        personal=mapping.get("personal"),
        schools=schools,
        actor=request.actor,
    )
    page = FormPage(
        request,
        "returns/review.html",
        make=boxes,
        name="returns.review",
        about=found,
        send=partial(_take, request, found, read),
        then=lambda saved: here,
        stored=lambda: boxes().initials | mapping.get("said", {}),
        said="栏目已核对。看一下填报负担和填报单位，就可以发出。",
        context={
            "row": found,
            "template": template,
            "grids": _marked(read["grids"], template),
            "how": ARRANGEMENTS[template["arrangement"]],
            "shapes": SHAPES,
            "converted": read.get("converted"),
            "questions": questions_of(
                each
                for each in template["findings"]
                if found.reading == Reading.READY or each["code"] not in ANSWERED
            ),
            "schools": schools,
            "back_url": here,
            "crumbs": crumbs(found, "核对原表"),
        },
    )
    return answer(page)


def _take(request: HttpRequest, found: Return, read: dict[str, Any], said: dict[str, Any]) -> Any:
    return actions.take_template(
        row=found,
        **_taken(read, said),
        by=request.actor,
        version=version_of(request),
        once=Once.of(request),
    )


def _taken(read: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    """What becomes of the boxes: the form, what is asked, the template as the person says it is."""
    template, said = laid_out(read["template"], said)
    return {
        "content": content_of(template, said),
        "mapping": {
            "keys": _ticked(said, "take-"),
            "personal": _ticked(said, "personal-"),
            "said": {name: value for name, value in said.items() if name.startswith(SAID)},
        },
        "read": {**read, "template": corrected(template, said)},
    }


def _ticked(said: dict[str, Any], box: str) -> list[str]:
    return sorted(name.removeprefix(box) for name, on in said.items() if name.startswith(box) and on)


def _marked(grids: list[dict[str, Any]], template: dict[str, Any]) -> list[dict[str, Any]]:
    """Cells of headings and of columns that are asked bear a class."""
    by_grid: dict[str, list[dict[str, Any]]] = {}
    for table in template["tables"]:
        by_grid.setdefault(table["grid"], []).append(table)
    for grid in grids:
        tables = by_grid.get(grid["key"], [])
        for row in grid["rows"]:
            for cell in row["cells"]:
                cell["css"] = _css(tables, row["number"], cell["column"])
    return grids


def _css(tables: list[dict[str, Any]], row: int, column: int) -> str:
    for table in tables:
        asked = {each["at"] for each in table["columns"] if each["fill"]}
        if table["header"][0] <= row <= table["header"][1]:
            return "head asked" if column in asked else "head"
        if table["first"] <= row <= table["last"]:
            return "asked" if column in asked and row not in table["totals"] else ""
    return ""
