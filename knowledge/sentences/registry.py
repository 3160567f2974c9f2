"""The encoders by name, and the one door to a process's own of each."""

from __future__ import annotations

from threading import Lock

from knowledge.errors import ConfigurationError
from knowledge.sentences.encoder import Kind, SentenceEncoder
from knowledge.sentences.minilm import MINILM
from knowledge.sentences.mpnet import MPNET
from knowledge.sentences.use import USE_MULTILINGUAL

KINDS = {kind.name: kind for kind in (MINILM, USE_MULTILINGUAL, MPNET)}

_shared: dict[str, SentenceEncoder] = {}
_sharing = Lock()


def kind_named(name: str) -> Kind:
    """The encoder of this name, not loaded.

    Raises:
        ConfigurationError: there is none.
    """
    if name not in KINDS:
        raise ConfigurationError(f"there is no sentence encoder {name!r}: choose from {', '.join(sorted(KINDS))}")
    return KINDS[name]


def shared_encoder(name: str) -> SentenceEncoder:
    """The process's encoder of this name, loaded by whoever asks first.

    Raises:
        ConfigurationError: there is none of this name.
        ModelFileError: its weights are missing, or are not the published ones.
    """
    kind = kind_named(name)
    if name not in _shared:
        with _sharing:
            if name not in _shared:
                _shared[name] = SentenceEncoder(kind)
    return _shared[name]
