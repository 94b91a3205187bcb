"""Policy documents read in a child process, as the command and the wizard do it."""

import pytest

from luoshi.common.reading import read_in_child
from luoshi.core.reading.structure import Unreadable

TEXT = "临江市教育局关于加强实习管理的意见\n一、主要目标\n到2025年，建成5个实习基地。\n".encode()


def test_files_come_back_as_the_reading_that_the_command_prints():
    reading = read_in_child([("意见.txt", TEXT), ("附表.csv", "指标,2025年目标\n实习基地,5\n".encode())])
    assert [document["name"] for document in reading["documents"]] == ["意见.txt", "附表.csv"]
    assert [clause["number"] for clause in reading["clauses"]] == ["一"]
    assert reading["targets"][0]["quantity"] == 5


def test_one_unreadable_file_refuses_all_and_names_it():
    with pytest.raises(Unreadable, match="坏"):
        read_in_child([("意见.txt", TEXT), ("坏.xlsx", b"PK\x03\x04broken")])


def test_a_rich_text_file_is_converted_and_keeps_its_name():
    text = "".join(f"\\u{ord(sign)}?" if ord(sign) > 127 else sign for sign in "一、主要目标")
    body = "".join(f"\\u{ord(sign)}?" for sign in "建成五个实习基地。")
    reading = read_in_child([("意见.rtf", f"{{\\rtf1\\ansi {text}\\par {body}\\par }}".encode())])
    (clause,) = reading["clauses"]
    assert (clause["heading"], clause["place"]["file"]) == ("主要目标", "意见.rtf")
