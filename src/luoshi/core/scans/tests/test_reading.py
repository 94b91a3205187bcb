"""Pages scanned and photographed badly: the codes are found, no other is, and the page comes out upright."""

import base64
import io

import pytest
import segno
from PIL import Image

from luoshi.core.scans.finding import find_codes
from luoshi.core.scans.pages import place_of
from luoshi.core.scans.reading import read_sheets
from luoshi.core.scans.upright import ROUND

from .making import Sheet, as_jpeg, photographed, scanned

FIRST, SECOND, LIST = Sheet("K7QF93XM", 1), Sheet("K7QF93XM", 2), Sheet("2B4D6F8H", 3, landscape=True)
SCANS = {
    "straight": {},
    "on its side": {"angle": 90},
    "upside down": {"angle": 180},
    "on its other side": {"angle": 270},
    "skewed": {"angle": 10},
    "skewed upside down, blurred, noisy": {"angle": 190, "blur": 1.2, "noise": 15},
    "much blurred": {"blur": 1.8, "angle": -10},
    "pale": {"contrast": 0.25, "noise": 6, "angle": 93},
    "coarse": {"dpi": 90, "angle": 3},
    "much compressed": {"quality": 18, "angle": 276},
}
PHOTOS = {
    "from aside": {"lean": 0.25},
    "with a shadow": {"shadow": 0.6, "size": (1500, 2000)},
    "small as a chat sends it": {"size": (1080, 1440), "quality": 55, "angle": 90},
    "shaken": {"blur": 2.2, "size": (1800, 2400)},
}


def read(data: bytes, first: int = 0, most: int = 5) -> list[dict]:
    pages: list[dict] = read_sheets([("扫描件", data)], {"first": first, "most": most})["pages"]
    return pages


def picture_of(page: dict) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(page["picture"])))


@pytest.mark.parametrize("wear", SCANS.values(), ids=SCANS)
def test_both_codes_of_a_scanned_page_are_found(wear: dict) -> None:
    [page] = read(scanned(FIRST, **wear))
    assert set(page["codes"]) == FIRST.texts


@pytest.mark.parametrize("wear", PHOTOS.values(), ids=PHOTOS)
def test_a_page_photographed_from_aside_is_found(wear: dict) -> None:
    [page] = read(photographed([SECOND], **wear))
    assert page["codes"]
    assert set(page["codes"]) <= SECOND.texts


@pytest.mark.parametrize("angle", [0, 185])
def test_two_pages_on_one_photo_are_two_pages_in_their_order(angle: float) -> None:
    pages = read(photographed([SECOND, FIRST], size=(2400, 1800), angle=angle, shadow=0.3))
    assert [set(page["codes"]) for page in pages] == [FIRST.texts, SECOND.texts]
    assert [(page["sheet"], page["part"]) for page in pages] == [(0, 0), (0, 1)]


def test_pages_of_two_papers_on_one_photo_stay_apart() -> None:
    pages = read(photographed([Sheet("K7QF93XM", 1), Sheet("ZZ2B4D6F", 1)], size=(2400, 1800)))
    assert [{text[7:15] for text in page["codes"]} for page in pages] == [{"K7QF93XM"}, {"ZZ2B4D6F"}]


@pytest.mark.parametrize(
    ("sheet", "picture"),
    [
        (FIRST, scanned(FIRST, angle=187)),
        (LIST, scanned(LIST, angle=95)),
        (FIRST, photographed([FIRST], lean=0.2, size=(2100, 2800), angle=90)),
    ],
    ids=["scan", "landscape", "photo"],
)
def test_the_page_is_cut_out_upright_and_as_large_as_paper(sheet: Sheet, picture: bytes) -> None:
    [page] = read(picture)
    upright = picture_of(page)
    assert (upright.width > upright.height) == sheet.landscape
    k = upright.width / ((297 if sheet.landscape else 210) + 2 * ROUND)
    for one in find_codes(upright):
        for (x, y), (u, v) in zip(place_of(one.code.corner), one.quad, strict=True):
            assert abs(u / k - ROUND - x) < 1.2
            assert abs(v / k - ROUND - y) < 1.2


def test_a_page_with_one_code_alone_stays_whole_and_is_turned_upright() -> None:
    bare = FIRST.drawn()
    bare.paste("white", (0, bare.height - 320, 320, bare.height))
    [page] = read(as_jpeg(bare.rotate(90, expand=True)))
    assert len(page["codes"]) == 1
    upright = picture_of(page)
    assert upright.height > upright.width
    [found] = find_codes(upright)
    assert found.quad[0][1] < upright.height / 4  # the code that is left stands above


def test_a_picture_without_a_code_comes_back_as_it_is() -> None:
    [page] = read(as_jpeg(Image.new("RGB", (1200, 900), "white")))
    assert page["codes"] == []
    assert picture_of(page).size == (1200, 900)


def test_other_codes_on_the_page_are_left_alone() -> None:
    sheet = FIRST.drawn()
    stream = io.BytesIO()
    segno.make("https://example.org/pay?to=somebody").save(stream, kind="png", scale=8)
    sheet.paste(Image.open(stream).convert("RGB"), (300, 900))
    [page] = read(as_jpeg(sheet))
    assert set(page["codes"]) == FIRST.texts


def test_what_a_phone_wrote_into_the_photo_stays_behind_and_its_turn_is_carried_out() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x9286] = 6, "CNRYphone", "CNRYplace"
    turned = Image.open(io.BytesIO(scanned(FIRST))).rotate(90, expand=True)
    data = as_jpeg(turned, exif=exif, comment=b"CNRYcomment")
    assert data.count(b"CNRY") == 3
    [page] = read(data)
    made = base64.b64decode(page["picture"])
    assert b"CNRY" not in made
    assert set(page["codes"]) == FIRST.texts


def test_a_red_seal_is_seen_and_its_lack_too() -> None:
    [stamped] = read(scanned(FIRST, noise=8))
    bare = Image.open(io.BytesIO(scanned(FIRST))).convert("L")
    [grey] = read(as_jpeg(bare))
    [coloured] = read(as_jpeg(bare.convert("RGB")))
    assert stamped["red"] > 1000
    assert (grey["red"], coloured["red"]) == (0, 0)


def test_a_file_of_many_sheets_is_read_piece_by_piece() -> None:
    stream = io.BytesIO()
    small = [Sheet("K7QF93XM", number).drawn(110).convert("L") for number in (1, 2, 3)]
    small[0].save(stream, "TIFF", save_all=True, append_images=small[1:], compression="tiff_deflate")
    pages = read(stream.getvalue(), first=1, most=1)
    assert [(page["sheet"], page["codes"][0][15:17]) for page in pages] == [(1, "02")]
    assert len(read(stream.getvalue())) == 3
