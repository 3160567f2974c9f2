"""How a highest or lowest amount is said: "under", "at least", "or less", 以上. Patterns, for the ignoring of case."""

from __future__ import annotations

MAX_BEFORE = (
    r"(?:(?<!no )(?<!not )(?:under|below|beneath|undr|within|up to|at most|maximum(?: of)?|max\.?|"
    r"not? (?:more|higher|over|above)(?: than)?|"
    r"(?:do(?:n'?t| not) want to|can(?:'?t|not)|won'?t) (?:spend|pay|go) (?:more than|over|above)|"
    r"(?:less|lower|fewer|cheaper|smaller) (?:than|then)|less expensive than|budget (?:is|of)|<=?)"
    r"|不超过|不高于|不多于|(?<!不)低于|(?<!不)少于|小于|最多|不到|便宜过|预算)"
)
MAX_AFTER = (
    r"(?:max(?:imum)?\b|or (?:less|under|below|cheaper)|tops\b|at (?:the )?most|and (?:under|below)"
    r"|以下|以内|之内|之下|以里|封顶)"
)
MIN_BEFORE = (
    r"(?:(?:(?:no|not) (?:less|lower|cheaper|under|below)(?: than)?|over|above|more than|"
    r"at least|minimum(?: of)?|min\.?|higher than|starting (?:at|from)|upwards? of|>=?)"
    r"|不低于|不少于|高于|大于|超过|至少|最少|多于)"
)
MIN_AFTER = r"(?:or (?:more|over|above|up)|and (?:up|over|above)|plus\b(?!\s*\d)|\+(?!\s*\d)|以上|之上|起)"
