"""The acts on an organisation as one table: what each is called, asks, does, and what it will touch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import merging, organisations, permissions
from . import organisation_forms as forms
from .models import Alias, Organisation
from .queries import within
from .standing import in_words


@dataclass(frozen=True, slots=True)
class Kind:
    """act: the function; keyword: how it calls the organisation; foresee: what happens, in words, before it does."""

    title: str
    words: str
    form: type[forms.ChangeForm]
    act: Callable[..., Any]
    foresee: Callable[[Organisation, dict[str, Any]], list[str]]
    keyword: str = "organisation"
    may: Callable[[Any, Any], bool] = permissions.can_manage_organisation
    danger: bool = False

    @property
    def name(self) -> str:
        return str(self.act.act_name)  # type: ignore[attr-defined]


def _renamed(organisation: Organisation, given: dict[str, Any]) -> list[str]:
    return [
        f"全称：{organisation.name} → {given['name']}；简称：{organisation.short} → {given['short']}",
        "原来的名称成为曾用名，仍可搜索到；这一天之前的材料仍显示当时的名称。",
    ]


def _second_name(organisation: Organisation, given: dict[str, Any]) -> list[str]:
    return [f"{organisation.name}同时使用“{given['name']}”，两个名称都可搜索到。"]


def _no_second_name(organisation: Organisation, given: dict[str, Any]) -> list[str]:
    return [f"“{given['name']}”不再使用，历史中保留。"]


def _supervised(organisation: Organisation, given: dict[str, Any]) -> list[str]:
    return [
        f"单位页面注明：{given.get('side') or '另一方面'}由{given['name']}主管。只作说明，不产生查看和办理的权限。"
    ]


def _not_supervised(organisation: Organisation, given: dict[str, Any]) -> list[str]:
    return [f"单位页面不再注明由{given['name']}主管，历史中保留。"]


def _moved(organisation: Organisation, given: dict[str, Any]) -> list[str]:
    parent = given["parent"]
    now = organisations.parent_of(organisation)
    count = Organisation.objects.filter(within(organisation.path), withdrawn_at__isnull=True).count()
    left = f"{now.name}及其上级中不管辖{parent.name}的，办好后立即看不到这些单位的内部材料。" if now else ""
    return [
        line
        for line in (
            f"上级单位：{now.name if now else '无'} → {parent.name}",
            f"连同下属单位和处室共 {count} 个一起划转。",
            f"{parent.name}及其上级办好后立即可以查看这些单位的责任项和人员。",
            left,
            "这一天之前的数据仍归原来的上级单位。",
        )
        if line
    ]


def _merged(organisation: Organisation, given: dict[str, Any]) -> list[str]:
    olds = [organisation, *given["others"]]
    target = given["into"].name if given["into"] else f"新单位{given['name']}（{given['short']}）"
    lines = [f"{old.name}并入{target}：{'、'.join(in_words(old)) or '名下没有人员和事项'}。" for old in olds]
    return [
        *lines,
        "在任人员以同样的岗位转到合并后的单位，名下事项跟着转；处室整体转入，重名的请随后合并。",
        "未完成的责任项由合并后的单位承接；同一任务只留一项，数量相加。已完成的仍记在原单位名下。",
        "原单位停用，名称成为曾用名；页面和历史保留。",
    ]


def _split(organisation: Organisation, given: dict[str, Any]) -> list[str]:
    return [
        *(f"设立{name}（{short}），与{organisation.short}同一上级。" for name, short in given["parts"]),
        "人员、处室和责任项都留在原单位，分设后再逐项转出。",
    ]


def _closed(organisation: Organisation, given: dict[str, Any]) -> list[str]:
    there = in_words(organisation)
    if there:
        return [f"现在还有{'、'.join(there)}，不能撤销。请先合并到其他单位，或逐项转出。"]
    return [f"{organisation.name}停用，页面和历史保留。"]


def _founded(organisation: Organisation, given: dict[str, Any]) -> list[str]:
    return [f"在{organisation.name}之下设立{given['name']}（{given['short']}）。"]


def _department(organisation: Organisation, given: dict[str, Any]) -> list[str]:
    return [f"{organisation.name}设立{given['name']}。"]


KINDS: dict[str, Kind] = {
    "rename": Kind("更名", "改全称、简称", forms.RenameForm, organisations.rename_organisation, _renamed),
    "second-name": Kind(
        "加挂名称", "一个单位、两块牌子", forms.SecondNameForm, organisations.add_second_name, _second_name
    ),
    "drop-second-name": Kind(
        "取消加挂名称",
        "不再使用第二名称",
        forms.OnlyNameForm,
        organisations.drop_second_name,
        _no_second_name,
    ),
    "supervisor": Kind(
        "登记另一主管部门",
        "例如技工教育由人社部门主管",
        forms.SupervisorForm,
        organisations.add_second_supervisor,
        _supervised,
    ),
    "end-supervisor": Kind(
        "结束另一主管部门",
        "不再由该部门主管",
        forms.OnlyNameForm,
        organisations.end_second_supervisor,
        _not_supervised,
    ),
    "move": Kind(
        "调整隶属", "换上级单位", forms.MoveForm, organisations.place_organisation, _moved, danger=True
    ),
    "merge": Kind(
        "合并",
        "并入另一单位，或几个单位合成一个",
        forms.MergeForm,
        merging.merge_organisations,
        _merged,
        danger=True,
    ),
    "split": Kind("分设", "分出新单位", forms.SplitForm, organisations.split_organisation, _split),
    "close": Kind(
        "撤销", "单位不再存在", forms.ChangeForm, organisations.close_organisation, _closed, danger=True
    ),
    "found": Kind(
        "设立下属单位",
        "学校、县市局、企业等",
        forms.FoundForm,
        organisations.found_organisation,
        _founded,
        keyword="parent",
        may=permissions.can_found_below,
    ),
    "department": Kind(
        "设立处室（科室）",
        "教务处、职教室等",
        forms.DepartmentForm,
        organisations.found_department,
        _department,
        keyword="parent",
        may=permissions.can_found_department,
    ),
}


def perform(kind: Kind, organisation: Organisation, cleaned: dict[str, Any], **how: Any) -> Any:
    """Call the act with what its form gave; `how`: by, and from a page version and once."""
    given = dict(cleaned)
    if "parent" in given:  # moving: this act calls the day `start`
        given["start"] = given.pop("on")
    if "others" in given:
        given["others"] = list(given["others"])
    return kind.act(**{kind.keyword: organisation}, **given, **how)


ONLY_WITH_SECOND_NAME, ONLY_WITH_SUPERVISOR = "drop-second-name", "end-supervisor"


def open_to(actor: Any, organisation: Organisation) -> list[tuple[str, Kind]]:
    """The acts this actor may do to it now."""
    if organisation.withdrawn_at is not None:
        return []
    hidden = set()
    if not organisation.aliases.filter(kind=Alias.Kind.SECOND, end__isnull=True).exists():
        hidden.add(ONLY_WITH_SECOND_NAME)
    if not organisation.second_supervisors.filter(end__isnull=True).exists():
        hidden.add(ONLY_WITH_SUPERVISOR)
    if organisation.kind == Organisation.Kind.SCHOOL:
        hidden.add("found")  # below it stand offices alone
    if organisation.kind == Organisation.Kind.DEPARTMENT:
        hidden |= {"supervisor", "second-name", "found", "department"}
    return [(key, kind) for key, kind in KINDS.items() if key not in hidden and kind.may(actor, organisation)]
