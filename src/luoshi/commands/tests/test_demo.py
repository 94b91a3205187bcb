"""`luoshi demo --stage matrix`: eleven schools with people, posts and papers at their steps; again, and all stays. With
LUOSHI_PROVE also what the stages of workplans and progress add: every duty planned, a spread, the same from one seed.
"""

import os
import sqlite3

import pytest

from .running import run

pytestmark = pytest.mark.skipif(
    "postgresql" in os.environ.get("LUOSHI_DATABASE_URL", ""), reason="the site brings its own database"
)
COUNTED = (
    "accounts_user",
    "accounts_membership",
    "accounts_organisation",
    "undertakings_duty",
    "papers_approval",
    "papers_step",
    "rounds_application",
    "notices_delivery",
)
SCHOOLS = """SELECT school.short, count(DISTINCT post.user_id), count(DISTINCT post.role), count(DISTINCT room.id)
FROM accounts_organisation school
LEFT JOIN accounts_membership post ON post.organisation_id = school.id
LEFT JOIN accounts_organisation room ON room.path LIKE school.path || '_%' AND room.kind = 'department'
WHERE school.kind = 'school' GROUP BY school.id"""
STRANGE = "SELECT count(*) FROM accounts_user WHERE name NOT LIKE '示例·%'"
STEPS = "SELECT DISTINCT state FROM papers_step"


def asked(home, *questions):
    database = sqlite3.connect(home / "luoshi.sqlite3")
    try:
        return [database.execute(question).fetchall() for question in questions]
    finally:
        database.close()


def counts(home):
    return asked(home, *(f"SELECT count(*) FROM {table}" for table in COUNTED))


@pytest.mark.prove
def test_eleven_schools_have_people_posts_and_steps_and_a_second_run_changes_nothing(tmp_path):
    home = tmp_path / "home"
    made = run(home, "demo", "--stage", "matrix")
    assert made.returncode == 0, made.stderr
    schools, strange, steps = asked(home, SCHOOLS, STRANGE, STEPS)
    assert len(schools) == 11
    for short, people, posts, rooms in schools:
        assert (people >= 15, posts >= 8, rooms) == (True, True, 5), short
    assert strange == [(0,)]
    assert {("passed",), ("current",), ("waiting",)} <= set(steps)
    before = counts(home)
    assert [rows for rows in before if rows == [(0,)]] == []
    assert run(home, "demo", "--stage", "matrix").returncode == 0
    assert counts(home) == before


PLANNED = """SELECT count(*), sum(EXISTS (SELECT 1 FROM workplans_workplanpart part
  JOIN workplans_workplan plan ON plan.id = part.workplan_id AND plan.state <> 'withdrawn'
  WHERE part.work_id = duty.work_id AND plan.organisation_id = duty.organisation_id))
FROM undertakings_duty duty WHERE duty.left_at IS NULL AND duty.basis IN ('undertaken', 'required')"""
WORKPLANS = """SELECT plan.state, count(DISTINCT plan.organisation_id)
FROM workplans_workplan plan GROUP BY plan.state"""
DRAWN = """SELECT step.title, step.weight, julianday(step.due) - julianday(step.starts), who.short
FROM workplans_milestone step
JOIN workplans_workplan plan ON plan.id = step.workplan_id
JOIN accounts_organisation who ON who.id = plan.organisation_id ORDER BY who.key, step."order", step.id"""
STANDING = "SELECT DISTINCT stage, health, proof FROM undertakings_duty WHERE left_at IS NULL"
OF_PROGRESS = (
    *("workplans_workplan", "workplans_milestone", "progress_progressupdate", "progress_periodicreport"),
    *("evidence_evidence", "money_in_use_moneyuse", "meetings_meeting", "meetings_resolution"),
)


@pytest.mark.prove
def test_every_duty_of_eleven_schools_is_planned_with_a_spread_of_standing_from_a_seed_and_marked_as_sample(
    tmp_path,
):
    one, other = tmp_path / "one", tmp_path / "other"
    for home in (one, other):
        assert run(home, "demo", "--stage", "workplans", seconds=400).returncode == 0
    states, [(duties, planned)], drawn = asked(one, WORKPLANS, PLANNED, DRAWN)
    assert (planned, duties >= 99 + 11) == (duties, True)
    assert {"draft", "returned", "running", "filed"} <= {state for state, _ in states}
    assert sum(schools for _, schools in states) >= 11
    assert drawn == asked(other, DRAWN)[0]  # the same from the same seed
    made = run(one, "demo", "--stage", "progress", seconds=400)
    assert made.returncode == 0, made.stderr
    (standing,) = asked(one, STANDING)
    assert {"filed", "running"} <= {stage for stage, _, _ in standing}
    assert {health for _, health, _ in standing} == {"normal", "due_soon", "overdue", "blocked"}
    assert {proof for _, _, proof in standing} == {"none", "partial", "complete"}
    [reports, bare, marked] = asked(
        one,
        "SELECT count(DISTINCT period_id), count(DISTINCT state) FROM progress_periodicreport",
        "SELECT count(*) FROM progress_progressupdate update_ WHERE update_.words NOT LIKE '%示例%'",
        "SELECT count(*) FROM meetings_meeting WHERE title LIKE '%示例%'",
    )
    assert (reports[0][0] >= 2, reports[0][1] >= 3) == (True, True)
    assert (bare, marked[0][0] > 0) == ([(0,)], True)
    assert asked(one, STRANGE) == [[(0,)]]
    before = asked(one, *(f"SELECT count(*) FROM {table}" for table in OF_PROGRESS))
    assert [rows for rows in before if rows == [(0,)]] == []
    assert run(one, "demo", "--stage", "progress", seconds=400).returncode == 0
    assert asked(one, *(f"SELECT count(*) FROM {table}" for table in OF_PROGRESS)) == before


FIGURES = """SELECT who.key, indicator.key, period.starts, figure.numerator, figure.denominator
FROM indicators_observation figure
JOIN indicators_period period ON period.id = figure.period_id
JOIN indicators_indicator indicator ON indicator.id = figure.indicator_id
JOIN accounts_organisation who ON who.id = figure.organisation_id
WHERE figure.superseded_at IS NULL AND period.type = 'quarter' ORDER BY 1, 2, 3"""
UNMARKED = (
    "SELECT count(*) FROM registers_entry WHERE state IN ('confirmed', 'checked') AND confirmed_by NOT LIKE '示例%'",
    "SELECT count(*) FROM indicators_observation WHERE source = 'typed' AND note NOT LIKE '%示例%'",
)
OF_FIGURES = (
    *("registers_entry", "registers_projectstage", "indicators_observation", "indicators_rollup"),
    *("indicator_entry_filing", "indicator_entry_filingsheet", "alerts_alert"),
)


@pytest.mark.prove
def test_figures_of_eleven_schools_for_twelve_quarters_are_the_same_from_a_seed_and_marked_as_sample(
    tmp_path,
):
    one, other = tmp_path / "one", tmp_path / "other"
    for home in (one, other):
        made = run(home, "demo", "--stage", "indicators", seconds=900)
        assert made.returncode == 0, made.stderr
    (figures,) = asked(one, FIGURES)
    with_values = [row for row in figures if row[3] is not None]
    assert (len({row[0] for row in figures}), len({row[2] for row in with_values})) == (11, 12)
    assert len(with_values) > 11 * 12 * 10, "in each quarter of each school some ten at least"
    assert figures == asked(other, FIGURES)[0]
    assert asked(one, *UNMARKED, STRANGE) == [[(0,)]] * 3
    before = asked(one, *(f"SELECT count(*) FROM {table}" for table in OF_FIGURES))
    assert [rows for rows in before if rows == [(0,)]] == []
    assert run(one, "demo", "--stage", "indicators", seconds=900).returncode == 0
    assert asked(one, *(f"SELECT count(*) FROM {table}" for table in OF_FIGURES)) == before


CALLS = """SELECT call.state, count(application.id) FROM selection_call call
JOIN accounts_organisation caller ON caller.id = call.organisation_id AND caller.kind = 'city_bureau'
JOIN applying_application application ON application.call_id = call.id GROUP BY call.id ORDER BY call.id"""
EXPERTS = """SELECT count(*) FROM panel_expert expert
JOIN accounts_organisation pool ON pool.id = expert.organisation_id AND pool.kind = 'city_bureau'"""
OF_SELECTIONS = ("selection_call", "applying_application", "panel_expert", "panel_assigned", "review_sheet")


@pytest.mark.prove
def test_three_selections_with_sixty_applications_and_twenty_experts_stand_in_different_states(tmp_path):
    """Issue 6 §7; a fourth has ended, and the first holds one more that a school's own selection sent up."""
    made = run(tmp_path, "demo", "--stage", "selection", seconds=1500)
    assert made.returncode == 0, made.stderr
    calls, experts, strange = asked(tmp_path, CALLS, EXPERTS, STRANGE)
    assert [state for state, _ in calls] == ["open", "reviewing", "noticed", "ended"]
    assert (sum(count for _, count in calls[:3]), experts, strange) == (61, [(20,)], [(0,)])
    before = asked(tmp_path, *(f"SELECT count(*) FROM {table}" for table in OF_SELECTIONS))
    assert [rows for rows in before if rows == [(0,)]] == []
    assert run(tmp_path, "demo", "--stage", "selection", seconds=1500).returncode == 0
    assert asked(tmp_path, *(f"SELECT count(*) FROM {table}" for table in OF_SELECTIONS)) == before
