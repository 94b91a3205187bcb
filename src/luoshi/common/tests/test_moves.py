"""Moves: legality, the first row that fits, compare-and-set, and the table people read."""

from importlib import import_module

import pytest
from django.conf import settings
from django.db import models

from luoshi.common import acts
from luoshi.common.errors import RuleBroken, Stale
from luoshi.common.models import AuditEvent, Job
from luoshi.common.moves import Move, Workflow
from luoshi.common.stages import installed

from .acting import CHEN, ask, is_clerk

pytestmark = pytest.mark.django_db


class State(models.TextChoices):
    QUEUED = "queued", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"


def is_county(job):
    return job.kind == "county"


FLOW = Workflow(
    "job",
    "任务",
    State,
    (
        Move("test.send", "报送", ("queued",), "running", when=is_county, given="县属学校", who="学校"),
        Move("test.send", "报送", ("queued",), "done", who="学校"),
        Move("test.stop", "停办", ("queued", "running"), "failed", reason=True, who="市局", danger=True),
    ),
)


@acts.act("test.move", who=is_clerk, on="job")
def move(*, job, action, by, reason="", meanwhile=None):
    """`meanwhile` happens between reading the row and moving it."""
    if meanwhile:
        meanwhile()
    FLOW.make(action, job, reason=reason)
    return job


del acts.REGISTRY["test.move"]


def job_of(kind="city"):
    return ask(kind=kind, by=CHEN)


@pytest.mark.parametrize(("kind", "after"), [("county", "running"), ("city", "done")])
def test_of_several_rows_of_one_action_the_first_that_fits_counts(kind, after):
    job = job_of(kind)
    move(job=job, action="test.send", by=CHEN, version=job.version)
    assert (Job.objects.get().state, job.version) == (after, 2)


@pytest.mark.parametrize("state", ["running", "done", "failed"])
def test_a_move_the_table_does_not_have_from_here_is_refused_in_words(state):
    job = job_of()
    Job.objects.update(state=state)
    with pytest.raises(RuleBroken, match="不能报送"):
        move(job=job, action="test.send", by=CHEN, version=1)
    assert Job.objects.get().version == 1


def test_a_reason_that_is_asked_for_must_be_given_and_enters_the_log_as_a_commitment():
    job = job_of()
    with pytest.raises(RuleBroken, match="写明理由"):
        move(job=job, action="test.stop", by=CHEN, version=1, reason=" ")
    move(job=job, action="test.stop", by=CHEN, version=1, reason="不办了")
    changes = AuditEvent.objects.filter(result="done").last().changes
    assert "不办了" not in str(changes)
    assert [list(change["reason"]) for change in changes if "reason" in change] == [["commitment"]]


def test_who_comes_second_to_a_move_is_told_and_changes_nothing():
    job = job_of()

    def by_somebody_else():
        Job.objects.update(state="failed")

    with pytest.raises(Stale):
        move(job=job, action="test.send", by=CHEN, version=1, meanwhile=by_somebody_else)
    assert Job.objects.get().state == "queued", "the whole act was taken back"


def test_buttons_are_the_open_moves_that_one_may_make_and_that_have_an_address():
    job = job_of("county")
    urls = {"test.send": "/send/", "test.stop": "/stop/"}
    assert [(each["label"], each["reason"]) for each in FLOW.buttons(job, lambda action: True, urls)] == [
        ("报送", False),
        ("停办", True),
    ]
    assert FLOW.buttons(job, lambda action: action == "test.stop", {"test.send": "/send/"}) == []


def test_the_table_says_from_where_to_where_who_and_when():
    row = FLOW.rows()[0]
    assert (row["sources"], row["target"], row["who"], row["given"]) == (
        ["排队中"],
        "进行中",
        "学校",
        "县属学校",
    )


def test_every_row_of_every_workflow_names_states_that_exist_and_says_who_may_and_when():
    workflows = [workflow for stage in installed() for workflow in stage.workflows]
    wrong = [
        (workflow.key, each.action)
        for workflow in workflows
        for each in workflow
        if not each.who
        or (each.when and not each.given)
        or not {*each.sources, each.target} <= set(workflow.states)
    ]
    assert wrong == []
    assert len({workflow.key for workflow in workflows}) == len(workflows) > 2


def test_every_move_is_made_by_an_act_of_that_name():
    import_module(settings.ROOT_URLCONF)  # with the pages come the acts
    named = {each.action for stage in installed() for workflow in stage.workflows for each in workflow}
    assert named <= set(acts.REGISTRY)


def test_officials_read_the_table_of_every_workflow(client, django_user_model, yichang, signed_in):
    page = signed_in(yichang.post("teacher", "zhijiang")).get("/rules/").content.decode()
    for words in ("责任项", "退出承接", "计划印发单位的经办、科长", "已退出", "要写明理由"):
        assert words in page
