"""The roadmap's picture as SVG text. A thousand bars through the template engine take longer than all else together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe

from luoshi.core.roadmap import Bar, Chart, Drawn, Group

LONGEST_GROUP, MOST_LISTED = 30, 100


def svg_of(sheets: Sequence[Chart], zoom: str, title: str, count: int) -> SafeString:
    """Everything that stands in the frame: one picture for each sheet of paper, below each other on the screen."""
    drawn = [_sheet(chart, zoom, title, at, len(sheets), count) for at, chart in enumerate(sheets, 1)]
    return mark_safe("".join(drawn))  # what comes from rows is escaped below


def list_of(bars: Sequence[Bar]) -> SafeString:
    """The first milestones as lines under their groups, for windows too narrow for the picture."""
    lines, group = [], None
    for bar in bars[:MOST_LISTED]:
        if bar.group != group:
            lines.append(
                f'{"</ul>" if group is not None else ""}<h3>{escape(bar.group)}</h3><ul class="plain">'
            )
            group = bar.group
        said = bar.note.rpartition("：")[2]
        name = f'<a href="{escape(bar.href)}">{escape(bar.label)}</a>'
        lines.append(f'<li>{name}<span class="muted small">{escape(said)}</span></li>')
    return mark_safe(f"{''.join(lines)}</ul>" if lines else "")  # what comes from rows is escaped above


def _sheet(chart: Chart, zoom: str, title: str, number: int, of: int, count: int) -> str:
    which = f"第 {number} 张，共 {of} 张" if of > 1 else ""
    label = escape(f"{title}路线图，{count} 个里程碑{which}")
    head = (
        f'<svg class="road road-{escape(zoom)}" viewBox="0 0 {chart.width:g} {chart.height}" '
        f'width="{chart.width:g}" height="{chart.height}" role="group" aria-label="{label}">'
    )
    bars = "".join(each for group in chart.groups for each in _group(group))
    return f"{head}{''.join(_scale(chart))}{bars}{_today(chart)}</svg>"


def _scale(chart: Chart) -> Iterator[str]:
    for tick in chart.ticks:
        looks = "year" if tick.is_year else "tick"
        yield f'<path class="{looks}" d="M{tick.x:g} 22V{chart.height}"/>'
        yield f'<text class="scale" x="{tick.x:g}" y="38" dx="3">{escape(tick.words)}</text>'
    for tick in chart.years:
        yield f'<text class="scale strong" x="{tick.x:g}" y="16" dx="3">{escape(tick.words)}</text>'
    for line in chart.lines:
        yield f'<path class="wait" d="{line}"/>'


def _group(group: Group) -> Iterator[str]:
    percent = group.percent
    name = group.name if len(group.name) <= LONGEST_GROUP else f"{group.name[: LONGEST_GROUP - 1]}…"
    shown = name if percent is None else f"{percent}% {name}"
    whole = group.name if percent is None else f"{group.name}，按权重完成 {percent}%"
    yield f'<text class="group" x="0" y="{group.text_y}">{escape(shown)}<title>{escape(whole)}</title></text>'
    for each in group.bars:
        yield f'<a href="{escape(each.bar.href)}"><title>{escape(each.bar.note)}</title>'
        yield f'<text x="14" y="{each.text_y}">{escape(each.short)}</text>{_bar(each)}</a>'


def _bar(each: Drawn) -> str:
    if not each.width:
        return ""
    looks = escape(each.looks)
    if each.is_point:
        drawn = f'<path class="bar {looks}" d="M{each.x:g} {each.middle:g}l6 -6l6 6l-6 6z"/>'
    else:
        place = f'x="{each.x:g}" y="{each.top}" height="14" rx="3"'
        drawn = f'<rect class="bar {looks}" {place} width="{each.width:g}"/>'
        if each.filled:
            drawn += f'<rect class="part {looks}" {place} width="{each.filled:g}"/>'
    if each.mark:
        drawn += f'<text class="mark" x="{each.mark_x:g}" y="{each.text_y}">{escape(each.mark)}</text>'
    return drawn


def _today(chart: Chart) -> str:
    if chart.today is None:
        return ""
    place = f"{chart.today:g}"
    words = f'<text class="today" x="{place}" y="55" dx="3">今天</text>'
    return f'<path class="today" d="M{place} 44V{chart.height}"/>{words}'
