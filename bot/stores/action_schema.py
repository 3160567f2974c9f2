"""Checking what actions answer without checking the checker each time."""

from __future__ import annotations

from typing import Any

from jsonschema.exceptions import ValidationError, best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction


def check_action_schema_once() -> None:
    """Let Rasa validate every answer of the action server against its schema as before, but the schema itself once.

    Rasa validates its own constant schema against JSON Schema's at every call of an action, which cost half of all
    the time of the assistant's process. There is no setting for it.
    """
    schema = RemoteAction.action_response_format_spec()
    validator_class = validator_for(schema)
    validator_class.check_schema(schema)
    validator = validator_class(schema)

    def validate(_action: RemoteAction, result: dict[str, Any]) -> bool:
        error = best_match(validator.iter_errors(result))
        if error is None:
            return True
        assert isinstance(error, ValidationError)
        error.message += ". The action server's answer is not of the form that Rasa takes from custom actions."
        raise error

    RemoteAction._validate_action_result = validate
