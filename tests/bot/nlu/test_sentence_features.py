"""What the sentence features of a message are, and when Rasa computes them anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.sentence_features import SentenceFeaturizer
from knowledge.sentences.encoder import SentenceEncoder
from knowledge.sentences.registry import shared_encoder

DIMENSIONS = {"minilm": 384, "use": 512}


def featurizer(**settings: Any) -> SentenceFeaturizer:
    config = {**SentenceFeaturizer.get_default_config(), "cache": None, **settings}
    SentenceFeaturizer.validate_config(config)
    return SentenceFeaturizer(config, "sentences")


def blocks(message: Message) -> dict[str, np.ndarray]:
    return {features.origin: features.features for features in message.features}


def test_each_encoder_gives_a_block_of_its_own() -> None:
    made = featurizer(encoders=["minilm", "use"])
    (message,) = made.process([Message({TEXT: "where is my order"})])
    assert [features.type for features in message.features] == [FEATURE_TYPE_SENTENCE] * 2
    assert blocks(message).keys() == {made.origin_of("minilm"), made.origin_of("use")}
    for name, dimension in DIMENSIONS.items():
        block = blocks(message)[made.origin_of(name)]
        assert block.shape == (1, dimension)
        assert np.linalg.norm(block) == pytest.approx(1, abs=1e-5)


def test_an_encoder_that_knows_no_chinese_gives_zeros_for_it() -> None:
    made = featurizer(encoders=["minilm", "use"])
    chinese, mixed = made.process([Message({TEXT: "我的订单到哪了"}), Message({TEXT: "这个 red bag 多少钱"})])
    assert not blocks(chinese)[made.origin_of("minilm")].any()
    assert blocks(chinese)[made.origin_of("use")].any()
    assert blocks(mixed)[made.origin_of("minilm")].any()


def test_messages_together_get_the_features_that_each_gets_alone() -> None:
    made = featurizer(encoders=["minilm", "use"])
    texts = ["hello", "what is on offer this week, and what was last week", "有什么优惠", "这个 red bag 多少钱", ""]
    together = made.process([Message({TEXT: text}) for text in texts])
    for text, message in zip(texts, together, strict=True):
        (alone,) = made.process([Message({TEXT: text})])
        for origin, block in blocks(alone).items():
            np.testing.assert_allclose(blocks(message)[origin], block, atol=1e-6)


def test_a_message_without_text_gets_no_features() -> None:
    (message,) = featurizer(encoders=["use"]).process([Message({"intent": "greet"})])
    assert message.features == []


def test_training_again_encodes_only_what_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    encode = SentenceEncoder.encode
    shared_encoder("use")
    monkeypatch.setattr(SentenceEncoder, "encode", lambda self, texts: asked.extend(texts) or encode(self, texts))
    found = []
    for texts in (["hello", "bye"], ["hello", "bye", "thanks"]):
        training = TrainingData([Message({TEXT: text}) for text in texts])
        made = featurizer(encoders=["use"], cache=str(tmp_path / "kept.db"))
        found.append([blocks(each) for each in made.process_training_data(training).training_examples])
    assert asked.count("hello") == asked.count("bye") == asked.count("thanks") == 1
    origin = made.origin_of("use")
    np.testing.assert_array_equal(found[0][0][origin], found[1][0][origin])


def test_rasa_computes_features_anew_when_encoders_or_their_weights_change(monkeypatch: pytest.MonkeyPatch) -> None:
    one = SentenceFeaturizer.fingerprint_addon({"encoders": ["minilm"]})
    both = SentenceFeaturizer.fingerprint_addon({"encoders": ["minilm", "use"]})
    assert one != both
    assert SentenceFeaturizer.fingerprint_addon({}) == SentenceFeaturizer.fingerprint_addon(
        SentenceFeaturizer.get_default_config()
    )
    from dataclasses import replace

    from knowledge.sentences.registry import KINDS

    monkeypatch.setitem(KINDS, "minilm", replace(KINDS["minilm"], fingerprint="other weights"))
    assert SentenceFeaturizer.fingerprint_addon({"encoders": ["minilm"]}) != one


@pytest.mark.parametrize("encoders", [[], "minilm", ["minilm", "minilm"], ["bert"]])
def test_encoders_that_make_no_sense_are_refused(encoders: Any) -> None:
    with pytest.raises(ValueError, match=r"SentenceFeaturizer: .*(encoders must be|choose from)"):
        featurizer(encoders=encoders)
