"""Paper of the last day is no way around the county's places, nor for whoever reads what the others handed in."""

import datetime as dt

import pytest
from django.urls import reverse

from luoshi.accounts.merging import merge_organisations
from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.common.errors import RuleBroken
from luoshi.papers.actions import Proof
from luoshi.selection import actions as calling
from luoshi.selection.applying import actions
from luoshi.selection.applying.hosted import is_near_host
from luoshi.selection.models import Call

from . import helping, made
from .test_pages import text_of
from .test_sending import at_county, ranked, ranked_call

pytestmark = pytest.mark.django_db


def on_paper(there, settings, tmp_path):
    """An hour after the end: the words of a registration that would do."""
    settings.CLOCK_FILE = str(tmp_path / "clock")
    until = there.call.until
    (tmp_path / "clock").write_text((until + dt.timedelta(hours=1)).isoformat())
    scan = Proof(helping.files.put([made.pdf("paper")]), "纸质.pdf")
    said = {"call": helping.fresh(there.call), "organisation": there.school, "title": "纸质示例"}
    at = until - dt.timedelta(minutes=1)
    return said | {"reason": "断网", "proofs": [scan], "at": at, "by": there.actor(there.officer)}


@pytest.mark.parametrize("passed", [True, False])
def test_paper_goes_past_the_countys_ranking_and_not_past_its_places(there, settings, tmp_path, passed):
    ranked_call(there)
    one = at_county(there, 0)
    helping.do(actions.pass_application, one, helping.holder(there, helping.fresh(one).approval.current))
    ranked(there, helping.fresh(one))
    if passed:
        helping.do(actions.pass_application, one, helping.holder(there, helping.fresh(one).approval.current))
    with pytest.raises(RuleBroken, match=r"枝江.*名额是 1 个.*没有名额登记纸质材料"):
        actions.register_paper(**on_paper(there, settings, tmp_path))
    ranked_call(there, number=2)
    assert actions.register_paper(**on_paper(there, settings, tmp_path)).state == "received"


def test_paper_takes_a_place_of_the_county_and_is_told_beside_its_list(there, settings, tmp_path, signed_in):
    ranked_call(there)
    one = at_county(there, 0)
    helping.do(actions.pass_application, one, helping.holder(there, helping.fresh(one).approval.current))
    actions.register_paper(**on_paper(there, settings, tmp_path))
    with pytest.raises(RuleBroken, match="已推荐 1 个（其中纸质登记 1 个），这次最多再排 0 个"):
        ranked(there, helping.fresh(one))
    text = text_of(signed_in(there.clerk).get(reverse("apply-ranking", args=[there.call.public_id])))
    assert "已推荐 1 个" in text
    assert "<li>纸质示例 " in text


def test_a_host_registers_no_paper_of_its_own(there, settings, tmp_path):
    """It reads all that arrived once it is closed (controls BL-08)."""
    host = there.post("host", there.school.key)
    calling.set_host(
        call=helping.fresh(there.call), host=there.school, parts=("checks",), reason="示例",
        by=there.actor(there.officer), version=helping.fresh(there.call).version,
    )  # fmt: skip
    helping.close(there)
    said = on_paper(there, settings, tmp_path)
    for by in (there.actor(host), said["by"]):
        with pytest.raises(RuleBroken, match=r"承办过这次遴选.*不能登记纸质材料"):
            actions.register_paper(**said | {"by": by})
    assert actions.register_paper(**said | {"organisation": there.other.organisation}).state == "received"


@pytest.mark.parametrize("closed", [True, False])
def test_who_hosted_before_it_was_closed_applies_like_the_others(there, settings, tmp_path, closed):
    """And who hosted afterwards does not, whoever hosts now (controls BL-08)."""

    def hosted_by(host, parts):
        said = {"host": host, "parts": parts, "reason": "示例", "by": there.actor(there.officer)}
        calling.set_host(call=helping.fresh(there.call), version=helping.fresh(there.call).version, **said)

    hosted_by(there.school, ("checks",))
    if closed:
        helping.close(there)
    hosted_by(there.other.organisation, ("checks",))
    helping.close(there)
    said = on_paper(there, settings, tmp_path)
    if closed:
        with pytest.raises(RuleBroken, match=r"承办过这次遴选.*不能登记纸质材料"):
            actions.register_paper(**said)
    else:
        assert actions.register_paper(**said).state == "received"


def test_who_carries_on_a_former_host_has_read_what_it_read(there):
    host, rival = there.other.organisation, there.school
    Call.objects.filter(pk=there.call.pk).update(hosts_before=[host.public_id])
    call = helping.fresh(there.call)
    assert (is_near_host(call, host), is_near_host(call, rival)) == (True, False)
    merge_organisations(
        organisation=host, others=[], into=rival, on=clock.today(), by=system_actor(), version=host.version
    )
    rival.refresh_from_db()
    assert is_near_host(call, rival)
