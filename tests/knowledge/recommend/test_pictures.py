"""Products by their looks, on handwritten digits: each a product, of whose kind half are told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_digits

from knowledge.errors import FeedError
from knowledge.recommend.history import History
from knowledge.recommend.picture_files import read_pictures
from knowledge.recommend.pictures import PictureRecommender

DIGITS = load_digits()
IDS = [f"d{number:04}" for number in range(len(DIGITS.images))]
PICTURES = {each: (image / 16).astype(np.float32)[:, :, None] for each, image in zip(IDS, DIGITS.images, strict=True)}
KIND = {each: str(target) for each, target in zip(IDS, DIGITS.target, strict=True)}
TOLD = set(IDS[::2])


@pytest.fixture(scope="module")
def learnt() -> PictureRecommender:
    return PictureRecommender(PICTURES, {each: KIND[each] for each in TOLD})


def right(recommender: PictureRecommender) -> float:
    """The share of the five most alike that are of the same kind, of products whose kind nobody told."""
    found = [
        KIND[each.product_id] == KIND[product]
        for product in [each for each in IDS if each not in TOLD][:300]
        for each in recommender.similar(product, 5)
    ]
    assert len(found) == 1_500
    return float(np.mean(found))


def test_what_looks_alike_is_of_one_kind_more_often_than_by_its_pixels(learnt: PictureRecommender) -> None:
    pixels = right(PictureRecommender(PICTURES))
    assert right(learnt) > max(0.97, pixels)


def test_the_same_seed_gives_the_same_vectors() -> None:
    few = {each: PICTURES[each] for each in IDS[:200]}
    one, again = PictureRecommender(few, KIND), PictureRecommender(few, KIND)
    assert again.similar(IDS[1], 10) == one.similar(IDS[1], 10)


def test_a_saved_one_answers_the_same(learnt: PictureRecommender, tmp_path: Path) -> None:
    learnt.save(tmp_path)
    loaded = PictureRecommender.load(tmp_path, learnt.vocabulary)
    history = History.of_visit(IDS[:3])
    assert loaded.recommend(history, 10) == learnt.recommend(history, 10)


def test_no_pictures_are_no_error_and_pictures_of_two_shapes_are_refused() -> None:
    assert PictureRecommender().recommend(History.of_visit(["d0000"]), 5) == []
    with pytest.raises(ValueError, match="one shape"):
        PictureRecommender({"a": np.zeros((4, 4, 1), np.float32), "b": np.zeros((8, 8, 1), np.float32)})


def test_pictures_come_from_a_folder_by_their_products_ids_and_what_is_none_is_told(tmp_path: Path) -> None:
    Image.new("RGB", (100, 40), (255, 0, 0)).save(tmp_path / "1082185.png")
    Image.new("L", (8, 8), 255).save(tmp_path / "883404.jpg")
    (tmp_path / "951590.png").write_text("no picture")
    (tmp_path / "notes.txt").write_text("left alone")
    refused: list[str] = []
    found = read_pictures(tmp_path, refused.append)
    assert {each: picture.shape for each, picture in found.items()} == {"1082185": (64, 64, 3), "883404": (64, 64, 3)}
    assert found["1082185"][0, 0].tolist() == [1.0, 0.0, 0.0]
    assert refused == ["951590.png: cannot be read as a picture (UnidentifiedImageError)"]
    with pytest.raises(FeedError, match="no folder"):
        read_pictures(tmp_path / "nowhere")
