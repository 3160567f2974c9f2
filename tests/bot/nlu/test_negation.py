"""What a message says is not wanted."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.catalogue_entities import ENTITY_NAMES
from bot.nlu.entities import add_entities, entity
from bot.nlu.excluded_entities import ExclusionExtractor
from bot.nlu.gazetteer import Gazetteer
from bot.nlu.measures import MeasureEntityExtractor
from bot.nlu.tokenizer import BilingualTokenizer
from knowledge.graph.vocabulary import Term

TOKENIZER = BilingualTokenizer(BilingualTokenizer.get_default_config())
MEASURES = MeasureEntityExtractor({"currency": "USD", "now": "2026-11-24T12:00:00Z"})
NAMES = (
    "milk cereal nuts sugar chips rolls bread soup cookies coke beer wine 牛奶 麦片 糖 薯片 可乐 饮料 "
    "坚果 苹果 酸奶 猪肉"
)
VOCABULARY = Gazetteer(
    [
        *(Term(name, "en", "category", name) for name in NAMES.split()),
        Term("Heinz", "en", "brand", "heinz"),
        Term("Doritos", "en", "brand", "doritos"),
        Term("乐事", "zh", "brand", "lays"),
        Term("red", "en", "value", "colour=red"),
        Term("红色", "zh", "value", "colour=red"),
    ]
)


def heard(text: str) -> list[dict[str, Any]]:
    message = Message({TEXT: text})
    message.set(TOKENS_NAMES[TEXT], TOKENIZER.tokenize(message, TEXT))
    MEASURES.process([message])
    boundaries = {edge for token in message.get(TOKENS_NAMES[TEXT]) for edge in (token.start, token.end)}
    mentions = VOCABULARY.find(text, boundaries)
    add_entities(message, [entity(ENTITY_NAMES[m.kind], m.key, m.start, m.end, "catalogue") for m in mentions])
    ExclusionExtractor().process([message])
    return message.get(ENTITIES)


def wanted(text: str) -> list[Any]:
    return [each["value"] for each in heard(text) if "role" not in each]


def unwanted(text: str) -> list[Any]:
    return [each["value"] for each in heard(text) if each.get("role") == "excluded"]


@pytest.mark.parametrize(
    ("text", "kept", "left_out"),
    [
        ("no nuts", [], ["nuts"]),
        ("not spicy", [], ["spicy"]),
        ("without sugar", [], ["sugar"]),
        ("I want it without sugar", [], ["sugar"]),
        ("sugar free", [], ["sugar"]),
        ("sugar-free cookies", ["cookies"], ["sugar"]),
        ("anything but Heinz", [], ["heinz"]),
        ("I don't want coke", [], ["coke"]),
        ("please don't show me beer", [], ["beer"]),
        ("I do not like beer or wine", [], ["beer", "wine"]),
        ("neither beer nor wine", [], ["beer", "wine"]),
        ("I'm allergic to nuts", [], ["nuts"]),
        ("soup that isn't spicy", ["soup"], ["spicy"]),
        ("chips but not doritos", ["chips"], ["doritos"]),
        ("bread except rolls", ["bread"], ["rolls"]),
        ("cereal without nuts", ["cereal"], ["nuts"]),
        ("cereal without nuts but with sugar", ["cereal", "sugar"], ["nuts"]),
        ("not the red one", [], ["red"]),
        ("milk, not coke", ["milk"], ["coke"]),
        ("no coke, show me milk", ["milk"], ["coke"]),
        ("no sugar no nuts", [], ["sugar", "nuts"]),
        ("wine but no sparkling wine", ["wine"], ["sparkling"]),
        ("nothing with nuts", [], ["nuts"]),
        ("milk instead of coke", ["milk"], ["coke"]),
        ("不要红色的", [], ["colour=red"]),
        ("這個不要紅色的", [], ["colour=red"]),
        ("别给我看可乐", [], ["可乐"]),
        ("除了可乐还有什么饮料", ["饮料"], ["可乐"]),
        ("苹果以外的", [], ["苹果"]),
        ("要薯片不要乐事的", ["薯片"], ["lays"]),
        ("不要牛奶，要酸奶", ["酸奶"], ["牛奶"]),
        ("没有糖的酸奶", ["酸奶"], ["糖"]),
        ("无糖饮料", ["饮料"], ["糖"]),
        ("不含坚果的麦片", ["麦片"], ["坚果"]),
        ("我不吃猪肉", [], ["猪肉"]),
        ("不辣的薯片", ["薯片"], ["辣"]),
        ("不要辣的", [], ["辣"]),
    ],
)
def test_what_is_negated_is_excluded_and_nothing_else(text: str, kept: list[str], left_out: list[str]) -> None:
    assert wanted(text) == kept
    assert unwanted(text) == left_out


@pytest.mark.parametrize(
    "text",
    [
        "why not", "not bad", "isn't there any cereal?", "don't you have milk?", "why don't you show me chips",
        "no problem", "no, I meant milk", "no thanks", "my milk has not arrived", "I have not received my cereal",
        "not without nuts",
        "no more than $5", "I don't want to spend more than 20", "is milk not available", "buy one get one free milk",
        "I don't know", "can't do without coke", "no idea", "not sure", "how about milk or not", "nothing else",
        "有没有麦片", "要不要牛奶", "没有牛奶吗", "不好意思，有牛奶吗", "没问题", "不错", "不能没有牛奶", "不超过五块",
        "还没收到麦片", "别的牛奶", "特别好的麦片", "是不是牛奶", "怎么没有可乐", "",
    ],
)  # fmt: skip
def test_idle_and_double_negation_excludes_nothing(text: str) -> None:
    assert unwanted(text) == []


def test_the_places_of_unwanted_words_are_theirs() -> None:
    text = "chips but not too spicy ones, not salty"
    assert [text[each["start"] : each["end"]] for each in heard(text)] == ["chips", "salty"]


@pytest.mark.parametrize(
    "text", ["no " * 3000, "not " * 3000, "不" * 9000, "not a," * 2000, "除了" * 5000, "a, " * 3000]
)
def test_a_long_message_is_cut_and_read(text: str) -> None:
    assert len(heard(text)) < 2000
