"""Every component renders with ordinary, empty and ugly data, inside the rules of the content policy."""

import re
from pathlib import Path

import pytest
from django.middleware.csrf import get_token
from django.template import engines
from django.template.loader import render_to_string
from django.test.signals import template_rendered

from luoshi import common
from luoshi.common.components_page import KINDS, LONG, components

ELSEWHERE = {  # component → why it cannot stand on the page
    "components/_drawer.html": "the frame of what the page opens at its side: `?part=drawer` asked by htmx",
    "components/_error_page.html": "a page of its own: tests/test_every_answer.py",
    "components/_menu_tree.html": "part of the frame, for who is signed in",
}


@pytest.fixture(autouse=True)
def _undefined_variables_show(monkeypatch):
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "UNDEFINED:%s")


@pytest.fixture
def page(rf):
    def show(kind):
        request = rf.get("/", {"data": kind})
        request.htmx = False
        get_token(request)
        return components(request).content.decode()

    return show


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_uses_no_undefined_variable(page, kind):
    assert re.findall(r"UNDEFINED:\S*", page(kind)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_has_nothing_inline_that_the_content_policy_refuses(page, kind):
    html = page(kind)
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)", html) == []


def test_ids_are_unique_on_the_page(page):
    ids = re.findall(r'\sid="([^"]+)"', page("normal"))
    fields = {name for name in ids if name.startswith("id_")}  # two sample forms share their fields
    rest = [name for name in ids if name not in fields]
    assert len(rest) == len(set(rest))


def test_empty_data_says_why_and_what_next(page):
    html = page("empty")
    assert "什么也没有" in html
    assert "发提醒给学校" in html


def test_ugly_data_keeps_the_whole_long_name(page):
    assert page("ugly").count(LONG) > 5


@pytest.mark.parametrize("code", [400, 403, 404, 405, 409, 422, 429, 500, 503, 507])
def test_an_error_page_needs_no_context_and_says_what_to_do(code):
    html = render_to_string(f"{code}.html")
    assert "怎么办" in html
    assert "UNDEFINED" not in html
    assert str(code) not in re.sub(r"<[^>]*>", "", html)


def test_the_refusal_page_shows_the_refusals_own_words():
    html = render_to_string("422.html", {"refusal": {"message": "请先填写<正文>。"}})
    assert "请先填写&lt;正文&gt;。" in html
    assert "按规则现在还不能办理" not in html


def test_every_component_stands_on_the_page(page):
    """Else somebody builds it a second time, or changes it without seeing what it looks like."""
    folder = Path(common.__path__[0]) / "templates"
    there = {path.relative_to(folder).as_posix() for path in (folder / "components").rglob("_*.html")}
    used = set()

    def note(template, **kwargs):
        used.add(template.name)

    template_rendered.connect(note)
    try:
        for kind in KINDS:
            page(kind)
    finally:
        template_rendered.disconnect(note)
    assert sorted(there - used - ELSEWHERE.keys()) == []
    assert ELSEWHERE.keys() <= there - used, "an exception that is no longer needed"
