"""Registers that come with the product, are made by a command, or are made and changed on screen by their bureau."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from luoshi.accounts.models import Organisation
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.dataforms.actions import start_form
from luoshi.common.dataforms.models import FormDefinition
from luoshi.common.dataforms.queries import OF_REGISTER
from luoshi.common.errors import RuleBroken
from luoshi.common.ids import new_public_id
from luoshi.common.packs import PackLoad
from luoshi.core.fields import Form, to_data
from luoshi.core.packs.registers import unfit, whole
from luoshi.core.registers import looks_at, wrong_in_checks
from luoshi.core.registers.roles import names_played, wrong_in_roles

from ..derived_values import ROLES, roles_of
from ..effects import Named, effect_of, is_as_read, named_anew
from ..identity import form_of, keys_now
from ..models import ProjectStage, Register
from ..pack import put_register
from ..permissions import can_edit_register, can_make_register, only_within_an_act
from ..retention import erased_with
from ..states import Stages
from .counted import note_counted
from .erasing import said_to_go
from .identifying import rename

OWN = "own-"
MOST_REMOVED = 20
MOST_CHECKS = 30  # as in a site pack
ALIKE = "已经有叫“{}”的台账，请换个名称，免得填的人分不清。"


@acts.act("registers.set_up_register", who=only_within_an_act)
def set_up_register(*, row: Mapping[str, Any], by: Actor) -> Register:
    """A register as a site pack writes it; a second time changes nothing."""
    found = Register.objects.filter(key=row["key"]).first()
    if found is None:
        values = {name: value for name, value in whole(row).items() if name != "key"}
        found = put_register(None, row["key"], values, PackLoad("", by), _last() + 10)
    return found


@acts.act("registers.make_register", who=can_make_register)
def make_register(*, facts: Mapping[str, Any], by: Actor, like: Register | None = None) -> Register:
    """A new one of the actor's bureau, in preparation: nobody else sees it until it is opened. `like`: begins with the
    form, columns, identity and checks of that one, which stays as it is.
    """
    _refuse_alike(facts["title"], by.organisation_id, None)
    key, content = f"{OWN}{new_public_id()}", {"fields": []}
    said: dict[str, Any] = {"identity": [], "shows": [], "checks": []}
    if like is not None:
        content = to_data(form_of(like))
        said = {name: keys_now(like.definition, getattr(like, name)) for name in ("identity", "shows")}
        said |= {"checks": like.checks, "extra": {ROLES: roles_of(like)}}
    definition = start_form(
        title=facts["title"],
        purpose=facts["tells"],
        basis="",
        by=by,
        key=f"{OF_REGISTER}{key}",
        content=content,
    )
    owner = Organisation.objects.get(pk=by.organisation_id)
    order = {"order": _last() + 10, "withdrawn_at": clock.now()}
    made: Register = acts.create(
        Register, key=key, owner=owner, definition=definition, **order, **said, **facts
    )
    return made


def _last() -> int:
    return Register.objects.order_by("-order").values_list("order", flat=True).first() or 0


@acts.act("registers.change_register", who=can_edit_register, on="register")
def change_register(
    *, register: Register, facts: Mapping[str, Any], by: Actor, why_fewer: str = ""
) -> Register:
    """What it is called, for what, with which stages, how long personal values are kept. Fewer years by which values
    would go wait for another person (`why_fewer`: the reason); the rest is changed at once.
    """
    _refuse_alike(facts["title"], register.owner_id, register)
    if facts["stages"] == Stages.NONE and (count := standing_stages(register).count()):
        raise RuleBroken(f"已有 {count} 条建设阶段登记在这个台账里，不能改成没有建设阶段。先请各校撤回。")
    due = erased_with(register, facts["retention_years"])
    if due and not why_fewer.strip():
        raise RuleBroken(
            f"保留年数改成 {facts['retention_years']} 年，马上有 {due} 条的个人信息期满清除，不能恢复。"
            "确实要改，请写明“缩短保留年数的理由”再保存，另一人确认以后才缩短。"
        )
    if due:
        said_to_go(register, why_fewer, by, years=facts["retention_years"])
        facts = {**facts, "retention_years": register.retention_years}
    acts.change(register, **facts)
    if (register.definition.title, register.definition.purpose) != (register.title, register.tells):
        acts.change(register.definition, title=register.title, purpose=register.tells)
    return register


def _refuse_alike(title: str, owner: int | None, but: Register | None) -> None:
    alike = Register.objects.filter(owner=owner, title=title).exclude(pk=but.pk if but else None)
    if alike.exists():
        raise RuleBroken(ALIKE.format(title))


def standing_stages(register: Register) -> QuerySet[ProjectStage]:
    return ProjectStage.objects.filter(entry__register=register, taken_back_at__isnull=True)


@acts.act("registers.set_identity", who=can_edit_register, on="register")
def set_identity(
    *,
    register: Register,
    identity: Sequence[str],
    shows: Sequence[str],
    rows: Sequence[Named],
    by: Actor,
    agreed: str = "",
) -> Register:
    """What tells entries apart and what the list shows. `rows`: all entries as they would be (`effects.named_anew`),
    worked out before; where some become one or several, `agreed` names that very effect. Refused where an entry came or
    changed since.
    """
    FormDefinition.objects.select_for_update().get(pk=register.definition_id)
    _refuse_unfit(form_of(register), identity, shows)
    if not is_as_read(register, rows):
        raise RuleBroken("刚才有人登记或修改了条目，影响和您看到的不一样了。请再看一次影响，然后保存。")
    effect = effect_of(rows)
    if effect.changes_counting and agreed != effect.stamp():
        raise RuleBroken("这样改，有的条目会变成同一条或分成几条，数也跟着变。请先看清影响，再确认。")
    acts.change(register, identity=list(identity), shows=list(shows))
    if register.definition.current is not None:
        rename(register, rows, by)
    return register


def _refuse_unfit(form: Form, identity: Sequence[str], shows: Sequence[str]) -> None:
    """A personal field may tell entries apart; it is never shown."""
    for key, personal_too in [*((key, True) for key in identity), *((key, False) for key in shows)]:
        if words := unfit(form, key, personal_too=personal_too):
            raise RuleBroken(f"{words}请重新选择。")
    if not shows:
        raise RuleBroken("请至少选一列，清单上要有名称才认得出是哪一条。")


@acts.act("registers.set_roles", who=can_edit_register, on="register")
def set_roles(*, register: Register, roles: Mapping[str, str], by: Actor) -> Register:
    """Which fields play the parts from which values follow; figures counted from it are counted anew."""
    for words in wrong_in_roles(form_of(register), roles):
        raise RuleBroken(words)
    before, after = (_wrong(register, each) for each in (roles_of(register), roles))
    if set(after) - set(before):
        raise RuleBroken("有核查规则用到了要去掉的数。请先改那条规则，再来改这里。")
    acts.change(register, extra={**register.extra, ROLES: dict(roles)})
    note_counted(register=register, organisations=_holders(register), by=by)
    return register


def _wrong(register: Register, roles: Mapping[str, str]) -> list[str]:
    """What is wrong with the checks where fields play these parts."""
    paths = [path for path, _ in form_of(register).walk()]
    return wrong_in_checks(register.key, register.checks, [*paths, *names_played(roles)])


@acts.act("registers.set_checks", who=can_edit_register, on="register")
def set_checks(
    *,
    register: Register,
    checks: Sequence[Mapping[str, Any]],
    removed: Sequence[Mapping[str, Any]],
    by: Actor,
) -> Register:
    """The checks in their order, and those taken out, which can come back."""
    if len(checks) > MOST_CHECKS:
        raise RuleBroken(f"一个台账最多 {MOST_CHECKS} 条核查规则，请先删去不用的。")
    paths = [path for path, _ in form_of(register).walk()] + names_played(roles_of(register))
    before = set(wrong_in_checks(register.key, register.checks, paths))
    for words in wrong_in_checks(register.key, list(checks), paths):
        if words not in before:  # what is wrong already is told on the page and does not stop other changes
            raise RuleBroken(words)
    personal = {path: field.label for path, field in form_of(register).walk() if field.personal}
    for row in checks:
        if row not in register.checks and (named := sorted(looks_at(row) & set(personal))):
            raise RuleBroken(f"“{personal[named[0]]}”是个人信息，核查的结果上级也看得到，不能用来核查。")
    extra = {**register.extra, "removed_checks": list(removed)[:MOST_REMOVED]}
    acts.change(register, checks=list(checks), extra=extra)
    return register


@acts.act("registers.withdraw_register", who=can_edit_register, on="register")
def withdraw_register(*, register: Register, reason: str, by: Actor) -> Register:
    """Out of use: nobody sees it; every entry stays."""
    if register.withdrawn_at is not None:
        raise RuleBroken("这个台账已经停用。请刷新页面查看最新情况。")
    if not reason.strip():
        raise RuleBroken("请写明为什么停用，各校会问到。")
    acts.change(
        register, withdrawn_at=clock.now(), extra={**register.extra, "withdrawn_words": reason.strip()[:300]}
    )
    note_counted(register=register, organisations=_holders(register), by=by)
    return register


def _holders(register: Register) -> frozenset[int]:
    return frozenset(register.entries.order_by().values_list("organisation", flat=True).distinct())


@acts.act("registers.restore_register", who=can_edit_register, on="register")
def restore_register(*, register: Register, by: Actor) -> Register:
    """In use: for the first time or again."""
    if register.withdrawn_at is None:
        raise RuleBroken("这个台账正在使用，不用再办。请刷新页面查看最新情况。")
    if missing := missing_to_open(register):
        raise RuleBroken(f"还不能启用：{missing[0]}")
    _refuse_alike(register.title, register.owner_id, register)
    acts.change(register, withdrawn_at=None, opened_at=register.opened_at or clock.now())
    rename(register, named_anew(register), by)
    note_counted(register=register, organisations=_holders(register), by=by)
    return register


def missing_to_open(register: Register) -> list[str]:
    """What stands between a register and its use, a sentence each."""
    found = []
    if register.definition.current is None:
        found.append("登记的内容还没有发布。请编辑内容，发布第一版。")
    if register.definition.withdrawn_at is not None:
        found.append("登记内容的表单停用了。请先恢复表单。")
    elif register.definition.current is not None and not keys_now(register.definition, register.shows):
        found.append("还没有选清单显示哪几列。")
    return found
