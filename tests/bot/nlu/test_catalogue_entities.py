"""Product words in messages: from a small shop of our own, and from the demo shop where it is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.catalogue_entities import CatalogueEntityExtractor
from bot.nlu.tokenizer import BilingualTokenizer
from knowledge.catalogue.models import (
    Attribute,
    AttributeValue,
    Brand,
    Category,
    ImportRun,
    Product,
    ProductValue,
    Variant,
)
from knowledge.catalogue.store import CatalogueStore

ROOT = Path(__file__).resolve().parents[3]
DEMO = ROOT / ".daogou" / "shop.db"

CATEGORIES = {
    "cold-cereal": ("Cold Cereal", None, {"zh": "麦片"}),
    "cold-cereal/kids-cereal": ("Kids Cereal", "cold-cereal", {}),
    "milk": ("Milk", None, {"zh": "牛奶"}),
    "ice-cream": ("Ice Cream", None, {"zh": "冰淇淋"}),
    "peanut-butter": ("Peanut Butter", None, {}),
    "shampoo": ("Shampoo", None, {"zh": "洗发水"}),
    "tomatoes": ("Tomatoes", None, {}),
    "sugar": ("Sugar", None, {"zh": "糖"}),
    "wine": ("Wine", None, {}),
    "steak-sauce": ("Steak Sauce", None, {}),
    "can-openers": ("Cans", None, {}),
    "deals": ("Deals", None, {}),
}
TOKENIZER = BilingualTokenizer(BilingualTokenizer.get_default_config())


def import_run() -> ImportRun:
    return ImportRun(source="test", path="-", finished_at=datetime(2026, 1, 1, tzinfo=timezone.utc), counts={})


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[str]:
    """One product in each category; the cereal is Acme's, private label and of vanilla flavour."""
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    store = CatalogueStore.open(url)
    with store.transaction() as session:
        made: dict[str, Category] = {}
        for key, (name, parent, labels) in CATEGORIES.items():
            made[key] = Category(key=key, name=name, parent=made.get(parent or ""), labels=labels)
        acme = Brand(key="acme", name="Acme Foods", synonyms={"en": ["Acme"]})
        label, flavour = Attribute(key="label", name="Label"), Attribute(key="flavour", name="Flavour")
        private = AttributeValue(attribute=label, key="private", name="Private label", labels={"zh": "自有品牌"})
        vanilla = AttributeValue(attribute=flavour, key="vanilla", name="Vanilla")
        session.add_all([*made.values(), acme, private, vanilla])
        for number, (key, category) in enumerate(made.items()):
            name = "Choco Stars Family Box" if key.endswith("kids-cereal") else f"{category.name} {number}"
            session.add(
                Product(product_id=f"p{number}", name=name, category=category, brand=acme, source="test",
                        variants=[Variant(sku=f"s{number}")])
            )  # fmt: skip
        session.flush()
        cereal = session.query(Product).filter_by(product_id="p1").one()
        session.add_all([ProductValue(product_id=cereal.id, value_id=value.id) for value in (private, vanilla)])
        session.add(import_run())
    yield url
    store.close()


def extractor(url: str, refresh: float = 30.0) -> CatalogueEntityExtractor:
    return CatalogueEntityExtractor({"shop": url, "refresh": refresh})


def found(component: CatalogueEntityExtractor, text: str) -> list[tuple[str, str, str]]:
    """(entity, value, the words it stands for)."""
    message = Message({TEXT: text})
    message.set(TOKENS_NAMES[TEXT], TOKENIZER.tokenize(message, TEXT))
    component.process([message])
    return [(e["entity"], e["value"], text[e["start"] : e["end"]]) for e in message.get(ENTITIES, [])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("show me milk", [("category", "milk", "milk")]),
        ("KIDS CEREALS please", [("category", "cold-cereal/kids-cereal", "KIDS CEREALS")]),
        ("any cereal?", [("category", "cold-cereal", "cereal")]),
        ("tomato", [("category", "tomatoes", "tomato")]),
        ("lookin for shampo", [("category", "shampoo", "shampo")]),
        ("peanut buter", [("category", "peanut-butter", "peanut buter")]),
        ("icecream", [("category", "ice-cream", "icecream")]),
        ("mlik", [("category", "milk", "mlik")]),
        ("acme milk", [("brand", "acme", "acme"), ("category", "milk", "milk")]),
        ("only private label", [("attribute_value", "label=private", "private label")]),
        (
            "vanilla ice cream",
            [("attribute_value", "flavour=vanilla", "vanilla"), ("category", "ice-cream", "ice cream")],
        ),
        ("is the choco stars family box in stock", [("product", "p1", "choco stars family box")]),
        ("有没有牛奶", [("category", "milk", "牛奶")]),
        ("5块以下的麦片", [("category", "cold-cereal", "麦片")]),
        ("只要自有品牌", [("attribute_value", "label=private", "自有品牌")]),
        ("买糖", [("category", "sugar", "糖")]),
        ("我要卖片", [("category", "cold-cereal", "卖片")]),
        ("麦偏", [("category", "cold-cereal", "麦偏")]),
        ("有没有冰其林", [("category", "ice-cream", "冰其林")]),
        ("来盒牛来", [("category", "milk", "牛来")]),
        ("洗髮水", [("category", "shampoo", "洗髮水")]),
        ("這個 milk 多少錢", [("category", "milk", "milk")]),
        ("想買麥片和 ice cream", [("category", "cold-cereal", "麥片"), ("category", "ice-cream", "ice cream")]),
    ],
)
def test_words_of_the_catalogue_are_found(shop: str, text: str, expected: list[tuple[str, str, str]]) -> None:
    assert found(extractor(shop), text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a", "for", "can you help me", "the one for me", "what's good", "any deals",
        "let me speak to somebody", "flowers for my wife", "thanks a lot", "你好", "卖票", "牛耐心", "", "🙂",
        "where is my order", "is that all", "what are your opening hours", "who are you",
        "I'd like to pay by card",
    ],
)  # fmt: skip
def test_common_words_are_no_products(shop: str, text: str) -> None:
    assert found(extractor(shop), text) == []


def test_a_misspelling_is_less_sure_than_the_word_itself(shop: str) -> None:
    sure, unsure = Message({TEXT: "shampoo"}), Message({TEXT: "shampo"})
    extractor(shop).process([sure, unsure])
    assert sure.get(ENTITIES)[0]["confidence_entity"] == 1.0
    assert 0.5 < unsure.get(ENTITIES)[0]["confidence_entity"] < 1.0


def test_a_new_product_needs_no_training(shop: str) -> None:
    component = extractor(shop, refresh=0.0)
    assert found(component, "do you have gazpacho") == []
    store = CatalogueStore.open(shop)
    with store.transaction() as session:
        soup = Category(key="gazpacho", name="Gazpacho")
        session.add(
            Product(product_id="new", name="Gazpacho", category=soup, source="test", variants=[Variant(sku="n")])
        )
        session.add(import_run())
    store.close()
    assert found(component, "do you have gazpacho") == [("category", "gazpacho", "gazpacho")]


def test_without_a_shop_nothing_is_extracted_and_none_is_made(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    missing = tmp_path / "nowhere" / "shop.db"
    component = extractor(f"sqlite:///{missing}", refresh=0.0)
    assert found(component, "milk") == found(component, "shampoo") == []
    assert not missing.parent.exists()
    assert len([record for record in caplog.records if "not recognised" in record.message]) == 1


def test_the_shop_comes_from_the_environment_where_the_configuration_names_none(
    shop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAOGOU_SHOP", shop)
    component = CatalogueEntityExtractor(CatalogueEntityExtractor.get_default_config())
    assert found(component, "milk") == [("category", "milk", "milk")]


@pytest.mark.skipif(not DEMO.is_file(), reason="the demo shop is not loaded (run `daogou import demo`)")
@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("kids cereal under $4", "kids-cereal"),
        ("bannanas", "bananas"),
        ("do u have peanut buter", "peanut-butter"),
        ("find me a frozen pizza", "frozen-pizza"),
        ("cat litter 20 lb", "cat-litter"),
        ("我想买洗发水", "hair-care-products"),
    ],
)
def test_the_demo_shops_words_are_found(text: str, within: str) -> None:
    values = [value for name, value, _ in found(extractor(f"sqlite:///{DEMO}"), text) if name == "category"]
    assert len(values) == 1
    assert within in values[0]


def test_models_of_one_shop_share_one_vocabulary(shop: str) -> None:
    first, second = extractor(shop), extractor(shop)
    assert first.vocabulary is second.vocabulary
    assert first.vocabulary.size > 0
