from __future__ import annotations

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction

from bot.stores.action_schema import check_action_schema_once


@pytest.fixture(autouse=True)
def as_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RemoteAction, "_validate_action_result", RemoteAction._validate_action_result)
    check_action_schema_once()


def test_what_an_action_may_answer_passes() -> None:
    answer = {"events": [{"event": "slot", "name": "shown", "value": ["1"]}], "responses": [{"text": "hello"}]}
    assert RemoteAction("action_greet", None)._validate_action_result(answer)


@pytest.mark.parametrize("answer", [[], {"events": "none"}, {"events": [{"event": 1}]}, {"responses": ["hello"]}])
def test_an_answer_of_another_form_is_refused(answer: object) -> None:
    with pytest.raises(ValidationError, match="action server"):
        RemoteAction("action_greet", None)._validate_action_result(answer)
