"""Trains the recommenders on the shop's orders and publishes them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from threadpoolctl import threadpool_limits

from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import Clock
from knowledge.errors import ModelFileError
from knowledge.recommend.artefacts import current_version, open_version, publish
from knowledge.recommend.base import Interactions
from knowledge.recommend.item_item import ItemItemRecommender
from knowledge.recommend.popularity import PopularityRecommender
from knowledge.recommend.purchases import read_interactions


def train(store: CatalogueStore, models: Path, clock: Clock, progress: Callable[[str], None] | None = None) -> Path:
    """Fit on every purchase up to now, and publish; returns the folder of the new version.

    ``progress`` is told each step as it starts. A shop without orders gets recommenders that recommend nothing.
    """
    tell = progress or (lambda step: None)
    now = clock.now()
    tell("reading orders")
    interactions = read_interactions(store, now)
    recommenders = (PopularityRecommender(), ItemItemRecommender())

    def write(folder: Path) -> None:
        for recommender in recommenders:
            recommender.save(folder)

    # The libraries below would each take all cores, from the assistant that may be serving beside.
    with threadpool_limits(limits=1):
        for recommender in recommenders:
            tell(f"fitting {type(recommender).__name__}")
            recommender.fit(interactions)
    tell("publishing")
    return publish(models, now, fingerprint(interactions), write).folder


def is_current(store: CatalogueStore, models: Path, clock: Clock) -> bool:
    """Whether what is published was learnt from this shop's orders as they are now."""
    version = current_version(models)
    if version is None:
        return False
    try:
        published = open_version(models, version)
    except ModelFileError:
        return False
    return published.fingerprint == fingerprint(read_interactions(store, clock.now()))


def fingerprint(interactions: Interactions) -> str:
    """The sha256 of what was learnt from: the same orders at the same moment give the same."""
    digest = hashlib.sha256("\0".join((*interactions.customers, "", *interactions.products)).encode())
    for array in (interactions.customer, interactions.product, interactions.age):
        digest.update(array.tobytes())
    return digest.hexdigest()
