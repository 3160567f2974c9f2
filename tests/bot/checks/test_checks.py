"""``daogou check`` names the file and the line of what staff should mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.checks.findings import Finding, read_yaml
from bot.checks.training_data import check_answered, check_examples
from bot.checks.wording import check_wording
from knowledge.errors import ConfigurationError


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_an_example_under_two_intents_is_an_error_at_its_line(tmp_path):
    examples = (
        "nlu:\n- intent: greet\n  examples: |\n    - hello\n- intent: bye\n  examples: |\n    - see you\n    - Hello!\n"
    )
    path = written(tmp_path, "nlu.yml", examples)
    [error] = [each for each in check_examples(tmp_path) if each.severity == "error"]
    assert (error.file, error.line) == (str(path), 8)
    assert "greet" in error.what and "bye" in error.what


def test_a_thin_intent_is_a_warning(tmp_path):
    written(tmp_path, "nlu.yml", "nlu:\n- intent: greet\n  examples: |\n    - hello\n    - 你好\n")
    [warning] = check_examples(tmp_path)
    assert warning.severity == "warning"
    assert "2 examples" in warning.what


def test_an_intent_that_nothing_answers_is_an_error_at_its_line(tmp_path):
    domain = written(tmp_path, "domain.yml", "intents:\n  - greet\n  - bye: {use_entities: []}\n")
    written(tmp_path, "rules/a.yml", "rules:\n- rule: a\n  steps:\n  - intent: greet\n  - action: utter_greet\n")
    [error] = check_answered(domain, tmp_path / "rules", tmp_path / "stories")
    assert error == Finding(str(domain), 3, "error", error.what)
    assert "bye" in error.what


def test_a_response_without_chinese_or_with_other_names_is_found(tmp_path):
    chinese = "    - condition: [{type: slot, name: language, value: zh}]\n      text: '{nane}'\n"
    domain = written(
        tmp_path,
        "domain.yml",
        f"responses:\n  utter_a:\n    - text: hi\n  utter_b:\n    - text: hi {{name}}\n{chinese}",
    )
    first, second = check_wording(domain)
    assert (first.line, second.line) == (2, 4)
    assert "Chinese" in first.what
    assert "nane, name" in second.what or "name, nane" in second.what


def test_broken_yaml_is_named_with_its_line(tmp_path):
    path = written(tmp_path, "nlu.yml", "nlu:\n- intent: [greet\n  examples: |\n")
    with pytest.raises(ConfigurationError, match=r"nlu\.yml:\d+"):
        read_yaml(path)


def test_our_own_data_and_wording_have_no_errors():
    found = [
        *check_examples(Path("data/nlu")),
        *check_answered(Path("domain.yml"), Path("data/rules"), Path("data/stories")),
        *check_wording(Path("domain.yml")),
    ]
    assert [str(each) for each in found if each.severity == "error"] == []
