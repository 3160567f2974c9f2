"""The figures of intents agree with scikit-learn's, and a refusal counts as what it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, classification_report, f1_score

from bot.checks.examples import Example
from bot.evaluation.drawings import draw_confusions, draw_reliability
from bot.evaluation.intents import (
    Judged,
    by_language,
    calibration,
    confusion_matrix,
    confusions,
    intent_scores,
    per_intent,
)
from bot.evaluation.model import FALLBACK, Parsed


def judged(intent: str, best: str, confidence: float = 0.9, decided: str | None = None, text: str = "hello") -> Judged:
    ranking = [{"name": best, "confidence": confidence}, {"name": "other", "confidence": (1 - confidence) / 2}]
    if decided == FALLBACK:
        ranking.insert(0, {"name": FALLBACK, "confidence": 0.7})
    data = {"text": text, "intent": {"name": decided or best}, "intent_ranking": ranking}
    return Judged(Example("file.yml", 1, intent, text), Parsed.of(data))


SOME = [
    judged("greet", "greet", 0.95),
    judged("greet", "help", 0.6, text="你好"),
    judged("greet", "greet", 0.2, FALLBACK, text="嗨"),
    judged("help", "help", 0.85),
    judged("help", "greet", 0.55),
    judged("out_of_scope", "out_of_scope", 0.8),
    judged("out_of_scope", "help", 0.25, FALLBACK),
    judged("out_of_scope", "greet", 0.75, text="天气"),
]


def test_the_ranking_is_kept_apart_from_what_was_decided() -> None:
    parsed = SOME[2].parsed
    assert (parsed.decided, parsed.best, parsed.confidence) == (FALLBACK, "greet", 0.2)
    assert Parsed.of({"text": "", "intent": {"name": None}, "intent_ranking": []}).best == ""


def test_accuracy_and_f1_are_of_the_likeliest_intent() -> None:
    true, best = [each.example.intent for each in SOME], [each.parsed.best for each in SOME]
    scores = intent_scores(SOME)
    assert scores.accuracy == pytest.approx(accuracy_score(true, best))
    assert scores.macro_f1 == pytest.approx(f1_score(true, best, average="macro"))


def test_a_refusal_is_right_for_what_is_out_of_scope_alone() -> None:
    scores = intent_scores(SOME)
    assert scores.acted_accuracy == 4 / 8
    assert scores.accepted == 4 / 5
    assert scores.refused == pytest.approx(2 / 3)


def test_where_nothing_is_out_of_scope_nothing_is_said_of_it() -> None:
    assert intent_scores(SOME[:5]).refused is None and intent_scores(SOME[5:]).accepted is None


def test_each_language_has_its_figures() -> None:
    scores = by_language(SOME)
    assert {language: each.count for language, each in scores.items()} == {"en": 5, "zh": 3, "all": 8}
    assert set(by_language(SOME[:1])) == {"en"}


def test_the_report_of_an_intent_is_of_what_was_acted_on() -> None:
    true, acted = [each.example.intent for each in SOME], [each.parsed.decided for each in SOME]
    expected = classification_report(true, acted, output_dict=True, zero_division=0)
    for intent, report in per_intent(SOME).items():
        assert report.precision == pytest.approx(expected[intent]["precision"])
        assert report.recall == pytest.approx(expected[intent]["recall"])
        assert (report.f1, report.support) == (pytest.approx(expected[intent]["f1-score"]), expected[intent]["support"])


def test_confusions_name_the_utterances_and_leave_out_right_refusals() -> None:
    assert confusions([*SOME, judged("greet", "help", text="hi")]) == [
        ("greet", "help", ("你好", "hi")),
        ("greet", FALLBACK, ("嗨",)),
        ("help", "greet", ("hello",)),
        ("out_of_scope", "greet", ("天气",)),
    ]


def test_the_matrix_counts_every_utterance_once() -> None:
    names, counts = confusion_matrix(SOME)
    assert counts.sum() == len(SOME) and counts[names.index("greet"), names.index("help")] == 1
    assert counts[names.index("out_of_scope"), names.index(FALLBACK)] == 1


def test_confidences_that_mean_what_they_say_have_no_calibration_error() -> None:
    kept = [judged("greet", "greet" if number < 75 else "help", 0.75) for number in range(100)]
    assert intent_scores(kept).ece == pytest.approx(0)
    assert intent_scores([judged("greet", "help", 1.0)]).ece == pytest.approx(1)


def test_the_calibration_error_is_the_mean_gap_weighted_by_the_bins() -> None:
    draw = np.random.default_rng(0)
    some = [judged("greet", "greet" if draw.random() < 0.6 else "help", c) for c in draw.random(500)]
    sure = np.array([each.parsed.confidence for each in some])
    right = np.array([each.right for each in some])
    place = np.minimum((sure * 10).astype(int), 9)
    gaps = [abs(right[place == k].mean() - sure[place == k].mean()) * (place == k).mean() for k in np.unique(place)]
    assert intent_scores(some).ece == pytest.approx(sum(gaps))
    assert sum(each.count for each in calibration(some)) == 500


def test_the_pictures_are_drawn(tmp_path: Path) -> None:
    draw_confusions(SOME, "some", tmp_path / "made" / "confusions.png")
    draw_reliability(SOME, "some", tmp_path / "made" / "reliability.png")
    for path in (tmp_path / "made").iterdir():
        assert path.read_bytes().startswith(b"\x89PNG") and path.stat().st_size > 2_000
    assert len(list((tmp_path / "made").iterdir())) == 2
