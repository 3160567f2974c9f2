"""Pictures of an evaluation of the recommenders, as SVG to stand in a page."""

from __future__ import annotations

import io
from collections.abc import Sequence

import matplotlib
import numpy as np
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from knowledge.recommend.evaluation.exposure import Exposure
from knowledge.recommend.evaluation.groups import ByGroup
from knowledge.recommend.evaluation.run import Outcome
from knowledge.recommend.evaluation.significance import Interval, interval
from knowledge.recommend.evaluation.study import SERVED

OURS, OTHERS = "#1f6f54", "#9db8ad"


def draw_recommenders(outcomes: Sequence[Outcome], k: int) -> str:
    """nDCG with its interval, the best at the top, what customers get in a colour of its own."""
    ranked = sorted(outcomes, key=lambda each: each.mean("ndcg"))
    colours = [OURS if each.recommender == SERVED else OTHERS for each in ranked]
    means = [interval(each.each["ndcg"]) for each in ranked]
    return _bars([each.recommender for each in ranked], means, f"nDCG@{k}", colours)


def draw_groups(groups: ByGroup) -> str:
    """How well each group is served."""
    ranked = list(reversed(groups.groups))
    names = [f"{each.name} ({each.customers:,})" for each in ranked]
    return _bars(names, [each.mean for each in ranked], "nDCG of what they get", [OURS] * len(ranked))


def draw_exposure(exposures: Sequence[Exposure]) -> str:
    """Of each group of brands its shares of products, of purchases and of attention, beside each other."""
    figure = Figure(figsize=(7, 0.8 * len(exposures) + 1), layout="constrained")
    axes = figure.add_subplot()
    places = np.arange(len(exposures))
    for offset, (name, colour) in enumerate(
        (("attention", OURS), ("purchases", OTHERS), ("products", "#d9d2c0")), start=-1
    ):
        axes.barh(places + 0.27 * offset, [getattr(each, name) for each in exposures], 0.25, label=name, color=colour)
    axes.set_yticks(places, [each.group for each in exposures])
    axes.xaxis.set_major_formatter(matplotlib.ticker.PercentFormatter(1))
    axes.legend(title="share of", frameon=False)
    return _svg(figure)


def _bars(names: Sequence[str], means: Sequence[Interval], label: str, colours: Sequence[str]) -> str:
    figure = Figure(figsize=(7, 0.34 * len(names) + 0.9), layout="constrained")
    axes = figure.add_subplot()
    middle = [each.mean for each in means]
    spread = [[each.mean - each.low for each in means], [each.high - each.mean for each in means]]
    axes.barh(range(len(names)), middle, color=list(colours), xerr=np.nan_to_num(spread), ecolor="#444", capsize=2)
    axes.set_yticks(range(len(names)), list(names))
    axes.set_xlabel(label)
    return _svg(figure)


def _svg(figure: Figure) -> str:
    for axes in figure.axes:
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
    written = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": "daogou"}):  # the same figures give the same bytes
        FigureCanvasSVG(figure).print_svg(written, metadata={"Date": None})
    text = written.getvalue()
    return text[text.index("<svg") :]
