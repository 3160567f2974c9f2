"""``daogou review``: for staff: what was not understood, and into which intent's examples it belongs."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from bot.cli.common import AsJson, ShopUrl, choose_shop, console, errors, write_json
from bot.review.editing import Placed, RefusedExample, TrainingFiles
from bot.review.groups import Group, grouped
from knowledge.conversations.unclear import UnclearLog, UnclearView
from knowledge.errors import ConfigurationError

NLU = Path("data/nlu")
HELD_OUT = Path("tests/nlu")
ENCODER = "use"
"""Of the encoders (``knowledge.sentences``), the one that knows both languages."""
ADVICE = "Now run `daogou check --quick`, then `daogou train`."


def review(
    label: Annotated[list[str] | None, typer.Option(help="ID=INTENT: teach it without asking; may be repeated")] = None,
    drop: Annotated[list[int] | None, typer.Option(help="ID: delete it without asking; may be repeated")] = None,
    new: Annotated[bool, typer.Option("--new", help="Let --label name intents that have no examples yet")] = False,
    as_json: AsJson = False,
    shop: ShopUrl = None,
) -> None:
    """Look at what the assistant did not understand, and teach it."""
    from knowledge.shop import Shop

    choose_shop(shop)
    opened = Shop.open(shop)
    desk = Desk(opened.unclear, TrainingFiles(NLU, HELD_OUT))
    try:
        opened.unclear.prune()
        if label or drop:
            placed = desk.settle_named(label or [], drop or [], new)
            if as_json:
                write_json({"taught": [asdict(each) for each in placed], "refused": desk.refused})
        else:
            groups = grouped(opened.unclear.waiting(), _encoder())
            if as_json:
                write_json([_as_json(group) for group in groups])
            else:
                desk.talk_through(groups)
    finally:
        opened.close()
    if desk.refused:
        raise typer.Exit(1)


class Desk:
    """One sitting: what was taught, and what was refused."""

    def __init__(self, unclear: UnclearLog, files: TrainingFiles) -> None:
        self._unclear = unclear
        self._files = files
        self.refused: list[str] = []

    def settle_named(self, labels: Sequence[str], dropped: Sequence[int], new: bool) -> list[Placed]:
        """Carry out ``ID=INTENT`` and ids to delete, all or nothing where one of them cannot be read.

        Raises:
            ConfigurationError: a label is none, or names an intent without examples and ``new`` does not allow it.
            NotFoundError: there is no message with such a number.
        """
        wanted = [self._read_label(each, new) for each in labels]
        for message_id in dropped:
            self._unclear.message(message_id)
        placed = [each for message, intent in wanted if (each := self._teach(message, intent)) is not None]
        for message_id in dropped:
            self._unclear.drop(message_id)
        return placed

    def talk_through(self, groups: Sequence[Group]) -> None:
        """Show each group and ask what it is, until there is no more or the person has had enough."""
        if not groups:
            console.print("There is nothing to review.")
            return
        waiting = sum(len(group.messages) for group in groups)
        console.print(f"{waiting} messages in {len(groups)} groups.", highlight=False)
        taught, left = 0, deque(groups)
        while left:
            group = left.popleft()
            console.print(_table(group))
            try:
                answer = self._ask(group)
            except (EOFError, KeyboardInterrupt):
                answer = "q"
            if answer == "q":
                break
            if answer == "e":
                left.extendleft(Group((message,)) for message in reversed(group.messages))
                continue
            for message in group.messages if answer != "s" else ():
                if answer == "d":
                    self._unclear.drop(message.id)
                else:
                    taught += self._teach(message, answer) is not None
        if taught:
            console.print(ADVICE, highlight=False)

    def _ask(self, group: Group) -> str:
        """``e``, ``s``, ``d``, ``q``, or the name of an intent."""
        known = self._files.intents()
        choices = {str(number): name for number, (name, _) in enumerate(group.nearest, 1)}
        offered = "  ".join(f"{number} {name}" for number, name in choices.items())
        console.print(
            f"{offered}  o out_of_scope  e each by itself  s skip  d drop  q quit, or the name of an intent",
            highlight=False,
        )
        while True:
            answer = choices.get(said := console.input("> ").strip(), {"o": "out_of_scope"}.get(said, said))
            if answer in {"e", "s", "d", "q", *known}:
                return answer
            if len(answer) > 1 and _confirmed(answer, known):
                return answer

    def _teach(self, message: UnclearView, intent: str) -> Placed | None:
        beside = message.intents[0][0] if message.intents else None
        known = intent in self._files.intents()
        try:
            placed = self._files.add(message.text, intent, beside)
        except RefusedExample as refusal:
            self.refused.append(f"{message.id}: {refusal}")
            errors.print(f"{message.id}: {refusal}", markup=False, highlight=False)
            return None
        self._unclear.label(message.id, intent)
        what = f"“{placed.text}” is now an example" if placed.new else f"“{placed.text}” was an example already"
        errors.print(f"{placed.file}:{placed.line}: {what} of {intent}", markup=False, highlight=False)
        if not known:
            todo = f"{intent} is new: add it to intents in domain.yml and to a rule in data/rules, with an answer"
            errors.print(todo, markup=False, highlight=False)
        return placed

    def _read_label(self, label: str, new: bool) -> tuple[UnclearView, str]:
        number, sign, intent = label.partition("=")
        if not sign or not number.strip().isdecimal():
            raise ConfigurationError(f"--label takes ID=INTENT, such as 7=track_order, not {label!r}")
        known = self._files.intents()
        if intent not in known and not new:
            like = get_close_matches(intent, known, 1)
            meant = f"did you mean {like[0]}? " if like else ""
            raise ConfigurationError(f"no intent {intent!r} has examples: {meant}--new makes a new one")
        return self._unclear.message(int(number)), intent


def _confirmed(name: str, known: Sequence[str]) -> bool:
    like = get_close_matches(name, known, 1)
    hint = f" (there is {like[0]})" if like else ""
    return console.input(f"Make a new intent {name}{hint}? y/n > ").strip().lower() in ("y", "yes")


def _table(group: Group) -> Table:
    likeliest = ", ".join(f"{name} {confidence:.2f}" for name, confidence in group.nearest) or "nothing"
    table = Table(title=f"Nearest: {likeliest}", title_justify="left")
    for heading in ("id", "said", "times", "why", "language", "last"):
        table.add_column(heading)
    for each in group.messages:
        text, when = each.text.replace("[", r"\["), each.at.strftime("%Y-%m-%d")
        table.add_row(str(each.id), text, str(each.times), each.reason.replace("_", " "), each.language, when)
    return table


def _as_json(group: Group) -> dict[str, Any]:
    return {
        "times": group.times,
        "nearest": [{"name": name, "confidence": round(confidence, 3)} for name, confidence in group.nearest],
        "messages": [asdict(message) for message in group.messages],
    }


def _encoder() -> Callable[[Sequence[str]], Any]:
    from knowledge.sentences.registry import shared_encoder

    return shared_encoder(ENCODER).encode
