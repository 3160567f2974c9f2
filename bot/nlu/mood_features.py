"""What a mood is told by beside the meaning of the sentence: its words and letters, and how loud they are."""

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer

LONGEST = 500
"""Characters that are read: a mood shows early, and a page must cost no more than a message."""
_COLUMNS = 2**13
_SIGNS = re.compile(r"[!！]")
_DOUBTS = re.compile(r"[?？]\s*[?？!！]")
_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")

_WORDS = HashingVectorizer(
    n_features=_COLUMNS, ngram_range=(1, 2), token_pattern=r"[a-z']+|[^\W_a-z]", norm=None, binary=True
)
_LETTERS = HashingVectorizer(n_features=_COLUMNS, analyzer="char_wb", ngram_range=(2, 4), norm=None, binary=True)


def written(texts: Sequence[str]) -> tuple[csr_matrix, csr_matrix, npt.NDArray[np.float64]]:
    """Three blocks of one row a text: words and their pairs, letters, and loudness, each of unit length at most.

    The columns are fixed by hashing (Weinberger et al., "Feature hashing for large scale multitask learning", ICML
    2009), so that there is no vocabulary to keep.
    """
    read = [unicodedata.normalize("NFKC", text[:LONGEST]) for text in texts]
    lowered = [text.casefold() for text in read]
    loudness = np.array([_loudness(text) for text in read]).reshape(-1, 4)
    return _unit(_WORDS.transform(lowered)), _unit(_LETTERS.transform(lowered)), loudness


def _unit(rows: csr_matrix) -> csr_matrix:
    """Rows of ones at unit length."""
    entries = np.diff(rows.indptr)
    rows.data = np.repeat(1 / np.sqrt(np.maximum(entries, 1)), entries)
    return rows


def _loudness(text: str) -> npt.NDArray[np.float64]:
    """Exclamation marks, doubled question marks, words in capitals, faces: each from 0 to 1."""
    signs, faces = len(_SIGNS.findall(text)), sum(unicodedata.category(sign) == "So" for sign in text)
    return np.array(
        [
            min(signs, 3) / 3,
            float(bool(_DOUBTS.search(text))),
            min(len(_CAPITALS.findall(text)), 3) / 3,
            min(faces, 2) / 2,
        ]
    )
