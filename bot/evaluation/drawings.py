"""Pictures of an evaluation: which intents are taken for which, and how confidence and correctness go together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from bot.evaluation.intents import Judged, calibration, confusion_matrix

DPI = 110


def draw_confusions(judged: Sequence[Judged], title: str, path: Path) -> None:
    """A matrix of intents, with its numbers; the colours are shares of a row, so that errors of small intents show."""
    names, counts = confusion_matrix(judged)
    side = max(5.0, 0.42 * len(names) + 2.5)
    figure = Figure(figsize=(side, side), layout="constrained")
    axes = figure.add_subplot()
    axes.imshow(counts / np.maximum(counts.sum(axis=1, keepdims=True), 1), cmap="Blues", vmin=0, vmax=1)
    for row, column in zip(*np.nonzero(counts), strict=True):
        colour = "white" if counts[row, column] > 0.5 * counts[row].sum() else "black" if row == column else "firebrick"
        axes.text(column, row, str(counts[row, column]), ha="center", va="center", fontsize=8, color=colour)
    axes.set_xticks(range(len(names)), names, rotation=90)
    axes.set_yticks(range(len(names)), names)
    axes.set_xlabel("acted on")
    axes.set_ylabel("meant")
    axes.set_title(title)
    save(figure, path)


def draw_reliability(judged: Sequence[Judged], title: str, path: Path) -> None:
    """Of the answers with each confidence, the share that is right; on the line, confidences mean what they say."""
    bins = calibration(judged)
    figure = Figure(figsize=(5, 5), layout="constrained")
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], color="grey", linestyle="--")
    axes.plot([each.confidence for each in bins], [each.accuracy for each in bins], marker="o")
    for each in bins:
        axes.annotate(str(each.count), (each.confidence, each.accuracy), textcoords="offset points", xytext=(4, -12))
    axes.set(xlim=(0, 1), ylim=(0, 1.02), xlabel="confidence", ylabel="share right", title=title)
    save(figure, path)


def save(figure: Figure, path: Path) -> None:
    """Write the picture, and the folders it lies in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    FigureCanvasAgg(figure)
    figure.savefig(path, dpi=DPI)
