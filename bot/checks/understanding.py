"""Checks with the trained model: held-out utterances that it mistakes, quick replies that it does not understand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rapidfuzz.distance import Levenshtein

from bot.checks.examples import Example, by_normal, normal, read_examples
from bot.checks.findings import Finding
from bot.checks.wording import quick_replies

NOT_UNDERSTOOD = frozenset({None, "nlu_fallback"})
CAUSES = 2

Parse = Callable[[str], Mapping[str, Any]]
"""What Rasa gives for a text: ``intent`` and ``intent_ranking``."""


def check_understood(nlu: Path, held_out: Path, parse: Parse) -> Iterator[Finding]:
    """Held-out utterances taken for another intent, with the likely cause: that intent's most similar examples."""
    examples = list(read_examples(nlu))
    wrong: list[tuple[Example, str | None, str]] = []
    for example in read_examples(held_out):
        parsed = parse(example.text)
        taken_for = (parsed.get("intent") or {}).get("name")
        if taken_for != example.intent and not (example.intent == "out_of_scope" and taken_for in NOT_UNDERSTOOD):
            wrong.append((example, taken_for, _likeliest(parsed, taken_for)))
    likest = _likest(examples, [(example.text, blamed) for example, _, blamed in wrong])
    for (example, taken_for, blamed), causes in zip(wrong, likest, strict=True):
        reason = f"because of {_quoted(causes)}" if causes else "though no example of it is like it"
        if taken_for in NOT_UNDERSTOOD and blamed == example.intent:
            what = f"“{example.text}” ({example.intent}) is not understood surely enough; add examples like it"
        elif taken_for in NOT_UNDERSTOOD:
            what = f"“{example.text}” ({example.intent}) is not understood; it seems {blamed}, {reason}"
        else:
            what = f"“{example.text}” ({example.intent}) is taken for {taken_for}, {reason}"
        yield Finding(example.file, example.line, "warning", "confused", what)


def check_quick_replies(domain_file: Path, nlu: Path, parse: Parse) -> Iterator[Finding]:
    """Quick replies that are not understood as they are meant.

    Meant is the intent of which the payload is an example, else what the same button in English is understood as.
    """
    taught = by_normal(read_examples(nlu))
    english: dict[tuple[str, int], str] = {}
    for response, line, place, language, payload in quick_replies(domain_file):
        if payload.startswith("/"):
            what = f"{response}: the quick reply “{payload}” is a command, and the channel lets none through; use words"
            yield Finding(str(domain_file), line, "error", "quick-reply", what)
            continue
        if "{" in payload:
            continue  # an action fills it in
        heard = (parse(payload).get("intent") or {}).get("name")
        if language == "en":
            english[response, place] = str(heard)
        same = taught.get(normal(payload))
        meant = same[0].intent if same else english.get((response, place))
        if heard in NOT_UNDERSTOOD or heard == "out_of_scope":
            what = f"{response}: the quick reply “{payload}” is not understood"
            yield Finding(str(domain_file), line, "error", "quick-reply", what)
        elif meant is not None and heard != meant:
            what = f"{response}: the quick reply “{payload}” is understood as {heard}, not as {meant}"
            yield Finding(str(domain_file), line, "error", "quick-reply", what)


def _likeliest(parsed: Mapping[str, Any], taken_for: str | None) -> str:
    if taken_for not in NOT_UNDERSTOOD:
        return str(taken_for)
    names = [each["name"] for each in parsed.get("intent_ranking") or [] if each.get("name") not in NOT_UNDERSTOOD]
    return str(names[0]) if names else "nothing"


def _likest(examples: Sequence[Example], texts: Sequence[tuple[str, str]]) -> list[list[Example]]:
    """For each (text, intent), the examples of the intent nearest to it, by meaning and by letters in equal parts."""
    from knowledge.sentences.registry import shared_encoder

    encode = shared_encoder("use").encode
    blamed = {intent for _, intent in texts}
    pool = {intent: [each for each in examples if each.intent == intent] for intent in blamed}
    vectors = {intent: encode([each.text for each in rows]) for intent, rows in pool.items() if rows}
    found: list[list[Example]] = []
    for text, intent in texts:
        rows = pool[intent]
        if not rows:
            found.append([])
            continue
        meaning = vectors[intent] @ encode([text])[0]
        letters = [Levenshtein.normalized_similarity(normal(text), normal(each.text)) for each in rows]
        order = sorted(range(len(rows)), key=lambda at: -(float(meaning[at]) + letters[at]))
        found.append([rows[at] for at in order[:CAUSES]])
    return found


def _quoted(causes: Sequence[Example]) -> str:
    return " and ".join(f"“{each.text}” ({each.place})" for each in causes)
