from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.encoders import Exam, accuracy, given_exams, own_exams


@pytest.fixture()
def folder(tmp_path: Path) -> Path:
    header = "text,category\n"
    (tmp_path / "train.csv").write_text(header + "my card,card\nno card,card\na loan,loan\n")
    asked = "".join(f"card number {number},card\n" for number in range(20))
    (tmp_path / "test.csv").write_text(header + asked + "sing a song,oos\n")
    return tmp_path


def test_what_is_out_of_scope_is_not_asked(folder: Path) -> None:
    (exam,) = given_exams([folder], None)
    assert len(exam.test) == 20
    assert set(exam.test_intents) == {"card"}


def test_a_limit_asks_the_same_few_in_every_run(folder: Path) -> None:
    (first,), (second,) = given_exams([folder], 5), given_exams([folder], 5)
    assert len(first.test) == 5
    assert first == second


def test_our_own_utterances_are_asked_by_language() -> None:
    english, chinese = own_exams()
    assert english.train == chinese.train
    assert all(text.isascii() or "’" in text or "é" in text for text in english.test[:50])
    assert all(any("一" <= letter <= "鿿" for letter in text) for text in chinese.test)


def test_accuracy_is_the_share_of_right_answers_on_all_blocks_side_by_side() -> None:
    exam = Exam("small", ("a", "b", "c", "d"), ("one", "one", "two", "two"), ("e", "f"), ("one", "two"))
    tells = {text: np.array([value]) for text, value in zip("abcdef", (1, 1, -1, -1, 1, -1), strict=True)}
    says_nothing = {text: np.array([0.0]) for text in "abcdef"}
    assert accuracy(exam, [tells]) == accuracy(exam, [says_nothing, tells]) == 1.0
    assert accuracy(exam, [says_nothing]) == 0.5
