"""``daogou check`` names the file and the line of what staff should mend."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.checks.dialogue import check_answered, check_tested
from bot.checks.examples import normal
from bot.checks.findings import Finding
from bot.checks.training_data import check_alike, check_examples, check_held_out
from bot.checks.understanding import check_quick_replies, check_understood
from bot.checks.wording import check_faq, check_wording
from bot.checks.yaml_lines import read_yaml
from knowledge.errors import ConfigurationError

Write = Callable[[str, str], Path]
CHINESE = "condition: [{type: slot, name: language, value: zh}]"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return written


def nlu(**examples: list[str]) -> str:
    blocks = [f"- intent: {intent}\n  examples: |\n" + rows(texts) for intent, texts in examples.items()]
    return "nlu:\n" + "".join(blocks)


def rows(texts: list[str]) -> str:
    return "".join(f"    - {text}\n" for text in texts)


def of_kind(found: Any, kind: str) -> list[Finding]:
    return [each for each in found if each.kind == kind]


def parse_as(**answers: str | None) -> Any:
    """A model that takes each text for the intent given for its words; the ranking blames ``bye``."""

    def parse(text: str) -> dict[str, Any]:
        name = answers.get(normal(text))
        return {"intent": {"name": name}, "intent_ranking": [{"name": name}, {"name": "bye"}]}

    return parse


# --- examples ---


def test_an_example_under_two_intents_is_an_error_at_its_line(write: Write, tmp_path: Path) -> None:
    path = write("nlu/a.yml", nlu(greet=["hello"], bye=["see you", "Hello!"]))
    [error] = of_kind(check_examples(tmp_path / "nlu", write("domain.yml", "intents: []\n")), "two-intents")
    assert (error.file, error.line, error.severity) == (str(path), 8, "error")
    assert "bye here" in error.what and f"greet in {path}:4" in error.what


def test_an_example_that_stands_twice_is_a_warning(write: Write, tmp_path: Path) -> None:
    path = write("nlu/a.yml", nlu(greet=["hello", "hi there", "hello"]))
    [found] = of_kind(check_examples(tmp_path / "nlu", write("domain.yml", "intents: []\n")), "twice")
    assert (found.line, found.severity) == (6, "warning") and f"{path}:4" in found.what


def test_an_intent_that_is_thin_in_a_language_is_a_warning_for_it(write: Write, tmp_path: Path) -> None:
    write("nlu/a.yml", nlu(greet=[f"hello {each}" for each in "abcdefghijklmnopqrstuvwxy"] + ["你好"]))
    [found] = of_kind(check_examples(tmp_path / "nlu", write("domain.yml", "intents: []\n")), "too-few")
    assert found.what.startswith("intent greet has 1 Chinese examples")


def test_an_intent_with_far_more_examples_than_the_others_is_a_warning(write: Write, tmp_path: Path) -> None:
    big = [f"hello {each}" for each in range(70)]
    write("nlu/a.yml", nlu(a=["a b", "a c"], b=["b c", "b d"], c=["c d", "c e"], greet=big))
    [found] = of_kind(check_examples(tmp_path / "nlu", write("domain.yml", "intents: []\n")), "unbalanced")
    assert found.what.startswith("intent greet has 70 English examples, 35 times")


def test_intents_of_the_domain_and_of_the_examples_are_the_same(write: Write, tmp_path: Path) -> None:
    path = write("nlu/a.yml", nlu(greet=["hello"], bye=["see you"]))
    domain = write("domain.yml", "intents:\n  - greet\n  - nlu_fallback\n  - help: {use_entities: []}\n")
    found = list(check_examples(tmp_path / "nlu", domain))
    [unlisted], [untaught] = of_kind(found, "unlisted-intent"), of_kind(found, "untaught-intent")
    assert (unlisted.file, unlisted.line) == (str(path), 7) and "bye" in unlisted.what
    assert (untaught.file, untaught.line) == (str(domain), 4) and "help" in untaught.what


def test_examples_of_two_intents_that_are_nearly_the_same_are_found(write: Write, tmp_path: Path) -> None:
    taught = nlu(
        track_order=["where is my order now", "has it been sent"],
        ask_faq=["where is my oder now", "can I pay by card", "where is my other one"],
    )
    path = write("nlu/a.yml", taught)
    [found] = check_alike(tmp_path / "nlu")
    assert (found.file, found.line, found.kind) == (str(path), 8, "nearly-the-same")
    assert f"track_order, {path}:4" in found.what


def test_a_held_out_utterance_that_is_taught_is_an_error(write: Write, tmp_path: Path) -> None:
    path = write("nlu/a.yml", nlu(greet=["hello", "hi there"]))
    held = write("held/b.yml", nlu(greet=["good day", "Hi, there!"]))
    [found] = check_held_out(tmp_path / "nlu", tmp_path / "held")
    assert (found.file, found.line, found.severity) == (str(held), 5, "error")
    assert f"{path}:5" in found.what


# --- rules, stories, wording ---


def test_an_intent_that_nothing_answers_is_an_error_at_its_line(write: Write, tmp_path: Path) -> None:
    domain = write("domain.yml", "intents:\n  - greet\n  - bye: {use_entities: []}\n")
    write("rules/a.yml", "rules:\n- rule: a\n  steps:\n  - intent: greet\n  - action: utter_greet\n")
    [error] = check_answered(domain, tmp_path / "rules", tmp_path / "stories")
    assert (error.file, error.line, error.severity) == (str(domain), 3, "error")
    assert "bye" in error.what


def test_a_rule_or_story_that_no_test_goes_through_is_a_warning(write: Write, tmp_path: Path) -> None:
    rule = "- rule: {0}\n  steps:\n  - intent: {0}\n  - action: utter_{0}\n"
    path = write("rules/a.yml", "rules:\n" + rule.format("greet") + rule.format("bye"))
    write("stories/a.yml", "stories:\n- story: s\n  steps:\n  - intent: greet\n  - action: utter_greet\n")
    write("tests/test_a.yml", "stories:\n- story: t\n  steps:\n  - intent: greet\n  - action: utter_greet\n")
    [found] = check_tested(tmp_path / "rules", tmp_path / "stories", tmp_path / "tests")
    assert (found.file, found.line, found.severity) == (str(path), 6, "warning")
    assert "“bye”" in found.what


def test_a_response_without_chinese_or_with_other_names_or_buttons_is_found(write: Write) -> None:
    domain = write(
        "domain.yml",
        "responses:\n"
        "  utter_a:\n    - text: hi\n"
        f"  utter_b:\n    - text: hi {{name}}\n    - {CHINESE}\n      text: '{{nane}}好'\n"
        f"  utter_c:\n    - text: hi\n      buttons: [{{title: x, payload: x}}]\n    - {CHINESE}\n      text: 好\n"
        "  utter_d:\n    - text: '{name}'\n",
    )
    found = list(check_wording(domain))
    assert [(each.line, each.kind, each.severity) for each in found] == [
        (2, "no-language", "error"),
        (4, "other-names", "warning"),
        (8, "other-buttons", "warning"),
    ]
    assert "name, nane" in found[1].what


def test_an_answer_without_a_language_or_asked_twice_is_an_error(write: Write, tmp_path: Path) -> None:
    text = (
        "topic: t\nentries:\n"
        "  - key: a\n    questions: {en: [how?], zh: [怎么？]}\n    answer: {en: so}\n"
        "  - key: b\n    questions: {en: [how?], zh: [什么？]}\n    answer: {en: so, zh: 这样}\n"
    )
    path = write("faq/a.yml", text)
    first, second = check_faq(tmp_path / "faq")
    assert (first.file, first.line, first.what) == (str(path), 3, "answer a has no Chinese answer")
    assert (second.line, second.kind) == (6, "twice")


# --- with a model ---


def test_a_mistaken_held_out_utterance_is_named_with_the_examples_that_mislead(write: Write, tmp_path: Path) -> None:
    path = write("nlu/a.yml", nlu(greet=["hello"], bye=["good night", "see you soon", "farewell"]))
    held = write("held/a.yml", nlu(greet=["good evening", "good day"]))
    parse = parse_as(goodevening="bye", goodday="greet")
    [found] = check_understood(tmp_path / "nlu", tmp_path / "held", parse)
    assert (found.file, found.line, found.kind) == (str(held), 4, "confused")
    assert "“good evening” (greet) is taken for bye" in found.what
    assert f"“good night” ({path}:7)" in found.what


def test_one_that_is_not_understood_blames_what_it_was_taken_for(write: Write, tmp_path: Path) -> None:
    write("nlu/a.yml", nlu(greet=["hello"], bye=["good night"]))
    write("held/a.yml", nlu(greet=["good evening"], out_of_scope=["the weather"], bye=["night"]))
    parse = parse_as(goodevening="nlu_fallback", theweather="nlu_fallback", night="nlu_fallback")
    lost, unsure = check_understood(tmp_path / "nlu", tmp_path / "held", parse)
    assert "is not understood; it seems bye, because of “good night”" in lost.what
    assert "not understood surely enough" in unsure.what


def test_quick_replies_are_understood_as_they_are_meant(write: Write, tmp_path: Path) -> None:
    write("nlu/a.yml", nlu(greet=["hello"], bye=["see you"]))

    def button(payload: str) -> str:
        return f"      buttons:\n        - {{title: x, payload: '{payload}'}}\n"

    domain = write(
        "domain.yml",
        "responses:\n"
        f"  utter_a:\n    - text: a\n{button('Hello')}    - {CHINESE}\n      text: 啊\n{button('你好')}"
        f"  utter_b:\n    - text: b\n{button('see you')}    - {CHINESE}\n      text: 吧\n{button('再见')}"
        f"  utter_c:\n    - text: c\n{button('/greet')}  utter_d:\n    - text: d\n{button('plorf')}"
        f"  utter_e:\n    - text: e\n{button('{{text}}')}",
    )
    parse = parse_as(hello="greet", 你好="greet", seeyou="greet", 再见="bye", plorf="nlu_fallback")
    found = [(each.line, each.what) for each in check_quick_replies(domain, tmp_path / "nlu", parse)]
    assert [line for line, _ in found] == [13, 17, 21, 25]
    assert "understood as greet, not as bye" in found[0][1]
    assert "as bye, not as greet" in found[1][1]  # unlike the same button in English
    assert "is a command" in found[2][1]
    assert "“plorf” is not understood" in found[3][1]


def test_broken_yaml_is_named_with_its_line(write: Write) -> None:
    path = write("nlu.yml", "nlu:\n- intent: [greet\n  examples: |\n")
    with pytest.raises(ConfigurationError, match=r"nlu\.yml:\d+"):
        read_yaml(path)
