"""The utterances of the tests stay out of training, and are many enough for their figures to mean something."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
DEVELOPMENT = ROOT / "tests" / "nlu" / "development.yml"
HELD_OUT = ROOT / "tests" / "nlu" / "held_out.yml"
TRAINING = sorted((ROOT / "data" / "nlu").glob("*.yml"))
CHINESE = re.compile("[\u3400-\u9fff]")

ORDER_DESK = frozenset(
    """
    cancel_order change_order_address change_order_payment change_order_items return_items exchange_items
    change_my_address reorder ask_invoice ask_refund report_problem send_photo complain
    ask_my_details
    """.split()
)
INTENTS = ORDER_DESK | frozenset(
    """
    greet help find_products narrow show_more pick_product ask_product_details ask_offers ask_product_offers ask_coupons
    ask_recommendation ask_goes_with ask_why track_order ask_last_purchase ask_faq talk_to_person affirm deny thank
    goodbye switch_language correct out_of_scope
    compare_products ask_alternatives ask_bundle no_preference go_back start_over ask_alert
    add_to_basket remove_from_basket change_quantity show_basket use_coupon ask_coupon_problem
    ask_usual ask_about_me forget_me
    """.split()
)
SHOPPING = frozenset({"find_products", "narrow", "ask_faq", "out_of_scope"})
#: English and Chinese utterances held out of the intents that are said in the most ways.
MOST_HELD_OUT = {"out_of_scope": (80, 40), "ask_faq": (60, 40), "find_products": (60, 40)}
#: Of the order desk's, fewer: they were all written by the author of their training examples.
DESK_HELD_OUT = (13, 6)


def utterances(*files: Path) -> list[tuple[str, str]]:
    """(intent, text) of every example."""
    found = []
    for file in files:
        for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            found += [(block["intent"], line[2:].strip()) for line in block["examples"].splitlines() if line.strip()]
    return found


def normal(text: str) -> str:
    """The letters and digits of ``text``: case, accents, punctuation and spaces do not make another utterance.

    What has none of them, such as an emoji, is itself.
    """
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(c for c in folded if c.isalnum()) or text


def counted(examples: list[tuple[str, str]], chinese: bool) -> Counter[str]:
    return Counter(intent for intent, text in examples if bool(CHINESE.search(text)) == chinese)


def test_no_utterance_of_the_tests_is_trained_on() -> None:
    trained = {normal(text) for _, text in utterances(*TRAINING)}
    assert [text for _, text in utterances(DEVELOPMENT, HELD_OUT) if normal(text) in trained] == []


def test_no_utterance_is_held_out_and_developed_with() -> None:
    developed = {normal(text) for _, text in utterances(DEVELOPMENT)}
    assert [text for _, text in utterances(HELD_OUT) if normal(text) in developed] == []


def test_no_utterance_is_held_out_twice() -> None:
    counts = Counter(normal(text) for _, text in utterances(HELD_OUT))
    assert [text for text, count in counts.items() if count > 1] == []


def test_no_utterance_stands_for_two_intents() -> None:
    intents: dict[str, set[str]] = {}
    for intent, text in utterances(*TRAINING, DEVELOPMENT, HELD_OUT):
        intents.setdefault(normal(text), set()).add(intent)
    assert {text: found for text, found in intents.items() if len(found) > 1} == {}


@pytest.mark.parametrize("intent", sorted(INTENTS))
def test_each_intent_is_developed_with_both_languages(intent: str) -> None:
    development = utterances(DEVELOPMENT)
    assert counted(development, chinese=False)[intent] >= 12
    assert counted(development, chinese=True)[intent] >= 4


@pytest.mark.parametrize("intent", sorted(INTENTS))
def test_each_intent_is_held_out_in_both_languages(intent: str) -> None:
    held_out = utterances(HELD_OUT)
    english, chinese = MOST_HELD_OUT.get(intent, DESK_HELD_OUT if intent in ORDER_DESK else (25, 15))
    assert counted(held_out, chinese=False)[intent] >= english
    assert counted(held_out, chinese=True)[intent] >= chinese


@pytest.mark.parametrize("intent", sorted(INTENTS))
def test_each_intent_is_taught_with_enough_examples(intent: str) -> None:
    training = utterances(*TRAINING)
    assert counted(training, chinese=False)[intent] >= (50 if intent in SHOPPING else 30)
    assert counted(training, chinese=True)[intent] >= 10


def test_exactly_the_intents_of_the_domain_are_taught() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    listed = {next(iter(entry)) if isinstance(entry, dict) else entry for entry in domain["intents"]}
    assert {intent for intent, _ in utterances(*TRAINING)} == INTENTS == listed - {"nlu_fallback"}
