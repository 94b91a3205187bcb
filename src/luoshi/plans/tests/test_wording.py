"""A target reads as one sentence."""

from decimal import Decimal

import pytest

from luoshi.plans.wording import target_sentence


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            {
                "comparator": "at_least",
                "quantity": Decimal(3),
                "unit": "个",
                "level": "市",
                "and_above": True,
                "scope": "each_school",
                "due": "2025",
            },
            "不少于 3 个，市级及以上，每校，到 2025 年底",
        ),
        ({"comparator": "range", "quantity": Decimal(1), "upper": Decimal(3), "unit": "支"}, "1 至 3 支"),
        (
            {"comparator": "more_than", "quantity": Decimal("50.0000"), "unit": "%", "subject": "双师型教师"},
            "双师型教师超过 50%",
        ),
        ({"comparator": "about", "quantity": Decimal(10000), "unit": "名"}, "10,000 名左右"),
        (
            {"comparator": "some", "subject": "精品课程", "recurrence": "分批"},
            "精品课程一批（数量待定），分批",
        ),
        ({"comparator": "by_date", "due": "2025-06-30"}, "按期完成，到 2025 年 6 月 30 日"),
        (
            {
                "comparator": "reach",
                "quantity": Decimal("2.50"),
                "unit": "万元",
                "due": "2025-06",
                "measure": "per_year",
            },
            "每年达到 2.5 万元，到 2025 年 6 月底",
        ),
        ({"comparator": "exact", "quantity": Decimal(5), "unit": "个", "measure": "increase"}, "增加 5 个"),
        (
            {"comparator": "exact", "quantity": Decimal(2), "measure": "multiple", "period": "2023-2025"},
            "2倍，2023 年至 2025 年",
        ),
        ({"comparator": "at_least", "unit": "个"}, "不少于 … 个"),
        ({}, "…"),
    ],
)
def test_a_target_reads_as_one_sentence(said, sentence):
    assert target_sentence(said) == sentence
