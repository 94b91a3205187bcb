"""Which numbers may be added up over organisations: shares, ratios, means, years and ranks may not. Pure."""

from __future__ import annotations

import re

NO_SUMS = re.compile(
    r"[%％‰/／率比均倍]|百分|千分"
)  # units of shares, ratios and means: their sum says nothing
_NO_SUM_OF = re.compile(
    r"率|比例|占比|比重|生师比|师生比|之比|比$|均|年份|年度$|建校|成立|创办|始建|名次|排名|位次|指数|编号|代码|学制|年限|年龄|单价|满意度"
)
_UNITS = frozenset({"年", "岁", "名次", "位次", "级", "度", "点"})


def may_be_added(label: str, unit: str) -> bool:
    """By what a number is called and its unit: 在校生数（人） may, 生师比, 建校年份, 生均经费（元/生） may not."""
    bare = re.sub(r"\s+", "", label)
    return not (unit in _UNITS or NO_SUMS.search(unit) or _NO_SUM_OF.search(bare))
