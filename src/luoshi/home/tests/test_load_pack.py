"""Packs into the site: idempotent, never reverting what the site decided, nothing deleted."""

import pytest

from luoshi.accounts.queries import actor_for
from luoshi.common.actor import system_actor
from luoshi.common.errors import RuleBroken
from luoshi.common.models import AuditEvent
from luoshi.core.packs.difference import Kind
from luoshi.home import loading
from luoshi.plans.models import PackVersion, Task
from luoshi.undertakings.actions import withdraw_duty
from luoshi.undertakings.models import Duty

PLAN = next(path for path in loading.bundled_packs() if path.parent.name == "plans")


def undertakings():
    return Duty.objects.filter(basis="undertaken", left_at__isnull=True)


def duty_of(task, school):
    return Duty.objects.get(task__key=task, organisation__key=school, basis="undertaken")


def test_the_bundled_packs_give_the_plan_of_the_document(yichang):
    assert undertakings().count() == 99
    assert Task.objects.filter(source="annex").count() == 16
    shared = Duty.objects.filter(task__key="4.2", basis="undertaken").values_list(
        "organisation__short", flat=True
    )
    assert set(shared) == {"三峡中专", "宜都", "兴山"}


def test_declared_counts_agree_with_the_marks(yichang):
    for task in Task.objects.filter(source="annex"):
        assert undertakings().filter(task=task).count() == task.declared


def test_loading_again_changes_nothing(yichang):
    events, versions = AuditEvent.objects.count(), PackVersion.objects.count()
    assert loading.load_bundled(system_actor()) == []
    assert (AuditEvent.objects.count(), PackVersion.objects.count()) == (events, versions)


def test_an_export_is_the_same_pack_again(yichang):
    text = loading.export_pack("plan", "yichang-2021")
    comparison = loading.compare("again.yaml", text)
    assert comparison.difference.is_empty
    assert not comparison.difference.of(Kind.SITE_KEPT)


def test_the_stored_bytes_come_back_as_loaded(yichang):
    assert loading.export_pack("plan", "yichang-2021", as_loaded=True) == PLAN.read_text("utf-8")


def test_an_unknown_pack_is_refused_in_words(yichang):
    with pytest.raises(RuleBroken, match="没有代号为“nothing”的包"):
        loading.export_pack("plan", "nothing")


def test_what_the_site_withdrew_does_not_come_back(yichang):
    duty = duty_of("4.2", "yidu")
    withdraw_duty(duty=duty, reason="示例理由", by=system_actor(), version=duty.version)
    loading.load_bundled(system_actor())
    assert undertakings().count() == 98
    kept = loading.compare(PLAN.name, PLAN.read_text("utf-8")).difference.of(Kind.SITE_KEPT)
    assert [entry.key for entry in kept] == ["4.2/yidu"]


def revised() -> str:
    """The annex again with one mark moved: 4.2 leaves 兴山 and goes to 当阳; and 4.2's title changed."""
    text = PLAN.read_text("utf-8")
    before = "'4.2': [sanxia, yidu, xingshan]"
    assert before in text
    return text.replace(before, "'4.2': [sanxia, yidu, dangyang]").replace(
        "遴选 100 个左右思政课", "遴选约 100 个思政课"
    )


def test_a_revised_annex_is_a_difference_cell_by_cell(yichang):
    found = loading.compare("revised.yaml", revised()).difference
    assert {(entry.kind.value, entry.key) for entry in found.of(Kind.ADDED, Kind.WITHDRAWN)} == {
        ("added", "4.2/dangyang"),
        ("withdrawn", "4.2/xingshan"),
    }
    assert ("tasks", "4.2") in {(entry.section, entry.key) for entry in found.of(Kind.CHANGED)}


def test_loading_the_revised_annex_moves_the_mark_and_keeps_the_row(yichang):
    comparison = loading.compare("revised.yaml", revised())
    loading.load_pack(comparison=comparison, text=revised(), by=system_actor())
    assert duty_of("4.2", "xingshan").stage == "left"
    assert duty_of("4.2", "dangyang").stage == "undertaken"
    assert undertakings().count() == 99
    assert loading.compare("revised.yaml", revised()).difference.is_empty
    assert not duty_of("4.2", "xingshan").in_document


def test_after_a_revised_annex_the_counts_of_the_document_are_those_of_the_revised_one(yichang, signed_in):
    comparison = loading.compare("revised.yaml", revised())
    loading.load_pack(comparison=comparison, text=revised(), by=system_actor())
    officer = signed_in(yichang.post("city_officer"))
    matrix = officer.get(f"/plans/{yichang.plan.public_id}/matrix/?basis=undertaken").content.decode()
    assert "文件" not in matrix[matrix.index("承接合计") : matrix.index("</tfoot>")]
    gone = officer.get(f"/duties/{duty_of('4.2', 'xingshan').public_id}/").content.decode()
    assert "文件修订后不再列入，随装载退出" in gone
    assert "随计划装入" in gone


def test_a_conflict_keeps_the_site_unless_the_pack_is_taken(yichang):
    Task.objects.filter(key="4.2").update(title="本站改过的题目")
    comparison = loading.compare("revised.yaml", revised())
    assert ("tasks", "4.2") in {
        (entry.section, entry.key) for entry in comparison.difference.of(Kind.CONFLICT)
    }
    loading.load_pack(comparison=comparison, text=revised(), by=system_actor())
    assert Task.objects.get(key="4.2").title == "本站改过的题目"


def test_a_conflict_taken_gives_the_packs_side(yichang):
    Task.objects.filter(key="4.2").update(title="本站改过的题目")
    comparison = loading.compare("revised.yaml", revised())
    taken = frozenset({("tasks", "4.2")})
    loading.load_pack(comparison=comparison, text=revised(), by=system_actor(), taken=taken)
    assert Task.objects.get(key="4.2").title == "遴选约 100 个思政课教师研修基地"


def test_what_changed_since_it_was_shown_must_be_looked_at_again(yichang):
    comparison = loading.compare("revised.yaml", revised())
    Task.objects.filter(key="6").update(title="别人刚改的题目")
    with pytest.raises(RuleBroken, match="又有变化"):
        loading.load_pack(comparison=comparison, text=revised(), by=system_actor())
    assert duty_of("4.2", "xingshan").stage == "undertaken"


def test_a_pack_with_problems_loads_nothing(yichang):
    with pytest.raises(loading.PackRefused) as refused:
        loading.compare(
            "bad.yaml", PLAN.read_text("utf-8").replace("[sanxia, yidu, xingshan]", "[sanxia, nobody]")
        )
    assert any("nobody" in problem.message for problem in refused.value.problems)


def test_only_an_editor_of_the_issuer_loads_a_plan(yichang):
    from django.core.exceptions import PermissionDenied

    comparison = loading.compare("revised.yaml", revised())
    for role, organisation in (
        ("school_head", "yidu"),
        ("county_officer", "yidu-bureau"),
        ("system_admin", "yichang"),
    ):
        actor = actor_for(yichang.post(role, organisation))
        with pytest.raises(PermissionDenied):
            loading.load_pack(comparison=comparison, text=revised(), by=actor)
    loading.load_pack(comparison=comparison, text=revised(), by=actor_for(yichang.post("city_officer")))
    assert duty_of("4.2", "dangyang").stage == "undertaken"
