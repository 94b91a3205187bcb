"""A whole round with real clicks: an invented plan of 2026, eleven schools, two counties, from the list that is
opened to the stamped 一览表 and the duties. Somebody is absent, a leader decides on paper, a school is late, nobody
wants one task, two schools share another."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from luoshi.common import clock
from luoshi.common.invariants import check_all
from luoshi.common.tests import looking
from luoshi.common.verifying import verify
from luoshi.core.scans.tests.making import scanned
from luoshi.papers.filed.models import FiledPaper
from luoshi.papers.filed.tests.conftest import do_jobs
from luoshi.papers.filed.tests.test_journey import sheets_of
from luoshi.papers.models import Entry
from luoshi.papers.tests.conftest import chromium, window
from luoshi.undertakings.models import Duty
from luoshi.undertakings.rounds import actions
from luoshi.undertakings.rounds.models import Application, Round, Wish

from . import helping
from .helping import do, fresh
from .invented import TASKS, deputy_in_the_chain, make_city

__all__ = ["chromium", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME = "2026年承接申报（示例）"
OWN = "东湖职教"  # the school whose every step is clicked
LATE = "西山旅校"
GROUPS, BASE, TEAMS, COURSES, NOBODY, TRAINING = range(6)
BY_ACT = {  # what the schools apply for whose application is only prepared
    "一职": (GROUPS, BASE),
    "工业技校": (GROUPS, TEAMS),
    "东湖工程": (GROUPS,),
    "东湖农校": (TEAMS, TRAINING),
    "东湖旅校": (COURSES,),
    "西山职教": (COURSES, TRAINING),
    "西山工程": (TRAINING,),
    "西山卫校": (TEAMS,),
}


@pytest.fixture
def place(transactional_db: None, settings: Any, tmp_path: Any) -> Any:
    settings.LUOSHI_HOME = tmp_path
    made = make_city()
    made.start = clock.now()
    return made


def test_a_round_is_played_from_the_list_to_the_seal_and_the_duties(place, window, it_is, tmp_path):
    play = Play(place, window, it_is, tmp_path)
    play.bureau_makes_and_opens_it()
    play.schools_are_prepared()
    play.school_applies()
    play.school_joins_another()
    play.deputy_is_absent()
    play.leader_decides_on_paper()
    play.late_school_is_let_in_with_all()
    play.bureau_talks_back()
    play.bureau_judges()
    play.bureau_confirms()
    play.list_comes_back_stamped()
    play.duties_stand()
    play.log_tells_it()
    assert check_all()["violations"] == []
    assert verify().ok


class Play:
    """One after another; each method is a chapter, each click somebody's."""

    def __init__(self, place: Any, window: Any, it_is: Any, folder: Any) -> None:
        self.place, self.window, self.it_is, self.folder = place, window, it_is, folder

    def opened(self, role: str, where: str = "示例市教育局", path: str = "/desk/", width: int = 1440) -> Any:
        """A window of that person; closed by the fixture."""
        return self.window(self.place.post(role, where), path, width=width)

    def shown(self, page: Any, name: str) -> None:
        """Both widths; nothing wider than the window."""
        usual = page.viewport_size
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            looking.picture(page, f"journey-{name}-{width}", full_page=True)
            # Found by a locator: right after a click the new page may have no element yet.
            assert page.locator("html").evaluate("html => html.scrollWidth <= innerWidth"), (name, width)
        page.set_viewport_size(usual)

    @property
    def round_(self) -> Round:
        return Round.objects.get()

    def application(self, school: str) -> Application:
        return Application.objects.get(organisation=self.place.places[school])

    def wish(self, school: str, task: int) -> Wish:
        return self.application(school).wishes.get(round_task__task=self.place.tasks[task])

    def days_on(self, days: float) -> None:
        self.it_is(self.place.start + dt.timedelta(days=days))

    # ---- the list

    def bureau_makes_and_opens_it(self) -> None:
        page = self.opened("city_officer", path=f"/plans/{self.place.plan.public_id}/")
        page.get_by_role("link", name="新建一轮申报").click()
        page.get_by_label("名称").fill(NAME)
        page.get_by_role("button", name="新建").click()
        closes = self.place.start + dt.timedelta(days=7, hours=8)
        page.get_by_label("截止时间").fill(f"{closes:%Y-%m-%dT%H:%M}")
        page.get_by_label("申报说明").fill("虚构示例。请各校研究后申报，联合承接的写明牵头学校。")
        page.get_by_label("每校至多申报").fill("4")
        page.get_by_role("button", name="保存", exact=True).click()
        page.get_by_label(f"{GROUPS + 1} {TASKS[GROUPS]}：至多几个单位").fill("3")
        page.get_by_label(f"{TEAMS + 1} {TASKS[TEAMS]}：数量合计至多").fill("8")
        page.get_by_label(f"{BASE + 1} {TASKS[BASE]}：可以联合承接").check()
        self.shown(page, "tasks")
        page.get_by_role("button", name="保存", exact=True).click()
        expect(page.get_by_role("checkbox", checked=True)).to_have_count(11)
        page.get_by_role("button", name="保存", exact=True).click()
        page.get_by_role("button", name="发布申报通知").click()
        expect(page.get_by_text("已发布。谁收到了通知")).to_be_visible()
        self.shown(page, "round")

    # ---- schools

    def schools_are_prepared(self) -> None:
        """What is not worth a click: seven of eleven are agreed to at every step, one lies ready and is late."""
        deputy_in_the_chain(self.place, OWN)
        for school, tasks in BY_ACT.items():
            self.through(self.drafted(school, tasks), school)
        self.drafted(LATE, (COURSES,))

    def drafted(self, school: str, tasks: tuple[int, ...]) -> Application:
        office = self.place.act("office", school)
        made = actions.start_application(round_=self.round_, by=office)
        rows = list(self.round_.tasks.all())
        do(actions.choose_tasks, made, office, chosen=[rows[task] for task in tasks])
        for wish in made.wishes.all():
            led_by = self.place.places[school] if wish.round_task.joint else None
            helping.write(wish, office, led_by=led_by)
        return fresh(made)

    def through(self, application: Application, school: str) -> None:
        """Sent, and agreed to below the city."""
        do(actions.send_application, application, self.place.act("office", school))
        while fresh(application).state in ("school", "county"):
            step = fresh(application).approval.current
            do(actions.pass_application, application, self.place.act(step.role, step.organisation.short))

    def written(self, page: Any, reason: str, joint: str = "", quantity: str = "2") -> None:
        """One row by clicks."""
        page.get_by_label("申报理由").fill(reason)
        page.get_by_label("申报数量").fill(quantity)
        if joint:
            page.get_by_label("承接方式").select_option(label=joint)
        page.get_by_label("承接基础").fill("两个实训室，教师十二人（示例）。")
        page.get_by_label("年度，第 1 行").fill("2026")
        page.get_by_label("数量，第 1 行").fill(quantity)
        page.get_by_label("学校自筹，第 1 行").fill("30")
        page.get_by_role("button", name="保存，填下一项").click()

    def ticked(self, page: Any, *tasks: int) -> None:
        for task in tasks:
            page.get_by_role("checkbox", name=f"{task + 1} {TASKS[task]}").check()
        page.get_by_role("button", name="保存勾选").click()

    def school_applies(self) -> None:
        page = self.opened("office", OWN)
        page.get_by_role("link", name="去申报").click()
        page.get_by_role("button", name="开始申报").click()
        self.ticked(page, GROUPS, TEAMS)
        self.shown(page, "application-missing")
        page.get_by_role("link", name=re.compile(f"填写.*{TASKS[GROUPS]}")).click()
        self.written(page, "专业基础好，企业愿意共建。")
        expect(page.get_by_role("heading", name=TASKS[TEAMS], level=1)).to_be_visible()  # the next by itself
        self.written(page, "教师企业实践已满两年。", quantity="4")
        page.get_by_role("button", name="报送审批").click()
        expect(page.get_by_text("已报送，本校下一个环节已收到")).to_be_visible()
        self.shown(page, "application")

    def school_joins_another(self) -> None:
        """Its part of what another school leads; the head agrees on the phone."""
        page = self.opened("office", "二职", f"/rounds/{self.round_.public_id}/")
        page.get_by_role("button", name="开始申报").click()
        self.ticked(page, BASE)
        page.get_by_role("link", name="填写").click()
        self.written(page, "承担其中的智能制造部分。", joint="联合承接，一职牵头")
        page.get_by_role("button", name="报送审批").click()
        expect(page.get_by_text("一职牵头").first).to_be_visible()
        head = self.opened("school_head", "二职", width=390)
        head.get_by_role("link", name="办理").first.click()
        head.get_by_role("button", name="同意", exact=True).click()
        expect(head.get_by_text("已同意。")).to_be_visible()

    def deputy_is_absent(self) -> None:
        deputy = self.opened("deputy_head", OWN, "/delegations/new/")
        secretary = self.place.post("party_secretary", OWN)
        deputy.get_by_label("由谁代办").select_option(secretary.public_id)
        deputy.get_by_label("到哪天止").fill(f"{clock.today() + dt.timedelta(days=5):%Y-%m-%d}")
        deputy.get_by_label("为什么不在").fill("外出学习")
        deputy.get_by_role("button", name="登记").click()
        expect(deputy.get_by_text("代办授权已登记，已告诉双方")).to_be_visible()
        page = self.opened("party_secretary", OWN, width=390)
        page.get_by_role("link", name="办理").first.click()
        words = f"代{self.place.post('deputy_head', OWN).user}办理"
        expect(page.get_by_role("heading", name=words, exact=True)).to_be_visible()
        page.get_by_role("button", name="同意", exact=True).click()
        expect(page.get_by_text("已同意。")).to_be_visible()
        do(actions.pass_application, self.application(OWN), self.place.act("school_head", OWN))

    def leader_decides_on_paper(self) -> None:
        """The county's clerk agrees, then enters what the leader signed."""
        signed = self.folder / "签批单.pdf"
        signed.write_bytes(b"%PDF-1.4 signed")
        page = self.opened("county_officer", "东湖县教育局")
        page.get_by_role("link", name="办理").first.click()
        page.get_by_role("button", name="同意", exact=True).click()
        page.get_by_text("代录领导的决定").click()
        page.get_by_label("签批日期").fill(f"{clock.today():%Y-%m-%d}")
        page.get_by_label("签批单（扫描或照片）").set_input_files(signed)
        page.get_by_role("button", name="确认代录").click()
        expect(page.get_by_text("已代录。")).to_be_visible()
        self.shown(page, "county")
        ways = Entry.objects.filter(approval=self.application(OWN).approval).values_list("way", flat=True)
        assert {"delegate", "entered"} <= set(ways)

    def late_school_is_let_in_with_all(self) -> None:
        """Nobody took one task and one school is late: the bureau extends for all, the school takes both up."""
        self.days_on(8)
        late = self.opened("office", LATE, f"/applications/{self.application(LATE).public_id}/")
        expect(late.get_by_text("没有在这之前送出本单位的不能再报送")).to_be_visible()
        expect(late.get_by_role("button", name="报送审批")).to_be_hidden()
        self.shown(late, "late")
        page = self.opened("city_officer", path=f"/rounds/{self.round_.public_id}/overview/")
        expect(page.get_by_text("10 / 11 个单位")).to_be_visible()
        page.get_by_role("link", name="无人承接 1").click()
        expect(page.get_by_role("link", name=f"{NOBODY + 1} {TASKS[NOBODY]}")).to_be_visible()
        self.shown(page, "overview-nobody")
        page.get_by_role("link", name="延期").click()
        until = self.place.start + dt.timedelta(days=10, hours=8)
        page.get_by_label("延期到").fill(f"{until:%Y-%m-%dT%H:%M}")
        page.get_by_label("理由").fill("“组建区域产教联合体”无人承接，请有条件的学校补报。")
        self.shown(page, "extend")
        page.get_by_role("button", name="延期", exact=True).click()
        expect(page.get_by_text("已延期")).to_be_visible()
        late.goto(late.url.split("/applications/")[0] + "/notices/")
        late.get_by_role("link", name="承接申报延期").first.click()
        expect(late.get_by_role("link", name="去办理")).to_be_visible()
        self.late_school_sends(late)
        self.days_on(11)

    def late_school_sends(self, page: Any) -> None:
        self.shown(page, "notice")
        page.get_by_role("link", name="去办理").click()
        page.get_by_role("link", name="打开本校的申报").click()
        expect(page.get_by_text("对全体单位适用")).to_be_visible()
        page.get_by_role("link", name="勾选任务").click()
        self.ticked(page, NOBODY)
        page.get_by_role("link", name="填写").click()
        self.written(page, "与园区企业已有合作意向。")
        page.get_by_role("button", name="报送审批").click()
        expect(page.get_by_text("已报送")).to_be_visible()
        head = self.opened("school_head", LATE, width=390)
        head.get_by_role("link", name="办理").first.click()
        head.get_by_role("button", name="同意", exact=True).click()
        expect(head.get_by_text("已同意。")).to_be_visible()
        for role in ("county_officer", "county_leader"):
            do(actions.pass_application, self.application(LATE), self.place.act(role, "西山县教育局"))

    # ---- the bureau

    def bureau_talks_back(self) -> None:
        wish = self.wish(OWN, TEAMS)
        page = self.opened("city_officer", path=f"/rounds/{self.round_.public_id}/overview/")
        self.shown(page, "overview")
        page.get_by_role("row", name=TASKS[TEAMS]).get_by_role("link", name=OWN).click()
        self.shown(page, "row")
        page.get_by_text("请学校说明", exact=True).click()
        page.get_by_label("要问的").fill("四个团队由哪几个专业组成？")
        page.get_by_role("button", name="发给学校").click()
        expect(page.get_by_text("已发出")).to_be_visible()
        assert fresh(wish).verdict == "asked"
        school = self.opened("office", OWN, "/notices/", width=390)
        school.get_by_role("link", name="市局请学校说明").first.click()
        school.get_by_role("link", name="去办理").click()
        expect(school.get_by_text("市局请说明")).to_be_in_viewport()
        school.get_by_role("textbox", name="要问的或要说明的").fill("数控、电商各两个。")
        school.get_by_role("button", name="发出").click()
        expect(school.get_by_text("数控、电商各两个。")).to_be_visible()
        self.shown(school, "talk")
        page.reload()
        expect(page.get_by_text("数控、电商各两个。")).to_be_visible()
        assert fresh(wish).verdict == "open"

    def bureau_judges(self) -> None:
        """One quantity is cut, one school too many is declined with its reason, the rest is accepted by task."""
        page = self.opened("city_officer", path=f"/rounds/{self.round_.public_id}/overview/")
        row = page.get_by_role("row", name=TASKS[GROUPS])
        expect(row.get_by_text("未定的 4 项不能都同意")).to_be_visible()
        self.shown(page, "over-quota")
        self.judged(page, GROUPS, "东湖工程", "不同意", words="名额有限，请与一职合作。")
        self.judged(page, TEAMS, OWN, "同意", agreed="2")
        for task in (GROUPS, BASE, TEAMS, COURSES, NOBODY, TRAINING):
            row = page.get_by_role("row", name=TASKS[task])
            row.get_by_role("button", name="同意未定的").click()
            expect(page.get_by_text("可以逐项改回")).to_be_visible()
        page.get_by_role("link", name="核对并确认").click()
        expect(page.get_by_text("还不能确认")).to_be_visible()
        self.shown(page, "confirm-not-yet")
        self.section_head_agrees()

    def judged(
        self, page: Any, task: int, school: str, verdict: str, words: str = "", agreed: str = ""
    ) -> None:
        page.get_by_role("row", name=TASKS[task]).get_by_role("link", name=school).click()
        page.get_by_role("radio", name=verdict, exact=True).check()
        page.get_by_label("理由或说明").fill(words)
        page.get_by_label("核定数量").fill(agreed)
        page.get_by_role("button", name="保存，看下一项").click()
        expect(page.get_by_text("意见已保存")).to_be_visible()
        page.get_by_role("link", name="返回汇总").click()

    def section_head_agrees(self) -> None:
        """One by clicks, the others as prepared."""
        head = self.opened("section_head")
        head.get_by_role("link", name="办理").first.click()
        head.get_by_role("button", name="同意", exact=True).click()
        expect(head.get_by_text("已同意。")).to_be_visible()
        for each in Application.objects.filter(state="city"):
            do(actions.pass_application, each, self.place.act("section_head"))

    def bureau_confirms(self) -> None:
        page = self.opened("city_officer", path=f"/rounds/{self.round_.public_id}/confirm/")
        expect(page.get_by_text("还不能确认")).to_be_hidden()
        self.shown(page, "confirm")
        page.get_by_role("button", name="确认承接").click()
        expect(page.get_by_text("已确认，承接的任务已列入各校责任项")).to_be_visible()
        expect(page.get_by_text("参与", exact=True)).to_have_count(1)
        self.shown(page, "list")

    def list_comes_back_stamped(self) -> None:
        page = self.opened("city_officer", path=f"/rounds/{self.round_.public_id}/list/")
        page.get_by_role("button", name="打印盖章").click()
        expect(page.get_by_text("下一步：下载打印稿")).to_be_visible()
        with page.expect_download() as download:
            page.get_by_role("link", name="下载打印稿").click()
        assert download.value.suggested_filename.endswith(".pdf")
        pages = [
            {"name": f"{at}.jpg", "mimeType": "image/jpeg", "buffer": scanned(sheet, angle=1.5)}
            for at, sheet in enumerate(sheets_of(FiledPaper.objects.get()), 1)
        ]
        page.set_input_files("input[type=file]", pages)
        page.get_by_role("button", name="上传并识别").click()
        page.wait_for_url("**/scans/*/")
        do_jobs()
        page.goto(page.url.split("/scans/")[0] + f"/rounds/{self.round_.public_id}/list/")
        page.get_by_role("link", name="盖章件：已盖章").click()
        expect(page.get_by_text("盖章件已合成")).to_be_visible()

    def duties_stand(self) -> None:
        """In the matrix, one for each accepted row; at the school from its notice to the duty."""
        accepted = Wish.objects.filter(verdict="accepted").count()
        assert Duty.objects.count() == accepted == 16
        page = self.opened("city_officer", path=f"/plans/{self.place.plan.public_id}/matrix/")
        expect(page.locator("[data-task][data-basis=undertaken]")).to_have_count(accepted)
        self.shown(page, "matrix")
        school = self.opened("office", OWN)
        expect(school.get_by_text("责任项 2")).to_be_visible()
        self.shown(school, "school-desk")
        school = self.opened("office", OWN, "/notices/", width=390)
        school.get_by_role("link", name="承接申报已确认").first.click()
        school.get_by_role("link", name="去办理").click()
        school.get_by_role("link", name="打开本校的申报").click()
        expect(school.get_by_text("市局意见：同意")).to_have_count(2)
        self.shown(school, "application-confirmed")
        school.get_by_role("link", name="打开责任项").first.click()
        expect(school.get_by_role("heading", name=TASKS[GROUPS], level=1)).to_be_visible()

    def log_tells_it(self) -> None:
        page = self.opened("log_admin", path=f"/log/?about={self.round_.public_id}")
        for words in ("起草一轮承接申报", "发布承接申报", "延长申报时间", "确认承接"):
            expect(page.get_by_role("row", name=words)).to_be_visible()
        self.shown(page, "log")
