"""Which language a text is written in: English, Chinese, or nothing that would tell.

A sentence is in the language of its frame, the words that make it a question or a wish, whatever the language of the
things it names: "这个 red bag 多少钱" is Chinese, "do you have 豆腐" is English. A brand or a number has no frame.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from knowledge.language import ENGLISH_STOP_WORDS

Language = Literal["en", "zh"]

LONGEST = 2_000
"""Characters that are looked at; the rest of a pasted page says nothing new."""

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_ADDRESSES = re.compile(r"https?://\S+|www\.\S+|(?<!\S)[^\s@]+@[^\s@]+\.\S+")
_CODE = re.compile(r"#?\w[\w-]*")
_OTHER_SCRIPTS = re.compile("[\u0400-\u052f\u0590-\u06ff\u0900-\u0dff\u0e00-\u0e7f\u3040-\u30ff\uac00-\ud7af]")
_HAN_CHAR = re.compile(f"[{_HAN}]")
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:['’][A-Za-z]+)?")

# Words of English that make a clause. One of them is enough; they are in no brand and in few other languages.
_CLAUSE_WORDS = frozenset(
    """i i'm i'd i'll i've im id ive you you're your yours u ur my mine we our they their it it's its he she him her us
    me do does did don't dont doesn't didn't is isn't are aren't am can can't cant could couldn't would wouldn't
    should shall have haven't has hasn't had had what what's whats when where where's wheres which who whose why how
    how's want wanna need needs show find give get got gimme tell let let's looking look searching search buy
    bought order ordered track cancel return send sell speak talk switch reply answer continue recommend suggest like
    prefer help thank please pls wat wich there anything something everything someone anybody""".split()
)
# Words that show that English is spoken where no Chinese stands beside them. One may be part of a brand.
_DETERMINERS = frozenset(
    "the a an this that these those any some more less other another only just same no not".split()
)
_SHOP_WORDS = frozenset(
    """cheap cheaper cheapest bigger biggest smaller smallest larger largest expensive offers offer deals deal discount
    discounts discounted coupon coupons voucher vouchers delivery shipping refund refunds price prices orders package
    parcel status returns second third fourth fifth last next back again under below above between around too much many
    else available recommendations suggestions store shop sale yes yeah yep nope sorry goodbye morning evening afternoon
    details products agent human person instead""".split()
)
# Said in either language.
_INTERNATIONAL = frozenset("ok okay okey k hi hello hey bye byebye thx thanks yes no sorry wow haha lol hmm 3q".split())

_ZH_CLAUSE = re.compile(
    r"多少|什么|怎么|怎样|哪|几|吗|呢|吧|啊|呀|的|了|我|你|您|咱|他|她|它|这|那|"
    r"请|帮|给|要|想|找|买|看|查|退|推荐|有没有|(?<!没)有(?!机)|没|是|不|能|可以|会|在|到|用|换|说|讲|"
    r"便宜|贵|大一点|小一点|打折|优惠|多久|为啥|为何|订单|谢谢|再见|和|跟|以下|以上|左右|块"
)


@dataclass(frozen=True)
class Heard:
    """The language of a text, None where nothing tells, and whether it is a whole sentence rather than a few words."""

    language: Language | None
    sentence: bool = False


def hear(text: str) -> Heard:
    """The language that ``text`` is written in.

    Never slower than linear, and sure of itself: where a reader could not tell, neither does it.
    """
    shown = text[:LONGEST]
    if _OTHER_SCRIPTS.search(shown):
        return Heard(None)
    han = len(_HAN_CHAR.findall(shown))
    words = [word.lower().replace("’", "'") for word in _LATIN_WORD.findall(_without_codes(shown))]
    if not han:
        return _latin(words)
    clause = sum(word in _CLAUSE_WORDS for word in words)
    chinese = sum(len(found) for found in _ZH_CLAUSE.findall(shown))
    if clause > chinese and clause >= 2:
        return Heard("en", len(words) >= 4)
    return Heard("zh", chinese > 0 and han + len(words) >= 4)


def _without_codes(text: str) -> str:
    """``text`` without addresses and without words that have a digit."""
    return _CODE.sub(
        lambda found: " " if any(map(str.isdigit, found.group())) else found.group(), _ADDRESSES.sub(" ", text)
    )


def _latin(words: list[str]) -> Heard:
    telling = [word for word in words if word not in _INTERNATIONAL]
    clause = sum(word in _CLAUSE_WORDS for word in telling)
    shop = sum(word in _SHOP_WORDS for word in telling)
    small = sum(word in ENGLISH_STOP_WORDS or word in _DETERMINERS for word in words)
    spoken = clause or shop or (len(words) >= 2 and any(word in _DETERMINERS for word in words)) or small >= 2
    if not spoken:
        return Heard(None)
    return Heard("en", len(words) >= 4 and (clause > 0 or small >= 2))
