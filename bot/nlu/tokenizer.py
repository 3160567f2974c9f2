"""Tokens of mixed English and Chinese text, with exact offsets."""

import re
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.chinese_dictionary import ChineseDictionary
from knowledge.language import blank_english
from knowledge.settings import shop_url

CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_RUNS = re.compile(f"[{CJK}]+|[^{CJK}]+")
_IS_CJK = re.compile(f"[{CJK}]")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class BilingualTokenizer(Tokenizer):
    """spaCy's English rules, and for each run of Chinese characters jieba's dictionary with the shop's own words.

    A token's ``text`` is the text between its offsets, unchanged; whitespace and control characters make no token.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``shop``: its URL; None is ``DAOGOU_SHOP``, or the demo's. ``refresh``: seconds between looks at it.

        No intent is split and no token pattern applies, as in Rasa's own tokenizers.
        """
        return {
            "shop": None,
            "refresh": 30.0,
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
        }

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The digest of the shop's words: with other words the training examples have other tokens."""
        settings = {**cls.get_default_config(), **config}
        return ChineseDictionary.shared(shop_url(settings["shop"]), float(settings["refresh"])).digest

    def __init__(self, config: dict[str, Any]) -> None:
        """Load both dictionaries; about a second, so that the first customer does not wait for it."""
        super().__init__(config)
        self._chinese = ChineseDictionary.shared(shop_url(config.get("shop")), float(config["refresh"]))
        self._english = blank_english()

    @staticmethod
    def required_packages() -> list[str]:
        """Packages this component imports."""
        return ["jieba"]

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens of ``attribute`` in their order; none for empty text."""
        text = message.get(attribute)
        tokens = [token for run in _RUNS.finditer(text) for token in self._tokenize_run(run.group(), run.start())]
        return self._apply_token_pattern(tokens)

    def _tokenize_run(self, run: str, offset: int) -> list[Token]:
        if _IS_CJK.match(run):
            return [Token(word, offset + start) for word, start in self._chinese.cut(run)]
        return [
            Token(token.text, offset + token.idx)
            for token in self._english.make_doc(run)
            if token.text.strip() and token.text.isprintable()
        ]
