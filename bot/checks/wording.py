"""Checks of what customers read: every language there, with the same names and buttons in each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.checks.findings import Finding
from bot.checks.yaml_lines import read_yaml

LANGUAGES = {"en": "English", "zh": "Chinese"}
NAME = re.compile(r"\{(\w+)\}")


def check_wording(domain_file: Path) -> Iterator[Finding]:
    """Responses that lack a language, or have other names or another number of buttons in one than in the other."""
    responses = read_yaml(domain_file).get("responses") or {}
    for name, variations in responses.items():
        line = responses.lc.key(name)[0] + 1
        by_language: dict[str, list[Any]] = {language: [] for language in LANGUAGES}
        for variation in variations:
            by_language.setdefault(_language(variation), []).append(variation)
        only_names = all(not NAME.sub("", str(each.get("text", ""))).strip() for each in variations)
        if not by_language["zh"] and not only_names:
            yield Finding(str(domain_file), line, "error", "no-language", f"{name} has no Chinese text")
        if not by_language["en"]:
            what = f"{name} has no text for English, the language of fallback"
            yield Finding(str(domain_file), line, "error", "no-language", what)
        names = {frozenset(NAME.findall(str(each.get("text", "")))) for each in variations}
        if len(names) > 1:
            differing = sorted(set.union(*map(set, names)) - set.intersection(*map(set, names)))
            what = f"{name} fills in {', '.join(differing)} in one variation only"
            yield Finding(str(domain_file), line, "warning", "other-names", what)
        buttons = {len(each.get("buttons") or []) for each in variations}
        if len(buttons) > 1:
            what = f"{name} has {min(buttons)} buttons in one variation and {max(buttons)} in another"
            yield Finding(str(domain_file), line, "warning", "other-buttons", what)


def check_faq(folder: Path) -> Iterator[Finding]:
    """Answers that lack a language, in questions or answer, and questions that stand in two entries."""
    asked: dict[str, str] = {}
    for path in sorted(folder.rglob("*.yml")):
        for entry in (read_yaml(path) or {}).get("entries") or []:
            line = entry.lc.line + 1
            for part in ("questions", "answer"):
                for language, called in LANGUAGES.items():
                    if not (entry.get(part) or {}).get(language):
                        what = f"answer {entry.get('key')} has no {called} {part}"
                        yield Finding(str(path), line, "error", "no-language", what)
            for question, times in Counter(
                str(each) for rows in (entry.get("questions") or {}).values() for each in rows or []
            ).items():
                if times > 1 or question in asked:
                    what = f"“{question}” is asked in {asked.get(question, 'this entry')} already; keep one"
                    yield Finding(str(path), line, "error", "twice", what)
                asked[question] = f"{path}:{line}"


def quick_replies(domain_file: Path) -> Iterator[tuple[str, int, int, str, str]]:
    """(response, its variation's line, the button's place, language, payload) of every quick reply of domain.yml."""
    responses = read_yaml(domain_file).get("responses") or {}
    for name, variations in responses.items():
        for variation in variations:
            for place, button in enumerate(variation.get("buttons") or []):
                line = variation["buttons"].lc.item(place)[0] + 1
                yield str(name), line, place, _language(variation), str(button.get("payload", ""))


def _language(variation: Any) -> str:
    for rule in variation.get("condition", []):
        if rule.get("name") == "language":
            return str(rule["value"])
    return "en"
