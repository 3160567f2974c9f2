"""spaCy's English tokenizer and stop words, without what spaCy brings along.

Its machine-learning layer, thinc, imports torch wherever torch is installed: 4 s and 350 MB in every process, for
models that a blank pipeline does not have. Hidden from it while spaCy is imported, torch stays out; whoever needs it
can still import it afterwards.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_HEAVY = ("torch", "tensorflow", "mxnet", "cupy")


@contextmanager
def _hidden(names: tuple[str, ...]) -> Iterator[None]:
    """Make ``import`` of those of ``names`` that are not imported yet fail, as if they were not installed."""
    absent = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


with _hidden(_HEAVY):
    import spacy
    from spacy.lang.en.stop_words import STOP_WORDS

ENGLISH_STOP_WORDS: frozenset[str] = frozenset(STOP_WORDS)


def blank_english() -> Any:
    """A spaCy pipeline that only tokenizes English."""
    return spacy.blank("en")
