"""A photo is kept once, clean, and with the case that it belongs to."""

from __future__ import annotations

import base64
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import FixedClock
from knowledge.errors import BadPhoto, NotFoundError
from knowledge.orders import pictures
from knowledge.orders.cases import Case, CaseBook
from knowledge.orders.photos import MOST, PhotoBook
from knowledge.orders.pictures import cleaned, thumbnail

DAMAGED = Case("damaged", "the cup has a crack", "talk-1", "ada", order_number="W1", positions=[1])


def picture(
    size: tuple[int, int] = (64, 48), kind: str = "JPEG", color: tuple[int, ...] = (200, 30, 30), exif: object = None
) -> bytes:
    written = BytesIO()
    Image.new("RGB" if len(color) == 3 else "RGBA", size, color).save(written, kind, **({"exif": exif} if exif else {}))
    return written.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def test_what_the_camera_wrote_is_taken_out_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "a camera"
    exif.get_ifd(0x8825)[1] = "N"  # a place
    kept = opened(cleaned(picture((64, 48), exif=exif)))
    assert kept.size == (48, 64)
    assert dict(kept.getexif()) == {}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pictures_of_each_kind_become_jpeg_of_bounded_size(kind: str) -> None:
    kept = opened(cleaned(picture((3000, 1500), kind)))
    assert (kept.format, kept.size) == ("JPEG", (1600, 800))


def test_a_transparent_picture_is_taken() -> None:
    assert opened(cleaned(picture(kind="PNG", color=(0, 0, 0, 0)))).mode == "RGB"


@pytest.mark.parametrize("sent", [b"", b"no picture", b"<svg onload=alert(1)>", picture()[:200], b"GIF89a" + bytes(50)])
def test_what_is_no_picture_is_refused(sent: bytes) -> None:
    with pytest.raises(BadPhoto, match="JPEG, PNG or WebP"):
        cleaned(sent)


def test_too_many_bytes_or_pixels_are_refused_before_they_are_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadPhoto, match="at most 3 MB"):
        cleaned(bytes(pictures.LARGEST_BYTES + 1))
    monkeypatch.setattr(pictures, "MOST_PIXELS", 100)
    with pytest.raises(BadPhoto, match="pixels"):
        cleaned(picture())


def test_a_thumbnail_is_a_small_picture_in_a_url() -> None:
    head, _, data = thumbnail(cleaned(picture((1000, 500)))).partition(",")
    assert head == "data:image/jpeg;base64"
    assert opened(base64.b64decode(data)).size == (240, 120)


@pytest.fixture
def photos(store: CatalogueStore, clock: FixedClock) -> PhotoBook:
    return PhotoBook(store, clock)


@pytest.fixture
def cases(store: CatalogueStore, clock: FixedClock) -> CaseBook:
    return CaseBook(store, clock)


def test_a_photo_goes_with_the_case_that_was_opened_before_it(photos: PhotoBook, cases: CaseBook) -> None:
    reference = cases.open(DAMAGED, "key-1")
    kept = photos.keep("talk-1", picture())
    assert kept.case == reference == photos.case_of(kept.reference, "talk-1")
    assert list(photos.of_case(reference)) == [kept.reference]
    assert opened(photos.of_case(reference)[kept.reference]).size == (64, 48)


def test_a_photo_waits_for_the_case_that_is_opened_after_it(photos: PhotoBook, cases: CaseBook) -> None:
    kept = photos.keep("talk-1", picture())
    assert kept.case is None and photos.case_of(kept.reference, "talk-1") is None
    reference = cases.open(DAMAGED, "key-1")
    assert photos.case_of(kept.reference, "talk-1") == reference
    assert cases.case(reference.lower()).photos == 1


def test_photos_of_another_conversation_are_not_touched(photos: PhotoBook, cases: CaseBook) -> None:
    other = photos.keep("talk-2", picture())
    reference = cases.open(DAMAGED, "key-1")
    assert photos.of_case(reference) == {}
    assert photos.case_of(other.reference, "talk-2") is None
    mine = photos.keep("talk-1", picture())
    assert photos.case_of(mine.reference, "talk-2") is None


def test_the_same_photo_again_is_kept_once(photos: PhotoBook) -> None:
    assert photos.keep("talk-1", picture()) == photos.keep("talk-1", picture())


def test_a_conversation_has_only_so_many_photos(photos: PhotoBook) -> None:
    for number in range(MOST):
        photos.keep("talk-1", picture(color=(25 * number, 0, 0)))
    with pytest.raises(BadPhoto, match="at most"):
        photos.keep("talk-1", picture(color=(99, 99, 99)))


def test_a_photo_that_nothing_was_said_of_is_forgotten_after_a_day(
    store: CatalogueStore, photos: PhotoBook, cases: CaseBook, clock: FixedClock
) -> None:
    alone = photos.keep("talk-2", picture())
    cases.open(DAMAGED, "key-1")
    kept = photos.keep("talk-1", picture())
    later = PhotoBook(store, FixedClock(clock.now() + timedelta(days=2)))
    later.keep("talk-3", picture())
    assert later.case_of(kept.reference, "talk-1") is not None
    cases.open(Case("damaged", "late", "talk-2"), "key-2")
    assert later.case_of(alone.reference, "talk-2") is None


def test_grave_cases_stand_first_then_the_newest(cases: CaseBook) -> None:
    first = cases.open(DAMAGED, "key-1")
    grave = cases.open(Case("complaint", "never again", "talk-2", severity="high"), "key-2")
    last = cases.open(Case("missing", "no milk", "talk-3"), "key-3")
    assert [each.reference for each in cases.all()] == [grave, last, first]
    assert cases.all()[2].case == DAMAGED
    with pytest.raises(NotFoundError, match="daogou cases"):
        cases.case("C-NONE")
