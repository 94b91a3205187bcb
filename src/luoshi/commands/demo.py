"""`luoshi demo`: sample data at a chosen stage, or a test world full of canaries."""

from __future__ import annotations

import argparse
import sys

from .boot import CannotStart, one_at_a_time, refuse, start

STAGES = ("matrix", "workplans", "progress", "indicators", "selection")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--stage",
        choices=STAGES,
        help="matrix：计划已装载，各校有人员，有一轮示例申报、几件示例呈批件、示例佐证材料；"
        "workplans：另有各校的示例实施方案，和一所学校自己的五年规划（样例），同一工作只报一次；"
        "progress：各校方案都已备案，另有示例进展、佐证照片、两个季度的进展报告、资金使用和调度会；"
        "indicators：另有各校各种台账的示例条目，有到期的证书、一人两校、没有活动的集团；由台账算出十二个季度的指标，填报三个学年的办学条件；"
        "selection：另有三次示例遴选（受理申报、评审、审定各一），六十份申报，二十位评审专家",
    )
    what.add_argument("--world", action="store_true", help="建立测试世界（仅测试站点），写出 world.json")
    parser.add_argument("--seed", type=int, default=1, help="测试世界的随机种子")


def run(options: argparse.Namespace) -> int:
    """0 done (a second run changes nothing), 2 this site takes no such data."""
    from luoshi.common.errors import Refusal

    wanted = "test" if options.world else "demo"
    try:
        environment = start(new_mode=wanted)
        with one_at_a_time(environment):
            refuse_other_mode(wanted)
            (_make_world if options.world else _make_stage)(options)
            _note_loaded()
    except CannotStart as reason:
        return refuse(reason)
    except Refusal as refusal:
        print(refusal.message, file=sys.stderr)
        return 2
    return 0


def refuse_other_mode(wanted: str) -> None:
    from luoshi.common.models import SiteState

    mode = SiteState.objects.get(pk=1).mode
    if mode != wanted:
        words = {"demo": "演示", "test": "测试", "production": "正式"}
        raise CannotStart(
            f"这是{words[mode]}站点，不能装入{words[wanted]}数据。请用 LUOSHI_HOME 指定一个空目录再运行。"
        )


def _make_stage(options: argparse.Namespace) -> None:
    from luoshi.accounts.demo_schools import make_sample_people
    from luoshi.common.actor import system_actor
    from luoshi.home.demo_evidence import make_sample_evidence
    from luoshi.home.demo_selections import make_sample_selections
    from luoshi.home.loading import load_files, sample_packs
    from luoshi.papers.demo import make_sample_papers
    from luoshi.undertakings.rounds.demo import make_sample_round
    from luoshi.workplans.demo import make_sample_school_plan, make_sample_workplans

    from .first_load import load_demo

    load_demo()
    made = make_sample_people(by=system_actor())
    make_sample_round()
    make_sample_papers()
    make_sample_evidence()
    if options.stage != "matrix":
        make_sample_workplans()
        load_files(sample_packs(), system_actor())
        make_sample_school_plan()
    if options.stage in STAGES[2:]:
        _make_progress()
    if options.stage in STAGES[3:]:
        _make_figures()
    if options.stage == "selection":
        make_sample_selections()
    print(f"演示数据已就绪（新增示例人员 {made} 人）。", file=sys.stderr)


def _make_progress() -> None:
    from luoshi.home.cockpit.week import make_weeks
    from luoshi.indicators.alerts.demo import make_sample_alerts
    from luoshi.progress.demo import make_sample_progress
    from luoshi.progress.meetings.demo import make_sample_meeting
    from luoshi.progress.money.demo import make_sample_money
    from luoshi.progress.returns.demo import make_sample_returns

    make_sample_progress()
    make_sample_money()
    make_sample_meeting()
    make_sample_returns()
    make_sample_alerts()
    make_weeks()


def _make_figures() -> None:
    from luoshi.home.demo_evidence import make_sample_certificates
    from luoshi.indicators.entry.demo import make_sample_figures
    from luoshi.registers.demo import make_sample_entries
    from luoshi.reports.demo import make_sample_papers_out

    for make_sample in (
        make_sample_entries,
        make_sample_certificates,
        make_sample_figures,
        make_sample_papers_out,
    ):
        make_sample()


def _make_world(options: argparse.Namespace) -> None:
    from luoshi.home.world import make_world

    path = make_world(options.seed)
    print(f"测试世界已就绪：{path}", file=sys.stderr)


def _note_loaded() -> None:
    from luoshi.common import clock
    from luoshi.common.models import SiteState

    SiteState.objects.filter(loaded_at__isnull=True).update(loaded_at=clock.now())
