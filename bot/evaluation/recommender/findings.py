"""All that ``daogou evaluate recommender`` found, as tables and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from knowledge.recommend.evaluation.clicks import ListRates, Rate
from knowledge.recommend.evaluation.off_policy import Estimate
from knowledge.recommend.evaluation.run import METRICS, Outcome, Wanted
from knowledge.recommend.evaluation.significance import interval, paired_p_value
from knowledge.recommend.evaluation.study import SERVED, Study

ACCURATE = ("precision", "recall", "f1", "hit_rate")
BEYOND = ("map", "mrr", "novelty", "diversity", "miscalibration")
HEADS = {"hit_rate": "hit", "diversity": "varied", "miscalibration": "off mix", "novelty": "bits"}
ASKED: Mapping[Wanted, str] = {"all": "all that was bought", "novel": "only what was new to the customer"}


@dataclass(frozen=True)
class OffPolicy:
    """What a share of drawn places would have earned; ``places`` were logged, worth ``effective`` of its own."""

    explore: float
    places: int
    effective: float
    estimates: Sequence[Estimate]


@dataclass(frozen=True)
class Clicks:
    """Of what the widget showed."""

    rates: Sequence[ListRates]
    off_policy: Sequence[OffPolicy]


@dataclass(frozen=True)
class Findings:
    """``clicks`` is None where they were not asked for."""

    shop: str
    study: Study
    clicks: Clicks | None

    def as_json(self) -> dict[str, Any]:
        """Every figure; those that are not defined are null."""
        study = self.study
        return _plain(
            {
                "shop": self.shop,
                "split": study.split.name,
                "k": study.k,
                "purchases": len(study.split.train),
                "customers": len(study.split.truth),
                "products": len(study.split.train.products),
                "recommenders": {
                    wanted: [_figures(each, served(outcomes)) for each in outcomes]
                    for wanted, outcomes in study.outcomes.items()
                },
                "groups": {wanted: [asdict(each) for each in found] for wanted, found in study.groups.items()},
                "exposure": {wanted: [asdict(each) for each in found] for wanted, found in study.exposures.items()},
                "clicks": asdict(self.clicks) if self.clicks else None,
            }
        )


def served(outcomes: Sequence[Outcome]) -> Outcome | None:
    """Of what customers get; None where it was not asked."""
    return next((each for each in outcomes if each.recommender == SERVED), None)


def best_first(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """By nDCG."""
    return sorted(outcomes, key=lambda each: -each.mean("ndcg"))


def p_value(outcome: Outcome, against: Outcome | None) -> float | None:
    """Of the difference in nDCG; None for the one itself."""
    if against is None or outcome is against:
        return None
    return paired_p_value(against.each["ndcg"], outcome.each["ndcg"])


def show(findings: Findings, console: Console) -> None:
    """Tables."""
    for wanted, outcomes in findings.study.outcomes.items():
        console.print(_accuracy(findings, wanted, outcomes))
        console.print(_beyond(outcomes))
        for group in findings.study.groups[wanted]:
            table = Table(group.trait, "customers", "nDCG of what they get", title=f"For whom: {ASKED[wanted]}")
            for each in group.groups:
                table.add_row(each.name, f"{each.customers:,}", bounds(each.mean.mean, each.mean.low, each.mean.high))
            table.caption = f"best less worst {group.difference:.3f}; worst by best {group.ratio:.2f}"
            console.print(table)
        if findings.study.exposures[wanted]:
            table = Table("", "of products", "of purchases", "of attention", title=f"Whose products: {ASKED[wanted]}")
            for shown in findings.study.exposures[wanted]:
                shares = [f"{each:.1%}" for each in (shown.products, shown.purchases, shown.attention)]
                table.add_row(shown.group, *shares)
            console.print(table)
    if findings.clicks is not None:
        _show_clicks(findings.clicks, console)


def bounds(mean: float, low: float, high: float) -> str:
    """A mean and its interval."""
    return f"{mean:.3f} [{low:.3f}, {high:.3f}]"


def rate(found: Rate) -> str:
    """A share with its interval and its counts."""
    return f"{found.share:.1%} [{found.low:.1%}, {found.high:.1%}] of {found.of:,}" if found.of else "none"


def _accuracy(findings: Findings, wanted: Wanted, outcomes: Sequence[Outcome]) -> Table:
    study, ours = findings.study, served(outcomes)
    asked = len(outcomes[0].customers) if outcomes else 0
    title = f"{study.split.name}, {ASKED[wanted]}: {asked:,} customers, {len(study.split.train.products):,} products"
    heads = [HEADS.get(each, each) for each in ACCURATE]
    table = Table("", f"nDCG@{study.k}", *heads, "p", title=title)
    for each in best_first(outcomes):
        mean, p = interval(each.each["ndcg"]), p_value(each, ours)
        figures = [f"{each.mean(metric):.3f}" for metric in ACCURATE]
        name = _name(each, ours)
        table.add_row(name, bounds(mean.mean, mean.low, mean.high), *figures, "" if p is None else f"{p:.3f}")
    return table


def _beyond(outcomes: Sequence[Outcome]) -> Table:
    heads = [HEADS.get(each, each) for each in BEYOND]
    table = Table("", *heads, "shown", "fit s", "ms", caption="shown: of all products; ms: a list, its history read")
    for each in best_first(outcomes):
        table.add_row(
            _name(each, served(outcomes)),
            *(f"{each.mean(metric):.3f}" for metric in BEYOND),
            f"{each.coverage:.1%}",
            f"{each.fit_seconds:.1f}",
            f"{np.median(each.milliseconds):.2f}" if len(each.milliseconds) else "",
        )
    return table


def _name(outcome: Outcome, ours: Outcome | None) -> str:
    return f"[bold]{outcome.recommender}[/]" if outcome is ours else outcome.recommender


def _show_clicks(clicks: Clicks, console: Console) -> None:
    table = Table("list", "clicked (CTR)", "then bought (CVR)", title="What customers did with what was shown")
    for each in clicks.rates:
        table.add_row(each.name, rate(each.ctr), rate(each.cvr))
    console.print(table if clicks.rates else "No list was shown in the widget yet.")
    if not clicks.off_policy:
        console.print("No place was drawn yet: set `explore` in data/recommendations.yml above 0 to learn from clicks.")
        return
    table = Table("drawn places", "logged", "worth", *("IPS", "SNIPS", "DR"), title="Clicks a place, were it otherwise")
    for policy in clicks.off_policy:
        estimates = [bounds(each.mean, each.low, each.high) for each in policy.estimates]
        table.add_row(f"{policy.explore:.0%}", f"{policy.places:,}", f"{policy.effective:,.0f}", *estimates)
    console.print(table)


def _figures(outcome: Outcome, against: Outcome | None) -> dict[str, Any]:
    mean = interval(outcome.each["ndcg"])
    return {
        "name": outcome.recommender,
        "customers": len(outcome.customers),
        **{metric: outcome.mean(metric) for metric in METRICS},
        "ndcg_low": mean.low,
        "ndcg_high": mean.high,
        "coverage": outcome.coverage,
        "fit_seconds": outcome.fit_seconds,
        "milliseconds": float(np.median(outcome.milliseconds)) if len(outcome.milliseconds) else None,
        "p_value": p_value(outcome, against),
    }


def _plain(value: Any) -> Any:
    """Without what JSON has no word for."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value
