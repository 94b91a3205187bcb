"""Stage, health and proof follow from the facts, and the reasons say so."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.standing import BLOCKED, DONE, OPEN, UNDER_WAY, Facts, Step, percent_done, standing

TODAY = dt.date(2026, 11, 26)
DAYS = st.none() | st.integers(-60, 60).map(lambda n: TODAY + dt.timedelta(days=n))
STEPS = st.lists(
    st.builds(
        Step, DAYS, st.sampled_from([OPEN, UNDER_WAY, DONE, BLOCKED]), st.integers(1, 9), st.booleans()
    ),
    max_size=8,
)
FACTS = st.builds(Facts, st.booleans(), st.booleans(), STEPS)


def on(days: int, **more) -> Step:
    return Step(TODAY + dt.timedelta(days=days), **more)


def test_a_duty_goes_from_undertaken_over_planning_and_filed_to_running():
    found = [
        standing(facts, TODAY).stage
        for facts in (
            Facts(),
            Facts(planning=True),
            Facts(filed=True, steps=[on(90)]),
            Facts(filed=True, steps=[on(90, state=UNDER_WAY)]),
            Facts(filed=True, steps=[on(90)], later="acceptance"),
        )
    ]
    assert found == ["undertaken", "planning", "filed", "running", "acceptance"]


def test_health_says_the_worst_of_what_is_open_and_names_it():
    steps = [on(-1, title="制定办法"), on(3), on(30, state=BLOCKED, title="采购设备"), on(-9, state=DONE)]
    assert standing(Facts(filed=True, steps=steps), TODAY).health == "blocked"
    found = standing(Facts(filed=True, steps=steps[:2]), TODAY)
    assert (found.health, found.because[1]) == ("overdue", "1 个里程碑过了完成时间：制定办法。")
    assert standing(Facts(filed=True, steps=steps[1:2]), TODAY).health == "due_soon"
    assert standing(Facts(filed=True, steps=steps[3:]), TODAY).health == "normal"


def test_proof_counts_what_was_done():
    done, proved = on(-9, state=DONE), on(-9, state=DONE, proved=True)
    found = [
        standing(Facts(filed=True, steps=s), TODAY).proof for s in ([done], [done, proved], [proved], [])
    ]
    assert found == ["none", "partial", "complete", "none"]


@given(FACTS)
def test_before_a_plan_is_in_force_nothing_is_late(facts):
    found = standing(facts, TODAY)
    assert facts.filed or found.health == "normal"
    assert (found.stage in ("filed", "running")) == facts.filed


@given(FACTS, st.integers(0, 90))
def test_with_time_alone_health_only_gets_worse(facts, days):
    order = ["normal", "due_soon", "overdue", "blocked"]
    now, later = standing(facts, TODAY), standing(facts, TODAY + dt.timedelta(days=days))
    assert order.index(now.health) <= order.index(later.health)
    assert (now.stage, now.proof) == (later.stage, later.proof)


@given(STEPS)
def test_percent_is_whole_only_when_everything_is_done(steps):
    found = percent_done(steps)
    assert (found is None) == (not steps)
    assert (found == 100) == (bool(steps) and all(step.state == DONE for step in steps))
