"""A draft is started and written: its title, its form, its people, its commitments, the school's own selection."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from luoshi.accounts.models import Membership, Organisation
from luoshi.common import acts, clock
from luoshi.common.actor import Actor
from luoshi.common.dataforms.answers import save_answer
from luoshi.common.errors import RuleBroken
from luoshi.core.likeness import known_as
from luoshi.core.selection import Applicant, read_rules
from luoshi.papers.actions import Proof
from luoshi.papers.actions.moving import post_of
from luoshi.registers.models import Entry
from luoshi.selection.deadline import why_not_now
from luoshi.selection.models import Call
from luoshi.selection.states import CallState

from .. import permissions
from ..models import Application, Consent, OwnSelection, Person
from ..named import denied, people_who_are, was_denied
from ..queries import is_from_within, people_of, twins_of
from ..states import ApplicationState, PersonRole
from .moving import call_first, hold_call, refuse_promoted, refuse_unless_changeable, touch


@acts.act("applying.start_application", who=permissions.can_apply, under="call", first=call_first)
def start_application(
    *,
    call: Call,
    title: str,
    by: Actor,
    group: str = "",
    entry: Entry | None = None,
    arrived: dt.datetime | None = None,
) -> Application:
    """A draft of the acting post's organisation."""
    call = call_first(call)
    now = arrived or clock.now()
    if call.state != CallState.OPEN or (call.until is not None and now > call.until):
        raise RuleBroken(why_not_now(call, now) or "现在不能申报。")
    owner = post_of(by)
    _refuse_twin(call, owner, title)
    made: Application = acts.create(
        Application,
        call=call,
        organisation=owner.organisation,
        owner=owner,
        title=title.strip(),
        group=_group(call, group),
        entry=_entry(call, owner.organisation, entry),
    )
    return made


def _refuse_twin(call: Call, owner: Membership, title: str, but: int | None = None) -> None:
    if not title.strip():
        raise RuleBroken("请填写申报名称。")
    if twins_of(call, owner, title.strip()).exclude(pk=but).exists():
        whose = "您" if call.organisation_id == owner.organisation_id else "本单位"
        raise RuleBroken(f"{whose}已经有一份“{title.strip()}”，请打开它接着办，或换一个名称。")


def _group(call: Call, group: str) -> str:
    titles = read_rules(call.rules).group_titles
    if group and group not in titles:
        raise RuleBroken("没有这个组别，请从列出的组别里选择。")
    return group


def _entry(call: Call, organisation: Organisation, entry: Entry | None) -> Entry | None:
    """An entry of the own organisation, of the register this selection is about."""
    if entry is None:
        return None
    if entry.organisation_id != organisation.pk or entry.register.key != read_rules(call.rules).register:
        raise RuleBroken("只能选择本单位在这个台账里的条目，请重新选择。")
    return entry


@acts.act(
    "applying.change_application", who=permissions.can_write_application, on="application", first=call_first
)
def change_application(
    *,
    application: Application,
    title: str,
    by: Actor,
    group: str = "",
    entry: Entry | None = None,
    partners: Sequence[Organisation] = (),
    arrived: dt.datetime | None = None,
) -> Application:
    """What it is called and about; with whom it is filed."""
    refuse_unless_changeable(application, arrived)
    refuse_promoted(application)
    call = application.call
    _refuse_twin(call, application.owner, title, application.pk)
    if application.sequence is not None and group != application.group:
        raise RuleBroken("报送过的申报不能换组别：名额是按原来的组别占的。要换组别请撤回后另报一份。")
    said = {"title": title.strip(), "group": _group(call, group)}
    changed = acts.change(application, **said, entry=_entry(call, application.organisation, entry))
    _refuse_denying_partners(application, partners)
    before = set(application.partners.values_list("pk", flat=True))
    wanted = {each.pk for each in partners if each.pk != application.organisation_id}
    if before != wanted:
        application.partners.set(wanted)
        acts.note_each("partners", [[each] for each in partners])
    if changed or before != wanted:
        touch(application, by)
    return application


def _refuse_denying_partners(application: Application, partners: Sequence[Organisation]) -> None:
    told = denied(application).filter(organisation__in=partners).first()
    if told is not None and told.organisation is not None:
        raise RuleBroken(f"{told.organisation.short}已经否认联合申报，不能再填写，请先与该单位商定。")


@acts.act(
    "applying.fill_application", who=permissions.can_write_application, on="application", first=call_first
)
def fill_application(
    *,
    application: Application,
    values: Mapping[str, Any],
    answer_version: int,
    by: Actor,
    complete: bool = False,
    arrived: dt.datetime | None = None,
) -> Application:
    """The form; a part of it may be missing until it is sent."""
    refuse_unless_changeable(application, arrived)
    version = application.call.form_version
    if version is None:
        raise RuleBroken("这次遴选没有申报书，不用填写。")
    answer = save_answer(
        version_of_form=version,
        about=application,
        organisation_id=application.organisation_id,
        organisation_name=application.organisation.name,
        values=values,
        by=by,
        answer_version=answer_version,
        complete=complete,
        held=True,
    )
    if application.answer_id is None:
        acts.change(application, answer=answer)
    touch(application, by)
    return application


@acts.act("applying.add_person", who=permissions.can_write_application, on="application", first=call_first)
def add_person(
    *,
    application: Application,
    name: str,
    by: Actor,
    role: str = PersonRole.MEMBER,
    organisation: Organisation | None = None,
    place: str = "",
    entry: Entry | None = None,
    membership: Membership | None = None,
    words: str = "",
    arrived: dt.datetime | None = None,
) -> Application:
    """One more. `organisation`, `place`: where he works, if not here: one of ours, or as typed."""
    refuse_unless_changeable(application, arrived)
    refuse_promoted(application)
    home = organisation or (None if place.strip() else application.organisation)
    _refuse_strange(application, home, entry, membership)
    _refuse_denied(application, name, home, place, membership)
    people = list(people_of(application))
    _refuse_one_more(application, role, people)
    _refuse_line_of_another(entry, name, people)
    acts.create(
        Person,
        application=application,
        role=role,
        name=name.strip(),
        organisation=home,
        place="" if home is not None else place.strip()[:80],
        entry=entry,
        membership=membership,
        words=words.strip(),
        order=len(people) + 1 if role != PersonRole.LEADER else 0,
    )
    touch(application, by)
    return application


def _refuse_denied(
    application: Application, name: str, home: Organisation | None, place: str, membership: Membership | None
) -> None:
    """Who said once that it was not him is not named again; a colleague of the same name by his post."""
    place = "" if home is not None else place.strip()[:80]
    if membership is None and was_denied(application, known_as(name), home, place):
        raise RuleBroken(
            f"{name.strip()}本人已经否认参加本单位的申报，不能再填写。是同名的另一位，请选他的账号和岗位。"
        )
    if (
        membership is not None
        and Consent.objects.filter(
            given=False,
            user=membership.user_id,
            person__isnull=False,
            application__call=application.call_id,
            application__organisation=application.organisation_id,
        ).exists()
    ):
        raise RuleBroken(f"{name.strip()}本人已经否认参加本单位的申报，不能再填写。请先与本人商定。")


def _refuse_strange(
    application: Application, home: Organisation | None, entry: Entry | None, membership: Membership | None
) -> None:
    """Lines and posts of the own school are known here, of others they are not ours to name."""
    own = application.organisation_id
    elsewhere = home is None or home.pk != own
    for row in (entry, membership):
        if row is not None and (elsewhere or row.organisation_id != own):
            raise RuleBroken("外单位的人员不能选本单位的教师台账或岗位，请清空后再添加。")


def _refuse_one_more(application: Application, role: str, people: list[Person]) -> None:
    rules = read_rules(application.call.rules)
    if rules.applicant is Applicant.SCHOOL:
        raise RuleBroken("这次遴选由单位申报，不用填写人员。")
    if role == PersonRole.LEADER and any(each.role == PersonRole.LEADER for each in people):
        raise RuleBroken("主持人（申报人）只有一位，要更换请先移除现在的。")
    if rules.team.most and len(people) >= rules.team.most:
        raise RuleBroken(f"最多 {rules.team.most} 人，要加人请先移除一位。")


def _refuse_line_of_another(entry: Entry | None, name: str, people: list[Person]) -> None:
    """A person meets conditions by his own line of the register, nobody by another's, and no two by one."""
    if entry is None:
        return
    if known_as(entry.label) != known_as(name):
        raise RuleBroken(f"台账里选的是“{entry.label}”，和姓名不一致，请选本人的一条，没有的请清空。")
    if any(each.entry_id == entry.pk for each in people):
        raise RuleBroken(f"台账里的“{entry.label}”已经用在另一位成员上，请核对。")


@acts.act("applying.remove_person", who=permissions.can_write_application, on="application", first=call_first)
def remove_person(
    *, application: Application, person: Person, by: Actor, arrived: dt.datetime | None = None
) -> Application:
    refuse_unless_changeable(application, arrived)
    refuse_promoted(application)
    acts.change(person, removed_at=clock.now())
    touch(application, by)
    return application


@acts.act("applying.clear_person", who=permissions.can_clear_person, on="application", first=call_first)
def clear_person(
    *,
    application: Application,
    person: Person,
    clear: bool,
    by: Actor,
    words: str = "",
    arrived: dt.datetime | None = None,
) -> Application:
    """师德师风和学术诚信: what the school found. A no says why, and the application cannot be sent with this person."""
    if is_from_within(application):
        _refuse_unless_at_check(application)
    else:
        refuse_unless_changeable(application, arrived)
    if not clear and not words.strip():
        raise RuleBroken("审核不通过要写明情况，请填写后再保存。")
    if people_who_are(by.user_id or 0).filter(pk=person.pk).exists():
        raise RuleBroken("不能审核本人，请由其他校领导或项目办审核。")
    said = {"clear_by": f"{by.organisation_name} {by.name}"[:80], "clear_at": clock.now()}
    acts.change(person, clear=clear, clear_words=words.strip()[:300], **said)
    return application


def _refuse_unless_at_check(application: Application) -> None:
    """In a school's own selection people are looked at with the rest of what arrived."""
    hold_call(application)
    if application.state != ApplicationState.RECEIVED:
        raise RuleBroken(f"现在的状态是“{application.get_state_display()}”，待形式审查时才能审核人员。")


@acts.act(
    "applying.tick_statements", who=permissions.can_write_application, on="application", first=call_first
)
def tick_statements(
    *, application: Application, ticked: Sequence[str], by: Actor, arrived: dt.datetime | None = None
) -> Application:
    """Commitments as they are ticked now; who ticked which stays with it."""
    refuse_unless_changeable(application, arrived)
    known = [each.key for each in read_rules(application.call.rules).statements]
    said = {"by": by.name, "at": clock.now().isoformat()}
    kept = {key: application.statements.get(key, said) for key in known if key in ticked}
    acts.change(application, statements=kept)
    return application


@dataclass(frozen=True, slots=True)
class OwnSelected:
    """The school's own selection and notice, as filled in."""

    decided_on: dt.date
    words: str
    notice_from: dt.date
    notice_until: dt.date
    outcome: str


@acts.act(
    "applying.note_own_selection", who=permissions.can_write_application, on="application", first=call_first
)
def note_own_selection(
    *,
    application: Application,
    said: OwnSelected,
    by: Actor,
    proof: Proof | None = None,
    arrived: dt.datetime | None = None,
) -> Application:
    """校内遴选和公示; the record (minutes, a picture of the notice) as a file."""
    refuse_unless_changeable(application, arrived)
    refuse_promoted(application)
    if said.notice_until < said.notice_from:
        raise RuleBroken("公示结束早于开始，请核对日期。")
    fields: dict[str, Any] = {name: getattr(said, name) for name in OwnSelected.__slots__}
    if proof is not None:
        fields |= {"stored": proof.stored, "name": proof.name}
    own = OwnSelection.objects.filter(application=application).first()
    if own is None:
        acts.create(OwnSelection, application=application, **fields)
    else:
        acts.change(own, **fields)
    return application
