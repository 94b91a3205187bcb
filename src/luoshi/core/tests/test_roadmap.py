"""Every bar lies where its days say, in the order given, and waits for what it waits for."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.roadmap import LABELS, ROW, WIDE, WIDTH, ZOOMS, Bar, chart_of, months_between, sheets_of

TODAY = dt.date(2026, 11, 26)
DAY = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))


@st.composite
def bars(draw):
    found = []
    for number in range(draw(st.integers(0, 12))):
        starts, due = sorted((draw(DAY), draw(DAY)))
        found.append(
            Bar(
                str(number),
                f"组{draw(st.integers(0, 2))}",
                "里程碑",
                draw(st.sampled_from([starts, None])),
                draw(st.sampled_from([due, None])),
                after=tuple(draw(st.sets(st.integers(0, 11).map(str), max_size=2))),
            )
        )
    return found


@given(bars(), st.sampled_from(ZOOMS))
def test_every_bar_is_drawn_once_in_order_and_inside(rows, zoom):
    chart = chart_of(rows, TODAY, zoom)
    drawn = [each for group in chart.groups for each in group.bars]
    assert [each.bar for each in drawn] == rows
    tops = [y for group in chart.groups for y in (group.y, *(each.y for each in group.bars))]
    assert tops == [tops[0] + ROW * n for n in range(len(tops))] if tops else chart.groups == []
    for each in drawn:
        assert bool(each.width) == (each.bar.starts is not None or each.bar.due is not None)
        assert not each.width or LABELS <= each.x <= each.x + each.width <= chart.width + 1
    assert all(LABELS <= tick.x <= chart.width for tick in chart.ticks)


@given(bars())
def test_what_begins_later_lies_further_right(rows):
    drawn = [each for group in chart_of(rows, TODAY).groups for each in group.bars if each.bar.starts]
    for one in drawn:
        for other in drawn:
            assert one.bar.starts <= other.bar.starts or one.x >= other.x


@given(bars())
def test_a_line_for_each_pair_that_is_there(rows):
    dated = {bar.key for bar in rows if bar.starts or bar.due}
    pairs = [(bar.key, key) for bar in rows if bar.key in dated for key in bar.after if key in dated]
    assert len(chart_of(rows, TODAY).lines) == len(pairs)


def test_today_is_marked_only_where_it_lies_in_the_span():
    past = Bar("a", "组", "旧", dt.date(2021, 1, 1), dt.date(2021, 6, 30))
    assert chart_of([past], TODAY).today is None
    assert chart_of([past, Bar("b", "组", "新", None, dt.date(2027, 1, 1))], TODAY).today > LABELS
    assert [day.isoformat() for day in months_between(dt.date(2026, 11, 5), dt.date(2027, 1, 2))] == [
        "2026-11-01", "2026-12-01", "2027-01-01",
    ]  # fmt: skip


@given(st.lists(st.tuples(st.integers(1, 90), st.booleans()), max_size=8), st.sampled_from([WIDTH, WIDE]))
def test_sheets_hold_every_bar_once_in_order_none_larger_than_paper_and_count_a_group_whole(sizes, width):
    rows = [
        Bar(f"{g}-{n}", f"组{g}", "x", None, TODAY, state="done" if done and n == 0 else "open")
        for g, (size, done) in enumerate(sizes)
        for n in range(size)
    ]
    sheets = sheets_of(rows, TODAY, width=width)
    drawn = [each.bar for chart in sheets for group in chart.groups for each in group.bars]
    assert drawn == rows
    assert all(chart.height <= width * 0.73 and chart.width == sheets[0].width for chart in sheets)
    for chart in sheets:
        for group in chart.groups:
            size, done = sizes[int(group.name[1:])]
            begun = any(done for _, done in sizes)  # then every group says it, those at nought too
            assert group.percent == ((100 // size if done else 0) if begun else None)
