"""What finding a catalogue's names in a message costs, by the size of the catalogue and the kind of index.

    python benchmarks/entities.py [--terms 13000 --terms 100000 --terms 1000000]

Each index is built and asked in a process of its own, one after the other, in one run. The terms are the demo shop's
and, beyond those, copies of them in which every letter is moved along: vowels among vowels and consonants among
consonants, as many places as the copy's number, Chinese characters by ten times that in Unicode's order. So words keep
their lengths and look like words, and a copy shares few words with another. The messages are the utterances of the
development set, which name the demo's own things. docs/benchmarks.md holds the figures of the last full run.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, astuple, dataclass
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import ahocorasick
import numpy as np
import psutil
import typer
import yaml
from rich.console import Console
from rich.table import Table

from benchmarks.machine import describe
from bot.nlu.gazetteer import Gazetteer, units
from knowledge.catalogue.store import CatalogueStore
from knowledge.graph.vocabulary import Term, read_vocabulary
from knowledge.language import spacy
from knowledge.settings import shop_url

UTTERANCES = Path("tests/nlu/development.yml")
VOWELS, CONSONANTS = "aeiou", "bcdfghjklmnpqrstvwxyz"
MIB = 2**20
console = Console()

Finder = Callable[[str], Sequence[object]]


@dataclass(frozen=True)
class Measured:
    """One index at one size: seconds to build, MiB that it takes, milliseconds a message, how many names it found."""

    side: str
    terms: int
    build: float
    memory: float
    p50: float
    p95: float
    longest: float
    found: int


def multiplied(terms: Sequence[Term]) -> Iterator[Term]:
    """``terms``, then copies of them with other letters, without end."""
    yield from terms
    copy = 0
    while True:
        copy += 1
        table = {
            **{
                ord(a): b
                for letters in (VOWELS, CONSONANTS)
                for a, b in zip(letters, _moved(letters, copy), strict=True)
            },
            **{code: chr(0x4E00 + (code - 0x4E00 + 10 * copy) % 0x5000) for code in range(0x4E00, 0x9E00)},
        }
        for term in terms:
            yield Term(term.text.lower().translate(table), term.language, term.kind, f"{term.key}~{copy}")


def _moved(letters: str, places: int) -> str:
    places = (places + places // len(letters)) % len(letters)
    return letters[places:] + letters[:places]


def ours(terms: Sequence[Term]) -> Finder:
    """The index of the assistant: names, misspellings, homophones."""
    return Gazetteer(terms).find


def ours_exact(terms: Sequence[Term]) -> Finder:
    """The same, asked for names as they are written only: what the others do."""
    gazetteer = Gazetteer(terms)
    return lambda text: gazetteer.find(text, forgiving=False)


def aho_corasick(terms: Sequence[Term]) -> Finder:
    """pyahocorasick over folded words with spaces between; the longest of what overlaps."""
    automaton = ahocorasick.Automaton()
    for term in terms:
        if folded := _folded(term.text):
            key = f" {folded} "
            automaton.add_word(key, (len(key), term.kind, term.key))
    automaton.make_automaton()

    def find(text: str) -> list[object]:
        matches = [
            (end - length, -length, end, kind) for end, (length, kind, _) in automaton.iter(f" {_folded(text)} ")
        ]
        found: list[object] = []
        reached = -1
        for start, _, end, kind in sorted(matches):
            if start >= reached:
                found.append(kind)
                reached = end - 1  # names share the space between them
        return found

    return find


def phrase_matcher(terms: Sequence[Term]) -> Finder:
    """spaCy's PhraseMatcher over the same folded words."""
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc

    blank = spacy.blank("xx")
    matcher = PhraseMatcher(blank.vocab)
    matcher.add("TERM", (Doc(blank.vocab, words=words) for term in terms if (words := _folded(term.text).split())))
    return lambda text: matcher(Doc(blank.vocab, words=_folded(text).split()))


def letter_trie(terms: Sequence[Term]) -> Finder:
    """A trie of letters in dicts, walked from the start of each word, as FlashText does."""
    root: dict[str, Any] = {}
    for term in terms:
        if folded := _folded(term.text):
            node = root
            for letter in folded:
                node = node.setdefault(letter, {})
            node["_"] = (term.kind, term.key)

    def find(text: str) -> list[object]:
        folded, found, start = f"{_folded(text)} ", [], 0
        while start < len(folded):
            node, place, longest = root, start, None
            while place < len(folded):
                if folded[place] == " " and "_" in node:
                    longest = (place, node["_"])
                if (below := node.get(folded[place])) is None:
                    break
                node, place = below, place + 1
            if longest is not None:
                found.append(longest[1])
                start = longest[0] + 1
            else:
                start = folded.find(" ", start) + 1
        return found

    return find


def regular_expression(terms: Sequence[Term]) -> Finder:
    """One alternation of every term, the longest first."""
    folded = sorted({_folded(term.text) for term in terms} - {""}, key=len, reverse=True)
    pattern = re.compile(rf"(?:(?<= )|^)(?:{'|'.join(map(re.escape, folded))})(?= |$)")
    return lambda text: pattern.findall(_folded(text))


#: Each with the most terms that it is tried at: the regular expression's time grows with their number.
SIDES: dict[str, tuple[Callable[[Sequence[Term]], Finder], int]] = {
    "ours, with misspellings": (ours, 10**9),
    "ours, names as written": (ours_exact, 10**9),
    "Aho-Corasick": (aho_corasick, 10**9),
    "spaCy PhraseMatcher": (phrase_matcher, 10**9),
    "trie of letters (FlashText)": (letter_trie, 10**9),
    "regular expression": (regular_expression, 100_000),
}


def _folded(text: str) -> str:
    return " ".join(unit.text for unit in units(text))


def measure(side: str, file: Path, messages: Sequence[str], rounds: int) -> Measured:
    """Build one index of the terms in ``file`` and ask it; in a fresh process, whose growth is then the index's."""
    with file.open(encoding="utf-8") as lines:
        terms = [Term(*json.loads(line)) for line in lines]
    make, _ = SIDES[side]
    warm = make(terms[:100])
    for message in messages:
        warm(message)
    del warm
    gc.collect()
    gc.freeze()  # a full collection over a million terms is not the index's time
    process = psutil.Process()
    before = process.memory_info().rss
    began = time.perf_counter()
    find = make(terms)
    build = time.perf_counter() - began
    gc.collect()
    memory = process.memory_info().rss - before
    gc.freeze()
    found = sum(len(find(message)) for message in messages)  # and warms up
    times = []
    for _ in range(rounds):
        for message in messages:
            began = time.perf_counter()
            find(message)
            times.append(1000 * (time.perf_counter() - began))
    p50, p95 = np.percentile(times, [50, 95])
    return Measured(side, len(terms), build, memory / MIB, float(p50), float(p95), max(times), found)


def main(
    terms: Annotated[
        list[int] | None, typer.Option(help="Sizes of the vocabulary; default 13000, 100000, 1000000")
    ] = None,
    side: Annotated[list[str] | None, typer.Option(help="Only these sides")] = None,
    rounds: Annotated[int, typer.Option(min=1, help="Times through the messages")] = 3,
    shop: Annotated[str | None, typer.Option(help="The shop whose vocabulary it is")] = None,
    out: Annotated[Path, typer.Option(help="Where to write the figures as JSON")] = Path("results/entities.json"),
) -> None:
    """Measure every index at every size and tell."""
    examples = yaml.safe_load(UTTERANCES.read_text(encoding="utf-8"))["nlu"]
    messages = [line.lstrip("- ") for each in examples for line in each["examples"].splitlines() if line.strip()]
    unknown = [name for name in side or () if name not in SIDES]
    if unknown:
        raise typer.BadParameter(f"no side {unknown[0]!r}; there are {', '.join(SIDES)}")
    machine = describe()
    measured: list[Measured] = []
    context = multiprocessing.get_context("spawn")
    out.parent.mkdir(parents=True, exist_ok=True)
    store = CatalogueStore.open(shop_url(shop))
    vocabulary = list(read_vocabulary(store))
    store.close()
    with tempfile.TemporaryDirectory(prefix="daogou-benchmark-") as scratch:
        for count in terms or [13_000, 100_000, 1_000_000]:
            file = Path(scratch) / "terms.jsonl"
            with file.open("w", encoding="utf-8") as lines:
                lines.writelines(f"{json.dumps(astuple(term))}\n" for term in islice(multiplied(vocabulary), count))
            for name in side or SIDES:
                if count > SIDES[name][1]:
                    continue
                with console.status(f"{name}, {count:,} terms"), context.Pool(1) as pool:
                    measured.append(pool.apply(measure, (name, file, messages, rounds)))
                report: dict[str, Any] = {"machine": machine, "messages": len(messages), "rounds": rounds}
                report["sides"] = [asdict(each) for each in measured]
                # What is measured so far is kept, should a later side fail.
                out.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    console.print(table(measured, machine))
    console.print(f"Written to {out}")


def table(measured: Sequence[Measured], machine: dict[str, Any]) -> Table:
    """A row for each index at each size."""
    title = (
        f"{machine['processor']}, {machine['cores']} cores, load {machine['load_before']}, Python {machine['python']}"
    )
    drawn = Table("terms", "index", "build", "memory", "p50", "p95", "longest", "names found", title=title)
    for each in measured:
        drawn.add_row(
            f"{each.terms:,}", each.side, f"{each.build:.1f} s", f"{each.memory:.0f} MiB", f"{each.p50:.3f} ms",
            f"{each.p95:.3f} ms", f"{each.longest:.2f} ms", str(each.found),
        )  # fmt: skip
    return drawn


if __name__ == "__main__":
    typer.run(main)
