"""What a clause points to inside its own document: 第三条第（二）款, 本意见第三部分, 附件2."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .model import Reference
from .numbering import HAN, han_value

_N = rf"[{HAN}\d]+"
_REFERENCE = re.compile(
    rf"第(?P<article>{_N})条(?:第?[（(]?(?P<paragraph>{_N})[）)]?款)?(?:第?[（(]?(?P<item>{_N})[）)]?项)?"
    rf"|第(?P<part>{_N})(?P<what>部分|章)(?:第?[（(](?P<sub>{_N})[）)](?:条|款|项|点)?)?"
    rf"|第[（(](?P<lone>{_N})[）)](?:条|款|项|点)"
    rf"|附件\s*(?P<annex>{_N})"
)
_FOREIGN = re.compile(r"》[^，。；、]{0,6}$")  # 《某法》第三条 points elsewhere


def references_in(text: str, own_number: str, ids: Mapping[str, str]) -> tuple[Reference, ...]:
    """References with their span in the text; `ids` maps the numbers of the document's clauses to ids."""
    found = []
    for match in _REFERENCE.finditer(text):
        if not _FOREIGN.search(text[: match.start()]):
            target = next((ids[number] for number in _candidates(match, own_number) if number in ids), None)
            found.append(Reference(match.group(), match.span(), target))
    return tuple(found)


def _candidates(match: re.Match[str], own_number: str) -> list[str]:
    """Numbers the reference may mean, the most exact first."""
    if match["annex"]:
        return [f"附件{han_value(match['annex'])}"]
    if match["article"]:
        article = f"第{match['article']}条"
        inner = match["item"] or match["paragraph"]
        return [f"{article}（{inner}）", article] if inner else [article]
    if match["part"]:
        top = [match["part"]] if match["what"] == "部分" else []
        tops = [f"第{match['part']}{match['what']}", *top]
        return [f"{number}（{match['sub']}）" for number in tops] if match["sub"] else tops
    above = re.match(rf"^第{_N}条|^[{HAN}]+", own_number)
    return [f"{above.group() if above else ''}（{match['lone']}）"]
