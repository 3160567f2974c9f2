"""Words of a name or a question, folded so that plurals and spellings of one word meet."""

from __future__ import annotations

import re
import unicodedata

from knowledge.chinese import simplified

_WORDS = re.compile(r"[a-z]+(?:'[a-z]+)?|[0-9]+(?:\.[0-9]+)?|[\u3400-\u9fff\uf900-\ufaff]+")
_SIBILANT_E = re.compile(r"(?:s|x|z|ch|sh|o)e$")


def fold(word: str) -> str:
    """``word`` (lower case) with its English plural taken off, consistently rather than prettily.

    ``cookies`` and ``cookie``, ``tomatoes`` and ``tomato``, ``loaves`` and ``loaf`` each fold to one form. The idea
    is the S-stemmer's (Harman, "How effective is suffixing?", JASIS 42(1), 1991): only plurals, so ``baking`` and
    ``bakery`` stay apart.
    """
    word = word.replace("'", "")
    if len(word) < 4 or not word.isalpha():
        return word
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if len(word) < 4:
        return word
    word = _SIBILANT_E.sub(lambda found: found.group()[:-1], word)
    if word.endswith("ie"):
        word = word[:-1]
    elif word.endswith("y"):
        word = word[:-1] + "i"
    elif word.endswith(("ve", "fe")) and len(word) > 4:
        word = word[:-2] + "f"
    return word


def is_cjk(word: str) -> bool:
    """Whether ``word`` is written in Chinese characters."""
    return bool(word) and ord(word[0]) >= 0x3400


def words(text: str) -> list[str]:
    """The words of ``text``, folded; a run of Chinese characters, in Simplified ones, is one word."""
    normal = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    if not normal.isascii():
        normal = simplified(normal)
        normal = "".join(c for c in unicodedata.normalize("NFD", normal) if not unicodedata.combining(c))
    return [fold(word) for word in _WORDS.findall(normal)]


def index_tokens(text: str) -> list[str]:
    """What ``text`` is found by: its words, and of Chinese each character and each pair of neighbours.

    Overlapping pairs need no dictionary and find as well as segmented words for short texts (Nie, Gao, Zhang and
    Zhou, "On the use of words and n-grams for Chinese information retrieval", IRAL 2000).
    """
    tokens: list[str] = []
    for word in words(text):
        if is_cjk(word):
            tokens.extend(word)
            tokens.extend(word[i : i + 2] for i in range(len(word) - 1))
        else:
            tokens.append(word)
    return tokens


def query_tokens(text: str) -> list[str]:
    """What to look up for a customer's ``text``: as :func:`index_tokens`, without words that say nothing.

    A run of Chinese characters is looked up by its pairs alone; by itself where it is one character.
    """
    found = words(text)
    telling = [word for word in found if word not in STOP_WORDS] or found
    tokens: list[str] = []
    for word in telling:
        if is_cjk(word) and len(word) > 1:
            tokens.extend(word[i : i + 2] for i in range(len(word) - 1))
        else:
            tokens.append(word)
    return list(dict.fromkeys(tokens))


#: Words that say nothing of a product, folded; dropped from a query that holds others.
STOP_WORDS = frozenset(
    words(
        "a an and any are at buy can do find for from give have i in is it like looking me my need no of on or please "
        "show some something than that the there these this to want what which with you your "
        "我 要 想 买 找 的 有 吗 请 给 一些 什么 想要 想买 我要"
    )
)
