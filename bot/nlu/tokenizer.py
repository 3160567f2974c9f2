"""Tokens of mixed English and Chinese text, with exact offsets."""

import logging
import re
from typing import Any

import jieba
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from knowledge.language import blank_english

CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_RUNS = re.compile(f"[{CJK}]+|[^{CJK}]+")
_IS_CJK = re.compile(f"[{CJK}]")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class BilingualTokenizer(Tokenizer):
    """spaCy's English rules, and jieba's dictionary for each run of Chinese characters.

    A token's ``text`` is the text between its offsets, unchanged; whitespace and control characters make no token.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """No intent is split and no token pattern applies, as in Rasa's own tokenizers."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    def __init__(self, config: dict[str, Any]) -> None:
        """Load both dictionaries; about a second, so that the first customer does not wait for it."""
        super().__init__(config)
        jieba.setLogLevel(logging.WARNING)
        jieba.initialize()
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
            # Words of the dictionary only: jieba's guesses at unknown ones join "买糖" (buy sugar) into one word.
            return [Token(word, offset + start) for word, start, _ in jieba.tokenize(run, HMM=False)]
        return [
            Token(token.text, offset + token.idx)
            for token in self._english.make_doc(run)
            if token.text.strip() and token.text.isprintable()
        ]
