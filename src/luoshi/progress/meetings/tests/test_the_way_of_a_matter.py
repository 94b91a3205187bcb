"""A matter climbs from the school to the county, the city and an outside body, and comes back; its history stays."""

from __future__ import annotations

import io

import docx
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.accounts.organisations import place_organisation
from luoshi.accounts.queries import actor_for
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.errors import RuleBroken
from luoshi.notices.models import Delivery
from luoshi.progress.meetings import actions, desk
from luoshi.progress.meetings.models import Raised, RaisedStep
from luoshi.progress.meetings.queries import raised_visible_to
from luoshi.progress.tests.helping import steps

from .helping import fresh, started

pytestmark = pytest.mark.django_db


def raised(there, by="office", **said):
    return actions.raise_matter(by=there.actor(by), **{"title": "用地手续", "words": "批不下来", **said})


def act(action, row, by, **said):
    now = fresh(row)
    action(raised=now, by=by, version=now.version, **said)
    return fresh(now)


def lies(row):
    return row.level, row.holder.short


def waiting(there, name):
    return [item.title for item in desk.desk_items(there.actor(name)) if "用地手续" in item.title]


def test_it_climbs_goes_outside_comes_back_down_and_is_solved(there):
    row = raised(there, plan=there.plan)
    assert lies(row) == ("county", "枝江市教育局")
    assert waiting(there, "county") == ["处理需协调事项：用地手续"]
    assert waiting(there, "officer") == []
    told = Delivery.objects.filter(notice__title="学校提出需协调事项：用地手续")
    assert there.county in [each.membership for each in told]
    county, city, office = (there.actor(name) for name in ("county", "officer", "office"))
    row = act(actions.answer_matter, row, county, said="正在了解")
    assert lies(row) == ("county", "枝江市教育局")
    row = act(actions.pass_up_matter, row, county, said="县里办不了")
    assert lies(row)[0] == "city"
    row = act(actions.ask_outside, row, city, addressee="市自然资源局", request="尽快审批")
    assert row.level == "outside"
    assert waiting(there, "officer") == ["等市自然资源局回复：用地手续"]
    row = act(actions.ask_outside, row, city, addressee="市住建局", request="尽快审批")
    assert (row.level, row.addressee) == ("outside", "市住建局"), "a wrong addressee is corrected"
    row = act(actions.note_reply, row, city, said="同意审批")
    row = act(actions.send_down_matter, row, city, said="请县局跟进")
    row = act(actions.send_down_matter, row, county, said="请学校去办")
    assert lies(row) == ("school", "枝江")
    row = act(actions.pass_up_matter, row, office, said="还要县局盖章")
    row = act(actions.solve_matter, row, county, said="已盖章")
    kinds = list(row.steps.values_list("kind", flat=True))
    assert kinds == [
        "raise",
        "answer",
        "pass_up",
        "ask",
        "ask",
        "reply",
        "send_down",
        "send_down",
        "pass_up",
        "solve",
    ]
    row = act(actions.reopen_matter, row, office, reason="证没有发")
    assert (row.state, row.level) == ("open", "county")
    assert act(actions.withdraw_matter, row, office, reason="已发证").state == "withdrawn"


@pytest.mark.once
def test_only_whose_turn_it_is_acts_and_never_without_a_word(there):
    row = raised(there)
    for name in ("office", "officer", "leader", "rival"):
        with pytest.raises(PermissionDenied):
            act(actions.solve_matter, row, there.actor(name), said="好了")
    with pytest.raises(RuleBroken, match="先写一句话"):
        act(actions.solve_matter, row, there.actor("county"), said=" ")
    with pytest.raises(RuleBroken, match="不能收到回复"):
        act(actions.note_reply, row, there.actor("county"), said="好了")
    row = act(actions.pass_up_matter, row, there.actor("county"), said="报市局")
    with pytest.raises(RuleBroken, match="不能报上一级"):
        act(actions.pass_up_matter, row, there.actor("officer"), said="再报")
    with pytest.raises(PermissionDenied):
        raised(there, by="officer")
    seers = [
        name
        for name in ("office", "county", "officer", "rival", "teacher")
        if raised_visible_to(there.actor(name))
    ]
    assert seers == ["office", "county", "officer"]
    assert fresh(row).steps.count() == 2


@pytest.mark.once
def test_with_another_supervisor_it_lies_at_the_bureau_above_the_school_now(there):
    row, solved = raised(there), raised(there, title="已办")
    solved = act(actions.solve_matter, solved, there.actor("county"), said="好了")
    city = there.officer.organisation
    place_organisation(
        organisation=there.school,
        parent=city,
        start=clock.today(),
        by=system_actor(),
        version=there.school.version,
    )
    assert (lies(fresh(row))[0], fresh(row).holder_id) == ("city", city.pk)
    assert waiting(there, "county") == []
    assert waiting(there, "officer") == ["处理需协调事项：用地手续"]
    assert act(actions.reopen_matter, solved, actor_for(there.office), reason="没好").holder_id == city.pk


def test_what_waits_for_the_city_is_on_the_citys_agenda(there):
    row = act(actions.pass_up_matter, raised(there), there.actor("county"), said="报市局")
    raised(there, title="还在县局")
    items = list(started(there).items.filter(kind="raised"))
    assert [(item.title, item.about) for item in items] == [("用地手续", row.public_id)]


@pytest.mark.once
def test_steps_to_choose_from_stand_under_their_tasks_with_day_and_owner(there, signed_in):
    step = steps(there)[3]
    asked = signed_in(there.office).get("/matters/new/").content.decode()
    assert asked.count("<optgroup") == 2, "two tasks, each with its own steps of the same names"
    assert f"{step.title}（应于" in asked
    assert step.owner.user.name in asked


@pytest.mark.once
def test_the_pages_from_raising_to_the_letter_and_the_reply(there, signed_in, send):
    office, officer = signed_in(there.office), signed_in(there.officer)
    step = steps(there)[3]
    assert (
        f'value="{step.public_id}" selected'
        in office.get(f"/matters/new/?milestone={step.public_id}").content.decode()
    )
    assert send(office, "/matters/new/", title="", words="x").status_code == 422
    said = {"title": "用地手续", "words": "批不下来", "milestone": step.public_id}
    url = send(office, "/matters/new/", **said).url
    row = Raised.objects.get()
    assert (row.about, row.plan) == (step.key, there.plan)
    page = office.get(url).content.decode()
    assert "轮到本单位办理" not in page
    county = signed_in(there.county)
    refused = send(county, f"{url}up/", row, said="")
    assert refused.status_code == 422
    assert "请先写一句话说明" in refused.content.decode()
    assert send(county, f"{url}up/", row, said="县里办不了").status_code == 302
    assert send(officer, f"{url}up/", fresh(row), said="再报").status_code == 422
    assert officer.get(f"{url}letter.docx").status_code == 404
    letter = {"addressee": "市自然资源局", "request": "尽快审批"}
    assert send(officer, f"{url}outside/", fresh(row), **letter).status_code == 302
    content = b"".join(officer.get(f"{url}letter.docx"))
    text = "\n".join(each.text for each in docx.Document(io.BytesIO(content)).paragraphs)
    assert "关于商请协调“用地手续”的函" in text
    assert "市自然资源局：" in text
    assert f"{there.school.name}反映：批不下来。" in text
    pages = [SimpleUploadedFile(f"回函{at}.pdf", b"%PDF-1.4 reply" + at) for at in (b"", b"2")]
    assert send(officer, f"{url}reply/", fresh(row), said="同意", files=pages).status_code == 302
    reply, second = RaisedStep.objects.filter(kind="reply")
    assert b"".join(office.get(f"{url}files/{second.public_id}/")) == b"%PDF-1.4 reply2"
    assert b"".join(office.get(f"{url}files/{reply.public_id}/")) == b"%PDF-1.4 reply"
    assert "用地手续" in officer.get("/matters/").content.decode()
    assert send(officer, f"{url}solve/", fresh(row), said="已批").status_code == 302
    assert "用地手续" not in officer.get("/matters/").content.decode()
    assert "用地手续" in officer.get("/matters/?state=all").content.decode()
    assert signed_in(there.rival).get(url).status_code == 404


@pytest.mark.once
def test_a_letter_and_a_settled_matter_are_taken_back_by_whoever_had_the_turn(there, signed_in, send):
    row, city = raised(there), there.actor("officer")
    row = act(actions.pass_up_matter, row, there.actor("county"), said="县里办不了")
    row = act(actions.ask_outside, row, city, addressee="市住建局", request="尽快审批")
    office, officer, url = signed_in(there.office), signed_in(there.officer), f"/matters/{row.public_id}/"
    assert "收回发函" in officer.get(url).content.decode()
    assert send(officer, f"{url}outside/take-back/", row, reason=" ").status_code == 422
    assert send(officer, f"{url}outside/take-back/", row, reason="不用发函").status_code == 302
    row = fresh(row)
    assert lies(row) == ("city", there.officer.organisation.short)
    assert waiting(there, "officer") == ["处理需协调事项：用地手续"]
    told = Delivery.objects.filter(notice__title="收回给市住建局的函：用地手续")
    assert there.office in [each.membership for each in told]
    with pytest.raises(RuleBroken, match="不能收回发函"):
        act(actions.take_back_letter, row, city, reason="再收")
    row = act(actions.solve_matter, row, city, said="已批")
    assert "改为未解决" not in office.get(url).content.decode()
    assert send(office, f"{url}unsolve/", row, reason="没有").status_code == 403
    assert "改为未解决" in officer.get(url).content.decode()
    assert send(officer, f"{url}unsolve/", row, reason="证没有发").status_code == 302
    assert (fresh(row).state, lies(fresh(row))[0]) == ("open", "city")
    kinds = list(row.steps.values_list("kind", flat=True))
    assert kinds == ["raise", "pass_up", "ask", "take_back", "solve", "unsolve"]
