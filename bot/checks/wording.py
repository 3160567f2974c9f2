"""Checks of the responses in domain.yml: every language there, and the same names in each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.checks.findings import Finding, read_yaml

LANGUAGES = ("en", "zh")
NAME = re.compile(r"\{(\w+)\}")


def check_wording(domain_file: Path) -> Iterator[Finding]:
    """Responses that lack a language, or fill in other names in one language than in another."""
    responses = read_yaml(domain_file)["responses"]
    for name, variations in responses.items():
        line = responses.lc.key(name)[0] + 1
        by_language: dict[str, list[Any]] = {language: [] for language in LANGUAGES}
        for variation in variations:
            by_language[_language(variation)].append(variation)
        only_names = all(not NAME.sub("", str(each.get("text", ""))).strip() for each in variations)
        if not by_language["zh"] and not only_names:
            yield Finding(str(domain_file), line, "warning", f"{name} has no Chinese text")
        if not by_language["en"]:
            yield Finding(str(domain_file), line, "error", f"{name} has no text for English, the language of fallback")
        names = {frozenset(NAME.findall(str(each.get("text", "")))) for each in variations}
        if len(names) > 1:
            differing = sorted(set.union(*map(set, names)) - set.intersection(*map(set, names)))
            what = f"{name} fills in {', '.join(differing)} in one variation only"
            yield Finding(str(domain_file), line, "warning", what)


def _language(variation: Any) -> str:
    for rule in variation.get("condition", []):
        if rule.get("name") == "language":
            return str(rule["value"])
    return "en"
