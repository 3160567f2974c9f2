"""What counts as right on Bitext's utterances is what the mapping says, and the mapping speaks of intents there are."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from benchmarks.intents.bitext import Correspondence, missed, read_bitext, read_mapping, score
from benchmarks.intents.data import UnreadableData, Utterance
from benchmarks.intents.scores import Answer

MAPPING = Correspondence(
    {"track": frozenset({"track_order"}), "period": frozenset({"track_order", "ask_faq"})}, frozenset({"review"})
)
ASKED = [
    ("where is it", "track", "track_order"),
    ("track", "track", "nlu_fallback"),
    ("how long", "period", "ask_faq"),
    ("when", "period", "track_order"),
    ("stars", "review", "greet"),
]


def test_each_mapped_intent_is_one_of_the_assistant_and_has_a_reason() -> None:
    content = yaml.safe_load(Path("benchmarks/intents/bitext.yml").read_text(encoding="utf-8"))
    domain = yaml.safe_load(Path("domain.yml").read_text(encoding="utf-8"))
    ours = {next(iter(each)) if isinstance(each, dict) else each for each in domain["intents"]}
    for each in content["mapped"].values():
        assert set(each["as"]) <= ours - {"nlu_fallback", "out_of_scope"} and each["because"]
    assert all(content["unmapped"].values())
    mapping = read_mapping()
    assert len(mapping.mapped) + len(mapping.unmapped) == 27 and not mapping.unmapped & set(mapping.mapped)


def test_either_fair_reading_is_right_and_what_is_unmapped_counts_neither_way() -> None:
    result = score(
        [Utterance(text, theirs) for text, theirs, _ in ASKED],
        [Answer(theirs, ((ours, 0.9),), ours) for _, theirs, ours in ASKED],
        MAPPING,
    )
    assert (result.count, result.accuracy, result.macro) == (4, 0.75, 0.75)
    assert result.always == 1.0  # always track_order would be right, and says how little the figure means here
    assert result.intents["track"].wrong == (("track", "nlu_fallback"),)
    assert result.intents["review"].right is None and result.intents["review"].taken == {"greet": 1}
    assert missed({"ours": result, "diet": result}) == ["bitext, ours: 75.0% of the mapped utterances, aim 90%"]


def test_an_intent_that_the_mapping_does_not_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "utterances.csv").write_text("utterance,intent\nhello,track\nbye,leave\n")
    with pytest.raises(UnreadableData, match="does not name leave"):
        read_bitext(tmp_path, MAPPING, None, 0)
    with pytest.raises(UnreadableData, match="there is no such file"):
        read_bitext(tmp_path / "nowhere", MAPPING, None, 0)


def test_what_the_assistant_is_taught_is_not_asked(tmp_path: Path) -> None:
    (tmp_path / "utterances.csv").write_text("utterance,intent\nWhere's it?,track\nwhen,period\n")
    (tmp_path / "nlu.yml").write_text("nlu:\n- intent: track_order\n  examples: |\n    - wheres it\n")
    assert read_bitext(tmp_path, MAPPING, None, 0, tmp_path).test == (Utterance("when", "period"),)
