"""What is written by hand leaves as a valid pack, comes back the same, and is never reverted by a load."""

import pytest

from luoshi.accounts.queries import actor_for
from luoshi.common.models import PackOwned
from luoshi.common.stages import installed
from luoshi.core.packs.checks import check_pack
from luoshi.core.packs.difference import Kind
from luoshi.core.packs.parsing import parse_pack
from luoshi.home import loading
from luoshi.plans import actions
from luoshi.plans.models import Plan, Target, Task
from luoshi.policies.models import Clause
from luoshi.undertakings.actions import set_undertakings
from luoshi.undertakings.grid import Cell

PLAN = next(path for path in loading.bundled_packs() if path.parent.name == "plans")
TARGETS = (
    {"comparator": "at_least", "quantity": 3, "unit": "个", "level": "市", "and_above": True},
    {
        "comparator": "range",
        "quantity": 1,
        "upper": 3,
        "unit": "支",
        "scope": "each_school",
        "due": "2025",
    },
    {"comparator": "some", "recurrence": "分批", "period": "2025-2027"},
    {"comparator": "by_date", "due": "2026-06"},
)
NO = {"led_by": None, "number": None, "declared": None}


@pytest.fixture
def officer(yichang):
    return actor_for(yichang.post("city_officer"))


@pytest.fixture
def by_hand(yichang, officer):
    """A plan of one area, a task of each basis, targets of several kinds, dates, and who carries what."""
    fields = {
        "title": "示例计划全名",
        "short": "示例计划",
        "start": "2025",
        "end": "2027-06",
        "number": "示例1号",
    }
    plan = actions.start_plan(issuer=yichang.bureau, issued_on="2025-03-01", by=officer, **fields)
    clause = Clause.objects.create(document=plan.document, key="c1", number="一", heading="示例")
    area = actions.add_area(plan=plan, name="基地", clause=clause, by=officer)

    def task(title, basis, **more):
        given = {"area": area, "code": "1", "source": "clause", "basis": basis, "title": title} | NO | more
        return actions.add_task(plan=plan, clauses=[clause], by=officer, **given)

    first = task("承接任务", "undertaken", declared=2)
    every = task("必做任务", "required")
    own = task("自办任务", "own")
    task("培育任务", "cultivated", number=5)
    told = task("数量不符", "undertaken", declared=9, declared_differs="文件如此")
    for said in TARGETS:
        actions.add_target(task=first, clause=clause, by=officer, words="示例目标", **said)
    actions.add_date(plan=plan, clause=None, title="报送", date="2025-06", by=officer)
    actions.add_date(plan=plan, clause=clause, title="检查", recurrence="每年", rule="秋季", by=officer)
    schools = yichang.schools
    cells = [Cell(first, schools[0], True), Cell(first, schools[1], True), Cell(told, schools[0], True)]
    cells += [Cell(every, school, True) for school in schools] + [Cell(own, yichang.bureau, True)]
    set_undertakings(plan=plan, cells=cells, reason="", by=officer)
    return plan


def test_a_plan_made_wholly_by_hand_exports_to_a_valid_pack(by_hand):
    pack = parse_pack("by-hand.yaml", loading.export_pack("plan", by_hand.key))
    assert list(check_pack(pack, site=loading.site_pack())) == []
    assert {task["basis"] for task in pack.data["tasks"]} == {"undertaken", "required", "own", "cultivated"}
    assert len(pack.data["targets"]) == 4
    assert sorted(map(len, pack.data["undertakings"].values())) == [1, 2]


def test_the_export_is_the_same_plan_again(by_hand, officer):
    text = loading.export_pack("plan", by_hand.key)
    comparison = loading.compare("by-hand.yaml", text)
    assert comparison.difference.is_empty
    loading.load_pack(comparison=comparison, text=text, by=officer)
    assert loading.export_pack("plan", by_hand.key) == text


def test_what_was_withdrawn_by_hand_leaves_a_valid_pack(by_hand, officer):
    task = Task.objects.get(plan=by_hand, title="培育任务")
    actions.withdraw_part(part=task, reason="示例", by=officer, version=task.version)
    target = Target.objects.filter(plan=by_hand).first()
    actions.withdraw_part(part=target, reason="示例", by=officer, version=target.version)
    pack = parse_pack("by-hand.yaml", loading.export_pack("plan", by_hand.key))
    assert list(check_pack(pack, site=loading.site_pack())) == []
    assert task.key not in [row["key"] for row in pack.data["tasks"]]


def test_a_withdrawn_task_of_the_pack_takes_its_proposals_along(yichang, officer):
    task = Task.objects.filter(same_work__isnull=False, plan=yichang.plan, basis="cultivated").first()
    task = task or Task.objects.filter(same_work__isnull=False, plan=yichang.plan).first()
    for duty in task.duties.filter(left_at__isnull=True):
        cells = [Cell(task, duty.organisation, False)]
        set_undertakings(plan=yichang.plan, cells=cells, reason="示例", by=officer)
    task.refresh_from_db()
    actions.withdraw_part(part=task, reason="示例", by=officer, version=task.version)
    pack = parse_pack("again.yaml", loading.export_pack("plan", yichang.plan.key))
    assert list(check_pack(pack, site=loading.site_pack())) == []


def change_of(row: PackOwned, officer, **fields):
    match row:
        case Plan():
            return actions.change_plan(plan=row, by=officer, version=row.version, **fields)
        case Task():
            clauses = list(row.clauses.all())
            return actions.change_task(task=row, clauses=clauses, by=officer, version=row.version, **fields)
        case _:
            given = {"task": row.task, "clause": row.clause} | fields
            return actions.change_target(target=row, by=officer, version=row.version, **given)


def test_what_was_changed_on_screen_stays_at_the_next_load(yichang, officer):
    task = Task.objects.get(plan=yichang.plan, key="4.2")
    change_of(yichang.plan, officer, short="本站简称")
    change_of(task, officer, title="本站改过的任务")
    added = actions.add_area(plan=yichang.plan, name="本站加的领域", clause=None, by=officer)
    found = loading.compare(PLAN.name, PLAN.read_text("utf-8"))
    kept = {(entry.section, entry.key) for entry in found.difference.of(Kind.SITE_KEPT)}
    assert kept == {("plan", "yichang-2021"), ("tasks", "4.2"), ("areas", added.key)}
    assert found.difference.is_empty
    loading.load_pack(comparison=found, text=PLAN.read_text("utf-8"), by=officer)
    assert Task.objects.get(pk=task.pk).title == "本站改过的任务"
    assert "本站加的领域" in loading.export_pack("plan", "yichang-2021")


def test_a_pack_that_changes_the_same_field_meets_a_conflict(yichang, officer):
    change_of(Task.objects.get(plan=yichang.plan, key="4.2"), officer, title="本站改过的任务")
    text = PLAN.read_text("utf-8").replace("遴选 100 个左右思政课", "遴选约 100 个思政课")
    found = loading.compare("revised.yaml", text).difference
    assert [(entry.section, entry.key) for entry in found.of(Kind.CONFLICT)] == [("tasks", "4.2")]


def test_a_withdrawn_part_is_not_brought_back_by_a_load(yichang, officer):
    target = Target.objects.filter(plan=yichang.plan).first()
    actions.withdraw_part(part=target, reason="示例", by=officer, version=target.version)
    text = PLAN.read_text("utf-8")
    found = loading.compare(PLAN.name, text)
    assert [(entry.section, entry.key) for entry in found.difference.of(Kind.SITE_KEPT)] == [
        ("targets", target.key)
    ]
    loading.load_pack(comparison=found, text=text, by=officer)
    assert Target.objects.get(pk=target.pk).withdrawn_at is not None


def test_every_key_made_on_screen_is_fit_for_a_pack(by_hand):
    made = [row.key for model in (Task, Target) for row in model.objects.filter(plan=by_hand)]
    assert len(made) == len(set(made))
    assert all(len(key) <= 60 for key in made)


def violations():
    return [
        (invariant.code, *found)
        for stage in installed()
        for invariant in stage.invariants
        for found in invariant.check()
    ]


def test_what_must_always_hold_holds_for_a_plan_by_hand(by_hand, officer, yichang):
    actions.change_plan(plan=by_hand, start="2025-03", end="2025", by=officer, version=by_hand.version)
    task = Task.objects.get(plan=by_hand, title="承接任务")
    cells = [Cell(task, duty.organisation, False) for duty in task.duties.all()]
    set_undertakings(plan=by_hand, cells=cells, reason="示例", by=officer)
    task.refresh_from_db()
    change_of(task, officer, basis="required", declared=None)
    assert violations() == []
