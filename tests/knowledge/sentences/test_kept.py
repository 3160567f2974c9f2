from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge.sentences.encoder import Kind, SentenceEncoder, Vectors
from knowledge.sentences.kept import KeptVectors


class Counting:
    """A model that remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked.extend(texts)
        return np.array([[len(text), 1.0] for text in texts], dtype=np.float32)


def encoder_of(model: Counting, fingerprint: str = "first") -> SentenceEncoder:
    return SentenceEncoder(Kind("counting", 2, frozenset({"en"}), fingerprint, lambda: model))


@pytest.fixture()
def file(tmp_path: Path) -> Path:
    return tmp_path / "new" / "sentences.db"


def test_the_rows_are_the_encoders_own_in_the_order_asked(file: Path) -> None:
    texts = ["a longer text", "b", "a longer text", "cc"]
    model = Counting()
    found = KeptVectors(file).encode(encoder_of(model), texts)
    np.testing.assert_array_equal(found, [[13, 1], [1, 1], [13, 1], [2, 1]])
    assert model.asked == ["b", "cc", "a longer text"]
    assert KeptVectors(file).encode(encoder_of(model), []).shape == (0, 2)


def test_a_text_is_encoded_once_for_all_trainings(file: Path) -> None:
    model = Counting()
    KeptVectors(file).encode(encoder_of(model), ["b", "cc"])
    found = KeptVectors(file).encode(encoder_of(model), ["ddd", "B", "cc"])
    np.testing.assert_array_equal(found, [[3, 1], [1, 1], [2, 1]])
    assert model.asked == ["b", "cc", "ddd"]


def test_another_fingerprint_never_meets_an_old_vector(file: Path) -> None:
    model = Counting()
    KeptVectors(file).encode(encoder_of(model), ["b"])
    KeptVectors(file).encode(encoder_of(model, "second"), ["b"])
    assert model.asked == ["b", "b"]


def test_what_was_not_used_for_longest_goes_first(file: Path) -> None:
    model = Counting()
    kept = KeptVectors(file, most=2)
    kept.encode(encoder_of(model), ["a", "bb"])
    kept.encode(encoder_of(model), ["bb"])
    kept.encode(encoder_of(model), ["ccc"])
    model.asked.clear()
    kept.encode(encoder_of(model), ["bb", "ccc"])
    assert model.asked == []
    kept.encode(encoder_of(model), ["a"])
    assert model.asked == ["a"]


def test_more_texts_than_a_statement_takes_are_no_trouble(file: Path) -> None:
    texts = ["x" * number for number in range(1, 800)]
    model = Counting()
    for _ in range(2):
        assert KeptVectors(file).encode(encoder_of(model), texts)[:, 0].tolist() == list(range(1, 800))
    assert len(model.asked) == 799


@pytest.mark.parametrize("broken", ["not a database", "a folder"])
def test_a_file_that_cannot_be_used_costs_a_warning_and_nothing_else(
    broken: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "sentences.db"
    if broken == "a folder":
        file.mkdir()
    else:
        file.write_bytes(b"neither SQLite nor anything else" * 100)
    with caplog.at_level(logging.WARNING):
        found = KeptVectors(file).encode(encoder_of(Counting()), ["cc"])
    np.testing.assert_array_equal(found, [[2, 1]])
    assert "Delete it" in caplog.text and "cc" not in caplog.text


def test_no_text_is_in_the_file(file: Path) -> None:
    KeptVectors(file).encode(encoder_of(Counting()), ["my telephone number"])
    assert b"telephone" not in file.read_bytes()
