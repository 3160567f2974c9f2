"""What runs in a process of its own, so that its time and memory are those of one side and one task.

    python -m benchmarks.intents.worker train CONFIG DATA FOLDER
    python -m benchmarks.intents.worker parse MODEL TEXTS ANSWERS

Each writes JSON lines on standard output: ``{"done": n}`` as it goes on, and ``{"result": {...}}`` at its end.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from benchmarks.stats import median, turn_times
from bot.without_tensorflow import spare_tensorflow

WARM_UP = 20


def train(config: Path, data: Path, folder: Path) -> dict[str, object]:
    """Train, and what it took: ``fit`` and ``cpu`` in seconds, the latter with imports; ``peak`` memory in bytes."""
    spare_tensorflow(config, nlu_only=True)
    import rasa.model_training  # noqa: F401  (not part of the fit's time)

    from bot.evaluation.model import train_nlu

    started = time.perf_counter()
    model = train_nlu(config, data, folder)
    fit = time.perf_counter() - started
    return {"model": str(model), "fit": fit, "cpu": time.process_time(), "peak": peak_bytes()}


def parse(model: Path, texts: Path, answers: Path) -> dict[str, object]:
    """Ask the model each text by itself; ``load``, ``p50`` and ``p95`` in seconds, ``peak`` memory in bytes.

    Its configuration lies beside it. ``cpu_p50`` is the median of the processor time of all threads, which other work
    on the machine hardly changes.
    """
    from bot.evaluation.model import NluModel

    spare_tensorflow(model.parent / "config.yml", nlu_only=True)
    started = time.perf_counter()
    loaded = NluModel(model)
    load = time.perf_counter() - started
    asked = json.loads(texts.read_text(encoding="utf-8"))
    for text in asked[:WARM_UP]:
        loaded.parse(f"well, {text}")
    seconds, busy = [], []
    with answers.open("w", encoding="utf-8") as file:
        for done, text in enumerate(asked, start=1):
            started, worked = time.perf_counter(), time.process_time()
            parsed = loaded.parse(text)
            seconds.append(time.perf_counter() - started)
            busy.append(time.process_time() - worked)
            file.write(json.dumps([parsed.decided, parsed.ranking], ensure_ascii=False) + "\n")
            if done % 50 == 0:
                _tell({"done": done})
    loaded.close()
    times = turn_times(seconds, len(asked), sum(seconds))
    cpu_p50 = median(busy)
    return {"load": load, "p50": times.p50, "p95": times.p95, "cpu_p50": cpu_p50, "peak": peak_bytes()}


def peak_bytes() -> int:
    """The most resident memory that this process has held."""
    status = Path("/proc/self/status")
    if status.exists():
        # Unlike getrusage, this does not count what the parent held before the process became its own program.
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def _tell(what: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    task, *arguments = sys.argv[1:]
    _tell({"result": {"train": train, "parse": parse}[task](*map(Path, arguments))})
