"""Dated acts on organisations: founding, names, supervisors, splitting, closing. Mergers: `merging`; back: `undoing`.

Each leaves one `OrganisationChange`, from which the organisation's page tells its story and the act can be undone.
Days may lie up to a year back, never ahead: rights follow the tree of today.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Max

from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.errors import RuleBroken
from luoshi.common.stages import run_after
from luoshi.core.days import day_in_words

from . import permissions
from .actions import set_up_organisation
from .models import (
    Alias,
    Membership,
    Organisation,
    OrganisationChange,
    Placement,
    SecondSupervisor,
    Succession,
)
from .posts import WITHIN_REASON
from .queries import directly_below, not_over, step_of, within
from .standing import refuse_while_used

Change = OrganisationChange.Kind
DEPARTMENTS = (Organisation.Kind.DEPARTMENT, Organisation.Kind.TEACHING_RESEARCH)


def refuse_day(day: dt.date) -> None:
    """Raises RuleBroken for a day to come or more than a year back."""
    today = clock.today()
    if day > today:
        raise RuleBroken("单位变动请在生效当天或之后办理，日期不能晚于今天。")
    if day < today - WITHIN_REASON:
        raise RuleBroken("日期不能早于一年之前，请核对年份后重新填写。")


def refuse_closed(organisation: Organisation) -> None:
    if organisation.withdrawn_at is not None:
        raise RuleBroken(f"{organisation.name}已经撤销，不能再办理变动。")


def refuse_name_in_use(name: str, short: str, *, own: Organisation | None = None, parent: Any = None) -> None:
    """Raises RuleBroken when another organisation in use bears the name: official names once, short names once under
    one parent (every school has a 教务处).
    """
    others = Organisation.objects.filter(withdrawn_at__isnull=True).exclude(pk=own.pk if own else None)
    if others.filter(name=name).exists():
        raise RuleBroken(f"已有单位叫“{name}”，请核对是否重复；确实是另一个单位的，请用能区分的全称。")
    beside = directly_below(parent) if parent else Organisation.objects.none()
    if beside.filter(short=short).exclude(pk=own.pk if own else None).exists():
        raise RuleBroken(f"{parent.short}之下已有“{short}”，请换一个简称。")


def may_stand_below(parent: str, kind: str) -> bool:
    """Kinds of organisation: whether one of `kind` may stand below one of kind `parent`."""
    if parent == Organisation.Kind.SCHOOL:
        return kind in DEPARTMENTS
    return parent not in (*DEPARTMENTS, Organisation.Kind.ENTERPRISE)


def refuse_wrong_parent(parent: Organisation, kind: str) -> None:
    """Raises RuleBroken where such an organisation cannot stand: below offices and enterprises nothing, below schools
    only offices.
    """
    if not may_stand_below(parent.kind, kind):
        raise RuleBroken(f"{parent.short}之下不能有这类单位，请另选上级单位。")


def note_change(
    kind: str, organisation: Organisation, on: dt.date, words: str, document: str = "", **facts: Any
) -> OrganisationChange:
    made: OrganisationChange = acts.create(
        OrganisationChange,
        kind=kind,
        organisation=organisation,
        on=on,
        words=words[:400],
        document=document,
        facts=facts,
    )
    return made


def parent_of(organisation: Organisation) -> Organisation | None:
    current = (
        Placement.objects.filter(organisation=organisation, end__isnull=True).select_related("parent").first()
    )
    return current.parent if current else None


def _order_below(parent: Organisation, kind: str) -> int:
    """A new school stands behind those there are, of the parent or else of all; everything else at the parent."""
    if kind != Organisation.Kind.SCHOOL:
        return parent.order
    schools = Organisation.objects.filter(kind=kind)
    for path in (parent.path, parent.path[: len(step_of(0))]):
        last = schools.filter(within(path)).aggregate(last=Max("order"))["last"]
        if last is not None:
            return max(last, parent.order)
    return parent.order


@acts.act("accounts.found_organisation", who=permissions.can_found_below, under="parent")
def found_organisation(
    *,
    parent: Organisation,
    name: str,
    short: str,
    kind: str,
    on: dt.date,
    by: Actor,
    document: str = "",
    owner: str = "",
    territory: str = "",
) -> Organisation:
    """A new organisation below another. Raises RuleBroken when the name is in use or the place is no place for it."""
    refuse_closed(parent)
    refuse_day(on)
    refuse_wrong_parent(parent, kind)
    refuse_name_in_use(name, short, parent=parent)
    made: Organisation = set_up_organisation(
        parent=parent,
        names=[],
        start=on,
        name=name,
        short=short,
        kind=kind,
        owner=owner,
        territory=territory,
        extra={"by_hand": True},
        order=_order_below(parent, kind),
        by=by,
    )
    note_change(Change.FOUNDED, made, on, f"设立{name}，隶属{parent.name}", document)
    return made


@acts.act("accounts.found_department", who=permissions.can_found_department, under="parent")
def found_department(
    *, parent: Organisation, name: str, on: dt.date, by: Actor, kind: str = "department"
) -> Organisation:
    """A department (处室) of an organisation; its official name carries the organisation's."""
    full = name if name.startswith(parent.name) else f"{parent.name}{name}"
    made: Organisation = found_organisation(parent=parent, name=full, short=name, kind=kind, on=on, by=by)
    return made


@acts.act("accounts.rename_organisation", who=permissions.can_manage_organisation, on="organisation")
def rename_organisation(
    *, organisation: Organisation, name: str, short: str, on: dt.date, by: Actor, document: str = ""
) -> OrganisationChange:
    """New official and short names from a day on; what they replace becomes a former name with its days."""
    refuse_closed(organisation)
    refuse_day(on)
    before = {"name": organisation.name, "short": organisation.short}
    if (name, short) == (organisation.name, organisation.short):
        raise RuleBroken("新名称与现在的一样，没有要改的。")
    refuse_name_in_use(name, short, own=organisation, parent=parent_of(organisation))
    kept = []
    for kind, old, new in (
        (Alias.Kind.FORMER, organisation.name, name),
        (Alias.Kind.FORMER_SHORT, organisation.short, short),
    ):
        if old != new:
            kept.append(_keep_former(organisation, kind, old, on))
    acts.change(organisation, name=name, short=short)
    words = f"{before['name']}（{before['short']}）更名为{name}（{short}）"
    return note_change(Change.RENAMED, organisation, on, words, document, before=before, aliases=kept)


def _keep_former(organisation: Organisation, kind: str, name: str, on: dt.date) -> int:
    """The alias of a name that has been given up: from the day the one before it ended."""
    before = organisation.aliases.filter(kind=kind, end__isnull=False).order_by("-end").first()
    if before is not None and before.end is not None and before.end >= on:
        raise RuleBroken(
            f"这个日期（{day_in_words(on)}）不晚于上一次更名的日期（{day_in_words(before.end)}），请核对。"
        )
    organisation.aliases.filter(name=name, kind=kind).delete()  # a name borne twice counts for its last time
    made = Alias.objects.create(
        organisation=organisation, name=name, kind=kind, start=before.end if before else None, end=on
    )
    return made.pk


@acts.act("accounts.add_second_name", who=permissions.can_manage_organisation, on="organisation")
def add_second_name(
    *, organisation: Organisation, name: str, on: dt.date, by: Actor, document: str = ""
) -> OrganisationChange:
    """One body, two names (机电工程学校 also 三峡技师学院)."""
    refuse_closed(organisation)
    refuse_day(on)
    refuse_name_in_use(name, name, own=organisation)
    if organisation.aliases.filter(name=name, kind=Alias.Kind.SECOND, end__isnull=True).exists():
        raise RuleBroken(f"“{name}”已经是第二名称，不用再加。")
    organisation.aliases.filter(name=name, kind=Alias.Kind.SECOND).delete()
    Alias.objects.create(organisation=organisation, name=name, kind=Alias.Kind.SECOND, start=on)
    return note_change(Change.SECOND_NAME, organisation, on, f"加挂“{name}”", document, name=name)


@acts.act("accounts.drop_second_name", who=permissions.can_manage_organisation, on="organisation")
def drop_second_name(
    *, organisation: Organisation, name: str, on: dt.date, by: Actor, document: str = ""
) -> OrganisationChange:
    refuse_day(on)
    alias = organisation.aliases.filter(name=name, kind=Alias.Kind.SECOND, end__isnull=True).first()
    if alias is None:
        raise RuleBroken(f"“{name}”现在不是第二名称，请刷新页面查看最新情况。")
    if alias.start and on < alias.start:
        raise RuleBroken(f"取消的日期不能早于加挂的日期（{day_in_words(alias.start)}）。")
    Alias.objects.filter(pk=alias.pk).update(end=on)
    return note_change(Change.NO_SECOND_NAME, organisation, on, f"不再加挂“{name}”", document, name=name)


@acts.act("accounts.add_second_supervisor", who=permissions.can_manage_organisation, on="organisation")
def add_second_supervisor(
    *, organisation: Organisation, name: str, side: str, on: dt.date, by: Actor, document: str = ""
) -> OrganisationChange:
    """Another body supervises one side of it; this is told on pages and gives nobody a right."""
    refuse_closed(organisation)
    refuse_day(on)
    made = acts.create(SecondSupervisor, organisation=organisation, name=name, side=side, start=on)
    words = f"{side or '另一方面'}由{name}主管"
    return note_change(Change.SUPERVISED, organisation, on, words, document, supervisor=made.public_id)


@acts.act("accounts.end_second_supervisor", who=permissions.can_manage_organisation, on="organisation")
def end_second_supervisor(
    *, organisation: Organisation, name: str, on: dt.date, by: Actor, document: str = ""
) -> OrganisationChange:
    refuse_day(on)
    row = organisation.second_supervisors.filter(name=name, end__isnull=True).first()
    if row is None:
        raise RuleBroken(f"{name}现在不是{organisation.short}的另一主管部门，请刷新页面查看最新情况。")
    if on < row.start:
        raise RuleBroken(f"结束的日期不能早于开始的日期（{day_in_words(row.start)}）。")
    acts.change(row, end=on)
    words = f"不再由{name}主管"
    return note_change(Change.NOT_SUPERVISED, organisation, on, words, document, supervisor=row.public_id)


@acts.act("accounts.place_organisation", who=permissions.can_manage_organisation, on="organisation")
def place_organisation(
    *, organisation: Organisation, parent: Organisation, start: dt.date, by: Actor, document: str = ""
) -> OrganisationChange:
    """Another supervisor from a day on: the organisation and all below it stand under the new parent at once; history
    keeps the old one for its days. Raises RuleBroken on a circle.
    """
    refuse_closed(organisation)
    refuse_closed(parent)
    refuse_day(start)
    facts = replace_under(organisation, parent, start)
    refuse_wrong_parent(parent, organisation.kind)
    words = f"由{facts['from_name'] or '没有上级单位'}划归{parent.name}"
    change = note_change(Change.PLACED, organisation, start, words, document, **facts)
    run_after("accounts.place_organisation", organisation=organisation, parent=parent, start=start, by=by)
    return change


def replace_under(organisation: Organisation, parent: Organisation, start: dt.date) -> dict[str, Any]:
    """End the present placement the day before, begin the new one, carry the paths along. Returns what undoes it."""
    parent.refresh_from_db()
    organisation.refresh_from_db()
    if parent.path.startswith(organisation.path):
        raise RuleBroken("不能把单位放到它自己或下属单位之下，请另选上级单位。")
    current = Placement.objects.select_related("parent").get(organisation=organisation, end__isnull=True)
    if current.parent_id == parent.pk:
        raise RuleBroken(f"{organisation.short}现在就隶属{parent.short}，没有要改的。")
    facts = {
        "from_name": current.parent.name if current.parent else "",
        "first_start": "",
        "parent": parent.public_id,  # taken back, the placement is gone: what was so meanwhile can still be told
    }
    if start <= current.start:
        first = not Placement.objects.filter(organisation=organisation).exclude(pk=current.pk).exists()
        if not first:
            raise RuleBroken(f"新的隶属关系要晚于现在这一段的开始日期（{day_in_words(current.start)}）。")
        facts["first_start"] = current.start.isoformat()  # the first one known counts from the beginning
        acts.change(current, start=start - dt.timedelta(days=1))
    acts.change(current, end=start - dt.timedelta(days=1))
    acts.create(Placement, organisation=organisation, parent=parent, start=start)
    carry_paths(organisation, parent.path)
    return facts


def carry_paths(organisation: Organisation, parent_path: str) -> None:
    """`path` of an organisation and of all below it, closed ones too, after it got another parent."""
    old, new = organisation.path, parent_path + step_of(organisation.pk)
    for below in Organisation.objects.filter(path__gte=old, path__lt=f"{old}g").order_by("path"):
        acts.change(below, path=new + below.path[len(old) :])
    organisation.refresh_from_db()


@acts.act("accounts.split_organisation", who=permissions.can_manage_organisation, on="organisation")
def split_organisation(
    *,
    organisation: Organisation,
    parts: list[tuple[str, str]],
    on: dt.date,
    by: Actor,
    document: str = "",
) -> OrganisationChange:
    """New organisations (name, short name) come out of this one, which goes on. People and duties stay where they are
    until they are moved one by one; whether the old one is closed afterwards is an act of its own.
    """
    refuse_closed(organisation)
    refuse_day(on)
    parent = parent_of(organisation)
    if parent is None or not parts:
        raise RuleBroken("请写明分出来的单位，一行一个。" if parent else "没有上级单位的单位不能分设。")
    made = []
    for name, short in parts:
        refuse_name_in_use(name, short, parent=parent)
        row = set_up_organisation(
            parent=parent,
            names=[],
            start=on,
            name=name,
            short=short,
            kind=organisation.kind,
            owner=organisation.owner,
            territory=organisation.territory,
            extra={"by_hand": True},
            order=organisation.order,
            by=by,
        )
        made.append(row)
    words = f"分设{'、'.join(name for name, _ in parts)}"
    change = note_change(
        Change.SPLIT, organisation, on, words, document, parts=[row.public_id for row in made]
    )
    for row in made:
        Succession.objects.create(old=organisation, new=row, change=change)
    return change


@acts.act("accounts.close_organisation", who=permissions.can_manage_organisation, on="organisation")
def close_organisation(
    *, organisation: Organisation, on: dt.date, by: Actor, document: str = ""
) -> OrganisationChange:
    """It is no more. Raises RuleBroken with the list while people, departments or duties are there."""
    refuse_closed(organisation)
    refuse_day(on)
    refuse_while_used(organisation)
    acts.change(organisation, closed_on=on, withdrawn_at=clock.now())
    return note_change(Change.CLOSED, organisation, on, f"撤销{organisation.name}", document)


def people_held(organisation: Organisation) -> Any:
    return (
        Membership.objects.filter(not_over(), organisation=organisation).select_related("user").order_by("id")
    )
