"""Word templates: the runs' formatting stays, boxes are ticked where they stand, rows are cloned for lists."""

import io
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from luoshi.core.sheets import Kind, SchoolAnswer, SchoolName, fill, merge, read_filled, read_template

from .corpus import SCHOOLS
from .documents import DOCX, table

SCHOOL = SchoolName("甲市第一职业学校")


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def opened(data: bytes) -> Any:
    return docx.Document(io.BytesIO(data))


def test_a_blank_keeps_the_form_of_its_run_and_an_empty_cell_that_of_its_end() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("学校名称：")
    run = paragraph.add_run("__________")
    run.bold, run.font.size = True, Pt(16)
    made = table(document, [["联系人", None, "联系电话", None]])
    mark = parse_xml(f"<w:rPr {nsdecls('w')}><w:i/></w:rPr>")
    made.cell(0, 1).paragraphs[0]._p.get_or_add_pPr().append(mark)
    document.add_paragraph("")
    data = saved(document)
    template = read_template("表.docx", data, [SCHOOL])
    filled = opened(fill(template, data, SchoolAnswer(SCHOOL, {"f2": "张三", "f3": "0717-1"})))
    assert [(run.text, run.bold, run.font.size) for run in filled.paragraphs[0].runs] == [
        ("学校名称：", None, None),
        (SCHOOL.name, True, Pt(16)),
    ]
    assert [(run.text, run.italic) for run in filled.tables[0].cell(0, 1).paragraphs[0].runs] == [
        ("张三", True)
    ]


def test_underlined_blanks_are_blanks_too() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("现有教师")
    paragraph.add_run("      ").underline = True
    paragraph.add_run("人，其中女教师")
    paragraph.add_run("    ").underline = True
    paragraph.add_run("人。")
    data = saved(document)
    template = read_template("表.docx", data, [SCHOOL])
    assert [(f.label, f.kind, f.unit) for f in template.fields] == [
        ("现有教师", Kind.INTEGER, "人"),
        ("其中女教师", Kind.INTEGER, "人"),
    ]
    answer = SchoolAnswer(SCHOOL, {"f1": 120, "f2": 70})
    out = fill(template, data, answer)
    assert opened(out).paragraphs[0].text == "现有教师120人，其中女教师70人。"
    assert read_filled(template, out, [SCHOOL]).answers == (answer,)


CHECKBOX = """<w:sdt {ns} xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w:sdtPr><w14:checkbox>
<w14:checked w14:val="0"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:t>☐</w:t></w:r></w:sdtContent></w:sdt>"""


def test_boxes_made_by_word_are_ticked_as_word_does_it() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("是否达标：")
    for option in ("是", "否"):
        paragraph._p.append(parse_xml(CHECKBOX.replace("{ns}", nsdecls("w"))))
        paragraph.add_run(f"{option}  ")
    data = saved(document)
    template = read_template("表.docx", data, [SCHOOL])
    [field] = template.fields
    assert (field.label, field.kind, field.ticks) == ("是否达标", Kind.YES_NO, ("是", "否"))
    out = fill(template, data, SchoolAnswer(SCHOOL, {"f1": False}))
    xml = opened(out).element.xml
    assert [part.split('"')[1] for part in xml.split("w14:checked w14:val=")[1:]] == ["0", "1"]
    assert (xml.count("☐"), xml.count("☑")) == (1, 1)
    assert read_filled(template, out, [SCHOOL]).answers[0].values == {"f1": False}


def test_a_list_longer_than_its_empty_rows_gets_rows_like_the_last() -> None:
    data = DOCX["教师名单.docx"][0]()
    template = read_template("教师名单.docx", data, SCHOOLS)
    teachers = [{"t1_c2": f"教师{n}", "t1_c5": n} for n in range(1, 6)]
    answer = SchoolAnswer(SCHOOLS[0], {}, {"t1": teachers})
    [(_, out)] = merge(template, data, [answer]).each
    rows = opened(out).tables[0].rows
    assert [row.cells[0].text for row in rows] == ["序号", "1", "2", "3", "4", "5", "……"]
    assert [row.cells[1].text for row in rows][1:6] == [f"教师{n}" for n in range(1, 6)]
    assert read_filled(template, out, [SCHOOLS[0]]).answers == (answer,)


def test_a_long_answer_keeps_its_lines() -> None:
    data = DOCX["案例申报表.docx"][0]()
    template = read_template("案例申报表.docx", data, SCHOOLS)
    [story] = [field for field in template.fields if field.label == "案例简介"]
    answer = SchoolAnswer(SCHOOLS[0], {story.key: "第一段。\n第二段。"})
    out = fill(template, data, answer)
    assert opened(out).tables[0].cell(8, 1).text == "第一段。\n第二段。"
    assert read_filled(template, out, [SCHOOLS[0]]).answers == (answer,)
