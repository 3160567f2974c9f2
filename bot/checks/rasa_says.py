"""What ``rasa data validate`` finds, in plain words and with the line that it is about."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bot.checks.dialogue import Flow, read_flows
from bot.checks.findings import Finding
from bot.checks.yaml_lines import read_yaml


@dataclass(frozen=True)
class _Saying:
    """One of Rasa's messages: how to recognise it, where its thing stands, and what it means."""

    heard: re.Pattern[str]
    section: str
    severity: Literal["error", "warning"]
    kind: str
    meaning: str


# Not here, since checks of our own say more: intents not in the domain, without examples or unanswered, and examples
# of two intents.
_SAYINGS = (
    _Saying(
        re.compile(r"The utterance '(\S+)' is not used in any story or rule"),
        "responses",
        "warning",
        "unused-response",
        "no rule, story or action says {name}; take it out, or say it somewhere",
    ),
    _Saying(
        re.compile(r"The action '(utter_\S+)' is used in the stories, but is not a valid utterance"),
        "steps",
        "error",
        "unknown-response",
        "{name} has no text: add it to responses in the domain, or correct the name",
    ),
    _Saying(
        re.compile(r"The action '(\S+)' is used in the '.*' block, but it is not listed"),
        "steps",
        "error",
        "unknown-action",
        "there is no action {name}: add it to actions in the domain, or correct the name",
    ),
    _Saying(
        re.compile(r"The intent '(\S+)' is used in your stories, but it is not listed"),
        "steps",
        "error",
        "unknown-intent",
        "there is no intent {name}: add it to intents in the domain, or correct the name",
    ),
    _Saying(
        re.compile(r"The form '(\S+)' is used in the '.*' block"),
        "steps",
        "error",
        "unknown-form",
        "there is no form {name}: add it to forms in the domain, or correct the name",
    ),
    _Saying(
        re.compile(r"The form slot '(\S+)' in form"),
        "forms",
        "error",
        "unknown-slot",
        "a form asks for slot {name}, which is not among slots in the domain",
    ),
    _Saying(
        re.compile(r"Slot '(\S+)' has a mapping condition for form"),
        "slots",
        "error",
        "unknown-form",
        "slot {name} is filled in a form that does not exist or does not ask for it",
    ),
    _Saying(
        re.compile(r"Issue found in '.*': \nA custom action '(\S+)' does not exist"),
        "actions",
        "error",
        "unknown-action",
        "there is no action {name}",
    ),
)
_SAID_BY_US = re.compile(r"The intent '|There is a message in the training data|The example '.*' was found labeled")
_CONFLICT = re.compile(r"Story structure conflict after (?P<after>.+?):\n(?P<rows>.+)", re.DOTALL)
_PREDICTED = re.compile(r"^\s+(?P<action>\S+) predicted in (?P<where>.+)$", re.MULTILINE)


def check_with_rasa(config: Path, domain_file: Path, data: Path, actions: Path) -> Iterator[Finding]:
    """What Rasa's validator finds. Responses that the code in ``actions`` says count as used.

    It takes about ten seconds, most of them to load Rasa.
    """
    said = _validate(config, domain_file, data)
    flows = list(read_flows(data))
    in_code = "\n".join(path.read_text(encoding="utf-8") for path in sorted(actions.rglob("*.py")))
    for message in dict.fromkeys(said):
        yield from _translated(message, domain_file, flows, in_code)


def _translated(message: str, domain_file: Path, flows: list[Flow], in_code: str) -> Iterator[Finding]:
    conflict = _CONFLICT.search(message)
    if conflict:
        predicted = [(found["action"], found["where"].strip()) for found in _PREDICTED.finditer(conflict["rows"])]
        names = [flow for flow in flows if any(f"'{flow.name}'" in where for _, where in predicted)]
        at = names[0] if names else Flow(str(domain_file), 1, "story", "", ())
        told = " and ".join(f"{action} in {where}" for action, where in predicted)
        what = f"after {conflict['after']} the stories disagree on what comes next: {told}; make them agree"
        yield Finding(at.file, at.line, "error", "conflict", what)
        return
    for saying in _SAYINGS:
        found = saying.heard.search(message)
        if found:
            name = found.group(1)
            if saying.kind == "unused-response" and _said_by_code(name, in_code):
                return
            file, line = _place(saying.section, name, domain_file, flows)
            yield Finding(file, line, saying.severity, saying.kind, saying.meaning.format(name=name))
            return
    if not _SAID_BY_US.search(message):
        yield Finding(str(domain_file), 1, "warning", "rasa", " ".join(message.split()))


def _said_by_code(name: str, code: str) -> bool:
    """Whether an action may say it: its name is a string there, or fits one that is filled in ("offers{where}").

    A phrase's name often comes from the data (an order's status), so phrases count as said.
    """
    if not name.startswith("utter_"):
        return True
    short = name.removeprefix("utter_")
    if re.search(rf"[\"'](?:utter_)?{re.escape(short)}[\"']", code):
        return True
    templates = re.findall(r"f[\"']([a-z_]+\{[^\"']+)[\"']", code)
    return any(re.fullmatch(re.sub(r"\\\{.*?\\\}", r"\\w+", re.escape(each)), short) for each in templates)


def _place(section: str, name: str, domain_file: Path, flows: list[Flow]) -> tuple[str, int]:
    if section == "steps":
        for flow in flows:
            if any(step == name for _, step in flow.steps):
                return flow.file, flow.line
        return str(domain_file), 1
    content = read_yaml(domain_file).get(section) or {}
    if hasattr(content, "keys") and name in content:
        return str(domain_file), content.lc.key(name)[0] + 1
    return str(domain_file), 1


def _validate(config: Path, domain_file: Path, data: Path) -> list[str]:
    """Everything that Rasa's validator says, each as one text."""
    from rasa.shared.importers.importer import TrainingDataImporter
    from rasa.validator import Validator

    said: list[str] = []
    logger = logging.getLogger("rasa.validator")
    listener = _Listener(said.append)
    before, logger.propagate = logger.propagate, False
    logger.addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            importer = TrainingDataImporter.load_from_config(str(config), str(domain_file), [str(data)])
            validator = Validator.from_importer(importer)
            validator.verify_domain_validity()
            validator.verify_nlu()
            validator.verify_actions_in_stories_rules()
            validator.verify_forms_in_stories_rules()
            validator.verify_form_slots()
            validator.verify_slot_mappings()
            validator.verify_story_structure()
    except Exception as error:
        said.append(f"Rasa cannot read the data: {error}")
        return said
    finally:
        logger.removeHandler(listener)
        logger.propagate = before
    return [*said, *(str(each.message) for each in caught if issubclass(each.category, UserWarning) and _of_data(each))]


def _of_data(warning: Any) -> bool:
    return any(saying.heard.search(str(warning.message)) for saying in _SAYINGS) or "'intent" in str(warning.message)


class _Listener(logging.Handler):
    """Hands on what is logged as a warning or worse."""

    def __init__(self, heard: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        self._heard(record.getMessage())
