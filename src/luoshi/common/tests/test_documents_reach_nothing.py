"""Reading a document never reaches the network: a listener on this machine hears nothing (control UP-03)."""

import io
import socket
import zipfile

import pytest

from luoshi.core.reading.formats import open_document
from luoshi.core.reading.structure import Unreadable

ENTITY = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "{address}">]><a>&b;</a>'
RELATION = '<Relationships><Relationship Id="r" Type="http://x/attachedTemplate" Target="{address}"/></Relationships>'
PAGE = (
    '<html><head><link rel="stylesheet" href="{address}"></head><body><img src="{address}">正文</body></html>'
)


@pytest.fixture
def canary():
    """A listener that nobody may reach."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def heard(canary) -> bool:
    try:
        canary.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def office_file(**parts: str) -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
        for path, content in parts.items():
            archive.writestr(path.replace("__", "/"), content)
    return stored.getvalue()


def test_the_canary_hears_a_connection(canary):
    socket.create_connection(canary.getsockname()).close()
    assert heard(canary)


@pytest.mark.parametrize("part", ["word__styles.xml", "word__numbering.xml"])
def test_an_entity_from_outside_is_not_fetched(canary, part):
    address = f"http://127.0.0.1:{canary.getsockname()[1]}/x"
    with pytest.raises(Unreadable):
        open_document("通知.docx", office_file(**{part: ENTITY.format(address=address)}))
    assert not heard(canary)


def test_a_template_from_outside_is_not_fetched(canary):
    address = f"http://127.0.0.1:{canary.getsockname()[1]}/x"
    with pytest.raises(Unreadable, match="外部地址"):
        open_document(
            "通知.docx", office_file(**{"word___rels__settings.xml.rels": RELATION.format(address=address)})
        )
    assert not heard(canary)


def test_a_web_page_fetches_nothing(canary):
    page = PAGE.format(address=f"http://127.0.0.1:{canary.getsockname()[1]}/x")
    assert open_document("通知.html", page.encode()).paragraphs[0].text == "正文"
    assert not heard(canary)
