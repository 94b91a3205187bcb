"""Materials taken from the school's own library instead of being uploaded a second time."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from luoshi.common.routes import policy
from luoshi.core.selection import read_rules
from luoshi.evidence.queries import evidence_usable_by
from luoshi.papers.actions import Proof
from luoshi.selection.deadline import arrival_of

from .. import actions, materials
from ..forms import LibraryForm
from ..queries import page_of
from ..states import CHANGEABLE
from .writing import WRITERS, crumbs_of, own, press


@policy(f"{WRITERS}：从本单位材料库选用一项材料", methods=("GET", "POST"))
def from_library(request: HttpRequest, selection_application: str, material_item: str) -> HttpResponse:
    found = own(request, selection_application)
    line = read_rules(found.call.rules).material(material_item)
    if line is None:
        raise Http404
    if request.method == "GET" and found.state not in CHANGEABLE:
        return redirect(page_of(found))
    said = request.GET.get("q", "").strip()[:40]
    library, wrong = evidence_usable_by(request.actor), list[str]()
    form = LibraryForm(line=line, library=library, said=said, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        pieces = list(form.cleaned_data["pieces"])
        proofs = [Proof(each.stored, each.file_name) for each in pieces]
        wrong = list(materials.kept_refusals(proofs, line))
        measured, too_long = materials.measured(proofs, line) if not wrong else ([], [])
        wrong += too_long
        if not wrong:
            both = list(zip(pieces, measured, strict=True))
            said_of = {"item": line.key, "pieces": both, "arrived": arrival_of(request)}
            return press(request, found, actions.take_evidence, "已选用。", **said_of)
    context = {
        "title": f"从材料库选用：{line.title}",
        "limits": materials.limits_in_words(line),
        "form": form,
        "said": said,
        "wrong": wrong,
        "about": found,
        "cancel_url": page_of(found),
        "crumbs": crumbs_of(found, "从材料库选用"),
    }
    return render(request, "applying/library.html", context, status=422 if request.method == "POST" else 200)
