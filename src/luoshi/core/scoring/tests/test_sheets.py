"""One expert's sheet under the shapes of real forms: points, grades, steps, vetoes, bonus, blocks."""

from fractions import Fraction

import pytest

from luoshi.core.scoring import BadScoring, count, missing, problems, read_rubric


def rubric(*items, **more):
    return read_rubric({"title": "示例", "items": list(items), **more})


def points(key, most, **more):
    return {"key": key, "title": f"项目{key}", "kind": "points", "most": most, **more}


# The rubric of a real city contest in 2023: 20/20/40/8/8/4.
CONTEST = [points(key, most) for key, most in zip("abcdef", (20, 20, 40, 8, 8, 4), strict=True)]


def test_points_add_up_and_their_parts_make_the_total():
    made = rubric(*CONTEST)
    assert problems(made) == []
    counted = count(made, {"a": 18, "b": "17.5", "c": 36, "d": 7, "e": 8, "f": 0})
    assert (counted.total, counted.vetoed) == (Fraction("86.5"), ())
    assert counted.lines["b"] == Fraction(35, 2)


@pytest.mark.parametrize(
    ("parts", "total"), [((30, 30, 20, 20, 20, 10), 130), ((10, 5, 10, 8, 10, 8, 12, 7), 70)]
)
def test_forms_whose_parts_make_130_or_70_are_told(parts, total):
    real = rubric(*(points(str(n), most) for n, most in enumerate(parts)))
    assert problems(real) == [f"“各项”合计 {total} 分，与满分 100 分不符，请核对。"]


def test_a_grade_counts_its_share_of_the_weight():
    shares = {"A": 1, "B": "0.8", "C": "0.6", "D": "0.4", "E": "0.2"}
    made = rubric(*({"key": k, "title": k, "kind": "grade", "most": 50, "grades": shares} for k in "xy"))
    assert count(made, {"x": "B", "y": "E"}).total == 50
    with pytest.raises(BadScoring, match="没有“F”这个等级"):
        count(made, {"x": "F", "y": "A"})


def test_steps_give_the_points_of_the_highest_threshold_reached():
    ratio = {"key": "r", "title": "双师型占比", "kind": "steps", "steps": [[30, 7], [50, 10]], "below": 4}
    made = rubric(ratio, points("a", 90))
    assert [count(made, {"r": value, "a": 0}).total for value in (50, "49.99", 30, 0)] == [10, 7, 7, 4]
    assert problems(made) == []
    upside_down = rubric({**ratio, "steps": [[30, 10], [50, 7]]}, points("a", 90))
    assert problems(upside_down) == ["“双师型占比”达到更高一档反而得分更低，请核对。"]


def test_a_veto_ends_the_matter_and_needs_no_points():
    made = rubric({"key": "v", "title": "师德失范", "kind": "veto"}, points("a", 100))
    assert missing(made, {"v": True}) == []
    assert count(made, {"v": True}).vetoed == ("师德失范",)
    assert missing(made, {}) == ["师德失范", "项目a"]
    assert count(made, {"v": False, "a": 100}).vetoed == ()


def test_a_bonus_may_stay_empty_and_comes_on_top():
    made = rubric(points("a", 100), {"key": "b", "title": "特色加分", "kind": "bonus", "most": 5})
    assert problems(made) == []
    assert count(made, {"a": 90}).total == 90
    assert count(made, {"a": 90, "b": 5}).total == 95
    with pytest.raises(BadScoring, match="最多 5 分，填了 6 分"):
        count(made, {"a": 90, "b": 6})


def test_blocks_count_with_their_weight():
    blocks = [
        {"key": "m", "title": "综合评审", "weight": "0.8"},
        {"key": "s", "title": "特色", "weight": "0.2"},
    ]
    made = rubric(points("a", 100, block="m"), points("b", 100, block="s"), blocks=blocks)
    assert problems(made) == []
    assert count(made, {"a": 90, "b": 50}).total == 82
    short = rubric(
        points("a", 100, block="m"),
        points("b", 100, block="s"),
        blocks=[blocks[0], {**blocks[1], "weight": 0.1}],
    )
    assert problems(short) == ["各分块权重合计 90%，不是 100%，请核对。"]


@pytest.mark.parametrize("value", [-1, 101, "NaN", "1e400", "", None, True, [], "90.0000000000001"])
def test_what_is_no_possible_score_is_refused(value):
    with pytest.raises(BadScoring):
        count(rubric(points("a", 100)), {"a": value})


def test_half_points_are_refused_where_whole_ones_are_given():
    made = rubric(points("a", 100, step=1))
    assert count(made, {"a": 90}).total == 90
    with pytest.raises(BadScoring, match=r"按 1 分打分，填了 90\.5 分"):
        count(made, {"a": "90.5"})


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ([], "应是一个对象"),
        ({"items": []}, "没有一个计分的项目"),
        ({"items": [points("a", 1), points("a", 1)]}, "出现了两次"),
        ({"items": [points("a", "many")]}, "应是 0 至"),
        ({"items": [{"key": "a", "title": "甲", "kind": "sum"}]}, "计分方式不认识"),
        ({"items": [points("a", 10, step=3)]}, "打分间隔的整数倍"),
        (
            {"items": [points("a", 10)], "blocks": [{"key": "m", "title": "块", "weight": 1}]},
            "属于哪一个分块",
        ),
        ({"items": [{"key": "a", "title": "甲", "kind": "grade", "most": 1, "grades": {}}]}, "各等级的系数"),
    ],
)
def test_a_malformed_rubric_is_refused_in_words(data, words):
    with pytest.raises(BadScoring, match=words):
        read_rubric(data)
