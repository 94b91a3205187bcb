"""Printed papers, read back from the PDF: layout, marks on every page, and text that stays text."""

import json
import logging

import pypdfium2
import pytest
import zxingcpp
from django.test import override_settings

from luoshi.common import acts
from luoshi.common.rendering import fonts, pdf
from luoshi.common.rendering.paper import Field, Fields, Heading, NewPage, Paper, Table, Words
from luoshi.common.rendering.pdf import Marks, print_paper
from luoshi.common.tests.acting import CHEN
from luoshi.core.printing.typesetting import typeset
from luoshi.core.reading.structure import Unreadable

pytestmark = pytest.mark.once

HOSTILE = (
    "#eval(1) $x^2$ *粗* _斜_ `码` <标签> @引用 // 注 /* 注 */ \\u{41} "
    '#import "a" [b] --- ... \'q\' "r" ~ = 标题'
)
POINTS = 72 / 25.4  # in a millimetre


@pytest.fixture
def opened():
    """The pages of a printed paper."""
    documents = []

    def open_pdf(data: bytes) -> pypdfium2.PdfDocument:
        documents.append(pypdfium2.PdfDocument(data))
        return documents[-1]

    yield open_pdf
    for document in documents:
        document.close()


def words_of(page) -> str:
    return page.get_textpage().get_text_range()


def lines_of(page) -> dict[int, str]:
    """The characters of the body by the height they stand at."""
    text = page.get_textpage()
    lines: dict[int, str] = {}
    for at in range(text.count_chars()):
        if (sign := text.get_text_range(at, 1)) == "字":
            lines.setdefault(round(text.get_charbox(at)[1]), "")
            lines[round(text.get_charbox(at)[1])] += sign
    return lines


def codes_on(page) -> set[str]:
    return {code.text for code in zxingcpp.read_barcodes(page.render(scale=150 / 72).to_pil())}


def marks(tag: str = "X") -> Marks:
    return Marks("K7QF-93XM", lambda number: (f"LS1{tag}A{number}", f"LS1{tag}B{number}"))


def test_a_page_holds_22_lines_of_28_characters_in_the_type_area(opened) -> None:
    whole = 28 * 22 * 2
    document = opened(print_paper(Paper(title="", blocks=[Words("字" * whole, indent=False)])).pdf)
    second = document[1]
    assert [len(line) for line in lines_of(second).values()] == [28] * 22
    text = second.get_textpage()
    boxes = [text.get_charbox(at) for at in range(text.count_chars()) if text.get_text_range(at, 1) == "字"]
    left, right = min(box[0] for box in boxes) / POINTS, max(box[2] for box in boxes) / POINTS
    top, bottom = 297 - max(box[3] for box in boxes) / POINTS, 297 - min(box[1] for box in boxes) / POINTS
    assert 27.5 < left < 29
    assert 182.5 < right < 184.5
    assert 36 < top < 39
    assert 255 < bottom < 262


def test_paragraphs_begin_two_characters_in_and_the_recipient_at_the_left(opened) -> None:
    paper = Paper(title="关于承接任务的请示", to="市教育局", blocks=[Words("我校拟承接下列任务。")])
    text = opened(print_paper(paper).pdf)[0].get_textpage()
    all_words = text.get_text_range()
    assert "市教育局：" in all_words
    to = text.get_charbox(all_words.index("市教育局"))[0] / POINTS
    first = text.get_charbox(all_words.index("我校"))[0] / POINTS
    assert 27.5 < to < 29
    assert 38.5 < first < 40.5  # 28 mm and two characters


def test_the_page_number_stands_right_on_odd_and_left_on_even_pages(opened) -> None:
    document = opened(print_paper(Paper(title="题", blocks=[Words("甲"), NewPage(), Words("乙")])).pdf)
    for page, number in zip(document, (1, 2), strict=True):
        text = page.get_textpage()
        whole = text.get_text_range()
        assert f"— {number} —" in whole
        box = text.get_charbox(whole.index("—"))
        assert (box[0] / POINTS > 105) == (number == 1)
        assert 268 < 297 - box[1] / POINTS < 280  # 7 mm below the type area


def test_what_people_wrote_is_printed_as_they_wrote_it(opened) -> None:
    paper = Paper(
        title=HOSTILE,
        to=HOSTILE,
        number=HOSTILE,
        issuer="某校",
        blocks=[
            Words(HOSTILE, indent=False),
            Heading(HOSTILE, 3),
            Table(["任务"], [[HOSTILE]], caption=HOSTILE),
            Fields([Field(HOSTILE, HOSTILE, 10)]),
        ],
        annexes=[HOSTILE],
        signed=HOSTILE,
        date=HOSTILE,
    )
    printed = "".join("".join(words_of(page).split()) for page in opened(print_paper(paper, marks()).pdf))
    assert printed.count("".join(HOSTILE.split())) == 11


def test_every_page_carries_its_own_two_codes_the_short_code_and_its_place(opened) -> None:
    pages = 14  # more than the codes that are made at the first try
    blocks = [block for at in range(pages) for block in (Words(f"第{at}段"), NewPage())][:-1]
    document = opened(print_paper(Paper(title="题", blocks=blocks), marks()).pdf)
    assert len(document) == pages
    for at in (0, 7, pages - 1):
        assert codes_on(document[at]) == {f"LS1XA{at + 1}", f"LS1XB{at + 1}"}
        words = words_of(document[at])
        assert "K7QF-93XM" in words
        assert f"第{at + 1}页　共{pages}页" in words


def test_a_long_list_is_landscape_and_repeats_its_head_on_every_page(opened) -> None:
    rows = [[str(at), f"任务{at}"] for at in range(1, 120)]
    paper = Paper(title="一览表", landscape=True, blocks=[Table(["序号", "工作任务"], rows, widths=(1, 8))])
    document = opened(print_paper(paper, marks()).pdf)
    assert len(document) > 3
    for page in document:
        assert page.get_width() > page.get_height()
        assert words_of(page).count("工作任务") == 1
        assert len(codes_on(page)) == 2
    everything = "".join(words_of(page) for page in document)
    assert all(f"任务{at}" in everything for at in range(1, 120))


def test_a_row_with_too_few_or_too_many_cells_keeps_the_columns(opened) -> None:
    table = Table(["甲", "乙"], [["1"], ["2", "3", "多"]])
    words = words_of(opened(print_paper(Paper(title="题", blocks=[table])).pdf)[0])
    assert "多" not in words


def test_no_date_runs_into_the_next_column_however_many_there_are(opened) -> None:
    head = ["序号", "里程碑", "起止", "权重", "验收标准", "责任领导", "牵头处室", "责任人", "配合单位"]
    long = "完成全部实训室的安装调试并投入使用，形成验收报告"
    row = ["12", long, "2021-11-30至2027-06-30", "8", long, "示例领导", "教务处", "示例老师", "信息中心"]
    page = opened(print_paper(Paper("方案", [Table(head, [row])])).pdf)[0].get_textpage()
    boxes: dict[str, list[tuple[float, ...]]] = {}
    for at in range(page.count_chars()):
        boxes.setdefault(page.get_text_range(at, 1), []).append(page.get_charbox(at))
    dates_end = max(box[2] for box in boxes["0"])
    (weight,) = boxes["8"]
    assert dates_end + 2 < weight[0]
    assert max(box[2] for box in boxes["心"]) < 190 * POINTS


def test_the_file_can_be_archived_and_tells_who_it_is_from() -> None:
    printed = print_paper(Paper(title="关于某事的报告", signed="某校"))
    assert b"pdfaid:part" in printed.pdf
    assert (printed.pages, printed.undrawn) == (1, "")


def bare_machine(words: str) -> dict:
    """Typeset with the fonts that come with the product alone, as on a machine without any."""
    data = {**Paper(title=words[:40], blocks=[Words(words), Heading(words[:40])]).as_data(), "marks": None}
    sources = [("main.typ", pdf.TEMPLATE.read_bytes()), ("data.json", json.dumps(data).encode())]
    return typeset(sources, {"fonts": [str(fonts.own_folder())], "own_fonts_only": True})


def test_without_any_font_of_the_machine_all_of_gb_2312_and_rare_names_are_drawn() -> None:
    pairs = (bytes([first, last]) for first in range(0xB0, 0xF8) for last in range(0xA1, 0xFF))
    letters = "".join(pair.decode("gb2312", errors="ignore") for pair in pairs)
    assert len(letters) == 6763
    made = bare_machine(letters + "喆垚犇赟㛃䶮𬭎𫖯𬀩𬱖珺禕翀曌頔夔〇○●⊘√①〔〕—“”《》")
    assert made["undrawn"] == ""


def test_a_character_that_no_font_can_draw_is_named() -> None:
    made = bare_machine("姓名\U000f1234")
    assert made["undrawn"] == "\U000f1234"
    assert made["pages"] == 1


def test_fonts_that_the_site_bought_are_looked_for_in_its_home(tmp_path) -> None:
    (tmp_path / "fonts").mkdir()
    with override_settings(LUOSHI_HOME=tmp_path):
        assert str(tmp_path / "fonts") in fonts.folders()


def test_a_broken_template_is_refused_in_words_and_its_fault_is_logged(caplog, monkeypatch) -> None:
    monkeypatch.setattr(logging.getLogger("luoshi.common.rendering.pdf"), "propagate", True)
    with pytest.raises(Unreadable, match="排版没有成功"):
        pdf.typeset(b"#nothing-of-this-name", {})
    assert "unknown variable" in caplog.text


def test_a_template_reads_no_file_of_the_machine() -> None:
    with pytest.raises(Unreadable):
        pdf.typeset(b'#read("/etc/hostname")', {})


@pytest.mark.django_db
def test_nothing_is_printed_inside_an_act() -> None:
    @acts.act("test.print_inside", who=lambda actor, about: True)
    def print_inside(*, by) -> None:
        print_paper(Paper(title="题"))

    try:
        with pytest.raises(RuntimeError, match="before the act begins"):
            print_inside(by=CHEN)
    finally:
        acts.REGISTRY.pop("test.print_inside", None)
