"""A kind of selection is made by copying an example or another kind, changed, taken out of use and back."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from luoshi.accounts.models import Organisation
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.dataforms import actions as forms
from luoshi.common.dataforms.queries import draft_of
from luoshi.common.errors import RuleBroken
from luoshi.core.selection import BadRules, QuotaBy, read_rules, to_json
from luoshi.papers.actions.moving import post_of

from .. import permissions
from ..examples import Example
from ..models import Call, Kind
from ..quotas import allowed_all, units
from ..states import Outcome
from .hosting import refuse_unfit_host


@dataclass(frozen=True, slots=True)
class KindFacts:
    """What is said of a kind as a whole."""

    title: str
    group: str = ""
    words: str = ""
    basis: str = ""
    official: bool = False
    outcome: str = Outcome.RECOGNISE
    host: Organisation | None = None
    host_parts: tuple[str, ...] = ()

    def as_fields(self) -> dict[str, Any]:
        said = {each.name: getattr(self, each.name) for each in fields(self)}
        return said | {"host_parts": list(self.host_parts) if self.host is not None else []}


@acts.act("selection.make_kind", who=permissions.can_make_kind)
def make_kind(*, source: Example | Kind, title: str, by: Actor) -> Kind:
    """With the rules and a form of the same content, both one's own from now on. A copy is official in no case."""
    bureau = post_of(by).organisation
    _refuse_twice(bureau.pk, title)
    if isinstance(source, Kind) and source.definition.current is None:
        raise RuleBroken(f"“{source.title}”的申报书还没有发布，先发布再照着做。")
    content = source.content if isinstance(source, Example) else source.definition.current.content  # type: ignore[union-attr]
    definition = forms.start_form(
        title=f"{title}申报书", purpose=f"申报“{title}”时填写", basis="", content=content, by=by
    )
    draft = draft_of(definition)
    assert draft is not None
    forms.publish_version(version=draft, steps=(), by=by)
    definition.refresh_from_db()
    made: Kind = acts.create(
        Kind,
        organisation=bureau,
        key=source.key,
        title=title,
        group=source.group,
        words=source.words,
        outcome=source.outcome,
        rules=to_json(read_rules(source.rules)),
        definition=definition,
        **({"host": source.host, "host_parts": source.host_parts} if isinstance(source, Kind) else {}),
    )
    return made


OF_A_SCHOOL = {
    "quota",
    "notice",
    "seal",
}  # checks of what a school sends up; inside of it there is nothing to look at


@acts.act("selection.take_kind", who=permissions.can_take_kind, under="call")
def take_kind(*, call: Call, by: Actor) -> Kind:
    """The kind of a selection above that is out, as one's own, for the selection that comes before it.

    With the very form, so that winners go on without being typed again; for a school without what is asked of
    organisations that have selected already. Taken once; afterwards it is changed as any other.
    """
    own = post_of(by).organisation
    if call.opened_at is None or call.form_version is None:
        raise RuleBroken("上一级的遴选还没有发出通知，发出以后再办。")
    title = call.kind.title
    _refuse_twice(own.pk, title)
    rules = {**call.rules, "next_level": call.level, "next_number": _places_above(call, own)}
    if own.kind == Organisation.Kind.SCHOOL:
        rules |= {"own_selection": False, "opinions": [], "quota": {"by": QuotaBy.NONE}}
        rules["checks"] = [each for each in rules.get("checks", []) if each.get("key") not in OF_A_SCHOOL]
    elif read_rules(rules).quota.by == QuotaBy.COUNTY:
        rules["quota"] = {**rules["quota"], "by": QuotaBy.SCHOOL}
    made: Kind = acts.create(
        Kind,
        organisation=own,
        key=call.kind.key,
        title=title,
        group=call.kind.group,
        words=call.kind.words,
        outcome=Outcome.RECOMMEND,
        rules=to_json(read_rules(rules)),
        definition=call.form_version.definition,
    )
    return made


def _places_above(call: Call, own: Organisation) -> int:
    """How many may go up from here: its places above; 0 where nothing limits them, or groups have different ones."""
    if own.pk not in {unit.pk for unit in units(call)}:
        return 0
    numbers = {each.number for each in allowed_all(call, [own]).values()}
    return (numbers.pop() or 0) if len(numbers) == 1 else 0


@acts.act("selection.change_kind", who=permissions.can_edit_kind, on="kind")
def change_kind(*, kind: Kind, facts: KindFacts, by: Actor) -> Kind:
    if facts.official and not facts.basis.strip():
        raise RuleBroken("写明按哪个正式文件制定，才能标为“按正式文件制定”。")
    if facts.title != kind.title and kind.withdrawn_at is None:
        _refuse_twice(kind.organisation_id, facts.title)
    refuse_unfit_host(kind.organisation.path, facts.host, facts.host_parts)
    acts.change(kind, **facts.as_fields())
    return kind


@acts.act("selection.set_rules", who=permissions.can_edit_kind, on="kind")
def set_rules(*, kind: Kind, rules: dict[str, Any], by: Actor) -> Kind:
    """All rules of the kind; calls that began from it keep theirs. What does not fit together is told, not refused."""
    try:
        whole = to_json(read_rules(rules))
    except BadRules as bad:
        raise RuleBroken(str(bad)) from None
    acts.change(kind, rules=whole)
    return kind


@acts.act("selection.withdraw_kind", who=permissions.can_edit_kind, on="kind")
def withdraw_kind(*, kind: Kind, reason: str, by: Actor) -> Kind:
    """No new call begins from it; those that did go on."""
    if kind.withdrawn_at is not None:
        raise RuleBroken("这个类别已经停用，不用再办。")
    if not reason.strip():
        raise RuleBroken("请写明停用的理由。")
    acts.note_reason(reason)
    acts.change(kind, withdrawn_at=clock.now())
    return kind


@acts.act("selection.restore_kind", who=permissions.can_edit_kind, on="kind")
def restore_kind(*, kind: Kind, by: Actor) -> Kind:
    if kind.withdrawn_at is None:
        raise RuleBroken("这个类别在使用中，不用恢复。")
    _refuse_twice(kind.organisation_id, kind.title)
    acts.change(kind, withdrawn_at=None)
    return kind


def _refuse_twice(organisation_id: int, title: str) -> None:
    if Kind.objects.filter(organisation=organisation_id, title=title, withdrawn_at__isnull=True).exists():
        raise RuleBroken(f"本单位已经有叫“{title}”的类别，请换一个名称，或直接修改它。")
