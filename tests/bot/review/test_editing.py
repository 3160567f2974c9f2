"""An example is written where a person would have put it, and nothing else in the file changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.review.editing import RefusedExample, TrainingFiles
from knowledge.errors import ConfigurationError

FILE = """version: "3.1"

# Small talk. One sentence a line.

nlu:
- intent: greet   # first things first
  examples: |
    - hello
    - good   morning
    - 你好
    - 早上好
- intent: bye
  examples: |
    - see you
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("nlu", "held"):
        (tmp_path / name).mkdir()
    (tmp_path / "nlu" / "smalltalk.yml").write_text(FILE, encoding="utf-8")
    (tmp_path / "held" / "held_out.yml").write_text("nlu:\n- intent: greet\n  examples: |\n    - Hey you!\n")
    (tmp_path / "held" / "entities.yml").write_text("cases:\n- text: hi\n")
    return tmp_path


@pytest.fixture
def files(folder: Path) -> TrainingFiles:
    return TrainingFiles(folder / "nlu", folder / "held")


def lines(folder: Path) -> list[str]:
    return (folder / "nlu" / "smalltalk.yml").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("text", "intent", "line"),
    [("hiya", "greet", 10), ("您好", "greet", 12), ("cheerio", "bye", 15), ("再见", "bye", 15)],
)
def test_it_stands_after_the_last_of_its_intent_and_language(
    folder: Path, files: TrainingFiles, text: str, intent: str, line: int
) -> None:
    placed = files.add(text, intent)
    assert (placed.line, placed.new) == (line, True)
    written = lines(folder)
    assert written[line - 1] == f"    - {text}"
    assert [*written[: line - 1], *written[line:]] == FILE.splitlines()


def test_windows_line_endings_and_a_missing_last_one_are_kept_to(folder: Path, files: TrainingFiles) -> None:
    path = folder / "nlu" / "smalltalk.yml"
    path.write_bytes(FILE.strip().replace("\n", "\r\n").encode())
    files.add("cheerio", "bye")
    assert path.read_bytes() == (FILE.replace("\n", "\r\n") + "    - cheerio\r\n").encode()


def test_what_was_masked_is_made_up_and_markup_is_not_let_in(folder: Path, files: TrainingFiles) -> None:
    placed = files.add("/hello [name],\tI am [here](place)", "greet")
    assert placed.text == "hello Alex, I am here(place)"


def test_what_stands_there_already_is_not_written_twice(folder: Path, files: TrainingFiles) -> None:
    placed = files.add("Good morning!", "greet")
    assert (placed.line, placed.new) == (9, False)
    assert lines(folder) == FILE.splitlines()


def test_what_is_held_out_or_anothers_or_nothing_is_refused(folder: Path, files: TrainingFiles) -> None:
    for text, intent, why in (
        ("hey you", "greet", r"held out in .*held_out\.yml:4"),
        ("Hello", "bye", r"example of greet in .*smalltalk\.yml:8"),
        ("?!", "greet", "neither letters nor digits"),
    ):
        with pytest.raises(RefusedExample, match=why):
            files.add(text, intent)
    assert lines(folder) == FILE.splitlines()


def test_a_new_intent_gets_a_block_in_the_file_of_the_one_it_is_like(folder: Path, files: TrainingFiles) -> None:
    (folder / "nlu" / "a.yml").write_text("nlu:\n- intent: other\n  examples: |\n    - x\n")
    placed = files.add("what is your name", "ask_name", beside="greet")
    assert placed.file.endswith("smalltalk.yml")
    assert lines(folder) == [*FILE.splitlines(), "- intent: ask_name", "  examples: |", "    - what is your name"]
    assert files.add("your name?", "ask_name").line == placed.line + 1
    with pytest.raises(ConfigurationError, match="no name"):
        files.add("hm", "Not A Name")


def test_a_file_laid_out_otherwise_is_left_alone(folder: Path, files: TrainingFiles) -> None:
    path = folder / "nlu" / "smalltalk.yml"
    odd = FILE + "rules:\n- rule: a\n"
    path.write_text(odd, encoding="utf-8")
    with pytest.raises(ConfigurationError, match="by hand"):
        files.add("what is your name", "ask_name", beside="greet")
    assert path.read_text(encoding="utf-8") == odd
