"""Checks of the training utterances by themselves: too few, too many, twice, nearly the same, held out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from bot.checks.examples import Example, by_normal, normal, read_examples
from bot.checks.findings import Finding
from bot.checks.yaml_lines import read_yaml

FEWEST = {"en": 25, "zh": 10}
"""Examples below which an intent is thin, in each language."""
LANGUAGES = {"en": "English", "zh": "Chinese"}
LARGEST_SHARE = 6.0
"""An intent may have so many times the examples of the middle one."""
LONG_ENOUGH = 6
NEARLY_THE_SAME = 0.85
"""Similarity of letters (1 less the normalised edit distance) from which two utterances are nearly the same ..."""
MEANS_THE_SAME = 0.60
"""... if the cosine of their sentence vectors says so too. docs/understanding.md has how both were chosen."""


def check_examples(nlu: Path, domain_file: Path) -> Iterator[Finding]:
    """What can be said of the examples without a model."""
    examples = list(read_examples(nlu))
    yield from _amounts(examples, nlu, domain_file)
    yield from _repeated(examples)


def check_held_out(nlu: Path, held_out: Path) -> Iterator[Finding]:
    """Held-out utterances that are also taught: they would say nothing of what was not taught."""
    taught = by_normal(read_examples(nlu))
    for example in read_examples(held_out):
        for same in taught.get(normal(example.text), [])[:1]:
            what = f"“{example.text}” is held out here and taught in {same.place}; take it out of one of them"
            yield Finding(example.file, example.line, "error", "held-out-taught", what)


def check_alike(nlu: Path) -> Iterator[Finding]:
    """Utterances of two intents that are nearly the same in letters and in meaning."""
    from knowledge.sentences.registry import shared_encoder

    examples = [each for each in read_examples(nlu) if len(normal(each.text)) >= LONG_ENOUGH]
    near = list(_near_in_letters(examples))
    if not near:
        return
    involved = sorted({place for pair in near for place in pair})
    vectors = dict(zip(involved, shared_encoder("use").encode([examples[each].text for each in involved]), strict=True))
    for first, second in near:
        if float(vectors[first] @ vectors[second]) >= MEANS_THE_SAME:
            one, other = examples[first], examples[second]
            what = (
                f"“{other.text}” ({other.intent}) is nearly “{one.text}” ({one.intent}, {one.place}); "
                "keep the one that is meant, or make them differ"
            )
            yield Finding(other.file, other.line, "warning", "nearly-the-same", what)


def _near_in_letters(examples: Sequence[Example]) -> Iterator[tuple[int, int]]:
    texts = [normal(example.text) for example in examples]
    if not texts:
        return
    alike = process.cdist(
        texts, texts, scorer=Levenshtein.normalized_similarity, score_cutoff=NEARLY_THE_SAME, workers=1
    )
    for first, second in zip(*alike.nonzero(), strict=True):
        if first < second and examples[first].intent != examples[second].intent and texts[first] != texts[second]:
            yield int(first), int(second)


def _amounts(examples: Sequence[Example], nlu: Path, domain_file: Path) -> Iterator[Finding]:
    counts = Counter((example.intent, example.language) for example in examples)
    first = {example.intent: example for example in reversed(examples)}
    for intent, at in sorted(first.items()):
        for language, fewest in FEWEST.items():
            has = counts[intent, language]
            if has < fewest:
                what = f"intent {intent} has {has} {LANGUAGES[language]} examples; give it at least {fewest}"
                yield Finding(at.file, at.line, "warning", "too-few", what)
    for language, name in LANGUAGES.items():
        sizes = {intent: counts[intent, language] for intent in first if counts[intent, language]}
        middle = median(sizes.values()) if sizes else 0
        for intent, has in sorted(sizes.items()):
            if has > LARGEST_SHARE * middle:
                times = f"{has / middle:.0f} times the middle intent's"
                what = f"intent {intent} has {has} {name} examples, {times}: it will be heard too often"
                yield Finding(first[intent].file, first[intent].line, "warning", "unbalanced", what)
    listed = read_yaml(domain_file).get("intents") or []
    names = {each if isinstance(each, str) else next(iter(each)) for each in listed}
    for intent, at in sorted(first.items()):
        if intent not in names:
            what = f"intent {intent} has examples but is not listed under intents in {domain_file}"
            yield Finding(at.file, at.line, "error", "unlisted-intent", what)
    for place, each in enumerate(listed):
        name = each if isinstance(each, str) else next(iter(each))
        if name not in first and name != "nlu_fallback":
            line = listed.lc.item(place)[0] + 1
            yield Finding(str(domain_file), line, "error", "untaught-intent", f"intent {name} has no example in {nlu}")


def _repeated(examples: Sequence[Example]) -> Iterator[Finding]:
    for same in by_normal(examples).values():
        first, *others = same
        if not normal(first.text):
            continue
        for other in others:
            if other.intent != first.intent:
                elsewhere = f"of {first.intent} in {first.place}"
                what = f"“{other.text}” is an example of {other.intent} here and {elsewhere}; keep one"
                yield Finding(other.file, other.line, "error", "two-intents", what)
            elif other.text == first.text:
                what = f"“{other.text}” stands in {first.place} already; take one out"
                yield Finding(other.file, other.line, "warning", "twice", what)
