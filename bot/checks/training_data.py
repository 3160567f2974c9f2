"""Checks of the training utterances and of the rules that answer them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from bot.checks.findings import Example, Finding, read_examples, read_yaml

FEWEST_EXAMPLES = 25


def check_examples(nlu: Path) -> Iterator[Finding]:
    """Intents too thin to learn, and utterances that stand under two intents."""
    by_intent: dict[str, list[Example]] = defaultdict(list)
    by_text: dict[str, list[Example]] = defaultdict(list)
    for example in read_examples(nlu):
        by_intent[example.intent].append(example)
        by_text[_normalised(example.text)].append(example)
    for intent, examples in by_intent.items():
        if len(examples) < FEWEST_EXAMPLES:
            what = f"intent {intent} has {len(examples)} examples; give it at least {FEWEST_EXAMPLES}"
            yield Finding(examples[0].file, examples[0].line, "warning", what)
        if not any(example.language == "zh" for example in examples):
            yield Finding(examples[0].file, examples[0].line, "warning", f"intent {intent} has no Chinese example")
    for same in by_text.values():
        first, *others = same
        for other in others:
            if other.intent != first.intent:
                where = f"{first.file}:{first.line}"
                what = f"“{other.text}” is an example of {other.intent} here and of {first.intent} in {where}; keep one"
                yield Finding(other.file, other.line, "error", what)


def check_answered(domain_file: Path, rules: Path, stories: Path) -> Iterator[Finding]:
    """Intents of the domain that no rule and no story answers."""
    answered: set[str] = set()
    for folder in (rules, stories):
        for path in sorted(folder.rglob("*.yml")):
            content = read_yaml(path) or {}
            for entry in [*content.get("rules", []), *content.get("stories", [])]:
                answered.update(step["intent"] for step in entry["steps"] if "intent" in step)
    intents = read_yaml(domain_file)["intents"]
    for place, entry in enumerate(intents):
        name = entry if isinstance(entry, str) else next(iter(entry))
        if name not in answered:
            line = intents.lc.item(place)[0] + 1
            yield Finding(str(domain_file), line, "error", f"no rule or story answers intent {name}; add one in data/")


def _normalised(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.lower()).strip()
