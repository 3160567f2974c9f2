"""The desk's policy: what may be done with an order and when, as the shop's staff write it (docs/orders.md)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft7Validator

from knowledge.errors import ConfigurationError
from knowledge.orders.states import TRANSITIONS

_SCHEMA = Draft7Validator(json.loads(Path(__file__).with_name("policy.schema.json").read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Reason:
    """Why somebody wants something: its name in each language, and how customers say it."""

    key: str
    labels: Mapping[str, str]
    said: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class StepPolicy:
    """When a step may be taken. ``when``: the statuses; ``not_after``: steps after which it may not; ``limit``: how
    often an order may have it; ``within_days`` of its arrival; ``not_categories``: keys of those that are left out.

    ``reasons``: those accepted, one of which must be given; none: none is asked for. ``money_by``: where money comes
    from or goes to: ``any`` of the customer's methods, the ``original``, a ``gift_card``. ``posted_by``: who pays for
    sending back, ``shop`` or ``customer``.
    """

    when: tuple[str, ...]
    not_after: tuple[str, ...] = ()
    limit: int | None = None
    within_days: int | None = None
    not_categories: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    money_by: tuple[str, ...] = ("any",)
    posted_by: str | None = None

    def excludes(self, category: str) -> bool:
        """Whether products of the category (its key) may not."""
        return any(category == each or category.startswith(each + "/") for each in self.not_categories)


@dataclass(frozen=True)
class OrderPolicy:
    """``steps``: what is not there is not done. ``refund_days``: by kind of method, the least and the most business
    days until money is back."""

    steps: Mapping[str, StepPolicy]
    refund_days: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def days(self, kind: str) -> tuple[int, int]:
        """Business days until a refund to a method of this kind arrives; (0, 0) is at once."""
        return self.refund_days.get(kind, self.refund_days.get("other", (0, 0)))


def read_policy(file: Path) -> OrderPolicy:
    """The policy in a YAML file.

    Raises:
        ConfigurationError: there is no such file, or it is no policy; the text says where it is wrong.
    """
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"{file}: there is no such policy for orders; see docs/orders.md") from error
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{file}: is no YAML ({error})") from error
    wrong = min(_SCHEMA.iter_errors(data), key=lambda each: list(map(str, each.path)), default=None)
    if wrong is not None:
        place = ".".join(map(str, wrong.path)) or "the file"
        raise ConfigurationError(f"{file}: {place}: {wrong.message}")
    return _policy(file, data)


def in_business_days(moment: datetime, days: int) -> datetime:
    """So many days later, Saturdays and Sundays not counted."""
    while days:
        moment += timedelta(days=1)
        days -= moment.weekday() < 5
    return moment


def _policy(file: Path, data: Mapping[str, Any]) -> OrderPolicy:
    reasons = {
        key: Reason(key, each["labels"], {language: tuple(said) for language, said in each.get("said", {}).items()})
        for key, each in data.get("reasons", {}).items()
    }
    steps = {}
    for name, each in data["steps"].items():
        unknown = [key for key in each.get("reasons", ()) if key not in reasons]
        if unknown:
            raise ConfigurationError(f"{file}: steps.{name}.reasons: {unknown[0]!r} does not stand under reasons")
        impossible = [status for status in each["when"] if (status, name) not in TRANSITIONS]
        if impossible:
            raise ConfigurationError(f"{file}: steps.{name}.when: an order that is {impossible[0]} has no such step")
        steps[name] = StepPolicy(
            when=tuple(each["when"]),
            not_after=tuple(each.get("not_after", ())),
            limit=each.get("limit"),
            within_days=each.get("within_days"),
            not_categories=tuple(each.get("not_categories", ())),
            reasons=tuple(reasons[key] for key in each.get("reasons", ())),
            money_by=tuple(each.get("money_by", ("any",))),
            posted_by=each.get("posted_by"),
        )
    days = {kind: (least, most) for kind, (least, most) in data.get("refund_days", {}).items()}
    return OrderPolicy(steps, days)
