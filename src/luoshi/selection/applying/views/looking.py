"""The formal check on the page of an application: its lines with what belongs to each beside it, which one is next."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from luoshi.common.actor import Actor
from luoshi.core.selection import Check, Rules
from luoshi.selection.states import CallState
from luoshi.selection.two_persons import is_another

from .. import permissions, quotas
from ..actions.checking import unlooked, unmet
from ..actions.personal import personal_fields
from ..beside import materials_named, parts_beside
from ..forms import CheckForm, ConflictForm
from ..mending import last_day_to_mend
from ..missing import verdicts_of
from ..models import Application, FormalCheck
from ..queries import applications_visible_to, conflicts_visible_to, is_from_within, officers_of
from ..receiving import being_mended
from ..second import who_takes_it_in
from ..states import APPLICATION, ApplicationState

Line = dict[
    str, Any
]  # words; href and file where it opens; tone (ok, bad, "") and note where something is known of it
FORM_SHOWN = 6  # answers beside a line about the form; the whole of it stands below


def checks_of(
    actor: Actor, found: Application, rules: Rules, shown: dict[str, Any], typed: dict[str, Any]
) -> dict[str, Any]:
    """The bureau's part. shown: the page's context, with what of the application stands on it."""
    runs = permissions.can_check_application(actor, found)
    decides = permissions.can_decide_check(actor, found)
    at_check = found.state == ApplicationState.RECEIVED
    rows = {row.item: row for row in found.checks.all()}
    form = typed.get("check_form") or CheckForm(lines=rules.checks, initial=_said_before(rows))
    looks = runs and at_check and bool(rules.checks)
    beside = _beside(form, found, rules, shown) if looks else []
    ready = runs and at_check and not unmet(found) and not unlooked(found)
    may_ask = rules.correction_days if runs and at_check and found.correct_until is None else 0
    took_it_in = found.paper_by is not None and not is_another(actor, found.paper_by)
    return {
        "runs": runs,
        "changed": changed_in_words(found, rules, found.changed) if runs else [],
        "clears_people": runs and at_check and is_from_within(found) and rules.applicant != "school",
        "check_form": form if looks else None,
        "check_lines": beside,
        "untroubled": _untroubled(rules, rows, beside),
        "check_rows": [(line.title, rows.get(line.key)) for line in rules.checks] if rows else [],
        "unmet": unmet(found) if runs and at_check else [],
        "unlooked": unlooked(found) if looks else [],
        "may_accept": ready and not took_it_in,
        "took_it_in": who_takes_it_in(found) if ready and took_it_in else "",
        "may_ask": may_ask,
        "asked_until": last_day_to_mend(found.call, may_ask) if may_ask else None,
        "may_refuse": decides
        and any(m.action == "applying.refuse_application" for m in APPLICATION.possible(found)),
        "may_again": decides and found.state in (ApplicationState.ACCEPTED, ApplicationState.REFUSED),
        **_conflicts(actor, found, typed),
        **(next_of(actor, found) if runs else {}),
    }


def _said_before(rows: dict[str, FormalCheck]) -> dict[str, str]:
    said = {key: {True: "yes", False: "no", None: ""}[row.met] for key, row in rows.items()}
    said |= {key: "apart" for key, row in rows.items() if not row.applies}
    met = {f"met-{key}": value for key, value in said.items()}
    return met | {f"words-{key}": row.words for key, row in rows.items()}


NAMES = {
    "title": "申报名称",
    "group": "组别",
    "entry": "台账条目",
    "partners": "联合申报单位",
    "people": "人员",
    "own": "校内遴选和公示",
    "statements": "承诺",
    "opinions": "意见页",
}


def changed_in_words(found: Application, rules: Rules, parts: list[str]) -> list[str]:
    """Parts by their names: what is not as it was received before the correction."""
    version, titles = found.call.form_version, {line.key: line.title for line in rules.materials}
    said = []
    for key in parts:
        head, _, rest = key.partition(":")
        if head == "form" and version is not None:
            said.append(f"申报书的“{version.form.label(rest)}”")
        elif head == "material":
            said.append(f"材料“{titles.get(rest, '登记的纸质材料')}”")
        else:
            said.append(NAMES.get(key, key))
    return said


def from_outside(actor: Actor, found: Application, rules: Rules, shown: dict[str, Any]) -> dict[str, Any]:
    """What the page holds for whoever reads it from outside, beside what it shows or in its place."""
    return {**personal_of(actor, found), **_without_mending(found, rules, shown)}


def _without_mending(found: Application, rules: Rules, shown: dict[str, Any]) -> dict[str, Any]:
    """What whoever is outside is not shown while it is being mended: what was changed and not handed in yet."""
    parts = being_mended(found)
    if not parts:
        return {}
    fields, items = (
        {key.partition(":")[2] for key in parts if key.startswith(head)} for head in ("form:", "material:")
    )
    files = [line if _item(line) not in items else line | {"files": []} for line in shown["material_lines"]]
    empty: dict[str, Any] = {"people": [], "own": None, "partners": [], "statements": [], "opinions": []}
    return {
        "in_mending": changed_in_words(found, rules, parts),
        "lines": [line for line in shown["lines"] if line["key"] not in fields],
        "material_lines": files,
        "has_book": False,
        **{key: value for key, value in empty.items() if key in parts},
    }


def _item(line: dict[str, Any]) -> str:
    return line["row"].key if line["row"] is not None else ""


def _conflicts(actor: Actor, found: Application, typed: dict[str, Any]) -> dict[str, Any]:
    conflicts = list(conflicts_visible_to(actor).filter(application=found))
    for row in conflicts:
        row.may_lift = row.lifted_at is None and permissions.can_lift_conflict(actor, row)
    return {
        "conflicts": conflicts,
        "says": permissions.can_say_conflict(actor, found),
        "conflict_form": typed.get("conflict_form") or ConflictForm(officers=officers_of(actor, found.call)),
    }


def personal_of(actor: Actor, found: Application) -> dict[str, Any]:
    """Fields of the form that are masked and may be opened one at a time: (path, label)."""
    if not permissions.can_reveal(actor, found):
        return {"personal": []}
    return {"personal": personal_fields(found)}


def next_of(actor: Actor, found: Application) -> dict[str, Any]:
    """The next one of its call that waits for the check, in the order of the list; and where none does, what else."""
    rows = applications_visible_to(actor).filter(call=found.call)
    waiting = rows.filter(state=ApplicationState.RECEIVED).exclude(pk=found.pk)
    keys = list(waiting.order_by("rank", "sequence", "id").values_list("rank", "sequence", "public_id"))
    here = (found.rank or 0, found.sequence or 0)
    after = [key for rank, number, key in keys if (rank or 0, number or 0) > here]
    key = (after or [row[2] for row in keys] or [""])[0]
    open_ = found.state in (ApplicationState.RECEIVED, ApplicationState.CORRECTING)
    return {
        "next_url": reverse("apply-page", args=[key]) if key else "",
        "next_left": len(keys),
        "mending": rows.filter(state=ApplicationState.CORRECTING).exclude(pk=found.pk).count(),
        "all_checked": not keys and not open_ and found.call.state in (CallState.OPEN, CallState.CHECKING),
        "checking": found.call.state == CallState.CHECKING,
        "ends_checks": permissions.can_end_checks(actor, found.call),
    }


def _beside(
    form: CheckForm, found: Application, rules: Rules, shown: dict[str, Any]
) -> list[tuple[Any, ...]]:
    """Each line of the form with what is shown beside it: (title, met, words, [(heading, lines)])."""
    told: dict[str, list[Line]] = {}
    rows = []
    for check, (title, met, words) in zip(rules.checks, form.rows, strict=True):
        parts = []
        for part in parts_beside(check, rules):
            if part == "materials":
                lines = _materials(check, rules, found, shown)
            else:
                lines = told.setdefault(part, TELL[part](found, rules, shown))
            parts.append((HEADINGS[part], f"#{ANCHORS[part]}" if part in ANCHORS else "", lines))
        rows.append((title, met, words, parts))
    return rows


def _untroubled(rules: Rules, rows: dict[str, Any], beside: list[tuple[Any, ...]]) -> list[str]:
    """Lines nobody has looked at beside which nothing is marked as wrong: they may be said to be met at once."""
    return [
        check.key
        for check, (*_, parts) in zip(rules.checks, beside, strict=False)
        if (check.key not in rows or rows[check.key].met is None)
        and not any(line["tone"] == "bad" for _, _, lines in parts for line in lines)
    ]


HEADINGS = {
    "form": "申报书",
    "conditions": "申报条件",
    "people": "人员",
    "materials": "材料",
    "own": "校内遴选和公示",
    "opinions": "意见页",
    "statements": "承诺",
    "places": "名额和次序",
}
ANCHORS = {
    "form": "the-form",
    "people": "the-people",
    "materials": "the-files",
    "own": "the-own",
    "opinions": "the-opinions",
    "statements": "the-statements",
}


def _form(found: Application, rules: Rules, shown: dict[str, Any]) -> list[Line]:
    """Answers that are short enough to stand beside a line."""
    lines = [line for line in shown.get("lines", []) if line.get("value")]
    said = [{"words": f"{line['label']}：{line['value'][:60]}", "tone": ""} for line in lines[:FORM_SHOWN]]
    return said or [{"words": "没有填写。", "tone": "bad"}]


def _conditions(found: Application, rules: Rules, shown: dict[str, Any]) -> list[Line]:
    """What every condition asks and what the registers say."""
    tones = {True: "ok", False: "bad", None: ""}
    words = {True: "符合", False: "不符合", None: "待核"}
    told = verdicts_of(found, rules, everywhere=True)
    return [
        {
            "words": f"条件“{each.requirement.words}”：{words[each.met]}。",
            "note": each.why or f"{each.stands}；要求{each.asked}。",
            "tone": tones[each.met],
        }
        for each in told
    ] or [{"words": "这次遴选的规则里没有申报条件。", "tone": ""}]


def _people(found: Application, rules: Rules, shown: dict[str, Any]) -> list[Line]:
    clear = {True: ("审核通过", "ok"), False: ("审核不通过", "bad"), None: ("没有审核", "bad")}
    return [
        {
            "words": f"{each.name}（{each.get_role_display()}）：师德师风和学术诚信{clear[each.clear][0]}",
            "tone": clear[each.clear][1],
            "note": each.clear_words,
        }
        for each in shown.get("people", [])
    ] or [{"words": "没有填写人员。", "tone": "bad"}]


def _materials(check: Check, rules: Rules, found: Application, shown: dict[str, Any]) -> list[Line]:
    """The files of the lines it is about, each to be opened; a line without any."""
    named = {each.key for each in materials_named(check, rules)}
    lines: list[Line] = []
    for line in shown.get("material_lines", []):
        row = line["row"]
        if named and (row is None or row.key not in named):
            continue
        title = row.title if row is not None else "登记的纸质材料"
        for file in line["files"]:
            href = reverse("apply-material", args=[found.public_id, file.public_id])
            lines.append(
                {"words": title, "file": file.name, "href": href, "tone": "", "note": _measured(file)}
            )
        if not line["files"]:
            needed = row is not None and row.required
            lines.append({"words": f"{title}：没有上传", "tone": "bad" if needed else ""})
    return lines


def _measured(file: Any) -> str:
    said = [(file.pages, "页"), (file.words, "字"), (file.seconds, "秒")]
    return "，".join(f"{number} {unit}" for number, unit in said if number)


def _own(found: Application, rules: Rules, shown: dict[str, Any]) -> list[Line]:
    own = shown.get("own")
    if own is None:
        return [{"words": "没有登记。", "tone": "bad"}]
    least = f"要求不少于 {rules.own_notice_days} 个工作日"
    days = f"{own.notice_from:%Y-%m-%d} 至 {own.notice_until:%Y-%m-%d} 公示，{least}"
    line: Line = {"words": f"{days}：{own.outcome}", "tone": ""}
    if own.name:
        line |= {"file": own.name, "href": reverse("apply-own-file", args=[found.public_id])}
    return [line]


def _opinions(found: Application, rules: Rules, shown: dict[str, Any]) -> list[Line]:
    return [
        {
            "words": f"{each['row'].title}：{each['paper'].get_state_display() if each['paper'] else '没有打印盖章'}",
            "tone": "" if each["paper"] else "bad",
        }
        for each in shown.get("opinions", [])
    ]


def _statements(found: Application, rules: Rules, shown: dict[str, Any]) -> list[Line]:
    return [
        {
            "words": f"{each['row'].title}：{'已承诺' if each['ticked'] else '没有承诺'}",
            "tone": "ok" if each["ticked"] else "bad",
        }
        for each in shown.get("statements", [])
    ]


def _places(found: Application, rules: Rules, shown: dict[str, Any]) -> list[Line]:
    said = quotas.in_words(found) or "由县市在名额内推荐，或者不限名额"
    return [{"words": said, "tone": ""}, {"words": f"推荐次序：{found.rank or '没有排'}", "tone": ""}]


TELL = {
    "form": _form,
    "conditions": _conditions,
    "people": _people,
    "own": _own,
    "opinions": _opinions,
    "statements": _statements,
    "places": _places,
}
