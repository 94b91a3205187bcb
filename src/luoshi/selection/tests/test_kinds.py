"""Kinds: shipped examples that add up, copied, changed part by part without a loss, withdrawn and restored."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from lxml import html

from luoshi.common.errors import RuleBroken
from luoshi.core.fields import read
from luoshi.core.selection import problems, read_rules, to_json
from luoshi.selection import actions
from luoshi.selection.eligibility import lost_conditions, of_people
from luoshi.selection.examples import examples
from luoshi.selection.forms import before_the_upper
from luoshi.selection.models import Call, Kind
from luoshi.selection.sections import SECTIONS

from . import helping
from .helping import act, fresh, made

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NAMED_BY_THE_ISSUE = {
    *("三全育人典型学校", "名班主任工作室", "德育案例", "思政教学创新团队", "思政示范课堂", "课程思政案例"),
    *("思政教师研修基地", "示范性职教集团", "产教融合实训基地", "企业实践流动站", "双师培训基地"),
    *("教师教学创新团队", "课堂革命案例", "信息化标杆学校", "虚拟仿真实训基地", "在线精品课程", "规划教材"),
    *("职工培训基地", "继续教育基地", "社区教育示范基地", "老年大学示范校", "教学能力比赛"),
}


def test_every_kind_that_was_asked_for_is_shipped_once() -> None:
    titles = [each.title for each in examples()]
    assert set(titles) == NAMED_BY_THE_ISSUE
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("shipped", examples(), ids=lambda each: each.key)
def test_an_example_adds_up_and_its_form_can_be_published(shipped: Any) -> None:
    assert problems(read_rules(shipped.rules)) == []
    form, wrong = read(shipped.content)
    assert wrong == []
    assert set(shipped.rules["form_hides"]) <= {field.key for field in form.fields}
    assert {"recommend": True, "recognise": False}[shipped.outcome] is bool(shipped.rules["next_level"])


IDEOLOGY, COMMON, FIRST, SECOND = "思政", "公共基础（不含思政）", "专业技能一", "专业技能二"
ENTRY_RULES = {  # domain f, the city's entry form of 2023: sentence → (fact, test, groups it does not bind, a bar)
    "every member >= 3 years' service": ("work_years", "ge", 3, (), True),
    "one member <= 35 unless 思政": ("youngest", "le", 35, (IDEOLOGY,), True),
    "one with senior title or certificate": ("seniors", "ge", 1, (), False),
    "专业 team 双师 >= 50%": ("dual_share", "ge", 50, (IDEOLOGY, COMMON), True),
    "enterprise teacher <= 1": ("enterprise", "le", 1, (IDEOLOGY, COMMON), True),
    "second prize and up: keep at most 2 old members": ("earlier_winners", "le", 2, (), False),
    "and add a new one": ("newcomers", "ge", 1, (), False),
    "last 2 years' national first-prize members barred": ("nation_first_months", "ge", 24, (), True),
    "their school barred with the same course or major": ("topic_again", "eq", False, (), True),
    "unchanged prize works barred": ("work_again", "eq", False, (), True),
    "a teacher at most 2 entries": ("works", "le", 2, (), True),
}
LOOKED_AT = {  # what no register knows, or not always: a line of the formal check
    "taught the course in the last 3": "近三年实际讲授",
    "last 2 years' national first-prize members barred, same course or major barred": "近两年国赛一等奖",
    "unchanged prize works barred": "没有修改的获奖作品",
    "and add a new one": "并有新成员",
    "a teacher at most 2 entries": "不超过两件",
    "at most 12 figures": "不超过 12 幅图",
    "no region, school or personal name": "没有地区、学校、姓名",
}


def test_the_competition_has_its_groups_rubric_and_prizes() -> None:
    """Issue 6 §6: four groups, teams of 3–4, materials with limits, blind rule, rubric 20/20/40/8/8/4, prize shares."""
    shipped = next(each for each in examples() if each.key == "teaching-competition")
    rules = read_rules(shipped.rules)
    assert rules.group_titles == (IDEOLOGY, COMMON, FIRST, SECOND)
    assert (rules.applicant, rules.team.least, rules.team.most) == ("team", 3, 4)
    assert rules.rubric is not None
    assert [int(item.most) for item in rules.rubric.items[:6]] == [20, 20, 40, 8, 8, 4]
    assert [(item.kind, item.title) for item in rules.rubric.items[6:]] == [("veto", "出现地区、学校或姓名")]
    assert (rules.blindness, rules.method.veto) == ("double", "any")
    assert [(level.title, level.percent) for level in rules.levels] == [
        ("一等奖", 10),
        ("二等奖", 20),
        ("三等奖", 30),
    ]
    limits = {line.title: (line.most, line.words, line.kinds, line.blind) for line in rules.materials}
    assert limits["课堂实录"] == (4, 0, ("mp4",), True)
    assert limits["教学实施报告"] == (1, 5000, ("pdf", "docx"), True)
    assert {title for title, limit in limits.items() if not limit[3]} == {"参赛报名表", "信息公示"}
    assert {"教案", "人才培养方案", "课程标准", "教材选用说明"} <= set(limits)
    assert (shipped.outcome, rules.next_level, rules.next_number) == ("recommend", "province", 2)
    assert (rules.own_selection, rules.quota.by, rules.quota.raised) == (True, "school", 1)


@pytest.mark.parametrize("sentence", ENTRY_RULES)
def test_the_competition_asks_each_entry_rule(sentence: str) -> None:
    """Issue 6 §6: the entry rules of domain f."""
    rules = read_rules(next(each.rules for each in examples() if each.key == "teaching-competition"))
    name, op, value, free, bars = ENTRY_RULES[sentence]
    for group in rules.group_titles:
        asked = [each for each in rules.requirements(group) if each.test.field == name]
        assert len(asked) == (group not in free), group
        assert all((each.test.op, each.test.value, each.veto) == (op, value, bars) for each in asked)


@pytest.mark.parametrize("sentence", LOOKED_AT)
def test_what_no_register_knows_is_looked_at(sentence: str) -> None:
    rules = read_rules(next(each.rules for each in examples() if each.key == "teaching-competition"))
    assert [each.title for each in rules.checks if LOOKED_AT[sentence] in each.title]


TEACHER = {"work_years": 5, "age": 40, "is_dual": True, "title": "senior", "source": "own"}


@pytest.mark.parametrize(
    ("group", "changes", "barred"),
    [
        (FIRST, {}, ["不超过 35 岁"]),
        (IDEOLOGY, {}, []),
        (FIRST, {0: {"age": 34}}, []),
        (FIRST, {0: {"age": 34, "work_years": 2}}, ["工作满三年"]),
        (SECOND, {0: {"age": 34}, 1: {"is_dual": False}, 2: {"is_dual": False}}, ["不少于一半"]),
        (COMMON, {0: {"age": 34}, 1: {"is_dual": False}, 2: {"is_dual": False}}, []),
        (FIRST, {0: {"age": 34, "source": "enterprise"}, 1: {"source": "enterprise"}}, ["不超过 1 人"]),
        (COMMON, {0: {"age": 34, "source": "enterprise"}, 1: {"source": "enterprise"}}, []),
    ],
)
def test_a_team_is_let_in_or_told_why_not(
    there: Any, group: str, changes: dict[int, dict[str, Any]], barred: list[str]
) -> None:
    """Issue 6 §6: whom the entry rules keep out, by group."""
    rules = read_rules(next(each.rules for each in examples() if each.key == "teaching-competition"))
    people = [(f"示例教师{at}", {**TEACHER, **changes.get(at, {})}) for at in range(3)]
    told = of_people(rules, group, people, there.bureau)
    assert [
        words for words in barred if any(words in each.requirement.words for each in told if each.bars)
    ] == barred
    assert sum(each.bars for each in told) == len(barred)
    winners = next(each for each in told if "原成员" in each.requirement.words)
    assert winners.met is None, "nothing was noted of who won before: the formal check looks"
    assert "没有记录" in winners.why


def test_examples_ask_only_what_the_registers_of_the_site_hold(there: Any) -> None:
    """A register renamed in the pack would leave conditions that nobody can meet."""
    kinds = [helping.made(there, each.key) for each in examples()]
    assert [words for kind in kinds for words in lost_conditions(read_rules(kind.rules), kind)] == []


def test_a_copy_of_a_kind_has_rules_and_form_of_its_own(there: Any) -> None:
    first = made(there)
    second = fresh(actions.make_kind(source=first, title="市级创新团队（新）", by=there.actor("officer")))
    assert second.rules == first.rules
    assert second.definition != first.definition
    assert second.definition.current.content == first.definition.current.content
    helping.with_rules(there, second, valid_months=12)
    assert fresh(first).rules["valid_months"] == 36


def test_the_page_copies_what_it_shows_and_says_that_it_is_nobodys_standard(
    there: Any, signed_in: Any
) -> None:
    client, url = signed_in(there.officer), reverse("new-selection-kind")
    page = client.get(reverse("selection-kinds")).content.decode()
    assert ("非官方示例" in page, "没有正式文件为据" in page) == (True, True)
    helping.as_shown(client, f"{url}?example=moral-case", title="本市德育案例")
    first = Kind.objects.get(title="本市德育案例")
    with_rules = helping.with_rules(there, first, notice_days=9)
    helping.as_shown(client, f"{url}?like={first.public_id}", title="再照着建")
    second = Kind.objects.get(title="再照着建")
    assert second.rules == with_rules.rules
    assert second.definition.current.content == first.definition.current.content
    assert second.definition != first.definition
    told = client.get(reverse("selection-kind", args=[second.public_id])).content.decode()
    assert "非官方标准" in told
    assert "公示 9 个工作日" in told.replace("<dd>", "").replace("</dd>", "") or "9 个工作日" in told
    act(
        actions.change_kind,
        second,
        there.actor("officer"),
        facts=actions.KindFacts(title="再照着建", basis="示教〔2026〕1号", official=True),
    )
    told = client.get(reverse("selection-kind", args=[second.public_id])).content.decode()
    assert ("按正式文件制定" in told, "非官方标准" in told) == (True, False)


def test_a_kind_says_who_usually_hosts_it_and_a_new_call_begins_with_that(there: Any, signed_in: Any) -> None:
    kind, client = made(there), signed_in(there.officer)
    host = there.post("host", "yichang-zhijiaoshi").organisation
    edit = reverse("edit-selection-kind", args=[kind.public_id])
    assert "请选择承办单位" in helping.as_shown(client, edit, host_parts=["checks"]).content.decode()
    helping.as_shown(client, edit, host=host.public_id, host_parts=["checks", "panel"])
    kind = fresh(kind)
    assert (kind.host, kind.host_parts) == (host, ["checks", "panel"])
    told = client.get(reverse("selection-kind", args=[kind.public_id])).content.decode()
    assert "通常由市职教室承办：形式审查、组建评审组。" in told
    helping.as_shown(client, reverse("new-call", args=[kind.public_id]))
    call = Call.objects.get(kind=kind)
    assert (call.host, call.hosted) == (host, ("checks", "panel"))
    copy = actions.make_kind(source=kind, title="照着建的", by=there.actor("officer"))
    assert (copy.host, copy.host_parts) == (host, ["checks", "panel"])


def test_a_kind_is_made_by_officers_of_the_bureau_only(there: Any) -> None:
    with pytest.raises(PermissionDenied):
        actions.make_kind(source=examples()[0], title="越权", by=there.actor("office"))
    assert not Kind.objects.exists()


def test_two_kinds_in_use_are_not_called_the_same(there: Any) -> None:
    kind = made(there)
    with pytest.raises(RuleBroken, match="已经有叫"):
        made(there)
    act(actions.withdraw_kind, kind, there.actor("officer"), reason="重复")
    made(there)
    with pytest.raises(RuleBroken, match="已经有叫"):
        act(actions.restore_kind, kind, there.actor("officer"))


def test_a_withdrawn_kind_begins_no_call_until_it_is_restored(there: Any) -> None:
    kind = act(actions.withdraw_kind, made(there), there.actor("officer"), reason="今年不办")
    with pytest.raises(RuleBroken, match="已经停用"):
        helping.drafted(there, kind)
    assert helping.drafted(there, act(actions.restore_kind, kind, there.actor("officer"))).kind == kind


def test_official_needs_a_paper(there: Any) -> None:
    kind = made(there)
    facts = actions.KindFacts(title="创新团队", official=True)
    with pytest.raises(RuleBroken, match="哪个正式文件"):
        act(actions.change_kind, kind, there.actor("officer"), facts=facts)
    facts = actions.KindFacts(title="创新团队", official=True, basis="宜教〔2026〕1号")
    assert act(actions.change_kind, kind, there.actor("officer"), facts=facts).official


def test_rules_that_cannot_be_read_are_refused_in_words(there: Any) -> None:
    with pytest.raises(RuleBroken, match="不认识"):
        helping.with_rules(there, made(there), colour="red")


@pytest.mark.parametrize("section", SECTIONS.values(), ids=lambda each: each.key)
def test_a_section_saved_as_it_stands_changes_nothing(section: Any) -> None:
    for shipped in examples():
        data = to_json(read_rules(shipped.rules))
        again = section.merged(data, section.stored(data))
        assert to_json(read_rules(again)) == data, shipped.key


CHANGED = {  # section → what is typed, the part of the rules it is in, and how that is kept
    "applicants": ({"quota_by": "school", "number": "7"}, "quota", lambda said: said["number"] == 7),
    "materials": (
        {"materials-0-title": "课程录像"},
        "materials",
        lambda said: said[0]["title"] == "课程录像",
    ),
    "papers": ({"correction_days": "9"}, "correction_days", lambda said: said == 9),
    "panel": ({"need": "4"}, "panel", lambda said: said["need"] == 4),
    "rubric": ({"items-0-title": "课程设计"}, "rubric", lambda said: said["items"][0]["title"] == "课程设计"),
    "method": ({"pass_mark": "61"}, "method", lambda said: str(said["pass_mark"]) == "61"),
    "ending": ({"notice_days": "8"}, "notice_days", lambda said: said == 8),
    "wording": (
        {"closing": "以资鼓励。", "title": "关于表彰{{ 遴选 }}的通知"},
        "wording",
        lambda said: (
            [said["closing"], said["title"], said["notice"]] == ["以资鼓励。", "关于表彰{{ 遴选 }}的通知", ""]
        ),
    ),
}


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_is_opened_changed_and_saved_on_screen(there: Any, signed_in: Any, section: str) -> None:
    """What the page shows and what it takes are the same: sent back as shown, the rules are as they were; changed in
    one place, they are others in that place alone.
    """
    kind = made(there, "online-course")
    client = signed_in(there.officer)
    url = reverse("selection-kind-rules", args=[kind.public_id, section])
    answer = helping.as_shown(client, url)
    assert (answer.status_code, answer.url.partition("#")[0]) == (
        302,
        reverse("selection-kind", args=[kind.public_id]),
    )
    assert fresh(kind).rules == kind.rules
    typed, part, kept = CHANGED[section]
    assert not kept(kind.rules[part])
    assert helping.as_shown(client, url, **typed).status_code == 302
    rules = fresh(kind).rules
    assert kept(rules[part])
    assert [key for key in rules if rules[key] != kind.rules[key]] == [part]


def test_the_page_of_the_rubric_keeps_what_asks_for_words(there: Any, signed_in: Any) -> None:
    """A comment on an item, an opinion on every sheet: kept as shown, and put there on screen."""
    kind = made(there, "online-course")
    rubric = kind.rules["rubric"]
    rubric["items"][0]["comment"], rubric["opinion"] = True, True
    kind = helping.with_rules(there, kind, rubric=rubric)
    client, url = signed_in(there.officer), reverse("selection-kind-rules", args=[kind.public_id, "rubric"])
    helping.as_shown(client, url)
    assert fresh(kind).rules["rubric"] == kind.rules["rubric"]
    shown = client.get(reverse("selection-kind", args=[kind.public_id])).content.decode()
    assert ("要写说明" in shown, "每张评分表都要写评审意见" in shown) == (True, True)
    helping.as_shown(client, url, opinion="")
    assert "opinion" not in fresh(kind).rules["rubric"]


def test_one_before_another_begins_with_an_end_that_leaves_its_days() -> None:
    """Seven days of review and twice the days of the notice, on a working day; where the usual end does, nothing."""
    at = timezone.make_aware(dt.datetime(2026, 12, 18, 17))
    upper = Call(until=at, opened_at=at - dt.timedelta(days=40))
    usual = at + dt.timedelta(days=10)
    [until] = before_the_upper(usual, upper, 5).values()
    assert until == timezone.make_aware(dt.datetime(2026, 12, 1, 17))
    assert before_the_upper(until, upper, 5) == {}
    assert before_the_upper(usual, None, 5) == {}


def test_no_page_of_a_kind_shows_how_rules_are_kept(there: Any, signed_in: Any) -> None:
    """What people read is Chinese: no key and no name of the code stands between the words."""
    kind = made(there, "textbook")
    client = signed_in(there.officer)
    pages = [reverse("selection-kind", args=[kind.public_id])]
    pages += [reverse("selection-kind-rules", args=[kind.public_id, each]) for each in SECTIONS]
    for url in pages:
        main = html.fromstring(client.get(url).content).get_element_by_id("main")
        words = re.sub(r"\{\{[一-龥]+\}\}", "", main.text_content())  # markers people write themselves
        assert not re.findall(r"[a-z]+_[a-z]+|\{|trimmed|points|veto", words), url


def test_words_with_a_marker_nobody_knows_are_not_taken(there: Any, signed_in: Any) -> None:
    kind, client = made(there), signed_in(there.officer)
    url = reverse("selection-kind-rules", args=[kind.public_id, "wording"])
    for typed, why in (
        ({"closing": "{{名次}}"}, "没有“名次”这个标记"),
        ({"title": "{{项目}}"}, "可以用的是：遴选"),
    ):
        answer = helping.as_shown(client, url, **typed)
        assert (answer.status_code, why in answer.content.decode()) == (422, True)
    assert fresh(kind).rules == kind.rules


def test_a_condition_is_added_changed_moved_and_removed_on_screen(there: Any, signed_in: Any) -> None:
    kind, client = made(there), signed_in(there.officer)
    before = kind.rules["conditions"]
    new = {
        "words": "本校有教师台账",
        "test-0-field": "register_teachers",
        "test-0-op": "ge",
        "test-0-value": "1",
    }
    helping.as_shown(client, reverse("add-kind-condition", args=[kind.public_id, "organisation"]), **new)
    rows = fresh(kind).rules["conditions"]
    assert [row["words"] for row in rows] == [*(row["words"] for row in before), "本校有教师台账"]
    assert rows[-1]["test"] == {"field": "register_teachers", "op": "ge", "value": 1}
    last = len(rows) - 1
    helping.as_shown(client, reverse("edit-kind-condition", args=[kind.public_id, last]), words="登记过教师")
    assert fresh(kind).rules["conditions"][last]["words"] == "登记过教师"
    arrange = reverse("arrange-kind-conditions", args=[kind.public_id])
    for do in (f"up {last}", f"remove {last - 1}"):
        client.post(arrange, {"do": do, "_version": fresh(kind).version})
    assert fresh(kind).rules["conditions"] == before
