"""Two versions side by side: everything that differs is named with both, and nothing else."""

from luoshi.workplans.comparing import compared
from luoshi.workplans.snapshot import mark_repeats, said_once


def part(work, title="4.3 团队", **more):
    said = {"work": work, "title": title, "words": [], "goals": [], "steps": [], "money": []}
    return {**said, **more}


def step(key, **more):
    names = ("starts", "due", "acceptance", "leader", "department", "owner", "helpers", "recurring")
    return {"key": key, "title": f"步骤{key}", "weight": 1, **dict.fromkeys(names, ""), **more}


def test_words_numbers_steps_and_money_that_differ_are_named_with_both_and_what_is_alike_is_not():
    same = part(
        1, words=[["建设基础", "有"]], goals=[["团队", 2023, "", "2"]], money=[["中央财政", 2022, "5.00"]]
    )
    before = part(
        2,
        words=[["主要举措", "建课程"], ["建设基础", "有"]],
        goals=[["双师占比", 2023, "50", ""], ["团队", 2023, "", "1"]],
        steps=[step("a", due="2022-06-30", owner="甲"), step("b"), step("c")],
        money=[["中央财政", 2022, "5.00"], ["学校自筹", 2022, "1.00"]],
    )
    now = part(
        2,
        words=[["主要举措", "建基地"], ["建设基础", "有"]],
        goals=[["双师占比", 2023, "50", "55"], ["团队", 2023, "", "1"]],
        steps=[step("a", due="2022-09-30", owner="乙"), step("b"), step("d")],
        money=[["中央财政", 2022, "8.00"]],
    )
    assert compared([same, before], [same, now]) == [
        {
            "title": "4.3 团队",
            "lines": [
                ("主要举措", "建课程", "建基地"),
                ("目标“双师占比”2023 年", "50", "55"),
                ("里程碑“步骤a”的完成时间", "2022-06-30", "2022-09-30"),
                ("里程碑“步骤a”的责任人", "甲", "乙"),
                ("里程碑“步骤d”", "没有", "有"),
                ("里程碑“步骤c”", "有", "没有"),
                ("经费 中央财政 2022 年（万元）", "5.00", "8.00"),
                ("经费 学校自筹 2022 年（万元）", "1.00", "—"),
            ],
        }
    ]


def test_a_task_that_came_or_went_is_said_as_that():
    assert compared([part(1, "旧任务")], [part(2, "新任务")]) == [
        {"title": "新任务", "lines": [("这项任务", "没有列入", "列入")]},
        {"title": "旧任务", "lines": [("这项任务", "列入", "没有列入")]},
    ]


def test_a_text_that_stands_under_an_earlier_task_is_pointed_to_on_paper():
    same = "校长任组长，分管副校长任副组长，处室负责人为成员。"

    words = [["推进机制", same], ["预期成果", "验收单"]]
    first = part(1, "甲任务", given="", words=words)
    second = part(2, "乙任务", given="", words=[*words, ["风险", same]])
    assert said_once([first, second]) == [
        ("甲任务：推进机制", same),
        ("甲任务：预期成果", "验收单"),
        ("乙任务：推进机制", "同“甲任务”的推进机制。"),
        ("乙任务：预期成果", "验收单"),  # as short as pointing to it
        ("乙任务：风险", same),  # another heading
    ]
    assert said_once([second])[0] == ("乙任务：推进机制", same), "a paper of one task says all of it"


def test_on_paper_a_text_that_stood_under_an_earlier_task_is_named_and_a_short_one_said_again():
    long, short = "成立以校长为组长的领导小组，每月调度一次，每季通报。", "同上"
    parts = [
        part(1, "甲", words=[["推进机制", long], ["风险", short]]),
        part(2, "乙", words=[["推进机制", long], ["风险", short]]),
    ]
    mark_repeats(parts)
    assert [[again for *_, again in each["said"]] for each in parts] == [["", ""], ["甲", ""]]
