"""Names of the shop's things, found in a message: longest first, plurals, run-together words and misspellings too."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from bot.nlu.common_words import COMMON_CHINESE, COMMON_WORDS
from bot.nlu.homophones import HomophoneIndex
from bot.nlu.spelling import SpellingIndex, ordinary_words
from knowledge.graph.text import is_cjk, words
from knowledge.graph.vocabulary import Term

CATEGORY, BRAND, VALUE, PRODUCT = "category", "brand", "value", "product"
#: Where one text names several kinds of thing, the first of these is meant.
KINDS = (CATEGORY, BRAND, VALUE, PRODUCT)

MOST_UNITS = 12
MOST_CORRECTIONS = 40
#: Two words that people write as one ("icecream") are this long together at least.
SHORTEST_COMPOUND = 6
#: Between the units of a name.
_GAP = " "

_UNIT = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|\d+(?:\.\d+)?|[^\W\d_]+(?:['’][^\W\d_]+)?")


@dataclass(frozen=True)
class Unit:
    """A word, number or Chinese character of a text, folded, with its place."""

    text: str
    start: int
    end: int
    written: str


@dataclass(frozen=True)
class Mention:
    """``text[start:end]`` names the ``kind`` with this ``key``; ``confidence`` is below 1 for a misspelling."""

    kind: str
    key: str
    start: int
    end: int
    confidence: float


class Gazetteer:
    """An immutable index of terms: a hash of whole names, and how long the names are that begin with each word.

    Look-ups cost some microseconds a word, whatever the size of the catalogue: only as many words are put together as
    some name that begins with the first of them has. docs/benchmarks.md compares it with other indexes.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        named: dict[str, list[tuple[str, str]]] = defaultdict(list)
        reach: dict[str, int] = defaultdict(int)
        self.size = 0
        for term in terms:
            key = tuple(unit.text for unit in units(term.text))
            if not _telling(term, key):
                continue
            self.size += 1
            written = [key]
            if len(key) == 2 and len("".join(key)) >= SHORTEST_COMPOUND and not any(map(is_cjk, key)):
                written.append(("".join(key),))
            for each in written:
                named[_GAP.join(each)].append((term.kind, term.key))
                reach[each[0]] = max(reach[each[0]], len(each))
        self._named = {name: tuple(dict.fromkeys(things)) for name, things in named.items()}
        self._reach = dict(reach)
        self._words = frozenset(word for name in self._named for word in name.split(_GAP))
        self._spelling = SpellingIndex(self._words)
        self._homophones = HomophoneIndex(name.replace(_GAP, "") for name in self._named)
        self._ordinary = ordinary_words()

    def find(self, text: str, boundaries: Collection[int] | None = None, *, forgiving: bool = True) -> list[Mention]:
        """The mentions in ``text`` in their order.

        They do not overlap, but for a category within a product's name. ``boundaries`` are the offsets at which the
        text's words start and end: a name of one Chinese character counts only as a word of its own. Misspellings
        count unless ``forgiving`` is False.
        """
        found = units(text)
        if not self._named or not found:
            return []
        heard, certainty = self._hear(found) if forgiving else ([unit.text for unit in found], [1.0] * len(found))
        mentions = self._longest_matches(found, heard, certainty, KINDS, boundaries)
        if forgiving:
            mentions += self._sounding(found, mentions, boundaries)
        mentions = _agreeing(sorted(mentions, key=lambda mention: mention.start), text)
        for product in [mention for mention in mentions if mention.kind == PRODUCT]:
            inside = [i for i, unit in enumerate(found) if product.start <= unit.start and unit.end <= product.end]
            nested = slice(inside[0], inside[-1] + 1)
            mentions += self._longest_matches(
                found[nested], heard[nested], certainty[nested], (CATEGORY, BRAND, VALUE), boundaries
            )
        return sorted(mentions, key=lambda mention: (mention.start, -mention.end))

    def _hear(self, found: Sequence[Unit]) -> tuple[list[str], list[float]]:
        """Each unit as the vocabulary spells it, and how sure that is."""
        heard, certainty, corrections = [], [], 0
        for unit in found:
            word, sure = unit.text, 1.0
            unknown = word not in self._words and word not in COMMON_WORDS and unit.written not in self._ordinary
            if unknown and corrections < MOST_CORRECTIONS and (nearest := self._spelling.nearest(word)):
                corrections += 1
                word, sure = nearest
            heard.append(word)
            certainty.append(sure)
        return heard, certainty

    def _longest_matches(
        self,
        found: Sequence[Unit],
        heard: Sequence[str],
        certainty: Sequence[float],
        kinds: Sequence[str],
        boundaries: Collection[int] | None,
    ) -> list[Mention]:
        mentions: list[Mention] = []
        start = 0
        while start < len(found):
            for end in range(min(len(found), start + self._reach.get(heard[start], 0)), start, -1):
                named = self._named.get(_GAP.join(heard[start:end]))
                if not named or not _whole_words(found[start:end], boundaries):
                    continue
                keys = _chosen(named, kinds)
                if not keys:
                    continue
                confidence = round(min(certainty[start:end]), 3)
                mentions += [Mention(*key, found[start].start, found[end - 1].end, confidence) for key in keys]
                start = end - 1
                break
            start += 1
        return mentions

    def _sounding(
        self, found: Sequence[Unit], taken: Sequence[Mention], boundaries: Collection[int] | None
    ) -> list[Mention]:
        """Chinese names written by their sound, where nothing is taken yet; longer ones first."""
        covered = {place for mention in taken for place in range(mention.start, mention.end)}
        mentions: list[Mention] = []
        for run in _runs(found, covered):
            for first, last, name, certainty in self._homophones.find([unit.text for unit in run]):
                start, end = run[first].start, run[last - 1].end
                if covered.intersection(range(start, end)) or (boundaries and not {start, end} <= set(boundaries)):
                    continue
                covered.update(range(start, end))
                keys = _chosen(self._named[_GAP.join(name)], KINDS)
                mentions += [Mention(*key, start, end, round((1 + certainty) / 2, 3)) for key in keys]
        return mentions


def units(text: str) -> list[Unit]:
    """The units of ``text``, with exact offsets into it."""
    result = []
    for match in _UNIT.finditer(text):
        for folded in words(match.group())[:1]:
            result.append(Unit(folded, match.start(), match.end(), match.group().lower()))
    return result


def _telling(term: Term, key: tuple[str, ...]) -> bool:
    if not key or len(key) > MOST_UNITS:
        return False
    if term.kind == VALUE and key[0][0].isdigit():
        return False  # "14.5 oz": measures are read as measures
    # "Private label" is a value's name, though both are common words; "Dollar Days" is no category to search in.
    if (len(key) == 1 or term.kind == CATEGORY) and all(word in COMMON_WORDS or word[0].isdigit() for word in key):
        return False
    if term.text in COMMON_CHINESE:
        return False
    return len(key) > 1 or is_cjk(key[0]) or len(key[0]) > 2


def _runs(found: Sequence[Unit], covered: Collection[int]) -> list[list[Unit]]:
    """Chinese characters that stand side by side and are in none of the ``covered`` places."""
    runs: list[list[Unit]] = []
    for unit in found:
        if not is_cjk(unit.text) or unit.start in covered:
            continue
        if runs and runs[-1][-1].end == unit.start:
            runs[-1].append(unit)
        else:
            runs.append([unit])
    return [run for run in runs if len(run) > 1]


def _agreeing(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """A category's word before one of a wider category names the narrower with it, as in "birthday cakes"."""
    merged: list[Mention] = []
    for mention in mentions:
        last = merged[-1] if merged else None
        if (
            last is not None
            and last.kind == mention.kind == CATEGORY
            and not text[last.end : mention.start].strip(" -")
            and f"{last.key}/".startswith(f"{mention.key}/")
        ):
            confidence = min(last.confidence, mention.confidence)
            merged[-1] = Mention(CATEGORY, last.key, last.start, mention.end, confidence)
        else:
            merged.append(mention)
    return merged


def _whole_words(matched: Sequence[Unit], boundaries: Collection[int] | None) -> bool:
    if boundaries is None or len(matched) > 1 or not is_cjk(matched[0].text):
        return True
    return matched[0].start in boundaries and matched[0].end in boundaries


def _chosen(named: Sequence[tuple[str, str]], kinds: Sequence[str]) -> list[tuple[str, str]]:
    """Of the things with one name, those meant: one kind, and of attributes one."""
    for kind in kinds:
        keys = sorted({key for found, key in named if found == kind})
        if kind == VALUE:
            keys = [key for key in keys if key.split("=", 1)[0] == keys[0].split("=", 1)[0]]
        if keys:
            return [(kind, key) for key in _broadest(keys) if kind != PRODUCT or len(keys) == 1]
    return []


def _broadest(keys: Sequence[str]) -> list[str]:
    """Without those that lie below another: the key of a category is its path."""
    return [key for key in keys if not any(key.startswith(f"{other}/") for other in keys)]
