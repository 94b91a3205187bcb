"""A line of words put before all else in a filled Word file: that it is a draft, above whatever it says."""

from __future__ import annotations

from luoshi.core.sheets.package import Package, xml_bytes

BODY = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SIZE, _COLOUR = "36", "B3261E"  # half points; red


def headed(name: str, data: bytes, words: str) -> bytes:
    """Raises Unreadable for what is no Word file."""
    from lxml import etree

    package = Package(name, data)
    root = package.tree(BODY)
    paragraph = etree.Element(f"{_W}p")
    run = etree.SubElement(paragraph, f"{_W}r")
    looks = etree.SubElement(run, f"{_W}rPr")
    etree.SubElement(looks, f"{_W}b")
    etree.SubElement(looks, f"{_W}color").set(f"{_W}val", _COLOUR)
    etree.SubElement(looks, f"{_W}sz").set(f"{_W}val", _SIZE)
    etree.SubElement(run, f"{_W}t").text = words
    body = root.find(f"{_W}body")
    if body is not None:
        body.insert(0, paragraph)
    return package.rewritten({BODY: xml_bytes(root)})
