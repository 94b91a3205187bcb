"""The data form behind each ticked row, and the facts of the organisation profile that conditions look at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common.actor import Actor, system_actor
from luoshi.common.dataforms import actions as form_actions
from luoshi.common.dataforms import answers, queries
from luoshi.common.dataforms.builtin import PROFILE, BuiltIn
from luoshi.common.dataforms.models import Answer, FormDefinition, FormVersion
from luoshi.common.stages import Asked, Prefill
from luoshi.core.conditions import Lookup
from luoshi.core.fields import Form, Values, lookup_in, problems_of, settle
from luoshi.core.fields.lookup import sum_of

from .models import Round, Wish

KEY = "undertaking-round"
YEARS, AMOUNT = "years", "amount"  # the table of years and its column of quantities, where the form has them


def _money(key: str, label: str) -> dict[str, Any]:
    more = {"unit": "万元", "low": 0, "sums": True, "find": True}
    return {"key": key, "kind": "money", "label": label, **more}


_YEARS = [
    {"key": "year", "kind": "year", "label": "年度", "required": True, "unique": True},
    {"key": AMOUNT, "kind": "decimal", "label": "数量", "low": "0", "sums": True, "find": True},
    _money("central", "中央财政"),
    _money("provincial", "省级财政"),
    _money("local", "市县财政"),
    _money("enterprise", "行业企业"),
    _money("own", "学校自筹"),
]
CONTENT: dict[str, Any] = {
    "fields": [
        {"key": "basis", "kind": "long_text", "label": "承接基础", "required": True, "prefill": "rounds.ability",
         "help": "已有的条件：师资、专业、设备、以往的成果。人数从单位概况带出，可以修改和补充。"},
        {"key": YEARS, "kind": "table", "label": "分年度数量和经费", "required": True, "columns": _YEARS,
         "most": 10, "help": "一年一行，没有的来源不填。"},
        {"key": "in_charge", "kind": "text", "label": "牵头处室", "length": 60},
        {"key": "proof", "kind": "evidence", "label": "证明材料", "most": 5,
         "help": "承接基础的证明，如文件、名单、照片。没有的不附。"},
    ],
}  # fmt: skip
READY = BuiltIn(KEY, "承接申报逐项表", "申报承接任务时，每项任务填写承接基础、分年度数量和经费", CONTENT)


def set_up_questions(bureau: Organisation) -> FormVersion | None:
    """Inside an act: the form as it comes with the product, where the bureau has none yet; its version in force."""
    form_actions.set_up_form(
        key=KEY,
        title=READY.title,
        purpose=READY.purpose,
        owner_id=bureau.pk,
        owner_public_id=bureau.public_id,
        owner_name=bureau.name,
        content=CONTENT,
        by=system_actor(),
    )
    definition = queries.form_for(KEY, bureau.path)
    return definition.current if definition else None


def versions_for(round_: Round) -> list[FormVersion]:
    """What a round may ask with: the round's own form in its versions in use, and other forms of the bureau."""
    line = queries.line_of(round_.plan.issuer.path)
    rows = FormVersion.objects.filter(
        definition__owner_id__in=line,
        definition__withdrawn_at__isnull=True,
        definition__current__isnull=False,
    )
    current = [row for row in rows.select_related("definition") if row.definition.current_id == row.pk]
    return [row for row in current if row.definition.key != PROFILE.key]


def is_in_use(version: FormVersion | None) -> bool:
    """Whether a round may be opened with it."""
    return version is None or (version.withdrawn_at is None and version.definition.withdrawn_at is None)


# ---- answers


def answers_of(wishes: Iterable[Wish], version: FormVersion | None) -> dict[str, Answer]:
    """By public id of the wish."""
    keys = [wish.public_id for wish in wishes]
    if version is None or not keys:
        return {}
    rows = Answer.objects.filter(
        definition=version.definition_id, about_type=Wish._meta.label_lower, about_id__in=keys
    ).select_related("form_version", "definition")
    return {row.about_id: row for row in rows}


def answer_of(wish: Wish) -> Answer | None:
    version = wish.application.round.form_version
    return answers_of([wish], version).get(wish.public_id)


def values_of(answer: Answer | None, version: FormVersion, *, masked: bool = False) -> Values:
    return answers.in_version(answer, version, masked=masked)[0] if answer else {}


def keep(wish: Wish, values: dict[str, Any], by: Actor) -> None:
    """Inside an act on the wish, whose version holds the two together: what was answered so far.

    An open round keeps to the version it was opened with, even where the form is taken out of use meanwhile.
    """
    organisation, version = wish.application.organisation, wish.application.round.form_version
    if version is None:
        return
    answer = answer_of(wish)
    answers.save_answer(
        version_of_form=version,
        about=wish,
        organisation_id=organisation.pk,
        organisation_name=organisation.name,
        values=values,
        answer_version=answer.version if answer else 0,
        by=by,
        complete=False,
        held=True,
        sources_about=wish.round_task.task,
    )


def problems(version: FormVersion, values: Values) -> list[str]:
    """What the form still wants of one row, a sentence each."""
    found = problems_of(version.form, settle(version.form, values))
    return [problem.message for problem in found]


def yearly_sum(version: FormVersion, values: Values) -> Any:
    """The quantities of all years together; None where the form has no such column or nothing is in it."""
    table = version.form.field(YEARS)
    column = table.column(AMOUNT) if table else None
    return sum_of(column, values.get(YEARS) or []) if column else None


# ---- the profile


def profile_form(organisation: Organisation) -> Form:
    definition = queries.form_for(PROFILE.key, organisation.path)
    return definition.current.form if definition and definition.current else Form()


def profile_values(organisation: Organisation, *, masked: bool = True) -> Values:
    definition = queries.form_for(PROFILE.key, organisation.path)
    if definition is None or definition.current is None:
        return {}
    answer = answers.find_answer(definition, None, organisation.pk)
    return values_of(answer, definition.current, masked=masked)


def facts_of(organisation: Organisation) -> Lookup:
    """For conditions alone: they are told as met or not, what they look at is not shown."""
    return lookup_in(profile_form(organisation), profile_values(organisation, masked=False))


def facts_of_all(organisations: Iterable[Organisation]) -> dict[int, Lookup]:
    """The same for many, in two queries. What was answered to an earlier version costs more."""
    places = list(organisations)
    rows = FormDefinition.objects.filter(
        key=PROFILE.key, current__isnull=False, withdrawn_at__isnull=True
    ).select_related("current__definition")
    by_owner = {row.owner_id: row for row in rows}
    nearest = {
        each.pk: next((by_owner[k] for k in reversed(queries.line_of(each.path)) if k in by_owner), None)
        for each in places
    }
    answers_now = Answer.objects.filter(
        definition__in=by_owner.values(), about_type="", organisation_id__in=nearest
    ).select_related("form_version", "definition")
    given = {(row.definition_id, row.organisation_id): row for row in answers_now}
    found = {}
    for pk, definition in nearest.items():
        version = definition.current if definition else None
        answer = given.get((definition.pk, pk)) if definition else None
        found[pk] = lookup_in(
            version.form if version else Form(), values_of(answer, version) if version else {}
        )
    return found


def _ability(actor: Actor, asked: Asked) -> str | None:
    """What the profile says of what a school has to go on."""
    organisation = Organisation.objects.filter(pk=asked.organisation_id).first()
    values = profile_values(organisation) if organisation else {}
    parts = [
        f"{label} {values[key]} 人"
        for key, label in (
            ("students", "全日制在校生"),
            ("teachers", "专任教师"),
            ("specialist", "专业课教师"),
            ("dual", "双师型教师"),
        )
        if values.get(key) is not None
    ]
    names = [row["name"] for row in values.get("specialties") or [] if row.get("name")]
    if names:
        parts.append(f"开设专业 {len(names)} 个（{'、'.join(names[:6])}{'等' if len(names) > 6 else ''}）")
    return f"{'，'.join(parts)}。" if parts else None


PREFILL = {"rounds.ability": Prefill(f"{PROFILE.title}：师生和专业", frozenset({"long_text"}), _ability)}
