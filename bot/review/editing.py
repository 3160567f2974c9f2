"""Writing an example into the training files where a person would have put it, and changing nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from bot.checks.examples import Example, by_normal, examples_of, language_of, nlu_files, normal, read_examples
from knowledge.errors import ConfigurationError, DaogouError
from knowledge.privacy.masking import with_stand_ins

NAME = re.compile(r"[a-z][a-z0-9_]*")
_ROW = re.compile(r"(\s*)- ")


class RefusedExample(DaogouError):
    """The text cannot become an example of this intent; the message says why and where the other stands."""


@dataclass(frozen=True)
class Placed:
    """Where the example stands now; ``new`` is False where it stood there before."""

    file: str
    line: int
    text: str
    new: bool = True


class TrainingFiles:
    """The utterances below ``nlu``, and those below ``held_out``, which may never be taught."""

    def __init__(self, nlu: Path, held_out: Path) -> None:
        self._nlu = nlu
        self._held_out = held_out

    def intents(self) -> list[str]:
        """The names of the intents that have examples."""
        return sorted({example.intent for example in read_examples(self._nlu)})

    def add(self, text: str, intent: str, beside: str | None = None) -> Placed:
        """Put ``text`` under ``intent``, after its last example of the same language.

        What the mask took out is made up. An intent with no examples yet gets a block of its own, at the end of the
        file in which intent ``beside`` stands.

        Raises:
            RefusedExample: it is held out, is an example of another intent, or nothing of it can be taught.
            ConfigurationError: the intent's name is none that Rasa takes, or its file is not as expected.
        """
        if not NAME.fullmatch(intent):
            raise ConfigurationError(f"{intent!r} is no name for an intent: use small letters, digits and _")
        said = taught_as(text)
        if not normal(said):
            raise RefusedExample(f"“{text}” has neither letters nor digits that could be taught")
        examples = list(read_examples(self._nlu))
        for same in by_normal(read_examples(self._held_out)).get(normal(said), []):
            raise RefusedExample(f"“{said}” is held out in {same.place} and may not be taught")
        for same in by_normal(examples).get(normal(said), []):
            if same.intent != intent:
                raise RefusedExample(f"“{said}” is an example of {same.intent} in {same.place}; move it there first")
            return Placed(same.file, same.line, same.text, new=False)
        own = [example for example in examples if example.intent == intent]
        if own:
            return _insert(said, own)
        near = [example for example in examples if example.intent == beside]
        files = [Path(near[0].file)] if near else nlu_files(self._nlu)
        if not files:
            raise ConfigurationError(f"there is no file of examples in {self._nlu} to write to")
        return _append(said, intent, files[0])


def taught_as(text: str) -> str:
    """A masked text as it is written for training: made-up values for what was masked, and nothing that is markup."""
    filled = with_stand_ins(text, language_of(text))
    plain = "".join(each if each.isprintable() else " " for each in filled if each not in "[]")
    return " ".join(plain.split()).lstrip("/- ")


def _insert(said: str, own: list[Example]) -> Placed:
    """After the last of the intent's examples in its language, in the file that has most of them."""
    alike = [example for example in own if example.language == language_of(said)] or own
    files = [example.file for example in alike]
    file = max(dict.fromkeys(files), key=files.count)
    after = max(example.line for example in alike if example.file == file)
    lines = _lines(Path(file))
    row = lines[after - 1]
    indent = _ROW.match(row)
    if indent is None:
        raise ConfigurationError(f"{file}:{after}: this is not a line that begins with “- ”; write the example by hand")
    ending = "\r\n" if lines[0].endswith("\r\n") else "\n"
    if not row.endswith("\n"):
        lines[after - 1] = row + ending
    lines.insert(after, f"{indent.group(1)}- {said}{ending}")
    return _write(Path(file), lines, Example(file, after + 1, own[0].intent, said))


def _append(said: str, intent: str, path: Path) -> Placed:
    lines = _lines(path)
    while lines and not lines[-1].strip():
        lines.pop()
    heading = next((line for line in lines if re.match(r"\s*- intent:", line)), "- intent:\n")
    indent, ending = heading[: heading.index("-")], "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += ending
    blank = (
        [ending]
        if any(lines[i].strip() == "" and "- intent:" in lines[i + 1] for i in range(3, len(lines) - 1))
        else []
    )
    block = [f"- intent: {intent}", "  examples: |", f"    - {said}"]
    lines += [*blank, *(f"{indent}{row}{ending}" for row in block)]
    return _write(path, lines, Example(str(path), len(lines), intent, said))


def _lines(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return file.read().splitlines(keepends=True)


def _write(path: Path, lines: list[str], added: Example) -> Placed:
    """Write the file, and see that it reads as before but for the one example; else leave it as it was."""
    before = path.read_bytes()
    expected = sorted([(each.intent, each.text) for each in examples_of(path)] + [(added.intent, added.text)])
    path.write_bytes("".join(lines).encode("utf-8"))
    try:
        found = list(examples_of(path))
        well = sorted((each.intent, each.text) for each in found) == expected and added in found
    except ConfigurationError:
        well = False
    if not well:
        path.write_bytes(before)
        raise ConfigurationError(f"{path} is not laid out as expected; write “{added.text}” there by hand")
    return Placed(added.file, added.line, added.text)
