"""Checks of rules and stories: what nothing answers, and what no test goes through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.checks.findings import Finding
from bot.checks.yaml_lines import read_yaml


@dataclass(frozen=True)
class Flow:
    """A rule or a story: its steps as pairs of what is done and its name, in order."""

    file: str
    line: int
    kind: str
    name: str
    steps: tuple[tuple[str, str], ...]


def read_flows(*folders: Path) -> Iterator[Flow]:
    """Every rule and story in the files below ``folders``."""
    for folder in folders:
        for path in sorted(folder.rglob("*.yml")):
            content = read_yaml(path) or {}
            for kind, key in (("rule", "rules"), ("story", "stories")):
                for entry in content.get(key) or []:
                    yield Flow(str(path), entry.lc.line + 1, kind, str(entry.get(kind)), _steps(entry))


def check_answered(domain_file: Path, rules: Path, stories: Path) -> Iterator[Finding]:
    """Intents of the domain that no rule and no story answers."""
    answered = {name for flow in read_flows(rules, stories) for what, name in flow.steps if what == "intent"}
    intents = read_yaml(domain_file)["intents"]
    for place, entry in enumerate(intents):
        name = entry if isinstance(entry, str) else next(iter(entry))
        if name not in answered:
            line = intents.lc.item(place)[0] + 1
            what = f"no rule or story answers intent {name}; add one in {rules}"
            yield Finding(str(domain_file), line, "error", "unanswered-intent", what)


def check_tested(rules: Path, stories: Path, tests: Path) -> Iterator[Finding]:
    """Rules and stories with a turn (an intent and what answers it) that no story of ``tests`` goes through."""
    tested = {turn for flow in read_flows(tests) for turn in _turns(flow)}
    for flow in read_flows(rules, stories):
        for intent, action in dict.fromkeys(_turns(flow)):
            if (intent, action) not in tested:
                what = f"no test story in {tests} has {intent} answered by {action}, as {flow.kind} “{flow.name}” does"
                yield Finding(flow.file, flow.line, "warning", "untested", what)
                break


def _turns(flow: Flow) -> Iterator[tuple[str, str]]:
    for before, after in zip(flow.steps, flow.steps[1:], strict=False):
        if before[0] == "intent" and after[0] == "action":
            yield before[1], after[1]


def _steps(entry: Any) -> tuple[tuple[str, str], ...]:
    steps: list[tuple[str, str]] = []
    for step in entry.get("steps") or []:
        for what in ("intent", "action"):
            if what in step:
                steps.append((what, str(step[what])))
        for either in step.get("or") or []:
            steps.append(("intent", str(either.get("intent"))))
    return tuple(steps)
