"""Any set in a known format is read as it is; one that is not says what is wrong and where."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.intents.data import OUT_OF_SCOPE, UnreadableData, Utterance, read_datasets, read_table
from benchmarks.intents.subsets import few_shot, limited

PAIRS = [("where is my card", "arrival"), ('it said "no", why', "refused"), ("[odd](text)", "refused")]


def folder(tmp_path: Path, **files: str) -> Path:
    for name, content in files.items():
        (tmp_path / name.replace("__", ".")).write_text(content, encoding="utf-8")
    return tmp_path


def tsv(*rows: tuple[str, str]) -> str:
    return "".join(f"{text}\t{intent}\n" for text, intent in rows)


def pairs(utterances: tuple[Utterance, ...]) -> list[tuple[str, str]]:
    return [(each.text, each.intent) for each in utterances]


@pytest.mark.parametrize("header", ["text,category", "intent,utterance", "Flags,Utterance,Category,Intent"])
def test_the_header_of_a_csv_says_where_text_and_intent_stand(tmp_path: Path, header: str) -> None:
    cells = {"text": "a, b", "utterance": "a, b", "category": "c", "intent": "c", "flags": "B"}
    if "Intent" in header:
        cells["category"] = "not the intent"
    row = ",".join(f'"{cells[name.lower()]}"' for name in header.split(","))
    path = folder(tmp_path, train__csv=f"\ufeff{header}\n{row}\n") / "train.csv"
    assert pairs(read_table(path)) == [("a, b", "c")]


def test_a_tsv_may_lack_its_header_and_keeps_its_quotes(tmp_path: Path) -> None:
    path = folder(tmp_path, bare__tsv=tsv(*PAIRS), headed__tsv="text\tintent\n" + tsv(*PAIRS))
    assert pairs(read_table(path / "bare.tsv")) == pairs(read_table(path / "headed.tsv")) == PAIRS


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("train.csv", "words,meaning\na,b\n", "train.csv:1: the header is words, meaning"),
        ("train.csv", "text,intent\nhello,greet\nhi,\n", "train.csv:3: a text and its intent"),
        ("train.tsv", "hello\tgreet\nhi\n", "train.tsv:2: a text and its intent"),
        ("data.json", "{", "data.json: not JSON"),
        ("data.json", json.dumps({"train": [["a", "b"], ["c"]]}), r"data.json: train\[1\]"),
        ("notes.txt", "nothing to learn", "no data set found.*there is notes.txt"),
        ("train.tsv", "hello\tgreet\nhi\tgreet\n", "teaches 1 intents; two are the least"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, content: str, said: str) -> None:
    (tmp_path / name).write_text(content)
    (tmp_path / "test.tsv").write_text("hello\tgreet\n")
    if name == "notes.txt":
        (tmp_path / "test.tsv").unlink()
    with pytest.raises(UnreadableData, match=said):
        read_datasets(tmp_path)


def test_a_folder_that_is_not_there_is_named() -> None:
    with pytest.raises(UnreadableData, match="nowhere: there is no such folder"):
        read_datasets(Path("nowhere"))


def test_each_training_file_is_a_variant_with_the_test_part_of_its_own_format(tmp_path: Path) -> None:
    read = read_datasets(
        folder(
            tmp_path,
            train__csv="text,intent\n" + "".join(f"{text.replace(',', '')},{intent}\n" for text, intent in PAIRS),
            test__csv="text,intent\nfrom the csv,arrival\n",
            train_1__tsv=tsv(*PAIRS[:2]),
            test__tsv=tsv(("from the tsv", "arrival")),
            dev__tsv=tsv(("to choose on", "refused")),
        )
    )
    assert [(each.variant, each.test[0].text, len(each.validation)) for each in read] == [
        ("1-shot", "from the tsv", 1),
        ("full", "from the csv", 1),
    ]


def test_the_parts_of_a_json_hold_what_is_out_of_scope(tmp_path: Path) -> None:
    parts = {name: [[text, intent] for text, intent in PAIRS] for name in ("train", "val", "test")}
    parts |= {f"oos_{name}": [[f"{name} other", "oos"]] for name in ("train", "val", "test")}
    (read,) = read_datasets(folder(tmp_path, data_full__json=json.dumps(parts)))
    assert read.variant == "full" and read.intents == ("arrival", "refused") and read.tests_out_of_scope
    assert pairs(read.train) == [*PAIRS, ("train other", OUT_OF_SCOPE)]
    assert read.validation[-1] == Utterance("val other", OUT_OF_SCOPE)


def test_a_set_without_a_test_part_is_split_the_same_way_each_time(tmp_path: Path) -> None:
    rows = [(f"text {number}", ("a", "b", "OOS")[number % 3]) for number in range(30)]
    data = folder(tmp_path, utterances__tsv=tsv(*rows))
    (read,), (again,), (other,) = read_datasets(data), read_datasets(data), read_datasets(data, seed=1)
    assert read == again != other
    assert sorted(each.intent for each in read.test) == ["a", "a", "b", "b", OUT_OF_SCOPE, OUT_OF_SCOPE]
    assert not set(read.train) & set(read.test) and "seed 0" in read.notes[0]


def test_an_intent_that_is_tested_and_not_taught_is_told(tmp_path: Path) -> None:
    (read,) = read_datasets(folder(tmp_path, train__tsv=tsv(*PAIRS), test__tsv=tsv(("a", "new"), ("b", "oos"))))
    assert read.notes == ("1 intents are tested and not taught, and count as wrong: new",)


def test_few_shots_are_as_many_of_each_intent_and_the_seed_chooses_them(tmp_path: Path) -> None:
    rows = [(f"text {number}", "ab"[number % 2]) for number in range(20)]
    (read,) = read_datasets(folder(tmp_path, train__tsv=tsv(*rows), test__tsv=tsv(("x", "a"))))
    few = few_shot(read, 3, seed=1)
    assert [each.intent for each in few.train].count("a") == 3 == [each.intent for each in few.train].count("b")
    assert set(few.train) <= set(read.train) and few.test == read.test
    assert few.train == few_shot(read, 3, seed=1).train != few_shot(read, 3, seed=2).train


def test_a_quick_try_says_that_it_is_one(tmp_path: Path) -> None:
    rows = [(f"text {number}", "ab"[number % 2]) for number in range(20)]
    (read,) = read_datasets(folder(tmp_path, train__tsv=tsv(*rows), test__tsv=tsv(*rows)))
    part = limited(read, 4, seed=0)
    assert (len(part.train), len(part.test)) == (4, 4) and "not to be quoted" in part.notes[0]
