"""What else is asked of whoever requests a change: a data form of the product that the bureau may change."""

from __future__ import annotations

from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common.actor import system_actor
from luoshi.common.dataforms import actions as form_actions
from luoshi.common.dataforms import answers, attached, queries
from luoshi.common.dataforms.models import Answer, FormDefinition, FormVersion
from luoshi.common.dataforms.web import DataForm, make_form
from luoshi.core.fields import problems_of, settle

from .models import ChangeRequest

KEY = "change-request"
_TOUCHED = [
    {"key": "students", "label": "学生"},
    {"key": "teachers", "label": "教师"},
    {"key": "money", "label": "经费"},
    {"key": "nobody", "label": "没有影响"},
]
_TOUCHES = {
    "any": [{"field": "touched", "op": "has", "value": key} for key in ("students", "teachers", "money")]
}
_TOUCHES_NOBODY = {"field": "touched", "op": "has", "value": "nobody"}
CONTENT: dict[str, Any] = {
    "fields": [
        {"key": "done_so_far", "kind": "long_text", "label": "这项任务已经做了什么", "required": True,
         "help": "还没有开始的，写“未开始”。"},
        {"key": "touched", "kind": "choices", "label": "变更影响到", "required": True, "choices": _TOUCHED},
        {"key": "how_touched", "kind": "long_text", "label": "有什么影响，怎么处理",
         "required_if": _TOUCHES},
        {"key": "money", "kind": "money", "label": "已投入经费", "unit": "万元", "low": 0},
        {"key": "what_follows", "kind": "long_text", "label": "变更后的安排", "required": True,
         "help": "已有的成果、设备和人员怎么安排；承接的，写由谁牵头、何时开始。"},
    ],
    "checks": [
        {"must": {"any": [{"not": _TOUCHES_NOBODY}, {"not": _TOUCHES}]},
         "message": "“变更影响到”选了“没有影响”，就不能同时选学生、教师、经费。"},
    ],
}  # fmt: skip


def set_up_questions(bureau: Organisation) -> FormDefinition:
    """Inside an act: the form as it comes with the product, where the bureau has none yet."""
    made: FormDefinition = form_actions.set_up_form(
        key=KEY,
        title="变更申请补充说明",
        purpose="承接变更时说明已做的工作、影响和以后的安排",
        owner_id=bureau.pk,
        owner_public_id=bureau.public_id,
        owner_name=bureau.name,
        content=CONTENT,
        by=system_actor(),
    )
    return made


def version_for(change_request: ChangeRequest) -> FormVersion | None:
    """The questions in force for the bureau that issued the plan; None where it asks nothing any more."""
    definition = queries.form_for(KEY, change_request.task.plan.issuer.path)
    return definition.current if definition else None


def answer_of(change_request: ChangeRequest) -> Answer | None:
    """What was answered, to whichever version and of whichever owner the form was then."""
    rows = Answer.objects.filter(
        about_type=change_request._meta.label_lower,
        about_id=change_request.public_id,
        organisation_id=change_request.organisation_id,
    )
    return rows.select_related("form_version__definition", "definition").order_by("-id").first()


def values_for(change_request: ChangeRequest, version: FormVersion) -> dict[str, Any]:
    """The answer in terms of `version`; empty where nothing was answered."""
    answer = answers.find_answer(version.definition, change_request, change_request.organisation_id)
    return answers.in_version(answer, version)[0] if answer else {}


def keep(change_request: ChangeRequest, version: FormVersion, values: dict[str, Any], by: Any) -> None:
    """Inside an act on the request, whose version holds the two together: what was answered so far."""
    answer = answers.find_answer(version.definition, change_request, change_request.organisation_id)
    answers.save_answer(
        version_of_form=version,
        about=change_request,
        organisation_id=change_request.organisation_id,
        organisation_name=change_request.organisation.name,
        values=values,
        answer_version=answer.version if answer else 0,
        by=by,
        complete=False,
    )


def missing(change_request: ChangeRequest) -> list[str]:
    """What the questions in force still want, a sentence each."""
    version = version_for(change_request)
    if version is None:
        return []
    values = settle(version.form, values_for(change_request, version))
    return [problem.message for problem in problems_of(version.form, values)]


def files_of(change_request: ChangeRequest) -> list[dict[str, Any]]:
    """The files that were uploaded to the questions."""
    answer = answer_of(change_request)
    return list(attached.files_in(answer.form_version.form, answer.values)) if answer else []


def rows_of(change_request: ChangeRequest, actor: Any, *, masked: bool) -> list[tuple[str, str]]:
    """Label and answer in words; a draft in terms of the questions in force, what was sent as it was answered."""
    answer = answer_of(change_request)
    if answer is None:
        return []
    form: DataForm = make_form(
        answer.form_version, actor=actor, initial=answers.values_of(answer, masked=masked), complete=False
    )
    said = []
    for name, field in form.fields.items():
        words = field.in_words(form.initial.get(name)) if hasattr(field, "in_words") else ""
        if words:
            said.append((str(field.label), words))
    return said
