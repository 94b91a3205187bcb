"""From the page of a selection on: its officer to applications, panel and review, a school to its own, no further."""

import pytest
from django.urls import reverse

from luoshi.selection.models import Call
from luoshi.selection.panel.models import Discipline
from luoshi.selection.review.content import Content, sealed
from luoshi.selection.review.models import Sheet

from . import helping

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def _links(client, there):
    page = client.get(reverse("call", args=[there.call.public_id])).content.decode()
    key = [there.call.public_id]
    names = ("review-rounds", "review-copies", "panel", "panel-hands", "apply-new")
    return page, {name for name in names if f'href="{reverse(name, args=key)}"' in page}


def test_the_page_of_a_selection_leads_each_as_far_as_he_may_go(there, signed_in):
    officer, ways = _links(signed_in(there.officer), there)
    assert ways == {"review-rounds", "review-copies", "panel", "panel-hands"}
    assert "<strong>0 / 6</strong>" in officer
    _, ways = _links(signed_in(there.monitor), there)
    assert "review-rounds" in ways
    school, ways = _links(signed_in(there.school), there)
    assert ways == set()
    mine, others = there.applications[0], there.applications[1:]
    assert mine.title in school
    assert [row.title for row in others if row.title in school] == []


def test_an_officer_who_keeps_away_from_one_of_them_learns_nothing_of_the_review(there, signed_in):
    helping_conflict = there.applications[0].officer_conflicts
    helping_conflict.create(membership=there.officer, reason="亲属", said_by=there.head)
    page, ways = _links(signed_in(there.officer), there)
    assert ways == set()
    assert "张评分表已交" not in page


def test_a_school_applies_from_the_page_while_the_selection_is_open(there, signed_in):
    now = helping.clock.now()
    Call.objects.filter(pk=there.call.pk).update(
        state="open", until=now + helping.dt.timedelta(days=2), closed_at=None
    )
    assert _links(signed_in(there.other), there)[1] == {"apply-new"}


def test_the_desk_of_an_expert_asks_for_his_commitment_first(there, signed_in):
    seat = there.seats[0]
    desk = reverse("review-desk")
    sign = reverse("own-panel", args=[seat.public_id])
    assert sign not in signed_in(there.experts[0]).get(desk).content.decode()
    Discipline.objects.filter(seat=seat).delete()
    page = signed_in(there.experts[0]).get(desk).content.decode()
    assert (sign in page, "现在没有分给您的申报" in page) == (True, True)


@pytest.mark.parametrize(
    ("state", "rules", "named"),
    [
        ("ended", {"blindness": "none", "experts_named": True}, True),
        ("noticed", {"blindness": "none", "experts_named": True}, False),
        ("ended", {"blindness": "none"}, False),
        ("ended", {"blindness": "single", "experts_named": True}, False),
        ("ended", {}, False),
    ],
)
def test_an_applicant_reads_who_judged_only_with_the_result_and_where_the_rules_say_so(
    there, signed_in, state, rules, named
):
    content = Content({"veto": False, "goal": "35", "deed": "优", "share": "60"}, {"share": "有"}, "好。")
    Sheet.objects.create(
        assigned=there.assigned[0][0], done_at=there.assigned[0][0].given_at,
        **sealed(content, there.assigned[0][0].public_id),
    )  # fmt: skip
    Call.objects.filter(pk=there.call.pk).update(state=state, rules={**there.call.rules, **rules})
    page = signed_in(there.school).get(reverse("apply-page", args=[there.applications[0].public_id]))
    first, second = (post.user.name for post in there.experts)
    shown = page.content.decode()
    assert (first in shown, second in shown) == (named, False)
