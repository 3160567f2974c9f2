from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.answers.entries import read_entries
from knowledge.answers.faq import FaqBook
from knowledge.errors import ConfigurationError

HERE = Path(__file__).parent
BOOK = HERE.parents[2] / "data" / "faq"
LISTS = ("development", "held_out")

GOOD = """\
topic: delivery
entries:
  - key: cost
    questions:
      en:
        - How much is delivery?
    answer:
      en: Nothing.
    link: https://shop.example/delivery
  - key: wrapping
    questions:
      en:
        - Do you wrap presents?
      zh:
        - 可以包装礼物吗？
    answer:
      en: Yes.
      zh: 可以。
"""


@dataclass(frozen=True)
class Measured:
    precision: float
    recall: float
    refused: float


def asked(name: str) -> dict[str, Any]:
    return yaml.safe_load((HERE / f"{name}.yml").read_text(encoding="utf-8"))


def measure(book: FaqBook, questions: Mapping[str, Any], language: str) -> Measured:
    found = [
        (key, book.answer(question, language))
        for key, phrasings in questions["answered"].items()
        for question in phrasings
    ]
    strange = [book.answer(question, language) for question in questions["unknown"]]
    right = sum(answer is not None and answer.key == key for key, answer in found)
    given = sum(answer is not None for _, answer in found) + sum(answer is not None for answer in strange)
    return Measured(right / given, right / len(found), sum(answer is None for answer in strange) / len(strange))


@pytest.fixture(scope="module")
def book() -> FaqBook:
    return FaqBook.load(BOOK)


@pytest.fixture()
def load(tmp_path: Path) -> Callable[..., FaqBook]:
    def write_and_load(*texts: str) -> FaqBook:
        for number, text in enumerate(texts):
            (tmp_path / f"{number}.yml").write_text(text, encoding="utf-8")
        return FaqBook.load(tmp_path)

    return write_and_load


@pytest.mark.parametrize(("language", "recall"), [("en", 0.75), ("zh", 0.75)])
def test_most_questions_that_nobody_wrote_down_find_their_answer(book: FaqBook, language: str, recall: float) -> None:
    measured = measure(book, asked("held_out")[language], language)
    assert measured.recall >= recall, measured
    assert measured.precision >= 0.8, measured


@pytest.mark.parametrize("language", ["en", "zh"])
def test_most_of_what_the_book_does_not_know_is_refused(book: FaqBook, language: str) -> None:
    measured = measure(book, asked("held_out")[language], language)
    assert measured.refused >= 0.75, measured


def test_the_lists_share_no_question_with_the_book_or_each_other() -> None:
    known = {text.casefold() for entry in read_entries(BOOK) for texts in entry.questions.values() for text in texts}
    seen: set[str] = set(known)
    for name in LISTS:
        for part in asked(name).values():
            texts = [text for phrasings in part["answered"].values() for text in phrasings] + part["unknown"]
            assert not seen & {text.casefold() for text in texts}
            seen |= {text.casefold() for text in texts}


def test_every_entry_answers_its_own_phrasings_in_both_languages(book: FaqBook) -> None:
    for entry in book.entries:
        for language in ("en", "zh"):
            for question in entry.questions[language]:
                answer = book.answer(question, language)
                assert answer is not None, question
                assert (answer.key, answer.text) == (entry.key, entry.answer[language])
                assert answer.score == pytest.approx(1.0, abs=1e-4)


def test_the_shops_book_has_at_least_25_entries_with_keys_of_their_own() -> None:
    keys = [entry.key for entry in read_entries(BOOK)]
    assert len(keys) >= 25
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("question", ["", "   ", "?!", "？"])
def test_a_question_without_words_is_not_known(book: FaqBook, question: str) -> None:
    assert book.answer(question) is None


def test_the_answer_comes_in_the_language_of_the_conversation(book: FaqBook) -> None:
    answer = book.answer("How much is delivery?", "zh")
    assert answer is not None
    assert "运费" in answer.text or "配送费" in answer.text


def test_no_answer_is_given_in_a_language_that_the_entry_lacks(load: Callable[..., FaqBook]) -> None:
    book = load(GOOD)
    assert book.answer("How much is delivery?", "zh") is None
    wrapped = book.answer("可以包装礼物吗", "zh")
    assert wrapped is not None and wrapped.text == "可以。"


def test_an_answer_brings_its_topic_and_link(load: Callable[..., FaqBook]) -> None:
    answer = load(GOOD).answer("how much is delivery")
    assert answer is not None
    assert (answer.topic, answer.link) == ("delivery", "https://shop.example/delivery")


def test_a_book_without_chinese_knows_no_chinese_question(load: Callable[..., FaqBook]) -> None:
    english_only = GOOD.split("  - key: wrapping")[0]
    assert load(english_only).answer("运费多少", "en") is None


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("    answer:\n      en: Nothing.\n", ""), r"0\.yml:3: .*'answer' is a required property"),
        (("      en: Nothing.", "      fr: Rien."), r"0\.yml:8: entries/0/answer: .*'fr'"),
        (("      en: Nothing.", "      en: 5"), r"0\.yml:8: entries/0/answer/en: 5 is not of type 'string'"),
        (("      en: Nothing.", "      zh: 免费。"), r"0\.yml:3: cost: questions are in \['en'\]"),
        (("        - How much is delivery?", "        - ' '"), r"0\.yml:6: entries/0/questions/en/0"),
        (("topic: delivery\n", ""), r"0\.yml:1: the file: 'topic' is a required property"),
        (("    link:", "    url:"), r"0\.yml:3: entries/0: .*'url' was unexpected"),
        (("key: cost", "key: Cost!"), r"0\.yml:3: entries/0/key"),
        (("key: wrapping", "key: cost"), r"0\.yml:10: the key 'cost' stands at .*0\.yml:3 already"),
        (("Do you wrap presents?", "how much is Delivery?"), r"0\.yml:10: the question .* stands at .*0\.yml:3"),
        (("      en: Nothing.\n", "      en: Nothing.\n      en: Much.\n"), r"0\.yml:9: 'en' stands twice"),
        (("topic: delivery", "topic: [delivery"), r"0\.yml:\d+: not valid YAML"),
    ],
)
def test_a_mistake_in_a_file_is_reported_with_its_line(
    load: Callable[..., FaqBook], change: tuple[str, str], complaint: str
) -> None:
    with pytest.raises(ConfigurationError, match=complaint):
        load(GOOD.replace(*change))


def test_an_empty_file_or_folder_is_reported(load: Callable[..., FaqBook], tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"no questions and answers in"):
        load()
    with pytest.raises(ConfigurationError, match=r"0\.yml:1: the file is empty"):
        load("")


def test_a_key_may_not_stand_in_two_files(load: Callable[..., FaqBook]) -> None:
    again = GOOD.split("  - key: wrapping")[0].replace("How much is delivery?", "What is the fee?")
    with pytest.raises(ConfigurationError, match=r"1\.yml:3: the key 'cost' stands at .*0\.yml:3 already"):
        load(GOOD, again)
