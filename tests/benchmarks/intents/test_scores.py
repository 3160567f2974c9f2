"""The figures agree with scikit-learn's, and the threshold costs what it may and no more."""

from __future__ import annotations

import random

import pytest
from sklearn.metrics import accuracy_score, f1_score, matthews_corrcoef, roc_auc_score

from benchmarks.intents.data import OUT_OF_SCOPE
from benchmarks.intents.scores import Answer, choose_threshold, score


def answer(intent: str, *ranking: tuple[str, float], decided: str | None = None) -> Answer:
    return Answer(intent, ranking, decided or (ranking[0][0] if ranking else None))


def drawn(seed: int, others: bool) -> list[Answer]:
    """Answers to 200 messages, right more often than not, and less sure of what is out of scope."""
    draw = random.Random(seed)
    intents = ["a", "b", "c", *([OUT_OF_SCOPE] if others else [])]
    made = []
    for _ in range(200):
        intent = draw.choice(intents)
        first = intent if draw.random() < 0.7 else draw.choice(intents)
        second = draw.choice([each for each in ("a", "b", "c") if each != first])
        sure = draw.uniform(0.5, 0.8 if intent == OUT_OF_SCOPE else 1.0)
        made.append(answer(intent, (first, sure), (second, 1 - sure)))
    return made


def test_without_messages_out_of_scope_there_is_accuracy_f1_and_mcc_alone() -> None:
    answers = drawn(1, others=False)
    true, best = [each.intent for each in answers], [each.ranking[0][0] for each in answers]
    scores = score(answers, None)
    assert scores.accuracy == pytest.approx(accuracy_score(true, best))
    assert scores.macro_f1 == pytest.approx(f1_score(true, best, average="macro"))
    assert scores.mcc == pytest.approx(matthews_corrcoef(true, best))
    assert (scores.at_threshold, scores.auroc, scores.curve) == (None, None, ())
    assert scores.as_configured.out_of_scope_recall is None


def test_with_messages_out_of_scope_refusing_is_one_intent_more() -> None:
    answers = drawn(2, others=True)
    true = [each.intent for each in answers]
    sure = [next(c for name, c in each.ranking if name != OUT_OF_SCOPE) for each in answers]
    acted = [each.ranking[0][0] if c >= 0.6 else OUT_OF_SCOPE for each, c in zip(answers, sure, strict=True)]
    scores = score(answers, 0.6)
    assert scores.mcc == pytest.approx(matthews_corrcoef(true, acted))
    assert scores.auroc == pytest.approx(roc_auc_score([each != OUT_OF_SCOPE for each in true], sure))
    known = [place for place, intent in enumerate(true) if intent != OUT_OF_SCOPE]
    others = [place for place, intent in enumerate(true) if intent == OUT_OF_SCOPE]
    assert scores.accuracy == pytest.approx(sum(answers[i].ranking[0][0] == true[i] for i in known) / len(known))
    assert scores.at_threshold is not None
    assert scores.at_threshold.in_scope_accuracy == pytest.approx(sum(acted[i] == true[i] for i in known) / len(known))
    recall = sum(acted[i] == OUT_OF_SCOPE for i in others) / len(others)
    assert scores.at_threshold.out_of_scope_recall == pytest.approx(recall)


def test_refusing_more_never_answers_more_and_never_refuses_less_of_what_is_out_of_scope() -> None:
    curve = [refusal for _, refusal in score(drawn(3, others=True), 0.5).curve]
    assert [each.in_scope_accuracy for each in curve] == sorted(
        (each.in_scope_accuracy for each in curve), reverse=True
    )
    recalls = [each.out_of_scope_recall or 0.0 for each in curve]
    assert recalls == sorted(recalls) and recalls[0] < recalls[-1]


def test_what_the_pipeline_itself_decides_is_told_apart_from_what_it_took_the_message_for() -> None:
    answers = [
        answer("a", ("a", 0.4), decided="nlu_fallback"),
        answer("a", ("a", 0.9)),
        answer(OUT_OF_SCOPE, ("b", 0.4), decided="nlu_fallback"),
        answer(OUT_OF_SCOPE, (OUT_OF_SCOPE, 0.9), ("a", 0.1)),
        answer(OUT_OF_SCOPE, ("b", 0.9)),
    ]
    configured = score(answers, 0.0).as_configured
    assert configured.in_scope_accuracy == 0.5 and configured.out_of_scope_recall == pytest.approx(2 / 3)


def test_a_message_that_nothing_is_known_of_is_out_of_scope() -> None:
    assert answer("a").at(0.0) == OUT_OF_SCOPE and answer("a").acted_on == OUT_OF_SCOPE


def in_scope_accuracy(answers: list[Answer], threshold: float) -> float:
    known = [each for each in answers if each.in_scope]
    return sum(each.at(threshold) == each.intent for each in known) / len(known)


@pytest.mark.parametrize("cost", [0.0, 0.005, 0.02, 0.1])
@pytest.mark.parametrize("seed", range(5))
def test_the_threshold_is_the_highest_that_costs_no_more_than_it_may(seed: int, cost: float) -> None:
    answers = drawn(seed, others=True)
    threshold = choose_threshold(answers, cost)
    least = in_scope_accuracy(answers, 0.0) - cost - 1e-9
    assert in_scope_accuracy(answers, threshold) >= least
    right = [each.confidence for each in answers if each.in_scope and each.best == each.intent]
    next_up = min(each for each in right if each > threshold) if max(right) > threshold else 1.1
    # Just above the threshold, the message that set it is lost too.
    assert in_scope_accuracy(answers, next_up) < least


def test_messages_out_of_scope_have_no_say_in_the_threshold() -> None:
    answers = drawn(4, others=True)
    assert choose_threshold(answers) == choose_threshold([each for each in answers if each.in_scope])


def test_where_nothing_is_right_nothing_is_refused() -> None:
    assert choose_threshold([answer("a", ("b", 0.9))]) == 0.0
