"""The bureau's pages: the overview, one row, confirming, the list and its printed paper."""

import datetime as dt
import html
import io
import re

import openpyxl
import pypdfium2
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.accounts.models import Organisation
from luoshi.common import files
from luoshi.common.errors import RuleBroken
from luoshi.papers.filed.models import FiledPaper
from luoshi.papers.filed.tests.conftest import quick
from luoshi.undertakings.rounds import actions
from luoshi.undertakings.rounds.models import Wish
from luoshi.undertakings.rounds.offers import moment_words

from . import helping
from .helping import applied, confirmed, do, fresh, judge, judged, passed

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SANXIA, YIDU = "sanxia", "yidu"


@pytest.fixture
def officer(there, signed_in):
    return signed_in(there.officer)


@pytest.fixture
def office(there, signed_in):
    return signed_in(there.office)


def url(there, tail=""):
    return f"/rounds/{there.round.public_id}/{tail}"


def text(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_an_empty_round_says_so(there, officer):
    page = text(officer.get(url(there, "overview/")))
    assert "0 / " in page
    assert "无人承接" in page


def test_the_overview_shows_what_came_and_narrows_it(there, officer):
    applied(there, SANXIA)
    page = text(officer.get(url(there, "overview/")))
    assert "三峡" in page
    assert "同意未定的 1 项" in page
    narrowed = text(officer.get(url(there, "overview/?show=open")))
    assert narrowed.count("同意未定的") == 1
    assert "没有这样的任务" in text(officer.get(url(there, "overview/?show=many")))


def test_tasks_with_nobody_too_few_or_too_many_and_schools_with_too_many_are_named(there, officer):
    many, few, _nobody = there.round.tasks.all()
    rows = type(many).objects
    rows.filter(pk=many.pk).update(least=1, most=1)
    rows.filter(pk=few.pk).update(least=3)
    applied(there, SANXIA, tasks=[many, few])
    applied(there, YIDU, tasks=[many])
    type(there.round).objects.filter(pk=there.round.pk).update(most=1)

    def lines(show=""):
        page = text(officer.get(url(there, f"overview/?show={show}")))
        tasks, _, schools = page.partition('id="by-school"')
        return [
            {said for said in ("无人承接", "偏少", "偏多", "合适") if f">{said}<" in row}
            for row in tasks.split("<tbody>")[1].split("</tbody>")[0].split("</tr>")[:-1]
        ], {key: ">偏多<" in schools.partition(name)[2].partition("</tr>")[0] for key, name in names.items()}

    names = {each.key: each.name for each in Organisation.objects.filter(key__in=(SANXIA, YIDU))}
    assert lines() == ([{"偏多"}, {"偏少"}, {"无人承接"}], {SANXIA: True, YIDU: False})
    assert [lines(show)[0] for show in ("many", "few", "nobody")] == [[{"偏多"}], [{"偏少"}], [{"无人承接"}]]


def test_more_than_the_quota_is_not_offered_at_once_and_the_refusal_names_what_would_be(there, officer, send):
    row = there.round.tasks.first()
    type(row).objects.filter(pk=row.pk).update(most=1)
    wishes = [applied(there, key).wishes.get() for key in (SANXIA, YIDU)]
    page = text(officer.get(url(there, "overview/")))
    assert "同意未定的" not in page
    assert "未定的 2 项不能都同意" in page
    assert page.count("这项任务至多 1 个单位，现有 2 个") == 1, (
        "said once at the task, not beside each school"
    )
    assert "没有超出名额的" not in text(officer.get(url(there, "rows/")))
    keys = [wish.public_id for wish in wishes]
    refused = text(send(officer, url(there, "accept/"), fresh(there.round), wish=keys), 422)
    assert "至多 1 个单位，这样就同意了 2 个" in refused
    assert "已同意 2" not in refused
    assert [fresh(wish).verdict for wish in wishes] == ["open", "open"]


def test_who_owes_is_written_to_from_the_overview_and_named_late_after_closing(there, officer, it_is):
    applied(there, SANXIA)
    page = text(officer.get(url(there, "overview/")))
    address = html.unescape(re.search(r'href="(/notices/new/[^"]+)"', page)[1])
    form = officer.get(address).context["form"]
    assert form["title"].value().startswith("请尽快报送承接申报")
    chosen = Organisation.objects.filter(public_id__in=form["places"].value())
    places = set(chosen.values_list("key", flat=True))
    assert YIDU in places
    assert SANXIA not in places
    assert "个单位没有人能收到" in page
    assert page.count(">还没有申报<") == len(places)
    helping.over(there, it_is)
    late = text(officer.get(url(there, "overview/")))
    assert late.count(">逾期未报<") == len(places)


def test_the_bureau_reads_what_was_done_with_the_round(there, officer, office):
    until = fresh(there.round).until + dt.timedelta(days=3)
    do(actions.extend_round, there.round, there.actor("officer"), until=until, reason="停电三天")
    page = text(officer.get(url(there)))
    done = page.partition("办理经过")[2]
    places = [
        done.index(words)
        for words in ("延长申报时间", "发布承接申报", "设置申报任务清单", "起草一轮承接申报")
    ]
    assert places == sorted(places), "the newest first"
    assert f"截止时间改为 {moment_words(until)}" in done
    assert "市局经办" in done
    assert "办理经过" not in text(office.get(url(there)))


def test_from_a_school_s_application_each_row_leads_to_its_verdict(there, officer, office):
    application = applied(there, "zhijiang")
    wish = application.wishes.get()
    page = f"/applications/{application.public_id}/"
    way = f'href="/wishes/{wish.public_id}/judge/"'
    assert way in text(officer.get(page))
    assert way not in text(office.get(page))


@pytest.mark.parametrize("tail", ["overview/", "confirm/"])
def test_only_those_who_run_it_see_the_overview(there, office, tail):
    assert office.get(url(there, tail)).status_code == 403


@pytest.mark.parametrize("tail", ["list/", "list.xlsx"])
def test_before_confirming_the_list_leads_back_to_the_round(there, officer, tail):
    assert officer.get(url(there, tail)).url == url(there)


def test_a_list_that_is_not_confirmed_is_not_printed(there, officer, send):
    assert "请先确认" in text(send(officer, url(there, "list/print/")), 422)


def test_many_rows_are_accepted_from_the_overview(there, officer, send):
    wish = applied(there, SANXIA).wishes.get()
    answer = send(officer, url(there, "accept/"), fresh(there.round), wish=[wish.public_id])
    assert answer.status_code == 302
    assert fresh(wish).verdict == "accepted"
    assert "请先勾选" in text(send(officer, url(there, "accept/"), fresh(there.round)), 422)


def test_a_row_is_judged_and_the_next_one_opened(there, officer, send):
    first, second = (applied(there, key).wishes.get() for key in (SANXIA, YIDU))
    page = text(officer.get(f"/wishes/{first.public_id}/judge/"))
    assert "有基础，有队伍" in page
    assert "经费合计 600 万元（2026年 600 万元）" in page
    answer = send(
        officer,
        f"/wishes/{first.public_id}/judge/",
        fresh(first),
        verdict="declined",
        words="名额有限",
        agreed="",
    )
    assert answer.url == f"/wishes/{second.public_id}/judge/"
    refused = text(
        send(
            officer,
            f"/wishes/{second.public_id}/judge/",
            fresh(second),
            verdict="declined",
            words="",
            agreed="",
        ),
        422,
    )
    assert "请写明理由" in refused
    assert f'name="_version" value="{fresh(second).version}"' in refused, "the next try must not be stale"


def test_a_stale_verdict_shows_both(there, officer, send):
    wish = Wish.objects.get(application=applied(there, SANXIA))
    judge(there, wish)
    answer = send(
        officer, f"/wishes/{wish.public_id}/judge/", wish, verdict="declined", words="晚了", agreed=""
    )
    assert "晚了" in text(answer, 409)
    assert fresh(wish).verdict == "accepted"


def test_before_confirming_the_school_does_not_read_the_verdict(there, office):
    application = passed(there, helping.sent(there), "head", "county", "leader")
    judge(there, application.wishes.first(), "declined", words="名额有限")
    assert "名额有限" not in text(office.get(f"/applications/{application.public_id}/"))


def test_confirming_names_what_is_left_and_then_gives_the_list(there, officer, send, it_is):
    application = applied(there, SANXIA)
    assert "还不能确认" in text(officer.get(url(there, "confirm/")))
    assert "还不能确认" in text(send(officer, url(there, "confirm/"), fresh(there.round)), 422)
    judged(there, application)
    helping.over(there, it_is)
    assert send(officer, url(there, "confirm/"), fresh(there.round)).url == url(there, "list/")
    page = text(officer.get(url(there, "list/")))
    assert "合计承接 1 项。各校：三峡中专 1 项。" in page


def test_the_list_is_downloaded_by_everybody_who_sees_the_round(there, officer, office, it_is):
    judged(there, applied(there, SANXIA))
    confirmed(there, it_is)
    sheet = openpyxl.load_workbook(io.BytesIO(office.get(url(there, "list.xlsx")).content)).active
    assert "√" in {cell.value for row in sheet for cell in row}
    assert office.get(url(there, "list.docx")).status_code == 200
    assert office.get(url(there, "list.exe")).status_code == 404


def test_the_list_is_printed_frozen_and_outdated_when_the_confirmation_is_taken_back(
    there, officer, send, it_is
):
    judged(there, applied(there, SANXIA))
    confirmed(there, it_is)
    typeset = quick(there.officer, about=fresh(there.round), kind="list", version=1)
    answer = send(officer, url(there, "list/print/"))
    paper = FiledPaper.objects.get()
    assert answer.url == f"/filed/{paper.public_id}/"
    document = pypdfium2.PdfDocument(files.read(paper.print))
    printed = "".join(page.get_textpage().get_text_range() for page in document)
    assert "任务承接情况一览表" in printed
    assert "三峡中专" in printed.replace("\n", "").replace("\r", "")
    assert send(officer, url(there, "reopen/"), fresh(there.round), reason="").status_code == 422
    assert send(officer, url(there, "reopen/"), fresh(there.round), reason="漏校").status_code == 302
    assert fresh(paper).outdated_at is not None
    printing = {"prepared": typeset, "by": there.actor("officer")}
    with pytest.raises(RuleBroken, match="现在没有确认"):  # reopened while it was typeset
        actions.print_round_list(round_=typeset.about, **printing)
    do(actions.confirm_round, there.round, there.actor("officer"))
    with pytest.raises(RuleBroken, match="又确认过一次"):
        actions.print_round_list(round_=typeset.about, **printing)


def test_the_overview_costs_the_same_for_one_school_and_for_five(there, officer):
    def cost():
        ContentType.objects.clear_cache()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            text(officer.get(url(there, "overview/")))
        return len(asked)

    applied(there, SANXIA)
    text(officer.get(url(there, "overview/")))
    one = cost()
    for key in (YIDU, "jidian", "dangyang", "xingshan"):
        applied(there, key, tasks=list(there.round.tasks.all()))
    assert cost() == one
