"""A simulated shopper who has one product in mind and knows most of what it is like."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from benchmarks.guides.policies import Moment, Policy
from benchmarks.guides.shops import Setting, Shopper
from knowledge.graph import ProductGraph, SearchQuery
from knowledge.graph.facets import CATEGORY
from knowledge.graph.search import NO_TASTE
from knowledge.guide.questions import Choice, Facet, narrowed

PAGE = 6
MOST_TURNS = 15
FAILED = MOST_TURNS + 1

Answers = tuple[tuple[str, Choice], ...]


@dataclass(frozen=True)
class Behaviour:
    """The chance of not knowing an answer, and that of a wrong one."""

    unsure: float
    wrong: float


def turns_to_find(setting: Setting, shopper: Shopper, policy: Policy, behaviour: Behaviour, seed: int) -> int:
    """The turn of the assistant that shows the target; :data:`FAILED` where none of the first :data:`MOST_TURNS` does.

    A turn shows a page of what fits best and was not shown before, and asks; or it asks alone, where the policy does
    not show while it asks and more fit than go on a page. Where nothing is left, the fewest answers are given up.
    """
    graph, draw = setting.graph, random.Random(f"{seed}-{shopper.target}")
    taste = shopper.taste if policy.personal else NO_TASTE
    department = graph.product(shopper.target).category_path[:1]
    start = SearchQuery(categories=department if setting.names_department else ())
    answers: Answers = ()
    asked: frozenset[str] = frozenset()
    seen: frozenset[str] = frozenset()
    for turn in range(1, MOST_TURNS + 1):
        kept = _compatible(graph, start, answers, seen)
        asked -= {name for name, _ in answers} - {name for name, _ in kept}
        answers, query = kept, _query(start, kept)
        page = _page(graph, query, seen, taste)
        moment = Moment(graph, query, asked, seen, behaviour.unsure, taste, draw)
        more = len(graph.fitting(query) - graph.positions(seen)) > PAGE
        names = list(policy.ask(moment)) if more and not policy.shows else []
        if not names:
            if shopper.target in page:
                return turn
            seen |= frozenset(page)
            moment = replace(moment, seen=seen)
            names = list(policy.ask(moment)) if policy.shows else []
        for name in names:
            facet = next((each for each in moment.all_facets() if each.name == name), None)
            answer = None if facet is None else _answer(facet, graph, shopper.target, behaviour, draw)
            # A category is asked for level by level, all else once.
            if answer is None or name != CATEGORY:
                asked |= {name}
            if answer is not None:
                answers = (*answers, (name, answer))
                moment = replace(moment, query=narrowed(moment.query, name, answer))
    return FAILED


def _query(start: SearchQuery, answers: Answers) -> SearchQuery:
    for name, answer in answers:
        start = narrowed(start, name, answer)
    return start


def _compatible(graph: ProductGraph, start: SearchQuery, answers: Answers, seen: frozenset[str]) -> Answers:
    """The most of the answers, of equally many those that leave most demand, with which something is left to show.

    What is given up so may be asked again.
    """
    for number in range(len(answers), -1, -1):
        options = []
        for kept in combinations(answers, number):
            left = graph.fitting(_query(start, kept)) - graph.positions(seen)
            if left:
                options.append((float(graph.demand(np.array(left.to_array(), dtype=np.int64)).sum()), kept))
        if options:
            return max(options, key=lambda option: option[0])[1]
    return ()


def _page(graph: ProductGraph, query: SearchQuery, seen: frozenset[str], taste: Mapping[str, float]) -> list[str]:
    found = graph.search(query, PAGE + len(seen), taste=taste).products
    return [each.product_id for each in found if each.product_id not in seen][:PAGE]


def _answer(facet: Facet, graph: ProductGraph, target: str, behaviour: Behaviour, draw: random.Random) -> Choice | None:
    """What the shopper says; None for not knowing. A wrong answer is another that some product left has."""
    view = graph.product(target)
    own = {view.brand_key, *view.category_path, *(each.reference for each in view.values)}
    if facet.bands:
        true = [
            at
            for at, band in enumerate(facet.bands)
            if (band.low is None or view.price >= band.low) and (band.high is None or view.price <= band.high)
        ]
    else:
        true = [at for at, key in enumerate(facet.keys) if key in own]
    unsure, wrong = draw.random() < behaviour.unsure, draw.random() < behaviour.wrong
    if unsure or not true:
        return None
    others = sorted(set(np.unique(facet.codes).tolist()) - set(true))
    code = draw.choice(others) if wrong and others else draw.choice(true)
    return Choice(facet.keys[code], 1.0, 1, facet.bands[code] if facet.bands else None)
