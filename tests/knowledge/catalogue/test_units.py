from __future__ import annotations

import pytest

from knowledge.catalogue.keys import category_key, slug
from knowledge.catalogue.units import parse_size


@pytest.mark.parametrize(
    ("text", "shown", "number", "unit"),
    [
        ("14.5 OZ", "14.5 oz", 411.0681, "g"),
        ("1 1/2 OZ", "1.5 oz", 42.5243, "g"),
        ("1/2 GAL", "0.5 gal", 1892.7059, "ml"),
        ("GAL", "1 gal", 3785.4118, "ml"),
        (".34 FL OZ", "0.34 fl oz", 10.055, "ml"),
        ("12/12 OZ", "12 x 12 oz", 4082.3313, "g"),
        ("6 PK/7.8 OZ", "6 x 7.8 oz", 1326.7577, "g"),
        ("P    22 OZ", "22 oz", 623.6895, "g"),
        ("133652 1 CT", "1 ct", 1.0, "ct"),
        ("3-LB BAG", "3 lb", 1360.7771, "g"),
        ("2 L", "2 l", 2000.0, "ml"),
        ("1 DZ", "1 dz", 12.0, "ct"),
        ("450 FT", "450 ft", 137.16, "m"),
        ("500g", "500 g", 500.0, "g"),
    ],
)
def test_a_size_is_read_as_it_is_sold(text: str, shown: str, number: float, unit: str) -> None:
    size = parse_size(text)
    assert size is not None
    assert (size.text, size.number, size.unit) == (shown, pytest.approx(number, abs=1e-3), unit)


@pytest.mark.parametrize("text", ["", "LARGE", "522771 CTN", "972414  PK", "0 OZ", "22 X28 IN", "7/0 OZ", "1/0 OZ"])
def test_what_cannot_be_measured_is_no_size(text: str) -> None:
    assert parse_size(text) is None


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Kids' Cereal", "kids-cereal"),
        ("Bread, Buns & Rolls", "bread-buns-and-rolls"),
        ("14.5 oz", "14.5-oz"),
        ("L'Oréal", "loréal"),
        ("麦片 早餐", "麦片-早餐"),
        ("snake_case", "snake-case"),
    ],
)
def test_a_name_makes_a_key(name: str, key: str) -> None:
    assert slug(name) == key


def test_a_categorys_key_is_its_path() -> None:
    assert category_key(("Grocery", "Cold Cereal", "Kids Cereal")) == "grocery/cold-cereal/kids-cereal"


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("14.5 OZ", "14.5盎司"),
        ("6 PK/7.8 OZ", "6 x 7.8盎司"),
        ("GAL", "1加仑"),
        ("24 CT", "24个装"),
        (".34 FL OZ", "0.34液量盎司"),
    ],
)
def test_a_size_is_said_in_chinese_too(text: str, chinese: str) -> None:
    size = parse_size(text)
    assert size is not None and size.chinese == chinese
