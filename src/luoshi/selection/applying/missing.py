"""What an application still lacks: the same list is the hint on its page and the refusal when it is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from luoshi.accounts.calendars import workdays_of
from luoshi.common import clock
from luoshi.common.dataforms.answers import values_of
from luoshi.core.fields import problems_of, settle
from luoshi.core.selection import Applicant, Rules, read_rules
from luoshi.papers.filed.queries import stamped_copy_of
from luoshi.selection import eligibility
from luoshi.selection.queries import register_of

from .facts import people_facts
from .history import history_of
from .kinds import OPINION
from .models import Application
from .queries import is_countys, is_from_within, materials_of, opinions_for, people_of
from .states import PersonRole

Told = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class Lack:
    """words: what is lacking and what to do; part: of the application, as `PARTS` names it; at: the field of the form
    or the line of the list of materials, where it is one of them.
    """

    words: str
    part: str
    at: str = ""


def missing(application: Application) -> list[str]:
    """Sentences, in the order of the page; empty when it can be sent."""
    return [each.words for each in lacking(application)]


def lacking(application: Application, told: list[eligibility.Verdict] | None = None) -> list[Lack]:
    """The same with where it is mended. told: what the conditions say of it, where that is known already."""
    rules = read_rules(application.call.rules)
    found: list[Lack] = []
    looks = PARTS if told is None else PARTS | {"conditions": lambda *_: _barring(told)}
    for part, look in looks.items():
        for told in look(application, rules):
            words, at = told if isinstance(told, tuple) else (told, "")
            found.append(Lack(words, part, at))
    return found


def _basics(application: Application, rules: Rules) -> Iterator[str]:
    if rules.group_titles and application.group not in rules.group_titles:
        yield "还没有选择组别，请在“基本情况”里选择。"
    if rules.register and application.entry is None:
        yield "还没有选择台账里的条目，请在“基本情况”里选择。"


def verdicts_of(
    application: Application, rules: Rules, *, everywhere: bool = False
) -> list[eligibility.Verdict]:
    """What every condition says of it now: of the school, the entry it applies with, and its people. everywhere: with
    what people from elsewhere entered with others, which is for the formal check alone.
    """
    call, day = application.call, clock.today()
    bureau, register = call.organisation, register_of(call)
    told = eligibility.of_organisation(rules, application.organisation, bureau, register, day)
    if register is not None and application.entry_id is not None:
        entries = eligibility.of_entries(rules, application.organisation, bureau, register, day)
        told += [each for facts, said in entries if facts.entry_id == application.entry_id for each in said]
    if any(each.about in eligibility.OF_PEOPLE for each in rules.requirements(application.group)):
        history = history_of(application, rules, day, everywhere=everywhere)
        told += eligibility.of_people(
            rules, application.group, people_facts(application, day), bureau, history
        )
    return told


def _conditions(application: Application, rules: Rules) -> Iterator[str]:
    """What is known not to be met and keeps one out; what is unknown the formal check looks at."""
    yield from _barring(verdicts_of(application, rules))


def _barring(told: list[eligibility.Verdict]) -> Iterator[str]:
    for each in told:
        if each.bars:
            yield f"条件“{each.requirement.words}”{each.why}"


def left_to_the_check(told: list[eligibility.Verdict]) -> list[eligibility.Verdict]:
    """Conditions on the people that do not keep it out and are not seen to be met: the formal check looks at them."""
    of_people = [each for each in told if each.requirement.about in eligibility.OF_PEOPLE]
    return [each for each in of_people if not each.met and not each.bars]


def _form(application: Application, rules: Rules) -> Iterator[Told]:
    version = application.call.form_version
    if version is None:
        return
    if application.answer is None:
        yield "申报书还没有填写。"
        return
    values = settle(version.form, values_of(application.answer))
    for problem in problems_of(version.form, values):
        yield f"申报书：{problem.message}", problem.path[0] if problem.path else ""


def _people(application: Application, rules: Rules) -> Iterator[str]:
    if rules.applicant is Applicant.SCHOOL:
        return
    people = list(people_of(application))
    if not any(each.role == PersonRole.LEADER for each in people):
        yield "还没有填写主持人（申报人），请在“人员”里填写。"
    least, most = rules.team.least, rules.team.most
    if least and len(people) < least:
        yield f"团队至少 {least} 人，现在 {len(people)} 人，请补充成员。"
    if most and len(people) > most:
        yield f"团队最多 {most} 人，现在 {len(people)} 人，请减少成员。"
    for each in people:
        if each.clear is None and not is_from_within(application):  # there the formal check looks at it
            yield f"{each.name}的师德师风和学术诚信还没有审核，请校领导或项目办审核。"
        elif each.clear is False:
            yield f"{each.name}的师德师风或学术诚信审核没有通过，不能申报，请更换人员。"


def _materials(application: Application, rules: Rules) -> Iterator[Told]:
    counts: dict[str, int] = {}
    for each in materials_of(application):
        counts[each.item] = counts.get(each.item, 0) + 1
    for item in rules.materials:
        number = counts.get(item.key, 0)
        if item.required and not number:
            yield f"还没有上传“{item.title}”。", item.key
        if item.most and number > item.most:
            yield f"“{item.title}”最多 {item.most} 个文件，现在 {number} 个，请移除多余的。", item.key


def _statements(application: Application, rules: Rules) -> Iterator[str]:
    for each in rules.statements:
        if each.key not in application.statements:
            yield f"还没有承诺“{each.title}”，请阅读后勾选。"


def _own_selection(application: Application, rules: Rules) -> Iterator[str]:
    if not rules.own_selection:
        return
    own = getattr(application, "own_selection", None)
    if own is None:
        yield "还没有登记校内遴选和公示情况。"
        return
    table = workdays_of(application.organisation.path)
    days = table.between(own.notice_from, own.notice_until) + table.is_workday(own.notice_from)
    if days < rules.own_notice_days:
        yield f"校内公示只有 {days} 个工作日，不少于 {rules.own_notice_days} 个工作日，请延长公示后再报送。"
    if own.notice_until >= clock.today():
        yield f"校内公示到 {own.notice_until:%Y-%m-%d} 结束，结束以后才能报送。"


def _opinions(application: Application, rules: Rules) -> Iterator[str]:
    for each in opinions_for(application):
        if is_countys(each):
            continue
        kind = f"{OPINION}{each.key}"[:40]
        if stamped_copy_of(application, application.edition, kind) is None:
            yield f"“{each.title}”还没有盖章扫描件，请打印、盖章后扫描上传。"


PARTS: dict[str, Callable[[Application, Rules], Iterator[Told]]] = {
    "basics": _basics,
    "conditions": _conditions,
    "form": _form,
    "people": _people,
    "materials": _materials,
    "statements": _statements,
    "own": _own_selection,
    "opinions": _opinions,
}
