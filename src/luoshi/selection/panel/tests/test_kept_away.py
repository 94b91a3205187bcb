"""An officer who keeps away from one application runs nothing of its panel and reads nothing it could be worked out
from (controls BL-05, BL-08); everybody else can hold the draw against the digest published before it (BL-09). A host
makes the panel it was asked to make, and no other.
"""

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from luoshi.selection.applying import actions as applying
from luoshi.selection.panel import actions
from luoshi.selection.panel.models import Assigned, Draw

from .helping import confirmed, do, drawn, seated, started

pytestmark = pytest.mark.django_db
NEW_EACH_TIME = re.compile(
    rb'(name="(?:csrfmiddlewaretoken|_once)" value="|X-CSRFToken": "|(?:id|for)="reason-)[^"]*'
)


@pytest.fixture
def head(there: Any) -> Any:
    """The section's head, who keeps away from the first application."""
    head = there.post("section_head")
    paper = there.applications[0]
    said = {"membership": head, "reason": "示例：配偶在申报单位任职"}
    do(applying.say_conflict, paper, there.officer, on="application", **said)
    return head


@pytest.mark.once
def test_no_page_and_no_file_of_the_panel_is_there_for_him(there: Any, head: Any, signed_in: Any) -> None:
    seated(there)
    draw = confirmed(there)
    here, draw_page = f"/panels/{there.call.public_id}/", f"/panel-draws/{draw.public_id}/"
    pages = [here, f"{here}hands/", f"{here}conflicts/", f"{here}choose/", draw_page]
    pages += [f"{draw_page}problem.json", f"{draw_page}result.json"]
    barred, free = signed_in(head), signed_in(there.officer)
    assert [barred.get(page).status_code for page in pages] == [404] * len(pages)
    assert there.call.title not in barred.get("/panels/").content.decode()
    told = barred.get(f"/selections/{there.call.public_id}/").content.decode()
    assert "由其他经办办理" in told
    assert draw.commitment not in told
    assert [free.get(page).status_code for page in pages if "choose" not in page] == [200] * (len(pages) - 1)


def test_he_draws_witnesses_and_changes_nothing(there: Any, head: Any) -> None:
    seats = seated(there)
    for act, row, on, said in (
        (actions.start_draw, there.call, "call", {"need": 2}),
        (actions.add_seats, there.call, "call", {"experts": there.experts}),
        (applying.end_checks, there.call, "call", {}),
        (actions.set_most, seats[0], "seat", {"most": 3}),
    ):
        with pytest.raises(PermissionDenied):
            do(act, row, head, on=on, **said)
    draw = drawn(there)
    for act, said in ((actions.void_draw, {"reason": "示例"}), (actions.confirm_draw, {})):
        with pytest.raises(PermissionDenied):
            do(act, draw, head, on="draw", **said)
    assert Draw.objects.get(pk=draw.pk).state == "drawn"


def test_he_changes_no_expert_while_a_panel_is_at_work(there: Any, head: Any, signed_in: Any) -> None:
    """Employers and accounts decide who reads; which experts read he must not learn by what he may change."""
    expert = there.experts[0]
    tenures = [{"name": "x", "organisation": there.schools[0], "since": None, "until": None}]
    for act, said in (
        (actions.change_expert, {"tenures": tenures}),
        (actions.pause_expert, {"reason": "示例"}),
        (actions.bind_expert, {"post": expert.membership}),
    ):
        with pytest.raises(PermissionDenied):
            do(act, expert, head, on="expert", **said)
    page = f"/experts/{expert.public_id}/"
    assert signed_in(head).get(f"{page}edit/").status_code == 403
    assert "由其他经办修改" in signed_in(head).get(page).content.decode()
    type(there.call).objects.filter(pk=there.call.pk).update(state="ended")
    assert do(actions.pause_expert, expert, head, on="expert", reason="示例").state == "paused"


def test_lifted_he_may_again(there: Any, head: Any) -> None:
    conflict = there.applications[0].officer_conflicts.get()
    do(applying.lift_conflict, conflict, there.post("city_officer"), on="conflict", reason="示例：已调离")
    seated(there)
    assert do(actions.start_draw, there.call, head, on="call", need=2).state == "open"


@pytest.mark.once
def test_the_pool_tells_him_the_same_whoever_reads_it(there: Any, head: Any, signed_in: Any) -> None:
    """Two worlds that differ in who reads the application kept from him answer alike."""
    seats = seated(there)
    confirmed(there)
    client = signed_in(head)
    given = Assigned.objects.filter(application=there.applications[0]).first()
    urls = ["/experts/", *(f"/experts/{seat.expert.public_id}/" for seat in seats)]

    def told(client: Any) -> list[bytes]:
        return [NEW_EACH_TIME.sub(rb"\1", client.get(url).content) for url in urls]

    before = told(client)
    readers = Assigned.objects.filter(application=there.applications[0]).values("seat")
    other = next(seat for seat in seats if seat.pk not in {each["seat"] for each in readers})
    Assigned.objects.filter(pk=given.pk).update(seat=other)
    assert told(client) == before
    free = signed_in(there.officer)
    after = told(free)
    Assigned.objects.filter(pk=given.pk).update(seat=given.seat)
    assert told(free) != after


@pytest.mark.once
def test_a_school_reads_the_digest_at_once_and_the_seed_when_all_is_over(there: Any, signed_in: Any) -> None:
    seated(there)
    draw = started(there)
    school, page = signed_in(there.applications[0].owner), f"/selections/{there.call.public_id}/"
    assert draw.commitment in school.get(page).content.decode()
    do(actions.close_pool, draw, there.officer, on="draw")
    draw.refresh_from_db()
    told = school.get(page).content.decode()
    assert draw.seed not in told
    assert draw.problem_hash not in told
    there.call.__class__.objects.filter(pk=there.call.pk).update(state="ended")
    told = school.get(page).content.decode()
    assert draw.seed in told
    assert draw.problem_hash in told


@pytest.mark.parametrize("part", ["panel", "checks", "review"])
def test_a_host_makes_the_panel_only_where_it_was_asked_to(there: Any, part: str) -> None:
    post = there.post("host", "yichang-zhijiaoshi")
    asked = {"host": post.organisation, f"host_{part}": True}
    type(there.call).objects.filter(pk=there.call.pk).update(**asked)
    there.call.refresh_from_db()
    if part != "panel":
        with pytest.raises(PermissionDenied):
            do(actions.start_draw, there.call, post, on="call", need=2)
        return
    assert do(actions.start_draw, there.call, post, on="call", need=2).state == "open"
    do(actions.add_seats, there.call, post, on="call", experts=there.experts)
    with pytest.raises(PermissionDenied):
        do(actions.write_text, there.bureau, post, on="organisation", words="另一份承诺")
    with pytest.raises(PermissionDenied):
        do(actions.pause_expert, there.experts[0], post, on="expert", reason="示例")


@pytest.mark.once
def test_a_host_reads_its_panel_and_not_the_pool(there: Any, signed_in: Any) -> None:
    post = there.post("host", "yichang-zhijiaoshi")
    client, seats = signed_in(post), seated(there)
    here = f"/panels/{there.call.public_id}/"
    assert client.get(here).status_code == 404
    type(there.call).objects.filter(pk=there.call.pk).update(host=post.organisation, host_panel=True)
    assert seats[0].expert.name in client.get(here).content.decode()
    assert there.call.title in client.get("/panels/").content.decode()
    pages = [f"/experts/{seats[0].expert.public_id}/", "/experts/"]
    assert [client.get(page).status_code for page in pages] == [200, 403]
    assert client.post("/experts/experts.xlsx").status_code == 403
