"""A made file is an attachment whose name people read, of the type its ending says."""

import pytest

from luoshi.common.downloads import as_download

UNKNOWN = "application/octet-stream"


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("一览表.csv", "text/csv; charset=utf-8"),
        ("包.yaml", "application/yaml; charset=utf-8"),
        ("没有结尾", UNKNOWN),
    ],
)
def test_the_type_follows_the_ending_and_it_is_never_opened(name, media_type):
    answer = as_download(b"x", name)
    assert answer["Content-Type"] == media_type
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E")


def test_a_name_brings_no_path_and_no_heads_of_its_own():
    kept = as_download(b"x", "../机密\r\nX-Evil: 1/表.csv")["Content-Disposition"]
    assert kept == "attachment; filename*=utf-8''%E8%A1%A8.csv"
