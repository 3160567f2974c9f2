from __future__ import annotations

from xml.etree import ElementTree

import pytest

from bot.demo import pictures


@pytest.mark.parametrize("name", sorted(pictures._DRAWN))
def test_every_drawing_makes_a_picture(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "drawing_for", lambda path: name)
    image = pictures.picture(("grocery", "grocery/any"))
    assert ElementTree.fromstring(image).tag.endswith("svg")
    assert "{" not in image


@pytest.mark.parametrize(
    ("path", "drawing"),
    [
        (("grocery", "grocery/milk", "grocery/milk/white-milk"), "carton"),
        (("grocery", "grocery/dog-food", "grocery/dog-food/wet"), "paw"),
        (("grocery", "grocery/cold-cereal"), "box"),
        (("café",), "mug"),
        (("bakery", "bakery/odd-things"), "cake"),
        ((), "box"),
    ],
)
def test_the_narrowest_category_with_a_drawing_decides(path: tuple[str, ...], drawing: str) -> None:
    assert pictures.drawing_for(path) == drawing


def test_a_department_keeps_its_picture() -> None:
    assert pictures.picture(("deli",)) == pictures.picture(("deli",))
    assert pictures.picture(("deli",)) != pictures.picture(("seafood-counter",))
