"""What a message says is not wanted: the stretches of text that a negation covers, in English and Chinese.

A rule-based scope finder in the manner of NegEx (Chapman et al., "A simple algorithm for identifying negated findings",
J. Biomed. Inform. 34, 2001): cues that open a scope, phrases that look like cues and negate no wish, and words that end
a scope.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

#: A scope is at most so many characters long: nobody lists more in a breath, and no text keeps the patterns busy.
LONGEST_SCOPE = 80
MIXED_SCOPE = 4
#: No wish is said after this many characters.
LONGEST = 2_000

_WISHING = (
    r"(?:want|need|like|love|eat|drink|use|show|give|include|recommend|suggest|prefer|add|put|consume|tolerate|do|"
    r"buy|"
    r"fancy|care for|bring|send|offer|contain)"
)
# Not a wish: an answer, a question, a figure of speech, a price, or that something has not happened.
_IDLE = re.compile(
    r"\bwhy not\b|\bnot (?:bad|only|sure|yet|working|enough|too|that|really|at all|in stock|available|here|there|"
    r"now|today|"
    r"so|a problem|an? issue|arrived?|received?|delivered|shipped|come|able|allowed|know|understand|find|found|see|"
    r"get(?:ting)?|going|happy|satisfied|what|correct|right|true|fair|just|much|many|expensive|over|under|above|"
    r"below|"
    r"less|more|higher|lower|fewer|cheaper|quite|necessarily|happening|to (?:mention|worry)|my|your|the same)\b"
    r"|\b(?:have|has|had|did|was|were|will|would|could|should|may|might|can|am|'m|do|does)(?: i| you| we| they|"
    r" it)? not\b"
    r"(?! (?:interested|looking|into|after|keen|a fan|want|need|like|eat|drink|show|give|include|recommend|contain))"
    r"|\bor not\b|\bif not\b|\bnot (?:one|a single)\b"
    r"|\bno (?:problem|worries|worry|thanks|thank|idea|matter|need|doubt|wonder|hurry|rush|way|one|longer|other|"
    r"more than|less than|higher|lower|fewer|cheaper|such|chance|reply|answer|response|clue|offense|sweat|biggie|"
    r"luck|good|further|that|this|it|i|i'm|i'd|i'll|you|we|they|he|she|the|show|give|find|just|please|not|what|where|"
    r"how|when|is|are|can|could|do|don'?t|thx|ty|wait|sorry|actually|ok(?:ay)?|cancel|leave|stop|never|under|over|"
    r"above|below)\b"
    r"|\bnothing (?:but|else|special|more|to|is|was|works?|happens?|yet)\b|\bnone of (?:your|my)\b"
    r"|\bwithout (?:me|asking|having|any (?:problem|issue|trouble)s?|delay|doubt|a doubt|fail|an? (?:account|"
    r"receipt|card|"
    r"reason|login|code))\b|\bcan(?:'?t|not) (?:do|live) without\b"
    r"|\bbut not (?:least|yet|sure)\b|\bdon'?t (?:know|see|find|understand|think|have|get|forget|remember|mind|worry|"
    r"care(?! for))\b",
    re.IGNORECASE,
)
_CUE = re.compile(
    r"\b(?:"
    r"(?P<double>(?:not|never|isn'?t|aren'?t) (?:without|no))"
    r"|without|w/o|excluding|exclude|except(?:ing)?(?: for)?|other than|apart from|aside from|instead of|"
    r"rather than|minus"
    r"|avoid(?:ing)?|skip|leave out|stay away from|steer clear of|hate|dislike|allergic to|intolerant (?:to|of)"
    r"|free (?:of|from)|can'?t (?:stand|eat|have|drink|tolerate|do)|cannot (?:stand|eat|have|drink|tolerate)"
    r"|(?:anything|everything|something|all|any(?: \w+)?) (?:but|besides)"
    r"|(?:not|never) (?:interested in|looking for|into|after|keen on|a fan of|from|by|with|any)"
    rf"|(?:do not|don'?t|dont|would not|wouldn'?t|never) (?:really |ever |actually )?{_WISHING}"
    r"(?: to (?:see|buy|get|eat|have|drink|order)| me| us)?"
    rf"|(?:does not|doesn'?t|that don'?t|which don'?t|that do not|shouldn'?t|should not|must not|mustn'?t|can'?t|"
    rf"cannot)"
    r" (?:have|contain|include|be)"
    r"|(?:that|which|it|they|ones?|something|this|these) (?:isn'?t|aren'?t|is not|are not|ain'?t)"
    r"|neither|nor|nothing|none|zero|non|not|no"
    r")\b",
    re.IGNORECASE,
)
_NOT_SPEND = re.compile(r"\s+to\s+(?!see|buy|get|eat|have|drink|order)\w+", re.IGNORECASE)
#: "Isn't there any cereal?", "why don't you show me": a question in the negative asks for the thing.
_ASKING = re.compile(
    r"(?:\bwhy (?:do|don'?t|not)|(?:\b(?:do|does|can|could|would|is|are)(?:n'?t| not)|\bdont) (?:you|there|we|"
    r"they|it|your?)\b)"
    r"[^.!?;,]*$",
    re.IGNORECASE,
)
#: Between a cue and what it negates.
_LEAD = re.compile(
    r"(?:[\s\-]+|\b(?:any(?:thing|more)?|the|an?|those|these|ones?|something|things?|stuff|products?|items?|"
    r"brands?|with|"
    r"by|from|containing|contains?|made|of|in|to|for|me|us|more|very|really|too|all|has|have|is|are|that|which|"
    r"type|kind|"
    r"sort|extra|added|be|it|please)\b)+",
    re.IGNORECASE,
)
_END = re.compile(
    r"[.;!?，。；！？、()]|,(?!\s*(?:or|nor|and)\b)(?!\s*\w+(?:\s\w+)?(?:\s*,\s*\w+(?:\s\w+)?){0,3}\s*,?\s*(?:or|"
    r"nor|and)\s+\w+\s*(?:$|[.!?]))"
    r"|\b(?:but|just|only|please|pls|with|under|below|over|above|less|at|around|about|between|because|since|as|if|"
    r"when|so|"
    r"then|i|i'?d|i'?m|i'?ll|you|we|show|give|find|get|what|which|that|is|are|do|does|can|have|has|want|need|like|"
    r"than|unless|"
    r"though|however|thanks|thank|from|by|on|for|in|at|cheaper|cheapest|instead|rather|anything|something|maybe|"
    r"perhaps|"
    r"without|no|not|except|to)\b|[\u4e00-\u9fff]",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"(?<![a-z])(?P<what>[a-z]+(?:'s)?)(?:[ -]free|less)\b"
    r"(?!\s*(?:shipping|delivery|samples?|returns?|gifts?|trial|of|from|with|if|when|today|over|for|item|one|"
    r"offer|deal))",
    re.IGNORECASE,
)
_NOT_FREE = frozenset(
    "get is are it for one any a the feel toll duty buy risk hands un need regard home use help care".split()
)

_IDLE_ZH = re.compile(
    r"有没有|要不要|是不是|能不能|可不可以|好不好|对不对|行不行|会不会|买不买|在不在|卖不卖|(?P<v>.)不(?P=v)|不错|不好意思|没问题|没关系|没事|"
    r"不知道|不用|不客气|不超过|不到|不低于|不高于|不多于|不少于|不贵|不便宜|不会|不能|不行|不对|对不起|差不多|了不起|不过|不但|不仅|不同|"
    r"不够|不一样|不懂|不明白|不清楚|不管|不然|没收到|还没|没到|不是很|是不是|怎么没|怎么不|为什么不|为啥不|为什么没|说不定|要不然|要不|不得不|"
    r"不是不|不能没有|不能不|少不了|离不开|别的|别人|别家|别处|特别|区别|级别|类别|告别|个别|分别|性别|识别|除此|扫除|除尘|除湿|除臭|除草|"
    r"开除|无线|无论|无法|无所谓|免费|免税|免运|免邮|免洗|无纺|非常|并非|除非|没有了|没了|没货|没发货|没送|没买|没看"
)
_CUE_ZH = re.compile(
    r"(?:不想要|不想买|不想吃|不想看|不要再|不要给我|不要|不买|不喜欢|不爱吃|不爱喝|不爱|不吃|不喝|不能吃|不需要|不含|不带|不加|不放|不包括|"
    r"不包含|不看|不是|讨厌|拒绝|避免|排除|去掉|去除|除去|除开|除了|别给我|别再|别推荐|别|没有|没|无|免|零|0|非|不)"
    r"(?:给我|再|来|推荐|显示|看|要|买|拿|放|加|选|找|有|含有?|带|任何|什么|太|那么|这么|那种|这种|的是|是)*"
)
_END_ZH = re.compile(
    r"[，。；！？,.;!?、\s](?!和|或)|的(?:有|吗|呢)|以外|之外|外的|还有|都|但|只|就|可以|要|想|有(?!机)|吗|呢|吧|给|请|帮|我|你|了|行|也|而|因为|过敏|的话|怎么|"
    r"多少|什么|哪|和别|跟|比|好"
)
_AFTER_ZH = re.compile(
    r"(?:对|对于)(?P<allergy>[^，。！？,.!?\s]{1,12})过敏|(?P<besides>[\u4e00-\u9fffa-zA-Z]{1,8}?)(?:以外|之外)"
)
_END_ATTRIBUTE_ZH = re.compile(rf"的|{_END_ZH.pattern}")
_QUESTION_ZH = re.compile(r"(?:吗|么|嘛|[?？])")
#: What says how the thing after "的" is to be; other cues negate that thing as well.
_ATTRIBUTIVE = ("没", "无", "免", "零", "0", "非", "不含", "不带", "不加", "不放", "不包")
_PART_OF_WORD = frozenset({"无", "免", "零", "0", "非", "不"})
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Scope:
    """``text[start:end]`` is negated by what stands at ``cue``.

    ``plain``: whatever stands there is meant, also words that no entity knows ("not spicy"); otherwise known things
    only, as the cue may be part of another word. ``next_only``: only what begins right there ("无糖饮料" is a drink).
    """

    cue: int
    start: int
    end: int
    plain: bool = True
    next_only: bool = False


def negated(text: str) -> Iterator[Scope]:
    """Every stretch of ``text`` that is negated, in no order; they may overlap."""
    text = text[:LONGEST]
    return chain(_english(text), _chinese(text))


def _english(text: str) -> Iterator[Scope]:
    text = text.replace("’", "'")
    idle = [match.span() for match in _IDLE.finditer(text)]
    reached = 0
    for cue in _CUE.finditer(text):
        if cue.start() < reached and cue.group().lower() not in ("no", "not", "nor"):
            continue
        if any(start <= cue.start() and cue.start() < end for start, end in idle) or cue["double"]:
            reached = max(reached, cue.end() + LONGEST_SCOPE if cue["double"] else 0)
            continue
        if _ASKING.search(text[max(0, cue.start() - LONGEST_SCOPE) : cue.end()]) or _NOT_SPEND.match(text, cue.end()):
            continue
        if cue.group().lower() == "no" and text[cue.end() : cue.end() + 1] in {",", ".", "!", ""}:
            continue  # an answer
        lead = _LEAD.match(text, cue.end())
        start = lead.end() if lead else cue.end()
        ends = _END.search(text, start, start + LONGEST_SCOPE)
        end = ends.start() if ends else min(len(text), start + LONGEST_SCOPE)
        if _HAN.match(text, start):
            end = start + MIXED_SCOPE  # English before Chinese words: "no 牛奶"
        if end > start:
            reached = end
            part = cue.group().lower() in ("zero", "non", "none", "minus")
            yield Scope(cue.start(), start, end, plain=not part, next_only=part)
    for match in _FREE.finditer(text):
        if match["what"].lower() not in _NOT_FREE:
            yield Scope(match.end("what") + 1, *match.span("what"), plain=not match.group().lower().endswith("less"))


def _chinese(text: str) -> Iterator[Scope]:
    idle = [match.span() for match in _IDLE_ZH.finditer(text)]
    for cue in _CUE_ZH.finditer(text):
        if any(start < cue.end() and cue.start() < end for start, end in idle):
            continue
        start = cue.end()
        said = cue.group()
        attributive = said.startswith(_ATTRIBUTIVE) or said == "不"
        ends = (_END_ATTRIBUTE_ZH if attributive else _END_ZH).search(text, start, start + LONGEST_SCOPE)
        end = ends.start() if ends else min(len(text), start + LONGEST_SCOPE)
        whole = text[end : end + 1] == "的"
        if said.startswith("没") and (not whole or _QUESTION_ZH.search(text, end)):
            continue  # "没有牛奶吗" asks for milk; "没有糖的" wants none of it
        if end > start:
            part = said in _PART_OF_WORD
            yield Scope(cue.start(), start, end, plain=not part or (said == "不" and whole), next_only=part)
    for match in _AFTER_ZH.finditer(text):
        for group in ("allergy", "besides"):
            if match[group]:
                yield Scope(match.end(group), *match.span(group), plain=group == "allergy")
