"""Asks other libraries for their lists, in their own environment."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.recommends.data import Task
from benchmarks.recommends.peer_worker import PEERS
from knowledge.recommend.base import Scored
from knowledge.recommend.evaluation.run import Outcome, Wanted, measured

WORKER = Path(__file__).with_name("peer_worker.py")
LIMIT_SECONDS = 900
MOST_RATINGS = 100_000  # for Surprise, which keeps users' likenesses in full and asks item by item


class PeerFailed(Exception):
    """Another library did not come to an end; the text says how."""


def peers_for(task: Task) -> list[str]:
    """Those that can be asked: Surprise predicts ratings one by one, which is for small data alone."""
    small = len(task.split.train) <= MOST_RATINGS
    return [name for name in PEERS if small or not name.startswith("Surprise")]


def ask(peer: str, task: Task, wanted: Wanted, k: int, python: Path) -> Outcome:
    """Fit the peer on the task's split and measure its lists as ours are measured.

    Raises:
        PeerFailed: it took longer than ``LIMIT_SECONDS``, or ended with an error.
    """
    train = task.split.train
    users = np.array(list(task.split.truth), dtype=np.int64)
    counted = train.matrix().tocoo()
    with tempfile.TemporaryDirectory() as folder:
        asked, answered = Path(folder) / "task.npz", Path(folder) / "lists.npz"
        np.savez(
            asked,
            user=counted.row,
            item=counted.col,
            count=counted.data,
            users=users,
            k=k,
            novel=wanted == "novel",
            shape=counted.shape,
        )
        command = [str(python), str(WORKER), peer, str(asked), str(answered)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            raise PeerFailed(f"not done in {LIMIT_SECONDS} s") from None
        if done.returncode:
            raise PeerFailed((done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1][:200])
        with np.load(answered) as found:
            lists, fit_seconds, milliseconds = found["lists"], float(found["fit_seconds"]), float(found["milliseconds"])
    products = train.products
    recommended = {
        int(user): [Scored(products[each], 0.0) for each in row if each >= 0]
        for user, row in zip(users, lists, strict=True)
    }
    return measured(
        peer,
        task.split,
        wanted,
        k,
        lambda customer, history, keep: (recommended[customer], milliseconds),
        kind=task.kind,
        fit_seconds=fit_seconds,
    )
