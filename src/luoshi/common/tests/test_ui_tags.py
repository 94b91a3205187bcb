"""What single components promise: escaping, fields of an act, sorting, paging, form errors."""

import re
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template

from luoshi.common.templatetags.ui import CALLOUT_ICONS, HEALTH_EDGES, STAGE_GLYPHS

EVIL = '<b onclick="x">"&'


def _render(text, **context):
    return Template("{% load ui tables %}" + text).render(Context(context))


@pytest.mark.parametrize(
    "text",
    [
        "{% state_chip evil %}",
        "{% duty_chip '已承接' href=evil name=evil %}",
        "{% callout 'refusal' evil why=evil todo=evil ask=evil href=evil href_label=evil %}",
        "{% success evil %}",
        "{% empty evil evil evil %}",
        "{% facts rows %}{% kv rows %}{% breadcrumb rows %}",
        "{% drawer_link evil evil %}",
        "{% icon 'bell' label=evil %}",
        "{% menu evil %}{{ evil }}{% endmenu %}",
        "{% table id='t' label=evil %}<tbody><tr><td>{{ evil }}</td></tr></tbody>{% endtable %}",
        "{% work_progress evil %}",
    ],
)
def test_values_are_escaped(text):
    html = _render(text, evil=EVIL, rows=[(EVIL, EVIL)])
    assert "<b onclick" not in html
    assert "&lt;b onclick=&quot;x&quot;&gt;&quot;&amp;" in html


def test_each_rendering_of_a_form_has_its_own_key_and_the_objects_version():
    html = _render("{% act_fields obj %}{% act_fields obj %}", obj=SimpleNamespace(version=7))
    keys = re.findall(r'name="_once" value="([^"]{20,})"', html)
    assert len(set(keys)) == 2
    assert html.count('name="_version" value="7"') == 2


def test_a_form_that_makes_something_new_has_no_version():
    assert "_version" not in _render("{% act_fields %}")


def test_a_dangerous_act_asks_first_and_wants_a_reason():
    html = _render("{% confirm_form '/go/' '退出' question='真的？' reason=True danger=True %}")
    assert '<form class="confirm stack" method="post" action="/go/">' in html
    assert re.search(r"<textarea[^>]* name=\"reason\"[^>]* required", html)
    assert "<details" in html
    assert "open" not in html.split("<summary")[0]


def test_of_several_questions_the_refused_one_alone_stands_open_with_what_was_typed():
    two = "{% confirm_form '/one/' '撤销' reason=True %}{% confirm_form '/two/' '撤回' reason=True %}"
    html = _render(two, reason_said="看错", request=SimpleNamespace(path="/two/"))
    one, again = html.split('action="/two/"')
    assert (html.count("看错"), "看错" in again) == (1, True)
    assert re.findall("<details[^>]*>", html) == ['<details class="ask">', '<details class="ask" open>']
    assert "看错" not in one


@pytest.mark.parametrize(("health", "edge"), [pair for pair in HEALTH_EDGES.items() if pair[1]])
def test_the_health_of_a_duty_is_an_edge_and_a_word(health, edge):
    html = _render("{% duty_chip '实施中' health %}", health=health)
    assert edge in html
    assert health in html


@pytest.mark.parametrize(("proof", "filled", "bars"), [("无", 0, 0), ("部分", 1, 3), ("齐全", 3, 3)])
def test_proof_is_a_bar_where_there_is_some_and_always_a_word(proof, filled, bars):
    html = _render("{% proof_bar proof %}", proof=proof)
    assert (html.count("<i"), html.count('class="on"')) == (bars, filled)
    assert f"佐证{proof}</span>" in html


def test_stages_that_mean_different_progress_look_different():
    shapes = [
        STAGE_GLYPHS[stage]
        for stage in ("待承接", "已承接", "方案编制", "实施中", "自评", "已完成", "已退出")
    ]
    assert len(set(shapes)) == len(shapes)


@pytest.mark.parametrize(
    ("query", "link", "aria"),
    [
        ("", "?sort=name", None),
        ("sort=name", "?sort=-name", "ascending"),
        ("sort=-name", "?sort=name", "descending"),
        ("sort=count&page=3&county=a", "?county=a&amp;sort=name", None),
    ],
)
def test_sorting_turns_round_and_starts_at_page_one(rf, query, link, aria):
    html = _render("{% sort_th '单位' 'name' %}", request=rf.get(f"/?{query}"))
    assert f'href="{link}"' in html
    assert (f'aria-sort="{aria}"' in html) if aria else ("aria-sort" not in html)


def test_pages_are_real_and_keep_the_filters(rf):
    page = Paginator(range(100), 20).get_page(2)
    html = _render("{% pager page %}", page=page, request=rf.get("/?stage=late&page=2"))
    assert "第 21—40 条，共 100 条" in html
    assert 'href="?stage=late&amp;page=3" rel="next"' in html
    assert '<span aria-current="page">2</span>' in html


@pytest.mark.parametrize(
    ("asked", "clear", "offered"),
    [("/", "?", False), ("/?page=2&sort=name&q=", "?", False), ("/?stage=late", "?", True),
     ("/?state=all", "?state=all", False), ("/", "?state=all", True)],
)  # fmt: skip
def test_filters_are_cleared_only_where_there_are_some(rf, asked, clear, offered):
    filters = [{"label": "逾期", "url": "?stage=late"}]
    text = "{% table id='t' label='表' filters=filters clear_url=clear %}{% endtable %}"
    told = {"filters": filters, "clear": clear, "request": rf.get(asked)}
    assert ("清除筛选" in _render(text, **told)) == offered
    assert ("清除筛选" in _render("{% filter_chips filters clear %}", **told)) == offered


@pytest.mark.parametrize("whole", [False, True])
def test_what_is_chosen_looks_so_and_the_whole_has_nothing_to_take_off(rf, whole):
    filters = [{"label": "全部", "url": "?", "on": True, "whole": whole}]
    html = _render("{% filter_chips filters %}", filters=filters, request=rf.get("/"))
    assert 'class="filter on" href="?" aria-current="true"' in html
    assert ("，取消" in html) != whole


def test_one_page_needs_no_links(rf):
    html = _render("{% pager page %}", page=Paginator(range(3), 20).get_page(1), request=rf.get("/"))
    assert "共 3 条" in html
    assert "<a" not in html


def test_the_search_box_keeps_what_was_asked_and_what_it_was_told_to_keep(rf):
    html = _render(
        "{% search_box keep='sort' %}", request=rf.get("/", {"q": "双师", "sort": "name", "page": "2"})
    )
    assert 'value="双师"' in html
    assert '<input type="hidden" name="sort" value="name">' in html
    assert 'name="page"' not in html


@pytest.mark.parametrize("kind", CALLOUT_ICONS)
def test_only_a_refusal_interrupts_a_reader(kind):
    assert ('role="alert"' in _render("{% callout kind '什么' %}", kind=kind)) == (kind == "refusal")


class _Hours(forms.Form):
    hours = forms.IntegerField(label="学时", max_value=400, help_text="用于<年报>")
    secret = forms.CharField(widget=forms.HiddenInput)


def test_an_error_stands_on_top_and_at_its_field():
    html = str(_Hours({"hours": "900"}))
    assert '<a href="#id_hours">学时</a>' in html
    assert 'id="id_hours_error"' in html
    assert 'aria-invalid="true"' in html
    assert set(re.search(r'aria-describedby="([^"]+)"', html)[1].split()) == {
        "id_hours_helptext",
        "id_hours_error",
    }
    assert html.count("这个字段是必填项") == 1  # the hidden field's error is told on top


def test_help_is_escaped_and_a_good_form_has_no_alert():
    html = str(_Hours())
    assert "用于&lt;年报&gt;" in html
    assert "alert" not in html


def test_unit_and_source_are_shown_at_the_field():
    form = _Hours()
    form.fields["hours"].unit = "学时/年"
    form.fields["hours"].source = "上年方案"
    html = str(form)
    assert '<span class="unit">学时/年</span>' in html
    assert "已从“上年方案”带入" in html
