"""What Rasa's validator finds is said in plain words, with its line."""

from __future__ import annotations

from pathlib import Path

from bot.checks.rasa_says import check_with_rasa

DOMAIN = """version: "3.1"
intents:
  - greet
  - bye
responses:
  utter_greet:
    - text: hi
  utter_never:
    - text: never
  utter_coded:
    - text: said by code
  utter_offers_here:
    - text: said by code that fills it in
  utter_bye:
    - text: bye
"""
DATA = """version: "3.1"
nlu:
- intent: greet
  examples: |
    - hello
- intent: bye
  examples: |
    - bye
stories:
- story: one
  steps:
  - intent: greet
  - action: utter_greet
- story: two
  steps:
  - intent: greet
  - action: utter_bye
- story: three
  steps:
  - intent: bye
  - action: action_nowhere
- story: four
  steps:
  - intent: bye
  - action: action_nowhere
  - intent: thank
  - action: utter_nothing
"""
CODE = 'reply.say("coded")\nreply.say(f"offers{where}")\n'


def test_rasas_findings_have_a_line_and_plain_words(tmp_path: Path) -> None:
    for name, text in (
        ("domain.yml", DOMAIN),
        ("data/all.yml", DATA),
        ("config.yml", "recipe: default.v1\nassistant_id: a\nlanguage: en\npipeline: []\npolicies: []\n"),
        ("actions/a.py", CODE),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    found = {
        (Path(each.file).name, each.line, each.kind): each.what
        for each in check_with_rasa(*(tmp_path / name for name in ("config.yml", "domain.yml", "data", "actions")))
    }
    assert set(found) == {
        ("domain.yml", 8, "unused-response"),
        ("all.yml", 18, "unknown-action"),
        ("all.yml", 22, "unknown-intent"),
        ("all.yml", 22, "unknown-response"),
        ("all.yml", 10, "conflict"),
    }
    assert found["domain.yml", 8, "unused-response"].startswith("no rule, story or action says utter_never")
    assert "'one'" in found["all.yml", 10, "conflict"] and "'two'" in found["all.yml", 10, "conflict"]
