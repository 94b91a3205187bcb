"""A pack file from anybody: plain values with their lines, or one plain sentence, never an exception."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.packs import parse_pack
from luoshi.core.packs.parsing import MAX_BYTES, MAX_DEPTH

LAUGHS = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(30))


def code_of(pack):
    (problem,) = pack.problems
    return problem.code


def test_values_come_with_the_line_they_stand_on():
    pack = parse_pack("p.yaml", "pack: plan\ntasks:\n  - key: '6'\n    declared: 3\n    code: ~\n")
    assert pack.data == {"pack": "plan", "tasks": [{"key": "6", "declared": 3, "code": None}]}
    assert pack.line_of("tasks", 0, "declared") == 4
    assert pack.line_of("tasks", 0, "no such field") == 3


def test_dates_and_words_stay_text_while_numbers_and_truth_do_not():
    pack = parse_pack("p", "a: 2023-12-31\nb: yes\nc: true\nd: 1.5\ne: '7'\nf: 18-1\n")
    assert pack.data == {"a": "2023-12-31", "b": "yes", "c": True, "d": 1.5, "e": "7", "f": "18-1"}


def test_a_byte_order_mark_does_no_harm():
    assert parse_pack("p", b"\xef\xbb\xbfa: 1").data == {"a": 1}
    assert parse_pack("p", "\ufeffa: 1").data == {"a": 1}


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (LAUGHS, "anchor", 1),
        ("a: 1\nb: *a\n", "anchor", 2),
        ("a: !!python/object/apply:os.system [ls]\n", "tag", 1),
        ("a: 1\nb: ! x\n", "tag", 2),
        ("a: 1\nb: 2\na: 3\n", "duplicate-name", 3),
        ("a:\n\t- b\n", "tab", 2),
        ("a: [1, 2\nb: 3\n", "not-yaml", 2),
        ("a: b: c\n", "not-yaml", 1),
        ("a: 1\n---\nb: 1\n", "two-documents", 2),
        ("- a\n", "not-a-pack", 1),
        ("", "empty", 0),
        ("# only a remark\n", "empty", 0),
        ("? [a]\n: b\n", "odd-name", 1),
        ("a: 1\nb: \x00\n", "bad-character", 2),
        ('a: "\\0"\n', "bad-character", 1),
        ('a: "\\ud800"\n', "bad-character", 1),
        ("[" * 5000, "too-deep", 1),
        ("a: " + "{b: " * 5000, "too-deep", 1),
        ("计划包: 中文".encode("gbk"), "not-utf8", 0),
        ("计划包: 中文".encode("gbk").decode("utf-8", "surrogateescape"), "not-utf8", 0),
        ("计划包".encode("utf-16"), "not-utf8", 0),
        (b"a" * (MAX_BYTES + 1), "too-large", 0),
        ("a" * (MAX_BYTES + 1), "too-large", 0),
    ],
)
def test_what_cannot_be_read_is_one_problem_with_its_line(text, code, line):
    pack = parse_pack("p.yaml", text)
    assert (code_of(pack), pack.problems[0].line, pack.data) == (code, line, {})
    assert pack.problems[0].message.endswith("。")
    assert pack.problems[0].remedy.endswith("。")


def test_too_many_values_are_refused(monkeypatch):
    monkeypatch.setattr("luoshi.core.packs.parsing.MAX_VALUES", 50)
    assert code_of(parse_pack("p", "a: [" + "1, " * 60 + "1]")) == "too-many"


def test_the_deepest_allowed_nesting_is_read():
    levels = MAX_DEPTH - 1
    assert parse_pack("p", "a: " + "[" * levels + "]" * levels).problems == ()


@given(
    st.one_of(
        st.text(max_size=300), st.binary(max_size=300), st.text("[]{}:-,&*!|>'\"#%@ \n\tab", max_size=60)
    )
)
def test_nothing_makes_it_raise(text):
    pack = parse_pack("p", text)
    assert bool(pack.problems) == (pack.data == {} and () not in pack.lines)
