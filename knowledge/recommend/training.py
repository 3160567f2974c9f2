"""Trains the recommenders on the shop's orders and publishes them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from knowledge.catalogue.store import CatalogueStore
from knowledge.clock import Clock
from knowledge.errors import ModelFileError
from knowledge.recommend.artefacts import Artefact, current_version, open_version, publish
from knowledge.recommend.blend.blend import RECENCY, BlendRecommender
from knowledge.recommend.content import ContentRecommender, Encode
from knowledge.recommend.interactions import Interactions
from knowledge.recommend.neighbours import CORES
from knowledge.recommend.pictures import Picture, PictureRecommender
from knowledge.recommend.popularity import PopularityRecommender
from knowledge.recommend.purchases import read_interactions
from knowledge.recommend.rp3beta import Rp3BetaRecommender
from knowledge.recommend.texts import encode_texts, read_texts
from knowledge.recommend.traits import read_traits
from knowledge.recommend.user_user import UserUserRecommender
from knowledge.recommend.vocabulary import Vocabulary

VOCABULARY = "vocabulary.npz"
AGREED = 5  # of the customers most alike must have bought what is recommended as bought by people like you
MOST_CUSTOMERS = 20_000  # whose purchases "people like you" compares with; the latest


@dataclass(frozen=True, eq=False)
class Models:
    """The recommenders of one training."""

    popular: PopularityRecommender
    blend: BlendRecommender
    alike: UserUserRecommender
    content: ContentRecommender
    pictures: PictureRecommender

    def save(self, folder: Path) -> None:
        """Write all of them into ``folder``."""
        np.savez(folder / VOCABULARY, products=self.blend.vocabulary.array())
        for each in (self.popular, self.blend, self.alike, self.content, self.pictures):
            each.save(folder)

    @classmethod
    def load(cls, artefact: Artefact) -> Models:
        """Read what ``save`` wrote."""
        with np.load(artefact.folder / VOCABULARY, allow_pickle=False) as saved:
            vocabulary = Vocabulary(saved["products"].tolist())
        return cls(
            PopularityRecommender.load(artefact.folder, vocabulary),
            BlendRecommender.load(artefact.folder, vocabulary),
            UserUserRecommender.load(artefact.folder, vocabulary),
            ContentRecommender.load(artefact.folder, vocabulary),
            PictureRecommender.load(artefact.folder, vocabulary),
        )


def train(
    store: CatalogueStore,
    models: Path,
    clock: Clock,
    progress: Callable[[str], None] | None = None,
    walk: Rp3BetaRecommender | None = None,
    encode: Encode = encode_texts,
    pictures: Mapping[str, Picture] | None = None,
) -> Path:
    """Fit on every purchase up to now, and publish; returns the folder of the new version.

    ``progress`` is told each step as it starts. ``walk``: that of the blend, where it is to be fitted elsewhere.
    ``encode``: from products' texts to vectors. ``pictures``: of products, by id, where the shop has them. A shop
    without orders gets recommenders that know products by their texts and pictures alone.
    """
    tell = progress or (lambda step: None)
    now = clock.now()
    tell("reading orders")
    interactions = read_interactions(store, now)
    traits = read_traits(store)
    tell("reading what is written of products" + (" and looking at their pictures" if pictures else ""))
    fitted = Models(
        PopularityRecommender(),
        BlendRecommender(traits, walk=walk, progress=tell),
        UserUserRecommender(agreed=AGREED),
        ContentRecommender(read_texts(store), encode, traits, RECENCY),
        PictureRecommender(pictures, traits.kind, RECENCY, traits=traits),
    )
    with threadpool_limits(limits=CORES):
        fitted.popular.fit(interactions)
        fitted.blend.fit(interactions)
        fitted.alike.fit(interactions.of_latest_customers(MOST_CUSTOMERS))
    tell("publishing")
    return publish(models, now, fingerprint(interactions), fitted.save).folder


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
