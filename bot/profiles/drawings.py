"""Pictures: segments in the plane and by what sets them apart, and predictions beside what came."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from bot.evaluation.drawings import save
from knowledge.customers.lifetime import Calibration
from knowledge.customers.segments import MEASURES, Segmentation

COLOURS = ("#1f6f54", "#d98e04", "#4063a8", "#b0413e", "#7c5c99", "#6b705c", "#2a9d8f", "#c05299")


def draw_segments(found: Segmentation, path: Path) -> Path:
    """Left every customer, right what each segment has more or less of than all; the path."""
    figure = Figure(figsize=(12, 5), layout="constrained")
    plane, bars = figure.subplots(1, 2)
    names = list(MEASURES)
    height = 0.8 / len(found.segments)
    for number, segment in enumerate(found.segments):
        colour = COLOURS[number % len(COLOURS)]
        mine = found.places[found.labels == number]
        plane.scatter(mine[:, 0], mine[:, 1], s=6, alpha=0.5, color=colour)
        label = f"{segment.name} ({segment.share:.0%})"
        places = np.arange(len(names)) + height * (number - (len(found.segments) - 1) / 2)
        bars.barh(places, [segment.means[name] for name in names], height, color=colour, label=label)
    plane.set(title="Customers, along the two directions they differ most in", xticks=[], yticks=[])
    bars.set_yticks(range(len(names)), names)
    bars.axvline(0, color="#444", linewidth=0.8)
    bars.set(title="What sets them apart", xlabel="standard deviations from the mean of all")
    bars.invert_yaxis()
    figure.legend(loc="lower center", ncol=2, frameon=False)
    save(figure, path)
    return path


def draw_calibration(found: Calibration, path: Path) -> Path:
    """Of fifths of the customers what was predicted and what came; on the line, predictions mean what they say."""
    figure = Figure(figsize=(10, 5), layout="constrained")
    for axes, bins, title in zip(
        figure.subplots(1, 2),
        (found.orders, found.will_order),
        (f"Orders in {found.days:g} days", f"Share that ordered in {found.days:g} days"),
        strict=True,
    ):
        most = max([0.01, *(max(each.predicted, each.came) for each in bins)])
        axes.plot([0, most], [0, most], color="grey", linestyle="--")
        axes.plot([each.predicted for each in bins], [each.came for each in bins], marker="o", color=COLOURS[0])
        axes.set(title=title, xlabel="predicted", ylabel="came")
    save(figure, path)
    return path
