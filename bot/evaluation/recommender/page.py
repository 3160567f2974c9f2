"""The evaluation of the recommenders as one HTML page that a shop's owner can read, pictures included."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.evaluation.recommender.drawings import draw_exposure, draw_groups, draw_recommenders
from bot.evaluation.recommender.findings import ASKED, Findings, best_first, bounds, p_value, rate, served
from knowledge.recommend.evaluation.significance import interval
from knowledge.recommend.evaluation.study import SERVED

PAGE = "report.html"


def write_page(findings: Findings, folder: Path) -> Path:
    """Write ``report.html`` into ``folder``; it needs no other file and no network."""
    study = findings.study
    parts = [
        {
            "asked": ASKED[wanted],
            "customers": len(outcomes[0].customers) if outcomes else 0,
            "picture": draw_recommenders(outcomes, study.k),
            "rows": [
                {
                    "name": each.recommender,
                    "served": each.recommender == SERVED,
                    "outcome": each,
                    "ndcg": interval(each.each["ndcg"]),
                    "p": p_value(each, served(outcomes)),
                }
                for each in best_first(outcomes)
            ],
            "groups": [(group, draw_groups(group)) for group in study.groups[wanted]],
            "exposures": study.exposures[wanted],
            "exposure_picture": draw_exposure(study.exposures[wanted]) if study.exposures[wanted] else "",
        }
        for wanted, outcomes in study.outcomes.items()
    ]
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters.update(bounds=bounds, rate=rate)
    text = environment.get_template("page.html.j2").render(findings=findings, study=study, parts=parts)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / PAGE
    path.write_text(text, encoding="utf-8")
    return path
